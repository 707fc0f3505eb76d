/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of the hold model: a bare wheel, and a call through a record of 48
 * octets per event.  No digest, no cancelling, no origins.
 *
 *   limit_hold PENDING [WINDOWS [OPERATIONS]] */
#include "bench/bench.h"
#include "bench/peers/wheel.h"

struct hold;

/* What a simulator keeps per event besides its key. */
struct record
{
  sim_time (*handler) (struct hold *hold, struct record *record);
  uint64_t arguments[5];
};

struct hold
{
  struct wheel wheel;
  struct bench_delays delays;
  struct record *records;
  uint64_t sequence;
};

/* Returns: the delay until it runs again. */
static sim_time
hold_event (struct hold *hold, struct record *record)
{
  record->arguments[0]++;
  return bench_delay (&hold->delays);
}

static void
hold_work (void *data, uint64_t ops)
{
  struct hold *hold = data;

  while (ops--)
    {
      const wheel_key key = wheel_pop (&hold->wheel);
      const uint32_t slot = wheel_key_slot (key);
      struct record *record = &hold->records[slot];
      const sim_time delay = record->handler (hold, record);

      wheel_push (&hold->wheel,
                  wheel_key_make (wheel_key_time (key) + (uint64_t)delay,
                                  hold->sequence++, slot));
    }
}

int
main (int argc, char **argv)
{
  const uint64_t pending = bench_argument (argc, argv, 1, 1000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t ops = bench_argument (argc, argv, 3, 1000000);
  struct hold *hold = g_new0 (struct hold, 1);
  struct bench_result result;

  wheel_init (&hold->wheel, (uint32_t)pending);
  bench_delays_init (&hold->delays, BENCH_EXPONENTIAL);
  hold->records = g_new (struct record, pending);
  for (uint64_t i = 0; i < pending; i++)
    {
      hold->records[i] = (struct record){ .handler = hold_event };
      wheel_push (&hold->wheel,
                  wheel_key_make ((uint64_t)bench_delay (&hold->delays),
                                  hold->sequence++, (uint32_t)i));
    }
  hold_work (hold, MAX (2 * pending, ops)); /* settle */
  result = bench_measure (hold_work, hold, ops, windows);
  printf ("{\"bench\":\"limit_hold\",\"pending\":%" G_GUINT64_FORMAT
          ",\"bytes_per_event\":%.1f,",
          pending,
          (double)(wheel_bytes (&hold->wheel) + pending * sizeof *hold->records)
              / (double)pending);
  bench_print (&result);
  printf ("}\n");
  wheel_clear (&hold->wheel);
  g_free (hold->records);
  g_free (hold);
  return 0;
}
