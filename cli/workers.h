/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool of worker processes: each job runs in a process of its own, forked
 * from this one, so that one that crashes takes nothing else with it.  Workers
 * die with the process that forked them, however it ends.
 *
 * Not for programs with threads.  While it works, SIGCHLD is blocked. */
#ifndef DMMSIM_CLI_WORKERS_H
#define DMMSIM_CLI_WORKERS_H

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

/* Runs the jobs in order until all have ended or a signal to interrupt comes
 * (cli/interrupt.h): then workers are ended and their jobs count as not begun.
 * False after a message if there can be no workers. */
bool workers_run (const struct worker_pool *pool);

#endif
