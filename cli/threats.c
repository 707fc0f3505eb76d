/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim threats [FILE]: a table of threats, architectures and defenses, each
 * cell a run. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/metrics/expect.h"
#include "analysis/statistics/report_table.h"
#include "cli/execute.h"
#include "cli/interrupt.h"
#include "cli/loading.h"
#include "cli/threats/threat_table.h"
#include "cli/verbs.h"

#define NOT_APPLICABLE "not applicable"

struct threats_options
{
  char *format, *threats, *architectures, *defenses;
  enum table_format table;
  gboolean legend;
};

/* ---- a cell ---------------------------------------------------------------
 */

static uint64_t
count_of (const struct metric_set *metrics, const char *name)
{
  double value = metric_mean (metrics, name);

  return isnan (value) ? 0 : (uint64_t)llround (value);
}

/* Data packets lost and sent, after warm-up, of those whose fate is known. */
struct fate_counts
{
  uint64_t lost, sent;
};

static struct fate_counts
count_fates (const struct metric_set *metrics)
{
  const struct metric *loss = metric_set_find (metrics, "loss.ratio");

  return (struct fate_counts){
    .lost = (uint64_t)llround (loss->mean * (double)loss->n), .sent = loss->n
  };
}

/* What the attack came to.  @before: lost without an attack. (transfer full)
 */
static char *
describe (const struct metric_set *metrics, uint64_t before)
{
  struct fate_counts fates = count_fates (metrics);
  uint64_t redirected = count_of (metrics, "attack.redirected");
  uint64_t state = count_of (metrics, "attack.state");

  if (redirected > 0)
    return g_strdup_printf ("redirected %" G_GUINT64_FORMAT
                            " of %" G_GUINT64_FORMAT,
                            redirected, fates.sent);
  if (fates.lost > before)
    return g_strdup_printf ("lost %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
                            fates.lost - before, fates.sent);
  if (count_of (metrics, "attack.messages") == 0)
    return g_strdup (NOT_APPLICABLE);
  if (count_of (metrics, "attack.accepted") == 0)
    return g_strdup ("refused");
  if (state > 1)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " entries", state);
  return g_strdup ("accepted, no harm");
}

/* What others got for what was sent.  (transfer full) */
static char *
describe_amplification (const struct metric_set *metrics)
{
  const struct metric *messages
      = metric_set_find (metrics, "attack.amplification");
  double octets = metric_mean (metrics, "attack.amplification.bytes");

  if (messages->n == 0)
    return g_strdup (NOT_APPLICABLE);
  if (messages->mean == 0
      || (count_of (metrics, "attack.messages") > 0
          && count_of (metrics, "attack.accepted") == 0))
    return g_strdup ("refused");
  return g_strdup_printf ("%.3g times, %.3g of octets", messages->mean, octets);
}

/* NULL after a message. (transfer full) */
static struct metric_set *
run_cell (const char *path, const struct threatened *of,
          const struct defense *by, const char *attack)
{
  g_autofree char *architecture
      = g_strconcat ("architecture=", of->architecture, NULL);
  g_autofree char *security = g_strconcat ("security=", by->security, NULL);
  g_autofree char *attacks
      = attack == NULL
            ? g_strdup ("attacks=[]")
            : g_strdup_printf ("attacks=[{%s, \"ingress_filtering\": %s}]",
                               attack,
                               by->ingress_filtering ? "true" : "false");
  const char *const overrides[] = { architecture, security, attacks, NULL };
  GError *error = NULL;
  scenario *s = scenario_load (path, overrides, &error);
  struct execution execution = { .scenario = s, .label = of->name };

  if (s == NULL)
    {
      message_error (error);
      return NULL;
    }
  execute (&execution);
  scenario_free (s);
  return execution.metrics;
}

/* Packets lost without an attack, by architecture and defense: run when first
 * asked for. */
struct baselines
{
  const char *path;
  GHashTable *lost; /* name -> count + 1 as pointer */
};

static bool
find_baseline (struct baselines *baselines, const struct threatened *of,
               const struct defense *by, uint64_t *lost)
{
  g_autofree char *key = g_strconcat (of->name, " ", by->name, NULL);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (baselines->lost, key));
  struct metric_set *metrics;

  if (known == 0)
    {
      metrics = run_cell (baselines->path, of, by, NULL);
      if (metrics == NULL)
        return false;
      known = (guint)count_fates (metrics).lost + 1;
      metric_set_free (metrics);
      g_hash_table_insert (baselines->lost, g_steal_pointer (&key),
                           GUINT_TO_POINTER (known));
    }
  *lost = known - 1;
  return true;
}

/* NULL after a message. (transfer full) */
static char *
make_cell (struct baselines *baselines, const struct threat *threat,
           const struct threatened *of, const struct defense *by)
{
  struct metric_set *metrics;
  uint64_t before;
  char *text;

  if (!find_baseline (baselines, of, by, &before))
    return NULL;
  metrics = run_cell (baselines->path, of, by, threat->attack);
  if (metrics == NULL)
    return NULL;
  text = threat->amplifies ? describe_amplification (metrics)
                           : describe (metrics, before);
  metric_set_free (metrics);
  return text;
}

/* ---- the table ------------------------------------------------------------
 */

/* Is @name in the list, separated by commas, or is there no list? */
static bool
is_asked (const char *list, const char *name)
{
  g_auto (GStrv) names = g_strsplit (list != NULL ? list : "", ",", -1);

  return list == NULL || g_strv_contains ((const char *const *)names, name);
}

