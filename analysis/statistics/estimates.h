/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One metric of one case over its replications: what "dmmsim stats" tells. */
#ifndef DMMSIM_ANALYSIS_STATISTICS_ESTIMATES_H
#define DMMSIM_ANALYSIS_STATISTICS_ESTIMATES_H

#include "analysis/statistics/interval.h"
#include "analysis/studies/cases.h"

/* What of a run's metric is taken: "handover.recovery:p95". */
struct quantity
{
  char *metric;     /* with label */
  size_t statistic; /* offset in struct metric: mean, min, max, p50, p95, p99 */
  char *name;       /* as in tables: the metric, ":p95" unless it is the mean */
};

enum estimator
{
  ESTIMATOR_AUTO,  /* ratio for metrics that are ratios of counts, else mean */
  ESTIMATOR_MEAN,  /* of the runs' values */
  ESTIMATOR_RATIO, /* ratio of sums: each observation has the same weight */
  ESTIMATOR_QUANTILE /* of the runs' values */
};

struct estimate_options
{
  enum estimator estimator;
  double quantile; /* for ESTIMATOR_QUANTILE */
  double confidence;
};

struct estimate
{
  struct interval interval;
  size_t runs;              /* with observations */
  uint64_t observations;    /* in all of them */
  double min, max;          /* of the runs' values */
  enum estimator estimator; /* used */
};

/* Splits "METRIC:STATISTIC"; false if there is no such statistic. */
bool quantity_parse (const char *text, struct quantity *quantity);
void quantity_clear (struct quantity *quantity);

/* Is the metric a ratio of counts, of which n is the denominator? */
bool metric_is_ratio (const char *metric);
/* "mean", "ratio of sums", "quantile". */
const char *estimator_text (enum estimator estimator);

/* Its value in a run; false if the run observed none. */
bool quantity_observed (const struct quantity *quantity,
                        const study_record *run, double *value);
/* The runs' values, and in @runs (may be NULL) whose they are; @values and
 * @runs have room for all runs of the case.  Returns how many. */
size_t case_values (const struct result_case *of,
                    const struct quantity *quantity, double *values,
                    const study_record **runs);
struct estimate case_estimate (const struct result_case *of,
                               const struct quantity *quantity,
                               const struct estimate_options *options);

#endif
