/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/collectors/pool.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Half the width of the 95 % interval of the mean of @n values. */
static double
half_width (double squares, unsigned n)
{
  double deviation = sqrt (squares / (n - 1));

  return gsl_cdf_tdist_Pinv (0.975, n - 1) * deviation / sqrt (n);
}

static void
pool_add (struct metric *sum, const struct metric *of, unsigned runs)
{
  sum->n += of->n;
  sum->mean += of->mean;
  sum->p50 += of->p50;
  sum->p95 += of->p95;
  sum->p99 += of->p99;
  sum->min = runs == 0 ? of->min : fmin (sum->min, of->min);
  sum->max = runs == 0 ? of->max : fmax (sum->max, of->max);
}

/* Pools the metric @name; without observation anywhere it is there, empty. */
static void
pool_metric (struct metric_set *into, const char *name,
             const struct metric_set *const *sets, unsigned n)
{
  struct metric sum = { .name = (char *)name, .ci95 = { NAN, NAN } };
  unsigned runs = 0;
  double squares = 0;

  for (unsigned i = 0; i < n; i++)
    {
      const struct metric *of = metric_set_find (sets[i], name);

      if (of == NULL || of->n == 0)
        continue;
      pool_add (&sum, of, runs++);
    }
  if (runs == 0)
    {
      metric_set_value (into, name, (double)NAN);
      return;
    }
  sum.mean /= runs;
  sum.p50 /= runs;
  sum.p95 /= runs;
  sum.p99 /= runs;
  for (unsigned i = 0; i < n; i++)
    {
      const struct metric *of = metric_set_find (sets[i], name);

      if (of != NULL && of->n > 0)
        squares += (of->mean - sum.mean) * (of->mean - sum.mean);
    }
  if (runs > 1)
    {
      sum.ci95[0] = sum.mean - half_width (squares, runs);
      sum.ci95[1] = sum.mean + half_width (squares, runs);
    }
  metric_set_put (into, &sum);
}

struct metric_set *
metric_sets_pool (const struct metric_set *const *sets, unsigned n)
{
  struct metric_set *into = metric_set_new ();

  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < metric_set_size (sets[i]); j++)
      {
        const char *name = metric_set_at (sets[i], j)->name;
        const struct metric *known = metric_set_find (into, name);

        if (known == NULL || known->n == 0)
          pool_metric (into, name, sets, n);
      }
  metric_set_sort (into);
  return into;
}
