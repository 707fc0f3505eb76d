/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/realtime.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

G_DEFINE_QUARK (dmmsim - realtime - error - quark, realtime_error)

/* Events between two looks at the descriptors when all of them are late. */
#define EVENTS_PER_TURN 256
#define READY_PER_TURN 16

struct watch
{
  int fd;
  realtime_reader *reader;
  void *data;
};

struct realtime
{
  struct sim *sim;
  struct realtime_config config;
  struct lateness lateness;
  GPtrArray *watches; /* struct watch * */
  int epoll, timer;
  int64_t began;     /* CLOCK_MONOTONIC, ns, of simulated instant 0 */
  int64_t armed;     /* what the timer waits for, or waited for last */
  sigset_t sleeping; /* signal mask while asleep */
};

/* ---- clocks -------------------------------------------------------- */

static int64_t
clock_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * SIM_SECOND + t.tv_nsec;
}

/* Nothing comes after the last instant there is. */
static int64_t
to_instant (double ns)
{
  return ns < (double)INT64_MAX ? (int64_t)ns : INT64_MAX;
}

/* Simulated time that has passed in @real ns, and back. */
static sim_time
to_simulated (const struct realtime *realtime, int64_t real)
{
  double speed = realtime->config.speed;

  return speed == 1 ? real : to_instant ((double)real * speed);
}

static int64_t
to_real (const struct realtime *realtime, sim_time simulated)
{
  double speed = realtime->config.speed;

  return speed == 1 ? simulated : to_instant ((double)simulated / speed);
}

static sim_time
present (const struct realtime *realtime)
{
  return to_simulated (realtime, clock_ns () - realtime->began);
}

/* ---- life ---------------------------------------------------------- */

static bool
fail (const char *what, GError **error)
{
  g_set_error (error, REALTIME_ERROR, REALTIME_ERROR_SYSTEM, "%s: %s", what,
               g_strerror (errno));
  return false;
}

static bool
add_descriptor (struct realtime *realtime, int fd, struct watch *watch,
                GError **error)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = watch };

  if (epoll_ctl (realtime->epoll, EPOLL_CTL_ADD, fd, &event) == 0)
    return true;
  return fail ("epoll", error);
}

static void
start_clock (struct realtime *realtime)
{
  sim_time now = sim_now (realtime->sim);

  realtime->began = clock_ns () - to_real (realtime, now);
}

struct realtime *
realtime_new (struct sim *sim, const struct realtime_config *config,
              GError **error)
{
  struct realtime *realtime = g_new0 (struct realtime, 1);

  g_assert (config->speed > 0);
  realtime->sim = sim;
  realtime->config = *config;
  realtime->watches = g_ptr_array_new_with_free_func (g_free);
  realtime->epoll = epoll_create1 (EPOLL_CLOEXEC);
  realtime->timer
      = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  start_clock (realtime);
  if (realtime->epoll >= 0 && realtime->timer >= 0
      && add_descriptor (realtime, realtime->timer, NULL, error))
    return realtime;
  if (realtime->epoll < 0 || realtime->timer < 0)
    fail ("epoll, timerfd", error);
  realtime_free (realtime);
  return NULL;
}

void
realtime_free (struct realtime *realtime)
{
  if (!realtime)
    return;
  if (realtime->timer >= 0)
    close (realtime->timer);
  if (realtime->epoll >= 0)
    close (realtime->epoll);
  g_ptr_array_unref (realtime->watches);
  g_free (realtime);
}

bool
realtime_watch (struct realtime *realtime, int fd, realtime_reader *reader,
                void *data, GError **error)
{
  struct watch *watch = g_new (struct watch, 1);

  *watch = (struct watch){ fd, reader, data };
  g_ptr_array_add (realtime->watches, watch);
  return add_descriptor (realtime, fd, watch, error);
}

const struct lateness *
realtime_lateness (const struct realtime *realtime)
{
  return &realtime->lateness;
}

/* ---- running ------------------------------------------------------- */

/* Notes how late the event of instant @due is at @now; false beyond the hard
 * limit. */
