/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real-time clock and what it tells of its lateness.  No case depends on
 * how fast the machine is: events may be late, never early, and keep their
 * order. */
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "sim/realtime.h"

#define LAST (60 * SIM_MILLISECOND)

/* Of a run that ends when it has seen what it waits for. */
#define PATIENCE (600 * SIM_SECOND)

struct scene
{
  struct sim *sim;
  struct realtime *realtime;
  event_kind kind;
  int64_t began; /* us */
  sim_time ran[8], early;
  unsigned n;
  int pipe[2];
  sim_time read_at;
  unsigned n_before; /* events that ran before that */
  bool interrupt;
};

static struct scene scene;

static void
note_event (struct sim *sim, void *subject)
{
  struct scene *s = subject;
  int64_t real = (g_get_monotonic_time () - s->began) * 1000;

  s->early = MAX (s->early, sim_now (sim) - real);
  s->ran[s->n++] = sim_now (sim);
}

static void
write_event (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct scene *s = subject;

  g_assert_cmpint (write (s->pipe[1], "x", 1), ==, 1);
}

static bool
note_arrival (int fd, void *data)
{
  struct scene *s = data;
  char octet;

  g_assert_cmpint (read (fd, &octet, 1), ==, 1);
  s->read_at = sim_now (s->sim);
  s->n_before = s->n;
  raise (SIGTERM);
  return true;
}

static bool
is_interrupted (void)
{
  return scene.interrupt;
}

static void
scene_open (double speed, sim_time hard_limit)
{
  const struct realtime_config config = { .speed = speed,
                                          .hard_limit = hard_limit,
                                          .interrupted = is_interrupted };

  scene = (struct scene){ .sim = sim_new (1, 0) };
  scene.realtime = realtime_new (scene.sim, &config, NULL);
  g_assert_nonnull (scene.realtime);
  scene.kind = engine_kind (scene.sim->engine, "note", note_event);
  g_assert_cmpint (pipe (scene.pipe), ==, 0);
  g_assert_true (realtime_watch (scene.realtime, scene.pipe[0], note_arrival,
                                 &scene, NULL));
}

static void
scene_close (void)
{
  realtime_free (scene.realtime);
  sim_free (scene.sim);
  close (scene.pipe[0]);
  close (scene.pipe[1]);
}

static enum realtime_end
scene_run (void)
{
  scene.began = g_get_monotonic_time ();
  return realtime_run (scene.realtime, LAST);
}

static void
set_interrupt (int number G_GNUC_UNUSED)
{
  scene.interrupt = true;
}

/* Until SIGTERM. */
static enum realtime_end
scene_run_until_signal (void)
{
  struct sigaction action = { .sa_handler = set_interrupt }, before;
  enum realtime_end end;

  sigaction (SIGTERM, &action, &before);
  scene.began = g_get_monotonic_time ();
  end = realtime_run (scene.realtime, PATIENCE);
  sigaction (SIGTERM, &before, NULL);
  return end;
}

static void
note_at (sim_time at)
{
  engine_schedule (scene.sim->engine, at, ORIGIN_WORLD, scene.kind, &scene);
}

static void
test_never_early (void)
{
  scene_open (1, SIM_TIME_MAX);
  note_at (30 * SIM_MILLISECOND);
  note_at (10 * SIM_MILLISECOND);
  note_at (10 * SIM_MILLISECOND + 1);
  g_assert_cmpint (scene_run (), ==, REALTIME_DONE);
  g_assert_cmpuint (scene.n, ==, 3);
  g_assert_cmpint (scene.ran[0], ==, 10 * SIM_MILLISECOND);
  g_assert_cmpint (scene.ran[1], ==, 10 * SIM_MILLISECOND + 1);
  g_assert_cmpint (scene.ran[2], ==, 30 * SIM_MILLISECOND);
  g_assert_cmpint (scene.early, <=, SIM_MICROSECOND); /* of began */
  g_assert_cmpint (sim_now (scene.sim), ==, LAST);
  g_assert_cmpuint (realtime_lateness (scene.realtime)->count, ==, 3);
  scene_close ();
}

static void
test_slow_motion (void)
{
  int64_t took;

  scene_open (0.5, SIM_TIME_MAX);
  note_at (20 * SIM_MILLISECOND);
  g_assert_cmpint (scene_run (), ==, REALTIME_DONE);
  took = g_get_monotonic_time () - scene.began;
  g_assert_cmpint (took, >=, 2 * LAST / 1000);
  g_assert_cmpuint (scene.n, ==, 1);
  scene_close ();
}

/* What a reader sees is the present, after the events that were due. */
static void
test_arrival_in_order (void)
{
  scene_open (1, SIM_TIME_MAX);
  engine_schedule (scene.sim->engine, 20 * SIM_MILLISECOND, ORIGIN_WORLD,
                   engine_kind (scene.sim->engine, "write", write_event),
                   &scene);
  note_at (50 * SIM_MILLISECOND);
  g_assert_cmpint (scene_run_until_signal (), ==, REALTIME_INTERRUPTED);
  g_assert_cmpint (scene.read_at, >=, 20 * SIM_MILLISECOND);
  g_assert_cmpint (scene.read_at, <,
                   (g_get_monotonic_time () - scene.began + 1) * 1000);
  g_assert_cmpuint (scene.n_before, ==,
                    scene.read_at >= 50 * SIM_MILLISECOND ? 1 : 0);
  scene_close ();
}

static void
test_hard_limit (void)
{
  scene_open (1, 1);
  note_at (10 * SIM_MILLISECOND);
  g_assert_cmpint (scene_run (), ==, REALTIME_LATE);
  g_assert_cmpuint (scene.n, ==, 0);
  g_assert_cmpint (realtime_lateness (scene.realtime)->max, >, 1);
  scene_close ();
}

