/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim stats DIR: tables over replications, pairs, advice. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/results/series_tables.h"
#include "analysis/statistics/statistics_tables.h"
#include "analysis/studies/comparison.h"
#include "cli/verbs.h"

struct stats_options
{
  char **metrics, **columns;
  char *by, *paired, *format, *estimator, *advise, *half_width;
  double confidence, quantile; /* per cent, 0 .. 1 */
  int block, limit;
  gboolean wide;
};

#define STATS_DEFAULTS                                            \
  {                                                               \
    .confidence = 95, .quantile = 0.5, .block = 10, .limit = 1000 \
  }

/* What is looked at for warm-up where no column is named: what fills up. */
static const char *const settling_columns[]
    = { "live_flows", "previous_anchors", "state_entries", "signaling_messages",
        NULL };

/* ---- metrics
 * --------------------------------------------------------------------- */

static void
quantity_clear_item (void *quantity)
{
  quantity_clear (quantity);
}

/* Appends @metric, or the metrics that it matches as a pattern, each with
 * @statistic (":p95" or ""). */
static bool
add_matching (GArray *quantities, char *const *names, const char *pattern,
              const char *statistic)
{
  bool found = false;

  for (; *names != NULL; names++)
    {
      g_autofree char *text = g_strconcat (*names, statistic, NULL);
      struct quantity quantity;

      if (!metric_matches (pattern, *names)
          || !quantity_parse (text, &quantity))
        continue;
      g_array_append_val (quantities, quantity);
      found = true;
    }
  return found;
}

static bool
add_asked (GArray *quantities, char *const *names, const char *asked)
{
  struct quantity quantity;
  bool found;

  if (!quantity_parse (asked, &quantity))
    {
      message ("--metric '%s': expected a metric, behind a colon mean, min, "
               "max, p50, p95 or p99",
               asked);
      return false;
    }
  found = add_matching (quantities, names, quantity.metric,
                        asked + strlen (quantity.metric));
  quantity_clear (&quantity);
  if (!found)
    message ("--metric '%s': no run has such a metric", asked);
  return found;
}

/* Those asked for, or all without label. */
static bool
choose_metrics (GArray *quantities, const cases *of,
                const struct stats_options *options)
{
  g_auto (GStrv) names = cases_metrics (&of, 1);
  char **asked = options->metrics;

  for (char **name = names; asked == NULL && *name != NULL; name++)
    if (strchr (*name, '{') == NULL)
      add_matching (quantities, (char *[]){ *name, NULL }, *name, "");
  for (; asked != NULL && *asked != NULL; asked++)
    if (!add_asked (quantities, names, *asked))
      return false;
  return true;
}

/* ---- tables
 * ------------------------------------------------------------------------ */

static int
print_table (struct report_table *table, enum table_format format)
{
  g_autofree char *text = report_table_print (table, format);

  fputs (text, stdout);
  report_table_free (table);
  return EXIT_OK;
}

static bool
axis_known (const cases *of, const char *axis)
{
  if (g_strv_contains ((const char *const *)of->axes, axis))
    return true;
  message ("%s: no axis '%s'", of->path, axis);
  return false;
}

/* --paired AXIS or AXIS=BASE. */
static int
print_paired (const struct statistics_request *asked, const char *option)
{
  g_auto (GStrv) words = g_strsplit (option, "=", 2);
  const char *base = words[0] != NULL ? words[1] : NULL;
  bool known = base == NULL;

  if (words[0] == NULL || !axis_known (asked->of, words[0]))
    return EXIT_BAD_INPUT;
  for (unsigned i = 0; !known && i < asked->of->all->len; i++)
    known
        = g_strcmp0 (case_value (cases_at (asked->of, i), words[0]), base) == 0;
  if (known)
    return print_table (statistics_paired (asked, words[0], base),
                        asked->format);
  message ("--paired %s: no case has this value", option);
  return EXIT_BAD_INPUT;
}

static bool
parse_half_width (const char *text, struct precision *wanted)
{
  if (precision_parse (text, wanted))
    return true;
  message ("--half-width '%s': expected a number above 0, or per cent of the "
           "mean (5%%)",
           text);
  return false;
}

static int
print_replications (const struct statistics_request *asked,
                    const struct stats_options *options)
{
  struct precision wanted = { .confidence = options->confidence / 100,
                              .block = (size_t)options->block,
                              .limit = (size_t)options->limit };

  if (!parse_half_width (
          options->half_width != NULL ? options->half_width : "5%", &wanted))
    return EXIT_BAD_INPUT;
  return print_table (statistics_replications (asked, &wanted), asked->format);
}

