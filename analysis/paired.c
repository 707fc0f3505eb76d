/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/paired.h"

#include <glib.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static double
variance_reduction (const double *x, const double *y, const double *difference,
                    size_t n)
{
  double apart, together;

  if (n < 2)
    return NAN;
  apart = gsl_stats_variance (x, 1, n) + gsl_stats_variance (y, 1, n);
  together = gsl_stats_variance (difference, 1, n);
  return apart / together; /* IEEE 754 does what the header says */
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
