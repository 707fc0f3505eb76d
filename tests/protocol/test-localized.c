/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing of RFC 6705: its scenarios A11 and A21, handovers of either
 * node, statuses, lifetimes, retransmission. */
#include "tests/protocol/localized-scene.h"

static void
read_sent (struct localized_scene *s, const char *name, unsigned nth,
           struct mh_message *message)
{
  const struct signal *signal = world_sent (s->w, name, nth);

  g_assert_cmpint (mh_decode (signal->octets, signal->n, NULL, NULL, message),
                   ==, MH_OK);
}

static void
check_identifier (const struct mh_option *option, const struct mobile_node *mn)
{
  g_assert_cmpint (option->type, ==, OPTION_MN_IDENTIFIER);
  g_assert_cmpmem (option->mn_identifier.id.octets,
                   (int)option->mn_identifier.id.n, mn->identifier,
                   (int)strlen (mn->identifier));
}

/* 10.1: [MN-ID, HNP] of @first, then of the other. */
static void
check_tuples (struct localized_scene *s, const struct mh_message *message,
              unsigned first)
{
  for (unsigned i = 0; i < 2; i++)
    {
      const struct mobile_node *mn = s->mn[i ? !first : first];
      const struct mh_option *id = &message->options[2 * i];
      const struct mh_option *hnp = &message->options[2 * i + 1];
      const struct bce *bce = lma_node_get (world_lma (s->w), mn)->entries;

      check_identifier (id, mn);
      g_assert_cmpint (hnp->type, ==, OPTION_HOME_NETWORK_PREFIX);
      g_assert_cmpint (hnp->prefix.length, ==, 64);
      g_assert_true (
          address_equal (&hnp->prefix.address, &bce->prefixes[0].address));
    }
}

static void
check_gateway (struct localized_scene *s, const struct mh_message *message,
               unsigned router)
{
  const struct mh_option *option
      = mh_find (message, OPTION_MAG_IPV6_ADDRESS, 0);

  g_assert_nonnull (option);
  g_assert_cmpint (option->prefix.length, ==, 128);
  g_assert_true (address_equal (&option->prefix.address,
                                &world_mag (s->w, router)->entity.address));
}

/* ---- A11 and A21 --------------------------------------------------- */

static void
test_one_mag (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);
  struct mh_message lri, lra;
  sim_time begin = sim_now (s->w->sim);

  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMA);
  localized_scene_run (s, 20 * MS);
  assert_counts (s, 1, 1);
  /* When the first packet passes the LMA. */
  g_assert_cmpint (world_sent (s->w, "LRI", 0)->at, ==,
                   begin + WORLD_RADIO_DELAY + WORLD_A);
  g_assert_cmpint (world_sent (s->w, "LRA", 0)->at, ==,
                   begin + WORLD_RADIO_DELAY + 2 * WORLD_A);
  read_sent (s, "LRI", 0, &lri);
  check_tuples (s, &lri, 0);
  g_assert_cmpuint (lri.n_options, ==, 4);
  g_assert_cmpint (lri.localized.lifetime, ==, 60);
  read_sent (s, "LRA", 0, &lra);
  check_tuples (s, &lra, 0);
  g_assert_cmpint (lra.localized.sequence, ==, lri.localized.sequence);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_SUCCESS);
  g_assert_false (lra.localized.unsolicited);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_AT_MAG);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_AT_MAG);
  assert_counts (s, 1, 1);
  assert_leg (localized_session (s), 0, ACTIVE);
  assert_leg (localized_session (s), 1, IDLE);
  localized_scene_free (s);
}

