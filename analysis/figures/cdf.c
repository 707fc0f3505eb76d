/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions: the share of observations up to a value, a curve per case.
 * Observations are rows of the runs' tables, those that the metric is made of
 * (doc/metrics.md, 3); or one value per run. */
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/results/csv_read.h"
#include "analysis/statistics/estimates.h"

/* Which rows of which column are the observations of a metric. */
struct source
{
  const char *metric;
  const char *file, *column, *unit;
  const char *filter, *value; /* only rows whose filter holds value */
};
static const struct source sources[] = {
  { "handover.signaling", "handovers.csv", "signaling", "s", "outcome",
    "completed" },
  { "handover.gateway", "handovers.csv", "gateway", "s", "outcome",
    "completed" },
  { "handover.previous_anchors", "handovers.csv", "previous_anchors", "1",
    "outcome", "completed" },
  { "handover.recovery", "handover_flows.csv", "recovery", "s", "direction",
    "down" },
  { "handover.flow", "handover_flows.csv", "flow_recovery", "s", "direction",
    "down" },
  { "handover.flow{direction=down}", "handover_flows.csv", "flow_recovery", "s",
    "direction", "down" },
  { "handover.flow{direction=up}", "handover_flows.csv", "flow_recovery", "s",
    "direction", "up" },
  { "handover.interruption", "handover_flows.csv", "interruption", "s",
    "direction", "down" },
  { "handover.interruption{direction=down}", "handover_flows.csv",
    "interruption", "s", "direction", "down" },
  { "handover.interruption{direction=up}", "handover_flows.csv", "interruption",
    "s", "direction", "up" },
};

/* Columns of time, for those who name a column. */
static const char *const seconds[]
    = { "signaling",    "gateway",        "recovery",  "flow_recovery",
        "interruption", "delay_mean",     "delay_p95", "jitter",
        "offered_time", "delivered_time", NULL };

struct sample
{
  char *label;
  GArray *values; /* double, ascending */
  unsigned runs;
};

/* All samples of a figure. */
struct summary
{
  double least, largest;
  uint64_t n; /* observations */
  unsigned runs;
};

/* ---- where observations come from -----------------------------------------
 */

/* "FILE.csv:COLUMN"; file is to be freed. */
static bool
parse_column (const char *y, char **file, struct source *source)
{
  const char *colon = strstr (y, ".csv:");

  if (colon == NULL || strchr (y, G_DIR_SEPARATOR) != NULL)
    return false;
  *file = g_strndup (y, (gsize)(colon - y) + strlen (".csv"));
  *source
      = (struct source){ .file = *file, .column = colon + strlen (".csv:") };
  source->unit = g_strv_contains (seconds, source->column) ? "s" : "1";
  return true;
}

static bool
find_source (const char *y, char **file, struct source *source, GError **error)
{
  if (parse_column (y, file, source))
    return true;
  for (unsigned i = 0; i < G_N_ELEMENTS (sources); i++)
    if (strcmp (sources[i].metric, y) == 0)
      {
        *source = sources[i];
        return true;
      }
  return figure_fail (error, FIGURE_ERROR_DATA,
                      "single observations of '%s' stand in no table; say "
                      "\"sample\": \"runs\" for those of the runs",
                      y);
}

static bool
append_rows (GArray *values, const char *folder, const struct source *source,
             GError **error)
{
  const char *const columns[] = { source->column, source->filter, NULL };
  g_autofree char *path = g_build_filename (folder, source->file, NULL);
  g_autoptr (csv_table) table = csv_table_read (path, columns, error);

  if (table == NULL)
    return false;
  for (size_t row = 0; row < table->n_rows; row++)
    {
      double value = csv_cell_number (table, row, 0);

      if (!isnan (value)
          && (source->filter == NULL
              || strcmp (csv_cell (table, row, 1), source->value) == 0))
        g_array_append_val (values, value);
    }
  return true;
}

