/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim predict FILE|DIR [DIR]: what the closed forms say of a scenario, and
 * how far a simulation is from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/results/json_file.h"
#include "analysis/statistics/estimates.h"
#include "analysis/statistics/report_table.h"
#include "cli/loading.h"
#include "cli/predictions/predictions.h"
#include "cli/verbs.h"
#include "scenarios/sweep.h"

/* Less of a difference comes from the order of summing. */
#define ROUNDING 0x1p-40

struct predict_options
{
  struct loading_options loading;
  char *format;
  double confidence; /* per cent */
  bool json;
  gboolean all;
  enum table_format table;
  bool labelled; /* more cases than one, or CSV */
};

/* A scenario, and what was simulated of it. */
struct predicted_case
{
  char *label;
  GArray *predictions;
  const struct result_case *simulated; /* NULL: nothing; of the results' */
};

/* One law beside the simulation. */
struct predicted_row
{
  const struct prediction *prediction;
  const struct metric_definition *metric;
  struct estimate simulated; /* runs 0: none */
  double deviation, relative, half_widths;
};

static void
predicted_case_free (void *pointer)
{
  struct predicted_case *c = pointer;

  if (c->predictions != NULL)
    g_array_unref (c->predictions);
  g_free (c->label);
  g_free (c);
}

/* ---- rows -----------------------------------------------------------------
 */

/* The definition of the metric, label or not. */
static const struct metric_definition *
find_definition (const char *metric)
{
  g_autofree char *name = g_strndup (metric, strcspn (metric, "{"));
  const struct metric_definition *d = metric_definitions;

  while (strcmp (d->name, name) != 0)
    d++;
  return d;
}

static struct predicted_row
predicted_row (const struct predicted_case *c,
               const struct prediction *prediction, double confidence)
{
  const struct estimate_options options = { .confidence = confidence / 100 };
  struct predicted_row row
      = { .prediction = prediction,
          .metric = find_definition (prediction->law->metric),
          .deviation = NAN,
          .relative = NAN,
          .half_widths = NAN };
  struct quantity quantity;

  row.simulated.interval
      = (struct interval){ (double)NAN, (double)NAN, (double)NAN };
  if (c->simulated == NULL
      || !quantity_parse (prediction->law->metric, &quantity))
    return row;
  row.simulated = case_estimate (c->simulated, &quantity, &options);
  quantity_clear (&quantity);
  row.deviation = row.simulated.interval.estimate - prediction->value;
  if (fabs (row.deviation) < ROUNDING * fabs (prediction->value))
    row.deviation = 0;
  if (prediction->value != 0)
    row.relative = row.deviation / fabs (prediction->value);
  if (interval_half_width (&row.simulated.interval) > 0)
    row.half_widths
        = row.deviation / interval_half_width (&row.simulated.interval);
  return row;
}

/* ---- text, CSV and the like -----------------------------------------------
 */

static void
add_columns (struct report_table *table, const struct predict_options *options,
             bool simulated)
{
  static const char *const results[]
      = { "simulated", "half_width",  "deviation",
          "relative",  "half_widths", NULL };

  if (options->labelled)
    report_table_column (table, "case", false);
  report_table_column (table, "metric", false);
  report_table_column (table, "unit", false);
  report_table_column (table, "predicted", true);
  for (unsigned i = 0; simulated && results[i] != NULL; i++)
    report_table_column (table, results[i], true);
  report_table_column (table, "section", false);
  report_table_column (table, "law", false);
  if (options->all || options->table == TABLE_CSV)
    report_table_column (table, "assumes", false);
  if (options->all)
    report_table_column (table, "why not", false);
}

static void
add_row (struct report_table *table, const struct predicted_case *c,
         const struct predicted_row *row, const struct predict_options *options,
         bool simulated)
{
  const struct prediction_law *law = row->prediction->law;
  const double results[] = { row->simulated.interval.estimate,
                             interval_half_width (&row->simulated.interval),
                             row->deviation, row->relative, row->half_widths };

  if (options->labelled)
    report_table_cell (table, c->label);
  report_table_cell (table, law->metric);
  report_table_cell (table, row->metric->unit);
  report_table_number (table, options->table, row->prediction->value);
  for (unsigned i = 0; simulated && i < G_N_ELEMENTS (results); i++)
    report_table_number (table, options->table, results[i]);
  report_table_cell (table, law->section);
  report_table_cell (table, law->name);
  if (options->all || options->table == TABLE_CSV)
    report_table_cell (table, law->assumes);
  if (options->all)
    report_table_cell (
        table, row->prediction->why != NULL ? row->prediction->why : "");
}

