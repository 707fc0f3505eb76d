/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/csv_column.h"

#include <math.h>
#include <string.h>

#include "analysis/study.h"

/* The next cell of the row at *@text, unquoted, appended to @cell.  *@text
 * goes to the next cell or to the line's end. */
static void
read_cell (const char **text, GString *cell)
{
  const char *at = *text;
  bool quoted = false;

  g_string_truncate (cell, 0);
  for (; *at != '\0' && (quoted || (*at != ',' && *at != '\n')); at++)
    {
      if (*at != '"')
        g_string_append_c (cell, *at);
      else if (quoted && at[1] == '"')
        g_string_append_c (cell, *++at);
      else
        quoted = !quoted;
    }
  *text = *at == ',' ? at + 1 : at;
}

/* Index of the column in the first line, -1 if it has none. */
static int
find_column (const char **text, GString *cell, const char *column)
{
  int found = -1;

  for (int i = 0; **text != '\n' && **text != '\0'; i++)
    {
      read_cell (text, cell);
      if (strcmp (cell->str, column) == 0)
        found = i;
    }
  return found;
}

static bool
read_row (const char **text, GString *cell, int column, GArray *values)
{
  double value;
  char *end;

  for (int i = 0; **text != '\n' && **text != '\0'; i++)
    {
      read_cell (text, cell);
      if (i != column || cell->len == 0)
        continue;
      value = g_ascii_strtod (cell->str, &end);
      if (*end != '\0' || !isfinite (value))
        return false;
      g_array_append_val (values, value);
    }
  return true;
}

GArray *
csv_read_column (const char *path, const char *column, GError **error)
{
  g_autofree char *content = NULL;
  GArray *values;
  GString *cell;
  const char *text;
  int wanted;
  bool ok;

  if (!g_file_get_contents (path, &content, NULL, error))
    return NULL;
  values = g_array_new (FALSE, FALSE, sizeof (double));
  cell = g_string_new (NULL);
  text = content;
  wanted = find_column (&text, cell, column);
  ok = wanted >= 0;
  while (ok && *text == '\n' && *++text != '\0')
    ok = read_row (&text, cell, wanted, values);
  g_string_free (cell, TRUE);
  if (ok)
    return values;
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
               "%s: no column '%s' of numbers", path, column);
  g_array_free (values, TRUE);
  return NULL;
}
