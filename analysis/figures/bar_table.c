/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars made of parts: which case stands where, and the script. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"

/* ---- cases
 * --------------------------------------------------------------------- */

/* Between groups, in widths of a bar. */
#define GROUP_GAP 0.7

static void
bar_case_clear (void *data)
{
  struct bar_case *bar = data;

  g_free (bar->label);
  g_free (bar->group);
}

/* Bars of one place of x, one per curve. */
static void
add_group (const struct drawing *d, const selection *s, double x, GArray *bars)
{
  const char *axis = d->figure->x;

  for (unsigned i = 0; i < s->curves->len; i++)
    {
      const struct curve *curve = g_ptr_array_index (s->curves, i);

      for (unsigned k = 0; k < curve->cases->len; k++)
        {
          struct bar_case bar = { .of = curve->cases->pdata[k] };
          const char *value = axis != NULL ? case_setting (bar.of, axis) : NULL;
          char *group = value != NULL ? case_value_words (value) : NULL;

          if (curve->x[k] < x || curve->x[k] > x)
            {
              g_free (group);
              continue;
            }
          bar.label = s->curves->len == 1 && group != NULL
                          ? g_steal_pointer (&group)
                          : g_strdup (curve->label);
          bar.group = group;
          g_array_append_val (bars, bar);
        }
    }
}

/* The least x of a case above @x; INFINITY if there is none. */
static double
next_x (const selection *s, double x)
{
  double next = INFINITY;

  for (unsigned i = 0; i < s->curves->len; i++)
    {
      const struct curve *curve = g_ptr_array_index (s->curves, i);

      for (unsigned k = 0; k < curve->cases->len; k++)
        if (curve->x[k] > x)
          next = fmin (next, curve->x[k]);
    }
  return next;
}

static void
place_bars (GArray *bars)
{
  double place = 0;

  for (unsigned i = 0; i < bars->len; i++)
    {
      struct bar_case *bar = &g_array_index (bars, struct bar_case, i);
      const char *before
          = i > 0 ? g_array_index (bars, struct bar_case, i - 1).group : NULL;

      place += i > 0 && g_strcmp0 (bar->group, before) != 0 ? 1 + GROUP_GAP : 1;
      bar->place = place;
      if (bar->label[0] == '\0' && bars->len == 1)
        {
          g_free (bar->label);
          bar->label = g_strdup (case_setting (bar->of, "architecture"));
        }
    }
}

GArray *
bar_cases (const struct drawing *d, GError **error)
{
  g_autoptr (selection) s = selection_new (d, d->figure->x, error);
  g_autoptr (GArray) bars
      = g_array_new (FALSE, FALSE, sizeof (struct bar_case));

  if (s == NULL)
    return NULL;
  g_array_set_clear_func (bars, bar_case_clear);
  for (double x = next_x (s, -INFINITY); isfinite (x); x = next_x (s, x))
    add_group (d, s, x, bars);
  if (!figure_few_enough (bars->len, MOST_BARS, "bars", error))
    return NULL;
  place_bars (bars);
  return g_steal_pointer (&bars);
}

void
bar_say_runs (const struct drawing *d, const GArray *bars)
{
  size_t least = G_MAXSIZE, most = 0;

  for (unsigned i = 0; i < bars->len; i++)
    {
      size_t n = g_array_index (bars, struct bar_case, i).of->runs->len;

      least = MIN (least, n);
      most = MAX (most, n);
    }
  figure_say_runs (d->script, least, most);
}

/* ---- tables
 * -------------------------------------------------------------------- */

void
bar_table_init (struct bar_table *table)
{
  unsigned n = table->bars->len;

  table->parts = g_new0 (char *, table->n_parts + 1);
  table->cells = g_new0 (struct interval, MAX (1, n * table->n_parts));
  table->wholes = g_new0 (struct interval, MAX (1, n));
}

void
bar_table_clear (struct bar_table *table)
{
  g_strfreev (table->parts);
  g_free (table->cells);
  g_free (table->wholes);
}

/* Is there anything of the part to be seen? */
static bool
is_seen (const struct bar_table *table, unsigned part)
{
  for (unsigned c = 0; c < table->bars->len; c++)
    if (table->cells[c * table->n_parts + part].estimate > 0)
      return true;
  return false;
}

/* ---- script
 * -------------------------------------------------------------------- */

/* Light and dark take turns, for print without colour. */
static const char *const fills[]
    = { "#0072B2", "#E69F00", "#56B4E9", "#D55E00",
        "#009E73", "#F0E442", "#CC79A7", "#999999" };

#define BAR_HALF 0.36