static void
test_two_mags (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct mh_message message;

  g_assert_cmpint (localized_time (s, 1), ==, TIME_BY_LMA);
  localized_scene_run (s, 20 * MS);
  assert_counts (s, 2, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct signal *lri = world_sent (s->w, "LRI", i);
      unsigned first = address_equal (&lri->destination,
                                      &world_mag (s->w, 1)->entity.address);

      read_sent (s, "LRI", i, &message);
      check_tuples (s, &message, first);
      check_gateway (s, &message, !first);
      read_sent (s, "LRA", i, &message);
      g_assert_cmpint (message.localized.status, ==, LOCALIZED_SUCCESS);
      g_assert_nonnull (mh_find (&message, OPTION_MAG_IPV6_ADDRESS, 0));
    }
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_MAGS);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_BY_MAGS);
  assert_leg (localized_session (s), 0, ACTIVE);
  assert_leg (localized_session (s), 1, ACTIVE);
  localized_scene_free (s);
}

/* Each MAG begins on its own (6): one way is localized while the other LRI is
 * still on its way to the MAG far off. */
static void
test_each_by_itself (void)
{
  struct localized_scene *s = localized_scene_new (0, WORLD_FAR, NULL, NULL);
  sim_time direct
      = 2 * WORLD_RADIO_DELAY + WORLD_ACCESS_DELAY + WORLD_FAR_DELAY;

  localized_say (s, 0, WORLD_RADIO_DELAY + 2 * WORLD_A);
  g_assert_cmpuint (world_count (s->w, "LRA"), ==, 1);
  g_assert_null (localized_entry (s, 1)->localized);
  g_assert_cmpuint (s->w->received, ==, 0);
  localized_say (s, 0, direct);
  g_assert_cmpuint (s->w->received, ==, 2);
  assert_dropped (s->w, NO_TUNNEL, 0);
  localized_scene_free (s);
}

/* Others than the two keep their ways, and so does a server. */
static void
test_others_by_lma (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);
  struct address own;

  localized_say (s, 0, S);
  own = s->mn[0]->addresses.at[0].address;
  world_send_data (s->w, s->mn[0]->node, &own, &s->w->cn->address);
  world_send_data (s->w, s->w->cn, &s->w->cn->address, &own);
  localized_scene_run (s, S);
  g_assert_cmpuint (s->w->received, ==, 2);
  assert_dropped (s->w, NO_LISTENER, 1); /* at the server */
  assert_counts (s, 1, 1);
  localized_scene_free (s);
}

/* ---- handovers, 5.1 and 6.1 ---------------------------------------- */

static void
move (struct localized_scene *s, unsigned node, unsigned router)
{
  access_move (s->mn[node], world_router (s->w, router));
  localized_scene_run (s, S);
  g_assert_cmpint (localized_entry (s, node)->state, ==, BUL_REGISTERED);
}

static void
check_ways (struct localized_scene *s, sim_time time)
{
  g_assert_cmpint (localized_time (s, 0), ==, time);
  g_assert_cmpint (localized_time (s, 1), ==, time);
}

static void
test_handovers (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);
  struct mh_message lri;

  localized_say (s, 0, S);
  assert_counts (s, 1, 1);
  move (s, 0, 1); /* A11 becomes A21 */
  assert_counts (s, 3, 3);
  check_ways (s, TIME_BY_MAGS);
  move (s, 1, 2); /* A21 stays one */
  assert_counts (s, 5, 5);
  check_ways (s, TIME_BY_MAGS);
  read_sent (s, "LRI", 4, &lri);
  check_gateway (s, &lri, 1);
  move (s, 0, 2); /* and becomes A11 */
  assert_counts (s, 6, 6);
  check_ways (s, TIME_AT_MAG);
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpuint (g_hash_table_size (world_mag (s->w, i)->localized->lres),
                      ==, 0);
  localized_scene_free (s);
}

/* The LRIs follow the PBA at once and belong to the handover. */
static void
test_handover_instants (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  const struct signal *pba, *lri;

  localized_say (s, 0, S);
  move (s, 0, 2);
  pba = world_sent (s->w, "PBA", world_count (s->w, "PBA") - 1);
  for (unsigned i = 2; i < 4; i++)
    {
      lri = world_sent (s->w, "LRI", i);
      g_assert_cmpint (lri->at, ==, pba->at);
      g_assert_cmpint (lri->class, ==, SIGNALING_HANDOVER);
      g_assert_cmpuint (lri->transaction, ==, s->mn[0]->handover->id);
    }
  localized_scene_free (s);
}

