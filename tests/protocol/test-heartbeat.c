/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 5847 between MAG and LMA, and the same between MAAR and CMD: who is not
 * there, who has restarted, and what their peers do then. */
#include "models/dmm/reachability.h"
#include "models/invariants.h"
#include "models/pmipv6/reachability.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/world.h"

#define NODES 20

/* ---- MAG and LMA --------------------------------------------------- */

/* The star with heartbeats every second, three of which may be missed, and
 * nodes that have just attached at routers 0 and 1 in turn. */
struct scene
{
  struct world *w;
  struct mobile_node *mn[NODES];
  unsigned n;
};

static struct scene *
scene_new (unsigned n)
{
  struct domain_config config = world_config ();
  struct scene *s = g_new0 (struct scene, 1);

  s->w = world_new (&config);
  s->w->pmipv6 = (struct pmipv6_config){ .deregister = true,
                                         .binding_hold = true,
                                         .handoff_known = true,
                                         .has_heartbeat = true,
                                         .heartbeat = { S, 3 } };
  world_build (s->w, &architecture_pmipv6);
  for (s->n = 0; s->n < n; s->n++)
    {
      g_autofree char *name = g_strdup_printf ("mn-%u", s->n);

      s->mn[s->n] = world_add_node (s->w, name, 1);
      access_enter (s->mn[s->n], world_router (s->w, s->n % 2));
    }
  return s;
}

static void
assert_holds (const struct domain *domain)
{
  GError *error = NULL;

  domain_holds_invariants (domain, &error);
  g_assert_no_error (error);
}

static void
scene_free (struct scene *s)
{
  assert_holds (s->w->domain);
  world_free (s->w);
  g_free (s);
}

static void
run_for (struct scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

static struct bce *
bce_of (struct scene *s, unsigned i)
{
  return lma_node_get (world_lma (s->w), s->mn[i])->entries;
}

static bool
all_bound (struct scene *s)
{
  bool all = true;

  for (unsigned i = 0; i < s->n; i++)
    all &= bce_of (s, i) && bce_of (s, i)->state == BCE_ACTIVE;
  return all;
}

static struct node *
mag_node (struct scene *s, unsigned i)
{
  return world_router (s->w, i)->node;
}

/* Only who has a session is asked (3). */
static void
test_sessions_only (void)
{
  struct scene *s = scene_new (0);

  world_run (s->w, 10 * S);
  g_assert_cmpuint (world_count (s->w, "HB"), ==, 0);
  scene_free (s);
  s = scene_new (1);
  world_run (s->w, 10 * S + 500 * MS);
  /* Ten each way, each answered. */
  g_assert_cmpuint (world_count (s->w, "HB"), ==, 4 * 10);
  g_assert_true (world_mag (s->w, 0)->heartbeat->reachable);
  g_assert_cmpuint (world_mag (s->w, 0)->heartbeat->sequence, ==, 10);
  scene_free (s);
}

static void
test_answer_has_counter (void)
{
  struct scene *s = scene_new (1);
  struct mh_message answer;

  world_run (s->w, S + WORLD_A);
  world_last (s->w, "HB", &answer);
  g_assert_true (answer.heartbeat.response);
  g_assert_false (answer.heartbeat.unsolicited);
  g_assert_cmpuint (answer.heartbeat.sequence, ==, 1);
  g_assert_cmpuint (
      mh_find (&answer, OPTION_RESTART_COUNTER, 0)->restart_counter, ==, 0);
  scene_free (s);
}

/* More than three missed: at the fifth request, in whose place nobody is. */
static void
test_lma_not_there (void)
{
  struct scene *s = scene_new (1);
  const struct heartbeat *heartbeat = world_mag (s->w, 0)->heartbeat;
  struct address lma = world_lma (s->w)->entity.address;

  world_run (s->w, 10 * S + 500 * MS);
  world_block (s->w, &lma);
  world_run (s->w, 15 * S - 1);
  g_assert_true (heartbeat->reachable);
  world_run (s->w, 15 * S);
  g_assert_false (heartbeat->reachable);
  world_run (s->w, 16 * S + 500 * MS);
  world_unblock (s->w, &lma);
  world_run (s->w, 17 * S + 2 * WORLD_A); /* there again: asserted */
  g_assert_true (heartbeat->reachable);
  g_assert_cmpstr (
      bul_state_name (mag_find (world_mag (s->w, 0), s->mn[0])->state), ==,
      bul_state_name (BUL_REFRESHING));
  run_for (s, 2 * WORLD_A);
  g_assert_true (all_bound (s));
  scene_free (s);
}

/* All are told at once, and register all their nodes at once: the storm. */
static void
test_lma_restarts (void)
{
  struct scene *s = scene_new (NODES);
  struct prefix before[NODES];
  unsigned sent;

  world_run (s->w, 10 * S + 500 * MS);
  for (unsigned i = 0; i < NODES; i++)
    before[i] = bce_of (s, i)->prefixes[0];
  sent = world_count (s->w, "PBU");
  domain_restart (s->w->domain, s->w->anchor, false);
  g_assert_null (bce_of (s, 0));
  run_for (s, WORLD_A - 1);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, sent);
  run_for (s, 1);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, sent + NODES);
  run_for (s, 2 * WORLD_A);
  g_assert_true (all_bound (s));
  for (unsigned i = 0; i < NODES; i++)
    g_assert_true (prefix_equal (&bce_of (s, i)->prefixes[0], &before[i]));
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, sent + NODES);
  scene_free (s);
}

