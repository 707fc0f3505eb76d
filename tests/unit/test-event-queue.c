/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries leave the queue in the order of the 4-ary heap, and the heap in that
 * of a sort, whatever the delays. */
#include <glib.h>
#include <stdlib.h>

#include "sim/event_heap.h"
#include "sim/event_queue.h"

#define SLOTS 65536u
#define ORIGINS 7u
#define STEPS 40000

/* A queue and its oracle, side by side. */
struct pair
{
  struct event_queue *queue;
  struct event_heap heap;
  sim_time now;
  uint32_t pushed, counters[ORIGINS];
  bool cancelled[SLOTS];
  GRand *random;
};

static void
check_soon (const struct event_entry *entries, size_t n, const void *data)
{
  const struct pair *pair = data;

  for (size_t i = 0; i < n; i++)
    g_assert_cmpuint (entries[i].generation, <, pair->pushed);
}

static struct pair *
pair_new (uint32_t seed)
{
  struct pair *pair = g_new0 (struct pair, 1);

  pair->queue = event_queue_new (check_soon, pair);
  pair->random = g_rand_new_with_seed (seed);
  /* Counters wrap early on. */
  for (unsigned i = 0; i < ORIGINS; i++)
    pair->counters[i] = UINT32_MAX - 1000 * i;
  return pair;
}

static void
pair_free (struct pair *pair)
{
  event_queue_free (pair->queue);
  event_heap_clear (&pair->heap);
  g_rand_free (pair->random);
  g_free (pair);
}

static uint64_t
pair_random (struct pair *pair)
{
  return (uint64_t)g_rand_int (pair->random) << 32 | g_rand_int (pair->random);
}

static void
pair_push (struct pair *pair, sim_time at)
{
  const uint32_t origin = g_rand_int (pair->random) % ORIGINS;
  const struct event_entry entry = { at, origin, pair->counters[origin]++,
                                     pair->pushed % SLOTS, pair->pushed };

  pair->pushed++;
  pair->cancelled[entry.slot] = false;
  event_queue_push (pair->queue, &entry);
  event_heap_push (&pair->heap, &entry);
}

static void
pair_pop (struct pair *pair)
{
  const struct event_entry *first = event_queue_first (pair->queue);
  const struct event_entry expected = event_heap_pop (&pair->heap);

  g_assert_nonnull (first);
  g_assert_cmpint (first->time, ==, expected.time);
  g_assert_cmpuint (first->origin, ==, expected.origin);
  g_assert_cmpuint (first->counter, ==, expected.counter);
  g_assert_cmpuint (first->slot, ==, expected.slot);
  g_assert_cmpuint (first->generation, ==, expected.generation);
  pair->now = first->time;
  event_queue_drop_first (pair->queue);
}

static void
pair_drain (struct pair *pair)
{
  while (pair->heap.n > 0)
    pair_pop (pair);
  g_assert_null (event_queue_first (pair->queue));
  g_assert_cmpuint (event_queue_length (pair->queue), ==, 0);
}

static bool
not_cancelled (const struct event_entry *entry, const void *data)
{
  return !((const struct pair *)data)->cancelled[entry->slot];
}

/* Cancels a third of all slots and has them taken out of both. */
static void
pair_compact (struct pair *pair)
{
  for (uint32_t slot = 0; slot < SLOTS; slot++)
    if (g_rand_int (pair->random) % 3 == 0)
      pair->cancelled[slot] = true;
  event_queue_compact (pair->queue, not_cancelled, pair);
  event_heap_compact (&pair->heap, not_cancelled, pair);
  g_assert_cmpuint (event_queue_length (pair->queue), ==, pair->heap.n);
}

/* ---- laws of delay ------------------------------------------------- */

typedef uint64_t delay_law (uint64_t x);

static uint64_t
delay_zero (uint64_t x)
{
  return 0 * x;
}

static uint64_t
delay_tiny (uint64_t x)
{
  return x % 3;
}

