/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars by component: metrics, or the values of a label of one ("class=*"), for
 * each case; one on top of the other or side by side. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/statistics/estimates.h"
#include "analysis/studies/comparison.h"

/* ---- parts out of metrics
 * ------------------------------------------------------ */

/* "attach" of "signaling.bytes{class=attach}" where the pattern left the class
 * open; else the metric in words. */
static char *
part_label (const char *pattern, const char *metric)
{
  const char *value = strchr (metric, '=');

  if (strchr (pattern, '*') == NULL || value == NULL)
    return units_metric_label (metric, NULL);
  return g_strndup (value + 1, strlen (value) - 2);
}

/* Metrics (each with its label behind it) that "y" stands for. */
static bool
find_parts (const struct drawing *d, GPtrArray *metrics, GPtrArray *labels,
            GError **error)
{
  g_auto (GStrv) names = cases_metrics (&d->of, 1);

  for (unsigned y = 0; y < d->figure->n_y; y++)
    {
      const char *pattern = d->figure->y[y];
      unsigned before = metrics->len;

      for (char **name = names; *name != NULL; name++)
        if (metric_matches (pattern, *name))
          {
            g_ptr_array_add (metrics, g_strdup (*name));
            g_ptr_array_add (labels, part_label (pattern, *name));
          }
      if (metrics->len == before)
        return figure_fail (error, FIGURE_ERROR_DATA,
                            "no run has a metric '%s'", pattern);
    }
  return figure_few_enough (metrics->len, MOST_CURVES, "parts", error);
}

static bool
same_units (const struct drawing *d, const GPtrArray *metrics,
            const char **unit, GError **error)
{
  *unit = NULL;
  for (unsigned i = 0; i < metrics->len; i++)
    {
      const char *other = figure_metric_unit (d, metrics->pdata[i], error);

      if (other == NULL)
        return false;
      if (*unit != NULL && strcmp (*unit, other) != 0)
        return figure_fail (error, FIGURE_ERROR_DATA,
                            "'%s' is in %s, what is before it in %s",
                            (char *)metrics->pdata[i], other, *unit);
      *unit = other;
    }
  return true;
}

/* Sums over the parts of each run, and their interval. */
static struct interval
whole_of (const struct drawing *d, const struct result_case *of,
          const struct quantity *quantities, unsigned n)
{
  unsigned room = of->runs->len;
  g_autofree double *sums = g_new0 (double, room);
  g_autofree double *values = g_new (double, room);
  g_autofree const study_record **runs = g_new (const study_record *, room);

  for (unsigned p = 0; p < n; p++)
    {
      size_t count = case_values (of, &quantities[p], values, runs);

      for (unsigned i = 0, k = 0; i < room && k < count; i++)
        if (runs[k] == case_run (of, i))
          sums[i] += values[k++];
    }
  return interval_mean (sums, room, d->figure->confidence);
}

static void
fill_case (const struct drawing *d, struct bar_table *table, unsigned c,
           const struct quantity *quantities)
{
  const struct estimate_options options
      = { .confidence = d->figure->confidence };
  const struct result_case *of = bar_case_at (table, c)->of;

  for (unsigned p = 0; p < table->n_parts; p++)
    table->cells[c * table->n_parts + p]
        = case_estimate (of, &quantities[p], &options).interval;
  table->wholes[c] = whole_of (d, of, quantities, table->n_parts);
}

/* @metrics become quantities; false if "statistic" is none. */
static bool
parse_parts (const struct drawing *d, const GPtrArray *metrics,
             struct quantity *quantities, GError **error)
{
  for (unsigned p = 0; p < metrics->len; p++)
    {
      g_autofree char *text = d->figure->statistic == NULL
                                  ? g_strdup (metrics->pdata[p])
                                  : g_strconcat (metrics->pdata[p], ":",
                                                 d->figure->statistic, NULL);

      if (!quantity_parse (text, &quantities[p]))
        return figure_fail (error, FIGURE_ERROR_FORMAT,
                            "'%s' is no statistic of a metric", text);
    }
  return true;
}

/* ---- the kind
 * ------------------------------------------------------------------ */

static bool
draw_parts (struct drawing *d, const GArray *bars, const GPtrArray *metrics,
            const GPtrArray *labels, GError **error)
{
  g_autofree struct quantity *quantities
      = g_new0 (struct quantity, metrics->len);
  g_autofree char *label = figure_y_words (d->figure);
  struct bar_table table = { .bars = bars,
                             .n_parts = metrics->len,
                             .stacked = d->figure->stacked };
  const char *unit;
  bool ok = same_units (d, metrics, &unit, error)
            && parse_parts (d, metrics, quantities, error);

  if (ok)
    {
      bar_table_init (&table);
      for (unsigned p = 0; p < table.n_parts; p++)
        table.parts[p] = g_strdup (labels->pdata[p]);
      for (unsigned c = 0; c < bars->len; c++)
        fill_case (d, &table, c, quantities);
      bar_say_runs (d, bars);
      bar_table_draw (d, &table, label, unit);
      bar_table_clear (&table);
    }
  for (unsigned p = 0; p < metrics->len; p++)
    quantity_clear (&quantities[p]);
  return ok;
}

bool
figure_draw_bars (struct drawing *d, GError **error)
{
  g_autoptr (GArray) bars = bar_cases (d, error);
  g_autoptr (GPtrArray) metrics = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  return bars != NULL && find_parts (d, metrics, labels, error)
         && draw_parts (d, bars, metrics, labels, error);
}