/* What it says by itself is lost: the next answer tells. */
static void
test_lma_restart_found_out (void)
{
  struct scene *s = scene_new (1);
  struct address mag = world_mag (s->w, 0)->entity.address;

  world_run (s->w, 10 * S + 500 * MS);
  world_block (s->w, &mag);
  domain_restart (s->w->domain, s->w->anchor, false);
  run_for (s, 100 * MS);
  world_unblock (s->w, &mag);
  g_assert_null (bce_of (s, 0));
  world_run (s->w, 11 * S + 4 * WORLD_A);
  g_assert_true (all_bound (s));
  scene_free (s);
}

/* Nothing lost: the counter stays (3.2). */
static void
test_lma_restarts_with_state (void)
{
  struct scene *s = scene_new (1);
  unsigned sent;

  world_run (s->w, 10 * S + 500 * MS);
  sent = world_count (s->w, "PBU");
  domain_restart (s->w->domain, s->w->anchor, true);
  world_run (s->w, 13 * S);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, sent);
  scene_free (s);
}

/* The LMA holds what the MAG had registered; who is there is bound again, with
 * the prefix it had; who has gone is deleted in time. */
static void
test_mag_restarts (void)
{
  struct scene *s = scene_new (3); /* 0 and 2 at the first MAG */
  struct prefix before;

  world_run (s->w, 10 * S + 500 * MS);
  before = bce_of (s, 0)->prefixes[0];
  world_block (s->w, &world_lma (s->w)->entity.address);
  access_leave (s->mn[2]); /* what the MAG says of it is lost */
  run_for (s, 100 * MS);
  world_unblock (s->w, &world_lma (s->w)->entity.address);
  domain_restart (s->w->domain, mag_node (s, 0), false);
  run_for (s, WORLD_A);
  g_assert_cmpint (bce_of (s, 0)->state, ==, BCE_ACTIVE); /* just after it */
  g_assert_true (prefix_equal (&bce_of (s, 0)->prefixes[0], &before));
  g_assert_cmpint (bce_of (s, 1)->state, ==, BCE_ACTIVE); /* of another MAG */
  g_assert_cmpint (bce_of (s, 2)->state, ==, BCE_HELD);
  run_for (s, 10 * S);
  g_assert_null (bce_of (s, 2));
  g_assert_cmpint (bce_of (s, 0)->state, ==, BCE_ACTIVE);
  scene_free (s);
}

/* Found out by a later answer, when its nodes have registered already: these
 * bindings stand. */
static void
test_mag_restart_found_out (void)
{
  struct scene *s = scene_new (3);
  struct address lma;

  world_run (s->w, 10 * S + 500 * MS);
  lma = world_lma (s->w)->entity.address;
  world_block (s->w, &lma);
  access_leave (s->mn[2]);
  domain_restart (s->w->domain, mag_node (s, 0), false);
  run_for (s, 100 * MS);
  world_unblock (s->w, &lma);
  world_run (s->w, 13 * S); /* the copy of the PBU, then a heartbeat */
  g_assert_cmpint (bce_of (s, 0)->state, ==, BCE_ACTIVE);
  g_assert_cmpint (bce_of (s, 2)->state, ==, BCE_HELD);
  scene_free (s);
}

static void
test_mag_not_there (void)
{
  struct scene *s = scene_new (2);

  world_run (s->w, 10 * S + 500 * MS);
  world_block (s->w, &world_mag (s->w, 0)->entity.address);
  world_run (s->w, 15 * S);
  g_assert_cmpint (bce_of (s, 0)->state, ==, BCE_HELD);
  g_assert_cmpint (bce_of (s, 1)->state, ==, BCE_ACTIVE);
  scene_free (s);
}

static void
test_several_lmas_refused (void)
{
  char *names[] = { "core" };
  struct domain_config config = world_config ();
  struct pmipv6_config pmipv6
      = { .has_heartbeat = true,
          .heartbeat = { S, 3 },
          .assignment = { .lmas = { .items = names, .n = 1 } } };
  struct world *w = world_new (&config);
  GError *error = NULL;

  g_assert_false (architecture_pmipv6.check (w->domain, &pmipv6, &error));
  g_assert_true (g_str_has_prefix (error->message, "heartbeat:"));
  g_error_free (error);
  world_build (w, &architecture_pmipv6);
  world_free (w);
}

