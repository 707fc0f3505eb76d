/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a queue holds of a pending event: its whole key, so that ordering never
 * looks elsewhere, and the slot of its record in the engine.  The entry is
 * stale when the record's generation has moved on (the event was cancelled).
 */
#ifndef DMMSIM_SIM_EVENT_ENTRY_H
#define DMMSIM_SIM_EVENT_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

struct event_entry
{
  sim_time time; /* not negative */
  uint32_t origin, counter;
  uint32_t slot, generation;
};

/* Order of execution: (time, origin, counter).  Counters wrap; pending events
 * of one origin are less than 2^31 apart, so the sign of the difference tells
 * which came first. */
static inline bool
event_entry_before (const struct event_entry *a, const struct event_entry *b)
{
  if (__builtin_expect (a->time != b->time, 1))
    return a->time < b->time;
  if (a->origin != b->origin)
    return a->origin < b->origin;
  return (int32_t)(a->counter - b->counter) < 0;
}

/* Is the event still wanted? */
typedef bool event_alive (const struct event_entry *entry, const void *data);

#endif
