/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim bridge FILE --attach NODE=IFACE...: one run in real time. */
#include <math.h>
#include <stdio.h>

#include "analysis/results/results.h"
#include "cli/execute.h"
#include "cli/interrupt.h"
#include "cli/live.h"
#include "cli/loading.h"
#include "cli/privilege.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "scenarios/quantity.h"

struct bridge_options
{
  struct loading_options loading;
  char *output, *architecture, *hard_limit;
  char **attach, **pcap;
  double speed;
  gboolean wait;
  const char *file; /* not owned */
};

/* ---- options ------------------------------------------------------- */

/* "50 ms", or a number of seconds. */
static bool
is_time (const char *text, sim_time *time)
{
  return quantity_parse_integer (QUANTITY_TIME, text, false, time)
             == QUANTITY_OK
         || quantity_parse_integer (QUANTITY_TIME, text, true, time)
                == QUANTITY_OK;
}

static bool
take_hard_limit (const char *text, sim_time *limit)
{
  *limit = SIM_TIME_MAX;
  if (text == NULL || (is_time (text, limit) && *limit > 0))
    return true;
  message ("--hard-limit '%s': expected %s, above 0", text,
           quantity_expected (QUANTITY_TIME));
  return false;
}

static bool
options_good (const struct bridge_options *options)
{
  if (options->attach == NULL)
    {
      message ("which interfaces? dmmsim bridge FILE --attach NODE=tap:NAME");
      return false;
    }
  if (!isfinite (options->speed) || options->speed < 1e-3
      || options->speed > 1e3)
    {
      message ("--speed: expected 0.001 to 1000 simulated seconds per second");
      return false;
    }
  return verb_folder_good (options->output);
}

/* ---- running ------------------------------------------------------- */

static int
run_in (struct execution *execution, const char *path)
{
  GError *error = NULL;
  result_folder *folder = result_folder_new (path, &error);
  int status;

  if (folder == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  execution->folder = result_folder_work (folder);
  status = execute (execution);
  if (execution->metrics == NULL)
    result_folder_abandon (folder);
  else if (!result_folder_commit (folder, &error))
    {
      message_error (error);
      status = EXIT_RUN_FAILED;
    }
  else
    message ("%s: results in %s", execution->label, path);
  return status;
}

static void
print_metrics (const struct execution *execution)
{
  const scenario *s = execution->scenario;
  const struct table_column column
      = { s->architecture.chosen->name, execution->metrics };

  if (s->title != NULL)
    printf ("%s\n\n", s->title);
  table_print (&column, 1);
}

/* An interrupted run is good as far as it goes; a late one has failed. */
static int
conclude (const struct execution *execution, int status)
{
  const struct live *live = execution->live;

  if (status != EXIT_OK)
    return status;
  print_metrics (execution);
  if (live->reason == NULL)
    return EXIT_OK;
  message ("%s: what was measured is saved, marked incomplete", live->reason);
  return live->end == REALTIME_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_RUN_FAILED;
}

static int
run_live (const struct bridge_options *options, const scenario *s,
          struct live *live)
{
  char *label = scenario_label (s);
  char *path = options->output != NULL
                   ? g_strdup (options->output)
                   : g_strdup_printf ("results/%s-bridge", label);
  struct execution execution = { .scenario = s,
                                 .label = label,
                                 .pcap = (const char *const *)options->pcap,
                                 .live = live };
  int status;

  interrupt_listen ();
  status = conclude (&execution, run_in (&execution, path));
  if (execution.metrics != NULL)
    metric_set_free (execution.metrics);
  live_clear (live);
  g_free (path);
  g_free (label);
  return status;
}

/* With privileges; they are gone when this returns. */
static bool
open_interfaces (struct bridge *bridge, char *const *arguments)
{
  GError *error = NULL;
  bool ok = true;

  for (; ok && *arguments != NULL; arguments++)
    ok = bridge_open (bridge, *arguments, &error);
  ok = ok && privilege_drop (&error);
  if (error != NULL)
    message_error (error);
  return ok;
}

static int
run_bridge (const struct bridge_options *options)
{
  struct live live
      = { .clock = { .speed = options->speed, .interrupted = interrupt_came },
          .wait = options->wait };
  int status = EXIT_BAD_INPUT;
  scenario *s;

  if (!take_hard_limit (options->hard_limit, &live.clock.hard_limit))
    return EXIT_BAD_INPUT;
  s = load (options->file, &options->loading, options->architecture);
  if (s == NULL)
    return EXIT_BAD_INPUT;
  live.bridge = bridge_new ();
  if (open_interfaces (live.bridge, options->attach))
    status = run_live (options, s, &live);
  bridge_free (live.bridge);
  scenario_free (s);
  return status;
}

int
verb_bridge (int argc, char **argv)
{
  struct bridge_options options = { .speed = 1 };
  const GOptionEntry entries[] = {
    { "attach", 'A', 0, G_OPTION_ARG_STRING_ARRAY, &options.attach,
      "what stands at NODE: tap:NAME, tun:NAME or packet:IFACE, and options "
      "(repeatable)",
      "NODE=KIND:IFACE[,OPTION=VALUE]..." },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "result folder (default: results/<scenario>-<architecture>-bridge)",
      "DIR" },
    LOADING_ENTRIES (&options.loading),
    { "architecture", 'a', 0, G_OPTION_ARG_STRING, &options.architecture,
      "instead of the scenario's", "NAME" },
    { "pcap", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.pcap,
      "capture packets at a node (repeatable)", "NODE" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options.speed,
      "simulated seconds per second (default: 1)", "F" },
    { "hard-limit", 0, 0, G_OPTION_ARG_STRING, &options.hard_limit,
      "end the run when an event is later than T, such as '50 ms'", "T" },
    { "wait", 'w', 0, G_OPTION_ARG_NONE, &options.wait,
      "start the clock when all interfaces are up", NULL },
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("bridge", entries, &argc, &argv))
    {
      options.file = argv[1];
      if (argc != 2)
        message ("which scenario? dmmsim bridge FILE --attach NODE=IFACE...");
      else if (options_good (&options)
               && loading_options_resolve (&options.loading))
        status = run_bridge (&options);
    }
  loading_options_clear (&options.loading);
  g_strfreev (options.attach);
  g_strfreev (options.pcap);
  g_free (options.architecture);
  g_free (options.hard_limit);
  g_free (options.output);
  return status;
}
