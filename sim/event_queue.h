/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of pending events.
 *
 * Entries leave in the order of event_entry_before().  The queue does not know
 * which are stale: the engine skips those when they come first and has them
 * taken out by event_queue_compact() when they are many. */
#ifndef DMMSIM_SIM_EVENT_QUEUE_H
#define DMMSIM_SIM_EVENT_QUEUE_H

#include <stddef.h>

#include "sim/event_entry.h"

struct event_queue;

struct event_queue *event_queue_new (void);
void event_queue_free (struct event_queue *queue);

/* @entry: not before the last entry popped.  O(1) amortised; allocates only
 * while the queue grows to its peak. */
void event_queue_push (struct event_queue *queue,
                       const struct event_entry *entry);
/* The entry that leaves next, NULL when there is none; valid until the next
 * call that changes the queue. */
const struct event_entry *event_queue_first (struct event_queue *queue);
/* Removes the first entry; there is one. */
void event_queue_drop_first (struct event_queue *queue);
/* Takes out what is not @alive.  O(n). */
void event_queue_compact (struct event_queue *queue, event_alive *alive,
                          const void *data);

size_t event_queue_length (const struct event_queue *queue);
/* Octets held. */
size_t event_queue_memory (const struct event_queue *queue);

#endif
