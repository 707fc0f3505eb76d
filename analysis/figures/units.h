/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How figures call things: metrics, axes and values as people read them, and
 * the multiple of the SI unit in which numbers are shown. */
#ifndef DMMSIM_ANALYSIS_FIGURES_UNITS_H
#define DMMSIM_ANALYSIS_FIGURES_UNITS_H

#include <glib.h>
#include <stdbool.h>

/* shown = value * factor */
struct unit_scale
{
  double factor;
  const char *unit; /* "ms", "kB"; "" for pure numbers */
};

/* Of @unit, as metrics state it, such that the greatest of the values shown is
 * 1 or a little more: 0.021 s is shown in ms.  A unit that nobody scales
 * (packets) stays. */
struct unit_scale unit_scale_for (const char *unit, double largest);

/* "Handover interruption" of "handover.interruption", with label and statistic
 * behind a comma.  (transfer full) */
char *units_metric_label (const char *metric, const char *statistic);
/* "L2 handover" of "access.l2_handover", "Speed" of
 * "mobile_nodes.0.motion.speed.constant".  (transfer full) */
char *units_axis_label (const char *path);
/* "LABEL (UNIT)"; LABEL alone where the unit is "" or "1".  (transfer full) */
char *units_with (const char *label, const char *unit);

/* "5 ms" is 5 and "ms"; false if @text is no number with a unit. */
bool units_split (const char *text, double *number, const char **unit);

#endif
