/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot, which draws: a program of its own, run on a file. */
#ifndef DMMSIM_ANALYSIS_FIGURES_GNUPLOT_H
#define DMMSIM_ANALYSIS_FIGURES_GNUPLOT_H

#include <glib.h>
#include <stdbool.h>

/* Is it there?  Else the error names the package. */
bool gnuplot_find (GError **error);
/* Runs @folder/@script in @folder, without the settings of the user; the error
 * has what gnuplot says. */
bool gnuplot_run (const char *folder, const char *script, GError **error);

#endif
