/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAARs without a CMD when messages are lost, repeated, late, forged or
 * refused, and when a MAAR in charge is out of reach. */
#include "tests/protocol/distributed-world.h"

static const struct prefix *
anchored (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  return prefix_list_at (&dmm_world_session (w, mn, i)->prefixes, 0);
}

/* At router 2, both earlier ones forwarding to it. */
static void
assert_settled (struct dmm_world *w, struct mobile_node *mn)
{
  struct address m2 = dmm_world_address (w, 2);

  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_cmpint (dmm_world_state (w, mn, i), ==, MAAR_PREVIOUS);
      g_assert_true (
          address_equal (&dmm_world_session (w, mn, i)->serving, &m2));
    }
  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 2);
}

/* Third attachment at 20 s; nothing passes towards @address for 1.5 s. */
static void
walk_with_loss (struct dmm_world *w, struct mobile_node *mn,
                const struct address *address)
{
  distributed_walk (w, mn, 0, 1);
  dmm_world_go (w, mn, 2);
  dmm_block (w, address);
  dmm_world_run (w, 20 * S + STAR_L2 + 1500 * MS);
  dmm_unblock (w, address);
}

static struct dmm_world *
star_that_repeats (enum lookup lookup)
{
  struct domain_config domain = common_config ();
  struct distributed_config config = distributed_config (lookup);

  config.flood_timeout = S;
  config.flood_repeats = 2;
  return distributed_star (&domain, &config, 8);
}

/* ---- losses -------------------------------------------------------- */

/* What goes to one previous MAAR is lost, and the one copy of it. */
static void
test_lost_update (gconstpointer lookup)
{
  struct dmm_world *w = star_that_repeats (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn = distributed_outsider (w, 3);
  struct address m0 = dmm_world_address (w, 0);

  walk_with_loss (w, mn, &m0);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_PREVIOUS);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_PENDING);
  dmm_world_run (w, 30 * S);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* The answers are lost: copies change nothing but are answered. */
static void
test_lost_answer (gconstpointer lookup)
{
  struct dmm_world *w = star_that_repeats (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn = distributed_outsider (w, 3);
  struct address m2 = dmm_world_address (w, 2);

  walk_with_loss (w, mn, &m2);
  dmm_world_run (w, 30 * S);
  assert_settled (w, mn);
  g_assert_cmpuint (recording_count (&w->heard, "HI", mn->handover->id)
                        + dmm_count_class (w, SIGNALING_RETRANSMISSION),
                    >, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  dmm_world_free (w);
}

/* A previous MAAR that never answers: the handover failed, the node is served
 * nevertheless, and so are its other prefixes. */
static void
test_never_answered (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0);

  distributed_walk (w, mn, 0, 1);
  dmm_world_go (w, mn, 2);
  dmm_block (w, &m0);
  dmm_world_run (w, 200 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_PREVIOUS);
  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 1);
  dmm_world_free (w);
}

/* ---- a MAAR in charge is down -------------------------------------- */

/* After INITIAL_BINDACK_TIMEOUT the next one is asked. */
static void
test_copy_asked (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 8);
  struct mobile_node *mn = distributed_outsider (w, 2);
  struct address first
      = dmm_world_address (w, distributed_in_charge (w, mn, 0)),
      copy = dmm_world_address (w, distributed_in_charge (w, mn, 1)),
      m1 = dmm_world_address (w, 1);

  distributed_walk (w, mn, 0, 0);
  dmm_block (w, &first);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 15 * S);
  g_assert_cmpint (mn->handover->t_ready - mn->handover->t_trigger, ==,
                   S + 4 * STAR_C);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpint (dmm_last (w, "PBU", &m1, &copy, NULL)->at, ==,
                   mn->handover->t_trigger + S);
  dmm_unblock (w, &first);
  dmm_world_run (w, 20 * S);
  g_assert_true (address_equal (
      &location_find (distributed_maar (w, distributed_in_charge (w, mn, 0)),
                      mn)
           ->serving,
      &m1));
  dmm_world_free (w);
}

/* One that is the copy itself looks at its own record. */
static void
test_copy_at_home (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  unsigned first = distributed_in_charge (w, mn, 0),
           second = distributed_in_charge (w, mn, 1);
  struct address address = dmm_world_address (w, first);

  dmm_world_go (w, mn, 3 - first - second);
  dmm_world_run (w, 10 * S);
  dmm_block (w, &address);
  dmm_world_go (w, mn, second);
  dmm_world_run (w, 15 * S);
  g_assert_cmpint (mn->handover->t_ready - mn->handover->t_trigger, ==,
                   S + 2 * STAR_C);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  dmm_world_free (w);
}