/* Left and right edge of a part, as offsets from the category. */
static void
edges (const struct bar_table *table, unsigned part, double *left,
       double *right)
{
  double width = 2 * BAR_HALF / (table->stacked ? 1 : table->n_parts);

  *left = -BAR_HALF + (table->stacked ? 0 : part * width);
  *right = *left + width;
}

static void
write_part (const struct drawing *d, const struct bar_table *table,
            unsigned part, double *heights)
{
  g_autofree char *title = script_title (d->script, table->parts[part]);
  unsigned block = script_block (d->script, table->parts[part],
                                 "left right from to part low high");
  double left, right;

  edges (table, part, &left, &right);
  for (unsigned c = 0; c < table->bars->len; c++)
    {
      struct interval cell = table->cells[c * table->n_parts + part];
      double from = table->stacked ? heights[c] : 0;
      double place = bar_case_at (table, c)->place;
      double row[]
          = { place + left,  place + right, from,     from + cell.estimate,
              cell.estimate, cell.low,      cell.high };

      if (isfinite (cell.estimate))
        heights[c] = from + cell.estimate;
      script_row (d->script, row, G_N_ELEMENTS (row));
    }
  script_element (
      d->script,
      "data index %u using (($1+$2)/2):($4*ys):1:2:($3*ys):($4*ys) with "
      "boxxyerror fc rgb '%s' lw 0.8 dt 1 fs solid 1 border lc rgb '#202020' "
      "title %s",
      block, fills[part % G_N_ELEMENTS (fills)], title);
}

/* Error bars: of the sums, or of each part. */
static void
write_bounds (const struct drawing *d, const struct bar_table *table)
{
  const char look[] = "lc rgb '#202020'";
  unsigned block;

  for (block = 0; !table->stacked && block < d->script->n_blocks; block++)
    script_bars (d->script, block, "(($1+$2)/2)", "$6", "$7", look);
  if (!table->stacked)
    return;
  block = script_block (d->script, "sums of the parts", "x sum low high");
  for (unsigned c = 0; c < table->bars->len; c++)
    {
      struct interval whole = table->wholes[c];
      double row[] = { bar_case_at (table, c)->place, whole.estimate, whole.low,
                       whole.high };

      script_row (d->script, row, G_N_ELEMENTS (row));
    }
  script_bars (d->script, block, "1", "$3", "$4", look);
}

/* Names below the bars, and below those what bars have in common. */
static void
set_names (const struct drawing *d, const struct bar_table *table)
{
  unsigned n = table->bars->len;
  g_autofree char **names = g_new0 (char *, n + 1);
  g_autofree double *places = g_new (double, n);

  for (unsigned i = 0; i < n; i++)
    {
      names[i] = bar_case_at (table, i)->label;
      places[i] = bar_case_at (table, i)->place;
    }
  script_set_names (d->script, names, places, n);
  for (unsigned first = 0, i = 1; i <= n; i++)
    {
      const char *group = bar_case_at (table, first)->group;

      if (i < n && g_strcmp0 (bar_case_at (table, i)->group, group) == 0)
        continue;
      if (group != NULL)
        script_set_group (d->script, group,
                          (places[first] + places[i - 1]) / 2);
      first = i;
    }
}

static double
highest (const struct bar_table *table, bool *bounded)
{
  unsigned n = table->bars->len * (table->stacked ? 1 : table->n_parts);
  const struct interval *of = table->stacked ? table->wholes : table->cells;
  double most = 0;

  *bounded = false;
  for (unsigned i = 0; i < n; i++)
    {
      most = fmax (most, fmax (of[i].estimate, of[i].high));
      *bounded = *bounded || isfinite (of[i].low);
    }
  return most;
}

void
bar_table_draw (const struct drawing *d, const struct bar_table *table,
                const char *label, const char *unit)
{
  g_autofree double *heights = g_new0 (double, table->bars->len);
  g_autofree char *axis
      = d->figure->x != NULL ? units_axis_label (d->figure->x) : NULL;
  unsigned n = table->bars->len;
  bool bounded;
  double most = highest (table, &bounded);

  d->script->wide = n > 8;
  set_names (d, table);
  figure_open_axes (d, false, 0, most);
  figure_set_axes (d, axis != NULL ? axis : "", (struct unit_scale){ 1, "" },
                   label, unit_scale_for (unit, most));
  if (d->script->n_groups > 0)
    script_name_groups (d->script,
                        d->figure->x_label != NULL ? d->figure->x_label : axis);
  for (unsigned part = 0; part < table->n_parts; part++)
    if (is_seen (table, part))
      write_part (d, table, part, heights);
  if (!bounded)
    return;
  write_bounds (d, table);
  script_say (d->script, "error bars: %g %% Student intervals%s",
              d->figure->confidence * 100,
              table->stacked ? " of the sums" : "");
}
