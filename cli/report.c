/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim report DIR: one HTML page that needs nothing else, with the replay of
 * a run, which is made again from its record for it. */
#include <stdio.h>

#include "cli/interrupt.h"
#include "cli/loading.h"
#include "cli/looking/report_parts.h"

#define NODES_SHOWN 30
#define EVENTS_SHOWN 20000

struct report_options
{
  struct rerun_options rerun;
  char *output, *node; /* as given; GOption's */
  int nodes;
};

/* What the run that is made again is looked at with. */
struct reporting
{
  const struct report_options *options;
  const scenario *scenario;
  struct report_page *page;
  struct recording *recording;
};

static void
report_begin (struct simulation *simulation, void *data)
{
  struct reporting *t = data;
  const struct recording_config config = { .node = t->options->node,
                                           .nodes = (uint32_t)t->options->nodes,
                                           .to = SIM_TIME_MAX,
                                           .events_max = EVENTS_SHOWN };

  t->recording = recording_new (simulation->sim, simulation->domain, &config);
}

static int
report_end (struct simulation *simulation, void *data)
{
  struct reporting *t = data;

  (void)simulation;
  if (t->recording->nodes->len == 0 && t->options->node != NULL)
    {
      message ("there is no mobile node '%s'", t->options->node);
      return EXIT_BAD_INPUT;
    }
  recording_finish (t->recording);
  report_put_scene (t->page, t->scenario, t->recording);
  recording_free (t->recording);
  t->recording = NULL;
  return EXIT_OK;
}

static int
replay_into (struct report_page *page, const struct rerun *rerun,
             const struct report_options *options)
{
  g_autoptr (scenario) s = load_record (rerun->record);
  struct reporting t = { .options = options, .scenario = s, .page = page };
  const struct execution_watch watch = { report_begin, report_end, &t };
  int status = EXIT_BAD_INPUT;

  if (s != NULL)
    status = rerun_watched (rerun, s, &watch);
  if (t.recording != NULL) /* the run did not come to its end */
    recording_free (t.recording);
  return status;
}

static int
write_page (const struct report_page *page, const char *folder,
            const char *output)
{
  g_autofree char *path = output != NULL
                              ? g_strdup (output)
                              : g_build_filename (folder, "report.html", NULL);
  g_autofree char *text = report_page_print (page);
  GError *error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    {
      message_error (error);
      return EXIT_RUN_FAILED;
    }
  message ("report in %s", path);
  return EXIT_OK;
}

static int
report_of (const cases *found, const struct rerun *rerun,
           const struct report_options *options)
{
  struct report_page *page = report_page_new ();
  int status = replay_into (page, rerun, options);

  if (status == EXIT_OK)
    {
      report_put_question (page, found, rerun);
      report_put_scenario (page, rerun->record);
      report_put_tables (page, found);
      report_put_figures (page, found);
      report_put_provenance (page, rerun->record);
      status = write_page (page, found->path, options->output);
    }
  report_page_free (page);
  return status;
}

static int
report (const char *path, const struct report_options *options)
{
  GError *error = NULL;
  g_autoptr (cases) found = cases_load (path, &error);
  struct rerun rerun = { 0 };
  int status = EXIT_BAD_INPUT;

  if (found == NULL)
    message_error (error);
  else if (options->output == NULL && !g_file_test (path, G_FILE_TEST_IS_DIR))
    message ("%s is no folder: name the page with --output", path);
  else if (rerun_choose (found, &options->rerun, &rerun))
    status = report_of (found, &rerun, options);
  rerun_clear (&rerun);
  return status;
}

static bool
options_good (int argc, const struct report_options *o)
{
  if (argc != 2)
    message ("which results? dmmsim report DIR");
  else if (o->nodes < 1)
    message ("--nodes %d: expected at least 1", o->nodes);
  else if (o->output != NULL && o->output[0] == '\0')
    message ("--output '': expected the name of a file");
  else
    return true;
  return false;
}

int
verb_report (int argc, char **argv)
{
  struct report_options o
      = { .rerun.replication = REPLICATION_UNSAID, .nodes = NODES_SHOWN };
  const GOptionEntry entries[]
      = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
            "the page (default: DIR/report.html)", "FILE" },
          { "node", 'n', 0, G_OPTION_ARG_STRING, &o.node,
            "replay this mobile node alone", "NAME" },
          { "nodes", 0, 0, G_OPTION_ARG_INT, &o.nodes,
            "replay so many mobile nodes at most, the first ones (default: 30)",
            "N" },
          RERUN_ENTRIES (&o.rerun),
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("report", entries, &argc, &argv) && options_good (argc, &o))
    {
      interrupt_listen ();
      status = report (argv[1], &o);
    }
  g_free (o.rerun.which);
  g_free (o.output);
  g_free (o.node);
  return status;
}
