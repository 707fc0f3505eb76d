/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariants: entries in buckets are later than the cursor, those in the run
 * and in the late heap are not; every level below run_level is empty. */
#include "sim/event_queue.h"

#include <glib.h>
#include <string.h>

#include "sim/event_heap.h"

#define DIGIT_BITS 8
#define DIGITS (1 << DIGIT_BITS)
#define LEVELS (64 / DIGIT_BITS)
#define WORDS (DIGITS / 64)
/* A bucket of so many entries is sorted into the run, a larger one spread. */
#define RUN_MAX 256
/* So many are sorted by insertion alone, more first by their next bits. */
#define RUN_SHORT 8
#define SORT_BITS 7
#define SORT_DIGITS (1 << SORT_BITS)
/* Nothing is inserted into a longer run. */
#define RUN_INSERT 64
#define CHUNK_ENTRIES 10
#define NO_CHUNK 0u

/* Buckets are chains of chunks, so that moving entries reads and writes
 * memory in sequence. */
struct chunk
{
  uint32_t next, n;
  struct event_entry entries[CHUNK_ENTRIES];
};

struct bucket
{
  uint32_t chunk; /* newest of the chain */
  uint32_t n;     /* entries in the chain */
};

struct event_queue
{
  uint64_t cursor; /* last instant that the run covers */
  uint32_t run_n;
  int run_level;
  bool first_is_late;
  size_t length;
  event_soon *soon;
  const void *soon_data;
  struct chunk *chunks; /* number 0 is not used: no chunk */
  uint32_t free_chunk, chunks_used, chunks_room;
  struct event_heap late; /* what a full run's interval could not take */
  uint64_t busy[LEVELS][WORDS];
  struct bucket buckets[LEVELS][DIGITS];
  struct event_entry run[RUN_MAX]; /* last one leaves first */
};

struct event_queue *
event_queue_new (event_soon *soon, const void *data)
{
  struct event_queue *queue = g_new0 (struct event_queue, 1);

  queue->soon = soon;
  queue->soon_data = data;
  queue->chunks_used = NO_CHUNK + 1;
  return queue;
}

void
event_queue_free (struct event_queue *queue)
{
  event_heap_clear (&queue->late);
  g_free (queue->chunks);
  g_free (queue);
}

/* ---- buckets ------------------------------------------------------- */

static int
highest_digit (uint64_t x)
{
  return (63 - __builtin_clzll (x | 1)) / DIGIT_BITS;
}

/* Last instant of the block of 256^level ns that holds @time. */
static uint64_t
block_end (uint64_t time, int level)
{
  return time | ((UINT64_C (1) << DIGIT_BITS * level) - 1);
}

/* Grows by a little at a time: what is held stays close to what is used. */
static void
queue_grow_chunks (struct event_queue *queue)
{
  const uint32_t room = queue->chunks_room + queue->chunks_room / 16 + 16;

  g_assert (room > queue->chunks_room);
  queue->chunks = g_renew (struct chunk, queue->chunks, room);
  queue->chunks_room = room;
}

/* Puts an empty chunk in front of @bucket. */
static void
bucket_extend (struct event_queue *queue, struct bucket *bucket)
{
  uint32_t chunk = queue->free_chunk;

  if (chunk != NO_CHUNK)
    queue->free_chunk = queue->chunks[chunk].next;
  else
    {
      if (queue->chunks_used >= queue->chunks_room)
        queue_grow_chunks (queue);
      chunk = queue->chunks_used++;
    }
  queue->chunks[chunk].next = bucket->chunk;
  queue->chunks[chunk].n = 0;
  bucket->chunk = chunk;
}

static inline void
bucket_append (struct event_queue *queue, struct bucket *bucket,
               const struct event_entry *entry)
{
  struct chunk *chunk;

  if (bucket->chunk == NO_CHUNK
      || queue->chunks[bucket->chunk].n == CHUNK_ENTRIES)
    bucket_extend (queue, bucket);
  chunk = &queue->chunks[bucket->chunk];
  chunk->entries[chunk->n++] = *entry;
  bucket->n++;
}

/* Takes @bucket's chain off, leaving it empty. */
static uint32_t
bucket_take_chain (struct bucket *bucket)
{
  const uint32_t chain = bucket->chunk;

  *bucket = (struct bucket){ NO_CHUNK, 0 };
  return chain;
}

/* Frees chunk @chunk of a chain and returns the next. */
static uint32_t
chain_free_chunk (struct event_queue *queue, uint32_t chunk)
{
  const uint32_t next = queue->chunks[chunk].next;

  queue->chunks[chunk].next = queue->free_chunk;
  queue->free_chunk = chunk;
  return next;
}

