/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of pending events: a radix wheel on integer time with a short
 * sorted run in front.
 *
 * Level L of the wheel has 256 buckets of 256^L ns.  An entry lies at the level
 * of the highest base-256 digit in which its time differs from the cursor, so
 * the earliest bucket is the first one in use of the lowest level in use.  When
 * the run is empty that bucket is opened: it becomes the run when it holds few
 * entries and is spread over lower levels when it holds many.  No width is
 * tuned and no mix of delays makes it collapse; an entry moves at most once
 * per level.
 *
 * The queue does not know which entries are stale: the engine skips those when
 * they come first and has them taken out by event_queue_compact() when they
 * are many. */
#ifndef DMMSIM_SIM_EVENT_QUEUE_H
#define DMMSIM_SIM_EVENT_QUEUE_H

#include <stddef.h>

#include "sim/event_entry.h"

struct event_queue;

/* Told of @n entries that are about to leave, so that what they need can be
 * fetched side by side instead of one after the other. */
typedef void event_soon (const struct event_entry *entries, size_t n,
                         const void *data);

struct event_queue *event_queue_new (event_soon *soon, const void *data);
void event_queue_free (struct event_queue *queue);

/* @entry: not before the last one dropped.  O(1) amortised; allocates only
 * while the queue grows to its peak. */
void event_queue_push (struct event_queue *queue,
                       const struct event_entry *entry);
/* The entry that leaves next, NULL when there is none; valid until the next
 * call that changes the queue. */
const struct event_entry *event_queue_first (struct event_queue *queue);
/* Removes what event_queue_first() has just returned. */
void event_queue_drop_first (struct event_queue *queue);
/* Takes out what is not @alive.  O(n). */
void event_queue_compact (struct event_queue *queue, event_alive *alive,
                          const void *data);

size_t event_queue_length (const struct event_queue *queue);
/* Octets held. */
size_t event_queue_memory (const struct event_queue *queue);

#endif
