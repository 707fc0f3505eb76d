/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/report_table.h"

#include <math.h>
#include <string.h>

#include "analysis/results/format.h"

struct column
{
  char *heading;
  bool numeric;
  int width; /* characters of its widest cell */
};

struct report_table
{
  GArray *columns;  /* struct column */
  GPtrArray *cells; /* char *, row by row */
};

bool
table_format_parse (const char *name, enum table_format *format)
{
  static const char *const names[] = { [TABLE_TEXT] = "text",
                                       [TABLE_CSV] = "csv",
                                       [TABLE_LATEX] = "latex",
                                       [TABLE_MARKDOWN] = "markdown",
                                       [TABLE_HTML] = "html" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *format = (enum table_format)i;
        return true;
      }
  return false;
}

struct report_table *
report_table_new (void)
{
  struct report_table *table = g_new0 (struct report_table, 1);

  table->columns = g_array_new (FALSE, FALSE, sizeof (struct column));
  table->cells = g_ptr_array_new_with_free_func (g_free);
  return table;
}

static struct column *
column_at (const struct report_table *table, unsigned i)
{
  return &g_array_index (table->columns, struct column, i);
}

void
report_table_free (struct report_table *table)
{
  for (unsigned i = 0; i < table->columns->len; i++)
    g_free (column_at (table, i)->heading);
  g_array_free (table->columns, TRUE);
  g_ptr_array_free (table->cells, TRUE);
  g_free (table);
}

void
report_table_column (struct report_table *table, const char *heading,
                     bool numeric)
{
  const struct column column = { .heading = g_strdup (heading),
                                 .numeric = numeric,
                                 .width = (int)g_utf8_strlen (heading, -1) };

  g_assert (table->cells->len == 0);
  g_array_append_val (table->columns, column);
}

void
report_table_cell (struct report_table *table, const char *text)
{
  struct column *column
      = column_at (table, table->cells->len % table->columns->len);

  g_ptr_array_add (table->cells, g_strdup (text));
  column->width = MAX (column->width, (int)g_utf8_strlen (text, -1));
}

void
report_table_number (struct report_table *table, enum table_format format,
                     double value)
{
  char text[FORMAT_SIZE];

  if (format == TABLE_CSV || isnan (value))
    format_number (value, text);
  else
    g_snprintf (text, sizeof text, "%.6g", value);
  report_table_cell (table, text);
}

/* ---- printing --------------------------------------------------------------
 */

static void
append_text (GString *to, const struct column *column, const char *cell)
{
  int gap = column->width - (int)g_utf8_strlen (cell, -1);

  if (column->numeric)
    g_string_append_printf (to, "%*s%s", gap, "", cell);
  else
    g_string_append_printf (to, "%s%*s", cell, gap, "");
}

static void
append_csv (GString *to, const char *cell)
{
  if (strpbrk (cell, ",\"\n") == NULL)
    {
      g_string_append (to, cell);
      return;
    }
  g_string_append_c (to, '"');
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (to, '"');
      g_string_append_c (to, *cell);
    }
  g_string_append_c (to, '"');
}

/* What LaTeX reads as something else than itself. */
static void
append_latex (GString *to, const char *cell)
{
  static const struct
  {
    const char *character, *written;
  } escapes[] = { { "\\", "\\textbackslash{}" },
                  { "{", "\\{" },
                  { "}", "\\}" },
                  { "$", "\\$" },
                  { "&", "\\&" },
                  { "#", "\\#" },
                  { "%", "\\%" },
                  { "_", "\\_" },
                  { "~", "\\textasciitilde{}" },
                  { "^", "\\textasciicircum{}" },
                  { "<", "\\textless{}" },
                  { ">", "\\textgreater{}" },
                  { "\"", "\\textquotedbl{}" },
                  { "±", "$\\pm$" } };

  while (*cell != '\0')
    {
      unsigned i = 0;

      while (i < G_N_ELEMENTS (escapes)
             && !g_str_has_prefix (cell, escapes[i].character))
        i++;
      if (i < G_N_ELEMENTS (escapes))
        {
          g_string_append (to, escapes[i].written);
          cell += strlen (escapes[i].character);
        }
      else
        g_string_append_c (to, *cell++);
    }
}

