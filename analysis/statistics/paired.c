/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/paired.h"

#include <glib.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* Variance, 0 where it is no more than the rounding of values this great. */
static double
variance (const double *values, size_t n, double greatest)
{
  double found = gsl_stats_variance (values, 1, n);

  return sqrt (found) <= ldexp (greatest, -40) ? 0 : found;
}

static double
greatest_magnitude (const double *x, const double *y, size_t n)
{
  double greatest = 0;

  for (size_t i = 0; i < n; i++)
    greatest = fmax (greatest, fmax (fabs (x[i]), fabs (y[i])));
  return greatest;
}

static double
variance_reduction (const double *x, const double *y, const double *difference,
                    size_t n)
{
  double greatest = greatest_magnitude (x, y, n);

  if (n < 2)
    return NAN;
  return (variance (x, n, greatest) + variance (y, n, greatest))
         / variance (difference, n, greatest); /* IEEE 754: x/0, 0/0 */
}

struct paired
paired_compare (const double *x, const double *y, size_t n, double confidence)
{
  double *difference = g_new (double, n);
  struct paired result = { .n = n };

  for (size_t i = 0; i < n; i++)
    difference[i] = y[i] - x[i];
  result.difference = interval_mean (difference, n, confidence);
  result.variance_reduction = variance_reduction (x, y, difference, n);
  g_free (difference);
  return result;
}
