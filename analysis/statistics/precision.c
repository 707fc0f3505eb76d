/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/precision.h"

#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "analysis/statistics/interval.h"

bool
precision_parse (const char *text, struct precision *precision)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  precision->relative = end != text && *end == '%';
  precision->half_width = precision->relative ? number / 100 : number;
  return end != text && end[precision->relative] == '\0' && isfinite (number)
         && number > 0;
}

static bool
narrow_enough (double deviation, double half_width, double confidence, size_t n)
{
  double t = gsl_cdf_tdist_Qinv ((1 - confidence) / 2, (double)n - 1);

  return t * deviation / sqrt ((double)n) <= half_width;
}

/* The half-width falls as n grows, so halving finds the least n. */
size_t
replications_for (double deviation, double half_width, double confidence,
                  size_t limit)
{
  size_t low = 2, high = MAX (limit, 2);

  if (!narrow_enough (deviation, half_width, confidence, high))
    return limit;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (narrow_enough (deviation, half_width, confidence, middle))
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

double
precision_target (const struct precision *precision, const double *x, size_t n)
{
  if (!precision->relative)
    return precision->half_width;
  return precision->half_width * fabs (gsl_stats_mean (x, 1, n));
}

bool
precision_reached (const struct precision *precision, const double *x, size_t n)
{
  struct interval mean = interval_mean (x, n, precision->confidence);

  return n >= 2 * precision->block && n >= 2
         && interval_half_width (&mean) <= precision_target (precision, x, n);
}

static size_t
whole_blocks (size_t n, size_t block)
{
  return (n + block - 1) / block * block;
}

size_t
precision_next (const struct precision *precision, const double *x, size_t n)
{
  size_t block = precision->block, next = 2 * block, wanted;

  g_assert (block > 0);
  if (precision_reached (precision, x, n) || n >= precision->limit)
    return n;
  if (n >= 2)
    {
      wanted = replications_for (gsl_stats_sd (x, 1, n),
                                 precision_target (precision, x, n),
                                 precision->confidence, precision->limit);
      next = MAX (next, whole_blocks (MIN (wanted, 2 * n), block));
    }
  next = MAX (next, whole_blocks (n + 1, block));
  return MIN (next, precision->limit);
}
