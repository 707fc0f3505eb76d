/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns out of a table that dmmsim wrote (RFC 4180): one pass, and no copy
 * but that of the file. */
#ifndef DMMSIM_ANALYSIS_RESULTS_CSV_READ_H
#define DMMSIM_ANALYSIS_RESULTS_CSV_READ_H

#include <glib.h>

typedef struct csv_table csv_table;
struct csv_table
{
  char *content; /* the file, its cells ended in place */
  char **cells;  /* n_rows rows of n_columns, those asked for */
  size_t n_rows;
  unsigned n_columns;
};

/* @columns: names, ended by NULL.  Fails if the file cannot be read or has no
 * such column; a cell that a row lacks is empty.  (transfer full) */
csv_table *csv_table_read (const char *path, const char *const *columns,
                           GError **error);
void csv_table_free (csv_table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (csv_table, csv_table_free)

static inline const char *
csv_cell (const csv_table *table, size_t row, unsigned column)
{
  return table->cells[row * table->n_columns + column];
}
/* NAN where the cell is empty or no finite number. */
double csv_cell_number (const csv_table *table, size_t row, unsigned column);

#endif
