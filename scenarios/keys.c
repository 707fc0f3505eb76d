/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a scenario file as a table for the guide. */
#include "scenarios/scenario_tables.h"

static void describe_table (GString *text, const char *path,
                            const struct parameter *table);

/* A cell of a Markdown table: no bars, no line ends. */
static char *
cell (const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, "|", -1);

  return g_strjoinv ("\\|", parts);
}

static void
describe_row (GString *text, const char *path, const struct parameter *row)
{
  g_autofree char *expected = parameter_expected (row);
  g_autofree char *takes = cell (expected);
  g_autofree char *meaning = g_strdup_printf (
      "%s%s%s%s", row->help ? row->help : "", row->with ? "; only with `" : "",
      row->with ? row->with : "", row->with ? "`" : "");
  g_autofree char *help = cell (meaning);
  g_autofree char *fallback
      = row->fallback
            ? g_strdup_printf ("`%s`", row->fallback)
            : g_strdup (row->flags & PARAMETER_OPTIONAL ? "none" : "required");

  g_string_append_printf (text, "| `%s` | %s | %s | %s |\n", path, takes,
                          fallback, help);
}

static void
describe_variants (GString *text, const char *path, const struct parameter *row)
{
  for (const struct variant *const *v = row->variants; *v; v++)
    {
      g_autofree char *inner
          = row->style == VARIANT_KEY
                ? g_strdup_printf ("%s.%s", path, (*v)->name)
                : g_strdup_printf ("%s{%s=%s}", path, row->tag, (*v)->name);

      g_string_append_printf (text, "| `%s` | | | %s |\n", inner, (*v)->help);
      describe_table (text, inner, (*v)->of);
    }
}

static void
describe_table (GString *text, const char *path, const struct parameter *table)
{
  for (; table && table->key; table++)
    {
      g_autofree char *inner
          = g_strdup_printf ("%s%s%s%s", path, *path ? "." : "", table->key,
                             table->type == PARAMETER_OBJECTS ? "[]" : "");

      if (table->type == PARAMETER_INCLUDE)
        {
          describe_table (text, path, table->of);
          continue;
        }
      describe_row (text, inner, table);
      if (table->type == PARAMETER_VARIANT)
        describe_variants (text, inner, table);
      else
        describe_table (text, inner, table->of);
    }
}

char *
scenario_keys (void)
{
  GString *text = g_string_new ("| key | takes | default | meaning |\n"
                                "| --- | --- | --- | --- |\n");

  describe_table (text, "", scenario_parameters);
  return g_string_free (text, FALSE);
}
