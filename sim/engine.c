/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event is a record in a slot and an entry in the queue.  The record lives
 * from scheduling to running or cancelling; its slot is used again at once
 * under the next generation, which makes the old handle and the old entry
 * stale.  So a timer re-armed for ever keeps one record, and only its stale
 * entries need sweeping now and then. */
#include "sim/engine.h"

#include <glib.h>
#include <string.h>

#include "sim/digest.h"
#include "sim/event_queue.h"

/* Stale entries are not worth sweeping in a shorter queue. */
#define SWEEP_LENGTH 64
#define NO_SLOT UINT32_MAX

struct record
{
  union
  {
    void *subject;
    uint32_t next_free;
  };
  uint32_t generation; /* 0: worn out, never used again */
  event_kind kind;
};

struct kind
{
  char *name;
  event_action *action;
};

struct engine
{
  struct sim *sim;
  struct digest *digest;
  struct event_queue *queue;
  sim_time now;
  uint32_t origin; /* of the event that runs */
  bool running, stopping;

  struct record *records;
  uint32_t records_used, records_room, free_slot;

  uint32_t *counters; /* by origin */
  uint32_t origins, origins_room;

  struct kind *kinds;
  uint32_t kinds_n;

  uint64_t run, pending, peak;
  uint64_t limit; /* of run, for engine_run() */
  bool limited;
};

/* In a large simulation each record and each subject is a miss; together they
 * cost little more than one. */
static void
engine_fetch (const struct event_entry *entries, size_t n, const void *data)
{
  const struct engine *engine = data;

  for (size_t i = n; i-- > 0;)
    __builtin_prefetch (&engine->records[entries[i].slot], 1);
  for (size_t i = n; i-- > 0;)
    __builtin_prefetch (engine->records[entries[i].slot].subject, 1);
}

struct engine *
engine_new (struct sim *sim, struct digest *digest)
{
  struct engine *engine = g_new0 (struct engine, 1);

  engine->sim = sim;
  engine->digest = digest;
  engine->queue = event_queue_new (engine_fetch, engine);
  engine->free_slot = NO_SLOT;
  engine->limit = UINT64_MAX;
  engine_reserve_origins (engine, ORIGIN_WORLD + 1);
  return engine;
}

void
engine_free (struct engine *engine)
{
  if (engine == NULL)
    return;
  for (uint32_t i = 0; i < engine->kinds_n; i++)
    g_free (engine->kinds[i].name);
  g_free (engine->kinds);
  g_free (engine->counters);
  g_free (engine->records);
  event_queue_free (engine->queue);
  g_free (engine);
}

event_kind
engine_kind (struct engine *engine, const char *name, event_action *action)
{
  for (uint32_t i = 0; i < engine->kinds_n; i++)
    if (strcmp (engine->kinds[i].name, name) == 0)
      {
        g_assert (engine->kinds[i].action == action);
        return (event_kind)i;
      }
  g_assert (engine->kinds_n <= UINT16_MAX);
  engine->kinds = g_renew (struct kind, engine->kinds, engine->kinds_n + 1);
  engine->kinds[engine->kinds_n] = (struct kind){ g_strdup (name), action };
  return (event_kind)engine->kinds_n++;
}

const char *
engine_kind_name (const struct engine *engine, event_kind kind)
{
  g_assert (kind < engine->kinds_n);
  return engine->kinds[kind].name;
}

void
engine_reserve_origins (struct engine *engine, uint32_t n)
{
  if (n <= engine->origins)
    return;
  if (n > engine->origins_room)
    {
      engine->origins_room = MAX (n, 2 * engine->origins_room);
      engine->counters
          = g_renew (uint32_t, engine->counters, engine->origins_room);
    }
  memset (engine->counters + engine->origins, 0,
          (n - engine->origins) * sizeof *engine->counters);
  engine->origins = n;
}

sim_time
engine_now (const struct engine *engine)
{
  return engine->now;
}

uint32_t
engine_origin (const struct engine *engine)
{
  return engine->origin;
}

/* Grows by a little at a time: what is held stays close to what is used. */
static void
engine_grow_records (struct engine *engine)
{
  const uint32_t room = engine->records_room + engine->records_room / 16 + 64;

  g_assert (room > engine->records_room && room < NO_SLOT);
  engine->records = g_renew (struct record, engine->records, room);
  engine->records_room = room;
}

static uint32_t
engine_take_slot (struct engine *engine)
{
  uint32_t slot = engine->free_slot;

  if (G_LIKELY (slot != NO_SLOT))
    {
      engine->free_slot = engine->records[slot].next_free;
      return slot;
    }
  if (engine->records_used == engine->records_room)
    engine_grow_records (engine);
  slot = engine->records_used++;
  engine->records[slot].generation = 1;
  return slot;
}

/* Makes handle and entry stale.  A slot whose generations are used up is left
 * alone, so that no handle ever means another event. */
