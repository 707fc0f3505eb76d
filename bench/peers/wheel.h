/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit for an event queue: a radix wheel on integer time that holds bare
 * keys, cannot cancel, and is told its capacity beforehand.
 *
 * Level L has 256 buckets of 256^L ns; a key lies at the level of the highest
 * digit in which its time differs from the cursor.  The earliest bucket is
 * spread to lower levels until it holds at most WHEEL_SMALL keys, which are
 * then sorted into the run.  Keys pushed into the interval that the run covers
 * join it while it is short, else a binary heap beside it. */
#ifndef DMMSIM_BENCH_PEERS_WHEEL_H
#define DMMSIM_BENCH_PEERS_WHEEL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define WHEEL_DIGITS 256u
#define WHEEL_WORDS (WHEEL_DIGITS / 64)
#define WHEEL_LEVELS 8u
#define WHEEL_SMALL 48u
#define WHEEL_RUN 64u   /* a run never grows beyond this */
#define WHEEL_CHUNK 15u /* keys in 256 octets, less the head */
#define WHEEL_SLOT_BITS 24u

/* Time in the high half; sequence number and slot in the low half, so that one
 * comparison orders by time, then first in, first out. */
__extension__ typedef unsigned __int128 wheel_key;

static inline wheel_key
wheel_key_make (uint64_t time, uint64_t sequence, uint32_t slot)
{
  return (wheel_key)time << 64 | (sequence << WHEEL_SLOT_BITS) | slot;
}

static inline uint64_t
wheel_key_time (wheel_key key)
{
  return (uint64_t)(key >> 64);
}

static inline uint32_t
wheel_key_slot (wheel_key key)
{
  return (uint32_t)key & ((1u << WHEEL_SLOT_BITS) - 1);
}

struct wheel_chunk
{
  uint32_t next, n; /* next of the chain; 0: none */
  wheel_key key[WHEEL_CHUNK];
};

struct wheel_bucket
{
  uint32_t chunk, n; /* newest chunk; keys in all of them */
};

struct wheel
{
  struct wheel_bucket bucket[WHEEL_LEVELS][WHEEL_DIGITS];
  uint64_t busy[WHEEL_LEVELS][WHEEL_WORDS];
  uint64_t cursor;          /* last time of the interval the run covers */
  wheel_key run[WHEEL_RUN]; /* descending: the last is next */
  uint32_t n_run, n_late;
  wheel_key *late; /* heap */
  struct wheel_chunk *chunks;
  uint32_t free, used;
};

/* For @capacity keys. */
void wheel_init (struct wheel *wheel, uint32_t capacity);
void wheel_clear (struct wheel *wheel);
uint64_t wheel_bytes (const struct wheel *wheel);
/* Makes the run what comes next; it was empty. */
void wheel_refill (struct wheel *wheel);
/* Into a bucket: @key is after the run's interval. */
void wheel_place (struct wheel *wheel, wheel_key key);
void wheel_late_push (struct wheel *wheel, wheel_key key);
wheel_key wheel_late_pop (struct wheel *wheel);

static inline void
wheel_run_add (struct wheel *wheel, wheel_key key)
{
  uint32_t i = wheel->n_run++;

  for (; i > 0 && wheel->run[i - 1] < key; i--)
    wheel->run[i] = wheel->run[i - 1];
  wheel->run[i] = key;
}

static inline void
wheel_push (struct wheel *wheel, wheel_key key)
{
  if (wheel_key_time (key) > wheel->cursor)
    wheel_place (wheel, key);
  else if (wheel->n_run < WHEEL_RUN)
    wheel_run_add (wheel, key);
  else
    wheel_late_push (wheel, key);
}

/* The least key; there is one. */
static inline wheel_key
wheel_pop (struct wheel *wheel)
{
  while (wheel->n_run == 0 && wheel->n_late == 0)
    wheel_refill (wheel);
  if (G_UNLIKELY (wheel->n_late > 0)
      && (wheel->n_run == 0 || wheel->late[0] < wheel->run[wheel->n_run - 1]))
    return wheel_late_pop (wheel);
  return wheel->run[--wheel->n_run];
}

#endif
