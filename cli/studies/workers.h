/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool of worker processes: each job runs in a process of its own, forked
 * from this one, so that one that crashes takes nothing else with it.  Workers
 * die with the process that forked them, however it ends.
 *
 * workers_run() takes jobs from a list; what takes them from elsewhere
 * (cli/studies/ranks.h) starts and awaits workers itself.
 *
 * Not for programs whose other threads the jobs depend on.  While it works,
 * SIGCHLD is blocked. */
#ifndef DMMSIM_CLI_STUDIES_WORKERS_H
#define DMMSIM_CLI_STUDIES_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

/* How a worker ended. */
struct worker_end
{
  int status;       /* of exit, if signal is 0 */
  int signal;       /* that killed it */
  const char *said; /* on standard error; the pool's */
  double seconds;   /* it took */
};

struct worker_pool
{
  unsigned n_workers;
  const size_t *jobs;
  size_t n_jobs;
  /* In the worker; its result is the exit status. */
  int (*work) (size_t job, void *data);
  /* Here, after a worker ended. */
  void (*ended) (size_t job, const struct worker_end *end, void *data);
  /* Here, some times a second. */
  void (*idle) (void *data);
  void *data;
};

/* Of what a worker says this much is kept. */
#define WORKER_SAID_MAX 65536

/* Runs the jobs in order until all have ended or a signal to interrupt comes
 * (cli/interrupt.h): then workers are ended and their jobs count as not begun.
 * False after a message if there can be no workers. */
bool workers_run (const struct worker_pool *pool);

/* @pool stays the caller's; its jobs are not looked at.  (transfer full) */
struct workers *workers_new (const struct worker_pool *pool);
/* Kills those at work, whose jobs count as not begun. */
void workers_free (struct workers *w);
unsigned workers_busy (const struct workers *w);
/* Starts a job; fewer than n_workers are busy.  False after a message. */
bool workers_start (struct workers *w, size_t job);
/* Sleeps until a worker ends, at most @ms, then has pool->ended() called for
 * all that did. */
void workers_wait (struct workers *w, unsigned ms);

#endif
