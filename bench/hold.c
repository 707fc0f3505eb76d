/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hold model on the whole engine: N events are pending, each schedules
 * one more when it runs.  Dispatch, handles and digest are included.
 *
 *   hold [PENDING [WINDOWS [OPERATIONS [LAW]]]]
 *
 * Without arguments: four sizes and all laws of delays. */
#include <glib.h>

#include "bench/bench.h"
#include "sim/digest.h"
#include "sim/engine.h"

#define ORIGINS 1000u

struct hold
{
  struct engine *engine;
  struct bench_delays delays;
  event_kind kind;
  uint64_t left;
};

/* What an event belongs to; a line of memory to touch. */
struct holder
{
  struct hold *hold;
  uint64_t runs;
  uint32_t origin;
};

static void
hold_event (struct sim *sim, void *subject)
{
  struct holder *holder = subject;
  struct hold *hold = holder->hold;

  (void)sim;
  holder->runs++;
  engine_schedule (hold->engine,
                   engine_now (hold->engine) + bench_delay (&hold->delays),
                   holder->origin, hold->kind, holder);
  if (--hold->left == 0)
    engine_stop (hold->engine);
}

static void
hold_work (void *data, uint64_t ops)
{
  struct hold *hold = data;

  hold->left = ops;
  engine_run (hold->engine, SIM_TIME_MAX);
}

static void
hold_fill (struct hold *hold, struct holder *holders, uint64_t pending)
{
  for (uint64_t i = 0; i < pending; i++)
    {
      holders[i] = (struct holder){ hold, 0, (uint32_t)(i % ORIGINS) };
      engine_schedule (hold->engine, bench_delay (&hold->delays),
                       holders[i].origin, hold->kind, &holders[i]);
    }
}

static void
hold_bench (enum bench_law law, uint64_t pending, unsigned windows,
            uint64_t ops)
{
  struct digest *digest = digest_new ();
  struct hold hold = { .engine = engine_new (NULL, digest) };
  struct holder *holders = g_new (struct holder, pending);
  struct bench_result result;

  engine_reserve_origins (hold.engine, ORIGINS);
  hold.kind = engine_kind (hold.engine, "hold", hold_event);
  bench_delays_init (&hold.delays, law);
  hold_fill (&hold, holders, pending);
  hold_work (&hold, MAX (2 * pending, ops)); /* settle */
  result = bench_measure (hold_work, &hold, ops, windows);
  printf ("{\"bench\":\"hold\",\"delays\":\"%s\",\"pending\":%" G_GUINT64_FORMAT
          ",\"bytes_per_event\":%.1f,",
          bench_law_names[law], pending,
          (double)engine_memory (hold.engine) / (double)pending);
  bench_print (&result);
  printf ("}\n");
  engine_free (hold.engine);
  digest_free (digest);
  g_free (holders);
}

int
main (int argc, char **argv)
{
  static const uint64_t sizes[] = { 1000, 10000, 100000, 1000000 };
  const uint64_t pending = bench_argument (argc, argv, 1, 0);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t ops = bench_argument (argc, argv, 3, 1000000);

  for (int law = 0; law < BENCH_LAWS; law++)
    if (bench_wants (argc, argv, 4, bench_law_names[law]))
      for (size_t i = 0; i < (pending > 0 ? 1 : G_N_ELEMENTS (sizes)); i++)
        hold_bench (law, pending > 0 ? pending : sizes[i], windows, ops);
  return 0;
}