static uint64_t
delay_short (uint64_t x)
{
  return x % 1000;
}

static uint64_t
delay_power (uint64_t x)
{
  return UINT64_C (1) << x % 40;
}

/* Hops of microseconds among lifetimes of days. */
static uint64_t
delay_skewed (uint64_t x)
{
  return x % 8 == 0 ? x % (UINT64_C (1) << 50) : x % 5000;
}

/* Many at one instant. */
static uint64_t
delay_grid (uint64_t x)
{
  return x % 10 * 1000000;
}

/* Every magnitude up to the end of time. */
static uint64_t
delay_any (uint64_t x)
{
  return x >> (1 + x % 62);
}

static const struct
{
  const char *name;
  delay_law *law;
} laws[] = {
  { "zero", delay_zero },     { "tiny", delay_tiny },
  { "short", delay_short },   { "power-of-two", delay_power },
  { "skewed", delay_skewed }, { "grid", delay_grid },
  { "any", delay_any },
};

static void
pair_push_law (struct pair *pair, delay_law *law)
{
  const uint64_t at = (uint64_t)pair->now + law (pair_random (pair));

  pair_push (pair, at > SIM_TIME_MAX ? SIM_TIME_MAX : (sim_time)at);
}

/* Pushes and pops at random while the population grows and shrinks; now and
 * then entries are compacted, or the queue looks ahead, as at the end of
 * engine_run(), and gets earlier entries afterwards. */
static void
churn (delay_law *law, uint32_t seed)
{
  struct pair *pair = pair_new (seed);

  for (int i = 0; i < STEPS; i++)
    {
      const unsigned grow = i / 4000 % 2 ? 30 : 70; /* per cent */

      if (pair->heap.n == 0 || g_rand_int (pair->random) % 100 < grow)
        pair_push_law (pair, law);
      else
        pair_pop (pair);
      if (i % 9973 == 9972)
        pair_compact (pair);
      if (i % 500 == 0)
        event_queue_first (pair->queue);
    }
  pair_drain (pair);
  pair_free (pair);
}

static void
test_churn (gconstpointer data)
{
  const size_t law = GPOINTER_TO_SIZE (data);

  for (uint32_t seed = 1; seed <= 3; seed++)
    {
      g_test_message ("%s, seed %u", laws[law].name, seed);
      churn (laws[law].law, seed);
    }
}

/* ---- particular shapes --------------------------------------------- */

/* Around every size at which something inside changes its way. */
static void
test_sizes (void)
{
  static const unsigned sizes[]
      = { 0, 1, 2, 8, 9, 10, 11, 20, 21, 63, 64, 65, 255, 256, 257, 5000 };

  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (uint64_t spread = 1; spread <= SIM_SECOND; spread *= 1000)
      {
        struct pair *pair = pair_new (sizes[i]);

        for (unsigned j = 0; j < sizes[i]; j++)
          pair_push (pair, (sim_time)(pair_random (pair) % spread));
        g_assert_cmpuint (event_queue_length (pair->queue), ==, sizes[i]);
        pair_drain (pair);
        pair_free (pair);
      }
}

/* A far event opened first leaves the run covering hours; what then comes
 * before it is still sorted right. */
static void
test_far_event_first (void)
{
  struct pair *pair = pair_new (1);

  pair_push (pair, 7 * 3600 * SIM_SECOND);
  for (int round = 0; round < 20; round++)
    {
      event_queue_first (pair->queue);
      for (int i = 0; i < 500; i++)
        pair_push (pair, pair->now
                             + (sim_time)(pair_random (pair)
                                          % (UINT64_C (1) << (20 + round))));
      for (int i = 0; i < 450; i++)
        pair_pop (pair);
    }
  pair_drain (pair);
  pair_free (pair);
}

