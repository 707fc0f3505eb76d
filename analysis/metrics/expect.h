/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expectations of a scenario held against its metrics. */
#ifndef DMMSIM_ANALYSIS_METRICS_EXPECT_H
#define DMMSIM_ANALYSIS_METRICS_EXPECT_H

#include <stdbool.h>

#include "analysis/metrics/metrics.h"

/* Bounds on a metric's mean; NAN where not stated. */
struct bounds
{
  double equals, min, max, near, tolerance;
};

/* Does @value satisfy every bound stated?  NAN satisfies none. */
bool bounds_hold (const struct bounds *bounds, double value);
/* "equals 1", "at least 2, at most 6", "0.021 +- 1e-09". (transfer full) */
char *bounds_text (const struct bounds *bounds);
/* Mean of the metric @name, NAN without observations. */
double metric_mean (const struct metric_set *set, const char *name);

#endif
