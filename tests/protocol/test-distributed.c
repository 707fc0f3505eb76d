/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAARs without a CMD as dialogues: one message passes, then both ends are
 * looked at. */
#include "tests/protocol/distributed-world.h"

static const struct prefix *
anchored (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  return prefix_list_at (&dmm_world_session (w, mn, i)->prefixes, 0);
}

static struct node *
site (const struct dmm_world *w, unsigned i)
{
  return distributed_maar (w, i)->entity.node;
}

static void
assert_address (const struct address *a, const struct address *b)
{
  char x[ADDRESS_TEXT_SIZE], y[ADDRESS_TEXT_SIZE];

  g_assert_cmpstr (address_text (a, x), ==, address_text (b, y));
}

static void
assert_state (struct dmm_world *w, struct mobile_node *mn, unsigned i,
              enum maar_state state)
{
  g_assert_cmpstr (maar_state_name (dmm_world_state (w, mn, i)), ==,
                   maar_state_name (state));
}

/* ---- hint ---------------------------------------------------------- */

static void
test_attach (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  dmm_world_go (w, mn, 0);
  assert_state (w, mn, 0, MAAR_SERVING);
  dmm_world_run (w, STAR_W);
  g_assert_cmpuint (mn->addresses.len, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (mn->handover->t_ready, ==, mn->handover->t_trigger);
  dmm_world_run (w, S);
  g_assert_cmpuint (dmm_count (w, NULL, TRANSACTION_NONE), ==, 0);
  dmm_world_free (w);
}

/* The serving MAAR sends what the CMD would. */
static void
test_handover (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct address m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1);
  sim_time t = 10 * S + STAR_L2;
  struct mh_message m;

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, t);
  assert_state (w, mn, 1, MAAR_PENDING);
  dmm_last (w, "PBU", &m1, &m0, &m);
  g_assert_cmphex (m.bu.flags, ==, BU_A | BU_P | BU_D);
  g_assert_cmpuint (dmm_handoff (&m), ==, HI_UNKNOWN);
  assert_address (&mh_find (&m, OPTION_SERVING_MAAR, 0)->address, &m1);
  assert_address (&mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address,
                  &anchored (w, mn, 0)->address);
  assert_state (w, mn, 0, MAAR_SERVING);
  dmm_world_run (w, t + STAR_C);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  assert_address (&dmm_world_session (w, mn, 0)->serving, &m1);
  dmm_last (w, "PBA", &m0, &m1, &m);
  g_assert_cmphex (m.ba.flags, ==, BA_P | BA_D);
  g_assert_nonnull (mh_find (&m, OPTION_DLIF_LINK_LOCAL, 0));
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 1);
  dmm_world_run (w, t + 2 * STAR_C);
  assert_state (w, mn, 1, MAAR_SERVING);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 1);
  g_assert_cmpint (mn->handover->t_pba - mn->handover->t_pbu, ==, 2 * STAR_C);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 2);
  dmm_world_free (w);
}

/* The node goes on seeing the router it knows; the old prefix is deprecated. */
static void
test_dlif (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_walk (w, 2);
  const struct access_router *r0 = g_ptr_array_index (w->domain->routers, 0);
  const struct mn_address *old = &mn->addresses.at[0];
  const struct mn_address *new = &mn->addresses.at[1];

  g_assert_cmpuint (mn->addresses.len, ==, 2);
  assert_address (&old->router, &r0->link_local);
  g_assert_cmpint (old->preferred_until, <, sim_now (w->sim));
  g_assert_cmpint (old->valid_until, >, sim_now (w->sim));
  g_assert_cmpint (new->preferred_until, >, sim_now (w->sim));
  dmm_world_free (w);
}

/* ---- hash table ---------------------------------------------------- */

/* Look-up by the PBU that registers; the copy is told afterwards; both records
 * say the same. */
