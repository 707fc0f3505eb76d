/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A 4-ary heap of event entries: O(log n) whatever the times.  The simplest
 * correct queue, against which the other one is tested and to which that one
 * turns in its worst case. */
#ifndef DMMSIM_SIM_EVENT_HEAP_H
#define DMMSIM_SIM_EVENT_HEAP_H

#include <stddef.h>

#include "sim/event_entry.h"

/* Zero-initialised is empty; the least entry is entries[0]. */
struct event_heap
{
  struct event_entry *entries;
  size_t n, room;
};

void event_heap_clear (struct event_heap *heap);
void event_heap_push (struct event_heap *heap, const struct event_entry *entry);
/* The heap is not empty. */
struct event_entry event_heap_pop (struct event_heap *heap);
/* Takes out what is not @alive.  O(n). */
void event_heap_compact (struct event_heap *heap, event_alive *alive,
                         const void *data);

#endif
