/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RFC 8885 does when messages are lost, repeated, late or refused, and
 * when nothing is heard any more (3.2 aggregation timeout, 3.5, 3.6). */
#include "tests/protocol/dmm-world.h"

static void
assert_settled (struct dmm_world *w, struct mobile_node *mn)
{
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PREVIOUS);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_PREVIOUS);
  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 2);
  g_assert_cmpuint (node_tunnels (network_find_node (w->sim->network, "r3")),
                    ==, 2);
  g_assert_false (cmd_is_updating (dmm_world_bce (mn)));
}

/* ---- losses -------------------------------------------------------- */

/* Third attachment at 20 s; nothing passes towards @address for 1.5 s. */
static struct mobile_node *
walk_with_loss (struct dmm_world *w, const struct address *address)
{
  struct mobile_node *mn = dmm_world_walk (w, 2);

  dmm_world_go (w, mn, 2);
  dmm_block (w, address);
  dmm_world_run (w, 20 * S + STAR_L2 + 1500 * MS);
  dmm_unblock (w, address);
  return mn;
}

/* Its PBU, and the one copy of it, are lost. */
static void
test_lost_pbu (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct address cmd = dmm_world_cmd (w);
  struct mobile_node *mn = walk_with_loss (w, &cmd);

  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_PENDING);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_RETRANSMISSION), ==, 1);
  dmm_world_run (w, 25 * S);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_RETRANSMISSION), ==, 2);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* The answers to the serving MAAR are lost: its copies must not fan out. */
static void
test_lost_answer (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct address m2 = dmm_world_address (w, 2), cmd = dmm_world_cmd (w),
                 m0 = dmm_world_address (w, 0);
  struct mobile_node *mn = walk_with_loss (w, &m2);
  const struct signal *update = dmm_last (w, "PBU", &cmd, &m0, NULL);
  sim_time sent = update->at;

  dmm_world_run (w, 25 * S);
  assert_settled (w, mn);
  g_assert_cmpint (dmm_last (w, "PBU", &cmd, &m0, NULL)->at, ==, sent);
  dmm_world_free (w);
}

/* The PBU to one previous MAAR is lost; the CMD sends it again. */
static void
test_lost_update (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct address m0 = dmm_world_address (w, 0);
  struct mobile_node *mn = walk_with_loss (w, &m0);

  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PREVIOUS);
  g_assert_true (cmd_is_updating (dmm_world_bce (mn)));
  dmm_world_run (w, 30 * S);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* 3.2: what has been collected within the timeout is sent, the rest later. */
static void
test_aggregation_timeout (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct address m0 = dmm_world_address (w, 0), m2 = dmm_world_address (w, 2),
                 cmd = dmm_world_cmd (w);
  struct mobile_node *mn = walk_with_loss (w, &m0);
  struct maar_session *session = dmm_world_session (w, mn, 2);
  struct mh_message pba;

  g_assert_cmpint (dmm_last (w, "PBA", &cmd, &m2, &pba)->at, ==,
                   20 * S + STAR_L2 + STAR_A + 500 * MS);
  g_assert_cmpuint (mh_count (&pba, OPTION_PREVIOUS_MAAR), ==, 1);
  g_assert_cmpint (session->state, ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (session), ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_PENDING);
  dmm_world_run (w, 30 * S);
  assert_settled (w, mn);
  dmm_last (w, "PBA", &cmd, &m2, &pba);
  g_assert_cmpuint (mh_count (&pba, OPTION_PREVIOUS_MAAR), ==, 1);
  dmm_world_free (w);
}

/* ---- repetition and order ------------------------------------------ */

/* Every message of the handover comes again, last first: nothing changes, and
 * nobody answers but with refusals of an old order. */
static void
test_repeated (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 3);
  guint n = w->heard.signals->len;

  for (guint i = n; i-- > 0;)
    {
      struct signal s = g_array_index (w->heard.signals, struct signal, i);

      if (s.sent && s.transaction == mn->handover->id
          && (g_str_equal (s.name, "PBU") || g_str_equal (s.name, "PBA")))
        dmm_repeat (w, &s);
    }
  dmm_world_run (w, 31 * S);
  assert_settled (w, mn);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  for (guint i = n; i < w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (w->heard.signals, struct signal, i);

      if (s->sent)
        g_assert_cmpstr (signaling_class_name (s->class), ==, "error");
    }
  dmm_world_free (w);
}

/* An old PBU from the MAAR before last does not turn the session back. */
static void
test_older_timestamp (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct address m1 = dmm_world_address (w, 1), cmd = dmm_world_cmd (w),
                 m2 = dmm_world_address (w, 2);
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct signal old = *dmm_last (w, "PBU", &m1, &cmd, NULL);
  struct mh_message pba;

  dmm_repeat (w, &old);
  dmm_world_run (w, 31 * S);
  dmm_last (w, "PBA", &cmd, &m1, &pba);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_TIMESTAMP_LOWER);
  g_assert_true (address_equal (&dmm_world_bce (mn)->p_coa, &m2));
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* Without timestamps a new MAAR does not know the session's count: 135 tells
 * it, and it asks again (RFC 6275 11.7.3). */
