/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timer refresh: N timers of 300 s, each cancelled and set again in turn while
 * time goes on, as binding lifetimes are.  Memory must stay flat.
 *
 *   timers [TIMERS [WINDOWS [OPERATIONS]]] */
#include <glib.h>

#include "bench/bench.h"
#include "sim/digest.h"
#include "sim/engine.h"

#define LIFETIME (300 * SIM_SECOND)
/* All are refreshed once in this time. */
#define ROUND (10 * SIM_SECOND)
/* The clock advances after so many. */
#define BATCH 64

struct timers
{
  struct engine *engine;
  struct timer *timers;
  uint64_t n, next;
  event_kind expired;
};

static void
expired_event (struct sim *sim, void *subject)
{
  (void)sim;
  (void)subject;
  g_assert_not_reached ();
}

static void
timers_refresh_next (struct timers *t)
{
  struct timer *timer = &t->timers[t->next];

  timer_set (t->engine, timer, engine_now (t->engine) + LIFETIME, 0, t->expired,
             timer);
  t->next = t->next + 1 == t->n ? 0 : t->next + 1;
}

static void
timers_work (void *data, uint64_t ops)
{
  struct timers *t = data;
  const sim_time step = ROUND * BATCH / (sim_time)t->n;

  for (uint64_t i = 0; i < ops; i++)
    {
      timers_refresh_next (t);
      if (i % BATCH == 0)
        engine_run (t->engine, engine_now (t->engine) + step);
    }
}

int
main (int argc, char **argv)
{
  const uint64_t n = bench_argument (argc, argv, 1, 10000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t ops = bench_argument (argc, argv, 3, 1000000);
  struct digest *digest = digest_new ();
  struct timers t = { .engine = engine_new (NULL, digest),
                      .timers = g_new0 (struct timer, n),
                      .n = n };
  struct bench_result result;
  uint64_t resident, held;

  t.expired = engine_kind (t.engine, "expired", expired_event);
  timers_work (&t, MAX (ops, 4 * n)); /* settle */
  resident = bench_resident ();
  held = engine_memory (t.engine);
  result = bench_measure (timers_work, &t, ops, windows);
  printf ("{\"bench\":\"timers\",\"timers\":%" G_GUINT64_FORMAT
          ",\"bytes_per_timer\":%.1f,\"grown_bytes\":%" G_GINT64_FORMAT
          ",\"resident_grown_bytes\":%" G_GINT64_FORMAT ",",
          n, (double)engine_memory (t.engine) / (double)n,
          (gint64)(engine_memory (t.engine) - held),
          (gint64)(bench_resident () - resident));
  bench_print (&result);
  printf ("}\n");
  engine_free (t.engine);
  digest_free (digest);
  g_free (t.timers);
  return 0;
}