static bool
note_lateness (struct realtime *realtime, sim_time due, sim_time now)
{
  int64_t late = to_real (realtime, now - due);

  lateness_add (&realtime->lateness, late);
  return late <= realtime->config.hard_limit;
}

/* Runs what is due, at most a turn's events, and brings the clock to the
 * present instant when nothing is due any more. */
static bool
run_due (struct realtime *realtime, sim_time until)
{
  struct engine *engine = realtime->sim->engine;
  sim_time now = present (realtime);

  for (int n = 0; n < EVENTS_PER_TURN; n++)
    {
      sim_time due = engine_next_time (engine);

      if (due > MIN (now, until))
        {
          engine_run (engine, MAX (MIN (now, until), sim_now (realtime->sim)));
          return true;
        }
      if (!note_lateness (realtime, due, now))
        return false;
      engine_step (engine);
      now = present (realtime);
    }
  return true;
}

/* Sets the timer for the next event, unless it is.  What has passed fires at
 * once. */
static void
arm (struct realtime *realtime, sim_time until)
{
  sim_time next = MIN (engine_next_time (realtime->sim->engine), until);
  int64_t wait = to_real (realtime, next);
  int64_t at = realtime->began + MIN (wait, INT64_MAX - realtime->began);
  struct itimerspec spec = { .it_value = { .tv_sec = at / SIM_SECOND,
                                           .tv_nsec = at % SIM_SECOND } };

  if (at == realtime->armed)
    return;
  realtime->armed = at;
  timerfd_settime (realtime->timer, TFD_TIMER_ABSTIME, &spec, NULL);
}

/* Sleeps until the next event, an arrival or a signal.  Returns how many
 * descriptors are ready. */
static int
wait_for_work (struct realtime *realtime, sim_time until,
               struct epoll_event *ready)
{
  arm (realtime, until);
  return epoll_pwait (realtime->epoll, ready, READY_PER_TURN, -1,
                      &realtime->sleeping);
}

static void
read_ready (struct realtime *realtime, const struct epoll_event *ready, int n)
{
  for (int i = 0; i < n; i++)
    {
      const struct watch *watch = ready[i].data.ptr;

      if (watch && !watch->reader (watch->fd, watch->data))
        epoll_ctl (realtime->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
    }
}

/* Lets signals in.  The sleep does so only when it finds nothing ready: under a
 * flood, or late, never. */
static void
take_signals (const struct realtime *realtime)
{
  sigset_t working;

  sigprocmask (SIG_SETMASK, &realtime->sleeping, &working);
  sigprocmask (SIG_SETMASK, &working, NULL);
}

static enum realtime_end
run_loop (struct realtime *realtime, sim_time until)
{
  struct epoll_event ready[READY_PER_TURN];
  int n = 0;

  while (sim_now (realtime->sim) < until)
    {
      take_signals (realtime);
      if (realtime->config.interrupted && realtime->config.interrupted ())
        return REALTIME_INTERRUPTED;
      if (!run_due (realtime, until))
        return REALTIME_LATE;
      read_ready (realtime, ready, n);
      if (n > 0 && !run_due (realtime, until))
        return REALTIME_LATE; /* what arrived can be due at once */
      if (sim_now (realtime->sim) < until)
        n = wait_for_work (realtime, until, ready);
    }
  return REALTIME_DONE;
}

/* Timers of the process are exact to the nanosecond for the time of the run;
 * the default slack is 50 us. */
enum realtime_end
realtime_run (struct realtime *realtime, sim_time until)
{
  int slack = prctl (PR_GET_TIMERSLACK);
  enum realtime_end end;
  sigset_t both, before;

  sigemptyset (&both);
  sigaddset (&both, SIGINT);
  sigaddset (&both, SIGTERM);
  sigprocmask (SIG_BLOCK, &both, &before);
  realtime->sleeping = before;
  sigdelset (&realtime->sleeping, SIGINT);
  sigdelset (&realtime->sleeping, SIGTERM);
  prctl (PR_SET_TIMERSLACK, 1ul);
  start_clock (realtime);
  end = run_loop (realtime, until);
  if (slack > 0)
    prctl (PR_SET_TIMERSLACK, (unsigned long)slack);
  sigprocmask (SIG_SETMASK, &before, NULL);
  return end;
}
