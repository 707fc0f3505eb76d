/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/csv_column.h"

#include <math.h>

#include "analysis/results/csv_read.h"
#include "analysis/studies/study.h"

/* Appends the numbers; false if a cell holds something else. */
static bool
append_numbers (GArray *values, const csv_table *table)
{
  for (size_t i = 0; i < table->n_rows; i++)
    {
      double value = csv_cell_number (table, i, 0);

      if (csv_cell (table, i, 0)[0] == '\0')
        continue;
      if (isnan (value))
        return false;
      g_array_append_val (values, value);
    }
  return true;
}

GArray *
csv_read_column (const char *path, const char *column, GError **error)
{
  const char *const columns[] = { column, NULL };
  g_autoptr (csv_table) table = csv_table_read (path, columns, error);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  if (table == NULL)
    return NULL;
  if (append_numbers (values, table))
    return g_steal_pointer (&values);
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
               "%s: no column '%s' of numbers", path, column);
  return NULL;
}
