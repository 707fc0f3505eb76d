/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: a clock and the pending events.
 *
 * Events run in the order (time, origin, the origin's own counter).  The
 * origin is the node that scheduled the event (or ORIGIN_WORLD); its counter
 * advances with each event it schedules.  The key depends on neither machine
 * nor insertion order across origins, so a run is reproducible.
 *
 * An event is a kind (a function registered once by name) and a subject (a
 * pointer the engine passes on and never frees).  Scheduling, cancelling and
 * running allocate only while the number of pending events grows to its peak.
 * A cancelled event leaves at once or is compacted away before the dead make
 * up half of the queue, so timers that are re-armed for ever cost no memory.
 *
 * Every event run enters the digest as (time, origin, kind).
 */
#ifndef DMMSIM_SIM_ENGINE_H
#define DMMSIM_SIM_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

struct sim;
struct digest;
struct engine;

/* 0 is no event.  A handle never comes to mean another event. */
typedef uint64_t event_handle;
typedef uint16_t event_kind;
typedef void event_action (struct sim *sim, void *subject);

/* Origin of what no node schedules (end of warm-up, sampling); node n of the
 * network has origin n + 1. */
#define ORIGIN_WORLD 0u

struct engine *engine_new (struct sim *sim, struct digest *digest);
void engine_free (struct engine *engine);

/* Registers @action under @name, or returns the kind it already has. */
event_kind engine_kind (struct engine *engine, const char *name,
                        event_action *action);
const char *engine_kind_name (const struct engine *engine, event_kind kind);

/* Makes origins 0 .. @n - 1 known; never shrinks. */
void engine_reserve_origins (struct engine *engine, uint32_t n);

sim_time engine_now (const struct engine *engine);
/* Origin of the event that runs; after engine_run(), which has run all of its
 * last instant, one beyond all. */
uint32_t engine_origin (const struct engine *engine);

/* @at: not before now.  Returns a handle for engine_cancel().  O(1). */
event_handle engine_schedule (struct engine *engine, sim_time at,
                              uint32_t origin, event_kind kind, void *subject);

/* Takes the event out; false when it has run or been cancelled before (0 is
 * accepted).  O(1) amortised. */
bool engine_cancel (struct engine *engine, event_handle handle);
bool engine_pending (const struct engine *engine, event_handle handle);

/* Runs events up to and including @until and leaves the clock there, or at
 * the event that called engine_stop(). */
void engine_run (struct engine *engine, sim_time until);
void engine_stop (struct engine *engine);
/* Lets engine_run() stop, with the clock at the last event, instead of running
 * more than @events since the engine was made. */
void engine_set_limit (struct engine *engine, uint64_t events);
/* Did the last engine_run() stop so, with an event still to run? */
bool engine_limited (const struct engine *engine);

/* For another driver of the clock (real time): time of the next event or
 * SIM_TIME_MAX; run just that one. */
sim_time engine_next_time (struct engine *engine);
bool engine_step (struct engine *engine);

uint64_t engine_events_run (const struct engine *engine);
uint64_t engine_events_pending (const struct engine *engine);
uint64_t engine_peak_pending (const struct engine *engine);
/* Octets held for pending events, for bench/hold. */
uint64_t engine_memory (const struct engine *engine);

/* A timer: one event that is armed, moved and stopped many times.  Embedded
 * in its owner, who is the subject; zero-initialised is idle. */
struct timer
{
  event_handle handle;
};

/* Arms the timer for @at, whether it was armed or idle. */
void timer_set (struct engine *engine, struct timer *timer, sim_time at,
                uint32_t origin, event_kind kind, void *subject);
void timer_stop (struct engine *engine, struct timer *timer);
bool timer_armed (const struct engine *engine, const struct timer *timer);

#endif
