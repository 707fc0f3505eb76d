/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals, pairs, warm-up and precision against tables, closed forms and how
 * often the truth is covered.  Random samples have fixed seeds. */
#include <glib.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/precision.h"
#include "analysis/statistics/warmup.h"

#define SAMPLES 2000

/* Of 2000 intervals of 95 % that are right, three standard deviations. */
#define COVERED_LEAST 0.935
#define COVERED_MOST 0.965

static void
assert_near (double got, double wanted, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (got, wanted, tolerance);
}

static bool
covers (struct interval interval, double truth)
{
  return isfinite (interval_half_width (&interval))
         && !interval_excludes (&interval, truth);
}

static void
assert_covered (unsigned covered, double least, double most)
{
  double share = (double)covered / SAMPLES;

  g_test_message ("covered %.4f", share);
  g_assert_cmpfloat (share, >=, least);
  g_assert_cmpfloat (share, <=, most);
}

/* ---- means ------------------------------------------------------------- */

/* Values -1, 1, -1, 1, ... have mean 0 and variance n / (n - 1), so that the
 * half-width times sqrt (n - 1) is the quantile that tables print. */
static void
test_student_table (void)
{
  static const struct
  {
    size_t n;
    double confidence, quantile;
  } table[] = { { 2, 0.95, 12.706205 },  { 10, 0.90, 1.833113 },
                { 10, 0.95, 2.262157 },  { 10, 0.99, 3.249836 },
                { 30, 0.95, 2.045230 },  { 100, 0.95, 1.984217 },
                { 100, 0.99, 2.626405 }, { 4, 0.95, 3.182446 } };
  double x[100];

  for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = i % 2 == 0 ? -1 : 1;
  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    {
      size_t n = table[i].n;
      struct interval mean = interval_mean (x, n, table[i].confidence);

      assert_near (mean.estimate, 0, 1e-15);
      assert_near (interval_half_width (&mean) * sqrt ((double)n - 1),
                   table[i].quantile, 1e-6);
    }
}

static void
test_mean_needs_two (void)
{
  const double x[] = { 7 };
  struct interval none = interval_mean (x, 0, 0.95);
  struct interval one = interval_mean (x, 1, 0.95);

  g_assert_true (isnan (none.estimate));
  g_assert_cmpfloat (one.estimate, ==, 7);
  g_assert_true (isnan (one.low) && isnan (one.high));
  g_assert_false (interval_excludes (&one, 1e9));
}

/* Student's own sleep data (Biometrika 6, 1908): extra hours under two drugs,
 * the same ten patients.  t = 4.0621 paired; Welch's 17.776 degrees of freedom
 * give -0.2055 to 3.3655 when the pairs are ignored. */
static const double drug_1[]
    = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0 };
static const double drug_2[]
    = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };

static void
test_sleep_paired (void)
{
  struct paired paired = paired_compare (drug_1, drug_2, 10, 0.95);

  g_assert_cmpuint (paired.n, ==, 10);
  assert_near (paired.difference.estimate, 1.58, 1e-12);
  assert_near (paired.difference.low, 0.7001142, 1e-6);
  assert_near (paired.difference.high, 2.4598858, 1e-6);
  /* variances 3.200556 and 4.009, of the differences 1.512889 */
  assert_near (paired.variance_reduction, (3.200556 + 4.009) / 1.512889, 1e-5);
}

static void
test_sleep_welch (void)
{
  struct interval apart = interval_welch (drug_2, 10, drug_1, 10, 0.95);

  assert_near (apart.estimate, 1.58, 1e-12);
  assert_near (apart.low, -0.2054832, 1e-5);
  assert_near (apart.high, 3.3654832, 1e-5);
}

static void
test_pairs_of_equals (void)
{
  const double same[] = { 1, 2, 3 }, shifted[] = { 3, 4, 5 },
               flat[] = { 4, 4, 4 };
  const double delay[] = { 0.039, 0.0368333, 0.0423333 },
               later[] = { 0.059, 0.0568333, 0.0623333 };

  /* 0.02 more in each, but for rounding */
  g_assert_true (
      isinf (paired_compare (delay, later, 3, 0.95).variance_reduction));
  g_assert_true (
      isinf (paired_compare (same, shifted, 3, 0.95).variance_reduction));
  g_assert_true (
      isnan (paired_compare (flat, flat, 3, 0.95).variance_reduction));
  g_assert_true (
      isnan (paired_compare (same, flat, 1, 0.95).variance_reduction));
}