static void
print_table (const GPtrArray *all, const struct predict_options *options,
             bool simulated)
{
  struct report_table *table = report_table_new ();
  g_autofree char *text = NULL;

  add_columns (table, options, simulated);
  for (guint i = 0; i < all->len; i++)
    {
      const struct predicted_case *c = all->pdata[i];

      for (guint k = 0; k < c->predictions->len; k++)
        {
          const struct prediction *p
              = &g_array_index (c->predictions, struct prediction, k);
          struct predicted_row row = predicted_row (c, p, options->confidence);

          if (options->all || !isnan (p->value))
            add_row (table, c, &row, options, simulated);
        }
    }
  text = report_table_print (table, options->table);
  fputs (text, stdout);
  report_table_free (table);
}

/* ---- JSON -----------------------------------------------------------------
 */

static cJSON *
law_json (const struct predicted_row *row, bool simulated)
{
  const struct prediction *p = row->prediction;
  cJSON *json = cJSON_CreateObject ();

  json_add_text (json, "metric", p->law->metric);
  json_add_text (json, "unit", row->metric->unit);
  json_add_text (json, "law", p->law->name);
  json_add_text (json, "section", p->law->section);
  json_add_text (json, "formula", p->law->formula);
  json_add_text (json, "assumes", p->law->assumes);
  json_add_number (json, "predicted", p->value);
  json_add_text (json, "why_not", p->why);
  if (!simulated)
    return json;
  json_add_count (json, "runs", row->simulated.runs);
  json_add_number (json, "simulated", row->simulated.interval.estimate);
  json_add_number (json, "low", row->simulated.interval.low);
  json_add_number (json, "high", row->simulated.interval.high);
  json_add_number (json, "deviation", row->deviation);
  json_add_number (json, "relative", row->relative);
  json_add_number (json, "half_widths", row->half_widths);
  return json;
}

static cJSON *
case_json (const struct predicted_case *c,
           const struct predict_options *options, bool simulated)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *laws;

  json_add_text (json, "case", c->label);
  laws = cJSON_AddArrayToObject (json, "laws");
  for (guint i = 0; i < c->predictions->len; i++)
    {
      const struct prediction *p
          = &g_array_index (c->predictions, struct prediction, i);
      struct predicted_row row = predicted_row (c, p, options->confidence);

      if (options->all || !isnan (p->value))
        cJSON_AddItemToArray (laws, law_json (&row, simulated));
    }
  return json;
}

static void
print_json (const GPtrArray *all, const struct predict_options *options,
            bool simulated)
{
  cJSON *json = cJSON_CreateArray ();
  char *text;

  for (guint i = 0; i < all->len; i++)
    cJSON_AddItemToArray (json, case_json (all->pdata[i], options, simulated));
  text = cJSON_Print (json);
  puts (text);
  cJSON_free (text);
  cJSON_Delete (json);
}

/* ---- cases ----------------------------------------------------------------
 */

/* Appends what the laws say of @s.  False after a message. */
static bool
add_case (GPtrArray *all, const scenario *s, const char *label,
          const struct result_case *simulated)
{
  struct predicted_case *c = g_new0 (struct predicted_case, 1);
  GError *error = NULL;

  g_ptr_array_add (all, c);
  c->label = g_strdup (label);
  c->simulated = simulated;
  c->predictions = predictions_of_scenario (s, &error);
  if (c->predictions != NULL)
    return true;
  message_error (error);
  return false;
}

/* Each case of results by the scenario that its runs recorded. */
static bool
add_recorded (GPtrArray *all, const cases *found)
{
  for (guint i = 0; i < found->all->len; i++)
    {
      const struct result_case *of = cases_at (found, i);
      g_autoptr (scenario) s
          = of->runs->len == 0 ? NULL : load_record (case_run (of, 0));

      if (of->runs->len == 0)
        continue;
      if (s == NULL || !add_case (all, s, of->label, of))
        return false;
    }
  return true;
}