/* Puts @entry, not before the cursor, into its bucket. */
static inline void
queue_place (struct event_queue *queue, const struct event_entry *entry)
{
  const uint64_t time = (uint64_t)entry->time;
  const int level = highest_digit (time ^ queue->cursor);
  const unsigned digit = time >> DIGIT_BITS * level & (DIGITS - 1);

  queue->busy[level][digit / 64] |= UINT64_C (1) << digit % 64;
  bucket_append (queue, &queue->buckets[level][digit], entry);
}

/* ---- the run ------------------------------------------------------- */

static inline void
run_insert (struct event_queue *queue, struct event_entry entry)
{
  uint32_t i = queue->run_n++;

  for (; i > 0 && event_entry_before (&queue->run[i - 1], &entry); i--)
    queue->run[i] = queue->run[i - 1];
  queue->run[i] = entry;
}

/* Makes room in a full run: it will cover no more than the smallest block that
 * parts its first entry from its last, and what is later returns to the
 * buckets.  They stay valid because the cursor moves within levels that are
 * empty; false when it cannot. */
static bool
run_narrow (struct event_queue *queue)
{
  const uint64_t first = (uint64_t)queue->run[queue->run_n - 1].time;
  const uint64_t last = (uint64_t)queue->run[0].time;
  const int level = highest_digit (first ^ last);
  const uint64_t cursor = block_end (first, level);
  uint32_t later = 0;

  if (cursor >= last || queue->late.n > 0
      || highest_digit (cursor ^ queue->cursor) > queue->run_level)
    return false;
  queue->cursor = cursor;
  queue->run_level = level;
  while ((uint64_t)queue->run[later].time > cursor)
    queue_place (queue, &queue->run[later++]);
  queue->run_n -= later;
  memmove (queue->run, queue->run + later, queue->run_n * sizeof queue->run[0]);
  return true;
}

void
event_queue_push (struct event_queue *queue, const struct event_entry *entry)
{
  queue->length++;
  if (G_LIKELY ((uint64_t)entry->time > queue->cursor))
    queue_place (queue, entry);
  else if (queue->run_n < RUN_INSERT)
    run_insert (queue, *entry);
  else if (!run_narrow (queue))
    event_heap_push (&queue->late, entry);
  else if ((uint64_t)entry->time > queue->cursor)
    queue_place (queue, entry);
  else
    run_insert (queue, *entry);
}

/* ---- opening the earliest bucket ----------------------------------- */

/* Moves a bucket's @chain into the run, roughly sorted by the bits next below
 * the bucket's @level. */
static void
run_distribute (struct event_queue *queue, uint32_t chain, int level)
{
  const int shift = level > 0 ? DIGIT_BITS * level - SORT_BITS : 0;
  uint16_t place[SORT_DIGITS] = { 0 };
  uint16_t n = 0;

  for (uint32_t c = chain; c != NO_CHUNK; c = queue->chunks[c].next)
    for (uint32_t i = 0; i < queue->chunks[c].n; i++)
      place[queue->chunks[c].entries[i].time >> shift & (SORT_DIGITS - 1)]++;
  for (unsigned digit = SORT_DIGITS; digit-- > 0;)
    {
      const uint16_t count = place[digit];

      place[digit] = n;
      n = (uint16_t)(n + count);
    }
  for (; chain != NO_CHUNK; chain = chain_free_chunk (queue, chain))
    for (uint32_t i = 0; i < queue->chunks[chain].n; i++)
      {
        const struct event_entry *entry = &queue->chunks[chain].entries[i];

        queue->run[place[entry->time >> shift & (SORT_DIGITS - 1)]++] = *entry;
      }
}

/* Makes a bucket's @chain of @n entries the run. */
static void
run_load (struct event_queue *queue, uint32_t chain, uint32_t n, int level)
{
  if (n > RUN_SHORT)
    {
      run_distribute (queue, chain, level);
      while (queue->run_n < n)
        run_insert (queue, queue->run[queue->run_n]);
    }
  else
    for (; chain != NO_CHUNK; chain = chain_free_chunk (queue, chain))
      for (uint32_t i = 0; i < queue->chunks[chain].n; i++)
        run_insert (queue, queue->chunks[chain].entries[i]);
  queue->soon (queue->run, n, queue->soon_data);
}

/* Many events at one instant: only origin and counter order them. */
static void
chain_to_heap (struct event_queue *queue, uint32_t chain)
{
  while (chain != NO_CHUNK)
    {
      const struct chunk *chunk = &queue->chunks[chain];

      for (uint32_t i = 0; i < chunk->n; i++)
        event_heap_push (&queue->late, &chunk->entries[i]);
      queue->soon (chunk->entries, chunk->n, queue->soon_data);
      chain = chain_free_chunk (queue, chain);
    }
}