/* With correlation rho and equal variances the reduction is 1 / (1 - rho). */
static void
test_variance_reduction (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  const double rho = 0.9;
  size_t n = 20000;
  double *x = g_new (double, n), *y = g_new (double, n);

  gsl_rng_set (rng, 11);
  for (size_t i = 0; i < n; i++)
    gsl_ran_bivariate_gaussian (rng, 1, 1, rho, &x[i], &y[i]);
  assert_near (paired_compare (x, y, n, 0.95).variance_reduction, 1 / (1 - rho),
               0.3);
  g_free (y);
  g_free (x);
  gsl_rng_free (rng);
}

static void
test_mean_covers (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  unsigned mean = 0, welch = 0;
  double x[5], y[8];

  gsl_rng_set (rng, 1);
  for (unsigned s = 0; s < SAMPLES; s++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
        x[i] = 3 + gsl_ran_gaussian (rng, 2);
      for (size_t i = 0; i < G_N_ELEMENTS (y); i++)
        y[i] = 1 + gsl_ran_gaussian (rng, 5);
      mean += covers (interval_mean (x, 5, 0.95), 3);
      welch += covers (interval_welch (x, 5, y, 8, 0.95), 2);
    }
  assert_covered (mean, COVERED_LEAST, COVERED_MOST);
  assert_covered (welch, COVERED_LEAST, COVERED_MOST);
  gsl_rng_free (rng);
}

/* ---- ratios -------------------------------------------------------------- */

static void
test_ratio_is_of_sums (void)
{
  const double part[] = { 1, 30 }, whole[] = { 10, 100 };

  g_assert_cmpfloat (interval_ratio (part, whole, 2, 0.95).estimate, ==,
                     31.0 / 110);
}

static void
test_ratio_of_equal_wholes (void)
{
  const double part[] = { 3, 5, 4, 9 }, whole[] = { 8, 8, 8, 8 };
  const double ratio[] = { 3 / 8.0, 5 / 8.0, 4 / 8.0, 9 / 8.0 };
  struct interval got = interval_ratio (part, whole, 4, 0.9);
  struct interval student = interval_mean (ratio, 4, 0.9);

  assert_near (got.estimate, student.estimate, 1e-15);
  assert_near (got.low, student.low, 1e-14);
  assert_near (got.high, student.high, 1e-14);
}

static void
test_ratio_without_whole (void)
{
  const double zero[] = { 0, 0 }, one[] = { 4, 0 };

  g_assert_true (isnan (interval_ratio (zero, zero, 2, 0.95).estimate));
  g_assert_true (isnan (interval_ratio (zero, zero, 0, 0.95).estimate));
  g_assert_cmpfloat (interval_ratio (zero, one, 1, 0.95).estimate, ==, 0);
  g_assert_true (isnan (interval_ratio (zero, one, 1, 0.95).low));
}

/* A loss ratio: packets per run are random, each is lost with 2 %. */
static void
test_ratio_covers (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  unsigned covered = 0;
  double part[20], whole[20];

  gsl_rng_set (rng, 2);
  for (unsigned s = 0; s < SAMPLES; s++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (part); i++)
        {
          unsigned sent = gsl_ran_poisson (rng, gsl_ran_flat (rng, 300, 3000));

          whole[i] = sent;
          part[i] = gsl_ran_binomial (rng, 0.02, sent);
        }
      covered += covers (interval_ratio (part, whole, 20, 0.95), 0.02);
    }
  assert_covered (covered, COVERED_LEAST, COVERED_MOST);
  gsl_rng_free (rng);
}

/* ---- quantiles -------------------------------------------------------------
 */

/* Ranks for the median as printed in textbooks of nonparametric statistics
 * (Conover 1999, table A3 and 3.2), with no bounds below six values. */
static void
test_median_ranks (void)
{
  static const size_t table[][3]
      = { { 1, 0, 0 },   { 5, 0, 0 },    { 6, 1, 6 },    { 8, 1, 8 },
          { 9, 2, 8 },   { 10, 2, 9 },   { 15, 4, 12 },  { 20, 6, 15 },
          { 25, 8, 18 }, { 50, 18, 33 }, { 100, 40, 61 } };

  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    {
      struct rank_pair ranks = quantile_ranks (table[i][0], 0.5, 0.95);

      g_assert_cmpuint (ranks.low, ==, table[i][1]);
      g_assert_cmpuint (ranks.high, ==, table[i][2]);
    }
}

/* 0.95^n has to fall below 2.5 % for an upper bound of the 95th percentile:
 * from 72 values on. */
