/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, cancellation, timers and memory of the engine, on events that write
 * down when they ran. */
#include <glib.h>

#include "sim/digest.h"
#include "sim/engine.h"

#define ORIGINS 10u

/* Stands in for the simulation: the engine only passes it on. */
struct sim
{
  struct engine *engine;
  struct digest *digest;
  event_kind note, follow, stop, tick;
  GArray *log; /* of struct note */
  GRand *random;
  uint64_t left;
};

struct note
{
  sim_time at;
  unsigned id;
};

static void
note_event (struct sim *sim, void *subject)
{
  const struct note note
      = { engine_now (sim->engine), GPOINTER_TO_UINT (subject) };

  g_array_append_val (sim->log, note);
}

/* Schedules a note at the same instant. */
static void
follow_event (struct sim *sim, void *subject)
{
  note_event (sim, subject);
  engine_schedule (sim->engine, engine_now (sim->engine), 1, sim->note,
                   GUINT_TO_POINTER (GPOINTER_TO_UINT (subject) + 100));
}

static void
stop_event (struct sim *sim, void *subject)
{
  (void)subject;
  engine_stop (sim->engine);
}

/* A random program: each event schedules another until none are left. */
static void
tick_event (struct sim *sim, void *subject)
{
  const uint32_t x = g_rand_int (sim->random);

  if (sim->left == 0)
    return;
  sim->left--;
  engine_schedule (sim->engine, engine_now (sim->engine) + (x >> x % 30),
                   GPOINTER_TO_UINT (subject), sim->tick,
                   GUINT_TO_POINTER (x % ORIGINS));
}

static struct sim *
world_new (void)
{
  struct sim *sim = g_new0 (struct sim, 1);

  sim->digest = digest_new ();
  sim->engine = engine_new (sim, sim->digest);
  engine_reserve_origins (sim->engine, ORIGINS);
  sim->note = engine_kind (sim->engine, "note", note_event);
  sim->follow = engine_kind (sim->engine, "follow", follow_event);
  sim->stop = engine_kind (sim->engine, "stop", stop_event);
  sim->tick = engine_kind (sim->engine, "tick", tick_event);
  sim->log = g_array_new (FALSE, FALSE, sizeof (struct note));
  sim->random = g_rand_new_with_seed (7);
  return sim;
}

static void
world_free (struct sim *sim)
{
  engine_free (sim->engine);
  digest_free (sim->digest);
  g_array_unref (sim->log);
  g_rand_free (sim->random);
  g_free (sim);
}

static event_handle
note_at (struct sim *sim, sim_time at, uint32_t origin, unsigned id)
{
  return engine_schedule (sim->engine, at, origin, sim->note,
                          GUINT_TO_POINTER (id));
}

/* The ids in the order they ran, as text. */
static void
assert_ran (struct sim *sim, const char *expected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sim->log->len; i++)
    g_string_append_printf (text, i == 0 ? "%u" : " %u",
                            g_array_index (sim->log, struct note, i).id);
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

/* ---- order --------------------------------------------------------- */

static void
test_time_then_origin_then_counter (void)
{
  struct sim *sim = world_new ();

  note_at (sim, 20, 0, 7);
  note_at (sim, 10, 3, 4);
  note_at (sim, 10, 2, 2);
  note_at (sim, 10, 3, 5);
  note_at (sim, 10, 2, 3);
  note_at (sim, 10, 9, 6);
  note_at (sim, 0, 9, 1);
  engine_run (sim->engine, SIM_SECOND);
  assert_ran (sim, "1 2 3 4 5 6 7");
  world_free (sim);
}

static void
test_zero_delay_runs_at_same_instant (void)
{
  struct sim *sim = world_new ();

  engine_schedule (sim->engine, 5, 1, sim->follow, GUINT_TO_POINTER (1));
  note_at (sim, 5, 2, 2);
  note_at (sim, 6, 0, 3);
  engine_run (sim->engine, 10);
  /* The note of origin 1 comes before that of origin 2. */
  assert_ran (sim, "1 101 2 3");
  world_free (sim);
}