static void
test_table (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 8);
  struct mobile_node *mn = distributed_outsider (w, 2);
  unsigned first = distributed_in_charge (w, mn, 0),
           second = distributed_in_charge (w, mn, 1);
  struct address at = dmm_world_address (w, first),
                 copy = dmm_world_address (w, second),
                 m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1);
  sim_time t = 10 * S + STAR_L2;
  struct mh_message m;

  distributed_walk (w, mn, 0, 0);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_ATTACH), ==, 4);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, t + 2 * STAR_C);
  dmm_last (w, "PBU", &m1, &at, &m);
  g_assert_cmpuint (mh_count (&m, OPTION_SERVING_MAAR), ==, 0);
  dmm_last (w, "PBA", &at, &m1, &m);
  assert_address (&mh_find (&m, OPTION_PREVIOUS_MAAR, 0)->previous_maar.maar,
                  &m0);
  g_assert_cmpint (dmm_last (w, "PBU", &m1, &copy, NULL)->at, ==,
                   t + 2 * STAR_C);
  g_assert_cmpint (dmm_last (w, "PBU", &m1, &m0, NULL)->at, ==, t + 2 * STAR_C);
  dmm_world_run (w, t + 4 * STAR_C);
  assert_state (w, mn, 1, MAAR_SERVING);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 6);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct location *l
          = location_find (distributed_maar (w, i ? second : first), mn);

      assert_address (&l->serving, &m1);
      g_assert_cmpuint (l->anchored->len, ==, 2);
    }
  g_assert_cmpuint (dmm_state (w, site (w, first), ROLE_MAAR).entries, ==, 2);
  dmm_world_free (w);
}

/* The MAAR in charge asks nobody but its copy. */
static void
test_table_at_home (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  unsigned first = distributed_in_charge (w, mn, 0);

  dmm_world_go (w, mn, (first + 1) % 3);
  dmm_world_run (w, 10 * S);
  dmm_world_go (w, mn, first);
  dmm_world_run (w, 20 * S);
  g_assert_cmpint (mn->handover->t_ready - mn->handover->t_trigger, ==,
                   2 * STAR_C);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 4);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  dmm_world_free (w);
}

/* A MAAR that nobody needs any more gives its prefix up when it is asked; the
 * node forgets the address, and back there uses the new one, also where the old
 * one is more like the peer's (RFC 6724 rule 8). */
static void
test_table_withdraws (void)
{
  struct domain_config domain = common_config ();
  struct distributed_config config = distributed_config (LOOKUP_DHT);
  struct mobile_node *mn;
  struct dmm_world *w;
  struct prefix old, now;

  config.release = DMM_RELEASE_FLOW;
  w = distributed_star (&domain, &config, 8);
  mn = distributed_outsider (w, 2);
  distributed_walk (w, mn, 0, 0);
  old = *anchored (w, mn, 0);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 20 * S);
  assert_state (w, mn, 0, MAAR_GONE);
  g_assert_cmpuint (mn->addresses.len, ==, 1);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 30 * S);
  now = mn_address_prefix (access_select_address (mn, &old.address));
  assert_address (&now.address, &anchored (w, mn, 0)->address);
  dmm_world_free (w);
}

/* Lifetime over: the previous MAAR goes, and its entry in both records. */
static void
test_table_forgets (void)
{
  struct domain_config domain = common_config ();
  struct distributed_config config = distributed_config (LOOKUP_DHT);
  struct mobile_node *mn;
  struct dmm_world *w;

  config.release = DMM_RELEASE_LIFETIME;
  w = distributed_star (&domain, &config, 8);
  mn = distributed_outsider (w, 2);
  distributed_walk (w, mn, 0, 1);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  dmm_world_run (w, 31 * S);
  assert_state (w, mn, 0, MAAR_GONE);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 4);
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpuint (
        location_find (distributed_maar (w, distributed_in_charge (w, mn, i)),
                       mn)
            ->anchored->len,
        ==, 1);
  dmm_world_run (w, 200 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 0);
  dmm_world_free (w);
}

/* The lifetime of a prefix runs from the node's departure, however often the
 * previous MAAR is told of another serving one. */