/* Back at the MAG that has forgotten it: the LMA does not take what it had
 * asked for as granted. */
static void
test_return (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);

  localized_say (s, 0, S);
  access_leave (s->mn[0]);
  localized_scene_run (s, S);
  g_assert_null (localized_entry (s, 1)->localized); /* LREs of both */
  access_enter (s->mn[0], world_router (s->w, 0));
  localized_scene_run (s, S);
  check_ways (s, TIME_AT_MAG);
  localized_scene_free (s);
}

/* 5: what an LRE cannot deliver goes by the BUL entry. */
static void
no_notice (struct domain_config *domain, struct pmipv6_config *config)
{
  (void)config;
  domain->access.detach_notice = false;
}

static void
test_falls_back (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, no_notice);
  struct address own, other;

  localized_say (s, 0, S);
  own = s->mn[0]->addresses.at[0].address;
  other = s->mn[1]->addresses.at[0].address;
  access_leave (s->mn[1]);
  world_send_data (s->w, s->mn[0]->node, &own, &other);
  localized_scene_run (s, WORLD_RADIO_DELAY + 2 * WORLD_A - 1);
  assert_dropped (s->w, NOT_ATTACHED, 0); /* it is on its way by the LMA */
  localized_scene_run (s, 1);
  assert_dropped (s->w, NOT_ATTACHED, 1);
  assert_counts (s, 1, 1);
  localized_scene_free (s);
}

/* ---- statuses ------------------------------------------------------ */

static void
test_not_allowed (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, "ar0", NULL);
  struct mh_message lra;

  localized_say (s, 0, S);
  assert_counts (s, 1, 1);
  read_sent (s, "LRA", 0, &lra);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_NOT_ALLOWED);
  g_assert_cmpint (lra.localized.lifetime, ==, 0);
  g_assert_cmpuint (lra.n_options, ==, 0); /* 10.2: for none of them */
  check_ways (s, TIME_BY_LMA);
  assert_counts (s, 1, 1); /* not asked again */
  assert_leg (localized_session (s), 0, REFUSED);
  move (s, 0, 1); /* A21: the other MAG, which allows it, is asked */
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_MAGS);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_BY_LMA); /* 6: one way */
  localized_scene_free (s);
}

static void
test_not_attached (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, no_notice);
  struct mh_message lra;

  localized_say (s, 0, WORLD_RADIO_DELAY + WORLD_A);
  access_leave (s->mn[1]);
  localized_scene_run (s, S);
  assert_counts (s, 1, 1);
  read_sent (s, "LRA", 0, &lra);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_NOT_ATTACHED);
  g_assert_cmpuint (lra.n_options, ==, 2); /* the one that is there */
  check_identifier (&lra.options[0], s->mn[0]);
  assert_leg (localized_session (s), 0, REFUSED);
  localized_scene_free (s);
}

/* An LRI that comes before the PBA, which was lost, finds nobody; the PBU that
 * is sent again brings it back. */
static void
test_lost_pba (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct mh_message lra;
  const struct address *mag = &world_mag (s->w, 2)->entity.address;

  localized_say (s, 0, S);
  access_move (s->mn[0], world_router (s->w, 2));
  world_block (s->w, mag);
  localized_scene_run (s, 50 * MS + 2 * WORLD_A);
  world_unblock (s->w, mag);
  localized_scene_run (s, 900 * MS);
  localized_scene_run (s, 4 * S);
  read_sent (s, "LRA", world_count (s->w, "LRA") - 1, &lra);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_SUCCESS);
  check_ways (s, TIME_BY_MAGS);
  localized_scene_free (s);
}

/* A MAG that does not know the message says so (RFC 6275 9.2): no copies. */
static void
test_unknown_message (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);

  world_mag (s->w, 0)->entity.recognises = 0;
  localized_say (s, 0, 30 * S);
  assert_counts (s, 1, 0);
  g_assert_cmpuint (world_count (s->w, "BE"), ==, 1);
  check_ways (s, TIME_BY_LMA);
  assert_leg (localized_session (s), 0, REFUSED);
  localized_scene_free (s);
}