/* The order does not depend on who is scheduled first. */
static void
test_insertion_order_does_not_matter (void)
{
  char digests[2][DIGEST_TEXT_SIZE];

  for (unsigned way = 0; way < 2; way++)
    {
      struct sim *sim = world_new ();

      for (uint32_t i = 0; i < ORIGINS; i++)
        {
          const uint32_t origin = way == 0 ? i : ORIGINS - 1 - i;

          note_at (sim, 5, origin, origin);
          note_at (sim, 5, origin, 10 + origin);
        }
      engine_run (sim->engine, 5);
      assert_ran (sim, "0 10 1 11 2 12 3 13 4 14 5 15 6 16 7 17 8 18 9 19");
      digest_text (sim->digest, digests[way]);
      world_free (sim);
    }
  g_assert_cmpstr (digests[0], ==, digests[1]);
}

/* ---- running ------------------------------------------------------- */

static void
test_run_includes_until (void)
{
  struct sim *sim = world_new ();

  note_at (sim, 10, 0, 1);
  note_at (sim, 11, 0, 2);
  engine_run (sim->engine, 10);
  assert_ran (sim, "1");
  g_assert_cmpint (engine_now (sim->engine), ==, 10);
  g_assert_cmpint (engine_next_time (sim->engine), ==, 11);
  note_at (sim, 10, 0, 3); /* now is not the past */
  engine_run (sim->engine, 500);
  assert_ran (sim, "1 3 2");
  g_assert_cmpint (engine_now (sim->engine), ==, 500);
  g_assert_cmpint (engine_next_time (sim->engine), ==, SIM_TIME_MAX);
  g_assert_cmpuint (engine_events_run (sim->engine), ==, 3);
  world_free (sim);
}

static void
test_stop_leaves_clock_at_event (void)
{
  struct sim *sim = world_new ();

  engine_schedule (sim->engine, 10, 0, sim->stop, NULL);
  note_at (sim, 10, 1, 1);
  engine_run (sim->engine, 100);
  g_assert_cmpint (engine_now (sim->engine), ==, 10);
  assert_ran (sim, "");
  engine_run (sim->engine, 100);
  assert_ran (sim, "1");
  g_assert_cmpint (engine_now (sim->engine), ==, 100);
  world_free (sim);
}

static void
test_step_runs_one (void)
{
  struct sim *sim = world_new ();

  note_at (sim, 10, 0, 1);
  note_at (sim, SIM_TIME_MAX, 0, 2);
  g_assert_true (engine_step (sim->engine));
  assert_ran (sim, "1");
  g_assert_true (engine_step (sim->engine));
  g_assert_cmpint (engine_now (sim->engine), ==, SIM_TIME_MAX);
  g_assert_false (engine_step (sim->engine));
  world_free (sim);
}

