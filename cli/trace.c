/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim trace RUN: the sequence chart of a mobile node's messages.  Nothing
 * has to be recorded for it: the run is made again from its own record. */
#include <stdio.h>

#include "analysis/charts/sequence_chart.h"
#include "cli/interrupt.h"
#include "cli/loading.h"
#include "cli/looking/charts.h"
#include "cli/looking/rerun.h"
#include "scenarios/quantity.h"

#define HANDOVER_UNSAID G_MININT

struct trace_options
{
  struct rerun_options rerun;
  char *node, *from, *to, *format, *output; /* as given; GOption's */
  int handover;                             /* HANDOVER_UNSAID: all there is */
};

/* What a run that is made again is looked at with. */
struct tracing
{
  const struct trace_options *options;
  const char *label;
  struct recording_config window;
  enum sequence_format format;
  struct recording *recording;
  char *chart; /* (transfer full) */
};

/* ---- options ------------------------------------------------------- */

/* An instant: "20 s", "1 min" or bare seconds.  False after a message. */
static bool
parse_instant (const char *option, const char *text, sim_time *at)
{
  int64_t value = 0;

  if (text == NULL)
    return true;
  if ((quantity_parse_integer (QUANTITY_TIME, text, true, &value) != QUANTITY_OK
       && quantity_parse_integer (QUANTITY_TIME, text, false, &value)
              != QUANTITY_OK)
      || value < 0)
    {
      message ("%s '%s': expected an instant such as 20.5 or '90 ms'", option,
               text);
      return false;
    }
  *at = value;
  return true;
}

static bool
options_resolve (const struct trace_options *o, struct tracing *t)
{
  t->window = (struct recording_config){ .node = o->node,
                                         .nodes = 1,
                                         .to = SIM_TIME_MAX,
                                         .events_max = CHART_EVENTS_MAX };
  if (!parse_instant ("--from", o->from, &t->window.from)
      || !parse_instant ("--to", o->to, &t->window.to))
    return false;
  if (t->window.from > t->window.to)
    {
      message ("--from is after --to");
      return false;
    }
  if (o->handover < 0 && o->handover != HANDOVER_UNSAID)
    {
      message ("--handover %d: expected 0, the first attachment, or more",
               o->handover);
      return false;
    }
  if (o->format != NULL && !sequence_format_parse (o->format, &t->format))
    {
      message ("--format '%s': expected text, svg or mscgen", o->format);
      return false;
    }
  if (o->output != NULL && o->output[0] == '\0')
    {
      message ("--output '': expected the name of a file");
      return false;
    }
  return true;
}

/* ---- looking on ---------------------------------------------------- */

static void
trace_begin (struct simulation *simulation, void *data)
{
  struct tracing *t = data;

  t->recording
      = recording_new (simulation->sim, simulation->domain, &t->window);
}

/* The transaction of handover @number; TRANSACTION_NONE if there is none.  A
 * node that comes back into the area begins at number 0 again: its first. */
static uint32_t
find_handover (const struct recording *r, int number)
{
  for (uint32_t i = 0; i < r->handovers->len; i++)
    {
      const struct handover *h
          = &g_array_index (r->handovers, struct handover, i);

      if (h->number == (uint32_t)number)
        return h->id;
    }
  return TRANSACTION_NONE;
}

/* Is what was asked for there? */
static bool
trace_found (const struct tracing *t, uint32_t transaction)
{
  const struct trace_options *o = t->options;
  const struct recording *r = t->recording;

  if (r->nodes->len == 0 && o->node != NULL)
    message ("%s: there is no mobile node '%s'", t->label, o->node);
  else if (r->nodes->len == 0)
    message ("%s: there is no mobile node", t->label);
  else if (o->handover != HANDOVER_UNSAID && transaction == TRANSACTION_NONE)
    message (
        "%s: '%s' made no handover %d, but %u of them", t->label,
        ((struct mobile_node *)g_ptr_array_index (r->nodes, 0))->node->name,
        o->handover, r->handovers->len > 0 ? r->handovers->len - 1 : 0);
  else
    return true;
  return false;
}

