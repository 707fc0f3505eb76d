/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sweep is to do: the points of a scenario, checked, as a study whose
 * runs have digests; and which of them a folder holds. */
#ifndef DMMSIM_CLI_STUDIES_PLAN_H
#define DMMSIM_CLI_STUDIES_PLAN_H

#include "analysis/studies/study.h"
#include "cli/loading.h"
#include "scenarios/sweep.h"

enum run_state
{
  RUN_MISSING,
  RUN_HELD,   /* its record is there */
  RUN_FAILED, /* it failed before, see failed/ */
};

typedef struct plan plan;
struct plan
{
  scenario *base;
  sweep *points;
  char **point_digests; /* of the scenario of each point */
  study *study;
  enum run_state *states; /* of the study's runs; see plan_look() */
  size_t looked;          /* runs whose state is known */
  unsigned shard, shards; /* runs with index % shards == shard; 0 of 1: all */
};

/* Loads @path and each of its points.  NULL after a message.
 * (transfer full) */
plan *plan_new (const char *path, const struct loading_options *options);
void plan_free (plan *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (plan, plan_free)

/* Gives it so many replications. */
void plan_grow (plan *p, uint64_t replications);

/* Finds out what @folder holds, of runs that it did not look for before.
 * Records that cannot be read count as missing, after a message; ones of
 * another version or commit are refused unless
 * @mixed.  False after a message. */
bool plan_look (plan *p, const char *folder, bool mixed);
/* Is the run in the shard? */
bool plan_has (const plan *p, size_t run);
unsigned plan_point (const plan *p, size_t run);
uint64_t plan_replication (const plan *p, size_t run);
/* The same for plans of the same runs by the same version and commit; less than
 * 128 characters.  (transfer full) */
char *plan_digest (const plan *p);
/* "architecture = \"dmm\", replication 3".  (transfer full) */
char *plan_run_text (const plan *p, size_t run);
/* FOLDER/failed/<digest>.ENDING.  (transfer full) */
char *failed_path (const char *folder, const char *digest, const char *ending);

#endif