static void
append_markdown (GString *to, const char *cell)
{
  for (; *cell != '\0'; cell++)
    {
      if (strchr ("|\\`*_<", *cell) != NULL)
        g_string_append_c (to, '\\');
      g_string_append_c (to, *cell);
    }
}

static void
append_html (GString *to, const struct column *column, const char *cell,
             bool heading)
{
  g_autofree char *escaped = g_markup_escape_text (cell, -1);

  g_string_append_printf (to, "<%s%s%s>%s</%s>", heading ? "th" : "td",
                          heading ? " scope=\"col\"" : "",
                          column->numeric ? " class=\"number\"" : "", escaped,
                          heading ? "th" : "td");
}

static const struct shape
{
  const char *before, *between, *after; /* cells of a row */
} shapes[] = { [TABLE_TEXT] = { "", "  ", "\n" },
               [TABLE_CSV] = { "", ",", "\n" },
               [TABLE_LATEX] = { "", " & ", " \\\\\n" },
               [TABLE_MARKDOWN] = { "| ", " | ", " |\n" },
               [TABLE_HTML] = { "<tr>", "", "</tr>\n" } };

static void
append_cell (GString *to, const struct column *column, const char *cell,
             enum table_format format, bool heading)
{
  switch (format)
    {
    case TABLE_TEXT:
      append_text (to, column, cell);
      break;
    case TABLE_CSV:
      append_csv (to, cell);
      break;
    case TABLE_LATEX:
      append_latex (to, cell);
      break;
    case TABLE_MARKDOWN:
      append_markdown (to, cell);
      break;
    case TABLE_HTML:
      append_html (to, column, cell, heading);
      break;
    }
}

static void
append_row (GString *to, const struct report_table *table, unsigned first,
            enum table_format format, bool heading)
{
  const struct shape *shape = &shapes[format];

  g_string_append (to, shape->before);
  for (unsigned i = 0; i < table->columns->len; i++)
    {
      const struct column *column = column_at (table, i);

      append_cell (to, column,
                   heading ? column->heading
                           : g_ptr_array_index (table->cells, first + i),
                   format, heading);
      if (i + 1 < table->columns->len)
        g_string_append (to, shape->between);
    }
  while (format == TABLE_TEXT && to->len > 0 && to->str[to->len - 1] == ' ')
    g_string_truncate (to, to->len - 1);
  g_string_append (to, shape->after);
}

/* What stands above the heading, @begin, or between it and the rows. */
static void
append_rules (GString *to, const struct report_table *table,
              enum table_format format, bool begin)
{
  if (format == TABLE_MARKDOWN && !begin)
    {
      for (unsigned i = 0; i < table->columns->len; i++)
        g_string_append (to,
                         column_at (table, i)->numeric ? "| ---: " : "| --- ");
      g_string_append (to, "|\n");
    }
  if (format == TABLE_HTML)
    g_string_append (to, begin ? "<table>\n<thead>\n" : "</thead>\n<tbody>\n");
  if (format != TABLE_LATEX)
    return;
  if (!begin)
    {
      g_string_append (to, "\\midrule\n");
      return;
    }
  g_string_append (to, "\\begin{tabular}{");
  for (unsigned i = 0; i < table->columns->len; i++)
    g_string_append_c (to, column_at (table, i)->numeric ? 'r' : 'l');
  g_string_append (to, "}\n\\toprule\n");
}

char *
report_table_print (const struct report_table *table, enum table_format format)
{
  GString *text = g_string_new (NULL);

  g_assert (table->cells->len % table->columns->len == 0);
  append_rules (text, table, format, true);
  append_row (text, table, 0, format, true);
  append_rules (text, table, format, false);
  for (unsigned i = 0; i < table->cells->len; i += table->columns->len)
    append_row (text, table, i, format, false);
  if (format == TABLE_LATEX)
    g_string_append (text, "\\bottomrule\n\\end{tabular}\n");
  if (format == TABLE_HTML)
    g_string_append (text, "</tbody>\n</table>\n");
  return g_string_free (text, FALSE);
}
