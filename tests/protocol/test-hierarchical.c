/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access router, S-GW and P-GW in dialogue: registration, moves within an area
 * and between two, revocation, the end of a session; each message lost,
 * repeated and late (RFC 5213 5 and 6, RFC 5846). */
#include "tests/protocol/hierarchical-scene.h"

/* ---- registration -------------------------------------------------- */

static void
test_registers (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  const struct signal *pbu;

  sgw_scene_attach (s, SCENE_REMOTE);
  assert_session (s, SGW_WIDE, ACTIVE);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, 2);
  pbu = world_sent (s->w, "PBU", 1);
  g_assert_true (address_equal (
      &pbu->source, &sgw_scene_sgw (s, SGW_WIDE)->uplink.entity.address));
  g_assert_true (address_equal (&pbu->source, &sgw_scene_bce (s)->proxy_coa));
  g_assert_cmpint (s->mn->handover->t_ready, ==,
                   SIM_SECOND + 2 * (TO_SGW + TO_PGW));
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_free (s);
}

/* The P-GW does not hear of it. */
static void
test_move_within_area (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  unsigned to_pgw;

  sgw_scene_attach (s, SCENE_REMOTE);
  to_pgw = sgw_scene_session (s, SGW_WIDE)->exchange.sequence;
  sgw_scene_move (s, WORLD_FAR);
  assert_session (s, SGW_WIDE, ACTIVE);
  g_assert_cmpuint (sgw_scene_session (s, SGW_WIDE)->exchange.sequence, ==,
                    to_pgw);
  g_assert_cmpuint (world_count (s->w, "BRI"), ==, 0);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_free (s);
}

static void
test_move_between_areas (void)
{
  struct sgw_scene *s = sgw_scene_new ();

  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_move (s, SCENE_OTHER);
  assert_session (s, SGW_WIDE, RELEASED);
  assert_session (s, SGW_OTHER, ACTIVE);
  g_assert_cmpuint (sgw_scene_sgw (s, SGW_WIDE)->count.entries, ==, 0);
  g_assert_cmpuint (world_count (s->w, "BRI"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "BRA"), ==, 1);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 11 * SIM_SECOND);
  g_assert_null (sgw_scene_session (s, SGW_WIDE));
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_free (s);
}

/* ---- losses -------------------------------------------------------- */

/* PBUs and PBAs of a registration at the remote router when what goes one way
 * is lost for half a second.  Access router and S-GW each wait a second for
 * their own answer. */
static const struct
{
  enum sgw_scene_way way;
  unsigned pbus, pbas;
} losses[] = {
  { WAY_TO_SGW, 3, 2 },    /* PBU of the access router: it alone repeats */
  { WAY_TO_PGW, 4, 2 },    /* of the S-GW: both repeat */
  { WAY_FROM_PGW, 4, 3 },  /* the P-GW answers twice */
  { WAY_TO_REMOTE, 3, 3 }, /* the S-GW answers twice, from what it has */
};

static void
test_registration_lost (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      struct sgw_scene *s = sgw_scene_new ();

      g_test_message ("way %d", losses[i].way);
      sgw_scene_lose (s, losses[i].way);
      sgw_scene_attach (s, SCENE_REMOTE);
      g_assert_cmpint (s->mn->handover->outcome, !=, HANDOVER_COMPLETED);
      sgw_scene_pass (s, losses[i].way);
      sgw_scene_run_for (s, 2 * SIM_SECOND);
      assert_session (s, SGW_WIDE, ACTIVE);
      g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
      g_assert_cmpuint (world_count (s->w, "PBU"), ==, losses[i].pbus);
      g_assert_cmpuint (world_count (s->w, "PBA"), ==, losses[i].pbas);
      g_assert_true (sgw_scene_carries (s));
      sgw_scene_free (s);
    }
}

/* RFC 6275 11.8: after 1, 2, 4, 8, 16 and 32 s both have given up. */
static void
test_gives_up (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      struct sgw_scene *s = sgw_scene_new ();

      sgw_scene_lose (s, losses[i].way);
      sgw_scene_attach (s, SCENE_REMOTE);
      sgw_scene_run_for (s, 70 * SIM_SECOND);
      g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
      sgw_scene_pass (s, losses[i].way);
      access_leave (s->mn);
      sgw_scene_run_for (s, 150 * SIM_SECOND);
      sgw_scene_assert_empty (s);
      sgw_scene_free (s);
    }
}