static void
raise_signal (struct sim *sim G_GNUC_UNUSED, void *subject G_GNUC_UNUSED)
{
  raise (SIGTERM);
}

/* It comes while events run, when it is blocked, and is not missed in the
 * sleep that follows. */
static void
test_signal (void)
{
  scene_open (1, SIM_TIME_MAX);
  engine_schedule (scene.sim->engine, 5 * SIM_MILLISECOND, ORIGIN_WORLD,
                   engine_kind (scene.sim->engine, "raise", raise_signal),
                   NULL);
  g_assert_cmpint (scene_run_until_signal (), ==, REALTIME_INTERRUPTED);
  scene_close ();
}

static void
interrupt_before (sim_time far_off, double speed)
{
  struct sigaction action = { .sa_handler = set_interrupt }, before;

  sigaction (SIGTERM, &action, &before);
  scene_open (speed, SIM_TIME_MAX);
  note_at (far_off);
  engine_schedule (scene.sim->engine, 1, ORIGIN_WORLD,
                   engine_kind (scene.sim->engine, "raise", raise_signal),
                   NULL);
  g_assert_cmpint (realtime_run (scene.realtime, SIM_TIME_MAX), ==,
                   REALTIME_INTERRUPTED);
  g_assert_cmpuint (scene.n, ==, 0);
  sigaction (SIGTERM, &before, NULL);
  scene_close ();
}

/* Instants whose real time no clock can show are not due. */
static void
test_far_off (void)
{
  interrupt_before (SIM_TIME_MAX / 2, 1e-3);
  interrupt_before (SIM_TIME_MAX - 1, 1);
}

/* Reads nothing: there is always more. */
static bool
leave_unread (int fd G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
  if (scene.n++ == 10)
    raise (SIGTERM);
  return true;
}

static void
test_signal_in_flood (void)
{
  int full[2];

  scene_open (1, SIM_TIME_MAX);
  g_assert_cmpint (pipe (full), ==, 0);
  g_assert_cmpint (write (full[1], "x", 1), ==, 1);
  g_assert_true (
      realtime_watch (scene.realtime, full[0], leave_unread, NULL, NULL));
  g_assert_cmpint (scene_run_until_signal (), ==, REALTIME_INTERRUPTED);
  close (full[0]);
  close (full[1]);
  scene_close ();
}

/* The other end is closed: epoll tells it again and again, and has time to do
 * so until the run ends. */
static bool
give_up (int fd G_GNUC_UNUSED, void *data)
{
  const event_kind *end = data;

  scene.n++;
  engine_schedule (scene.sim->engine,
                   sim_now (scene.sim) + 20 * SIM_MILLISECOND, ORIGIN_WORLD,
                   *end, NULL);
  return false;
}

static void
test_broken (void)
{
  event_kind end;
  int broken[2];

  scene_open (1, SIM_TIME_MAX);
  end = engine_kind (scene.sim->engine, "raise", raise_signal);
  g_assert_cmpint (pipe (broken), ==, 0);
  close (broken[1]);
  g_assert_true (
      realtime_watch (scene.realtime, broken[0], give_up, &end, NULL));
  g_assert_cmpint (scene_run_until_signal (), ==, REALTIME_INTERRUPTED);
  g_assert_cmpuint (scene.n, ==, 1);
  close (broken[0]);
  scene_close ();
}

/* ---- lateness ------------------------------------------------------ */

static void
test_quantiles (void)
{
  struct lateness lateness = { 0 };

  g_assert_cmpint (lateness_quantile (&lateness, 0.5), ==, 0);
  for (sim_time late = 1; late <= 100000; late++)
    lateness_add (&lateness, late);
  for (double q = 0.01; q < 1; q += 0.01)
    {
      double exact = ceil (q * 100000);
      double told = (double)lateness_quantile (&lateness, q);

      g_assert_cmpfloat (told, >=, exact - 1e-6);
      g_assert_cmpfloat (told, <=, exact * 17 / 16 + 1);
    }
  g_assert_cmpint (lateness_quantile (&lateness, 1), ==, 100000);
  g_assert_cmpint (lateness.max, ==, 100000);
}

static void
test_whole_range (void)
{
  struct lateness lateness = { 0 };

  lateness_add (&lateness, 0);
  g_assert_cmpint (lateness_quantile (&lateness, 1), ==, 0);
  for (unsigned bit = 0; bit < 63; bit++)
    {
      sim_time late = INT64_C (1) << bit;
      struct lateness one = { 0 };

      lateness_add (&one, late);
      lateness_add (&one, SIM_TIME_MAX);
      g_assert_cmpint (lateness_quantile (&one, 0.5), >=, late);
      g_assert_cmpfloat ((double)lateness_quantile (&one, 0.5), <=,
                         (double)late * 17 / 16);
      g_assert_cmpint (lateness_quantile (&one, 1), ==, SIM_TIME_MAX);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/realtime/never-early", test_never_early);
  g_test_add_func ("/realtime/slow-motion", test_slow_motion);
  g_test_add_func ("/realtime/far-off", test_far_off);
  g_test_add_func ("/realtime/arrival-in-order", test_arrival_in_order);
  g_test_add_func ("/realtime/hard-limit", test_hard_limit);
  g_test_add_func ("/realtime/signal-in-time", test_signal);
  g_test_add_func ("/realtime/signal-in-flood", test_signal_in_flood);
  g_test_add_func ("/realtime/broken-descriptor", test_broken);
  g_test_add_func ("/lateness/quantiles", test_quantiles);
  g_test_add_func ("/lateness/whole-range", test_whole_range);
  return g_test_run ();
}
