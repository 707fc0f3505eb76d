/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/csv_read.h"

#include <math.h>
#include <string.h>

#include "analysis/studies/study.h"

/* Where the cells of the file are looked for. */
struct scan
{
  char *at;   /* next octet to read */
  bool ended; /* the cell read last was its line's last */
};

/* Unquotes the next cell in place and ends it with a NUL. */
static char *
scan_cell (struct scan *scan)
{
  char *begin = scan->at, *to = scan->at, *from = scan->at;
  bool quoted = false;

  for (; *from != '\0' && (quoted || (*from != ',' && *from != '\n')); from++)
    {
      if (*from != '"')
        *to++ = *from;
      else if (quoted && from[1] == '"')
        *to++ = *from++;
      else
        quoted = !quoted;
    }
  scan->ended = *from != ',';
  scan->at = *from == '\0' ? from : from + 1;
  *to = '\0';
  return begin;
}

/* For each column of the file the one asked for that it is, or -1. */
static GArray *
scan_header (struct scan *scan, const char *const *columns)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (int));

  do
    {
      const char *name = scan_cell (scan);
      int place = -1;

      for (int i = 0; columns[i] != NULL; i++)
        if (strcmp (columns[i], name) == 0)
          place = i;
      g_array_append_val (places, place);
    }
  while (!scan->ended);
  return places;
}

static bool
has_all (const GArray *places, const char *const *columns, const char *path,
         GError **error)
{
  for (int i = 0; columns[i] != NULL; i++)
    {
      bool found = false;

      for (unsigned k = 0; k < places->len; k++)
        found = found || g_array_index (places, int, k) == i;
      if (found)
        continue;
      g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT, "%s: no column '%s'",
                   path, columns[i]);
      return false;
    }
  return true;
}

static void
scan_row (struct scan *scan, const GArray *places, char **cells)
{
  unsigned k = 0;

  do
    {
      char *cell = scan_cell (scan);
      int place = k < places->len ? g_array_index (places, int, k++) : -1;

      if (place >= 0)
        cells[place] = cell;
    }
  while (!scan->ended);
}

static void
scan_rows (csv_table *table, struct scan *scan, const GArray *places)
{
  static char nothing[1];
  size_t room = 0;

  while (*scan->at != '\0')
    {
      char **cells;

      if (table->n_rows == room)
        {
          room = MAX (64, 2 * room);
          table->cells
              = g_renew (char *, table->cells, room * table->n_columns);
        }
      cells = table->cells + table->n_rows++ * table->n_columns;
      for (unsigned i = 0; i < table->n_columns; i++)
        cells[i] = nothing;
      scan_row (scan, places, cells);
    }
}

csv_table *
csv_table_read (const char *path, const char *const *columns, GError **error)
{
  g_autoptr (csv_table) table = g_new0 (csv_table, 1);
  g_autoptr (GArray) places = NULL;
  struct scan scan;

  if (!g_file_get_contents (path, &table->content, NULL, error))
    return NULL;
  scan.at = table->content;
  table->n_columns = g_strv_length ((char **)columns);
  places = scan_header (&scan, columns);
  if (!has_all (places, columns, path, error))
    return NULL;
  scan_rows (table, &scan, places);
  return g_steal_pointer (&table);
}

void
csv_table_free (csv_table *table)
{
  if (table == NULL)
    return;
  g_free (table->cells);
  g_free (table->content);
  g_free (table);
}

double
csv_cell_number (const csv_table *table, size_t row, unsigned column)
{
  const char *text = csv_cell (table, row, column);
  char *end;
  double value = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' && isfinite (value) ? value : (double)NAN;
}
