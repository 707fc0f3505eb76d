/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim check FILE...: TAP, one test per expectation, two per run for its
 * completeness and its books. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/metrics/expect.h"
#include "analysis/results/format.h"
#include "cli/interrupt.h"
#include "cli/job.h"
#include "cli/limits.h"
#include "cli/loading.h"
#include "cli/verbs.h"

struct tap
{
  unsigned tests, failed;
};

static void
tap_test (struct tap *tap, bool ok, const char *label, const char *what)
{
  printf ("%s %u - %s: %s\n", ok ? "ok" : "not ok", ++tap->tests, label, what);
  tap->failed += !ok;
}

static void
check_expectation (struct tap *tap, const struct job *job,
                   const struct expectation *expect)
{
  const struct bounds bounds = { expect->equals, expect->min, expect->max,
                                 expect->near, expect->tolerance };
  double value
      = job->metrics == NULL ? NAN : metric_mean (job->metrics, expect->metric);
  char *wanted = bounds_text (&bounds);
  char *what = g_strdup_printf ("%s %s", expect->metric, wanted);
  bool ok = bounds_hold (&bounds, value);
  char number[FORMAT_SIZE];

  g_strdelimit (what, "#", ' '); /* begins a directive in TAP */
  tap_test (tap, ok, job->label, what);
  printf ("# %s: %s%s\n", expect->metric,
          isnan (value) ? "no observation" : format_number (value, number),
          ok ? "" : ", which is not what was expected");
  g_free (what);
  g_free (wanted);
}

static int
check_file (struct tap *tap, const char *file,
            const struct loading_options *options, const struct limits *limits,
            const char *architecture)
{
  scenario *s = load (file, options, architecture);
  struct job *job;
  int status;

  if (s == NULL)
    {
      tap_test (tap, false, file, "can be loaded");
      return EXIT_BAD_INPUT;
    }
  job = job_new (s);
  job->limits = limits;
  status = job_run (job, NULL);
  tap_test (tap, job->complete, job->label, "runs to its end");
  tap_test (tap, job->balanced && job->metrics != NULL, job->label,
            "books balance");
  for (size_t i = 0; i < s->expect.n; i++)
    check_expectation (tap, job,
                       &((const struct expectation *)s->expect.items)[i]);
  if (status == EXIT_OK && job->limited)
    status = EXIT_RUN_FAILED;
  job_free (job);
  fflush (stdout);
  return status;
}

static int
check_files (char **files, const struct loading_options *options,
             const struct limits *limits, const char *architectures)
{
  char **names
      = g_strsplit (architectures == NULL ? "" : architectures, ",", -1);
  struct tap tap = { 0 };
  int worst = EXIT_OK, status;

  interrupt_listen ();
  for (; *files != NULL && !interrupt_came (); files++)
    {
      if (*names == NULL)
        {
          status = check_file (&tap, *files, options, limits, NULL);
          worst = MAX (worst, status);
        }
      for (char **name = names; *name != NULL && !interrupt_came (); name++)
        {
          status = check_file (&tap, *files, options, limits, *name);
          worst = MAX (worst, status);
        }
    }
  g_strfreev (names);
  printf ("1..%u\n", tap.tests);
  if (interrupt_came ())
    return EXIT_INTERRUPTED;
  if (worst != EXIT_OK)
    return worst;
  return tap.failed > 0 ? EXIT_CHECK_FAILED : EXIT_OK;
}

int
verb_check (int argc, char **argv)
{
  struct loading_options loading = { 0 };
  struct limit_options limit_options = { 0 };
  struct limits limits;
  char *architectures = NULL;
  const GOptionEntry entries[]
      = { LOADING_ENTRIES (&loading),
          LIMIT_ENTRIES (&limit_options),
          { "architectures", 'a', 0, G_OPTION_ARG_STRING, &architectures,
            "check under each architecture", "NAME,..." },
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("check", entries, &argc, &argv))
    {
      if (argc < 2)
        message ("which scenario? dmmsim check FILE...");
      else if (limits_read (&limit_options, &limits)
               && loading_options_resolve (&loading))
        status = check_files (argv + 1, &loading, &limits, architectures);
    }
  loading_options_clear (&loading);
  limit_options_clear (&limit_options);
  g_free (architectures);
  return status;
}
