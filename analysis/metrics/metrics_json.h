/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics as JSON: what "metrics" of summary.json and of the records of a
 * study holds, there and back.  NAN is null. */
#ifndef DMMSIM_ANALYSIS_METRICS_METRICS_JSON_H
#define DMMSIM_ANALYSIS_METRICS_METRICS_JSON_H

#include <cjson/cJSON.h>

#include "analysis/metrics/metrics.h"

/* {"NAME": {"unit": "s", "n": 12, "mean": ..., ...}, ...}.  (transfer full) */
cJSON *metric_set_to_json (const struct metric_set *set);
/* @unknown: (out) (transfer full): names that are no metrics of this version,
 * ended by NULL; they are left out.  NULL if @json is not such an object, a
 * value is no number or a member is missing. */
struct metric_set *metric_set_from_json (const cJSON *json, char ***unknown);

#endif
