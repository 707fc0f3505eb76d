/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The collector listens to the trace points of a run and turns them into
 * handover records, flow records, signalling counters, entity counters, time
 * series, and in the end metrics (names and definitions: doc/metrics.md). */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_COLLECTOR_H
#define DMMSIM_ANALYSIS_COLLECTORS_COLLECTOR_H

#include "models/trace.h"

struct collector;
struct metric_set;

struct collector_config
{
  sim_time warmup;    /* what begins before it is not counted */
  sim_time duration;  /* end of the run */
  sim_time series;    /* sampling interval, SIM_TIME_NONE: none */
  sim_time ping_pong; /* back where it came from after a shorter stay than this:
                         handover.ping_pong */
  uint32_t handover_rows; /* every so many handovers one becomes a row of
                             handovers.csv; 1: all, 0: none */
};

/* Listens from here on; before domain_build(), so that nothing is missed. */
struct collector *collector_new (struct sim *sim, struct domain *domain,
                                 const struct collector_config *config);
/* After the run: closes open records. */
void collector_finish (struct collector *collector);
void collector_free (struct collector *collector); /* not NULL */
/* Valid after collector_finish(); the collector's. */
const struct metric_set *collector_metrics (const struct collector *collector);

#endif