static void
test_sequence_numbers (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  domain.protocol.timestamps = false;
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 3);
  assert_settled (w, mn);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 40 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

/* Back for an instant only: the refusal finds the node gone again.  For the CMD
 * the MAAR is a previous one as before, so no timer may end its prefix (RFC
 * 8885 3.5). */
static void
test_short_return (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  domain.protocol.timestamps = false;
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 2);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, sim_now (w->sim) + STAR_L2 + MS);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PENDING);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 200 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PREVIOUS);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_SERVING);
  dmm_world_free (w);
}

/* ---- refusals ------------------------------------------------------ */

static void
send_pbu (struct dmm_world *w, unsigned from, const struct mh_message *pbu)
{
  struct access_router *router = g_ptr_array_index (w->domain->routers, from);
  struct maar *maar = router->entity;
  struct address cmd = dmm_world_cmd (w);

  mobility_send (&maar->entity, &cmd, pbu, SIGNALING_HANDOVER,
                 TRANSACTION_NONE);
}

static unsigned
answer_of (struct dmm_world *w, unsigned from, const struct mh_message *pbu)
{
  struct address cmd = dmm_world_cmd (w), maar = dmm_world_address (w, from);
  struct mh_message pba;

  send_pbu (w, from, pbu);
  dmm_world_run (w, sim_now (w->sim) + S);
  g_assert_cmpint (dmm_last (w, "PBA", &cmd, &maar, &pba)->class, ==,
                   SIGNALING_ERROR);
  return pba.ba.status;
}

static void
test_refusals (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  const struct prefix *prefix
      = prefix_list_at (&dmm_world_session (w, mn, 0)->prefixes, 0);
  struct mh_message pbu;

  mh_init (&pbu, MH_BU);
  pbu.bu.flags = BU_A | BU_P | BU_D;
  pbu.bu.lifetime = 15;
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==, STATUS_MISSING_MN_IDENTIFIER);
  mh_add_mn_identifier (&pbu, "nobody@example.net");
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==, STATUS_NOT_LMA_FOR_THIS_MN);
  proxy_pbu_init (&pbu, mn, 60 * S, 0);
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==, STATUS_PROHIBITED);
  proxy_pbu_init (&pbu, mn, 60 * S, BU_D);
  pbu.bu.sequence = 100;
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==, STATUS_MISSING_HNP);
  mh_add_prefix (&pbu, OPTION_HOME_NETWORK_PREFIX, prefix);
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==,
                    STATUS_MISSING_HANDOFF_INDICATOR);
  mh_add_value (&pbu, OPTION_HANDOFF_INDICATOR, HI_UNKNOWN);
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==,
                    STATUS_MISSING_ACCESS_TECHNOLOGY);
  mh_add_timestamp (&pbu, sim_now (w->sim) + S);
  g_assert_cmpuint (answer_of (w, 1, &pbu), ==, STATUS_TIMESTAMP_MISMATCH);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  dmm_world_free (w);
}

/* A MAAR takes orders to forward from the CMD only. */
static void
test_foreign_update (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct access_router *thief = g_ptr_array_index (w->domain->routers, 2);
  struct address m0 = dmm_world_address (w, 0), m2 = dmm_world_address (w, 2);
  struct mh_message m;

  proxy_pbu_init (&m, mn, 60 * S, BU_D);
  mh_add_prefix (&m, OPTION_HOME_NETWORK_PREFIX,
                 prefix_list_at (&dmm_world_session (w, mn, 0)->prefixes, 0));
  mh_add_address (&m, OPTION_SERVING_MAAR, &m2);
  mobility_send (thief->entity, &m0, &m, SIGNALING_HANDOVER, TRANSACTION_NONE);
  dmm_world_run (w, 11 * S);
  dmm_last (w, "PBA", &m0, &m2, &m);
  g_assert_cmpuint (m.ba.status, ==, STATUS_MAG_NOT_AUTHORIZED);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  dmm_world_free (w);
}

/* A previous MAAR that knows nothing of the node any more is taken off. */
static void
test_prefix_gone (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 2);

  maar_enter (dmm_world_session (w, mn, 0), MAAR_GONE);
  dmm_world_go (w, mn, 2);
  dmm_world_run (w, 30 * S);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_SERVING);
  dmm_world_run (w, 100 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 1);
  dmm_world_free (w);
}

/* ---- lifetimes ----------------------------------------------------- */

/* Two messages, half-way through the lifetime; previous MAARs keep their state
 * without a timer. */
static void
test_refresh (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 3);
  unsigned before = dmm_count (w, NULL, TRANSACTION_NONE);

  dmm_world_run (w, 20 * S + STAR_L2 + 30 * S + 2 * STAR_A);
  g_assert_cmpuint (dmm_count (w, NULL, TRANSACTION_NONE) - before, ==, 2);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_REFRESH), ==, 2);
  dmm_world_run (w, 600 * S);
  assert_settled (w, mn);
  g_assert_cmpuint (mn->addresses.len, ==, 3);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 0);
  dmm_world_free (w);
}