static int
print_statistics (const struct statistics_request *asked,
                  const struct stats_options *options)
{
  if (options->advise != NULL)
    return print_replications (asked, options);
  if (options->paired != NULL)
    return print_paired (asked, options->paired);
  if (options->wide)
    return print_table (statistics_wide (asked), asked->format);
  if (options->by == NULL)
    return print_table (statistics_table (asked), asked->format);
  if (!axis_known (asked->of, options->by))
    return EXIT_BAD_INPUT;
  return print_table (statistics_by (asked, options->by), asked->format);
}

static int
stats_of_metrics (const char *path, const struct stats_options *options,
                  struct statistics_request *asked)
{
  GError *error = NULL;
  g_autoptr (cases) of = cases_load (path, &error);
  g_autoptr (GArray) quantities
      = g_array_new (FALSE, FALSE, sizeof (struct quantity));

  g_array_set_clear_func (quantities, quantity_clear_item);
  if (of == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  if (!choose_metrics (quantities, of, options))
    return EXIT_BAD_INPUT;
  if (of->n_missing > 0)
    message ("%s: %u runs of the study are missing", path, of->n_missing);
  asked->of = of;
  asked->quantities = (const struct quantity *)(const void *)quantities->data;
  asked->n_quantities = quantities->len;
  return print_statistics (asked, options);
}

/* ---- tables of runs
 * ------------------------------------------------------------------ */

static int
print_or_tell (struct report_table *table, enum table_format format,
               GError *error)
{
  if (table != NULL)
    return print_table (table, format);
  message_error (error);
  return EXIT_BAD_INPUT;
}

static int
stats_of_warmup (const char *path, const struct stats_options *options,
                 enum table_format format)
{
  g_auto (GStrv) folders = folders_with (path, "series.csv");
  GError *error = NULL;
  struct report_table *table;

  if (*folders == NULL)
    {
      message ("%s: no series.csv: run with --set record.series='\"1 s\"'",
               path);
      return EXIT_BAD_INPUT;
    }
  table = warmup_table (folders,
                        options->columns != NULL
                            ? (const char *const *)options->columns
                            : settling_columns,
                        format, &error);
  return print_or_tell (table, format, error);
}

/* --column FILE:COLUMN, one of them. */
static int
stats_of_column (const char *path, const struct stats_options *options,
                 enum table_format format)
{
  g_auto (GStrv) words = g_strsplit (options->columns[0], ":", 2);
  g_auto (GStrv) folders = NULL;
  GError *error = NULL;
  struct report_table *table;