/* ---- lifetime, 4 and 10.2 ------------------------------------------ */

/* Without traffic it is over; the next packet begins anew. */
static void
test_expires (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);

  localized_say (s, 0, 0);
  localized_scene_run (s, 59 * S);
  g_assert_nonnull (localized_entry (s, 0)->localized);
  g_assert_nonnull (localized_session (s));
  localized_scene_run (s, S + 20 * MS);
  g_assert_null (localized_entry (s, 0)->localized);
  g_assert_null (localized_entry (s, 1)->localized);
  g_assert_null (localized_session (s));
  assert_counts (s, 2, 2);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMA);
  localized_scene_run (s, S);
  assert_counts (s, 4, 4);
  check_ways (s, TIME_BY_MAGS);
  localized_scene_free (s);
}

/* The MAG that sees traffic asks at half of it, by an LRA with U; the LMA
 * grants it by an LRI.  The way without traffic ends. */
static void
test_refreshed (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct mh_message lra;
  sim_time since = world_count (s->w, "LRI");

  localized_say (s, 0, 10 * S);
  localized_say (s, 0, 21 * S);
  assert_counts (s, since + 3, 2 + 2);
  read_sent (s, "LRA", 2, &lra);
  g_assert_true (lra.localized.unsolicited);
  g_assert_cmpint (lra.localized.lifetime, ==, 60);
  check_tuples (s, &lra, 0);
  g_assert_cmpint (world_sent (s->w, "LRI", 2)->class, ==, SIGNALING_REFRESH);
  localized_scene_run (s, 40 * S);
  g_assert_nonnull (localized_entry (s, 0)->localized);
  g_assert_null (localized_entry (s, 1)->localized);
  assert_leg (localized_session (s), 0, ACTIVE);
  assert_leg (localized_session (s), 1, IDLE);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_BY_LMA);
  localized_scene_run (s, S);
  check_ways (s, TIME_BY_MAGS);
  localized_scene_free (s);
}

static void
for_ever (struct domain_config *domain, struct pmipv6_config *config)
{
  (void)domain;
  config->localized.lifetime = SIM_TIME_MAX;
}

static void
test_for_ever (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, for_ever);
  struct mh_message lri;

  localized_say (s, 0, 30000 * S);
  read_sent (s, "LRI", 0, &lri);
  g_assert_cmpint (lri.localized.lifetime, ==, LOCALIZED_FOREVER);
  check_ways (s, TIME_BY_MAGS);
  assert_counts (s, 2, 2);
  localized_scene_free (s);
}

/* ---- end ----------------------------------------------------------- */

/* 4: the binding of one is gone; the other's MAG is told. */
static void
test_terminated (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct mh_message lri, lra;

  localized_say (s, 0, S);
  access_leave (s->mn[0]);
  localized_scene_run (s, 11 * S); /* MinDelayBeforeBCEDelete */
  read_sent (s, "LRI", world_count (s->w, "LRI") - 1, &lri);
  g_assert_cmpint (lri.localized.lifetime, ==, 0);
  g_assert_null (localized_entry (s, 1)->localized);
  g_assert_null (localized_session (s));
  read_sent (s, "LRA", world_count (s->w, "LRA") - 1, &lra);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_SUCCESS);
  g_assert_cmpint (lra.localized.lifetime, ==, 0);
  localized_scene_free (s);
}

/* ---- loss and order ------------------------------------------------ */

/* 10.1, 12: a copy each LRA_WAIT_TIME, LRI_RETRIES of them. */
static void
test_retransmits (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);
  sim_time first = sim_now (s->w->sim) + WORLD_RADIO_DELAY + WORLD_A;

  localized_say (s, 0, 3 * MS);
  world_block (s->w, &world_mag (s->w, 0)->entity.address);
  localized_scene_run (s, 60 * S);
  assert_counts (s, 4, 0);
  for (unsigned i = 0; i < 4; i++)
    g_assert_cmpint (world_sent (s->w, "LRI", i)->at, ==, first + 3 * i * S);
  world_unblock (s->w, &world_mag (s->w, 0)->entity.address);
  assert_leg (localized_session (s), 0, REFUSED);
  localized_scene_free (s);
}

