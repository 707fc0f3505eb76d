/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines with error bars: metrics over an axis, a curve per value of the other
 * axes, the closed form as a thin line where there is one. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/statistics/estimates.h"

/* One metric along one curve. */
struct line
{
  const struct curve *curve;
  struct quantity quantity;
  char *label;
  struct estimate *estimates; /* one per case of the curve */
  double *predicted;          /* likewise; NAN: none */
  bool is_predicted;
};

struct lines
{
  const struct drawing *d;
  selection *s;
  GPtrArray *all;   /* struct line * */
  const char *unit; /* of the metrics */
  struct unit_scale y;
  double least, largest;
  size_t most_runs, least_runs;
  bool bounded, predicted; /* is any? */
  enum estimator estimator;
};

static void
line_free (void *data)
{
  struct line *line = data;

  quantity_clear (&line->quantity);
  g_free (line->label);
  g_free (line->estimates);
  g_free (line->predicted);
  g_free (line);
}

/* ---- numbers
 * ------------------------------------------------------------------- */

/* Takes note of what the figure as a whole has to show. */
static void
note_estimate (struct lines *all, const struct estimate *e)
{
  if (e->runs == 0)
    return;
  all->least = fmin (all->least, fmin (e->interval.estimate, e->interval.low));
  all->largest
      = fmax (all->largest, fmax (e->interval.estimate, e->interval.high));
  all->most_runs = MAX (all->most_runs, e->runs);
  all->least_runs = MIN (all->least_runs, e->runs);
  all->bounded = all->bounded || isfinite (e->interval.low);
  all->estimator = e->estimator;
}

static double
predict (const struct drawing *d, const struct result_case *of,
         const char *metric)
{
  if (d->sources->predict == NULL || d->figure->statistic != NULL)
    return (double)NAN;
  return d->sources->predict (case_run (of, 0)->scenario, metric,
                              d->sources->data);
}

static void
estimate_line (struct lines *all, struct line *line)
{
  const struct estimate_options options
      = { .confidence = all->d->figure->confidence };
  unsigned n = line->curve->cases->len;

  line->estimates = g_new (struct estimate, n);
  line->predicted = g_new (double, n);
  for (unsigned i = 0; i < n; i++)
    {
      const struct result_case *of = line->curve->cases->pdata[i];

      line->estimates[i] = case_estimate (of, &line->quantity, &options);
      line->predicted[i] = predict (all->d, of, line->quantity.metric);
      note_estimate (all, &line->estimates[i]);
      line->is_predicted = line->is_predicted || isfinite (line->predicted[i]);
    }
  all->predicted = all->predicted || line->is_predicted;
}