/* Spreads a bucket's @chain over levels below its own. */
static void
chain_to_buckets (struct event_queue *queue, uint32_t chain)
{
  while (chain != NO_CHUNK)
    {
      /* A copy: placing may move the chunks. */
      const struct chunk chunk = queue->chunks[chain];

      __builtin_prefetch (&queue->chunks[chunk.next]);
      chain = chain_free_chunk (queue, chain);
      for (uint32_t i = 0; i < chunk.n; i++)
        queue_place (queue, &chunk.entries[i]);
    }
}

/* Opens bucket @digit of @level. */
static void
queue_open (struct event_queue *queue, int level, unsigned digit)
{
  struct bucket *bucket = &queue->buckets[level][digit];
  const uint32_t n = bucket->n;
  const uint32_t chain = bucket_take_chain (bucket);
  const int shift = DIGIT_BITS * level;
  const uint64_t digits_above = ~(((uint64_t)DIGITS << shift) - 1);
  const uint64_t start
      = (queue->cursor & digits_above) | (uint64_t)digit << shift;

  queue->busy[level][digit / 64] &= ~(UINT64_C (1) << digit % 64);
  if (n > RUN_MAX && level > 0)
    {
      queue->cursor = start;
      chain_to_buckets (queue, chain);
      return;
    }
  queue->cursor = block_end (start, level);
  queue->run_level = level;
  if (n <= RUN_MAX)
    run_load (queue, chain, n, level);
  else
    chain_to_heap (queue, chain);
}

/* Opens the earliest bucket, false when all are empty. */
static bool
queue_open_first (struct event_queue *queue)
{
  for (int level = 0; level < LEVELS; level++)
    for (unsigned word = 0; word < WORDS; word++)
      {
        const uint64_t busy = queue->busy[level][word];

        if (busy == 0)
          continue;
        queue_open (queue, level, 64 * word + (unsigned)__builtin_ctzll (busy));
        return true;
      }
  return false;
}

/* ---- leaving ------------------------------------------------------- */

/* Run and late heap are not both empty. */
static inline bool
late_is_first (const struct event_queue *queue)
{
  if (G_LIKELY (queue->late.n == 0))
    return false;
  return queue->run_n == 0
         || event_entry_before (queue->late.entries,
                                &queue->run[queue->run_n - 1]);
}

const struct event_entry *
event_queue_first (struct event_queue *queue)
{
  while (queue->run_n == 0 && queue->late.n == 0)
    if (!queue_open_first (queue))
      return NULL;
  queue->first_is_late = late_is_first (queue);
  return queue->first_is_late ? queue->late.entries
                              : &queue->run[queue->run_n - 1];
}

void
event_queue_drop_first (struct event_queue *queue)
{
  queue->length--;
  if (queue->first_is_late)
    event_heap_pop (&queue->late);
  else
    queue->run_n--;
}

/* ---- compacting ---------------------------------------------------- */

static void
run_compact (struct event_queue *queue, event_alive *alive, const void *data)
{
  uint32_t n = 0;

  for (uint32_t i = 0; i < queue->run_n; i++)
    if (alive (&queue->run[i], data))
      queue->run[n++] = queue->run[i];
  queue->run_n = n;
}

/* Returns: is something left in @bucket? */
static bool
bucket_compact (struct event_queue *queue, struct bucket *bucket,
                event_alive *alive, const void *data)
{
  uint32_t chain = bucket_take_chain (bucket);

  while (chain != NO_CHUNK)
    {
      const struct chunk chunk = queue->chunks[chain];

      chain = chain_free_chunk (queue, chain);
      for (uint32_t i = 0; i < chunk.n; i++)
        if (alive (&chunk.entries[i], data))
          bucket_append (queue, bucket, &chunk.entries[i]);
    }
  return bucket->n > 0;
}

static void
level_compact (struct event_queue *queue, int level, event_alive *alive,
               const void *data)
{
  for (unsigned digit = 0; digit < DIGITS; digit++)
    {
      struct bucket *bucket = &queue->buckets[level][digit];

      if (bucket->n > 0 && !bucket_compact (queue, bucket, alive, data))
        queue->busy[level][digit / 64] &= ~(UINT64_C (1) << digit % 64);
      queue->length += bucket->n;
    }
}

void
event_queue_compact (struct event_queue *queue, event_alive *alive,
                     const void *data)
{
  run_compact (queue, alive, data);
  event_heap_compact (&queue->late, alive, data);
  queue->length = queue->run_n + queue->late.n;
  for (int level = 0; level < LEVELS; level++)
    level_compact (queue, level, alive, data);
}

/* ---- figures ------------------------------------------------------- */

size_t
event_queue_length (const struct event_queue *queue)
{
  return queue->length;
}

size_t
event_queue_memory (const struct event_queue *queue)
{
  return sizeof *queue + queue->chunks_room * sizeof *queue->chunks
         + queue->late.room * sizeof *queue->late.entries;
}
