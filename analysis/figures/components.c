/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the delay of completed handovers is made of: the instants of
 * handovers.csv, in their order, one bar per case (doc/metrics.md, section 2).
 * A part begins where the latest instant before it lies, so that parts add up
 * and none is negative; an instant that there is not has no part. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/results/csv_read.h"

static const char *const columns[]
    = { "t_dead",  "t_down", "t_up",    "t_trigger",
        "t_ready", "t_ra",   "outcome", NULL };

/* Each ends at the column one after its number. */
static const char *const parts[] = { "not noticed", "layer 2", "detection",
                                     "registration", "advertisement" };
#define N_PARTS G_N_ELEMENTS (parts)
#define OUTCOME 6

static void
add_handover (const csv_table *table, size_t row, double sums[N_PARTS])
{
  double since = csv_cell_number (table, row, 0);

  for (unsigned p = 0; p < N_PARTS; p++)
    {
      double until = csv_cell_number (table, row, p + 1);

      if (!(until > since))
        continue;
      sums[p] += until - since;
      since = until;
    }
}

/* Means over the completed handovers of a run; their number. */
static size_t
add_run (const csv_table *table, double means[N_PARTS])
{
  double sums[N_PARTS] = { 0 };
  size_t n = 0;

  for (size_t row = 0; row < table->n_rows; row++)
    if (strcmp (csv_cell (table, row, OUTCOME), "completed") == 0
        && isfinite (csv_cell_number (table, row, 0)))
      {
        add_handover (table, row, sums);
        n++;
      }
  for (unsigned p = 0; n > 0 && p < N_PARTS; p++)
    means[p] = sums[p] / (double)n;
  return n;
}

/* Runs' means, part by part and, last, of the sum. */
struct samples
{
  double *values[N_PARTS + 1];
  size_t n;         /* runs with a completed handover */
  size_t handovers; /* in all of them */
};

static bool
read_samples (const GPtrArray *folders, struct samples *samples, GError **error)
{
  for (unsigned p = 0; p <= N_PARTS; p++)
    samples->values[p] = g_new0 (double, MAX (1, folders->len));
  for (unsigned i = 0; i < folders->len; i++)
    {
      g_autofree char *path
          = g_build_filename (folders->pdata[i], "handovers.csv", NULL);
      g_autoptr (csv_table) table = csv_table_read (path, columns, error);
      double means[N_PARTS];
      size_t n;

      if (table == NULL)
        return false;
      n = add_run (table, means);
      if (n == 0)
        continue;
      for (unsigned p = 0; p < N_PARTS; p++)
        {
          samples->values[p][samples->n] = means[p];
          samples->values[N_PARTS][samples->n] += means[p];
        }
      samples->handovers += n;
      samples->n++;
    }
  return true;
}

static void
samples_clear (struct samples *samples)
{
  for (unsigned p = 0; p <= N_PARTS; p++)
    g_free (samples->values[p]);
}

static bool
fill_case (const struct drawing *d, struct bar_table *table, unsigned c,
           size_t *handovers, GError **error)
{
  g_autoptr (GPtrArray) folders
      = figure_folders (d, bar_case_at (table, c)->of, "handovers.csv", error);
  struct samples samples = { 0 };
  bool ok;

  if (folders == NULL)
    return false;
  ok = read_samples (folders, &samples, error);
  for (unsigned p = 0; ok && p < N_PARTS; p++)
    table->cells[c * N_PARTS + p]
        = interval_mean (samples.values[p], samples.n, d->figure->confidence);
  table->wholes[c] = interval_mean (samples.values[N_PARTS], ok ? samples.n : 0,
                                    d->figure->confidence);
  *handovers += samples.handovers;
  samples_clear (&samples);
  return ok;
}

bool
figure_draw_components (struct drawing *d, GError **error)
{
  g_autoptr (GArray) bars = bar_cases (d, error);
  struct bar_table table
      = { .bars = bars, .n_parts = N_PARTS, .stacked = true };
  size_t handovers = 0;
  bool ok = bars != NULL;

  if (!ok)
    return false;
  bar_table_init (&table);
  for (unsigned p = 0; p < N_PARTS; p++)
    table.parts[p] = g_strdup (parts[p]);
  for (unsigned c = 0; ok && c < bars->len; c++)
    ok = fill_case (d, &table, c, &handovers, error);
  if (ok && handovers == 0)
    ok = figure_fail (error, FIGURE_ERROR_DATA, "%s: no completed handover",
                      d->of->path);
  if (ok)
    {
      bar_say_runs (d, bars);
      script_say (d->script, "%zu completed handovers", handovers);
      bar_table_draw (d, &table, "Handover delay", "s");
    }
  bar_table_clear (&table);
  return ok;
}