static struct report_table *
begin_table (const struct threats_options *options)
{
  struct report_table *table = report_table_new ();

  report_table_column (table, "threat", false);
  report_table_column (table, "architecture", false);
  for (const struct defense *d = defenses; d->name != NULL; d++)
    if (is_asked (options->defenses, d->name))
      report_table_column (table, d->name, false);
  return table;
}

/* A row that says nothing is left out. */
static bool
add_row (struct report_table *table, struct baselines *baselines,
         const struct threats_options *options, const struct threat *threat,
         const struct threatened *of)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  bool applies = false;

  for (const struct defense *d = defenses; d->name != NULL; d++)
    {
      char *cell = NULL;

      if (!is_asked (options->defenses, d->name))
        continue;
      cell = make_cell (baselines, threat, of, d);
      if (cell == NULL || interrupt_came ())
        {
          g_free (cell);
          return false;
        }
      applies = applies || strcmp (cell, NOT_APPLICABLE) != 0;
      g_ptr_array_add (cells, cell);
    }
  if (!applies)
    return true;
  report_table_cell (table, threat->name);
  report_table_cell (table, of->name);
  for (guint i = 0; i < cells->len; i++)
    report_table_cell (table, cells->pdata[i]);
  return true;
}

static bool
add_rows (struct report_table *table, const char *path,
          const struct threats_options *options)
{
  g_autoptr (GHashTable) lost
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct baselines baselines = { .path = path, .lost = lost };

  for (const struct threat *t = threats; t->name != NULL; t++)
    for (const struct threatened *of = threatened; of->name != NULL; of++)
      if (is_asked (options->threats, t->name)
          && is_asked (options->architectures, of->name)
          && !add_row (table, &baselines, options, t, of))
        return false;
  return true;
}

/* What the names stand for. */
static struct report_table *
legend (void)
{
  struct report_table *table = report_table_new ();

  report_table_column (table, "name", false);
  report_table_column (table, "what it is", false);
  for (const struct threat *t = threats; t->name != NULL; t++)
    {
      report_table_cell (table, t->name);
      report_table_cell (table, t->help);
    }
  for (const struct defense *d = defenses; d->name != NULL; d++)
    {
      report_table_cell (table, d->name);
      report_table_cell (table, d->help);
    }
  return table;
}

static int
print_threats (const char *path, const struct threats_options *options)
{
  struct report_table *table
      = options->legend ? legend () : begin_table (options);
  bool ok = options->legend || add_rows (table, path, options);
  g_autofree char *text = NULL;

  if (ok)
    {
      text = report_table_print (table, options->table);
      fputs (text, stdout);
    }
  report_table_free (table);
  if (interrupt_came ())
    return EXIT_INTERRUPTED;
  return ok ? EXIT_OK : EXIT_RUN_FAILED;
}

/* ---- options --------------------------------------------------------------
 */

/* Names of one of the tables, whose first member is the name. */
static bool
check_names (const char *option, const char *list, const void *rows,
             size_t size)
{
  g_auto (GStrv) names = g_strsplit (list != NULL ? list : "", ",", -1);

  for (char **name = names; *name != NULL; name++)
    {
      const char *row = rows;

      while (*(const char *const *)row != NULL
             && strcmp (*(const char *const *)row, *name) != 0)
        row += size;
      if (*(const char *const *)row == NULL)
        {
          message ("--%s '%s': no such name; dmmsim threats --legend says "
                   "what there is",
                   option, *name);
          return false;
        }
    }
  return true;
}

static bool
options_good (struct threats_options *options)
{
  if (!table_format_parse (options->format != NULL ? options->format : "text",
                           &options->table))
    {
      message ("--format '%s': expected text, csv, latex, markdown or html",
               options->format);
      return false;
    }
  return check_names ("threats", options->threats, threats, sizeof *threats)
         && check_names ("architectures", options->architectures, threatened,
                         sizeof *threatened)
         && check_names ("defenses", options->defenses, defenses,
                         sizeof *defenses);
}

/* The file shipped; in a source tree that is not installed, that of the tree.
 * (transfer full) */
static char *
shipped_file (void)
{
  char *installed
      = g_build_filename (DMMSIM_DATADIR, "scenarios", "threats.json", NULL);

  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return installed;
  g_free (installed);
  return g_build_filename ("scenarios", "threats.json", NULL);
}

int
verb_threats (int argc, char **argv)
{
  struct threats_options options = { 0 };
  const GOptionEntry entries[]
      = { { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format,
            "text (default), csv, latex, markdown or html", "FORMAT" },
          { "threats", 't', 0, G_OPTION_ARG_STRING, &options.threats,
            "only these threats", "NAME,..." },
          { "architectures", 'a', 0, G_OPTION_ARG_STRING,
            &options.architectures, "only these architectures", "NAME,..." },
          { "defenses", 'd', 0, G_OPTION_ARG_STRING, &options.defenses,
            "only these defenses", "NAME,..." },
          { "legend", 0, 0, G_OPTION_ARG_NONE, &options.legend,
            "say what the names of threats and defenses stand for, run nothing",
            NULL },
          G_OPTION_ENTRY_NULL };
  g_autofree char *path = NULL;
  int status = EXIT_BAD_INPUT;

  if (verb_options ("threats", entries, &argc, &argv)
      && options_good (&options))
    {
      if (argc > 2)
        message ("one scenario: dmmsim threats [FILE]");
      else
        {
          path = argc == 2 ? g_strdup (argv[1]) : shipped_file ();
          interrupt_listen ();
          status = print_threats (path, &options);
        }
    }
  g_free (options.format);
  g_free (options.threats);
  g_free (options.architectures);
  g_free (options.defenses);
  return status;
}
