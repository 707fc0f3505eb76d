/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim compare BASE NEW: status 1 if NEW is a regression. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/studies/bless.h"
#include "analysis/studies/comparison.h"
#include "cli/verbs.h"

struct compare_options
{
  char **relative, **absolute, **only, **ignore;
  gboolean allow_new, exact, json, junit, tap;
  char *bless;
  double confidence;
};

/* ---- rules -------------------------------------------------------------- */

/* Adds "METRIC=NUMBER" to @tolerances; a metric named twice, once with each
 * option, has both.  False after a message. */
static bool
add_tolerance (GArray *tolerances, const char *text, bool relative)
{
  const char *equals = strrchr (text, '=');
  struct tolerance tolerance = { 0 };
  char *end;
  double value;

  value = equals == NULL ? -1 : g_ascii_strtod (equals + 1, &end);
  if (equals == NULL || equals == text || end == equals + 1 || *end != '\0'
      || !isfinite (value) || value < 0)
    {
      message ("--%s '%s': expected METRIC=NUMBER, not below 0",
               relative ? "tolerance" : "absolute", text);
      return false;
    }
  tolerance.metric = g_strndup (text, (gsize)(equals - text));
  for (unsigned i = 0; i < tolerances->len; i++)
    {
      struct tolerance *known
          = &g_array_index (tolerances, struct tolerance, i);

      if (strcmp (known->metric, tolerance.metric) != 0)
        continue;
      *(relative ? &known->relative : &known->absolute) = value;
      g_free (tolerance.metric);
      return true;
    }
  *(relative ? &tolerance.relative : &tolerance.absolute) = value;
  g_array_append_val (tolerances, tolerance);
  return true;
}

static bool
add_tolerances (GArray *tolerances, char **texts, bool relative)
{
  for (; texts != NULL && *texts != NULL; texts++)
    if (!add_tolerance (tolerances, *texts, relative))
      return false;
  return true;
}

/* Would the pattern match any metric there is?  A slip of the pen must not
 * make a check weaker.  False after a message. */
static bool
pattern_known (const char *option, const char *pattern)
{
  const struct metric_definition *d = metric_definitions;
  g_autofree char *base = g_strndup (pattern, strcspn (pattern, "{"));

  if (metric_known (pattern))
    return true;
  for (; d->name != NULL; d++)
    if (metric_matches (base, d->name)
        || (d->labels != NULL && strchr (pattern, '*') != NULL
            && g_pattern_match_simple (pattern, d->name)))
      return true;
  message ("--%s '%s': no such metric ('dmmsim list metrics' shows them)",
           option, pattern);
  return false;
}

static bool
patterns_known (const struct compare_options *options, const GArray *tolerances)
{
  for (char **p = options->only; p != NULL && *p != NULL; p++)
    if (!pattern_known ("metric", *p))
      return false;
  for (char **p = options->ignore; p != NULL && *p != NULL; p++)
    if (!pattern_known ("ignore", *p))
      return false;
  for (unsigned i = 0; i < tolerances->len; i++)
    if (!pattern_known ("tolerance",
                        g_array_index (tolerances, struct tolerance, i).metric))
      return false;
  return true;
}

/* ---- comparing ------------------------------------------------------------
 */

static void
print_report (const struct compare_options *options, const comparison *c)
{
  g_autofree char *report = options->json    ? comparison_json (c)
                            : options->junit ? comparison_junit (c)
                            : options->tap   ? comparison_tap (c)
                                             : comparison_text (c);

  fputs (report, stdout);
}

static bool
run_is_broken (const study_record *run)
{
  for (unsigned i = 0; i < metric_set_size (run->metrics); i++)
    {
      const struct metric *metric = metric_set_at (run->metrics, i);

      if (metric->n > 0 && !isfinite (metric->mean))
        return true;
    }
  return !run->complete;
}

/* Is there what nothing should be held against? */
static bool
is_broken (const cases *results)
{
  for (unsigned i = 0; i < results->all->len; i++)
    for (unsigned j = 0; j < cases_at (results, i)->runs->len; j++)
      if (run_is_broken (case_run (cases_at (results, i), j)))
        return true;
  return results->n_missing > 0;
}

static int
bless_results (const char *base, const cases *results, const comparison *c,
               const char *reason)
{
  GError *error = NULL;

  if (is_broken (results))
    {
      message ("%s: not blessed: runs are missing or incomplete, or values are "
               "no numbers",
               results->path);
      return EXIT_CHECK_FAILED;
    }
  if (!bless (base, results, c, reason, &error))
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  message ("%s: blessed: %s", base, reason);
  return EXIT_OK;
}

