/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of series.csv over time: means over the replications, with a band
 * for their interval. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/results/csv_read.h"

static const struct
{
  const char *column, *unit;
} units[] = { { "delivered_bytes", "B" },
              { "signaling_bytes", "B" },
              { "signaling_byte_hops", "B.hop" } };

static const char *
unit_of (const char *column)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].column, column) == 0)
      return units[i].unit;
  return "1";
}

/* A column of all runs of a case. */
struct track
{
  GPtrArray *runs; /* csv_table *: time and the column */
  size_t n_rows;   /* of the longest */
};

static bool
read_track (const struct drawing *d, const struct result_case *of,
            const char *column, struct track *track, GError **error)
{
  const char *const columns[] = { "time", column, NULL };
  g_autoptr (GPtrArray) folders = figure_folders (d, of, "series.csv", error);

  for (unsigned i = 0; folders != NULL && i < folders->len; i++)
    {
      g_autofree char *path
          = g_build_filename (folders->pdata[i], "series.csv", NULL);
      csv_table *table = csv_table_read (path, columns, error);

      if (table == NULL)
        return false;
      g_ptr_array_add (track->runs, table);
      track->n_rows = MAX (track->n_rows, table->n_rows);
    }
  return folders != NULL;
}

/* The row'th interval of time: when it ends, and its mean over the runs. */
static struct interval
mean_at (const struct track *track, size_t row, double confidence, double *time)
{
  g_autofree double *values = g_new (double, track->runs->len);
  size_t n = 0;

  *time = (double)NAN;
  for (unsigned i = 0; i < track->runs->len; i++)
    {
      const csv_table *table = track->runs->pdata[i];
      double value
          = row < table->n_rows ? csv_cell_number (table, row, 1) : (double)NAN;

      if (isnan (value))
        continue;
      values[n++] = value;
      *time = csv_cell_number (table, row, 0);
    }
  return interval_mean (values, n, confidence);
}

static double
write_track (const struct drawing *d, const struct track *track,
             const char *heading)
{
  double largest = 0;

  script_block (d->script, heading, "time mean low high");
  for (size_t row = 0; row < track->n_rows; row++)
    {
      double time;
      struct interval at = mean_at (track, row, d->figure->confidence, &time);
      double values[] = { time, at.estimate, at.low, at.high };

      script_row (d->script, values, G_N_ELEMENTS (values));
      largest = fmax (largest, fabs (at.estimate));
    }
  return largest;
}

static void
add_elements (const struct drawing *d, unsigned block, const char *label,
              bool band)
{
  g_autofree char *title = script_title (d->script, label);
  unsigned style = script_style (block);

  if (band)
    script_element (d->script,
                    "data index %u using ($1*xs):($3*ys):($4*ys) with "
                    "filledcurves lt %u fs transparent solid 0.2 noborder "
                    "notitle",
                    block, style);
  script_element (d->script,
                  "data index %u using ($1*xs):($2*ys) with lines lt %u title "
                  "%s",
                  block, style, title);
}

/* One column of one case: a block of data and what draws it. */
static bool
draw_track (const struct drawing *d, const struct curve *curve,
            const char *column, double *largest, GError **error)
{
  struct track track = { .runs = g_ptr_array_new_with_free_func (
                             (GDestroyNotify)csv_table_free) };
  bool ok = read_track (d, curve->cases->pdata[0], column, &track, error);
  g_autofree char *words = units_metric_label (column, NULL);
  g_autofree char *label
      = d->figure->n_y == 1 ? g_strdup (curve->label)
        : curve->label[0] == '\0'
            ? g_strdup (words)
            : g_strdup_printf ("%s, %s", words, curve->label);
  unsigned block = d->script->n_blocks;

  if (ok)
    {
      *largest = fmax (*largest, write_track (d, &track, label));
      add_elements (d, block, label, track.runs->len > 1);
    }
  g_ptr_array_free (track.runs, TRUE);
  return ok;
}

static bool
same_units (const struct figure *figure, GError **error)
{
  for (unsigned y = 1; y < figure->n_y; y++)
    if (strcmp (unit_of (figure->y[y]), unit_of (figure->y[0])) != 0)
      return figure_fail (error, FIGURE_ERROR_DATA, "'%s' is in %s, '%s' in %s",
                          figure->y[y], unit_of (figure->y[y]), figure->y[0],
                          unit_of (figure->y[0]));
  return true;
}

static void
finish (struct drawing *d, const selection *s, double largest)
{
  g_autofree char *label = units_metric_label (d->figure->y[0], NULL);

  figure_open_axes (d, false, 0, largest);
  figure_set_axes (d, "Time", (struct unit_scale){ 1, "s" },
                   d->figure->n_y == 1 ? label : "",
                   unit_scale_for (unit_of (d->figure->y[0]), largest));
  if (s->curves->len * d->figure->n_y == 1)
    script_set (d->script, "unset key");
  figure_say_runs (d->script, s->least_runs, s->most_runs);
  if (s->most_runs > 1)
    script_say (d->script, "bands: %g %% Student intervals",
                d->figure->confidence * 100);
}

bool
figure_draw_series (struct drawing *d, GError **error)
{
  g_autoptr (selection) s = selection_new (d, NULL, error);
  double largest = 0;

  if (s == NULL || !same_units (d->figure, error)
      || !figure_few_enough (s->curves->len * d->figure->n_y, MOST_CURVES,
                             "curves", error))
    return false;
  for (unsigned y = 0; y < d->figure->n_y; y++)
    for (unsigned i = 0; i < s->curves->len; i++)
      if (!draw_track (d, g_ptr_array_index (s->curves, i), d->figure->y[y],
                       &largest, error))
        return false;
  d->script->wide = true;
  finish (d, s, largest);
  return true;
}
