/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/execute.h"

#include <string.h>
#include <sys/resource.h>

#include "analysis/collectors/collector.h"
#include "analysis/collectors/pool.h"
#include "cli/interrupt.h"
#include "cli/looking/charts.h"
#include "cli/manifest.h"
#include "cli/progress.h"
#include "models/invariants.h"
#include "sim/pcap.h"

/* What lives while a run does. */
struct running
{
  struct execution *execution;
  struct collector *collector;
  struct recording *charts; /* for record.sequence_chart, or NULL */
  GPtrArray *captures;      /* struct pcap_writer * */
  GError *error;            /* of a capture */
  int64_t began;            /* us */
};

static void
capture_node (struct running *running, struct network *network,
              const char *name)
{
  struct node *node = network_find_node (network, name);
  struct pcap_writer *writer;
  char *path;

  if (running->error != NULL)
    return;
  if (node == NULL)
    {
      g_set_error (&running->error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
                   "%s: no node '%s' to capture at", running->execution->label,
                   name);
      return;
    }
  path = node_file_path (running->execution->folder, node, ".pcap");
  writer = pcap_writer_new (path, &running->error);
  if (writer != NULL)
    {
      node_set_pcap (node, writer);
      g_ptr_array_add (running->captures, writer);
    }
  g_free (path);
}

/* Is @name among the first @n of the scenario's captures? */
static bool
captured (const struct parameter_list *list, size_t n, const char *name)
{
  char *const *names = list->items;

  for (size_t i = 0; i < n; i++)
    if (strcmp (names[i], name) == 0)
      return true;
  return false;
}

static void
capture_nodes (struct running *running, struct network *network)
{
  const struct parameter_list *list
      = &running->execution->scenario->record.pcap;
  char *const *names = list->items;
  const char *const *more = running->execution->pcap;

  if (running->execution->folder == NULL)
    return;
  for (size_t i = 0; i < list->n; i++)
    if (!captured (list, i, names[i]))
      capture_node (running, network, names[i]);
  for (; more != NULL && *more != NULL; more++)
    if (!captured (list, list->n, *more))
      capture_node (running, network, *more);
}

static void
prepare (struct simulation *simulation, void *data)
{
  struct running *running = data;
  const scenario *s = running->execution->scenario;
  const struct execution_watch *watch = running->execution->watch;
  const struct collector_config config
      = { .warmup = s->warmup,
          .ping_pong = s->record.ping_pong,
          .duration = s->duration,
          .series = s->record.series,
          .handover_rows = (uint32_t)s->record.handover_rows };

  running->collector
      = collector_new (simulation->sim, simulation->domain, &config);
  capture_nodes (running, simulation->sim->network);
  if (running->execution->live != NULL && running->error == NULL)
    live_attach (running->execution->live, simulation, &running->error);
  if (running->execution->folder != NULL && s->record.sequence_chart)
    running->charts = charts_begin (simulation);
  if (watch != NULL && watch->begin != NULL)
    watch->begin (simulation, watch->data);
}

/* Events after which the slice from @events on ends. */
static uint64_t
slice_end (const struct limits *limits, uint64_t events)
{
  uint64_t end = events + LIMITS_LOOK;

  if (limits->invariants > 0)
    end = MIN (end, events - events % limits->invariants + limits->invariants);
  return limits->events > 0 ? MIN (end, limits->events) : end;
}

/* One slice: to the end, but of so few events that looking between slices is
 * prompt, and of so many that it costs nothing.  Slices end between events: the
 * course of the run does not depend on them.  False: no more of them. */
static bool
run_slice (struct running *running, struct simulation *simulation)
{
  static const struct limits none;
  struct execution *execution = running->execution;
  const struct limits *limits = execution->limits ? execution->limits : &none;
  struct engine *engine = simulation->sim->engine;

  execution->limit = limits_reached (limits, running->began);
  if (execution->limit != NULL)
    return false;
  engine_set_limit (engine, slice_end (limits, engine_events_run (engine)));
  engine_run (engine, simulation->scenario->duration);
  if (limits->invariants > 0
      && !domain_holds_invariants (simulation->domain, &running->error))
    return false;
  if (engine_limited (engine) && engine_events_run (engine) == limits->events)
    execution->limit = "max-events";
  return engine_limited (engine) && execution->limit == NULL;
}

static void
run_engine (struct running *running, struct simulation *simulation)
{
  struct execution *execution = running->execution;
  struct engine *engine = simulation->sim->engine;
  sim_time duration = simulation->scenario->duration;
  struct progress progress;

  progress_begin (&progress, execution->label, duration);
  while (!interrupt_came () && run_slice (running, simulation))
    progress_show (&progress, engine_now (engine), engine_events_run (engine));
  progress_end (&progress);
  execution->complete
      = engine_now (engine) == duration && !engine_limited (engine);
  if (execution->limit != NULL)
    message ("%s: --%s ends the run after %" G_GUINT64_FORMAT
             " events, at %.9g s of %.9g s",
             execution->label, execution->limit, engine_events_run (engine),
             sim_time_to_seconds (engine_now (engine)),
             sim_time_to_seconds (duration));
}