static void
test_lifetime (gconstpointer lookup)
{
  struct domain_config domain = common_config ();
  struct distributed_config config
      = distributed_config (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn;
  struct dmm_world *w;

  config.release = DMM_RELEASE_LIFETIME;
  w = distributed_star (&domain, &config, 6);
  mn = dmm_world_walk (w, 3);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  dmm_world_run (w, 31 * S);
  assert_state (w, mn, 0, MAAR_GONE);
  assert_state (w, mn, 1, MAAR_PREVIOUS);
  dmm_world_free (w);
}

/* ---- flood --------------------------------------------------------- */

/* All are asked, those who hold a prefix answer, and each answer is followed
 * up at once. */
static void
test_flood (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_FLOOD, 5);
  struct mobile_node *mn = dmm_world_walk (w, 2);
  struct address m2 = dmm_world_address (w, 2), m0 = dmm_world_address (w, 0);
  sim_time t = 20 * S + STAR_L2;
  struct mh_message m;

  dmm_world_go (w, mn, 2);
  dmm_world_run (w, 30 * S);
  g_assert_cmpuint (recording_count (&w->heard, "HI", mn->handover->id), ==, 4);
  g_assert_cmpuint (recording_count (&w->heard, "HAck", mn->handover->id), ==,
                    2);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 4);
  dmm_last (w, "HI", &m2, &m0, &m);
  g_assert_cmphex (m.handover.flags, ==, 0x20);
  g_assert_nonnull (mh_find (&m, OPTION_CONTEXT_REQUEST, 0));
  dmm_last (w, "HAck", &m0, &m2, &m);
  g_assert_cmpuint (m.handover.code, ==, 6);
  assert_address (&mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address,
                  &anchored (w, mn, 0)->address);
  g_assert_cmpint (dmm_last (w, "PBU", &m2, &m0, NULL)->at, ==, t + 2 * STAR_C);
  g_assert_cmpint (mn->handover->t_ready, ==, t + 100 * MS);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 2);
  dmm_world_free (w);
}

/* ---- all ----------------------------------------------------------- */

static void
count_packet (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

static void
send_data (struct dmm_world *w, struct node *from, const struct address *source,
           const struct address *destination)
{
  struct packet *p = packet_new (w->sim->network, PACKET_DATA, 0);
  struct ipv6_header header = { .source = *source,
                                .destination = *destination,
                                .next_header = NEXT_UDP,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  p->payload = 100;
  packet_push_ipv6 (p, &header);
  p->meter.flow = FLOW_NONE;
  node_send (from, p);
}

static void
test_data (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 3);
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct node *cn = network_find_node (w->sim->network, "r5");
  unsigned at_mn = 0, at_cn = 0;

  node_set_handler (mn->node, NEXT_UDP, count_packet, &at_mn);
  node_set_handler (cn, NEXT_UDP, count_packet, &at_cn);
  g_assert_cmpuint (mn->addresses.len, ==, 3);
  for (unsigned i = 0; i < 3; i++)
    {
      const struct address *a = &mn->addresses.at[i].address;

      send_data (w, cn, &cn->address, a);
      send_data (w, mn->node, a, &cn->address);
    }
  dmm_world_run (w, 31 * S);
  g_assert_cmpuint (at_mn, ==, 3);
  g_assert_cmpuint (at_cn, ==, 3);
  dmm_world_free (w);
}

/* The prefix is served here again from the trigger on, whatever is looked up.
 */
static void
test_return (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 3);
  struct mobile_node *mn = dmm_world_walk (w, 2);
  struct prefix first = *anchored (w, mn, 0);

  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 30 * S);
  g_assert_true (prefix_equal (anchored (w, mn, 0), &first));
  assert_state (w, mn, 0, MAAR_SERVING);
  assert_state (w, mn, 1, MAAR_PREVIOUS);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (node_find_route (site (w, 0), &first)->kind, ==,
                   ROUTE_ACCESS);
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 1);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 1);
  g_assert_cmpint (dmm_instant (w, TRACE_ANCHOR_SWITCHED, &first, site (w, 0),
                                mn->handover->id),
                   ==, mn->handover->t_trigger);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  dmm_world_free (w);
}

static struct dmm_world *
quick_star (enum lookup lookup)
{
  struct domain_config domain = common_config ();
  struct distributed_config config = distributed_config (lookup);

  domain.access.l2_handover.a = 0.001;
  return distributed_star (&domain, &config, 4);
}

