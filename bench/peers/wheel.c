/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/peers/wheel.h"

#include <string.h>

void
wheel_init (struct wheel *wheel, uint32_t capacity)
{
  /* At most one chunk per bucket is partly filled. */
  const uint32_t room
      = capacity / WHEEL_CHUNK + 2 * WHEEL_LEVELS * WHEEL_DIGITS;

  memset (wheel, 0, sizeof *wheel);
  wheel->chunks = g_new (struct wheel_chunk, room);
  wheel->late = g_new (wheel_key, capacity);
  wheel->used = 1;
}

void
wheel_clear (struct wheel *wheel)
{
  g_free (wheel->chunks);
  g_free (wheel->late);
}

uint64_t
wheel_bytes (const struct wheel *wheel)
{
  return sizeof *wheel + wheel->used * sizeof *wheel->chunks;
}

static uint32_t
new_chunk (struct wheel *wheel, uint32_t next)
{
  uint32_t chunk = wheel->free;

  if (chunk != 0)
    wheel->free = wheel->chunks[chunk].next;
  else
    chunk = wheel->used++;
  wheel->chunks[chunk].next = next;
  wheel->chunks[chunk].n = 0;
  return chunk;
}

void
wheel_place (struct wheel *wheel, wheel_key key)
{
  const uint64_t time = wheel_key_time (key);
  const unsigned level
      = (63 - (unsigned)__builtin_clzll ((time ^ wheel->cursor) | 1)) / 8;
  const unsigned digit = time >> (8 * level) & (WHEEL_DIGITS - 1);
  struct wheel_bucket *bucket = &wheel->bucket[level][digit];
  struct wheel_chunk *chunk;

  if (bucket->chunk == 0 || wheel->chunks[bucket->chunk].n == WHEEL_CHUNK)
    {
      bucket->chunk = new_chunk (wheel, bucket->chunk);
      wheel->busy[level][digit / 64] |= UINT64_C (1) << digit % 64;
    }
  chunk = &wheel->chunks[bucket->chunk];
  chunk->key[chunk->n++] = key;
  bucket->n++;
}

/* Takes the earliest bucket: the first busy digit of the lowest busy level. */
static struct wheel_bucket
take_first (struct wheel *wheel, unsigned *level, unsigned *digit)
{
  for (*level = 0; *level < WHEEL_LEVELS; ++*level)
    for (unsigned word = 0; word < WHEEL_WORDS; word++)
      {
        uint64_t *busy = &wheel->busy[*level][word];
        struct wheel_bucket *bucket, taken;

        if (*busy == 0)
          continue;
        *digit = word * 64 + (unsigned)__builtin_ctzll (*busy);
        *busy &= *busy - 1;
        bucket = &wheel->bucket[*level][*digit];
        taken = *bucket;
        *bucket = (struct wheel_bucket){ 0, 0 };
        return taken;
      }
  g_assert_not_reached ();
}

/* To the run if the bucket is @small; of one instant, to the heap; else down
 * a level. */
static void
spread (struct wheel *wheel, const struct wheel_chunk *chunk, bool small,
        unsigned level)
{
  for (uint32_t i = 0; i < chunk->n; i++)
    if (small)
      wheel_run_add (wheel, chunk->key[i]);
    else if (level == 0)
      wheel_late_push (wheel, chunk->key[i]);
    else
      wheel_place (wheel, chunk->key[i]);
}

void
wheel_refill (struct wheel *wheel)
{
  unsigned level = 0, digit = 0;
  const struct wheel_bucket bucket = take_first (wheel, &level, &digit);
  const unsigned low = 8 * level, high = low + 8;
  const uint64_t above = high < 64 ? wheel->cursor >> high << high : 0;
  const bool small = bucket.n <= WHEEL_SMALL;
  uint32_t next;

  wheel->cursor = above | (uint64_t)digit << low;
  if (small || level == 0)
    wheel->cursor += (UINT64_C (1) << low) - 1;
  for (uint32_t chunk = bucket.chunk; chunk != 0; chunk = next)
    {
      next = wheel->chunks[chunk].next;
      spread (wheel, &wheel->chunks[chunk], small, level);
      wheel->chunks[chunk].next = wheel->free;
      wheel->free = chunk;
    }
}

void
wheel_late_push (struct wheel *wheel, wheel_key key)
{
  uint32_t i = wheel->n_late++;

  for (; i > 0 && key < wheel->late[(i - 1) / 2]; i = (i - 1) / 2)
    wheel->late[i] = wheel->late[(i - 1) / 2];
  wheel->late[i] = key;
}

wheel_key
wheel_late_pop (struct wheel *wheel)
{
  const wheel_key least = wheel->late[0];
  const wheel_key last = wheel->late[--wheel->n_late];
  uint32_t i = 0, child;

  while ((child = 2 * i + 1) < wheel->n_late)
    {
      child += child + 1 < wheel->n_late
               && wheel->late[child + 1] < wheel->late[child];
      if (last <= wheel->late[child])
        break;
      wheel->late[i] = wheel->late[child];
      i = child;
    }
  wheel->late[i] = last;
  return least;
}
