/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of "dmmsim stats".  @quantities: @n of them; a row is left out
 * where no run of its cases has the metric.  (transfer full), all of them:
 * report_table_free() */
#ifndef DMMSIM_ANALYSIS_STATISTICS_STATISTICS_TABLES_H
#define DMMSIM_ANALYSIS_STATISTICS_STATISTICS_TABLES_H

#include "analysis/statistics/estimates.h"
#include "analysis/statistics/precision.h"
#include "analysis/statistics/report_table.h"

struct statistics_request
{
  const cases *of;
  const struct quantity *quantities;
  unsigned n_quantities;
  struct estimate_options estimate;
  enum table_format format;
};

/* A row per case and metric: axes, metric, unit, runs, observations,
 * estimator, estimate, low, high, half_width, min, max. */
struct report_table *statistics_table (const struct statistics_request *asked);

/* The values of @axis side by side: a row per metric and setting of the other
 * axes; in CSV with low and high, else with the half-width. */
struct report_table *statistics_by (const struct statistics_request *asked,
                                    const char *axis);

/* A row per case, the metrics side by side (their units in the headings); in
 * CSV with low and high, else with the half-width.  Empty where a case has
 * none. */
struct report_table *statistics_wide (const struct statistics_request *asked);

/* Each value of @axis against @base (NULL: the first) of it, on common random
 * numbers: replications that both have, with the same seed.  Columns: other
 * axes, AXIS, against, metric, unit, pairs, difference, low, high, relative
 * (difference over base's mean), variance_reduction. */
struct report_table *statistics_paired (const struct statistics_request *asked,
                                        const char *axis, const char *base);

/* How many replications the wanted half-width takes: runs, mean, half_width,
 * wanted, needed (as estimated from the deviation so far), next (where to go on
 * to by the rule of precision.h), reached. */
struct report_table *
statistics_replications (const struct statistics_request *asked,
                         const struct precision *wanted);

#endif
