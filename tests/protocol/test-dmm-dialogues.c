/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 8885 as dialogues: one message passes, then both ends are looked at. */
#include "tests/protocol/dmm-world.h"

static const struct prefix *
anchored (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  return prefix_list_at (&dmm_world_session (w, mn, i)->prefixes, 0);
}

static bool
address_in (const struct mn_address *address, const struct prefix *prefix)
{
  const struct prefix own = mn_address_prefix (address);

  return prefix_equal (&own, prefix);
}

static struct node *
site (const struct dmm_world *w, unsigned i)
{
  return ((struct access_router *)g_ptr_array_index (w->domain->routers, i))
      ->node;
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
  g_assert_cmpstr (maar_state_name (dmm_world_session (w, mn, i)->state), ==,
                   maar_state_name (state));
}

/* ---- what the messages carry --------------------------------------- */

static void
test_attach (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address cmd = dmm_world_cmd (w), m0 = dmm_world_address (w, 0);
  struct mh_message pbu, pba;

  dmm_world_go (w, mn, 0);
  assert_state (w, mn, 0, MAAR_PENDING);
  dmm_last (w, "PBU", &m0, &cmd, &pbu);
  g_assert_cmphex (pbu.bu.flags, ==, BU_A | BU_P | BU_D);
  g_assert_cmpuint (pbu.bu.lifetime, ==, 15);
  g_assert_cmpuint (dmm_handoff (&pbu), ==, HI_NEW_INTERFACE);
  g_assert_cmpuint (mh_count (&pbu, OPTION_HOME_NETWORK_PREFIX), ==, 1);
  dmm_world_run (w, 2 * STAR_A);
  assert_state (w, mn, 0, MAAR_SERVING);
  dmm_last (w, "PBA", &cmd, &m0, &pba);
  g_assert_cmphex (pba.ba.flags, ==, BA_P | BA_D);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (mh_count (&pba, OPTION_PREVIOUS_MAAR), ==, 0);
  assert_address (&dmm_world_bce (mn)->p_coa, &m0);
  g_assert_cmpuint (dmm_count (w, NULL, TRANSACTION_NONE), ==, 2);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_ATTACH), ==, 2);
  dmm_world_free (w);
}

/* The node's next move: the instants at which each message has passed. */
static void
test_relay (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct address cmd = dmm_world_cmd (w), m0 = dmm_world_address (w, 0),
                 m1 = dmm_world_address (w, 1);
  sim_time t = 10 * S + STAR_L2;
  struct mh_message m;

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, t + STAR_A);
  assert_address (&dmm_world_bce (mn)->p_coa, &m1);
  dmm_last (w, "PBU", &cmd, &m0, &m);
  assert_address (&mh_find (&m, OPTION_SERVING_MAAR, 0)->address, &m1);
  assert_state (w, mn, 0, MAAR_SERVING);
  dmm_world_run (w, t + 2 * STAR_A);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  dmm_last (w, "PBA", &m0, &cmd, &m);
  assert_address (&mh_find (&m, OPTION_SERVING_MAAR, 0)->address, &m1);
  assert_address (&mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address,
                  &anchored (w, mn, 0)->address);
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 1);
  dmm_world_run (w, t + 4 * STAR_A);
  assert_state (w, mn, 1, MAAR_SERVING);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 1);
  dmm_last (w, "PBA", &cmd, &m1, &m);
  assert_address (&mh_find (&m, OPTION_PREVIOUS_MAAR, 0)->previous_maar.maar,
                  &m0);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_HANDOVER), ==, 4);
  dmm_world_free (w);
}

/* Options 69 and 70 stand behind their Previous MAAR and are the identity the
 * node knows that MAAR by; its prefix is deprecated, the new one is not. */