/* Towards an S-GW that answers nobody while it asks in vain: the number of
 * copies, and that it ends by itself. */
static void
test_copies_to_pgw (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct sgw *sgw = sgw_scene_sgw (s, SGW_OTHER);
  unsigned copies = 0;

  sgw_scene_lose (s, WAY_TO_PGW);
  sgw_scene_attach (s, SCENE_OTHER);
  assert_session (s, SGW_OTHER, REQUESTING);
  sgw_scene_run_for (s, 62 * SIM_SECOND);
  for (unsigned i = 0; i < world_count (s->w, "PBU"); i++)
    copies += address_equal (&world_sent (s->w, "PBU", i)->source,
                             &sgw->uplink.entity.address);
  g_assert_cmpuint (copies, ==, 6);
  sgw_scene_run_for (s, 2 * SIM_SECOND);
  g_assert_cmpuint (sgw->count.entries, ==, 0);
  sgw_scene_pass (s, WAY_TO_PGW);
  sgw_scene_free (s);
}

/* RFC 5846 11: one copy, after a second; the binding ends then. */
static void
test_revocation_lost (void)
{
  static const enum sgw_scene_way ways[] = { WAY_FROM_PGW, WAY_TO_PGW };

  for (size_t i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      struct sgw_scene *s = sgw_scene_new ();

      sgw_scene_attach (s, SCENE_REMOTE);
      access_move (s->mn, world_router (s->w, SCENE_OTHER));
      /* the PBU of the new S-GW is past the core, nothing later is */
      sgw_scene_run_for (s, 50 * SIM_MILLISECOND + WORLD_RADIO_DELAY
                                + WORLD_ACCESS_DELAY + 1);
      sgw_scene_lose (s, ways[i]);
      sgw_scene_run_for (s, SIM_SECOND / 2);
      g_assert_cmpuint (world_count (s->w, "BRI"), ==, 1);
      sgw_scene_pass (s, ways[i]);
      sgw_scene_run_for (s, SIM_SECOND);
      g_assert_cmpuint (world_count (s->w, "BRI"), ==, 2);
      g_assert_cmpuint (world_count (s->w, "BRA"), ==, i + 1);
      assert_session (s, SGW_WIDE, RELEASED);
      g_assert_true (g_queue_is_empty (&world_lma (s->w)->entity.exchanges));
      g_assert_true (sgw_scene_carries (s));
      sgw_scene_free (s);
    }
}