  if (options->columns[1] != NULL || words[0] == NULL || words[1] == NULL)
    {
      message ("--column '%s': expected one, as handovers.csv:signaling",
               options->columns[0]);
      return EXIT_BAD_INPUT;
    }
  folders = folders_with (path, words[0]);
  if (*folders == NULL)
    {
      message ("%s: no run in it has a table %s", path, words[0]);
      return EXIT_BAD_INPUT;
    }
  table = column_table (folders, words[0], words[1], options->quantile,
                        options->confidence / 100, format, &error);
  return print_or_tell (table, format, error);
}

/* ---- options
 * ---------------------------------------------------------------------------
 */

static bool
estimator_parse (const char *name, enum estimator *estimator)
{
  static const char *const names[] = { [ESTIMATOR_AUTO] = "auto",
                                       [ESTIMATOR_MEAN] = "mean",
                                       [ESTIMATOR_RATIO] = "ratio",
                                       [ESTIMATOR_QUANTILE] = "quantile" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *estimator = (enum estimator)i;
        return true;
      }
  return false;
}

static bool
numbers_good (const struct stats_options *o)
{
  if (!(o->confidence > 0 && o->confidence < 100))
    message ("--confidence: expected per cent, between 0 and 100");
  else if (!(o->quantile > 0 && o->quantile < 1))
    message ("--quantile: expected a number between 0 and 1");
  else if (o->block < 1 || o->limit < 2)
    message ("--block is at least 1, --limit at least 2");
  else
    return true;
  return false;
}

/* Whether those that only go with another option have it. */
static bool
companions_there (const struct stats_options *o, enum estimator estimator)
{
  const struct stats_options defaults = STATS_DEFAULTS;

  if (o->quantile != defaults.quantile && o->columns == NULL
      && estimator != ESTIMATOR_QUANTILE)
    message ("--quantile goes with --estimator quantile or --column");
  else if ((o->half_width != NULL || o->block != defaults.block
            || o->limit != defaults.limit)
           && g_strcmp0 (o->advise, "replications") != 0)
    message ("--half-width, --block and --limit go with --advise "
             "replications");
  else
    return true;
  return false;
}

static bool
options_good (int argc, const struct stats_options *o,
              struct statistics_request *asked)
{
  if (argc != 2)
    message ("which results? dmmsim stats DIR");
  else if (o->format != NULL && !table_format_parse (o->format, &asked->format))
    message ("--format '%s': expected text, csv, latex, markdown or html",
             o->format);
  else if (o->estimator != NULL
           && !estimator_parse (o->estimator, &asked->estimate.estimator))
    message ("--estimator '%s': expected auto, mean, ratio or quantile",
             o->estimator);
  else if (o->advise != NULL && strcmp (o->advise, "replications") != 0
           && strcmp (o->advise, "warmup") != 0)
    message ("--advise '%s': expected replications or warmup", o->advise);
  else if ((o->by != NULL) + o->wide + (o->paired != NULL) + (o->advise != NULL)
           > 1)
    message ("one of --by, --wide, --paired and --advise");
  else
    return numbers_good (o) && companions_there (o, asked->estimate.estimator);
  return false;
}

static int
stats (const char *path, const struct stats_options *options,
       struct statistics_request *asked)
{
  asked->estimate.confidence = options->confidence / 100;
  asked->estimate.quantile = options->quantile;
  if (options->advise != NULL && strcmp (options->advise, "warmup") == 0)
    return stats_of_warmup (path, options, asked->format);
  if (options->columns != NULL)
    return stats_of_column (path, options, asked->format);
  return stats_of_metrics (path, options, asked);
}

static void
options_clear (struct stats_options *o)
{
  g_strfreev (o->metrics);
  g_strfreev (o->columns);
  g_free (o->by);
  g_free (o->paired);
  g_free (o->format);
  g_free (o->estimator);
  g_free (o->advise);
  g_free (o->half_width);
}

int
verb_stats (int argc, char **argv)
{
  struct stats_options o = STATS_DEFAULTS;
  struct statistics_request asked = { 0 };
  const GOptionEntry entries[] = {
    { "metric", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &o.metrics,
      "these alone; * and ? match; :p95 takes that of each run (repeatable)",
      "METRIC" },
    { "by", 'b', 0, G_OPTION_ARG_STRING, &o.by,
      "put the values of an axis side by side", "AXIS" },
    { "wide", 'w', 0, G_OPTION_ARG_NONE, &o.wide,
      "a row per case, the metrics side by side", NULL },
    { "paired", 'p', 0, G_OPTION_ARG_STRING, &o.paired,
      "differences along an axis on common random numbers", "AXIS[=BASE]" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &o.format,
      "text, csv, latex, markdown or html", "FORMAT" },
    { "confidence", 0, 0, G_OPTION_ARG_DOUBLE, &o.confidence,
      "of intervals, per cent (95)", "P" },
    { "estimator", 0, 0, G_OPTION_ARG_STRING, &o.estimator,
      "auto, mean, ratio (of sums) or quantile", "NAME" },
    { "quantile", 0, 0, G_OPTION_ARG_DOUBLE, &o.quantile,
      "which, for quantiles (0.5)", "Q" },
    { "advise", 0, 0, G_OPTION_ARG_STRING, &o.advise,
      "tell how many replications or how much warm-up it takes",
      "replications|warmup" },
    { "half-width", 0, 0, G_OPTION_ARG_STRING, &o.half_width,
      "wanted of the interval (5%)", "REL%|ABS" },
    { "block", 0, 0, G_OPTION_ARG_INT, &o.block,
      "replications added at a time (10)", "N" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &o.limit, "replications at most (1000)",
      "N" },
    { "column", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.columns,
      "quantile of a column of the runs' tables; with --advise warmup: a "
      "column of series.csv (repeatable)",
      "FILE:COLUMN" },
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("stats", entries, &argc, &argv)
      && options_good (argc, &o, &asked))
    status = stats (argv[1], &o, &asked);
  options_clear (&o);
  return status;
}
