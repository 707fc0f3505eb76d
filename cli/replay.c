/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim replay RUN...: makes runs again from what they recorded of themselves
 * - resolved scenario with its seed, replication - and holds the run digests
 * against each other. */
#include <stdio.h>
#include <string.h>

#include "analysis/results/results.h"
#include "analysis/studies/cases.h"
#include "cli/execute.h"
#include "cli/interrupt.h"
#include "cli/loading.h"
#include "cli/verbs.h"
#include "scenarios/sweep.h"

static void
tell_change (const char *what, const char *recorded, const char *now)
{
  if (g_strcmp0 (recorded, now) != 0)
    printf ("  %s: recorded %s, now %s\n", what,
            recorded != NULL ? recorded : "unknown",
            now != NULL ? now : "unknown");
}

/* A study records the digest of what makes the run, a result folder that of the
 * whole scenario, title and all. */
static void
tell_scenario (const study_record *record, const scenario *s)
{
  g_autofree char *whole = scenario_digest (s);
  g_autofree char *run = scenario_run_digest (s);

  if (g_strcmp0 (record->scenario_digest, run) != 0)
    tell_change ("scenario, or the files it names", record->scenario_digest,
                 whole);
}

/* What may explain that a run is not the same. */
static void
tell_changes (const study_record *record, const scenario *s)
{
  tell_change ("version", record->version, dmmsim_version);
  tell_change ("commit", record->commit,
               dmmsim_commit[0] != '\0' ? dmmsim_commit : NULL);
  tell_change ("compiler", record->compiler, dmmsim_compiler);
  tell_scenario (record, s);
}

static int
judge (const study_record *record, const struct execution *execution)
{
  bool same = strcmp (execution->digest, record->run_digest) == 0;

  printf ("%s: %s replication %" G_GUINT64_FORMAT ": run digest %s",
          same ? "same" : "differs", execution->label, record->replication,
          record->run_digest);
  if (same)
    putchar ('\n');
  else
    printf (", now %s\n", execution->digest);
  tell_changes (record, execution->scenario);
  return same ? EXIT_OK : EXIT_CHECK_FAILED;
}

/* Runs @execution, into a result folder if @path is not NULL. */
static int
execute_into (struct execution *execution, const char *path)
{
  GError *error = NULL;
  result_folder *folder;
  int status;

  if (path == NULL)
    return execute (execution);
  folder = result_folder_new (path, &error);
  if (folder == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  execution->folder = result_folder_work (folder);
  status = execute (execution);
  if (status != EXIT_OK)
    result_folder_abandon (folder);
  else if (!result_folder_commit (folder, &error))
    {
      message_error (error);
      status = EXIT_RUN_FAILED;
    }
  return status;
}

static int
replay_record (const study_record *record, const char *label,
               const char *output)
{
  scenario *s;
  struct execution execution
      = { .label = label, .replication = record->replication };
  int status;

  if (!record->complete)
    {
      message ("%s: was cut short; its digest is not that of a whole run",
               label);
      return EXIT_CHECK_FAILED;
    }
  s = load_record (record);
  if (s == NULL)
    return EXIT_BAD_INPUT;
  execution.scenario = s;
  status = execute_into (&execution, output);
  if (status == EXIT_OK)
    status = execution.complete ? judge (record, &execution) : EXIT_INTERRUPTED;
  metric_set_free (execution.metrics);
  scenario_free (s);
  return status;
}

static int
replay_cases (const cases *found, const char *output)
{
  int worst = EXIT_OK, status;

  for (unsigned i = 0; i < found->all->len; i++)
    for (unsigned j = 0; j < cases_at (found, i)->runs->len; j++)
      {
        const struct result_case *of = cases_at (found, i);
        g_autofree char *label = g_strdup_printf (
            "%s%s%s", found->path, of->label[0] != '\0' ? " " : "", of->label);

        if (interrupt_came ())
          return EXIT_INTERRUPTED;
        status = replay_record (case_run (of, j), label, output);
        worst = MAX (worst, status);
      }
  return worst;
}

static unsigned
count_runs (const cases *found)
{
  unsigned n = 0;

  for (unsigned i = 0; i < found->all->len; i++)
    n += cases_at (found, i)->runs->len;
  return n;
}

static int
replay (const char *path, const char *output)
{
  GError *error = NULL;
  g_autoptr (cases) found = cases_load (path, &error);

  if (found == NULL)
    message_error (error);
  else if (count_runs (found) == 0)
    message ("%s: holds no run", path);
  else if (output != NULL && count_runs (found) > 1)
    message ("%s: holds %u runs: name one of them with --output", path,
             count_runs (found));
  else
    return replay_cases (found, output);
  return EXIT_BAD_INPUT;
}

int
verb_replay (int argc, char **argv)
{
  char *output = NULL;
  const GOptionEntry entries[]
      = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
            "result folder for the run made again (default: none)", "DIR" },
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("replay", entries, &argc, &argv))
    {
      if (argc != 2)
        message ("which run? dmmsim replay RUN");
      else if (verb_folder_good (output))
        {
          interrupt_listen ();
          status = replay (argv[1], output);
        }
    }
  g_free (output);
  return status;
}
