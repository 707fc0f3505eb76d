/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/series_tables.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>

#include "analysis/results/csv_column.h"
#include "analysis/statistics/interval.h"
#include "analysis/statistics/warmup.h"

/* ---- folders
 * ------------------------------------------------------------------- */

static int
compare_names (const void *a, const void *b)
{
  return g_strcmp0 (*(char *const *)a, *(char *const *)b);
}

static void
collect_folders (GPtrArray *found, const char *folder, const char *name,
                 unsigned levels)
{
  g_autofree char *file = g_build_filename (folder, name, NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *child;

  if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add (found, g_strdup (folder));
  while (dir != NULL && levels > 0 && (child = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, child, NULL);

      collect_folders (found, path, name, levels - 1);
    }
  if (dir != NULL)
    g_dir_close (dir);
}

char **
folders_with (const char *folder, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();

  collect_folders (found, folder, name, 2);
  g_ptr_array_sort (found, compare_names);
  g_ptr_array_add (found, NULL);
  return (char **)g_ptr_array_free (found, FALSE);
}

static GArray *
read_column (const char *folder, const char *file, const char *column,
             GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return csv_read_column (path, column, error);
}

static double
value_at (const GArray *values, size_t i)
{
  return g_array_index (values, double, i);
}

static void
count_cell (struct report_table *table, size_t count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, count);

  report_table_cell (table, text);
}

/* ---- warm-up
 * --------------------------------------------------------------------- */

static bool
warmup_row (struct report_table *table, const char *folder, const char *column,
            enum table_format format, GError **error)
{
  g_autoptr (GArray) times = read_column (folder, "series.csv", "time", error);
  g_autoptr (GArray) values = NULL;
  struct warmup_advice advice;
  double until = 0;

  if (times == NULL)
    return false;
  values = read_column (folder, "series.csv", column, error);
  if (values == NULL)
    return false;
  advice = warmup_mser5 ((const double *)(void *)values->data, values->len);
  if (advice.cut > 0)
    until = value_at (times, advice.cut - 1); /* rows end their interval */
  report_table_cell (table, folder);
  report_table_cell (table, column);
  count_cell (table, values->len);
  report_table_number (table, format, advice.settled ? until : (double)NAN);
  report_table_number (table, format,
                       advice.settled ? advice.mean : (double)NAN);
  report_table_cell (table, advice.settled ? "yes" : "no");
  return true;
}

struct report_table *
warmup_table (char *const *folders, const char *const *columns,
              enum table_format format, GError **error)
{
  struct report_table *table = report_table_new ();
  bool ok = true;

  report_table_column (table, "run", false);
  report_table_column (table, "column", false);
  report_table_column (table, "samples", true);
  report_table_column (table, "warmup", true);
  report_table_column (table, "mean", true);
  report_table_column (table, "settled", false);
  for (; ok && *folders != NULL; folders++)
    for (const char *const *column = columns; ok && *column != NULL; column++)
      ok = warmup_row (table, *folders, *column, format, error);
  if (!ok)
    g_clear_pointer (&table, report_table_free);
  return table;
}

/* ---- quantiles
 * --------------------------------------------------------------------- */

static GArray *
pool_column (char *const *folders, const char *file, const char *column,
             GError **error)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (double));

  for (; *folders != NULL; folders++)
    {
      g_autoptr (GArray) values = read_column (*folders, file, column, error);

      if (values == NULL)
        {
          g_array_free (all, TRUE);
          return NULL;
        }
      g_array_append_vals (all, values->data, values->len);
    }
  gsl_sort ((double *)(void *)all->data, 1, all->len);
  return all;
}

static void
column_row (struct report_table *table, const GArray *values,
            const char *column, double p, double confidence,
            enum table_format format)
{
  size_t n = values->len;
  struct interval i = interval_quantile ((const double *)(void *)values->data,
                                         n, p, confidence);
  const double numbers[] = { p,
                             i.estimate,
                             i.low,
                             i.high,
                             n > 0 ? value_at (values, 0) : (double)NAN,
                             n > 0 ? value_at (values, n - 1) : (double)NAN };

  report_table_cell (table, column);
  count_cell (table, n);
  for (unsigned k = 0; k < G_N_ELEMENTS (numbers); k++)
    report_table_number (table, format, numbers[k]);
}

struct report_table *
column_table (char *const *folders, const char *file, const char *column,
              double p, double confidence, enum table_format format,
              GError **error)
{
  static const char *const headings[]
      = { "n", "quantile", "estimate", "low", "high", "min", "max" };
  g_autoptr (GArray) values = pool_column (folders, file, column, error);
  struct report_table *table;

  if (values == NULL)
    return NULL;
  table = report_table_new ();
  report_table_column (table, "column", false);
  for (unsigned i = 0; i < G_N_ELEMENTS (headings); i++)
    report_table_column (table, headings[i], true);
  column_row (table, values, column, p, confidence, format);
  return table;
}
