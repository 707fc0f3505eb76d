/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as JSON for the replay of a report; times in s.  Members:
 *
 *   mobile       [{name, path: [t, x, y, ...], at: [[t, router or null], ...]}]
 *                path: corners of its way, null where it is out of the area
 *   entities     [{name, role, place}] in order of their columns
 *   events       [{kind, t, until, mobile, handover, from, to, text, lost}]
 *   handovers    [{mobile, number, from, to, t, up, ready, outcome}]
 *   tunnels      [{mobile, anchor, gateway, prefix, from, to}]
 *   left_out     [sentence, ...]: what is not shown
 *
 * mobile, handover, from and to of events are indices; null in those of faults,
 * which are of none. */
#ifndef DMMSIM_ANALYSIS_REPORT_RECORDING_JSON_H
#define DMMSIM_ANALYSIS_REPORT_RECORDING_JSON_H

#include <cjson/cJSON.h>

#include "analysis/charts/recording.h"

/* Adds the members to @to.  After recording_finish(). */
void recording_json_add (cJSON *to, const struct recording *r);

#endif