static void
test_dlif (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 2);
  const struct access_router *r0 = g_ptr_array_index (w->domain->routers, 0);
  struct address cmd = dmm_world_cmd (w), m1 = dmm_world_address (w, 1);
  const struct mn_address *old = &mn->addresses.at[0];
  const struct mn_address *new = &mn->addresses.at[1];
  struct mh_message pba;
  const struct mh_option *o;

  dmm_last (w, "PBA", &cmd, &m1, &pba);
  o = mh_find (&pba, OPTION_PREVIOUS_MAAR, 0);
  g_assert_cmpuint (o[1].type, ==, OPTION_DLIF_LINK_LOCAL);
  assert_address (&o[1].address, &r0->link_local);
  g_assert_cmpuint (o[2].type, ==, OPTION_DLIF_LINK_LAYER);
  g_assert_cmpmem (o[2].link_layer.octets, (int)o[2].link_layer.n,
                   r0->link_layer, 6);
  g_assert_cmpuint (mn->addresses.len, ==, 2);
  g_assert_true (address_in (old, anchored (w, mn, 0)));
  assert_address (&old->router, &r0->link_local);
  g_assert_cmpint (old->preferred_until, <, sim_now (w->sim));
  g_assert_cmpint (old->valid_until, >, sim_now (w->sim));
  g_assert_true (address_in (new, anchored (w, mn, 1)));
  g_assert_cmpint (new->preferred_until, >, sim_now (w->sim));
  dmm_world_free (w);
}

static void
test_locator (void)
{
  struct dmm_world *w = dmm_star_in (DMM_LOCATOR);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct address m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1);
  struct mh_message m;

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + STAR_L2 + 2 * STAR_A + STAR_C);
  dmm_last (w, "PBA", &m0, &m1, &m);
  g_assert_cmpuint (mh_count (&m, OPTION_SERVING_MAAR), ==, 0);
  assert_state (w, mn, 1, MAAR_SERVING);
  g_assert_false (dmm_world_session (w, mn, 1)->exchange.pending);
  dmm_world_run (w, 20 * S);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_RETRANSMISSION), ==, 0);
  dmm_world_free (w);
}

static void
test_proxy (void)
{
  struct dmm_world *w = dmm_star_in (DMM_PROXY);
  struct mobile_node *mn = dmm_world_walk (w, 1);

  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + STAR_L2 + 2 * STAR_A - 1);
  assert_state (w, mn, 1, MAAR_PENDING);
  assert_state (w, mn, 0, MAAR_SERVING);
  dmm_world_run (w, 10 * S + STAR_L2 + 2 * STAR_A);
  assert_state (w, mn, 1, MAAR_SERVING);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 1);
  dmm_world_free (w);
}

/* ---- data ---------------------------------------------------------- */

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

/* To and from the old address, through the anchor's tunnel; and the new one. */
static void
test_data (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
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

/* ---- coming back --------------------------------------------------- */

static void
test_return (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 2);
  struct prefix first = *anchored (w, mn, 0);
  struct address m1 = dmm_world_address (w, 1);

  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 30 * S);
  g_assert_true (prefix_equal (anchored (w, mn, 0), &first));
  assert_state (w, mn, 0, MAAR_SERVING);
  assert_state (w, mn, 1, MAAR_PREVIOUS);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  g_assert_nonnull (cmd_find_previous (dmm_world_bce (mn), &m1));
  g_assert_cmpint (node_find_route (site (w, 0), &first)->kind, ==,
                   ROUTE_ACCESS);
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 1);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 1);
  dmm_instant (w, TRACE_ANCHOR_SWITCHED, &first, site (w, 0), mn->handover->id);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  dmm_world_free (w);
}

/* The CMD's PBU reaches a MAAR that the node has come back to meanwhile. */
static void
test_quick_return (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  domain.access.l2_handover.a = 0.001;
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 1);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + 2 * MS);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 20 * S);
  assert_state (w, mn, 0, MAAR_SERVING);
  assert_state (w, mn, 1, MAAR_PREVIOUS);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (node_find_route (site (w, 0), anchored (w, mn, 0))->kind, ==,
                   ROUTE_ACCESS);
  dmm_world_free (w);
}