/* Back before the PBU of the MAAR between reaches the first one, which knows
 * better than to forward. */
static void
test_quick_return (gconstpointer lookup)
{
  struct dmm_world *w = quick_star (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn = dmm_world_walk (w, 1);

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + 2 * MS);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 20 * S);
  assert_state (w, mn, 0, MAAR_SERVING);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (node_find_route (site (w, 0), anchored (w, mn, 0))->kind, ==,
                   ROUTE_ACCESS);
  dmm_world_free (w);
}

/* On to a third MAAR while the second is still looking. */
static void
test_overtaken (gconstpointer lookup)
{
  struct dmm_world *w = quick_star (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct address m2 = dmm_world_address (w, 2);

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + 4 * MS);
  dmm_world_go (w, mn, 2);
  dmm_world_run (w, 20 * S);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  assert_address (&dmm_world_session (w, mn, 0)->serving, &m2);
  assert_state (w, mn, 2, MAAR_SERVING);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

static void
test_several_prefixes (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 3);
  struct mobile_node *mn = domain_add_mobile_node (w->domain, "mn", 3);
  struct address m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1);
  struct mh_message pbu;

  distributed_walk (w, mn, 0, 1);
  g_assert_cmpuint (mn->addresses.len, ==, 6);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 3);
  if (GPOINTER_TO_UINT (lookup) != LOOKUP_DHT)
    {
      dmm_last (w, "PBU", &m1, &m0, &pbu);
      g_assert_cmpuint (mh_count (&pbu, OPTION_HOME_NETWORK_PREFIX), ==, 3);
    }
  dmm_world_free (w);
}

/* More previous MAARs than one PBA has room for. */
static void
test_many (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 40);
  struct mobile_node *mn = dmm_world_walk (w, 40);

  g_assert_cmpuint (mn->handover->previous_anchors, ==, 39);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_run (w, 800 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 39)), ==, 39);
  g_assert_cmpuint (dmm_previous (w), ==, 39);
  dmm_world_free (w);
}

/* Gone for good: what nobody refreshes ends everywhere. */
static void
test_departure (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 4);
  struct mobile_node *mn = dmm_world_walk (w, 3);

  access_leave (mn);
  dmm_world_run (w, 30 * S + 61 * S);
  for (unsigned i = 0; i < 4; i++)
    {
      assert_state (w, mn, i, MAAR_GONE);
      g_assert_cmpuint (node_tunnels (site (w, i)), ==, 0);
      g_assert_cmpuint (dmm_state (w, site (w, i), ROLE_MAAR).entries, ==, 0);
    }
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distributed/hint/attachment-without-a-message",
                   test_attach);
  g_test_add_func ("/distributed/hint/step-by-step", test_handover);
  g_test_add_func ("/distributed/hint/logical-interface-follows-the-node",
                   test_dlif);
  g_test_add_func ("/distributed/dht/step-by-step", test_table);
  g_test_add_func ("/distributed/dht/in-charge-itself", test_table_at_home);
  g_test_add_func ("/distributed/dht/withdraws-a-prefix-given-up",
                   test_table_withdraws);
  g_test_add_func ("/distributed/dht/forgets-a-prefix-given-up",
                   test_table_forgets);
  g_test_add_func ("/distributed/flood/holders-answer", test_flood);
  add_per_lookup ("/distributed/release/lifetime-runs-from-the-departure",
                  test_lifetime);
  add_per_lookup ("/distributed/data/every-address-both-ways", test_data);
  add_per_lookup ("/distributed/return/served-at-once", test_return);
  add_per_lookup ("/distributed/return/before-the-update-arrives",
                  test_quick_return);
  add_per_lookup ("/distributed/moved-on-during-the-look-up", test_overtaken);
  add_per_lookup ("/distributed/several-prefixes", test_several_prefixes);
  add_per_lookup ("/distributed/forty-maars", test_many);
  add_per_lookup ("/distributed/departure-leaves-nothing", test_departure);
  return g_test_run ();
}