/* 6.3: the P-GW stops; what the S-GW has ends by itself. */
static void
test_revocation_gives_up (void)
{
  struct sgw_scene *s = sgw_scene_new ();

  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_lose (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_run_for (s, 5 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BRI"), ==, 2);
  g_assert_true (g_queue_is_empty (&world_lma (s->w)->entity.exchanges));
  assert_session (s, SGW_WIDE, HELD);
  sgw_scene_run_for (s, 25 * SIM_SECOND);
  g_assert_cmpuint (sgw_scene_sgw (s, SGW_WIDE)->count.entries, ==, 0);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_pass (s, WAY_FROM_PGW);
  sgw_scene_free (s);
}

/* ---- repeated and late --------------------------------------------- */

/* Each message of two moves again, when all is over: nothing changes. */
static void
test_repeated (void)
{
  static const char *const names[] = { "PBU", "PBA", "BRI", "BRA" };
  struct sgw_scene *s = sgw_scene_new ();

  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_move (s, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    for (unsigned nth = 0, n = world_count (s->w, names[i]); nth < n; nth++)
      {
        g_test_message ("%s %u", names[i], nth);
        sgw_scene_repeat (s, names[i], nth);
        assert_session (s, SGW_WIDE, ACTIVE);
        g_assert_cmpuint (sgw_scene_sgw (s, SGW_OTHER)->count.entries, ==, 0);
        g_assert_true (sgw_scene_carries (s));
      }
  access_leave (s->mn);
  sgw_scene_run_for (s, 100 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

/* What was lost on its way to the wide S-GW at the first attachment comes when
 * the node is elsewhere. */
static void
late (enum sgw_scene_way way, const char *name, unsigned nth, unsigned router)
{
  struct sgw_scene *s = sgw_scene_new ();

  sgw_scene_lose (s, way);
  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_pass (s, way);
  sgw_scene_move (s, router);
  sgw_scene_run_for (s, SIM_SECOND); /* for the S-GW's copy */
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  sgw_scene_repeat (s, name, nth);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 40 * SIM_SECOND);
  g_assert_true (sgw_scene_carries (s));
  access_leave (s->mn);
  sgw_scene_run_for (s, 100 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

static void
test_late (void)
{
  static const unsigned routers[] = { 0, SCENE_OTHER };

  for (size_t i = 0; i < G_N_ELEMENTS (routers); i++)
    {
      late (WAY_TO_SGW, "PBU", 0, routers[i]);
      late (WAY_TO_PGW, "PBU", 1, routers[i]);
      late (WAY_FROM_PGW, "PBA", 0, routers[i]);
      late (WAY_TO_REMOTE, "PBA", 1, routers[i]);
    }
}

/* ---- there and back ------------------------------------------------ */

/* With and without notice of departures, with and without revocation, and with
 * its messages lost: packets follow the node, also after all timers. */
static void
there_and_back (bool notice, bool revocation, bool lost)
{
  struct domain_config domain = world_config ();
  struct sgw_scene *s;

  domain.access.detach_notice = notice;
  s = sgw_scene_prepare (&domain);
  s->config.revocation = revocation;
  sgw_scene_start (s);
  sgw_scene_attach (s, 0);
  sgw_scene_run_for (s, 20 * SIM_SECOND);
  sgw_scene_move (s, SCENE_REMOTE);
  if (lost)
    sgw_scene_lose (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_OTHER);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 15 * SIM_SECOND); /* the refresh of the other is due */
  g_assert_true (sgw_scene_carries (s));
  if (lost)
    sgw_scene_pass (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_REMOTE);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_move (s, SCENE_REMOTE);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 100 * SIM_SECOND);
  g_assert_true (sgw_scene_carries (s));
  access_leave (s->mn);
  sgw_scene_run_for (s, 200 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

static void
test_there_and_back (void)
{
  for (unsigned i = 0; i < 8; i++)
    {
      g_test_message ("notice %u, revocation %u, lost %u", i & 1, i >> 1 & 1,
                      i >> 2);
      there_and_back (i & 1, i & 2, i & 4);
    }
}

/* The node is back before the indication comes: 132, and it stays (RFC 5846
 * 9.1). */
static void
test_returns_during_revocation (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message bra;

  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_lose (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_pass (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_REMOTE);
  assert_session (s, SGW_WIDE, ACTIVE);
  sgw_scene_repeat (s, "BRI", 0);
  world_last (s->w, "BRA", &bra);
  g_assert_cmpuint (bra.revocation.code, ==, REVOCATION_MN_ATTACHED);
  assert_session (s, SGW_WIDE, ACTIVE);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 3 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BRI"), ==,
                    3); /* one is for the other */
  g_assert_true (g_queue_is_empty (&world_lma (s->w)->entity.exchanges));
  sgw_scene_free (s);
}

/* A node that is not known: 128. */
static void
test_revocation_of_nothing (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message bra;

  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_repeat (s, "BRI", 0);
  world_last (s->w, "BRA", &bra);
  g_assert_cmpuint (bra.revocation.code, ==, REVOCATION_NO_BINDING);
  sgw_scene_free (s);
}

/* Refresh under way, its answers lost, when the node goes to another area: the
 * copies would take it back. */
static void
test_moves_during_refresh (void)
{
  struct sgw_scene *s = sgw_scene_prepare (NULL);

  s->config.revocation = false;
  sgw_scene_start (s);
  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_run_for (s, 28 * SIM_SECOND);
  sgw_scene_lose (s, WAY_FROM_PGW);
  sgw_scene_run_for (s, 2 * SIM_SECOND);
  g_assert_true (sgw_scene_session (s, SGW_WIDE)->exchange.pending);
  sgw_scene_pass (s, WAY_FROM_PGW);
  sgw_scene_move (s, SCENE_OTHER);
  sgw_scene_run_for (s, 5 * SIM_SECOND);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_free (s);
}

/* ---- the end ------------------------------------------------------- */

static void
test_deregistration (void)
{
  struct sgw_scene *s = sgw_scene_new ();

  sgw_scene_attach (s, SCENE_REMOTE);
  access_leave (s->mn);
  sgw_scene_run_for (s, SIM_SECOND);
  assert_session (s, SGW_WIDE, HELD);
  g_assert_cmpint (sgw_scene_bce (s)->state, ==, BCE_ACTIVE);
  sgw_scene_run_for (s, 10 * SIM_SECOND);
  assert_session (s, SGW_WIDE, RELEASED);
  g_assert_cmpint (sgw_scene_bce (s)->state, ==, BCE_HELD);
  sgw_scene_run_for (s, 11 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

/* Each of its messages lost: lifetimes end what was not given back. */
static void
test_deregistration_lost (void)
{
  for (unsigned way = 0; way < WAY_TO_OTHER; way++)
    {
      struct sgw_scene *s = sgw_scene_new ();

      sgw_scene_attach (s, SCENE_REMOTE);
      sgw_scene_lose (s, way);
      access_leave (s->mn);
      sgw_scene_run_for (s, 150 * SIM_SECOND);
      sgw_scene_assert_empty (s);
      sgw_scene_pass (s, way);
      sgw_scene_free (s);
    }
}

/* Without notice the access router looks for the node when a refresh is due. */
static void
test_expiry (void)
{
  struct domain_config domain = world_config ();
  struct sgw_scene *s;

  domain.access.detach_notice = false;
  s = sgw_scene_prepare (&domain);
  s->config.pmipv6.deregister = false;
  sgw_scene_start (s);
  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_run_for (s, 200 * SIM_SECOND);
  g_assert_true (sgw_scene_carries (s)); /* refreshed on both sides */
  access_leave (s->mn);
  sgw_scene_run_for (s, 150 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

/* Nothing refreshed: all ends with the first lifetime, which the access router
 * has in whole units of 4 s: 56 s of 60. */
static void
test_not_refreshed (void)
{
  struct domain_config domain = world_config ();
  struct sgw_scene *s;

  domain.protocol.refresh = false;
  s = sgw_scene_prepare (&domain);
  sgw_scene_start (s);
  sgw_scene_attach (s, SCENE_REMOTE);
  sgw_scene_run_for (s, 55 * SIM_SECOND);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_run_for (s, 25 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

/* Given back while the P-GW is asked: no tunnel to a router the node has left.
 */
static void
test_release_while_asking (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message pbu;

  sgw_scene_attach (s, SCENE_REMOTE);
  access_leave (s->mn);
  sgw_scene_run_for (s, 40 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_lose (s, WAY_FROM_PGW);
  access_enter (s->mn, world_router (s->w, SCENE_REMOTE));
  sgw_scene_run_for (s, SIM_SECOND / 2);
  assert_session (s, SGW_WIDE, REQUESTING);
  proxy_pbu_init (&pbu, s->mn, 0, 0);
  mh_add_prefix (&pbu, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  proxy_pbu_add_access (&pbu, s->mn, ATT_802_11, HI_UNKNOWN);
  mh_add_timestamp (&pbu, domain_clock (s->w->domain));
  access_leave (s->mn);
  mobility_send (&world_mag (s->w, SCENE_REMOTE)->entity,
                 &sgw_scene_sgw (s, SGW_WIDE)->entity.address, &pbu,
                 SIGNALING_DEREGISTRATION, TRANSACTION_NONE);
  sgw_scene_run_for (s, SIM_SECOND / 4);
  sgw_scene_pass (s, WAY_FROM_PGW);
  sgw_scene_run_for (s, SIM_SECOND);
  assert_session (s, SGW_WIDE, HELD);
  sgw_scene_run_for (s, 25 * SIM_SECOND);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

#define CASE(name, function) g_test_add_func ("/hierarchical/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("registers", test_registers);
  CASE ("move-within-area", test_move_within_area);
  CASE ("move-between-areas", test_move_between_areas);
  CASE ("registration-lost", test_registration_lost);
  CASE ("gives-up", test_gives_up);
  CASE ("copies-to-pgw", test_copies_to_pgw);
  CASE ("revocation-lost", test_revocation_lost);
  CASE ("revocation-gives-up", test_revocation_gives_up);
  CASE ("repeated", test_repeated);
  CASE ("late", test_late);
  CASE ("there-and-back", test_there_and_back);
  CASE ("returns-during-revocation", test_returns_during_revocation);
  CASE ("revocation-of-nothing", test_revocation_of_nothing);
  CASE ("moves-during-refresh", test_moves_during_refresh);
  CASE ("deregistration", test_deregistration);
  CASE ("deregistration-lost", test_deregistration_lost);
  CASE ("expiry", test_expiry);
  CASE ("not-refreshed", test_not_refreshed);
  CASE ("release-while-asking", test_release_while_asking);
  return g_test_run ();
}
