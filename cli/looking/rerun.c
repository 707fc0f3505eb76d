/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/looking/rerun.h"

#include <string.h>

/* ---- which --------------------------------------------------------- */

/* Does the case have the setting "AXIS=VALUE", or one of value @word? */
static bool
case_has (const struct result_case *of, const char *word)
{
  for (unsigned i = 0; i < of->n_settings; i++)
    {
      const struct study_setting *own = &of->settings[i];
      g_autofree char *text = g_strdup_printf ("%s=%s", own->axis, own->value);

      if (strcmp (text, word) == 0 || strcmp (own->value, word) == 0)
        return true;
    }
  return false;
}

static const struct result_case *
choose_case (const cases *found, const char *which)
{
  for (unsigned i = 0; i < found->all->len; i++)
    {
      const struct result_case *of = cases_at (found, i);

      if (of->runs->len > 0
          && (which == NULL || strcmp (of->label, which) == 0
              || case_has (of, which)))
        return of;
    }
  return NULL;
}

bool
rerun_choose (const cases *found, const struct rerun_options *options,
              struct rerun *rerun)
{
  rerun->of = choose_case (found, options->which);
  if (rerun->of == NULL)
    {
      if (options->which == NULL)
        message ("%s: holds no run", found->path);
      else
        message ("%s: holds no run with '%s'; 'dmmsim stats %s' lists them",
                 found->path, options->which, found->path);
      return false;
    }
  rerun->record
      = options->replication == REPLICATION_UNSAID
            ? case_run (rerun->of, 0)
            : case_find_run (rerun->of, (uint64_t)options->replication);
  if (rerun->record == NULL)
    {
      message ("%s: holds no replication %d of %s", found->path,
               options->replication,
               rerun->of->label[0] != '\0' ? rerun->of->label : "the run");
      return false;
    }
  rerun->label
      = g_strdup_printf ("%s%s%s replication %" G_GUINT64_FORMAT, found->path,
                         rerun->of->label[0] != '\0' ? " " : "",
                         rerun->of->label, rerun->record->replication);
  return true;
}

void
rerun_clear (struct rerun *rerun)
{
  g_free (rerun->label);
}

/* ---- again --------------------------------------------------------- */

static int
confirm (const struct rerun *rerun, const struct execution *execution)
{
  if (!execution->complete)
    return EXIT_INTERRUPTED;
  if (strcmp (execution->digest, rerun->record->run_digest) == 0)
    return EXIT_OK;
  message ("%s: made again it is another run (digest %s, recorded %s); "
           "'dmmsim replay' tells what has changed",
           rerun->label, execution->digest, rerun->record->run_digest);
  return EXIT_CHECK_FAILED;
}

int
rerun_watched (const struct rerun *rerun, const scenario *s,
               const struct execution_watch *watch)
{
  struct execution execution = { .scenario = s,
                                 .label = rerun->label,
                                 .replication = rerun->record->replication,
                                 .watch = watch };
  int status;

  if (!rerun->record->complete)
    {
      message ("%s: was cut short; it cannot be made again", rerun->label);
      return EXIT_CHECK_FAILED;
    }
  status = execute (&execution);
  if (status == EXIT_OK)
    status = confirm (rerun, &execution);
  metric_set_free (execution.metrics);
  return status;
}
