/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handovers end to end, without data: motion, layer 2, registration, router
 * advertisement.  All per second of CPU time.
 *
 *   handovers [NODES [WINDOWS [ARCHITECTURE]]]
 */
#include <glib.h>

#include "bench/bench.h"
#include "bench/scene.h"
#include "models/trace.h"

#define ROUTERS 100
#define RESIDENCE "{\"exponential\": \"10 s\"}"
/* Simulated: until the walk is steady, and of one window. */
#define WARM_UP (20 * SIM_SECOND)
#define WINDOW SIM_SECOND

struct counts
{
  uint64_t handovers, messages;
};

static void
count (struct sim *sim, const void *record, void *data)
{
  uint64_t *n = data;

  (void)sim;
  (void)record;
  ++*n;
}

/* One operation is a window. */
static void
run_windows (void *data, uint64_t ops)
{
  struct engine *engine = data;

  engine_run (engine, engine_now (engine) + (sim_time)ops * WINDOW);
}

static void
handovers_bench (const char *architecture, uint64_t n, unsigned windows)
{
  scenario *s = scene_load (architecture, ROUTERS, n, RESIDENCE);
  struct simulation *simulation = scene_wire (s);
  struct engine *engine = simulation->sim->engine;
  struct counts counts = { 0, 0 };
  struct bench_result result;
  uint64_t events;

  engine_run (engine, WARM_UP);
  trace_listen (simulation->sim->trace, TRACE_HANDOVER_ENDED, count,
                &counts.handovers);
  trace_listen (simulation->sim->trace, TRACE_SIGNALING_SENT, count,
                &counts.messages);
  events = engine_events_run (engine);
  result = bench_measure (run_windows, engine, 1, windows);
  events = engine_events_run (engine) - events;
  printf (
      "{\"bench\":\"handovers\",\"architecture\":\"%s\",\"nodes\":"
      "%" G_GUINT64_FORMAT ",\"handovers_per_s\":%.0f,\"messages_per_s\":%.0f,"
      "\"events_per_s\":%.0f,",
      architecture, n, (double)counts.handovers / windows / result.median * 1e9,
      (double)counts.messages / windows / result.median * 1e9,
      (double)events / windows / result.median * 1e9);
  bench_print (&result);
  printf ("}\n");
  simulation_free (simulation);
  scenario_free (s);
}

int
main (int argc, char **argv)
{
  const uint64_t n = bench_argument (argc, argv, 1, 10000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);

  for (int a = 0; scene_architectures[a]; a++)
    if (bench_wants (argc, argv, 3, scene_architectures[a]))
      handovers_bench (scene_architectures[a], n, windows);
  return 0;
}
