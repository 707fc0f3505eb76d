/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/event_heap.h"

#include <glib.h>

#define FANOUT 4

void
event_heap_clear (struct event_heap *heap)
{
  g_free (heap->entries);
  *heap = (struct event_heap){ 0 };
}

void
event_heap_push (struct event_heap *heap, const struct event_entry *entry)
{
  size_t i = heap->n++;

  if (heap->n > heap->room)
    {
      heap->room = heap->n + heap->n / 8 + 16;
      heap->entries = g_renew (struct event_entry, heap->entries, heap->room);
    }
  while (i > 0)
    {
      const size_t parent = (i - 1) / FANOUT;

      if (!event_entry_before (entry, &heap->entries[parent]))
        break;
      heap->entries[i] = heap->entries[parent];
      i = parent;
    }
  heap->entries[i] = *entry;
}

/* The least child of @i, or heap->n when it has none. */
static size_t
heap_least_child (const struct event_heap *heap, size_t i)
{
  const size_t first = FANOUT * i + 1;
  const size_t end = MIN (first + FANOUT, heap->n);
  size_t least = first;

  if (first >= heap->n)
    return heap->n;
  for (size_t child = first + 1; child < end; child++)
    if (event_entry_before (&heap->entries[child], &heap->entries[least]))
      least = child;
  return least;
}

/* Puts @entry at @i or below, where it belongs. */
static void
heap_sift_down (struct event_heap *heap, size_t i, struct event_entry entry)
{
  size_t child;

  while ((child = heap_least_child (heap, i)) < heap->n
         && event_entry_before (&heap->entries[child], &entry))
    {
      heap->entries[i] = heap->entries[child];
      i = child;
    }
  heap->entries[i] = entry;
}

struct event_entry
event_heap_pop (struct event_heap *heap)
{
  const struct event_entry least = heap->entries[0];

  g_assert (heap->n > 0);
  heap->n--;
  if (heap->n > 0)
    heap_sift_down (heap, 0, heap->entries[heap->n]);
  return least;
}

void
event_heap_compact (struct event_heap *heap, event_alive *alive,
                    const void *data)
{
  size_t n = 0;

  for (size_t i = 0; i < heap->n; i++)
    if (alive (&heap->entries[i], data))
      heap->entries[n++] = heap->entries[i];
  heap->n = n;
  for (size_t i = n / FANOUT + 1; i-- > 0;)
    if (i < n)
      heap_sift_down (heap, i, heap->entries[i]);
}