static bool
sample_rows (const struct drawing *d, const struct result_case *of,
             const struct source *source, struct sample *sample, GError **error)
{
  g_autoptr (GPtrArray) folders = figure_folders (d, of, source->file, error);

  if (folders == NULL)
    return false;
  for (unsigned i = 0; i < folders->len; i++)
    if (!append_rows (sample->values, folders->pdata[i], source, error))
      return false;
  sample->runs = folders->len;
  return true;
}

static bool
sample_runs (const struct drawing *d, const struct result_case *of, unsigned y,
             struct sample *sample, GError **error)
{
  g_autofree char *text = figure_quantity_text (d->figure, y);
  struct quantity quantity;

  if (!quantity_parse (text, &quantity))
    return figure_fail (error, FIGURE_ERROR_FORMAT,
                        "'%s' is no statistic of a metric", text);
  g_array_set_size (sample->values, of->runs->len);
  sample->runs = (unsigned)case_values (
      of, &quantity, (double *)(void *)sample->values->data, NULL);
  g_array_set_size (sample->values, sample->runs);
  quantity_clear (&quantity);
  return true;
}

/* ---- samples --------------------------------------------------------------
 */

static void
sample_free (void *data)
{
  struct sample *sample = data;

  g_free (sample->label);
  g_array_free (sample->values, TRUE);
  g_free (sample);
}

static char *
sample_label (const struct drawing *d, const char *y, const struct curve *curve)
{
  g_autofree char *name = units_metric_label (y, NULL);

  if (d->figure->n_y == 1)
    return g_strdup (curve->label);
  return curve->label[0] == '\0'
             ? g_steal_pointer (&name)
             : g_strdup_printf ("%s, %s", name, curve->label);
}

static bool
add_sample (const struct drawing *d, GPtrArray *samples, unsigned y,
            const struct source *source, const struct curve *curve,
            GError **error)
{
  const struct result_case *of = curve->cases->pdata[0];
  struct sample *sample = g_new0 (struct sample, 1);

  sample->values = g_array_new (FALSE, FALSE, sizeof (double));
  sample->label = sample_label (d, d->figure->y[y], curve);
  g_ptr_array_add (samples, sample);
  if (!(source == NULL ? sample_runs (d, of, y, sample, error)
                       : sample_rows (d, of, source, sample, error)))
    return false;
  gsl_sort ((double *)(void *)sample->values->data, 1, sample->values->len);
  return true;
}

/* The samples of one "y", and its unit. */
static bool
add_samples (const struct drawing *d, const selection *s, GPtrArray *samples,
             unsigned y, const char **unit, GError **error)
{
  g_autofree char *file = NULL;
  struct source source = { 0 };
  const char *before = *unit;

  if (d->figure->of_runs)
    *unit = figure_metric_unit (d, d->figure->y[y], error);
  else
    *unit = find_source (d->figure->y[y], &file, &source, error) ? source.unit
                                                                 : NULL;
  if (*unit == NULL)
    return false;
  if (before != NULL && strcmp (before, *unit) != 0)
    return figure_fail (error, FIGURE_ERROR_DATA,
                        "'%s' is in %s, what is before it in %s",
                        d->figure->y[y], *unit, before);
  for (unsigned i = 0; i < s->curves->len; i++)
    if (!add_sample (d, samples, y, d->figure->of_runs ? NULL : &source,
                     g_ptr_array_index (s->curves, i), error))
      return false;
  return true;
}

/* ---- script ---------------------------------------------------------------
 */

/* Steps of a curve at most: finer ones no paper shows. */
#define STEPS 1000