/* Either way; an exit status, running->error set if it is not EXIT_OK. */
static int
run (struct running *running, struct simulation *simulation)
{
  struct execution *execution = running->execution;

  if (execution->live == NULL)
    {
      run_engine (running, simulation);
      return running->error == NULL ? EXIT_OK : EXIT_RUN_FAILED;
    }
  if (!live_run (execution->live, simulation, &running->error))
    return EXIT_BAD_INPUT;
  execution->complete = execution->live->end == REALTIME_DONE;
  return EXIT_OK;
}

static bool
close_captures (struct running *running, bool keep)
{
  bool ok = true;

  for (guint i = 0; i < running->captures->len; i++)
    {
      GError *error = NULL;

      if (pcap_writer_close (g_ptr_array_index (running->captures, i), keep,
                             &error))
        continue;
      message_error (error);
      ok = false;
    }
  g_ptr_array_set_size (running->captures, 0);
  return ok;
}

static uint64_t
peak_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (uint64_t)usage.ru_maxrss * 1024; /* kernel counts kilobytes */
}

static bool
write_results (struct running *running)
{
  const struct execution *execution = running->execution;
  const scenario *s = execution->scenario;
  char *resolved = scenario_standing_alone (s);
  char *digest = scenario_digest (s);
  struct result_manifest manifest = manifest_of (s, digest);
  const struct result_tables_wanted wanted
      = { s->record.handover_rows > 0, s->record.flows,
          s->record.series != SIM_TIME_NONE };
  GError *error = NULL;
  bool ok;

  manifest.run_digest = execution->digest;
  manifest.replication = execution->replication;
  manifest.simulated_time = execution->simulated_time;
  manifest.wall_time = (double)(g_get_monotonic_time () - running->began) / 1e6;
  manifest.events = execution->events;
  manifest.peak_memory = peak_memory ();
  manifest.complete = execution->complete;
  if (!execution->complete && execution->live == NULL)
    manifest.stopped = execution->limit ? execution->limit : "interrupted";
  if (execution->live != NULL)
    manifest.realtime = live_results (execution->live);
  ok = results_write_run (execution->folder, running->collector, &manifest,
                          resolved, &wanted, &error);
  if (!ok)
    message_error (error);
  g_free (digest);
  g_free (resolved);
  return ok;
}

/* What others make of the run while it lives. */
static int
let_others_finish (struct running *running, struct simulation *simulation)
{
  const struct execution_watch *watch = running->execution->watch;
  GError *error = NULL;

  if (running->charts != NULL
      && !charts_write (running->charts, running->execution->folder, &error))
    {
      message_error (error);
      return EXIT_RUN_FAILED;
    }
  return watch != NULL && watch->end != NULL
             ? watch->end (simulation, watch->data)
             : EXIT_OK;
}

/* After the last event: books, metrics, files. */
static int
finish (struct running *running, struct simulation *simulation)
{
  struct execution *execution = running->execution;
  const struct metric_set *metrics;

  if (simulation->domain->traffic != NULL)
    traffic_finish (simulation->domain->traffic);
  collector_finish (running->collector);
  digest_text (simulation->sim->digest, execution->digest);
  execution->simulated_time = sim_time_to_seconds (sim_now (simulation->sim));
  execution->events = engine_events_run (simulation->sim->engine);
  execution->balanced = network_books_balance (simulation->sim->network);
  if (!execution->balanced)
    message ("%s: the books do not balance: packets sent are not those "
             "delivered, consumed, dropped and in flight",
             execution->label);
  metrics = collector_metrics (running->collector);
  execution->metrics = metric_sets_pool (&metrics, 1);
  if (!close_captures (running, execution->balanced))
    return EXIT_RUN_FAILED;
  if (!execution->balanced
      || (execution->folder != NULL && !write_results (running)))
    return EXIT_RUN_FAILED;
  return let_others_finish (running, simulation);
}

int
execute (struct execution *execution)
{
  struct running running = { .execution = execution,
                             .captures = g_ptr_array_new (),
                             .began = g_get_monotonic_time () };
  GError *error = NULL;
  struct simulation *simulation = simulation_new (
      execution->scenario, execution->replication, prepare, &running, &error);
  int status = EXIT_BAD_INPUT;

  if (simulation != NULL && running.error == NULL)
    status = run (&running, simulation);
  if (status == EXIT_OK)
    status = finish (&running, simulation);
  close_captures (&running, false);
  if (error != NULL)
    message_error (error);
  if (running.error != NULL)
    message_error (running.error);
  if (running.collector != NULL)
    collector_free (running.collector);
  if (running.charts != NULL)
    recording_free (running.charts);
  if (simulation != NULL)
    simulation_free (simulation);
  g_ptr_array_free (running.captures, TRUE);
  return status;
}
