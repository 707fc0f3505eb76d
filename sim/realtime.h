/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real-time clock: another driver of the engine, which runs each event when
 * CLOCK_MONOTONIC reaches it, and in between hands over what arrives at file
 * descriptors.
 *
 * One epoll set holds a timerfd for the next event and the descriptors, so that
 * the process sleeps when nothing is to be done.  A reader is called with the
 * simulation's clock at the present instant, after all events that were due
 * before.  How late events ran is counted; best effort unless there is a hard
 * limit. */
#ifndef DMMSIM_SIM_REALTIME_H
#define DMMSIM_SIM_REALTIME_H

#include <glib.h>
#include <stdbool.h>

#include "sim/lateness.h"
#include "sim/sim.h"

struct realtime;

struct realtime_config
{
  double speed;        /* simulated seconds per second, above 0 */
  sim_time hard_limit; /* real ns; SIM_TIME_MAX: best effort */
  /* Asked between events, and after each signal; NULL: never. */
  bool (*interrupted) (void);
};

enum realtime_end
{
  REALTIME_DONE,        /* reached the end */
  REALTIME_INTERRUPTED, /* config.interrupted said so */
  REALTIME_LATE         /* an event was later than the hard limit */
};

#define REALTIME_ERROR realtime_error_quark ()
GQuark realtime_error_quark (void);
enum realtime_error
{
  REALTIME_ERROR_SYSTEM /* the kernel refused a descriptor */
};

/* @sim must outlive it.  (transfer full) */
struct realtime *realtime_new (struct sim *sim,
                               const struct realtime_config *config,
                               GError **error);
void realtime_free (struct realtime *realtime);

/* @fd is readable, or broken; read a bounded part of what is there: the rest is
 * offered again after the events that are due by then.  False: nothing will
 * come any more, and @fd is not looked at again. */
typedef bool realtime_reader (int fd, void *data);
bool realtime_watch (struct realtime *realtime, int fd, realtime_reader *reader,
                     void *data, GError **error);

/* Runs up to @until.  The simulation's present instant is now.  SIGINT and
 * SIGTERM come between two turns or while it sleeps, so that none goes
 * unnoticed. */
enum realtime_end realtime_run (struct realtime *realtime, sim_time until);

const struct lateness *realtime_lateness (const struct realtime *realtime);

#endif
