/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/interval.h"

#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

double
interval_half_width (const struct interval *interval)
{
  return (interval->high - interval->low) / 2;
}

bool
interval_excludes (const struct interval *interval, double value)
{
  return value < interval->low || value > interval->high;
}

static struct interval
around (double estimate, double half_width)
{
  return (struct interval){ estimate, estimate - half_width,
                            estimate + half_width };
}

static double
student (double confidence, double degrees)
{
  return gsl_cdf_tdist_Qinv ((1 - confidence) / 2, degrees);
}

struct interval
interval_mean (const double *x, size_t n, double confidence)
{
  double mean, deviation;

  if (n == 0)
    return around (NAN, NAN);
  mean = gsl_stats_mean (x, 1, n);
  if (n == 1)
    return around (mean, NAN);
  deviation = gsl_stats_sd_m (x, 1, n, mean);
  return around (mean, student (confidence, (double)n - 1) * deviation
                           / sqrt ((double)n));
}

/* Welch and Satterthwaite's degrees of freedom for variances of means. */
static double
welch_degrees (double v_x, size_t n_x, double v_y, size_t n_y)
{
  return (v_x + v_y) * (v_x + v_y)
         / (v_x * v_x / ((double)n_x - 1) + v_y * v_y / ((double)n_y - 1));
}

struct interval
interval_welch (const double *x, size_t n_x, const double *y, size_t n_y,
                double confidence)
{
  double difference, v_x, v_y;

  if (n_x == 0 || n_y == 0)
    return around (NAN, NAN);
  difference = gsl_stats_mean (x, 1, n_x) - gsl_stats_mean (y, 1, n_y);
  if (n_x == 1 || n_y == 1)
    return around (difference, NAN);
  v_x = gsl_stats_variance (x, 1, n_x) / (double)n_x;
  v_y = gsl_stats_variance (y, 1, n_y) / (double)n_y;
  if (v_x + v_y == 0)
    return around (difference, 0);
  return around (difference,
                 student (confidence, welch_degrees (v_x, n_x, v_y, n_y))
                     * sqrt (v_x + v_y));
}

struct interval
interval_ratio (const double *part, const double *whole, size_t n,
                double confidence)
{
  double parts = 0, wholes = 0, squares = 0, ratio;

  for (size_t i = 0; i < n; i++)
    {
      parts += part[i];
      wholes += whole[i];
    }
  if (wholes == 0)
    return around (NAN, NAN);
  ratio = parts / wholes;
  if (n == 1)
    return around (ratio, NAN);
  for (size_t i = 0; i < n; i++)
    {
      double residual = part[i] - ratio * whole[i];

      squares += residual * residual;
    }
  return around (ratio, student (confidence, (double)n - 1)
                            * sqrt (squares / (double)(n - 1) * (double)n)
                            / fabs (wholes));
}

struct rank_pair
quantile_ranks (size_t n, double p, double confidence)
{
  double tail = (1 - confidence) / 2;
  struct rank_pair ranks = { 0, 0 };
  unsigned size = (unsigned)n;

  g_assert (p > 0 && p < 1 && n < G_MAXUINT);
  /* How many values lie below the quantile is binomial (n, p): the greatest
   * rank that they seldom fail to reach, ... */
  while (ranks.low < n
         && gsl_cdf_binomial_P ((unsigned)ranks.low, p, size) <= tail)
    ranks.low++;
  /* ... and the least that they seldom reach. */
  for (ranks.high = ranks.low + 1; ranks.high <= n; ranks.high++)
    if (gsl_cdf_binomial_Q ((unsigned)ranks.high - 1, p, size) <= tail)
      return ranks;
  ranks.high = 0;
  return ranks;
}

struct interval
interval_quantile (const double *x, size_t n, double p, double confidence)
{
  struct rank_pair ranks;
  size_t rank = (size_t)ceil (p * (double)n);

  if (n == 0)
    return around (NAN, NAN);
  ranks = quantile_ranks (n, p, confidence);
  return (struct interval){ x[MAX (rank, 1) - 1],
                            ranks.low > 0 ? x[ranks.low - 1] : NAN,
                            ranks.high > 0 ? x[ranks.high - 1] : NAN };
}