/* A direct PBA is lost while another arrives: the refresh tells of what the
 * serving MAAR missed. */
static void
test_refresh_repairs (void)
{
  struct dmm_world *w = dmm_star_in (DMM_LOCATOR);
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct maar_session *session = dmm_world_session (w, mn, 2);

  maar_drop_previous (session);
  dmm_world_run (w, 60 * S);
  assert_settled (w, mn);
  dmm_world_free (w);
}

/* The node is gone: nobody says so, the lifetime ends the session everywhere
 * and gives prefixes, routes and tunnels back. */
static void
test_expiry (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 3);

  access_leave (mn);
  dmm_world_run (w, 200 * S);
  g_assert_null (dmm_world_bce (mn));
  for (unsigned i = 0; i < 3; i++)
    {
      struct node *node = network_node (w->sim->network, i + 1);

      g_assert_null (dmm_world_session (w, mn, i));
      g_assert_cmpuint (node_tunnels (node), ==, 0);
    }
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 4);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  g_assert_cmpuint (
      ((struct dmm *)w->domain->architecture_state)->cmd->state.entries, ==, 0);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 210 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 0);
  dmm_world_free (w);
}

/* No CMD: the registration fails, and its temporary entry with it. */
static void
test_no_answer (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address cmd = dmm_world_cmd (w);

  dmm_block (w, &cmd);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 200 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_null (dmm_world_session (w, mn, 0));
  dmm_unblock (w, &cmd);
  dmm_world_free (w);
}

/* Back at an earlier MAAR that cannot register: it forwards as before, and
 * tries again when the node solicits. */
static void
test_failed_return (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct address cmd, m1;
  struct mobile_node *mn;
  struct dmm_world *w;

  domain.protocol.retransmit.limit = 1;
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 2);
  cmd = dmm_world_cmd (w);
  m1 = dmm_world_address (w, 1);
  dmm_block (w, &cmd);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 20 * S + STAR_L2 + 3 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PREVIOUS);
  g_assert_true (address_equal (&dmm_world_session (w, mn, 0)->serving, &m1));
  dmm_unblock (w, &cmd);
  dmm_world_free (w);
}

/* ---- pacing -------------------------------------------------------- */

/* 100 PBU/s after a burst of 2: the third one leaves 10 ms later. */
static void
test_pacing (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  sim_time arrival = 30 * S + STAR_L2 + STAR_A;
  struct mobile_node *mn;
  struct dmm_world *w;

  config.paced = true;
  config.pacing = (struct dmm_pacing_config){ .rate = 100, .burst = 2 };
  w = dmm_star_new (&domain, &config, 4);
  mn = dmm_world_walk (w, 4);
  for (unsigned i = 0; i < 3; i++)
    {
      struct address cmd = dmm_world_cmd (w), m = dmm_world_address (w, i);

      g_assert_cmpint (dmm_last (w, "PBU", &cmd, &m, NULL)->at, ==,
                       arrival + (i == 2 ? 10 * MS : 0));
    }
  g_assert_cmpint (mn->handover->t_ready, ==, arrival + 10 * MS + 3 * STAR_A);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_per_mode ("/dmm/lost/pbu-of-the-serving-maar", test_lost_pbu);
  add_per_mode ("/dmm/lost/answers-do-not-fan-out-twice", test_lost_answer);
  add_per_mode ("/dmm/lost/pbu-to-a-previous-maar", test_lost_update);
  g_test_add_func ("/dmm/relay/aggregation-timeout", test_aggregation_timeout);
  add_per_mode ("/dmm/repeated/in-reverse-order", test_repeated);
  g_test_add_func ("/dmm/cmd/refuses-older-timestamp", test_older_timestamp);
  add_per_mode ("/dmm/sequence-numbers-only", test_sequence_numbers);
  add_per_mode ("/dmm/short-return-keeps-the-prefix", test_short_return);
  g_test_add_func ("/dmm/cmd/names-what-is-missing", test_refusals);
  g_test_add_func ("/dmm/maar/follows-nobody-but-the-cmd", test_foreign_update);
  add_per_mode ("/dmm/previous-maar-lost-the-prefix", test_prefix_gone);
  add_per_mode ("/dmm/refresh/two-messages", test_refresh);
  g_test_add_func ("/dmm/refresh/repairs", test_refresh_repairs);
  add_per_mode ("/dmm/expiry/ends-the-session-everywhere", test_expiry);
  g_test_add_func ("/dmm/no-answer/attachment-fails", test_no_answer);
  g_test_add_func ("/dmm/no-answer/failed-return-keeps-forwarding",
                   test_failed_return);
  g_test_add_func ("/dmm/pacing/token-bucket", test_pacing);
  return g_test_run ();
}
