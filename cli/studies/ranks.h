/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that an MPI launcher started (mpirun, srun --mpi=pmix) as one pool
 * of workers, over many machines if need be.
 *
 * Rank 0 has the jobs and hands them out one at a time, to whichever rank has a
 * worker free, itself included.  Jobs run in processes of their own
 * (cli/studies/workers.h) and write themselves what they make: messages carry
 * but the numbers of jobs and how they ended.  Should a rank die, its launcher
 * ends all and nothing is lost but the jobs at work.
 *
 * MPI calls that wait keep a processor busy; none is made that would: ranks
 * sleep and look, a thousand times a second.
 *
 * Built without MPI there are no ranks: cli/studies/ranks_none.c. */
#ifndef DMMSIM_CLI_STUDIES_RANKS_H
#define DMMSIM_CLI_STUDIES_RANKS_H

#include "cli/studies/workers.h"

typedef struct ranks ranks;

/* How many processes a launcher started beside each other, this one among them;
 * 1: it did not. */
unsigned ranks_launched (void);

/* Joins them, each with @n_workers processes at a time.  NULL after a message
 * if the program was built without MPI.  Collective, as is each call below that
 * does not say otherwise.  (transfer full) */
ranks *ranks_new (unsigned n_workers);
/* Leaves; rank 0 ends the others' ranks_serve().  After an interruption nobody
 * waits for anybody, and the launcher may say so.  NULL: nothing. */
void ranks_free (ranks *r);

/* Which one this is; of NULL 0, as one that is alone.  Not collective. */
unsigned ranks_rank (const ranks *r);
/* Workers of all ranks together.  Not collective. */
unsigned ranks_workers (const ranks *r);

/* Gives all ranks the @size octets that rank 0 has in @data. */
void ranks_share (ranks *r, void *data, size_t size);
/* Has everyone the same @text (shorter than 128 octets)? */
bool ranks_agree (ranks *r, const char *text);

/* Rank 0 alone, any number of times: like workers_run(), where
 * pool->n_workers is this rank's part. */
bool ranks_run (ranks *r, const struct worker_pool *pool);
/* The others, once: works for rank 0 until it leaves or a signal to interrupt
 * comes.  Uses pool->work and pool->n_workers. */
void ranks_serve (ranks *r, const struct worker_pool *pool);

#endif