static void
write_steps (struct script *script, const GArray *values)
{
  size_t n = values->len, shown = 0;
  double first[] = { n > 0 ? g_array_index (values, double, 0) : 0, 0 };

  script_row (script, first, 2);
  for (size_t i = 0; i < n; i++)
    {
      double row[]
          = { g_array_index (values, double, i), (double)(i + 1) / (double)n };
      bool last = i + 1 == n || g_array_index (values, double, i + 1) > row[0];

      if (!last || (i + 1 < n && (i + 1) * STEPS / n == shown))
        continue;
      shown = (i + 1) * STEPS / n;
      script_row (script, row, 2);
    }
}

static void
write_sample (const struct drawing *d, const struct sample *sample, unsigned i)
{
  g_autofree char *title = script_title (d->script, sample->label);
  g_autofree char *heading
      = g_strdup_printf ("%s: %u observations of %u runs", sample->label,
                         sample->values->len, sample->runs);
  unsigned block = script_block (d->script, heading, "value share");

  write_steps (d->script, sample->values);
  if (sample->values->len > 0)
    script_element (d->script,
                    "data index %u using ($1*xs):2 with steps lt %u title %s",
                    block, script_style (i), title);
}

static void
write_samples (struct drawing *d, const GPtrArray *samples, const char *unit,
               const struct summary *of)
{
  g_autofree char *label = units_metric_label (
      d->figure->y[0], d->figure->of_runs ? d->figure->statistic : NULL);
  const char *column = strstr (d->figure->y[0], ".csv:");
  g_autofree char *words
      = column != NULL ? units_axis_label (column + strlen (".csv:")) : NULL;

  script_set (d->script, "set yrange [0:1]");
  if (!d->figure->x_log)
    script_set (d->script, "set offsets graph 0.02, graph 0.02, 0, 0");
  if (!d->figure->x_log && figure_from_zero (of->least, of->largest))
    script_set (d->script, "set offsets 0, graph 0.02, 0, 0\nset xrange [0:*]");
  figure_set_axes (
      d, words != NULL ? words : label, unit_scale_for (unit, of->largest),
      d->figure->of_runs ? "Share of runs" : "Share of observations",
      (struct unit_scale){ 1, "" });
  for (unsigned i = 0; i < samples->len; i++)
    write_sample (d, g_ptr_array_index (samples, i), i);
  if (samples->len == 1)
    script_set (d->script, "unset key");
  if (d->figure->of_runs)
    script_say (d->script, "n = %" G_GUINT64_FORMAT " runs in all", of->n);
  else
    script_say (d->script,
                "n = %" G_GUINT64_FORMAT " observations of %u run%s in all",
                of->n, of->runs, of->runs == 1 ? "" : "s");
}

/* @n_curves: samples of one "y", which are of the same runs as the others. */
static struct summary
summarize (const GPtrArray *samples, unsigned n_curves)
{
  struct summary of = { .least = INFINITY };

  for (unsigned i = 0; i < samples->len; i++)
    {
      const struct sample *sample = g_ptr_array_index (samples, i);
      const GArray *values = sample->values;

      of.n += values->len;
      of.runs += i < n_curves ? sample->runs : 0;
      if (values->len == 0)
        continue;
      of.least = fmin (of.least, g_array_index (values, double, 0));
      of.largest = fmax (
          of.largest, fabs (g_array_index (values, double, values->len - 1)));
    }
  return of;
}

bool
figure_draw_cdf (struct drawing *d, GError **error)
{
  g_autoptr (selection) s = selection_new (d, NULL, error);
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func (sample_free);
  const char *unit = NULL;
  struct summary of;

  if (s == NULL
      || !figure_few_enough (s->curves->len * d->figure->n_y, MOST_CURVES,
                             "curves", error))
    return false;
  for (unsigned y = 0; y < d->figure->n_y; y++)
    if (!add_samples (d, s, samples, y, &unit, error))
      return false;
  of = summarize (samples, s->curves->len);
  if (of.n == 0)
    return figure_fail (error, FIGURE_ERROR_DATA, "%s: no observation of '%s'",
                        d->of->path, d->figure->y[0]);
  write_samples (d, samples, unit, &of);
  return true;
}