static void
test_tail_needs_many (void)
{
  g_assert_cmpuint (quantile_ranks (71, 0.95, 0.95).high, ==, 0);
  g_assert_cmpuint (quantile_ranks (72, 0.95, 0.95).high, ==, 72);
  g_assert_cmpuint (quantile_ranks (71, 0.05, 0.95).low, ==, 0);
  g_assert_cmpuint (quantile_ranks (72, 0.05, 0.95).low, ==, 1);
}

static void
test_quantile_is_nearest_rank (void)
{
  double x[100];

  for (size_t i = 0; i < 100; i++)
    x[i] = (double)i + 1;
  g_assert_cmpfloat (interval_quantile (x, 100, 0.5, 0.95).estimate, ==, 50);
  g_assert_cmpfloat (interval_quantile (x, 100, 0.95, 0.95).estimate, ==, 95);
  g_assert_cmpfloat (interval_quantile (x, 100, 0.001, 0.95).estimate, ==, 1);
  g_assert_cmpfloat (interval_quantile (x, 1, 0.99, 0.95).estimate, ==, 1);
  g_assert_true (isnan (interval_quantile (x, 0, 0.5, 0.95).estimate));
  g_assert_cmpfloat (interval_quantile (x, 100, 0.5, 0.95).low, ==, 40);
  g_assert_cmpfloat (interval_quantile (x, 100, 0.5, 0.95).high, ==, 61);
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Whatever the law (here an exponential one) the chance of covering is the
 * binomial sum between the ranks: 0.9586 for the median of 20. */
static void
test_quantile_covers (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  unsigned covered = 0;
  double x[20];

  gsl_rng_set (rng, 3);
  for (unsigned s = 0; s < SAMPLES; s++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
        x[i] = gsl_ran_exponential (rng, 1);
      qsort (x, 20, sizeof *x, compare_numbers);
      covered += covers (interval_quantile (x, 20, 0.5, 0.95), M_LN2);
    }
  assert_covered (covered, 0.9586 - 0.0135, 0.9586 + 0.0135);
  gsl_rng_free (rng);
}

/* ---- warm-up
 * ------------------------------------------------------------------ */

/* By the definition, in O(n^2). */
static size_t
cut_by_definition (const double *x, size_t n)
{
  size_t batches = n / 5, best = 0;
  double least = INFINITY;

  for (size_t d = 0; d + 2 <= batches; d++)
    {
      double sum = 0, squares = 0, m = (double)(batches - d);

      for (size_t i = 5 * d; i < 5 * batches; i++)
        sum += x[i];
      for (size_t j = d; j < batches; j++)
        {
          double batch = 0;

          for (size_t i = 0; i < 5; i++)
            batch += x[5 * j + i] / 5;
          squares += (batch - sum / (5 * m)) * (batch - sum / (5 * m));
        }
      if (squares / (m * m) < least)
        {
          least = squares / (m * m);
          best = 5 * d;
        }
    }
  return best;
}

static void
test_mser_by_definition (void)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  double x[403];

  gsl_rng_set (rng, 4);
  for (unsigned s = 0; s < 50; s++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
        x[i] = 10 * exp (-(double)i / (5 + s)) + gsl_ran_gaussian (rng, 1);
      g_assert_cmpuint (warmup_mser5 (x, 403).cut, ==,
                        cut_by_definition (x, 403));
    }
  gsl_rng_free (rng);
}

static void
test_mser_cuts_the_start (void)
{
  double x[200];
  struct warmup_advice advice;

  for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = (i < 30 ? 100 : 7) + (i / 5 % 2 == 0 ? 0.1 : -0.1);
  advice = warmup_mser5 (x, 200);
  g_assert_cmpuint (advice.cut, ==, 30);
  g_assert_true (advice.settled);
  assert_near (advice.mean, 7, 1e-12);
}

static void
test_mser_leaves_the_steady (void)
{
  double x[100];
  struct warmup_advice advice;

  for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = 0.1;
  advice = warmup_mser5 (x, 100);
  g_assert_cmpuint (advice.cut, ==, 0);
  g_assert_true (advice.settled);
}

/* A series that climbs for ever has its least error at its end. */
static void
test_mser_tells_the_unsettled (void)
{
  double x[100];

  for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
    x[i] = (double)i;
  g_assert_false (warmup_mser5 (x, 100).settled);
  g_assert_false (warmup_mser5 (x, 9).settled); /* one batch tells nothing */
  g_assert_false (warmup_mser5 (x, 0).settled);
}

