/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics: a name of doc/metrics.md with unit and the statistics of its
 * observations in one run. */
#ifndef DMMSIM_ANALYSIS_METRICS_METRICS_H
#define DMMSIM_ANALYSIS_METRICS_METRICS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* One row per base name: what "dmmsim list metrics" shows. */
struct metric_definition
{
  const char *name;
  const char *unit;
  const char *help;   /* definition, with the section it follows */
  const char *labels; /* labels its variants carry, separated by commas
                         ("flow,direction"), or NULL */
};
extern const struct metric_definition metric_definitions[]; /* ended by NULL */

/* Statistics; NAN where undefined (n = 0). */
struct metric
{
  char *name; /* with label: "loss.ratio{flow=voice}" */
  const struct metric_definition *definition;
  uint64_t n;
  double mean, min, max, p50, p95, p99;
  double ci95[2]; /* of the mean over replications; NAN for a single run */
};

/* Holds every defined metric from the start, without observations. */
struct metric_set;
struct metric_set *metric_set_new (void);
void metric_set_free (struct metric_set *set);
/* A metric of one value (counters): n = 1. */
void metric_set_value (struct metric_set *set, const char *name, double value);
/* A ratio of counts: n is its denominator, as each unit of that is an
 * observation.  Without any the metric has none. */
void metric_set_ratio (struct metric_set *set, const char *name, double part,
                       double whole);
/* A metric of @n observations; @values is sorted in place. */
void metric_set_samples (struct metric_set *set, const char *name,
                         double *values, uint64_t n);
const struct metric *metric_set_find (const struct metric_set *set,
                                      const char *name);
/* Adds or replaces; @metric's own name is copied. */
void metric_set_put (struct metric_set *set, const struct metric *metric);
/* Puts the metrics in order of definition, then of label: before
 * metric_set_at() when anything was added. */
void metric_set_sort (struct metric_set *set);
unsigned metric_set_size (const struct metric_set *set);
const struct metric *metric_set_at (const struct metric_set *set, unsigned i);
/* A metric of the observations in @d, each divided by @divisor (ns to s). */
struct distribution;
void metric_set_distribution (struct metric_set *set, const char *name,
                              const struct distribution *d, double divisor);
/* Is this the name of a metric, label included or not? */
bool metric_known (const char *name);

#endif
