/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/study_run.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/results/results.h"
#include "cli/execute.h"

/* ---- making -------------------------------------------------------------- */

static study_record *
record_of (const plan *p, size_t run, const scenario *s,
           const struct execution *execution)
{
  study_record *record = study_record_new ();
  unsigned point = plan_point (p, run);
  const study *whole = p->study;

  record->digest = g_strdup (whole->digests[run]);
  record->settings = g_new0 (struct study_setting, MAX (1, whole->n_axes));
  record->n_settings = whole->n_axes;
  for (unsigned a = 0; a < whole->n_axes; a++)
    record->settings[a] = (struct study_setting){
      g_strdup (whole->axes[a].name),
      g_strdup (study_value_at (whole, point, a)->text),
    };
  record->architecture = g_strdup (s->architecture.chosen->name);
  record->replication = execution->replication;
  record->seed = s->seed;
  record->scenario_digest = g_strdup (p->point_digests[point]);
  record->run_digest = g_strdup (execution->digest);
  record->version = g_strdup (dmmsim_version);
  record->commit = dmmsim_commit[0] != '\0' ? g_strdup (dmmsim_commit) : NULL;
  record->compiler = g_strdup (dmmsim_compiler);
  record->simulated_time = execution->simulated_time;
  record->events = execution->events;
  record->complete = execution->complete;
  record->scenario = scenario_run_text (s);
  return record;
}

static int
write_record (const plan *p, size_t run, const scenario *s,
              struct execution *execution, const char *folder)
{
  g_autoptr (study_record) record = record_of (p, run, s, execution);
  GError *error = NULL;

  record->metrics = g_steal_pointer (&execution->metrics);
  if (study_record_write (folder, record, &error))
    return EXIT_OK;
  message_error (error);
  return EXIT_RUN_FAILED;
}

static result_folder *
kept_folder (const char *folder, const char *digest)
{
  g_autofree char *path = g_build_filename (folder, "kept", digest, NULL);
  GError *error = NULL;
  result_folder *kept = result_folder_new (path, &error);

  if (kept == NULL)
    message_error (error);
  return kept;
}

static int
commit_kept (result_folder *kept)
{
  GError *error = NULL;

  if (result_folder_commit (kept, &error))
    return EXIT_OK;
  message_error (error);
  return EXIT_RUN_FAILED;
}

static int
make (const plan *p, size_t run, const scenario *s, const char *folder,
      result_folder *kept, const struct limits *limits)
{
  g_autofree char *label = scenario_label (s);
  struct execution execution = {
    .scenario = s,
    .label = label,
    .replication = plan_replication (p, run),
    .folder = kept != NULL ? result_folder_work (kept) : NULL,
    .limits = limits,
  };
  int status = execute (&execution);

  if (status == EXIT_OK && !execution.complete)
    status = execution.limit != NULL ? EXIT_RUN_FAILED : EXIT_INTERRUPTED;
  if (status == EXIT_OK)
    status = write_record (p, run, s, &execution, folder);
  metric_set_free (execution.metrics);
  return status;
}

int
study_run_make (const plan *p, size_t run, const char *folder, bool keep,
                const struct limits *limits)
{
  GError *error = NULL;
  g_autoptr (scenario) s
      = sweep_point_scenario (p->points, plan_point (p, run), &error);
  result_folder *kept = NULL;
  int status;

  if (s == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  s->replications = 1; /* one run; the digest does not know it */
  if (keep)
    {
      kept = kept_folder (folder, p->study->digests[run]);
      if (kept == NULL)
        return EXIT_RUN_FAILED;
    }
  status = make (p, run, s, folder, kept, limits);
  if (kept != NULL && status != EXIT_OK)
    result_folder_abandon (kept);
  else if (kept != NULL)
    status = commit_kept (kept);
  return status;
}

/* ---- failing ------------------------------------------------------------- */

static void
write_failed (const char *folder, const char *digest, const char *ending,
              const char *text)
{
  g_autofree char *path = failed_path (folder, digest, ending);
  GError *error = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0666, &error))
    message_error (error);
}

void
study_run_failed (const plan *p, size_t run, const char *folder,
                  const char *said)
{
  g_autofree char *failed = g_build_filename (folder, "failed", NULL);
  g_autoptr (scenario) s
      = sweep_point_scenario (p->points, plan_point (p, run), NULL);
  g_autofree char *text = s == NULL ? NULL : scenario_run_text (s);

  if (g_mkdir (failed, 0777) != 0 && errno != EEXIST)
    message ("%s: cannot be created: %s", failed, g_strerror (errno));
  else if (text != NULL)
    {
      write_failed (folder, p->study->digests[run], ".txt", said);
      write_failed (folder, p->study->digests[run], ".json", text);
    }
}

void
study_run_succeeded (const plan *p, size_t run, const char *folder)
{
  static const char *const endings[] = { ".txt", ".json" };
  g_autofree char *failed = g_build_filename (folder, "failed", NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path
          = failed_path (folder, p->study->digests[run], endings[i]);

      g_unlink (path);
    }
  g_rmdir (failed); /* if that was the last */
}