static int
compare (const char *base_path, const char *path,
         const struct compare_options *options,
         const struct comparison_rules *rules)
{
  GError *error = NULL;
  g_autoptr (cases) results = cases_load (path, &error);
  g_autoptr (cases) base = NULL;
  g_autoptr (comparison) c = NULL;

  if (results != NULL && options->bless != NULL
      && !g_file_test (base_path, G_FILE_TEST_EXISTS))
    return bless_results (base_path, results, NULL, options->bless);
  if (results != NULL)
    base = cases_load (base_path, &error);
  if (base == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  c = comparison_new (base, results, rules);
  print_report (options, c);
  if (options->bless != NULL)
    return bless_results (base_path, results, c, options->bless);
  if (c->items->len == 0)
    {
      message ("nothing to compare: no metric of both is asked for");
      return EXIT_CHECK_FAILED;
    }
  return c->failed > 0 ? EXIT_CHECK_FAILED : EXIT_OK;
}

static void
tolerance_clear (void *tolerance)
{
  g_free (((struct tolerance *)tolerance)->metric);
}

static int
compare_by (const char *base, const char *path,
            const struct compare_options *options)
{
  GArray *tolerances = g_array_new (FALSE, FALSE, sizeof (struct tolerance));
  int status = EXIT_BAD_INPUT;

  g_array_set_clear_func (tolerances, tolerance_clear);
  if (add_tolerances (tolerances, options->relative, true)
      && add_tolerances (tolerances, options->absolute, false)
      && patterns_known (options, tolerances))
    {
      const struct comparison_rules rules
          = { .tolerances = (const struct tolerance *)(void *)tolerances->data,
              .n_tolerances = tolerances->len,
              .only = (const char *const *)options->only,
              .ignore = (const char *const *)options->ignore,
              .confidence = options->confidence / 100,
              .allow_new = options->allow_new,
              .exact = options->exact };

      status = compare (base, path, options, &rules);
    }
  g_array_free (tolerances, TRUE);
  return status;
}

/* ---- options ---------------------------------------------------------------
 */

static bool
options_good (int argc, const struct compare_options *options)
{
  if (argc != 3)
    message ("which results? dmmsim compare BASE NEW");
  else if (options->json + options->junit + options->tap > 1)
    message ("one of --json, --junit and --tap");
  else if (!(options->confidence > 0 && options->confidence < 100))
    message ("--confidence: expected per cent, between 0 and 100");
  else if (options->bless != NULL && *g_strstrip (options->bless) == '\0')
    message ("--bless '': expected a reason");
  else
    return true;
  return false;
}

static void
options_clear (struct compare_options *options)
{
  g_strfreev (options->relative);
  g_strfreev (options->absolute);
  g_strfreev (options->only);
  g_strfreev (options->ignore);
  g_free (options->bless);
}

int
verb_compare (int argc, char **argv)
{
  struct compare_options o = { .confidence = 95 };
  const GOptionEntry entries[]
      = { { "tolerance", 't', 0, G_OPTION_ARG_STRING_ARRAY, &o.relative,
            "difference that is allowed, as part of BASE's value (repeatable)",
            "METRIC=REL" },
          { "absolute", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.absolute,
            "the same in the metric's unit (repeatable)", "METRIC=ABS" },
          { "metric", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &o.only,
            "compare these alone; * and ? match (repeatable)", "METRIC" },
          { "ignore", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.ignore,
            "leave these out (repeatable)", "METRIC" },
          { "confidence", 0, 0, G_OPTION_ARG_DOUBLE, &o.confidence,
            "of intervals over replications, per cent (95)", "P" },
          { "allow-new", 0, 0, G_OPTION_ARG_NONE, &o.allow_new,
            "values that BASE has not are no failure", NULL },
          { "exact", 0, 0, G_OPTION_ARG_NONE, &o.exact,
            "run digests have to be equal, too", NULL },
          { "json", 'j', 0, G_OPTION_ARG_NONE, &o.json, "print JSON", NULL },
          { "junit", 0, 0, G_OPTION_ARG_NONE, &o.junit, "print JUnit XML",
            NULL },
          { "tap", 0, 0, G_OPTION_ARG_NONE, &o.tap, "print TAP", NULL },
          { "bless", 0, 0, G_OPTION_ARG_STRING, &o.bless,
            "store NEW as BASE, for this reason", "REASON" },
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("compare", entries, &argc, &argv)
      && options_good (argc, &o))
    status = compare_by (argv[1], argv[2], &o);
  options_clear (&o);
  return status;
}
