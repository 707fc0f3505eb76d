/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run on real interfaces says of itself in its manifest: how late its
 * events were, what passed at its attach points.  Simulated runs have none of
 * it. */
#ifndef DMMSIM_ANALYSIS_RESULTS_REALTIME_RESULTS_H
#define DMMSIM_ANALYSIS_RESULTS_REALTIME_RESULTS_H

#include <cjson/cJSON.h>

#include "sim/lateness.h"

#define ATTACH_COUNTS_MAX 24

struct named_count
{
  const char *name; /* NULL: no more */
  uint64_t count;
};

struct attach_results
{
  const char *node, *interface, *kind, *role;
  struct named_count counts[ATTACH_COUNTS_MAX];
};

struct realtime_results
{
  double began; /* s since 1970, of simulated instant 0 */
  double speed;
  sim_time hard_limit; /* SIM_TIME_MAX: none */
  const struct lateness *lateness;
  const char *reason; /* why the run is not complete, or NULL */
  unsigned n_points;
  struct attach_results *points; /* not owned */
};

/* Adds "reason" and "realtime" to a manifest. */
void realtime_results_add (cJSON *manifest,
                           const struct realtime_results *results);

#endif
