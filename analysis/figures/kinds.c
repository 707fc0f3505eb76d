/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures/kinds.h"

#include <math.h>
#include <string.h>

const struct figure_type figure_types[]
    = { { "lines", "metrics over an axis, with error bars", figure_draw_lines },
        { "cdf", "distribution of a metric or of a column of the runs' tables",
          figure_draw_cdf },
        { "bars", "metrics, or the values of a label of one, by case",
          figure_draw_bars },
        { "components", "what the delay of handovers is made of",
          figure_draw_components },
        { "series", "columns of series.csv over time", figure_draw_series },
        { "map", "load of the anchors, where they stand", figure_draw_map },
        { NULL, NULL, NULL } };

const struct figure_type *
figure_type_find (const char *name)
{
  for (const struct figure_type *type = figure_types; type->name != NULL;
       type++)
    if (strcmp (type->name, name) == 0)
      return type;
  return NULL;
}

char *
figures_kinds (void)
{
  GString *text = g_string_new (NULL);

  for (const struct figure_type *type = figure_types; type->name != NULL;
       type++)
    g_string_append_printf (text, "  %-11s %s\n", type->name, type->help);
  return g_string_free (text, FALSE);
}

/* ---- what they share ------------------------------------------------------
 */

const char *
figure_metric_unit (const struct drawing *d, const char *metric, GError **error)
{
  for (unsigned i = 0; i < d->of->all->len; i++)
    for (unsigned k = 0; k < cases_at (d->of, i)->runs->len; k++)
      {
        const struct metric *found = metric_set_find (
            case_run (cases_at (d->of, i), k)->metrics, metric);

        if (found != NULL)
          return found->definition->unit;
      }
  figure_fail (error, FIGURE_ERROR_DATA,
               "no run has a metric '%s'; 'dmmsim list metrics' lists them",
               metric);
  return NULL;
}

bool
figure_few_enough (unsigned n, unsigned most, const char *what, GError **error)
{
  return n <= most
         || figure_fail (error, FIGURE_ERROR_DATA,
                         "%u %s are too many to tell apart; choose some with "
                         "\"where\"",
                         n, what);
}

void
figure_say_runs (struct script *script, size_t least, size_t most)
{
  if (least < most)
    script_say (script, "n = %zu to %zu runs", least, most);
  else
    script_say (script, "n = %zu run%s", most, most == 1 ? "" : "s");
}

/* Beyond this share of the largest value 0 is too far away. */
#define FAR_FROM_ZERO 0.6

bool
figure_from_zero (double least, double largest)
{
  return least >= 0 && least < FAR_FROM_ZERO * largest;
}

void
figure_open_axes (const struct drawing *d, bool x_numeric, double least,
                  double largest)
{
  const char *x = x_numeric && !d->figure->x_log ? "graph 0.03" : "0";
  bool from_zero = figure_from_zero (least, largest);

  if (d->figure->y_log)
    script_set (d->script, "set offsets %s, %s, 0, 0", x, x);
  else
    script_set (d->script, "set offsets %s, %s, graph 0.06, %s", x, x,
                from_zero ? "0" : "graph 0.06");
  if (from_zero && !d->figure->y_log)
    script_set (d->script, "set yrange [0:*]");
}

GPtrArray *
figure_folders (const struct drawing *d, const struct result_case *of,
                const char *file, GError **error)
{
  GPtrArray *folders = g_ptr_array_new ();

  for (unsigned i = 0; i < of->runs->len; i++)
    {
      const char *folder = case_run (of, i)->folder;
      g_autofree char *path
          = g_build_filename (folder != NULL ? folder : ".", file, NULL);

      if (folder != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (folders, (char *)folder);
    }
  if (folders->len > 0)
    return folders;
  g_ptr_array_free (folders, TRUE);
  if (of->runs->len > 0 && case_run (of, 0)->folder == NULL)
    figure_fail (error, FIGURE_ERROR_DATA,
                 "%s has records of runs only, not their %s: sweep with --keep",
                 d->of->path, file);
  else
    figure_fail (error, FIGURE_ERROR_DATA, "%s: no run has a table %s%s",
                 d->of->path, file,
                 strcmp (file, "series.csv") == 0
                     ? ": run with --set record.series='\"1 s\"'"
                     : "");
  return NULL;
}
