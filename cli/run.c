/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim run FILE...: one job per file and architecture. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "analysis/results/results.h"
#include "cli/interrupt.h"
#include "cli/job.h"
#include "cli/limits.h"
#include "cli/loading.h"
#include "cli/manifest.h"
#include "cli/table.h"
#include "cli/verbs.h"

struct run_options
{
  struct loading_options loading;
  struct limit_options limit_options;
  struct limits limits;
  char *output, *architectures;
  int replication; /* negative: all */
  char **pcap;
  char **files; /* not owned */
  unsigned n_files;
};

static struct job *
job_at (const GPtrArray *jobs, unsigned i)
{
  return g_ptr_array_index (jobs, i);
}

/* Appends the job of @file under @architecture; false after a message. */
static bool
add_job (GPtrArray *jobs, const struct run_options *options, const char *file,
         const char *architecture)
{
  scenario *s = load (file, &options->loading, architecture);
  struct job *job;

  if (s == NULL)
    return false;
  job = job_new (s);
  job->pcap = (const char *const *)options->pcap;
  job->replication = options->replication;
  job->limits = &options->limits;
  for (unsigned i = 0; i < jobs->len; i++)
    if (strcmp (job_at (jobs, i)->label, job->label) == 0)
      {
        message ("%s: asked for twice under the name %s", file, job->label);
        job_free (job);
        return false;
      }
  g_ptr_array_add (jobs, job);
  return true;
}

static bool
options_good (const struct run_options *options)
{
  if (!verb_folder_good (options->output))
    return false;
  if (options->architectures != NULL && options->architectures[0] == '\0')
    {
      message ("--architectures '': expected names such as pmipv6,dmm");
      return false;
    }
  return true;
}

static bool
add_jobs (GPtrArray *jobs, const struct run_options *options)
{
  char **architectures = options->architectures == NULL
                             ? NULL
                             : g_strsplit (options->architectures, ",", -1);
  bool ok = true;

  for (unsigned i = 0; ok && i < options->n_files; i++)
    {
      if (architectures == NULL)
        ok = add_job (jobs, options, options->files[i], NULL);
      for (char **a = architectures; ok && a != NULL && *a != NULL; a++)
        ok = add_job (jobs, options, options->files[i], *a);
    }
  g_strfreev (architectures);
  return ok;
}

/* ---- folders ----------------------------------------------------------------
 *
 * One job: -o DIR, or results/<label>.  Several jobs of one file, or with -o:
 * one folder with a sub-folder each, which appears when all are done.  Several
 * files without -o: a folder each. */

static bool
jobs_share_folder (const struct run_options *options, const GPtrArray *jobs)
{
  return jobs->len > 1 && (options->output != NULL || options->n_files == 1);
}

/* Name of a job's sub-folder: the architecture where that tells them apart. */
static const char *
sub_folder (const struct run_options *options, const struct job *job)
{
  return options->n_files == 1 ? job->scenario->architecture.chosen->name
                               : job->label;
}

