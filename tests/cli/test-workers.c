/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers, and what a plan counts: every job ends once and is told of as it
 * ended; every run is in one shard; a plan that grows leaves its runs where
 * they are. */
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/studies/plan.h"
#include "cli/studies/workers.h"

#define JOBS 40

struct told
{
  unsigned times[JOBS];
  int status[JOBS], signal[JOBS];
  char *said[JOBS];
  unsigned idle;
};

/* By the job's number: says it, ends with it, or dies of it. */
static int
work (size_t job, void *data)
{
  (void)data;
  fprintf (stderr, "job %zu\n", job);
  if (job % 4 == 3)
    raise (job % 8 == 3 ? SIGKILL : SIGTERM);
  return (int)job % 4;
}

static void
ended (size_t job, const struct worker_end *end, void *data)
{
  struct told *told = data;

  told->times[job]++;
  told->status[job] = end->status;
  told->signal[job] = end->signal;
  told->said[job] = g_strdup (end->said);
  g_assert_cmpfloat (end->seconds, >=, 0);
}

static void
idle (void *data)
{
  ((struct told *)data)->idle++;
}

static void
check_told (struct told *told)
{
  for (size_t job = 0; job < JOBS; job++)
    {
      g_autofree char *text = g_strdup_printf ("job %zu\n", job);
      int wanted_signal = job % 8 == 3 ? SIGKILL : job % 8 == 7 ? SIGTERM : 0;

      g_assert_cmpuint (told->times[job], ==, 1);
      g_assert_cmpint (told->signal[job], ==, wanted_signal);
      g_assert_cmpint (told->status[job], ==,
                       wanted_signal != 0 ? 0 : (int)job % 4);
      g_assert_true (g_str_has_prefix (told->said[job], text));
      g_free (told->said[job]);
    }
  g_assert_cmpuint (told->idle, >, 0);
}

static void
test_each_job_once (void)
{
  size_t jobs[JOBS];

  for (size_t i = 0; i < JOBS; i++)
    jobs[i] = i;
  for (unsigned n_workers = 1; n_workers <= 3; n_workers++)
    {
      struct told told = { 0 };
      const struct worker_pool pool = { .n_workers = n_workers,
                                        .jobs = jobs,
                                        .n_jobs = JOBS,
                                        .work = work,
                                        .ended = ended,
                                        .idle = idle,
                                        .data = &told };

      g_assert_true (workers_run (&pool));
      check_told (&told);
    }
}

static void
test_no_jobs (void)
{
  struct told told = { 0 };
  const struct worker_pool pool = {
    .n_workers = 2, .work = work, .ended = ended, .idle = idle, .data = &told
  };

  g_assert_true (workers_run (&pool));
}

static int
work_long (size_t job, void *data)
{
  (void)data;
  sleep (600);
  return (int)job;
}

/* Freed, those at work are ended, and nobody is told that they did. */
static void
test_freed_at_work (void)
{
  struct told told = { 0 };
  const struct worker_pool pool
      = { .n_workers = 2, .work = work_long, .ended = ended, .data = &told };
  struct workers *w = workers_new (&pool);

  g_assert_true (workers_start (w, 0));
  g_assert_true (workers_start (w, 1));
  g_assert_cmpuint (workers_busy (w), ==, 2);
  workers_wait (w, 1);
  workers_free (w);
  g_assert_cmpuint (told.times[0] + told.times[1], ==, 0);
}

/* ---- plans --------------------------------------------------------------- */

static void
test_shards_are_a_partition (void)
{
  for (unsigned shards = 1; shards <= 9; shards++)
    {
      unsigned of[9] = { 0 };

      for (size_t run = 0; run < 100; run++)
        {
          unsigned owners = 0;

          for (unsigned shard = 0; shard < shards; shard++)
            {
              const plan p = { .shard = shard, .shards = shards };

              of[shard] += plan_has (&p, run);
              owners += plan_has (&p, run);
            }
          g_assert_cmpuint (owners, ==, 1);
        }
      for (unsigned shard = 0; shard < shards; shard++)
        g_assert_true (of[shard] == 100 / shards
                       || of[shard] == 100 / shards + 1);
    }
}

static plan *
small_plan (void)
{
  char *set[] = { (char *)"sweep={\"seed\":[4,5,6],\"duration\":[\"6 s\","
                          "\"7 s\"]}",
                  (char *)"replications=2", NULL };
  const struct loading_options options = { .set = set };
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (
      top != NULL ? top : ".", "tests/cli/good-scenario.json", NULL);

  return plan_new (path, &options);
}

/* Replications outermost, the last axis fastest. */
static void
test_plan_order (void)
{
  g_autoptr (plan) p = small_plan ();
  size_t run = 0;

  g_assert_nonnull (p);
  g_assert_cmpuint (study_n_runs (p->study), ==, 12);
  for (unsigned replication = 0; replication < 2; replication++)
    for (unsigned seed = 4; seed < 7; seed++)
      for (unsigned duration = 6; duration < 8; duration++, run++)
        {
          g_autofree char *text = plan_run_text (p, run);
          g_autofree char *wanted = g_strdup_printf (
              "seed = %u, duration = \"%u s\", replication %u", seed, duration,
              replication);

          g_assert_cmpstr (text, ==, wanted);
        }
}

static void
test_plan_grows_at_its_end (void)
{
  g_autoptr (plan) p = small_plan (), other = small_plan ();
  g_auto (GStrv) before = g_strdupv (p->study->digests);
  g_autofree char *digest = plan_digest (p);
  g_autofree char *same = plan_digest (other);
  g_autofree char *grown = NULL;

  g_assert_cmpstr (digest, ==, same);
  p->states[3] = RUN_HELD;
  p->looked = 12;
  plan_grow (p, 5);
  g_assert_cmpuint (study_n_runs (p->study), ==, 30);
  for (unsigned i = 0; i < 12; i++)
    g_assert_cmpstr (p->study->digests[i], ==, before[i]);
  g_assert_cmpint (p->states[3], ==, RUN_HELD);
  for (unsigned i = 12; i < 30; i++)
    {
      g_assert_cmpint (p->states[i], ==, RUN_MISSING);
      g_assert_false (
          g_strv_contains ((const char *const *)before, p->study->digests[i]));
    }
  g_assert_cmpuint (p->looked, ==, 12);
  grown = plan_digest (p);
  g_assert_cmpstr (grown, !=, digest);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workers/each-job-ends-once", test_each_job_once);
  g_test_add_func ("/workers/no-jobs", test_no_jobs);
  g_test_add_func ("/workers/freed-at-work", test_freed_at_work);
  g_test_add_func ("/plan/shards-are-a-partition", test_shards_are_a_partition);
  g_test_add_func ("/plan/order", test_plan_order);
  g_test_add_func ("/plan/grows-at-its-end", test_plan_grows_at_its_end);
  return g_test_run ();
}
