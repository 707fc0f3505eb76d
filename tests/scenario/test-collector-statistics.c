/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions, metric sets, pooling and expectations against definitions
 * and tables. */
#include <math.h>
#include <stdlib.h>

#include "analysis/collectors/pool.h"
#include "analysis/collectors/resequencer.h"
#include "analysis/metrics/distribution.h"
#include "analysis/metrics/expect.h"
#include "analysis/metrics/metrics.h"

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Nearest rank by its definition, on all values. */
static double
percentile_of (const double *sorted, unsigned n, double p)
{
  for (unsigned i = 0; i < n; i++)
    if (i + 1 >= p * n)
      return sorted[i];
  return sorted[n - 1];
}

static void
test_exact (void)
{
  static const double p[] = { 0, 0.01, 0.5, 0.95, 0.99, 1 };
  GRand *rand = g_rand_new_with_seed (1);
  struct distribution d;
  double values[1000];

  distribution_init (&d, 128);
  for (unsigned i = 0; i < 1000; i++)
    {
      values[i] = g_rand_int_range (rand, -50, 50) * 0.3;
      distribution_add (&d, values[i], 1);
    }
  qsort (values, 1000, sizeof *values, compare);
  g_assert_cmpuint (d.dropped, ==, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (p); i++)
    g_assert_cmpfloat (distribution_percentile (&d, p[i]), ==,
                       percentile_of (values, 1000, p[i]));
  distribution_clear (&d);
  g_rand_free (rand);
}

/* Beyond its room a distribution errs by less than the step it has come to;
 * count, mean and extremes stay exact. */
static void
test_coarse (void)
{
  GRand *rand = g_rand_new_with_seed (2);
  struct distribution d;
  double *values = g_new (double, 20000), sum = 0;

  distribution_init (&d, 1024);
  for (unsigned i = 0; i < 20000; i++)
    {
      values[i] = 1e6 + g_rand_double (rand) * 3e6;
      sum += values[i];
      distribution_add (&d, values[i], 1);
    }
  qsort (values, 20000, sizeof *values, compare);
  g_assert_cmpuint (d.n, <=, 1024);
  g_assert_cmpuint (d.count, ==, 20000);
  g_assert_cmpfloat (d.sum, ==, sum);
  g_assert_cmpfloat (d.min, ==, values[0]);
  g_assert_cmpfloat (d.max, ==, values[19999]);
  for (double p = 0.05; p < 1; p += 0.05)
    {
      double exact = percentile_of (values, 20000, p);

      g_assert_cmpfloat (fabs (distribution_percentile (&d, p) / exact - 1), <,
                         1. / 256);
    }
  distribution_clear (&d);
  g_free (values);
  g_rand_free (rand);
}

static void
test_merge (void)
{
  struct distribution a, b;

  distribution_init (&a, 16);
  distribution_init (&b, 16);
  distribution_add (&a, 1, 3);
  distribution_add (&b, -2, 1);
  distribution_add (&b, 1, 1);
  distribution_merge (&a, &b);
  g_assert_cmpuint (a.count, ==, 5);
  g_assert_cmpuint (a.n, ==, 2);
  g_assert_cmpfloat (a.min, ==, -2);
  g_assert_cmpfloat (distribution_mean (&a), ==, 0.4);
  distribution_clear (&a);
  distribution_clear (&b);
}

/* Packets sent every 10; fates told in a random order must come out as if told
 * in order. */
static void
test_resequencer (void)
{
  enum
  {
    N = 200
  };
  GRand *rand = g_rand_new_with_seed (3);
  struct distribution d;
  struct resequencer r;
  uint32_t order[N];
  sim_time lost = 0;

  distribution_init (&d, 1024);
  resequencer_init (&r, 0);
  for (uint32_t i = 0; i < N; i++)
    order[i] = i;
  for (uint32_t i = 0; i < N; i++)
    {
      uint32_t j = (uint32_t)g_rand_int_range (rand, 0, N), swap = order[i];

      order[i] = order[j];
      order[j] = swap;
    }
  for (uint32_t i = 0; i < N; i++)
    {
      bool dropped = order[i] % 7 == 0;

      lost += dropped ? 10 : 0;
      resequencer_add (&r, order[i],
                       &(struct fate){ 10 * order[i],
                                       dropped ? SIM_TIME_NONE : 10 * N + i,
                                       true },
                       &d);
    }
  resequencer_finish (&r, 10 * N, N);
  g_assert_cmpuint (r.held, ==, 0);
  g_assert_cmpuint (r.next, ==, N);
  g_assert_cmpint (r.offered, ==, 10 * N);
  g_assert_cmpint (r.delivered, ==, 10 * N - lost);
  g_assert_cmpuint (r.longest_loss_run, ==, 1);
  g_assert_cmpuint (d.count, ==, N - (N + 6) / 7);
  resequencer_clear (&r);
  distribution_clear (&d);
  g_rand_free (rand);
}

