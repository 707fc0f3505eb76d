/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/estimates.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

static const struct
{
  const char *name;
  size_t offset;
} statistics[] = { { "mean", offsetof (struct metric, mean) },
                   { "min", offsetof (struct metric, min) },
                   { "max", offsetof (struct metric, max) },
                   { "p50", offsetof (struct metric, p50) },
                   { "p95", offsetof (struct metric, p95) },
                   { "p99", offsetof (struct metric, p99) } };

/* Labels may hold a colon: only one behind them separates. */
bool
quantity_parse (const char *text, struct quantity *quantity)
{
  const char *brace = strrchr (text, '}');
  const char *colon = strchr (brace != NULL ? brace : text, ':');
  const char *wanted = colon != NULL ? colon + 1 : "mean";

  for (unsigned i = 0; i < G_N_ELEMENTS (statistics); i++)
    if (strcmp (statistics[i].name, wanted) == 0)
      {
        quantity->metric = colon != NULL
                               ? g_strndup (text, (gsize)(colon - text))
                               : g_strdup (text);
        quantity->statistic = statistics[i].offset;
        quantity->name = i == 0 ? g_strdup (quantity->metric) : g_strdup (text);
        return true;
      }
  return false;
}

void
quantity_clear (struct quantity *quantity)
{
  g_free (quantity->metric);
  g_free (quantity->name);
}

bool
metric_is_ratio (const char *metric)
{
  static const char *const ratios[]
      = { "loss.ratio", "reorder.ratio", "tunnel.share", "tunnel.byte_hops",
          "tunnel.byte_hops.radio" };
  size_t length = strcspn (metric, "{");

  for (unsigned i = 0; i < G_N_ELEMENTS (ratios); i++)
    if (strlen (ratios[i]) == length && memcmp (ratios[i], metric, length) == 0)
      return true;
  return false;
}

const char *
estimator_text (enum estimator estimator)
{
  static const char *const texts[] = { [ESTIMATOR_AUTO] = "auto",
                                       [ESTIMATOR_MEAN] = "mean",
                                       [ESTIMATOR_RATIO] = "ratio of sums",
                                       [ESTIMATOR_QUANTILE] = "quantile" };

  return texts[estimator];
}

static double
metric_statistic (const struct metric *metric, size_t offset)
{
  return *(const double *)(const void *)((const char *)metric + offset);
}

bool
quantity_observed (const struct quantity *quantity, const study_record *run,
                   double *value)
{
  const struct metric *metric
      = metric_set_find (run->metrics, quantity->metric);

  if (metric == NULL || metric->n == 0)
    return false;
  *value = metric_statistic (metric, quantity->statistic);
  return isfinite (*value);
}

size_t
case_values (const struct result_case *of, const struct quantity *quantity,
             double *values, const study_record **runs)
{
  size_t n = 0;

  for (unsigned i = 0; i < of->runs->len; i++)
    {
      if (!quantity_observed (quantity, case_run (of, i), &values[n]))
        continue;
      if (runs != NULL)
        runs[n] = case_run (of, i);
      n++;
    }
  return n;
}

/* Observations in each run, and their sum. */
static uint64_t
weights (const study_record *const *runs, size_t n, const char *metric,
         double *whole)
{
  uint64_t sum = 0;

  for (size_t i = 0; i < n; i++)
    {
      uint64_t count = metric_set_find (runs[i]->metrics, metric)->n;

      whole[i] = (double)count;
      sum += count;
    }
  return sum;
}

static enum estimator
estimator_for (const struct quantity *quantity, enum estimator wanted)
{
  if (wanted != ESTIMATOR_AUTO)
    return wanted;
  return metric_is_ratio (quantity->metric)
                 && quantity->statistic == offsetof (struct metric, mean)
             ? ESTIMATOR_RATIO
             : ESTIMATOR_MEAN;
}

static struct interval
interval_by (enum estimator estimator, double *values, const double *whole,
             size_t n, const struct estimate_options *options)
{
  switch (estimator)
    {
    case ESTIMATOR_RATIO:
      for (size_t i = 0; i < n; i++)
        values[i] *= whole[i];
      return interval_ratio (values, whole, n, options->confidence);
    case ESTIMATOR_QUANTILE:
      gsl_sort (values, 1, n);
      return interval_quantile (values, n, options->quantile,
                                options->confidence);
    case ESTIMATOR_MEAN:
    case ESTIMATOR_AUTO:
      break;
    }
  return interval_mean (values, n, options->confidence);
}

struct estimate
case_estimate (const struct result_case *of, const struct quantity *quantity,
               const struct estimate_options *options)
{
  unsigned room = of->runs->len;
  g_autofree double *values = g_new (double, room);
  g_autofree double *whole = g_new (double, room);
  g_autofree const study_record **runs = g_new (const study_record *, room);
  struct estimate estimate
      = { .runs = case_values (of, quantity, values, runs),
          .estimator = estimator_for (quantity, options->estimator),
          .min = (double)NAN,
          .max = (double)NAN };

  estimate.observations
      = weights (runs, estimate.runs, quantity->metric, whole);
  if (estimate.runs > 0)
    gsl_stats_minmax (&estimate.min, &estimate.max, values, 1, estimate.runs);
  estimate.interval
      = interval_by (estimate.estimator, values, whole, estimate.runs, options);
  return estimate;
}
