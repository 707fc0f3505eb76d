/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of numbers out of a table that dmmsim wrote (RFC 4180). */
#ifndef DMMSIM_ANALYSIS_RESULTS_CSV_COLUMN_H
#define DMMSIM_ANALYSIS_RESULTS_CSV_COLUMN_H

#include <glib.h>

/* Its values in order, without the empty cells: double.  Fails if the file
 * cannot be read, has no such column or a cell is no number.
 * (transfer full) */
GArray *csv_read_column (const char *path, const char *column, GError **error);

#endif
