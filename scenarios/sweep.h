/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "sweep": the points of a study, out of the axes that a scenario states.
 *
 *   {"architecture": ["pmipv6", {"name": "dmm", "mode": "proxy"}],
 *    "access.l2_handover": ["5 ms", "50 ms"],
 *    "mobile_nodes.0.motion.speed": ["10 m/s", "30 m/s"],
 *    "zip": [["access.l2_handover", "mobile_nodes.0.motion.speed"]],
 *    "exclude": [{"architecture": "pmipv6", "access.l2_handover": "5 ms"}]}
 *
 * An axis is any key by dotted path, elements of lists by number, with the list
 * of its values.  Points are the cross product, the last axis running fastest;
 * axes in a list of "zip" go together, value by value; points that agree with
 * all an object of "exclude" says are left out.  A point is the scenario with
 * one value of each axis set in order of the axes. */
#ifndef DMMSIM_SCENARIOS_SWEEP_H
#define DMMSIM_SCENARIOS_SWEEP_H

#include "scenarios/scenario.h"

typedef struct sweep sweep;
/* @s: stays the caller's and must outlive the sweep.  Without axes there is one
 * point, the scenario itself.  Fails if no point is left.  (transfer full) */
sweep *sweep_new (const scenario *s, GError **error);
void sweep_free (sweep *w);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sweep, sweep_free)

unsigned sweep_n_points (const sweep *w);
unsigned sweep_n_axes (const sweep *w);
const char *sweep_axis_path (const sweep *w, unsigned axis);
unsigned sweep_axis_size (const sweep *w, unsigned axis);
/* JSON text on one line.  (transfer full) */
char *sweep_value_text (const sweep *w, unsigned axis, unsigned value);
/* A number or a quantity in its SI base unit; NAN for anything else. */
double sweep_value_number (const sweep *w, unsigned axis, unsigned value);
/* Which value of @axis @point takes. */
unsigned sweep_value_index (const sweep *w, unsigned point, unsigned axis);
/* "architecture = \"dmm\", access.l2_handover = \"5 ms\"".  (transfer full) */
char *sweep_point_text (const sweep *w, unsigned point);

/* The scenario of a point, checked like any.  Errors name the axis and the
 * value that are to blame, where one is.  (transfer full) */
scenario *sweep_point_scenario (const sweep *w, unsigned point, GError **error);

/* What makes the run: the resolved scenario without title, replications, sweep,
 * figures and expect, which do not change its course.  The first has absolute
 * paths and can be loaded; the second is the SHA-256 of the text in which what
 * files hold stands for their paths.  (transfer full) */
char *scenario_run_text (const scenario *s);
char *scenario_run_digest (const scenario *s);

#endif
