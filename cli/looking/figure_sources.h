/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures need to know of scenarios, which analysis does not read. */
#ifndef DMMSIM_CLI_LOOKING_FIGURE_SOURCES_H
#define DMMSIM_CLI_LOOKING_FIGURE_SOURCES_H

#include "analysis/figures/figures.h"

/* Positions of nodes, and closed forms (cli/predictions/predictions.h; of each
 * scenario once).  Freed by figure_sources_clear(). */
struct figure_sources figure_sources_new (void);
void figure_sources_clear (struct figure_sources *sources);

#endif