static void
test_known (void)
{
  g_assert_true (metric_known ("handover.count"));
  g_assert_true (metric_known ("delay.oneway{flow=voice}"));
  g_assert_true (metric_known ("delay.oneway{direction=up}"));
  g_assert_true (metric_known ("signaling.peak{window=10ms}"));
  g_assert_false (metric_known ("handover.counts"));
  g_assert_false (metric_known ("handover"));
  g_assert_false (metric_known ("handover.count{flow=voice}"));
  g_assert_false (metric_known ("delay.oneway{entity=a}"));
  g_assert_false (metric_known ("delay.oneway{flow=}"));
  g_assert_false (metric_known ("delay.oneway{flow=voice"));
  g_assert_false (metric_known ("delay.oneway{flow}"));
  g_assert_false (metric_known (""));
}

static void
test_samples (void)
{
  struct metric_set *set = metric_set_new ();
  double values[] = { 4, 1, 3, 2 };
  const struct metric *m;

  metric_set_samples (set, "handover.loss", values, 4);
  m = metric_set_find (set, "handover.loss");
  g_assert_cmpuint (m->n, ==, 4);
  g_assert_cmpfloat (m->mean, ==, 2.5);
  g_assert_cmpfloat (m->p50, ==, 2);
  g_assert_cmpfloat (m->p95, ==, 4);
  metric_set_free (set);
}

static void
test_order (void)
{
  struct metric_set *set = metric_set_new ();

  metric_set_value (set, "loss.ratio{flow=b}", 1);
  metric_set_value (set, "loss.ratio{flow=a}", 1);
  metric_set_sort (set);
  for (unsigned i = 0; i + 1 < metric_set_size (set); i++)
    {
      const struct metric *a = metric_set_at (set, i);
      const struct metric *b = metric_set_at (set, i + 1);

      g_assert_true (a->definition <= b->definition);
      if (a->definition == b->definition)
        g_assert_cmpstr (a->name, <, b->name);
    }
  metric_set_free (set);
}

/* Three runs with means 1, 2, 3: t(0.975, 2) = 4.302653, deviation 1. */
static void
test_pool (void)
{
  struct metric_set *sets[3], *pooled;
  const struct metric *m;

  for (unsigned i = 0; i < 3; i++)
    {
      sets[i] = metric_set_new ();
      metric_set_value (sets[i], "loss.ratio", i + 1);
    }
  metric_set_value (sets[1], "reorder.ratio", 5);
  pooled = metric_sets_pool ((const struct metric_set *const *)sets, 3);
  m = metric_set_find (pooled, "loss.ratio");
  g_assert_cmpuint (m->n, ==, 3);
  g_assert_cmpfloat (m->mean, ==, 2);
  g_assert_cmpfloat (m->min, ==, 1);
  g_assert_cmpfloat (m->max, ==, 3);
  g_assert_cmpfloat_with_epsilon (m->ci95[0], 2 - 4.302653 / sqrt (3), 1e-6);
  g_assert_cmpfloat_with_epsilon (m->ci95[1], 2 + 4.302653 / sqrt (3), 1e-6);
  m = metric_set_find (pooled, "reorder.ratio");
  g_assert_cmpfloat (m->mean, ==, 5);
  g_assert_true (isnan (m->ci95[0]));
  g_assert_cmpuint (metric_set_find (pooled, "availability")->n, ==, 0);
  metric_set_free (pooled);
  for (unsigned i = 0; i < 3; i++)
    metric_set_free (sets[i]);
}

static void
test_bounds (void)
{
  const struct bounds equals = { 1, NAN, NAN, NAN, NAN };
  const struct bounds range = { NAN, 2, 6, NAN, NAN };
  const struct bounds near = { NAN, NAN, NAN, 0.021, 1e-9 };
  char *text = bounds_text (&range);

  g_assert_true (bounds_hold (&equals, 1));
  g_assert_false (bounds_hold (&equals, 1.0000001));
  g_assert_true (bounds_hold (&range, 2));
  g_assert_true (bounds_hold (&range, 6));
  g_assert_false (bounds_hold (&range, 6.1));
  g_assert_false (bounds_hold (&range, 1.9));
  g_assert_true (bounds_hold (&near, 0.021 + 9e-10));
  g_assert_false (bounds_hold (&near, 0.021 + 2e-9));
  g_assert_false (bounds_hold (&range, NAN));
  g_assert_cmpstr (text, ==, "at least 2, at most 6");
  g_free (text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distribution/exact-while-few-values", test_exact);
  g_test_add_func ("/distribution/bounded-error-beyond", test_coarse);
  g_test_add_func ("/distribution/merges", test_merge);
  g_test_add_func ("/resequencer/any-order-gives-the-same", test_resequencer);
  g_test_add_func ("/metrics/knows-names-and-labels", test_known);
  g_test_add_func ("/metrics/nearest-rank-percentiles", test_samples);
  g_test_add_func ("/metrics/in-order-of-definition-and-label", test_order);
  g_test_add_func ("/pool/student-interval-over-runs", test_pool);
  g_test_add_func ("/expect/bounds", test_bounds);
  return g_test_run ();
}
