/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/ranks.h"

#include <glib.h>
#include <mpi.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "cli/interrupt.h"
#include "cli/verbs.h"

#define PATIENCE_MS 1
#define AGREE_SIZE 128

/* How long a rank that is interrupted waits for rank 0 to save results: the
 * first to go takes all with it. */
#define FAREWELL_MS 20000

enum tag
{
  TAG_JOB,   /* from rank 0: a number of a job */
  TAG_LEAVE, /* from rank 0: nothing more to come */
  TAG_ENDED  /* to rank 0: struct report */
};

/* How a job ended, with what it said behind. */
struct report
{
  uint64_t job;
  double seconds;
  int32_t status, signal;
  char said[WORKER_SAID_MAX + 1];
};

struct ranks
{
  MPI_Comm comm;
  unsigned rank, n, n_workers;
  unsigned *idle; /* rank 0: workers of each rank that wait for a job */
};

/* ---- waiting ------------------------------------------------------------- */

/* False if an interruption came first. */
static bool
await (MPI_Request *request)
{
  int done;

  for (;;)
    {
      MPI_Test (request, &done, MPI_STATUS_IGNORE);
      if (done || interrupt_came ())
        return done != 0;
      g_usleep (PATIENCE_MS * 1000);
    }
}

void
ranks_share (ranks *r, void *data, size_t size)
{
  MPI_Request request;

  MPI_Ibcast (data, (int)size, MPI_BYTE, 0, r->comm, &request);
  await (&request);
}

/* The least and the greatest of each octet are the same where all are. */
bool
ranks_agree (ranks *r, const char *text)
{
  unsigned char own[AGREE_SIZE] = { 0 }, least[AGREE_SIZE], most[AGREE_SIZE];
  MPI_Request requests[2];

  g_assert (strlen (text) < AGREE_SIZE);
  strcpy ((char *)own, text);
  MPI_Iallreduce (own, least, AGREE_SIZE, MPI_UNSIGNED_CHAR, MPI_MIN, r->comm,
                  &requests[0]);
  MPI_Iallreduce (own, most, AGREE_SIZE, MPI_UNSIGNED_CHAR, MPI_MAX, r->comm,
                  &requests[1]);
  return await (&requests[0]) && await (&requests[1])
         && memcmp (least, most, AGREE_SIZE) == 0;
}

/* ---- joining and leaving ------------------------------------------------- */

/* The libraries below have threads, which must not take SIGCHLD from us: they
 * inherit what is blocked. */
static void
block_child_signals (void)
{
  sigset_t child;

  sigemptyset (&child);
  sigaddset (&child, SIGCHLD);
  sigprocmask (SIG_BLOCK, &child, NULL);
}

ranks *
ranks_new (unsigned n_workers)
{
  ranks *r = g_new0 (ranks, 1);
  int rank, n;

  block_child_signals ();
  MPI_Init (NULL, NULL);
  MPI_Comm_dup (MPI_COMM_WORLD, &r->comm);
  MPI_Comm_rank (r->comm, &rank);
  MPI_Comm_size (r->comm, &n);
  r->rank = (unsigned)rank;
  r->n = (unsigned)n;
  r->n_workers = n_workers;
  r->idle = g_new (unsigned, r->n);
  for (unsigned i = 0; i < r->n; i++)
    r->idle[i] = n_workers;
  return r;
}

static void
dismiss_all (const ranks *r)
{
  for (unsigned i = 1; i < r->n; i++)
    MPI_Send (NULL, 0, MPI_BYTE, (int)i, TAG_LEAVE, r->comm);
}

void
ranks_free (ranks *r)
{
  MPI_Request request;

  if (r == NULL)
    return;
  if (r->rank == 0)
    dismiss_all (r);
  MPI_Ibarrier (r->comm, &request);
  if (await (&request))
    {
      MPI_Comm_free (&r->comm);
      MPI_Finalize ();
    }
  g_free (r->idle);
  g_free (r);
}

unsigned
ranks_rank (const ranks *r)
{
  return r != NULL ? r->rank : 0;
}

unsigned
ranks_workers (const ranks *r)
{
  return r->n * r->n_workers;
}

/* ---- rank 0 -------------------------------------------------------------- */

/* What ranks_run() is at. */
struct handing_out
{
  ranks *r;
  const struct worker_pool *pool;
  struct workers *own;
  size_t next, ended; /* jobs */
};

static int
work_here (size_t job, void *data)
{
  const struct handing_out *h = data;

  return h->pool->work (job, h->pool->data);
}

static void
ended_here (size_t job, const struct worker_end *end, void *data)
{
  struct handing_out *h = data;

  h->ended++;
  h->r->idle[0]++;
  h->pool->ended (job, end, h->pool->data);
}

/* A rank with an idle worker, the one with most, so that the work is spread; n
 * if there is none. */
static unsigned
idle_rank (const ranks *r)
{
  unsigned best = r->n;

  for (unsigned i = 0; i < r->n; i++)
    if (r->idle[i] > (best < r->n ? r->idle[best] : 0))
      best = i;
  return best;
}

