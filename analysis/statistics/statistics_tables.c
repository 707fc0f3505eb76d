/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics/statistics_tables.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "analysis/statistics/paired.h"

/* ---- what rows begin with
 * ------------------------------------------------------ */

/* Columns of the axes but @without (may be NULL). */
static void
axis_columns (struct report_table *table, const cases *of, const char *without)
{
  for (char **axis = of->axes; *axis != NULL; axis++)
    if (without == NULL || strcmp (*axis, without) != 0)
      report_table_column (table, *axis, false);
}

/* A value of an axis, for programs to the letter, for readers in words.
 * (transfer full) */
static char *
value_text (const struct statistics_request *asked, const char *value)
{
  if (value == NULL)
    return g_strdup ("");
  return asked->format == TABLE_CSV ? g_strdup (value)
                                    : case_value_words (value);
}

static void
axis_cells (struct report_table *table, const struct statistics_request *asked,
            const struct result_case *at, const char *without)
{
  for (char **axis = asked->of->axes; *axis != NULL; axis++)
    if (without == NULL || strcmp (*axis, without) != 0)
      {
        g_autofree char *text = value_text (asked, case_value (at, *axis));

        report_table_cell (table, text);
      }
}

static const char *
unit_of (const struct quantity *quantity)
{
  const struct metric_definition *d = metric_definitions;
  size_t length = strcspn (quantity->metric, "{");

  while (d->name != NULL
         && (strlen (d->name) != length
             || memcmp (d->name, quantity->metric, length) != 0))
    d++;
  return d->name != NULL ? d->unit : "";
}

static void
metric_cells (struct report_table *table, const struct quantity *quantity)
{
  report_table_cell (table, quantity->name);
  report_table_cell (table, unit_of (quantity));
}

static void
count_cell (struct report_table *table, uint64_t count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  report_table_cell (table, text);
}

static void
number_columns (struct report_table *table, const char *const *headings)
{
  for (; *headings != NULL; headings++)
    report_table_column (table, *headings, true);
}

/* ---- a row per case
 * --------------------------------------------------------------- */

static void
estimate_row (struct report_table *table,
              const struct statistics_request *asked,
              const struct result_case *at, const struct quantity *quantity)
{
  struct estimate e = case_estimate (at, quantity, &asked->estimate);
  const double numbers[] = { e.interval.estimate,
                             e.interval.low,
                             e.interval.high,
                             interval_half_width (&e.interval),
                             e.min,
                             e.max };

  axis_cells (table, asked, at, NULL);
  metric_cells (table, quantity);
  count_cell (table, e.runs);
  count_cell (table, e.observations);
  report_table_cell (table, estimator_text (e.estimator));
  for (unsigned i = 0; i < G_N_ELEMENTS (numbers); i++)
    report_table_number (table, asked->format, numbers[i]);
}

struct report_table *
statistics_table (const struct statistics_request *asked)
{
  static const char *const counts[] = { "runs", "observations", NULL };
  static const char *const numbers[]
      = { "estimate", "low", "high", "half_width", "min", "max", NULL };
  struct report_table *table = report_table_new ();

  axis_columns (table, asked->of, NULL);
  report_table_column (table, "metric", false);
  report_table_column (table, "unit", false);
  number_columns (table, counts);
  report_table_column (table, "estimator", false);
  number_columns (table, numbers);
  for (unsigned q = 0; q < asked->n_quantities; q++)
    for (unsigned i = 0; i < asked->of->all->len; i++)
      if (case_has_metric (cases_at (asked->of, i),
                           asked->quantities[q].metric))
        estimate_row (table, asked, cases_at (asked->of, i),
                      &asked->quantities[q]);
  return table;
}

/* ---- along an axis
 * ------------------------------------------------------------------ */

/* Values of @axis in the order in which cases have them; the
 * strings are the cases'. */
