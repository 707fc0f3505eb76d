/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/workers.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/verbs.h"

struct worker
{
  pid_t pid; /* 0: free */
  size_t job;
  FILE *said;
  int64_t began; /* us */
};

struct workers
{
  const struct worker_pool *pool;
  struct worker *workers;
  unsigned busy;
  sigset_t before; /* signals blocked when all this began */
};

/* ---- in the worker ------------------------------------------------------- */

G_GNUC_NORETURN static void
be_worker (const struct workers *w, size_t job, FILE *said, pid_t parent)
{
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  sigprocmask (SIG_SETMASK, &w->before, NULL);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent) /* it went before it could be heard of */
    _exit (EXIT_RUN_FAILED);
  dup2 (fileno (said), STDERR_FILENO);
  _exit (w->pool->work (job, w->pool->data));
}

/* ---- around it ----------------------------------------------------------- */

static bool
worker_start (struct workers *w, struct worker *worker, size_t job)
{
  pid_t parent = getpid ();

  worker->said = tmpfile ();
  if (worker->said == NULL)
    {
      message ("no temporary file for a worker: %s", g_strerror (errno));
      return false;
    }
  fflush (NULL); /* or the worker writes it again */
  worker->pid = fork ();
  if (worker->pid == 0)
    be_worker (w, job, worker->said, parent);
  if (worker->pid < 0)
    {
      message ("no process for a worker: %s", g_strerror (errno));
      fclose (worker->said);
      worker->pid = 0;
      return false;
    }
  worker->job = job;
  worker->began = g_get_monotonic_time ();
  w->busy++;
  return true;
}

/* What it said, from the beginning. (transfer full) */
static char *
worker_said (const struct worker *worker)
{
  char *text = g_malloc (WORKER_SAID_MAX + 1);
  size_t n;

  rewind (worker->said);
  n = fread (text, 1, WORKER_SAID_MAX, worker->said);
  text[n] = '\0';
  return text;
}

static void
worker_ended (struct workers *w, struct worker *worker, int status)
{
  g_autofree char *said = worker_said (worker);
  const struct worker_end end = {
    .status = WIFEXITED (status) ? WEXITSTATUS (status) : 0,
    .signal = WIFSIGNALED (status) ? WTERMSIG (status) : 0,
    .said = said,
    .seconds = (double)(g_get_monotonic_time () - worker->began) / 1e6,
  };

  fclose (worker->said);
  worker->pid = 0;
  w->busy--;
  if (end.signal == 0 || !interrupt_came ())
    w->pool->ended (worker->job, &end, w->pool->data);
}

/* Looks after those that ended.  Others' children are left alone. */
static void
reap (struct workers *w)
{
  for (unsigned i = 0; i < w->pool->n_workers; i++)
    {
      struct worker *worker = &w->workers[i];
      int status;

      if (worker->pid != 0 && waitpid (worker->pid, &status, WNOHANG) > 0)
        worker_ended (w, worker, status);
    }
}

static struct worker *
free_worker (struct workers *w)
{
  for (unsigned i = 0; i < w->pool->n_workers; i++)
    if (w->workers[i].pid == 0)
      return &w->workers[i];
  g_assert_not_reached ();
}

bool
workers_start (struct workers *w, size_t job)
{
  return worker_start (w, free_worker (w), job);
}

void
workers_wait (struct workers *w, unsigned ms)
{
  const struct timespec patience
      = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };
  sigset_t child;

  sigemptyset (&child);
  sigaddset (&child, SIGCHLD);
  sigtimedwait (&child, NULL, &patience);
  reap (w);
}

unsigned
workers_busy (const struct workers *w)
{
  return w->busy;
}

struct workers *
workers_new (const struct worker_pool *pool)
{
  struct workers *w = g_new0 (struct workers, 1);
  sigset_t child;

  w->pool = pool;
  w->workers = g_new0 (struct worker, pool->n_workers);
  signal (SIGCHLD, SIG_DFL); /* ignored, it would reap what we wait for */
  sigemptyset (&child);
  sigaddset (&child, SIGCHLD);
  sigprocmask (SIG_BLOCK, &child, &w->before);
  return w;
}

static void
kill_all (struct workers *w)
{
  for (unsigned i = 0; i < w->pool->n_workers; i++)
    if (w->workers[i].pid != 0)
      kill (w->workers[i].pid, SIGKILL);
  for (unsigned i = 0; i < w->pool->n_workers; i++)
    if (w->workers[i].pid != 0)
      {
        waitpid (w->workers[i].pid, NULL, 0);
        fclose (w->workers[i].said);
      }
}

void
workers_free (struct workers *w)
{
  kill_all (w);
  sigprocmask (SIG_SETMASK, &w->before, NULL);
  g_free (w->workers);
  g_free (w);
}

/* ---- jobs of a list ------------------------------------------------------ */

/* Those there are go on if there can be no more. */
static bool
start_some (struct workers *w, size_t *next)
{
  const struct worker_pool *pool = w->pool;

  for (; w->busy < pool->n_workers && *next < pool->n_jobs; ++*next)
    if (!workers_start (w, pool->jobs[*next]))
      return w->busy > 0;
  return true;
}

bool
workers_run (const struct worker_pool *pool)
{
  struct workers *w = workers_new (pool);
  size_t next = 0;
  bool ok = true;

  while (!interrupt_came () && (ok = start_some (w, &next), w->busy > 0))
    {
      workers_wait (w, 200);
      pool->idle (pool->data);
    }
  workers_free (w);
  return ok;
}
