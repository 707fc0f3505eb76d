/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replications: independent runs of one scenario become one set of metrics. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_POOL_H
#define DMMSIM_ANALYSIS_COLLECTORS_POOL_H

#include "analysis/metrics/metrics.h"

/* For each metric, over the @n sets in which it has observations: n is the sum
 * of theirs, min and max the extremes, mean and percentiles the mean of theirs;
 * ci95 is Student's interval of the mean over the runs, from two on.
 * (transfer full) */
struct metric_set *metric_sets_pool (const struct metric_set *const *sets,
                                     unsigned n);

#endif