static GPtrArray *
axis_values (const cases *of, const char *axis)
{
  GPtrArray *values = g_ptr_array_new ();

  for (unsigned i = 0; i < of->all->len; i++)
    {
      const char *value = case_value (cases_at (of, i), axis);

      if (value != NULL
          && !g_ptr_array_find_with_equal_func (values, value, g_str_equal,
                                                NULL))
        g_ptr_array_add (values, (char *)value);
    }
  return values;
}

static bool
differ_in_axis_alone (const struct result_case *a, const struct result_case *b,
                      const char *axis)
{
  for (unsigned i = 0; i < a->n_settings; i++)
    if (strcmp (a->settings[i].axis, axis) != 0
        && g_strcmp0 (a->settings[i].value, case_value (b, a->settings[i].axis))
               != 0)
      return false;
  return true;
}

/* The case that is @like another but for this value of @axis, or NULL. */
static const struct result_case *
case_along (const cases *of, const struct result_case *like, const char *axis,
            const char *value)
{
  for (unsigned i = 0; i < of->all->len; i++)
    {
      const struct result_case *at = cases_at (of, i);

      if (g_strcmp0 (case_value (at, axis), value) == 0
          && differ_in_axis_alone (like, at, axis))
        return at;
    }
  return NULL;
}

/* Is it the first of those that differ along @axis alone? */
static bool
leads_row (const cases *of, unsigned at, const char *axis)
{
  for (unsigned i = 0; i < at; i++)
    if (differ_in_axis_alone (cases_at (of, i), cases_at (of, at), axis))
      return false;
  return true;
}

static void
estimate_cells (struct report_table *table,
                const struct statistics_request *asked,
                const struct result_case *at, const struct quantity *quantity)
{
  struct interval i = { (double)NAN, (double)NAN, (double)NAN };
  g_autofree char *text = NULL;

  if (at != NULL)
    i = case_estimate (at, quantity, &asked->estimate).interval;
  if (asked->format == TABLE_CSV)
    {
      report_table_number (table, asked->format, i.estimate);
      report_table_number (table, asked->format, i.low);
      report_table_number (table, asked->format, i.high);
      return;
    }
  if (isnan (i.low) || isnan (i.high))
    {
      report_table_number (table, asked->format, i.estimate);
      return;
    }
  text = g_strdup_printf ("%.5g ± %.2g", i.estimate, interval_half_width (&i));
  report_table_cell (table, text);
}

/* The columns that estimate_cells() fills. */
static void
estimate_columns (struct report_table *table,
                  const struct statistics_request *asked, const char *heading)
{
  static const char *const bounds[] = { " low", " high" };

  report_table_column (table, heading, true);
  for (unsigned i = 0; asked->format == TABLE_CSV && i < 2; i++)
    {
      g_autofree char *bound = g_strconcat (heading, bounds[i], NULL);

      report_table_column (table, bound, true);
    }
}

static void
by_row (struct report_table *table, const struct statistics_request *asked,
        const struct result_case *lead, const char *axis,
        const GPtrArray *values, const struct quantity *quantity)
{
  axis_cells (table, asked, lead, axis);
  metric_cells (table, quantity);
  for (unsigned v = 0; v < values->len; v++)
    estimate_cells (table, asked,
                    case_along (asked->of, lead, axis, values->pdata[v]),
                    quantity);
}

/* Has any case of the row the metric? */
static bool
row_has_metric (const cases *of, const struct result_case *lead,
                const char *axis, const char *metric)
{
  for (unsigned i = 0; i < of->all->len; i++)
    if (differ_in_axis_alone (lead, cases_at (of, i), axis)
        && case_has_metric (cases_at (of, i), metric))
      return true;
  return false;
}