/* Nobody in charge answers: nothing old is found, the new prefix is served. */
static void
test_none_in_charge (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 8);
  struct mobile_node *mn = distributed_outsider (w, 2);
  struct address first
      = dmm_world_address (w, distributed_in_charge (w, mn, 0)),
      copy = dmm_world_address (w, distributed_in_charge (w, mn, 1));
  struct prefix latest;

  distributed_walk (w, mn, 0, 0);
  dmm_block (w, &first);
  dmm_block (w, &copy);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 120 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_SERVING);
  latest = mn_address_prefix (&mn->addresses.at[mn->addresses.len - 1]);
  g_assert_true (prefix_equal (&latest, anchored (w, mn, 1)));
  dmm_world_free (w);
}

/* ---- repetition and order ------------------------------------------ */

/* Every message of the handover comes again, last first. */
static void
test_repeated (gconstpointer lookup)
{
  struct dmm_world *w = distributed_star_in (GPOINTER_TO_UINT (lookup), 8);
  struct mobile_node *mn = distributed_outsider (w, 3);
  guint n;

  distributed_walk (w, mn, 0, 2);
  n = w->heard.signals->len;
  for (guint i = n; i-- > 0;)
    {
      struct signal s = g_array_index (w->heard.signals, struct signal, i);

      if (s.sent && s.transaction == mn->handover->id)
        dmm_repeat (w, &s);
    }
  dmm_world_run (w, 31 * S);
  assert_settled (w, mn);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  dmm_world_free (w);
}

/* The PBU of the MAAR before comes again: it does not turn the tunnel back. */
static void
test_old_update (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1);
  struct signal old;
  struct mh_message pba;

  distributed_walk (w, mn, 0, 1);
  old = *dmm_last (w, "PBU", &m1, &m0, NULL);
  distributed_walk (w, mn, 2, 2);
  dmm_repeat (w, &old);
  dmm_world_run (w, 31 * S);
  assert_settled (w, mn);
  dmm_last (w, "PBA", &m0, &m1, &pba);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_TIMESTAMP_LOWER);
  dmm_world_free (w);
}

/* Without timestamps: a MAAR learns from 135 where the session's numbers are.
 */
static void
test_sequence_numbers (gconstpointer lookup)
{
  struct domain_config domain = common_config ();
  struct distributed_config config
      = distributed_config (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn;
  struct dmm_world *w;

  domain.protocol.timestamps = false;
  w = distributed_star (&domain, &config, 8);
  mn = distributed_outsider (w, 3);
  distributed_walk (w, mn, 0, 2);
  assert_settled (w, mn);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_ERROR), >, 0);
  dmm_world_free (w);
}

/* ---- refusals ------------------------------------------------------ */

/* From a router that is no MAAR; naming another MAAR as serving; for a prefix
 * of another; for a node on our own link: nothing of it is believed. */
static void
test_forged (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_HINT, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0), m1 = dmm_world_address (w, 1),
                 m2 = dmm_world_address (w, 2);
  struct node *stranger = network_find_node (w->sim->network, "r5");
  struct forged f = { .mn = mn, .from = stranger, .source = stranger->address };

  distributed_walk (w, mn, 0, 2);
  f.destination = m0;
  f.prefix = anchored (w, mn, 0);
  f.serving = &stranger->address;
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_MAG_NOT_AUTHORIZED);
  f.from = distributed_maar (w, 1)->entity.node;
  f.source = m1;
  f.serving = &m2;
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_MAG_NOT_AUTHORIZED);
  f.serving = &m1;
  f.prefix = anchored (w, mn, 1);
  g_assert_cmpint (distributed_forge (w, &f), ==,
                   STATUS_NOT_AUTHORIZED_FOR_HNP);
  f.destination = m2;
  f.prefix = anchored (w, mn, 2);
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_PROHIBITED);
  f.serving = NULL;
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_UNSPECIFIED);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* The hash table takes no registration from strangers, none of another's
 * prefix, and none that the ring puts elsewhere. */