static void
send_job (const ranks *r, unsigned rank, size_t job)
{
  uint64_t number = job;

  MPI_Send (&number, 1, MPI_UINT64_T, (int)rank, TAG_JOB, r->comm);
}

/* False if there can be no worker here, after a message. */
static bool
hand_out (struct handing_out *h)
{
  ranks *r = h->r;

  while (h->next < h->pool->n_jobs)
    {
      size_t job = h->pool->jobs[h->next];
      unsigned rank = idle_rank (r);

      if (rank == r->n)
        break;
      if (rank > 0)
        send_job (r, rank, job);
      else if (!workers_start (h->own, job))
        return false;
      r->idle[rank]--;
      h->next++;
    }
  return true;
}

static void
take_report (struct handing_out *h, const MPI_Status *from)
{
  g_autofree struct report *report = g_new (struct report, 1);
  struct worker_end end;

  MPI_Recv (report, sizeof *report, MPI_BYTE, from->MPI_SOURCE, TAG_ENDED,
            h->r->comm, MPI_STATUS_IGNORE);
  end = (struct worker_end){ report->status, report->signal, report->said,
                             report->seconds };
  h->ended++;
  h->r->idle[from->MPI_SOURCE]++;
  h->pool->ended (report->job, &end, h->pool->data);
}

static void
take_reports (struct handing_out *h)
{
  MPI_Status from;
  int there;

  while (MPI_Iprobe (MPI_ANY_SOURCE, TAG_ENDED, h->r->comm, &there, &from),
         there)
    take_report (h, &from);
}

bool
ranks_run (ranks *r, const struct worker_pool *pool)
{
  struct handing_out h = { .r = r, .pool = pool };
  const struct worker_pool here = { .n_workers = r->n_workers,
                                    .work = work_here,
                                    .ended = ended_here,
                                    .data = &h };
  bool ok = true;

  h.own = workers_new (&here);
  while (!interrupt_came () && h.ended < pool->n_jobs && (ok = hand_out (&h)))
    {
      workers_wait (h.own, PATIENCE_MS);
      take_reports (&h);
      pool->idle (pool->data);
    }
  workers_free (h.own);
  return ok;
}

/* ---- the others ---------------------------------------------------------- */

struct serving
{
  ranks *r;
  const struct worker_pool *pool;
};

static int
work_for_rank_0 (size_t job, void *data)
{
  const struct serving *s = data;

  return s->pool->work (job, s->pool->data);
}

static void
report_end (size_t job, const struct worker_end *end, void *data)
{
  const struct serving *s = data;
  g_autofree struct report *report = g_new0 (struct report, 1);
  MPI_Request request;

  report->job = job;
  report->seconds = end->seconds;
  report->status = end->status;
  report->signal = end->signal;
  g_strlcpy (report->said, end->said, sizeof report->said);
  MPI_Isend (report,
             (int)(offsetof (struct report, said) + strlen (report->said) + 1),
             MPI_BYTE, 0, TAG_ENDED, s->r->comm, &request);
  if (!await (&request))
    (void)g_steal_pointer (&report); /* MPI has it still */
}

/* One that cannot work ends all: its jobs would wait for ever. */
static void
take_job (const ranks *r, struct workers *w)
{
  uint64_t job;

  MPI_Recv (&job, 1, MPI_UINT64_T, 0, TAG_JOB, r->comm, MPI_STATUS_IGNORE);
  if (!workers_start (w, job))
    MPI_Abort (r->comm, EXIT_RUN_FAILED);
}

/* Takes what jobs have come; false if there will be no more. */
static bool
take_jobs (const ranks *r, struct workers *w)
{
  MPI_Status from;
  int there;

  while (MPI_Iprobe (0, MPI_ANY_TAG, r->comm, &there, &from), there)
    {
      if (from.MPI_TAG == TAG_LEAVE)
        {
          MPI_Recv (NULL, 0, MPI_BYTE, 0, TAG_LEAVE, r->comm,
                    MPI_STATUS_IGNORE);
          return false;
        }
      take_job (r, w);
    }
  return true;
}

static void
await_farewell (const ranks *r)
{
  int there = 0;

  for (unsigned ms = 0; !there && ms < FAREWELL_MS; ms++)
    {
      g_usleep (1000);
      MPI_Iprobe (0, TAG_LEAVE, r->comm, &there, MPI_STATUS_IGNORE);
    }
}

void
ranks_serve (ranks *r, const struct worker_pool *pool)
{
  struct serving s = { r, pool };
  const struct worker_pool here = { .n_workers = r->n_workers,
                                    .work = work_for_rank_0,
                                    .ended = report_end,
                                    .data = &s };
  struct workers *w = workers_new (&here);

  while (!interrupt_came () && take_jobs (r, w))
    workers_wait (w, PATIENCE_MS);
  workers_free (w);
  if (interrupt_came ())
    await_farewell (r);
}