struct report_table *
statistics_by (const struct statistics_request *asked, const char *axis)
{
  struct report_table *table = report_table_new ();
  g_autoptr (GPtrArray) values = axis_values (asked->of, axis);

  axis_columns (table, asked->of, axis);
  report_table_column (table, "metric", false);
  report_table_column (table, "unit", false);
  for (unsigned v = 0; v < values->len; v++)
    {
      g_autofree char *heading = value_text (asked, values->pdata[v]);

      estimate_columns (table, asked, heading);
    }
  for (unsigned q = 0; q < asked->n_quantities; q++)
    for (unsigned i = 0; i < asked->of->all->len; i++)
      {
        const struct result_case *lead = cases_at (asked->of, i);

        if (leads_row (asked->of, i, axis)
            && row_has_metric (asked->of, lead, axis,
                               asked->quantities[q].metric))
          by_row (table, asked, lead, axis, values, &asked->quantities[q]);
      }
  return table;
}

/* ---- metrics side by side -------------------------------------------------
 */

static void
wide_column (struct report_table *table, const struct statistics_request *asked,
             const struct quantity *quantity)
{
  const char *unit = unit_of (quantity);
  bool bare = unit[0] == '\0' || strcmp (unit, "1") == 0;
  g_autofree char *heading
      = bare ? g_strdup (quantity->name)
             : g_strdup_printf ("%s (%s)", quantity->name, unit);

  estimate_columns (table, asked, heading);
}

static void
wide_row (struct report_table *table, const struct statistics_request *asked,
          const struct result_case *at)
{
  axis_cells (table, asked, at, NULL);
  for (unsigned q = 0; q < asked->n_quantities; q++)
    estimate_cells (table, asked,
                    case_has_metric (at, asked->quantities[q].metric) ? at
                                                                      : NULL,
                    &asked->quantities[q]);
}

struct report_table *
statistics_wide (const struct statistics_request *asked)
{
  struct report_table *table = report_table_new ();

  axis_columns (table, asked->of, NULL);
  for (unsigned q = 0; q < asked->n_quantities; q++)
    wide_column (table, asked, &asked->quantities[q]);
  for (unsigned i = 0; i < asked->of->all->len; i++)
    wide_row (table, asked, cases_at (asked->of, i));
  return table;
}

/* ---- pairs
 * ------------------------------------------------------------------------- */

/* Leaves in both the values of the replications that both have, with the same
 * seed; how many. */
static size_t
match_pairs (double *x, const study_record **of_x, size_t n_x, double *y,
             const study_record **of_y, size_t n_y)
{
  size_t n = 0;

  for (size_t i = 0; i < n_x; i++)
    for (size_t j = n; j < n_y; j++)
      if (of_x[i]->replication == of_y[j]->replication
          && of_x[i]->seed == of_y[j]->seed)
        {
          double value = y[j];
          const study_record *run = of_y[j];

          x[n] = x[i];
          y[j] = y[n];
          of_y[j] = of_y[n];
          y[n] = value;
          of_y[n++] = run;
          break;
        }
  return n;
}

struct pair_of_cases
{
  const struct result_case *base, *other;
};

static struct paired
pair_cases (const struct pair_of_cases *pair, const struct quantity *quantity,
            double confidence, double *base_mean)
{
  g_autofree double *x = g_new (double, pair->base->runs->len);
  g_autofree double *y = g_new (double, pair->other->runs->len);
  g_autofree const study_record **of_x
      = g_new (const study_record *, pair->base->runs->len);
  g_autofree const study_record **of_y
      = g_new (const study_record *, pair->other->runs->len);
  size_t n_x = case_values (pair->base, quantity, x, of_x);
  size_t n_y = case_values (pair->other, quantity, y, of_y);
  size_t n = match_pairs (x, of_x, n_x, y, of_y, n_y);

  *base_mean = n > 0 ? gsl_stats_mean (x, 1, n) : (double)NAN;
  return paired_compare (x, y, n, confidence);
}

