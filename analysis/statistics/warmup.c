/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/warmup.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* From the end backwards, so that each batch joins those behind it: mean and
 * sum of squares by Welford's recurrence.  Fewer than two batches have no
 * deviation and are never the best. */
struct warmup_advice
warmup_mser5 (const double *x, size_t n)
{
  struct warmup_advice advice = { .mean = NAN };
  size_t batches = n / MSER_BATCH;
  double mean = 0, squares = 0, least = INFINITY;

  for (size_t cut = batches; cut-- > 0;)
    {
      double batch = gsl_stats_mean (x + cut * MSER_BATCH, 1, MSER_BATCH);
      double kept = (double)(batches - cut), delta = batch - mean, error;

      mean += delta / kept;
      squares += delta * (batch - mean);
      if (kept < 2)
        continue;
      error = squares / (kept * kept);
      if (error > least)
        continue;
      least = error; /* of equal ones the least cut */
      advice.cut = cut * MSER_BATCH;
      advice.mean = mean;
      advice.settled = 2 * cut <= batches;
    }
  return advice;
}
