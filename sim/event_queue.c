/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/event_queue.h"

#include <glib.h>

#include "sim/event_heap.h"

struct event_queue
{
  struct event_heap heap;
};

struct event_queue *
event_queue_new (void)
{
  return g_new0 (struct event_queue, 1);
}

void
event_queue_free (struct event_queue *queue)
{
  event_heap_clear (&queue->heap);
  g_free (queue);
}

void
event_queue_push (struct event_queue *queue, const struct event_entry *entry)
{
  event_heap_push (&queue->heap, entry);
}

const struct event_entry *
event_queue_first (struct event_queue *queue)
{
  return queue->heap.n > 0 ? queue->heap.entries : NULL;
}

void
event_queue_drop_first (struct event_queue *queue)
{
  event_heap_pop (&queue->heap);
}

void
event_queue_compact (struct event_queue *queue, event_alive *alive,
                     const void *data)
{
  event_heap_compact (&queue->heap, alive, data);
}

size_t
event_queue_length (const struct event_queue *queue)
{
  return queue->heap.n;
}

size_t
event_queue_memory (const struct event_queue *queue)
{
  return sizeof *queue + queue->heap.room * sizeof *queue->heap.entries;
}