static void
test_forged_registration (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_DHT, 8);
  struct mobile_node *mn = distributed_outsider (w, 3);
  unsigned first = distributed_in_charge (w, mn, 0);
  struct node *stranger = dmm_world_router (w, 10);
  struct forged f = { .mn = mn, .from = stranger, .source = stranger->address };

  distributed_walk (w, mn, 0, 2);
  f.destination = dmm_world_address (w, first);
  f.prefix = anchored (w, mn, 0);
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_MAG_NOT_AUTHORIZED);
  f.from = distributed_maar (w, 1)->entity.node;
  f.source = dmm_world_address (w, 1);
  g_assert_cmpint (distributed_forge (w, &f), ==,
                   STATUS_NOT_AUTHORIZED_FOR_HNP);
  f.destination = dmm_world_address (w, 0);
  f.prefix = anchored (w, mn, 1);
  g_assert_cmpint (distributed_forge (w, &f), ==, STATUS_NOT_LMA_FOR_THIS_MN);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* Context goes to MAARs only; a MAAR speaks for its own pool. */
static void
test_forged_context (void)
{
  struct dmm_world *w = distributed_star_in (LOOKUP_FLOOD, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0), m2 = dmm_world_address (w, 2);
  struct node *stranger = network_find_node (w->sim->network, "r5");
  struct mh_message hack;
  struct signal s;
  unsigned answers;

  distributed_walk (w, mn, 0, 2);
  answers = recording_count (&w->heard, "HAck", TRANSACTION_NONE);
  s = *dmm_last (w, "HI", &m2, &m0, &hack);
  s.node = stranger;
  s.source = stranger->address;
  s.n = mh_encode (&hack, &s.source, &s.destination, s.octets, sizeof s.octets);
  dmm_repeat (w, &s);
  s = *dmm_last (w, "HAck", &m0, &m2, &hack);
  ((struct mh_option *)mh_find (&hack, OPTION_HOME_NETWORK_PREFIX, 0))
      ->prefix.address.octet[5]
      ^= 0x40;
  s.n = mh_encode (&hack, &s.source, &s.destination, s.octets, sizeof s.octets);
  dmm_repeat (w, &s);
  dmm_world_run (w, 31 * S);
  g_assert_cmpuint (recording_count (&w->heard, "HAck", TRANSACTION_NONE), ==,
                    answers);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* ---- flows --------------------------------------------------------- */

/* A previous MAAR whose prefix nobody uses refuses and is gone, from the hash
 * table, too; the last flow's end frees the other. */
static void
test_flows (gconstpointer lookup)
{
  struct domain_config domain = common_config ();
  struct distributed_config config
      = distributed_config (GPOINTER_TO_UINT (lookup));
  struct mobile_node *mn;
  struct dmm_world *w;

  config.release = DMM_RELEASE_FLOW;
  w = distributed_star (&domain, &config, 8);
  mn = distributed_outsider (w, 3);
  dmm_world_flow (w, mn, S, 35 * S);
  distributed_walk (w, mn, 0, 2);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 1);
  dmm_world_run (w, 36 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 0);
  if (config.lookup == LOOKUP_DHT)
    g_assert_cmpuint (
        location_find (distributed_maar (w, distributed_in_charge (w, mn, 1)),
                       mn)
            ->anchored->len,
        ==, 1);
  dmm_world_run (w, 200 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_GONE);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_per_lookup ("/distributed/lost/to-a-previous-maar", test_lost_update);
  add_per_lookup ("/distributed/lost/answers", test_lost_answer);
  g_test_add_func ("/distributed/lost/for-good", test_never_answered);
  g_test_add_func ("/distributed/down/copy-is-asked", test_copy_asked);
  g_test_add_func ("/distributed/down/copy-at-home", test_copy_at_home);
  g_test_add_func ("/distributed/down/nobody-in-charge", test_none_in_charge);
  add_per_lookup ("/distributed/repeated/changes-nothing", test_repeated);
  g_test_add_func ("/distributed/repeated/older-update-is-refused",
                   test_old_update);
  add_per_lookup ("/distributed/sequence-numbers", test_sequence_numbers);
  g_test_add_func ("/distributed/forged/update", test_forged);
  g_test_add_func ("/distributed/forged/registration",
                   test_forged_registration);
  g_test_add_func ("/distributed/forged/context", test_forged_context);
  add_per_lookup ("/distributed/release/with-the-last-flow", test_flows);
  return g_test_run ();
}