static int
trace_end (struct simulation *simulation, void *data)
{
  struct tracing *t = data;
  struct sequence_selection selection
      = { .transaction = TRANSACTION_NONE, .rows_max = CHART_ROWS_MAX };
  struct sequence_chart *chart;
  int status = EXIT_BAD_INPUT;

  (void)simulation;
  recording_finish (t->recording);
  if (t->options->handover != HANDOVER_UNSAID)
    selection.transaction = find_handover (t->recording, t->options->handover);
  if (trace_found (t, selection.transaction))
    {
      chart = sequence_chart_new (t->recording, &selection);
      t->chart = sequence_chart_print (chart, t->format);
      sequence_chart_free (chart);
      status = EXIT_OK;
    }
  recording_free (t->recording);
  t->recording = NULL;
  return status;
}

/* ---- the verb ------------------------------------------------------ */

static int
put_chart (const struct tracing *t)
{
  GError *error = NULL;

  if (t->options->output == NULL)
    fputs (t->chart, stdout);
  else if (!g_file_set_contents (t->options->output, t->chart, -1, &error))
    {
      message_error (error);
      return EXIT_RUN_FAILED;
    }
  return EXIT_OK;
}

static int
trace_run (const struct rerun *rerun, struct tracing *t)
{
  const struct execution_watch watch = { trace_begin, trace_end, t };
  g_autoptr (scenario) s = load_record (rerun->record);
  int status = EXIT_BAD_INPUT;

  t->label = rerun->label;
  if (s != NULL)
    status = rerun_watched (rerun, s, &watch);
  if (t->recording != NULL) /* the run did not come to its end */
    recording_free (t->recording);
  if (status == EXIT_OK)
    status = put_chart (t);
  g_free (t->chart);
  return status;
}

static int
trace (const char *path, const struct trace_options *options)
{
  GError *error = NULL;
  g_autoptr (cases) found = NULL;
  struct tracing t = { .options = options };
  struct rerun rerun = { 0 };
  int status = EXIT_BAD_INPUT;

  if (!options_resolve (options, &t))
    return EXIT_BAD_INPUT;
  found = cases_load (path, &error);
  if (found == NULL)
    message_error (error);
  else if (rerun_choose (found, &options->rerun, &rerun))
    status = trace_run (&rerun, &t);
  rerun_clear (&rerun);
  return status;
}

static void
options_clear (struct trace_options *o)
{
  char *const texts[]
      = { o->rerun.which, o->node, o->from, o->to, o->format, o->output };

  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

int
verb_trace (int argc, char **argv)
{
  struct trace_options o = { .rerun.replication = REPLICATION_UNSAID,
                             .handover = HANDOVER_UNSAID };
  const GOptionEntry entries[]
      = { { "node", 'n', 0, G_OPTION_ARG_STRING, &o.node,
            "whose messages (default: the first mobile node's)", "NAME" },
          { "from", 0, 0, G_OPTION_ARG_STRING, &o.from,
            "beginning of the window", "TIME" },
          { "to", 0, 0, G_OPTION_ARG_STRING, &o.to, "end of the window",
            "TIME" },
          { "handover", 0, 0, G_OPTION_ARG_INT, &o.handover,
            "what belongs to this handover; 0 is the first attachment", "N" },
          { "format", 'f', 0, G_OPTION_ARG_STRING, &o.format,
            "text (default), svg or mscgen", "FORMAT" },
          { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
            "where to write (default: standard output)", "FILE" },
          RERUN_ENTRIES (&o.rerun),
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("trace", entries, &argc, &argv))
    {
      if (argc != 2)
        message ("which run? dmmsim trace RUN");
      else
        {
          interrupt_listen ();
          status = trace (argv[1], &o);
        }
    }
  options_clear (&o);
  return status;
}
