/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of figures, a file each, and what they share. */
#ifndef DMMSIM_ANALYSIS_FIGURES_KINDS_H
#define DMMSIM_ANALYSIS_FIGURES_KINDS_H

#include "analysis/figures/figure.h"
#include "analysis/statistics/interval.h"

typedef bool figure_draw (struct drawing *d, GError **error);
figure_draw figure_draw_lines, figure_draw_cdf, figure_draw_bars,
    figure_draw_components, figure_draw_series, figure_draw_map;

/* Unit of a metric that some run has; NULL with error if none has. */
const char *figure_metric_unit (const struct drawing *d, const char *metric,
                                GError **error);
/* Curves, or parts of a bar, by colour and mark; bars, by the name below. */
#define MOST_CURVES 16
#define MOST_BARS 32
/* Are @n of @what no more than the @most that eyes tell apart? */
bool figure_few_enough (unsigned n, unsigned most, const char *what,
                        GError **error);
/* "n = 20 runs", "n = 18 to 20 runs". */
void figure_say_runs (struct script *script, size_t least, size_t most);
/* Do numbers between these show well on an axis from 0? */
bool figure_from_zero (double least, double largest);
/* Where the figure states no bounds: y from 0 where that does not squeeze what
 * there is to see; room at both ends of x. */
void figure_open_axes (const struct drawing *d, bool x_numeric, double least,
                       double largest);
/* Result folders of the case's runs, for what stands in their tables; NULL with
 * error where a run has none, with how to come by them.
 * (transfer container): ended by NULL */
GPtrArray *figure_folders (const struct drawing *d,
                           const struct result_case *of, const char *file,
                           GError **error);

/* ---- bars ------------------------------------------------------------------
 */

/* One bar, or one group of bars side by side. */
struct bar_case
{
  const struct result_case *of;
  char *label;
  char *group;  /* what bars beside each other have in common; NULL: nothing */
  double place; /* along x */
};

/* The cases of a figure in order of its x, where they stand and what they are
 * called: struct bar_case.  NULL with error.  (transfer full) */
GArray *bar_cases (const struct drawing *d, GError **error);

/* Parts of several wholes, in SI units.  Intervals have NAN for what is not
 * known. */
struct bar_table
{
  const GArray *bars; /* struct bar_case */
  char **parts;       /* names of the parts; ended by NULL */
  unsigned n_parts;
  struct interval *cells;  /* a row of n_parts per case */
  struct interval *wholes; /* per case: sums of the parts of each run */
  bool stacked;            /* one on top of the other */
};

/* @bars and @n_parts are set; makes room. */
void bar_table_init (struct bar_table *table);
void bar_table_clear (struct bar_table *table);
static inline const struct bar_case *
bar_case_at (const struct bar_table *table, unsigned i)
{
  return &g_array_index (table->bars, struct bar_case, i);
}
/* Draws it; @label: of the y axis, @unit: of the cells. */
void bar_table_draw (const struct drawing *d, const struct bar_table *table,
                     const char *label, const char *unit);
/* "n = ..." of the runs of the cases. */
void bar_say_runs (const struct drawing *d, const GArray *bars);

#endif
