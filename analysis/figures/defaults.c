/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn of results whose scenario asks for no figures: what the folder
 * has numbers for and eyes can take in. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"

/* Metrics over the axis of a study, those that were observed. */
static const char *const over_axis[] = { "handover.interruption",
                                         "handover.recovery",
                                         "handover.loss",
                                         "delay.oneway",
                                         "stretch.delay",
                                         "signaling.messages.per_handover",
                                         "signaling.byte_hops.rate",
                                         "anchor.share",
                                         NULL };
static const char *const distributions[]
    = { "handover.interruption", "handover.recovery", NULL };
static const char *const settling[]
    = { "live_flows", "state_entries", "signaling_messages", NULL };

#define MANY 8 /* curves in a figure nobody asked for */

static bool
observed (const cases *of, const char *metric)
{
  for (unsigned i = 0; i < of->all->len; i++)
    if (case_has_metric (cases_at (of, i), metric))
      return true;
  return false;
}

/* Have all cases a table of this name? */
static bool
has_table (const cases *of, const char *file)
{
  for (unsigned i = 0; i < of->all->len; i++)
    {
      const GPtrArray *runs = cases_at (of, i)->runs;
      const char *folder
          = runs->len > 0 ? case_run (cases_at (of, i), 0)->folder : NULL;
      g_autofree char *path
          = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;

      if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
        return false;
    }
  return of->all->len > 0;
}

/* How many values the axis has, and are they numbers? */
static unsigned
axis_values (const cases *of, const char *axis, bool *numeric)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  *numeric = true;
  for (unsigned i = 0; i < of->all->len; i++)
    {
      g_hash_table_add (values, (void *)case_value (cases_at (of, i), axis));
      *numeric = *numeric && isfinite (case_number (cases_at (of, i), axis));
    }
  return g_hash_table_size (values);
}

/* The axis with the most numbers; else the first. */
static const char *
main_axis (const cases *of)
{
  const char *best = of->axes[0];
  unsigned most = 1;

  for (char **axis = of->axes; *axis != NULL; axis++)
    {
      bool numeric;
      unsigned n = axis_values (of, *axis, &numeric);

      if (numeric && n > most)
        {
          most = n;
          best = *axis;
        }
    }
  return best;
}

static struct figure *
add (GPtrArray *figures, const char *type, const char *y)
{
  struct figure *figure = figure_new (type);

  if (y != NULL)
    figure_add_y (figure, y);
  g_ptr_array_add (figures, figure);
  return figure;
}

static void
add_lines (GPtrArray *figures, const cases *of, const char *axis)
{
  for (const char *const *metric = over_axis; *metric != NULL; metric++)
    if (observed (of, *metric))
      add (figures, "lines", *metric)->x = g_strdup (axis);
}

static void
add_bars (GPtrArray *figures, const cases *of, const char *axis)
{
  if (observed (of, "signaling.messages"))
    add (figures, "bars", "signaling.messages{class=*}")->x = g_strdup (axis);
  if (has_table (of, "handovers.csv") && observed (of, "handover.gateway"))
    add (figures, "components", NULL)->x = g_strdup (axis);
}

/* Have the sites of the first run positions? */
static bool
has_positions (const cases *of, const struct figure_sources *sources)
{
  struct site_map *map;
  bool found = false;

  if (sources->map == NULL || cases_at (of, 0)->runs->len == 0)
    return false;
  map = sources->map (case_run (cases_at (of, 0), 0)->scenario, sources->data,
                      NULL);
  for (unsigned i = 0; map != NULL && i < map->n_sites; i++)
    found = found || !isnan (map->x[i] + map->y[i]);
  site_map_free (map);
  return found;
}

static void
add_tables (GPtrArray *figures, const cases *of,
            const struct figure_sources *sources)
{
  for (const char *const *metric = distributions;
       has_table (of, "handover_flows.csv") && *metric != NULL; metric++)
    if (observed (of, *metric))
      add (figures, "cdf", *metric);
  for (const char *const *column = settling;
       has_table (of, "series.csv") && *column != NULL; column++)
    add (figures, "series", *column);
  if (of->all->len <= 3 && has_table (of, "entities.csv")
      && has_positions (of, sources))
    add (figures, "map", NULL);
}

GPtrArray *
figures_by_default (const cases *of, const struct figure_sources *sources)
{
  GPtrArray *figures
      = g_ptr_array_new_with_free_func ((GDestroyNotify)figure_free);
  const char *axis = main_axis (of);

  if (axis != NULL)
    add_lines (figures, of, axis);
  if (of->all->len <= 2 * MANY)
    add_bars (figures, of, axis);
  if (of->all->len <= MANY && of->all->len > 0)
    add_tables (figures, of, sources);
  figures_name (figures);
  return figures;
}