/* "y" where there are several, and what tells the curve apart. */
static char *
line_label (const struct drawing *d, const char *metric,
            const struct curve *curve)
{
  g_autofree char *name = units_metric_label (metric, NULL);

  if (d->figure->n_y == 1)
    return g_strdup (curve->label[0] != '\0' ? curve->label : "simulated");
  if (curve->label[0] == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s, %s", name, curve->label);
}

static bool
add_lines (struct lines *all, unsigned y, GError **error)
{
  const struct drawing *d = all->d;
  g_autofree char *text = figure_quantity_text (d->figure, y);
  const char *unit = figure_metric_unit (d, d->figure->y[y], error);

  if (unit == NULL)
    return false;
  if (all->unit != NULL && strcmp (all->unit, unit) != 0)
    return figure_fail (error, FIGURE_ERROR_DATA,
                        "'%s' is in %s, what is before it in %s: they need "
                        "figures of their own",
                        d->figure->y[y], unit, all->unit);
  all->unit = unit;
  for (unsigned i = 0; i < all->s->curves->len; i++)
    {
      struct line *line = g_new0 (struct line, 1);

      g_ptr_array_add (all->all, line);
      line->curve = g_ptr_array_index (all->s->curves, i);
      line->label = line_label (d, d->figure->y[y], line->curve);
      if (!quantity_parse (text, &line->quantity))
        return figure_fail (error, FIGURE_ERROR_FORMAT,
                            "'%s' is no statistic of a metric", text);
      estimate_line (all, line);
    }
  return true;
}

/* ---- script
 * -------------------------------------------------------------------- */

/* Curves over words stand beside each other, not on top. */
static double
dodge (const struct lines *all, unsigned i)
{
  if (all->s->x.numeric || all->all->len < 2)
    return 0;
  return 0.5 * ((double)i / (all->all->len - 1) - 0.5);
}

static void
write_line (const struct lines *all, unsigned i)
{
  const struct line *line = g_ptr_array_index (all->all, i);
  struct script *script = all->d->script;
  unsigned style = script_style (i), block;
  g_autofree char *title = script_title (script, line->label);
  g_autofree char *heading
      = g_strconcat (line->quantity.name, ", ", line->label, NULL);

  block
      = script_block (script, heading, "x estimate low high runs closed-form");
  for (unsigned k = 0; k < line->curve->cases->len; k++)
    {
      const struct estimate *e = &line->estimates[k];
      const double row[] = { line->curve->x[k] + dodge (all, i),
                             e->interval.estimate,
                             e->interval.low,
                             e->interval.high,
                             (double)e->runs,
                             line->predicted[k] };

      script_row (script, row, G_N_ELEMENTS (row));
    }
  script_element (
      script, "data index %u using ($1*xs):($2*ys) with %s lt %u title %s",
      block, all->s->x.numeric ? "linespoints" : "points", style, title);
  if (all->bounded)
    {
      g_autofree char *look = g_strdup_printf ("lt %u", style);

      script_bars (script, block, "($1*xs)", "$3", "$4", look);
    }
}

static void
write_prediction (const struct lines *all, unsigned i, bool *titled)
{
  const struct line *line = g_ptr_array_index (all->all, i);

  if (!line->is_predicted)
    return;
  script_element (all->d->script,
                  "data index %u using ($1*xs):($6*ys) with %s lc rgb "
                  "'#202020' lw 0.7 %s",
                  i, all->s->x.numeric ? "lines dt 1" : "points pt 2 ps 1.4",
                  *titled ? "notitle" : "title 'closed form'");
  *titled = true;
}

static void
say_what (const struct lines *all)
{
  struct script *script = all->d->script;

  figure_say_runs (script, all->least_runs, all->most_runs);
  if (all->estimator == ESTIMATOR_RATIO)
    script_say (script, "ratios of sums");
  if (all->bounded)
    script_say (script, "error bars: %g %% Student intervals",
                all->d->figure->confidence * 100);
  if (all->predicted)
    script_say (script, all->s->x.numeric ? "thin: closed form"
                                          : "crosses: closed form");
}

/* A tic at each value where these are few and far enough apart. */
#define MOST_TICS 8

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static bool
far_apart (const double *x, unsigned n, bool is_log)
{
  for (unsigned i = 1; i < n && !is_log; i++)
    if (x[i] - x[i - 1] < 0.07 * (x[n - 1] - x[0]))
      return false;
  return n <= MOST_TICS;
}

static void
set_tics (const struct lines *all)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  double *x;
  unsigned n = 0;

  for (unsigned i = 0; i < all->s->curves->len; i++)
    {
      const struct curve *curve = g_ptr_array_index (all->s->curves, i);

      g_array_append_vals (values, curve->x, curve->cases->len);
    }
  g_array_sort (values, compare_numbers);
  x = (double *)(void *)values->data;
  for (unsigned i = 0; i < values->len; i++)
    if (n == 0 || x[i] > x[n - 1])
      x[n++] = x[i];
  if (all->d->figure->x_log && n > 0 && x[0] > 0)
    script_set (all->d->script, "set xrange [%.6g:%.6g]",
                x[0] * all->s->x.scale.factor / 1.3,
                x[n - 1] * all->s->x.scale.factor * 1.3);
  if (!far_apart (x, n, all->d->figure->x_log))
    return;
  for (unsigned i = 0; i < n; i++)
    script_set (all->d->script, "set xtics %s(%.6g)", i > 0 ? "add " : "",
                x[i] * all->s->x.scale.factor);
}

static void
set_words (const struct lines *all)
{
  unsigned n = all->s->x.n_categories;
  g_autofree double *places = g_new (double, n);

  for (unsigned i = 0; i < n; i++)
    places[i] = i + 1;
  script_set_names (all->d->script, all->s->x.categories, places, n);
}

static void
write_lines (struct lines *all)
{
  const struct drawing *d = all->d;
  g_autofree char *label = figure_y_words (d->figure);
  bool titled = false;

  all->y = unit_scale_for (all->unit, all->largest);
  figure_open_axes (d, all->s->x.numeric, all->least, all->largest);
  if (all->s->x.numeric)
    set_tics (all);
  else
    set_words (all);
  figure_set_axes (d, all->s->x.label, all->s->x.scale, label, all->y);
  for (unsigned i = 0; i < all->all->len; i++)
    write_line (all, i);
  for (unsigned i = 0; i < all->all->len; i++)
    write_prediction (all, i, &titled);
  if (all->all->len == 1 && !all->predicted)
    script_set (d->script, "unset key");
  say_what (all);
}

bool
figure_draw_lines (struct drawing *d, GError **error)
{
  g_autoptr (selection) s = selection_new (d, d->figure->x, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  struct lines all = { .d = d,
                       .s = s,
                       .all = lines,
                       .least = INFINITY,
                       .largest = -INFINITY,
                       .least_runs = G_MAXSIZE };

  if (s == NULL)
    return false;
  for (unsigned y = 0; y < d->figure->n_y; y++)
    if (!add_lines (&all, y, error))
      return false;
  if (!figure_few_enough (lines->len, MOST_CURVES, "curves", error))
    return false;
  if (all.most_runs == 0)
    return figure_fail (error, FIGURE_ERROR_DATA,
                        "no run observed '%s' where the figure wants it",
                        d->figure->y[0]);
  write_lines (&all);
  return true;
}
