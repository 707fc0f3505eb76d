/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New results become what later ones are held against, with the reason.
 *
 * blessed.json in the folder: {"history": [{"reason", "version", "commit",
 * "changes": [line, ...]}, ...]}, oldest first; a history that BASE has goes
 * on. */
#ifndef DMMSIM_ANALYSIS_STUDIES_BLESS_H
#define DMMSIM_ANALYSIS_STUDIES_BLESS_H

#include <glib.h>
#include <stdbool.h>

#include "analysis/studies/comparison.h"

/* Stores a copy of @new_results' folder as @base, at one stroke: whoever looks
 * sees the old folder or the new one.  @changes: the comparison, NULL if there
 * was no BASE.  @base may not exist; else it is a folder of results. */
bool bless (const char *base, const cases *new_results,
            const comparison *changes, const char *reason, GError **error);

#endif