/* ---- precision
 * ---------------------------------------------------------------- */

/* t(0.975, 17) = 2.109816 and t(0.975, 16) = 2.119905: with deviation 1 a
 * half-width of 0.5 takes 18 runs (0.4973), for 17 give 0.5142. */
static void
test_replications_by_table (void)
{
  g_assert_cmpuint (replications_for (1, 0.5, 0.95, 1000), ==, 18);
  g_assert_cmpuint (replications_for (1, 0.5142, 0.95, 1000), ==, 17);
  g_assert_cmpuint (replications_for (1, 8.99, 0.95, 1000), ==, 2);
  g_assert_cmpuint (replications_for (0, 0, 0.95, 1000), ==, 2);
  g_assert_cmpuint (replications_for (1, 1e-9, 0.95, 1000), ==, 1000);
}

static void
test_blocks (void)
{
  const double x[] = { 9, 11, 9, 11, 9, 11, 9, 11, 9, 11 };
  struct precision wanted = { 0.05, true, 0.95, 5, 100 };

  /* deviation 1.054 around 10: 0.5 asks for 20 runs */
  g_assert_cmpuint (precision_next (&wanted, x, 0), ==, 10);
  g_assert_cmpuint (precision_next (&wanted, x, 3), ==, 10);
  g_assert_false (precision_reached (&wanted, x, 10));
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 20);
  wanted.half_width = 0.01; /* thousands: no more than twice what there is */
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 20);
  wanted.limit = 12;
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 12);
  wanted.limit = 10;
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 10);
  wanted = (struct precision){ 0.8, false, 0.95, 5, 100 };
  g_assert_true (precision_reached (&wanted, x, 10));
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 10);
  wanted.block = 6; /* two blocks at least */
  g_assert_false (precision_reached (&wanted, x, 10));
  g_assert_cmpuint (precision_next (&wanted, x, 10), ==, 12);
}

/* Stopping by blocks keeps what the interval promises, nearly: sequential
 * stopping is known to cost some coverage, a few tenths of a per cent here. */
static void
test_blocks_cover (void)
{
  const struct precision wanted = { 0.1, true, 0.95, 10, 200 };
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  unsigned covered = 0;
  double x[200];

  gsl_rng_set (rng, 5);
  for (unsigned s = 0; s < SAMPLES; s++)
    {
      size_t n = 0, next;

      while ((next = precision_next (&wanted, x, n)) > n)
        for (; n < next; n++)
          x[n] = 5 + gsl_ran_gaussian (rng, 1.5);
      g_assert_true (precision_reached (&wanted, x, n));
      covered += covers (interval_mean (x, n, 0.95), 5);
    }
  assert_covered (covered, COVERED_LEAST, COVERED_MOST);
  gsl_rng_free (rng);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mean/student-table", test_student_table);
  g_test_add_func ("/mean/needs-two-runs", test_mean_needs_two);
  g_test_add_func ("/mean/covers", test_mean_covers);
  g_test_add_func ("/difference/paired", test_sleep_paired);
  g_test_add_func ("/difference/unpaired", test_sleep_welch);
  g_test_add_func ("/difference/of-equals", test_pairs_of_equals);
  g_test_add_func ("/difference/variance-reduction", test_variance_reduction);
  g_test_add_func ("/ratio/of-sums", test_ratio_is_of_sums);
  g_test_add_func ("/ratio/of-equal-wholes", test_ratio_of_equal_wholes);
  g_test_add_func ("/ratio/without-whole", test_ratio_without_whole);
  g_test_add_func ("/ratio/covers", test_ratio_covers);
  g_test_add_func ("/quantile/median-ranks", test_median_ranks);
  g_test_add_func ("/quantile/tail-needs-many", test_tail_needs_many);
  g_test_add_func ("/quantile/nearest-rank", test_quantile_is_nearest_rank);
  g_test_add_func ("/quantile/covers", test_quantile_covers);
  g_test_add_func ("/warmup/mser-by-definition", test_mser_by_definition);
  g_test_add_func ("/warmup/cuts-the-start", test_mser_cuts_the_start);
  g_test_add_func ("/warmup/leaves-the-steady", test_mser_leaves_the_steady);
  g_test_add_func ("/warmup/tells-the-unsettled",
                   test_mser_tells_the_unsettled);
  g_test_add_func ("/precision/replications", test_replications_by_table);
  g_test_add_func ("/precision/blocks", test_blocks);
  g_test_add_func ("/precision/blocks-cover", test_blocks_cover);
  return g_test_run ();
}