static void
paired_row (struct report_table *table, const struct statistics_request *asked,
            const struct pair_of_cases *pair, const char *axis,
            const struct quantity *quantity)
{
  double mean;
  struct paired paired
      = pair_cases (pair, quantity, asked->estimate.confidence, &mean);
  const double numbers[]
      = { paired.difference.estimate, paired.difference.low,
          paired.difference.high,
          mean != 0 ? paired.difference.estimate / fabs (mean) : (double)NAN };
  g_autofree char *other = value_text (asked, case_value (pair->other, axis));
  g_autofree char *base = value_text (asked, case_value (pair->base, axis));

  axis_cells (table, asked, pair->other, axis);
  report_table_cell (table, other);
  report_table_cell (table, base);
  metric_cells (table, quantity);
  count_cell (table, paired.n);
  for (unsigned i = 0; i < G_N_ELEMENTS (numbers); i++)
    report_table_number (table, asked->format, numbers[i]);
  if (isinf (paired.variance_reduction))
    report_table_cell (table, "inf");
  else
    report_table_number (table, asked->format, paired.variance_reduction);
}

struct report_table *
statistics_paired (const struct statistics_request *asked, const char *axis,
                   const char *base)
{
  static const char *const numbers[]
      = { "pairs",    "difference",         "low", "high",
          "relative", "variance_reduction", NULL };
  struct report_table *table = report_table_new ();
  g_autoptr (GPtrArray) values = axis_values (asked->of, axis);

  if (base == NULL)
    base = values->pdata[0];
  axis_columns (table, asked->of, axis);
  report_table_column (table, axis, false);
  report_table_column (table, "against", false);
  report_table_column (table, "metric", false);
  report_table_column (table, "unit", false);
  number_columns (table, numbers);
  for (unsigned q = 0; q < asked->n_quantities; q++)
    for (unsigned i = 0; i < asked->of->all->len; i++)
      {
        const char *metric = asked->quantities[q].metric;
        struct pair_of_cases pair = { .other = cases_at (asked->of, i) };

        pair.base = case_along (asked->of, pair.other, axis, base);
        if (pair.base != NULL && pair.base != pair.other
            && case_has_metric (pair.base, metric)
            && case_has_metric (pair.other, metric))
          paired_row (table, asked, &pair, axis, &asked->quantities[q]);
      }
  return table;
}

/* ---- replications
 * -------------------------------------------------------------------- */

static void
replications_row (struct report_table *table,
                  const struct statistics_request *asked,
                  const struct precision *wanted, const struct result_case *at,
                  const struct quantity *quantity)
{
  g_autofree double *values = g_new (double, at->runs->len);
  size_t n = case_values (at, quantity, values, NULL);
  struct interval mean = interval_mean (values, n, wanted->confidence);
  double target = precision_target (wanted, values, n);

  axis_cells (table, asked, at, NULL);
  metric_cells (table, quantity);
  count_cell (table, n);
  report_table_number (table, asked->format, mean.estimate);
  report_table_number (table, asked->format, interval_half_width (&mean));
  report_table_number (table, asked->format, target);
  if (n < 2)
    report_table_cell (table, "");
  else
    count_cell (table, replications_for (gsl_stats_sd (values, 1, n), target,
                                         wanted->confidence, wanted->limit));
  count_cell (table, precision_next (wanted, values, n));
  report_table_cell (table,
                     precision_reached (wanted, values, n) ? "yes" : "no");
}

struct report_table *
statistics_replications (const struct statistics_request *asked,
                         const struct precision *wanted)
{
  static const char *const numbers[]
      = { "runs", "mean", "half_width", "wanted", "needed", "next", NULL };
  struct report_table *table = report_table_new ();

  axis_columns (table, asked->of, NULL);
  report_table_column (table, "metric", false);
  report_table_column (table, "unit", false);
  number_columns (table, numbers);
  report_table_column (table, "reached", false);
  for (unsigned q = 0; q < asked->n_quantities; q++)
    for (unsigned i = 0; i < asked->of->all->len; i++)
      if (case_has_metric (cases_at (asked->of, i),
                           asked->quantities[q].metric))
        replications_row (table, asked, wanted, cases_at (asked->of, i),
                          &asked->quantities[q]);
  return table;
}