/* A lost LRA: the LRE stands, its copy does no harm. */
static void
test_lost_lra (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, NULL);
  const struct address *lma = &world_lma (s->w)->entity.address;

  localized_say (s, 0, WORLD_RADIO_DELAY + WORLD_A);
  world_block (s->w, lma);
  localized_scene_run (s, S);
  world_unblock (s->w, lma);
  check_ways (s, TIME_AT_MAG);
  localized_scene_run (s, 3 * S);
  assert_counts (s, 2, 2);
  assert_leg (localized_session (s), 0, ACTIVE);
  check_ways (s, TIME_AT_MAG);
  localized_scene_free (s);
}

static void
send_again (struct localized_scene *s, const struct signal *signal)
{
  struct mh_message message;

  g_assert_cmpint (mh_decode (signal->octets, signal->n, NULL, NULL, &message),
                   ==, MH_OK);
  mobility_send (&world_lma (s->w)->entity, &signal->destination, &message,
                 SIGNALING_HANDOVER, TRANSACTION_NONE);
  localized_scene_run (s, S);
}

/* An LRI that was overtaken changes nothing and gets no answer. */
static void
test_overtaken (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct signal old;

  localized_say (s, 0, S);
  old = *world_sent (s->w, "LRI", 0);
  move (s, 1, 2);
  assert_counts (s, 4, 4);
  send_again (s, &old);
  assert_counts (s, 5, 4);
  check_ways (s, TIME_BY_MAGS);
  localized_scene_free (s);
}

/* Only the LMA can have a MAG do it. */
static void
test_stranger (void)
{
  struct localized_scene *s = localized_scene_new (0, 1, NULL, NULL);
  struct signal lri;
  struct mh_message message;

  localized_say (s, 0, S);
  lri = *world_sent (s->w, "LRI", 0);
  g_assert_cmpint (mh_decode (lri.octets, lri.n, NULL, NULL, &message), ==,
                   MH_OK);
  message.localized.sequence += 100;
  message.localized.lifetime = 0;
  mobility_send (&world_mag (s->w, 2)->entity, &lri.destination, &message,
                 SIGNALING_HANDOVER, TRANSACTION_NONE);
  localized_scene_run (s, S);
  assert_counts (s, 3, 2);
  check_ways (s, TIME_BY_MAGS);
  localized_scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/localized/one-mag", test_one_mag);
  g_test_add_func ("/localized/two-mags", test_two_mags);
  g_test_add_func ("/localized/each-mag-by-itself", test_each_by_itself);
  g_test_add_func ("/localized/others-by-lma", test_others_by_lma);
  g_test_add_func ("/localized/handovers", test_handovers);
  g_test_add_func ("/localized/handover-instants", test_handover_instants);
  g_test_add_func ("/localized/return", test_return);
  g_test_add_func ("/localized/falls-back", test_falls_back);
  g_test_add_func ("/localized/status-128", test_not_allowed);
  g_test_add_func ("/localized/status-129", test_not_attached);
  g_test_add_func ("/localized/lost-pba", test_lost_pba);
  g_test_add_func ("/localized/unknown-message", test_unknown_message);
  g_test_add_func ("/localized/expires", test_expires);
  g_test_add_func ("/localized/refreshed", test_refreshed);
  g_test_add_func ("/localized/for-ever", test_for_ever);
  g_test_add_func ("/localized/terminated", test_terminated);
  g_test_add_func ("/localized/retransmits", test_retransmits);
  g_test_add_func ("/localized/lost-lra", test_lost_lra);
  g_test_add_func ("/localized/overtaken", test_overtaken);
  g_test_add_func ("/localized/stranger", test_stranger);
  return g_test_run ();
}