static int
run_in (struct job *job, const char *path)
{
  GError *error = NULL;
  result_folder *folder = result_folder_new (path, &error);
  int status;

  if (folder == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  status = job_run (job, result_folder_work (folder));
  if (status != EXIT_OK || job->metrics == NULL)
    result_folder_abandon (folder);
  else if (!result_folder_commit (folder, &error))
    {
      message_error (error);
      status = EXIT_RUN_FAILED;
    }
  else
    message ("%s: results in %s", job->label, path);
  return status;
}

static int
run_apart (const struct run_options *options, GPtrArray *jobs)
{
  int status = EXIT_OK;

  for (unsigned i = 0; i < jobs->len && status == EXIT_OK; i++)
    {
      struct job *job = job_at (jobs, i);
      char *path = options->output != NULL
                       ? g_strdup (options->output)
                       : g_build_filename ("results", job->label, NULL);

      if (!interrupt_came ())
        status = run_in (job, path);
      g_free (path);
    }
  return status;
}

static int
run_sub_folder (const struct run_options *options, struct job *job,
                const char *work)
{
  char *path = g_build_filename (work, sub_folder (options, job), NULL);
  int status = EXIT_RUN_FAILED;

  if (g_mkdir (path, 0777) != 0)
    message ("%s: cannot be created: %s", path, g_strerror (errno));
  else
    status = job_run (job, path);
  g_free (path);
  return status;
}

static bool
write_group (const struct run_options *options, const GPtrArray *jobs,
             const char *work)
{
  struct result_manifest manifest
      = manifest_of (job_at (jobs, 0)->scenario, NULL);
  GPtrArray *names = g_ptr_array_new ();
  GError *error = NULL;
  bool ok;

  manifest.architecture = NULL; /* several, or one of several files */
  if (options->n_files > 1)
    manifest.scenario = NULL;
  manifest.complete = true;
  for (unsigned i = 0; i < jobs->len; i++)
    {
      if (job_at (jobs, i)->metrics != NULL)
        g_ptr_array_add (names, (char *)sub_folder (options, job_at (jobs, i)));
      manifest.complete = manifest.complete && job_at (jobs, i)->complete;
    }
  g_ptr_array_add (names, NULL);
  ok = results_write_group (work, &manifest, (const char *const *)names->pdata,
                            &error);
  if (!ok)
    message_error (error);
  g_ptr_array_free (names, TRUE);
  return ok;
}

static int
run_together (const struct run_options *options, GPtrArray *jobs)
{
  char *name = scenario_name (options->files[0]);
  char *path = options->output != NULL
                   ? g_strdup (options->output)
                   : g_build_filename ("results", name, NULL);
  GError *error = NULL;
  result_folder *folder = result_folder_new (path, &error);
  int status = folder == NULL ? EXIT_BAD_INPUT : EXIT_OK;

  for (unsigned i = 0; i < jobs->len && status == EXIT_OK; i++)
    if (!interrupt_came ())
      status = run_sub_folder (options, job_at (jobs, i),
                               result_folder_work (folder));
  if (status == EXIT_OK
      && !write_group (options, jobs, result_folder_work (folder)))
    status = EXIT_RUN_FAILED;
  if (status != EXIT_OK)
    result_folder_abandon (folder);
  else if (!result_folder_commit (folder, &error))
    status = EXIT_RUN_FAILED;
  else
    message ("results in %s", path);
  if (error != NULL)
    message_error (error);
  g_free (path);
  g_free (name);
  return status;
}

/* ---- table --------------------------------------------------------- */

static void
print_tables (const struct run_options *options, const GPtrArray *jobs)
{
  struct table_column *columns = g_new0 (struct table_column, jobs->len);
  unsigned n = 0;

  for (unsigned i = 0; i < jobs->len; i++)
    if (job_at (jobs, i)->metrics != NULL)
      columns[n++] = (struct table_column){
        jobs->len > 1 ? sub_folder (options, job_at (jobs, i))
                      : job_at (jobs, i)->scenario->architecture.chosen->name,
        job_at (jobs, i)->metrics
      };
  if (n > 0)
    {
      const char *title = job_at (jobs, 0)->scenario->title;

      if (options->n_files == 1 && title != NULL)
        printf ("%s\n\n", title);
      table_print (columns, n);
    }
  g_free (columns);
}

/* What jobs that ran as far as they could make of the exit status. */
static int
conclude (const GPtrArray *jobs)
{
  bool complete = true, limited = false;

  for (unsigned i = 0; i < jobs->len; i++)
    {
      complete = complete && job_at (jobs, i)->complete;
      limited = limited || job_at (jobs, i)->limited;
    }
  if (complete)
    return EXIT_OK;
  message ("%s: what was measured is saved, marked incomplete",
           interrupt_came () ? "interrupted" : "limit reached");
  return limited && !interrupt_came () ? EXIT_RUN_FAILED : EXIT_INTERRUPTED;
}

static int
run_jobs (const struct run_options *options)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)job_free);
  int status = EXIT_BAD_INPUT;

  if (add_jobs (jobs, options))
    {
      interrupt_listen ();
      status = jobs_share_folder (options, jobs) ? run_together (options, jobs)
                                                 : run_apart (options, jobs);
      if (status == EXIT_OK)
        {
          print_tables (options, jobs);
          status = conclude (jobs);
        }
    }
  g_ptr_array_free (jobs, TRUE);
  return status;
}

int
verb_run (int argc, char **argv)
{
  struct run_options options = { .replication = -1 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "result folder (default: results/<scenario>-<architecture>)", "DIR" },
    LOADING_ENTRIES (&options.loading),
    LIMIT_ENTRIES (&options.limit_options),
    { "architectures", 'a', 0, G_OPTION_ARG_STRING, &options.architectures,
      "run once per architecture, side by side", "NAME,..." },
    { "replication", 0, 0, G_OPTION_ARG_INT, &options.replication,
      "run this one alone, counted from 0 (default: all there are)", "N" },
    { "pcap", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.pcap,
      "capture packets at a node (repeatable)", "NODE" },
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("run", entries, &argc, &argv))
    {
      options.files = argv + 1;
      options.n_files = (unsigned)argc - 1;
      if (argc < 2)
        message ("which scenario? dmmsim run FILE...");
      else if (options_good (&options)
               && limits_read (&options.limit_options, &options.limits)
               && loading_options_resolve (&options.loading))
        status = run_jobs (&options);
    }
  loading_options_clear (&options.loading);
  limit_options_clear (&options.limit_options);
  g_strfreev (options.pcap);
  g_free (options.architectures);
  g_free (options.output);
  return status;
}