/* On to a third MAAR while the relay for the second is under way. */
static void
test_overtaken (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  domain.access.l2_handover.a = 0.001;
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 1);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + 8 * MS);
  dmm_world_go (w, mn, 2);
  dmm_world_run (w, 20 * S);
  assert_state (w, mn, 0, MAAR_PREVIOUS);
  assert_state (w, mn, 1, MAAR_PREVIOUS);
  assert_state (w, mn, 2, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 2);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 2);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

/* ---- one node, two entities; two nodes, one instant ---------------- */

static void
test_same_node (gconstpointer mode)
{
  static const unsigned access[] = { 1, 2, 3 };
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w = dmm_world_new (&domain, 4);
  struct mobile_node *mn;

  config.mode = GPOINTER_TO_INT (mode);
  for (unsigned i = 1; i < 4; i++)
    dmm_world_link (w, 0, i, 2 * MS);
  dmm_world_build (w, &config, access, 3, 1);
  mn = dmm_world_walk (w, 3);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 2);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 40 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 2);
  assert_state (w, mn, 0, MAAR_SERVING);
  assert_state (w, mn, 2, MAAR_PREVIOUS);
  dmm_world_free (w);
}

static void
test_two_nodes (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *a = dmm_world_node (w, "a");
  struct mobile_node *b = dmm_world_node (w, "b");

  dmm_world_go (w, a, 0);
  dmm_world_go (w, b, 1);
  dmm_world_run (w, 10 * S);
  dmm_world_go (w, a, 1);
  dmm_world_go (w, b, 0);
  dmm_world_run (w, 20 * S);
  g_assert_cmpint (a->handover->t_ready - a->handover->t_trigger, ==,
                   b->handover->t_ready - b->handover->t_trigger);
  g_assert_cmpuint (dmm_count (w, NULL, a->handover->id), ==,
                    dmm_count (w, NULL, b->handover->id));
  g_assert_false (prefix_equal (anchored (w, a, 0), anchored (w, b, 0)));
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 2);
  dmm_world_free (w);
}

/* Three prefixes of one node move as one session. */
static void
test_several_prefixes (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = domain_add_mobile_node (w->domain, "mn", 3);

  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 10 * S);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 20 * S);
  g_assert_cmpuint (mn->addresses.len, ==, 6);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 3);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 3);
  dmm_world_free (w);
}

/* More previous MAARs than one PBA has room for. */
static void
test_many (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  w = dmm_star_new (&domain, &config, 40);
  mn = dmm_world_walk (w, 40);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 39);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 39)), ==, 39);
  dmm_world_run (w, 800 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 39)), ==, 39);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dmm/attach/two-messages-no-history", test_attach);
  g_test_add_func ("/dmm/relay/step-by-step", test_relay);
  g_test_add_func ("/dmm/relay/logical-interface-follows-the-node", test_dlif);
  g_test_add_func ("/dmm/locator/direct-pba-acknowledges", test_locator);
  g_test_add_func ("/dmm/proxy/answers-before-it-asks", test_proxy);
  g_test_add_func ("/dmm/data/every-address-both-ways", test_data);
  add_per_mode ("/dmm/return/keeps-its-prefix", test_return);
  add_per_mode ("/dmm/return/before-the-update-arrives", test_quick_return);
  add_per_mode ("/dmm/moved-on-during-the-update", test_overtaken);
  add_per_mode ("/dmm/maar-and-cmd-at-one-node", test_same_node);
  add_per_mode ("/dmm/two-nodes-at-one-instant", test_two_nodes);
  add_per_mode ("/dmm/several-prefixes", test_several_prefixes);
  add_per_mode ("/dmm/forty-maars", test_many);
  return g_test_run ();
}