/* All start at one instant, each is followed by another at the same one. */
static void
test_bulk_of_ties (void)
{
  struct pair *pair = pair_new (1);

  for (int i = 0; i < 20000; i++)
    pair_push (pair, SIM_SECOND);
  for (int i = 0; i < 20000; i++)
    {
      pair_pop (pair);
      pair_push (pair, pair->now);
    }
  pair_drain (pair);
  g_assert_cmpint (pair->now, ==, SIM_SECOND);
  pair_free (pair);
}

static void
test_compact_to_nothing (void)
{
  struct pair *pair = pair_new (1);

  for (int i = 0; i < 3000; i++)
    pair_push (pair, (sim_time)(pair_random (pair) % (UINT64_C (1) << 40)));
  event_queue_first (pair->queue);
  for (uint32_t slot = 0; slot < SLOTS; slot++)
    pair->cancelled[slot] = true;
  event_queue_compact (pair->queue, not_cancelled, pair);
  g_assert_cmpuint (event_queue_length (pair->queue), ==, 0);
  g_assert_null (event_queue_first (pair->queue));
  event_heap_compact (&pair->heap, not_cancelled, pair);
  pair_push (pair, 5);
  pair_drain (pair);
  pair_free (pair);
}

/* However long it runs: what is pending, and one chunk of 256 octets in part
 * for each bucket of eight levels. */
static void
test_memory_follows_pending (void)
{
  struct pair *pair = pair_new (1);
  const size_t pending = 20000;
  const size_t bound = pending * 28 + 8 * 256 * 280 + 65536;

  for (size_t i = 0; i < pending; i++)
    pair_push_law (pair, delay_power);
  for (int i = 0; i < 500000; i++)
    {
      pair_pop (pair);
      pair_push_law (pair, delay_power);
    }
  g_assert_cmpuint (event_queue_memory (pair->queue), <=, bound);
  pair_free (pair);
}

/* ---- the oracle's own oracle --------------------------------------- */

static int
compare_entries (const void *a, const void *b)
{
  return event_entry_before (a, b) ? -1 : event_entry_before (b, a);
}

static void
test_heap_sorts (void)
{
  struct event_heap heap = { 0 };
  GRand *random = g_rand_new_with_seed (5);
  struct event_entry entries[1000];

  for (uint32_t i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      entries[i] = (struct event_entry){
        .time = g_rand_int_range (random, 0, 50),
        .origin = g_rand_int (random) % 3,
        .counter = i,
      };
      event_heap_push (&heap, &entries[i]);
    }
  qsort (entries, G_N_ELEMENTS (entries), sizeof *entries, compare_entries);
  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    g_assert_cmpuint (event_heap_pop (&heap).counter, ==, entries[i].counter);
  event_heap_clear (&heap);
  g_rand_free (random);
}

static void
test_key_order (void)
{
  const struct event_entry base = { 10, 5, UINT32_MAX, 0, 1 };
  struct event_entry other = base;

  g_assert_false (event_entry_before (&base, &other));
  other.counter = 0; /* one later: counters wrap */
  g_assert_true (event_entry_before (&base, &other));
  g_assert_false (event_entry_before (&other, &base));
  other.origin = 4;
  g_assert_true (event_entry_before (&other, &base));
  other.time = 11;
  g_assert_true (event_entry_before (&base, &other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      char *path
          = g_strdup_printf ("/event-queue/order-of-the-heap/%s", laws[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_churn);
      g_free (path);
    }
  g_test_add_func ("/event-queue/all-sizes", test_sizes);
  g_test_add_func ("/event-queue/far-event-first", test_far_event_first);
  g_test_add_func ("/event-queue/bulk-of-ties", test_bulk_of_ties);
  g_test_add_func ("/event-queue/compact-to-nothing", test_compact_to_nothing);
  g_test_add_func ("/event-queue/memory-follows-pending",
                   test_memory_follows_pending);
  g_test_add_func ("/event-heap/sorts", test_heap_sorts);
  g_test_add_func ("/event-entry/time-origin-counter", test_key_order);
  return g_test_run ();
}