/* ---- MAAR and CMD -------------------------------------------------- */

/* Release policy registered: only MAARs know what they serve by tunnels. */
static struct dmm_world *
star_new (enum dmm_mode mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();

  config.mode = (int)mode;
  config.has_heartbeat = true;
  config.heartbeat = (struct heartbeat_config){ S, 3 };
  return dmm_star_new (&domain, &config, 3);
}

static struct node *
site (const struct dmm_world *w, unsigned i)
{
  return ((struct access_router *)g_ptr_array_index (w->domain->routers, i))
      ->node;
}

/* Told at once, the serving MAAR names what it serves: the list is back after
 * the MAARs on it have answered; no tunnel went away meanwhile. */
static void
test_cmd_restarts (gconstpointer mode)
{
  struct dmm_world *w = star_new (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct address serving = dmm_world_address (w, 2);
  const struct maar_session *session = dmm_world_session (w, mn, 2);
  struct cmd_bce *bce;

  domain_restart (w->domain, w->domain->controller, false);
  g_assert_null (dmm_world_bce (mn));
  dmm_world_run (w, sim_now (w->sim) + 2 * STAR_A);
  bce = dmm_world_bce (mn);
  g_assert_true (address_equal (&bce->p_coa, &serving));
  g_assert_cmpuint (bce->previous->len, ==, 2);
  g_assert_cmpuint (maar_n_previous (session), ==, 2);
  dmm_world_run (w, sim_now (w->sim) + 2 * STAR_A);
  g_assert_false (cmd_is_updating (bce));
  g_assert_cmpuint (maar_n_previous (session), ==, 2);
  dmm_world_run (w, sim_now (w->sim) + 100 * S); /* refreshed as ever */
  g_assert_true (dmm_world_bce (mn) == bce);
  g_assert_cmpint (dmm_world_state (w, mn, 2), ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (session), ==, 2);
  assert_holds (w->domain);
  dmm_world_free (w);
}

/* By sequence numbers: nobody counts from before. */
static void
test_cmd_restarts_numbered (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w;
  struct mobile_node *mn;

  domain.protocol.timestamps = false;
  config.has_heartbeat = true;
  config.heartbeat = (struct heartbeat_config){ S, 3 };
  w = dmm_star_new (&domain, &config, 3);
  mn = dmm_world_walk (w, 3);
  domain_restart (w->domain, w->domain->controller, false);
  dmm_world_run (w, sim_now (w->sim) + S);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 2);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, sim_now (w->sim) + 5 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 0)), ==, 2);
  assert_holds (w->domain);
  dmm_world_free (w);
}

/* A previous MAAR that has lost its state is taken off the list. */
static void
test_maar_restarts (void)
{
  struct dmm_world *w = star_new (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct address m0 = dmm_world_address (w, 0);

  g_assert_nonnull (cmd_find_previous (dmm_world_bce (mn), &m0));
  domain_restart (w->domain, site (w, 0), false);
  dmm_world_run (w, sim_now (w->sim) + STAR_A);
  g_assert_null (cmd_find_previous (dmm_world_bce (mn), &m0));
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  dmm_world_run (w, sim_now (w->sim) + 40 * S); /* told with the refresh */
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 1);
  assert_holds (w->domain);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heartbeat/only-with-sessions", test_sessions_only);
  g_test_add_func ("/heartbeat/answers-carry-the-counter",
                   test_answer_has_counter);
  g_test_add_func ("/heartbeat/lma-not-there", test_lma_not_there);
  g_test_add_func ("/heartbeat/lma-restart-told-storm-of-all-nodes",
                   test_lma_restarts);
  g_test_add_func ("/heartbeat/lma-restart-found-out",
                   test_lma_restart_found_out);
  g_test_add_func ("/heartbeat/lma-with-state-counts-nothing",
                   test_lma_restarts_with_state);
  g_test_add_func ("/heartbeat/mag-restart-holds-its-bindings",
                   test_mag_restarts);
  g_test_add_func ("/heartbeat/mag-restart-found-out-spares-the-young",
                   test_mag_restart_found_out);
  g_test_add_func ("/heartbeat/mag-not-there", test_mag_not_there);
  g_test_add_func ("/heartbeat/several-lmas-refused",
                   test_several_lmas_refused);
  add_per_mode ("/heartbeat/cmd-restart-recalls-its-lists", test_cmd_restarts);
  g_test_add_func ("/heartbeat/cmd-restart-with-sequence-numbers",
                   test_cmd_restarts_numbered);
  g_test_add_func ("/heartbeat/maar-restart-off-the-lists", test_maar_restarts);
  return g_test_run ();
}
