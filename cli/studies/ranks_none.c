/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks where the program was built without MPI: none can be joined. */
#include <glib.h>

#include "cli/studies/ranks.h"
#include "cli/verbs.h"

ranks *
ranks_new (unsigned n_workers)
{
  (void)n_workers;
  message ("%u processes were started side by side, but this dmmsim was built "
           "without MPI (configure --with-mpi); --shard I/N divides the work "
           "without it",
           ranks_launched ());
  return NULL;
}

void
ranks_free (ranks *r)
{
  g_assert (r == NULL);
}

unsigned
ranks_rank (const ranks *r)
{
  g_assert (r == NULL);
  return 0;
}

unsigned
ranks_workers (const ranks *r)
{
  (void)r;
  g_assert_not_reached ();
}

void
ranks_share (ranks *r, void *data, size_t size)
{
  (void)r, (void)data, (void)size;
  g_assert_not_reached ();
}

bool
ranks_agree (ranks *r, const char *text)
{
  (void)r, (void)text;
  g_assert_not_reached ();
}

bool
ranks_run (ranks *r, const struct worker_pool *pool)
{
  (void)r, (void)pool;
  g_assert_not_reached ();
}

void
ranks_serve (ranks *r, const struct worker_pool *pool)
{
  (void)r, (void)pool;
  g_assert_not_reached ();
}
