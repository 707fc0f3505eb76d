/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/job.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "analysis/collectors/pool.h"
#include "cli/execute.h"
#include "cli/interrupt.h"
#include "cli/loading.h"
#include "cli/manifest.h"
#include "cli/verbs.h"

struct job *
job_new (scenario *s)
{
  struct job *job = g_new0 (struct job, 1);

  job->scenario = s;
  job->label = scenario_label (s);
  job->replication = -1;
  return job;
}

void
job_free (struct job *job)
{
  if (job->metrics != NULL)
    metric_set_free (job->metrics);
  scenario_free (job->scenario);
  g_free (job->label);
  g_free (job);
}

/* Folder of one replication, made; the job's own if there is but one. */
static char *
replication_folder (const struct job *job, const char *folder,
                    int64_t replication)
{
  char *path;

  if (folder == NULL)
    return NULL;
  if (job->scenario->replications == 1 || job->replication >= 0)
    return g_strdup (folder);
  path = g_strdup_printf ("%s/replication-%" G_GINT64_FORMAT, folder,
                          replication);
  if (g_mkdir (path, 0777) != 0)
    message ("%s: cannot be created: %s", path, g_strerror (errno));
  return path;
}

static int
run_replication (struct job *job, const char *folder, int64_t replication,
                 GPtrArray *sets)
{
  char *path = replication_folder (job, folder, replication);
  struct execution execution = { .scenario = job->scenario,
                                 .label = job->label,
                                 .replication = (uint64_t)replication,
                                 .folder = path,
                                 .pcap = job->pcap,
                                 .limits = job->limits };
  int status = execute (&execution);

  g_free (path);
  if (execution.metrics != NULL)
    g_ptr_array_add (sets, execution.metrics);
  job->balanced = job->balanced && execution.balanced;
  job->complete = job->complete && status == EXIT_OK && execution.complete;
  job->limited = job->limited || execution.limit != NULL;
  return status;
}

/* The top of a folder with several replications. */
static bool
write_pooled (const struct job *job, const char *folder, unsigned n)
{
  const scenario *s = job->scenario;
  char *resolved = scenario_standing_alone (s);
  char *digest = scenario_digest (s);
  struct result_manifest manifest = manifest_of (s, digest);
  char **runs = g_new0 (char *, n + 1);
  GError *error = NULL;
  bool ok;

  manifest.complete = job->complete;
  for (unsigned i = 0; i < n; i++)
    runs[i] = g_strdup_printf ("replication-%u", i);
  ok = results_write_text (folder, "scenario.json", resolved, &error)
       && results_write_summary (folder, job->metrics, &error)
       && results_write_group (folder, &manifest, (const char *const *)runs,
                               &error);
  if (!ok)
    message_error (error);
  g_strfreev (runs);
  g_free (digest);
  g_free (resolved);
  return ok;
}

int
job_run (struct job *job, const char *folder)
{
  GPtrArray *sets
      = g_ptr_array_new_with_free_func ((GDestroyNotify)metric_set_free);
  bool one = job->replication >= 0;
  int64_t first = one ? job->replication : 0;
  int64_t replications = one ? 1 : job->scenario->replications;
  int status = EXIT_OK;

  job->complete = job->balanced = true;
  for (int64_t i = 0; i < replications && status == EXIT_OK; i++)
    {
      if (interrupt_came ())
        job->complete = false;
      else
        status = run_replication (job, folder, first + i, sets);
    }
  if (sets->len > 0)
    job->metrics = metric_sets_pool (
        (const struct metric_set *const *)sets->pdata, sets->len);
  if (status == EXIT_OK && folder != NULL && replications > 1
      && job->metrics != NULL && !write_pooled (job, folder, sets->len))
    status = EXIT_RUN_FAILED;
  g_ptr_array_free (sets, TRUE);
  return status;
}