/* Labels as those of the cases of a study (analysis/studies/cases.h). */
static char *
point_label (const sweep *w, unsigned point)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (unsigned axis = 0; axis < sweep_n_axes (w); axis++)
    {
      struct study_value value
          = { sweep_value_text (w, axis, sweep_value_index (w, point, axis)),
              (double)NAN };
      g_autofree char *label = study_value_label (&value);

      g_ptr_array_add (
          words, g_strdup_printf ("%s=%s", sweep_axis_path (w, axis), label));
      g_free (value.text);
    }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **)words->pdata);
}

static bool
add_point (GPtrArray *all, const sweep *w, unsigned point, const cases *found)
{
  GError *error = NULL;
  g_autoptr (scenario) s = sweep_point_scenario (w, point, &error);
  g_autofree char *label = point_label (w, point);
  const struct result_case *simulated = NULL;

  if (s == NULL)
    {
      message_error (error);
      return false;
    }
  if (found != NULL && sweep_n_points (w) == 1 && found->all->len == 1)
    simulated = cases_at (found, 0);
  else if (found != NULL)
    simulated = cases_find (found, label);
  if (found == NULL || simulated != NULL)
    return add_case (all, s, label, simulated);
  message ("%s: has no case '%s'", found->path, label);
  return false;
}

static bool
add_points (GPtrArray *all, const scenario *s, const cases *found)
{
  GError *error = NULL;
  g_autoptr (sweep) w = sweep_new (s, &error);

  if (w == NULL)
    {
      message_error (error);
      return false;
    }
  for (unsigned i = 0; i < sweep_n_points (w); i++)
    if (!add_point (all, w, i, found))
      return false;
  return true;
}

static int
predict (int argc, char **argv, struct predict_options *options)
{
  const char *results = argc == 3                                   ? argv[2]
                        : g_file_test (argv[1], G_FILE_TEST_IS_DIR) ? argv[1]
                                                                    : NULL;
  GError *error = NULL;
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func (predicted_case_free);
  g_autoptr (cases) found = NULL;
  g_autoptr (scenario) s = NULL;
  bool ok;

  if (results == argv[1]
      && (options->loading.set != NULL || options->loading.seed != NULL))
    {
      message (
          "%s: was simulated as it is: --set and --seed go with a scenario "
          "file",
          results);
      return EXIT_BAD_INPUT;
    }
  if (results != NULL && (found = cases_load (results, &error)) == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  if (results == argv[1])
    ok = add_recorded (all, found);
  else
    ok = (s = load (argv[1], &options->loading, NULL)) != NULL
         && add_points (all, s, found);
  if (!ok)
    return EXIT_BAD_INPUT;
  options->labelled = all->len > 1 || options->table == TABLE_CSV;
  if (options->json)
    print_json (all, options, found != NULL);
  else
    print_table (all, options, found != NULL);
  return EXIT_OK;
}

/* ---- options --------------------------------------------------------------
 */

static bool
options_good (int argc, struct predict_options *o)
{
  o->json = g_strcmp0 (o->format, "json") == 0;
  if (argc != 2 && argc != 3)
    message ("which scenario? dmmsim predict FILE|DIR [DIR]");
  else if (o->format != NULL && !o->json
           && !table_format_parse (o->format, &o->table))
    message ("--format '%s': expected text, csv, json, latex or markdown",
             o->format);
  else if (!(o->confidence > 0 && o->confidence < 100))
    message ("--confidence: expected per cent, between 0 and 100");
  else
    return loading_options_resolve (&o->loading);
  return false;
}

int
verb_predict (int argc, char **argv)
{
  struct predict_options o = { .confidence = 95 };
  const GOptionEntry entries[]
      = { LOADING_ENTRIES (&o.loading),
          { "format", 'f', 0, G_OPTION_ARG_STRING, &o.format,
            "text, csv, json, latex or markdown", "FORMAT" },
          { "all", 0, 0, G_OPTION_ARG_NONE, &o.all,
            "also laws that do not apply, and why; what each assumes", NULL },
          { "confidence", 0, 0, G_OPTION_ARG_DOUBLE, &o.confidence,
            "of intervals, per cent (95)", "P" },
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("predict", entries, &argc, &argv)
      && options_good (argc, &o))
    status = predict (argc, argv, &o);
  loading_options_clear (&o.loading);
  g_free (o.format);
  return status;
}