static void
engine_release_slot (struct engine *engine, uint32_t slot)
{
  struct record *record = &engine->records[slot];

  engine->pending--;
  if (G_UNLIKELY (++record->generation == 0))
    return;
  record->next_free = engine->free_slot;
  engine->free_slot = slot;
}

event_handle
engine_schedule (struct engine *engine, sim_time at, uint32_t origin,
                 event_kind kind, void *subject)
{
  struct event_entry entry = { .time = at, .origin = origin };
  struct record *record;

  g_assert (at >= engine->now);
  g_assert (origin < engine->origins);
  g_assert (kind < engine->kinds_n);
  entry.counter = engine->counters[origin]++;
  entry.slot = engine_take_slot (engine);
  record = &engine->records[entry.slot];
  record->subject = subject;
  record->kind = kind;
  entry.generation = record->generation;
  event_queue_push (engine->queue, &entry);
  if (++engine->pending > engine->peak)
    engine->peak = engine->pending;
  return (event_handle)entry.generation << 32 | entry.slot;
}

static bool
engine_entry_alive (const struct event_entry *entry, const void *data)
{
  const struct engine *engine = data;

  return engine->records[entry->slot].generation == entry->generation;
}

bool
engine_pending (const struct engine *engine, event_handle handle)
{
  const uint32_t slot = (uint32_t)handle;

  return handle != 0 && slot < engine->records_used
         && engine->records[slot].generation == handle >> 32;
}

bool
engine_cancel (struct engine *engine, event_handle handle)
{
  size_t length;

  if (!engine_pending (engine, handle))
    return false;
  engine_release_slot (engine, (uint32_t)handle);
  length = event_queue_length (engine->queue);
  if (length >= 2 * engine->pending && length >= SWEEP_LENGTH)
    event_queue_compact (engine->queue, engine_entry_alive, engine);
  return true;
}

/* The first entry that is not stale, or NULL. */
static const struct event_entry *
engine_first (struct engine *engine)
{
  const struct event_entry *first;

  while ((first = event_queue_first (engine->queue)) != NULL
         && !engine_entry_alive (first, engine))
    event_queue_drop_first (engine->queue);
  return first;
}

/* @first: from engine_first(). */
static void
engine_run_first (struct engine *engine, const struct event_entry *first)
{
  const struct record record = engine->records[first->slot];

  engine->now = first->time;
  engine->origin = first->origin;
  engine->run++;
  digest_add_event (engine->digest, first->time, first->origin, record.kind);
  engine_release_slot (engine, first->slot);
  event_queue_drop_first (engine->queue);
  engine->kinds[record.kind].action (engine->sim, record.subject);
}

void
engine_run (struct engine *engine, sim_time until)
{
  const struct event_entry *first;

  g_assert (until >= engine->now);
  g_assert (!engine->running);
  engine->running = true;
  engine->stopping = engine->limited = false;
  while (!engine->stopping && (first = engine_first (engine)) != NULL
         && first->time <= until)
    if (engine->run < engine->limit)
      engine_run_first (engine, first);
    else
      engine->stopping = engine->limited = true;
  if (!engine->stopping)
    {
      engine->now = until;
      engine->origin = UINT32_MAX;
    }
  engine->running = false;
}

void
engine_set_limit (struct engine *engine, uint64_t events)
{
  engine->limit = events;
}

bool
engine_limited (const struct engine *engine)
{
  return engine->limited;
}

void
engine_stop (struct engine *engine)
{
  engine->stopping = true;
}

sim_time
engine_next_time (struct engine *engine)
{
  const struct event_entry *first = engine_first (engine);

  return first != NULL ? first->time : SIM_TIME_MAX;
}

bool
engine_step (struct engine *engine)
{
  const struct event_entry *first = engine_first (engine);

  if (first == NULL)
    return false;
  engine_run_first (engine, first);
  return true;
}

uint64_t
engine_events_run (const struct engine *engine)
{
  return engine->run;
}

uint64_t
engine_events_pending (const struct engine *engine)
{
  return engine->pending;
}

uint64_t
engine_peak_pending (const struct engine *engine)
{
  return engine->peak;
}

uint64_t
engine_memory (const struct engine *engine)
{
  return engine->records_room * sizeof *engine->records
         + event_queue_memory (engine->queue);
}

void
timer_set (struct engine *engine, struct timer *timer, sim_time at,
           uint32_t origin, event_kind kind, void *subject)
{
  engine_cancel (engine, timer->handle);
  timer->handle = engine_schedule (engine, at, origin, kind, subject);
}

void
timer_stop (struct engine *engine, struct timer *timer)
{
  engine_cancel (engine, timer->handle);
  timer->handle = 0;
}

bool
timer_armed (const struct engine *engine, const struct timer *timer)
{
  return engine_pending (engine, timer->handle);
}