static void
test_past_is_refused (void)
{
  if (g_test_subprocess ())
    {
      struct sim *sim = world_new ();

      engine_run (sim->engine, 10);
      note_at (sim, 9, 0, 1);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*engine_schedule*at >= engine->now*");
}

static void
test_unknown_origin_is_refused (void)
{
  if (g_test_subprocess ())
    {
      note_at (world_new (), 9, ORIGINS, 1);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*origin < engine->origins*");
}

static void
test_origins_grow (void)
{
  struct sim *sim = world_new ();

  note_at (sim, 1, 5, 1);
  for (uint32_t n = 0; n <= 5000; n++)
    engine_reserve_origins (sim->engine, n);
  engine_reserve_origins (sim->engine, 3);
  note_at (sim, 1, 4999, 3);
  note_at (sim, 1, 5, 2); /* origin 5 has kept its counter */
  engine_run (sim->engine, 1);
  assert_ran (sim, "1 2 3");
  world_free (sim);
}

static void
test_kinds_have_names (void)
{
  struct sim *sim = world_new ();

  g_assert_cmpuint (engine_kind (sim->engine, "follow", follow_event), ==,
                    sim->follow);
  g_assert_cmpstr (engine_kind_name (sim->engine, sim->stop), ==, "stop");
  world_free (sim);
}

/* ---- cancelling ---------------------------------------------------- */

static void
test_cancelled_does_not_run (void)
{
  struct sim *sim = world_new ();
  const event_handle one = note_at (sim, 10, 0, 1);
  const event_handle two = note_at (sim, 10, 0, 2);

  g_assert_cmpuint (one, !=, 0);
  g_assert_true (engine_pending (sim->engine, one));
  g_assert_true (engine_cancel (sim->engine, one));
  g_assert_false (engine_pending (sim->engine, one));
  g_assert_false (engine_cancel (sim->engine, one));
  g_assert_cmpuint (engine_events_pending (sim->engine), ==, 1);
  engine_run (sim->engine, 20);
  assert_ran (sim, "2");
  g_assert_false (engine_cancel (sim->engine, two));
  g_assert_false (engine_cancel (sim->engine, 0));
  g_assert_cmpuint (engine_events_run (sim->engine), ==, 1);
  world_free (sim);
}

static void
test_handle_never_means_another (void)
{
  struct sim *sim = world_new ();
  const event_handle old = note_at (sim, 10, 0, 1);

  engine_cancel (sim->engine, old);
  for (unsigned i = 0; i < 1000; i++)
    {
      const event_handle handle = note_at (sim, 10, 0, 2);

      g_assert_cmpuint (handle, !=, old);
      g_assert_false (engine_cancel (sim->engine, old));
      g_assert_true (engine_cancel (sim->engine, handle));
    }
  world_free (sim);
}

/* Against a plain list of what is still wanted. */
static void
test_random_cancels (void)
{
  struct sim *sim = world_new ();
  event_handle handles[2000];
  bool wanted[G_N_ELEMENTS (handles)];
  uint64_t left = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (handles); i++)
    {
      handles[i] = note_at (sim, g_rand_int_range (sim->random, 0, 1 << 20),
                            i % ORIGINS, i);
      wanted[i] = true;
    }
  for (unsigned i = 0; i < 4000; i++)
    {
      const uint32_t victim = g_rand_int (sim->random) % G_N_ELEMENTS (handles);

      g_assert_true (engine_cancel (sim->engine, handles[victim])
                     == wanted[victim]);
      wanted[victim] = false;
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (handles); i++)
    left += wanted[i];
  g_assert_cmpuint (engine_events_pending (sim->engine), ==, left);
  engine_run (sim->engine, SIM_SECOND);
  g_assert_cmpuint (sim->log->len, ==, left);
  for (guint i = 0; i < sim->log->len; i++)
    g_assert_true (wanted[g_array_index (sim->log, struct note, i).id]);
  world_free (sim);
}

/* ---- timers -------------------------------------------------------- */

static void
test_timer_fires_once_where_moved (void)
{
  struct sim *sim = world_new ();
  struct timer timer = { 0 };

  g_assert_false (timer_armed (sim->engine, &timer));
  timer_stop (sim->engine, &timer);
  timer_set (sim->engine, &timer, 10, 1, sim->note, GUINT_TO_POINTER (1));
  timer_set (sim->engine, &timer, 30, 1, sim->note, GUINT_TO_POINTER (2));
  g_assert_true (timer_armed (sim->engine, &timer));
  engine_run (sim->engine, 29);
  assert_ran (sim, "");
  engine_run (sim->engine, 40);
  assert_ran (sim, "2");
  g_assert_false (timer_armed (sim->engine, &timer));
  timer_set (sim->engine, &timer, 50, 1, sim->note, GUINT_TO_POINTER (3));
  timer_stop (sim->engine, &timer);
  engine_run (sim->engine, 60);
  assert_ran (sim, "2");
  world_free (sim);
}

/* A thousand timers moved on a thousand times: memory is that of twice as
 * many entries, not of a million. */
static void
test_refreshed_timers_cost_no_memory (void)
{
  struct sim *sim = world_new ();
  struct timer timers[1000] = { 0 };
  uint64_t held = 0;

  for (unsigned round = 0; round < 1000; round++)
    {
      for (unsigned i = 0; i < G_N_ELEMENTS (timers); i++)
        timer_set (sim->engine, &timers[i],
                   engine_now (sim->engine) + 300 * SIM_SECOND
                       + i * SIM_MICROSECOND,
                   1, sim->note, GUINT_TO_POINTER (i));
      engine_run (sim->engine, engine_now (sim->engine) + SIM_SECOND);
      if (round == 20)
        held = engine_memory (sim->engine);
    }
  g_assert_cmpuint (engine_events_pending (sim->engine), ==, 1000);
  g_assert_cmpuint (engine_peak_pending (sim->engine), ==, 1000);
  g_assert_cmpuint (sim->log->len, ==, 0);
  g_assert_cmpuint (engine_memory (sim->engine), <=, held + held / 4);
  world_free (sim);
}

static void
test_pending_event_costs_48_octets (void)
{
  struct sim *sim = world_new ();
  const uint64_t n = 200000;

  for (uint64_t i = 0; i < n; i++)
    note_at (sim, g_rand_int (sim->random), 1, 1);
  g_assert_cmpuint (engine_memory (sim->engine), <=, 48 * n);
  world_free (sim);
}

/* ---- the course of a run ------------------------------------------- */

/* The digest of a fixed random program, found once with gcc -O2: any other
 * compiler, level or machine must give the same. */
static void
test_digest_is_the_same_everywhere (void)
{
  struct sim *sim = world_new ();
  char text[DIGEST_TEXT_SIZE];

  sim->left = 20000;
  for (uint32_t i = 0; i < ORIGINS; i++)
    engine_schedule (sim->engine, 0, i, sim->tick, GUINT_TO_POINTER (i));
  engine_run (sim->engine, SIM_TIME_MAX);
  g_assert_cmpuint (engine_events_run (sim->engine), ==, 20000 + ORIGINS);
  digest_text (sim->digest, text);
  g_assert_cmpstr (text, ==, "090dead2679146d91156b4e3a7cdc967");
  world_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func ("/engine/" path, test_##name)
  TEST ("time-then-origin-then-counter", time_then_origin_then_counter);
  TEST ("zero-delay-runs-at-same-instant", zero_delay_runs_at_same_instant);
  TEST ("insertion-order-does-not-matter", insertion_order_does_not_matter);
  TEST ("run-includes-until", run_includes_until);
  TEST ("stop-leaves-clock-at-event", stop_leaves_clock_at_event);
  TEST ("step-runs-one", step_runs_one);
  TEST ("past-is-refused", past_is_refused);
  TEST ("unknown-origin-is-refused", unknown_origin_is_refused);
  TEST ("origins-grow", origins_grow);
  TEST ("kinds-have-names", kinds_have_names);
  TEST ("cancelled-does-not-run", cancelled_does_not_run);
  TEST ("handle-never-means-another", handle_never_means_another);
  TEST ("random-cancels", random_cancels);
  TEST ("timer-fires-once-where-moved", timer_fires_once_where_moved);
  TEST ("refreshed-timers-cost-no-memory", refreshed_timers_cost_no_memory);
  TEST ("pending-event-costs-48-octets", pending_event_costs_48_octets);
  TEST ("digest-is-the-same-everywhere", digest_is_the_same_everywhere);
#undef TEST
  return g_test_run ();
}
