/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential stopping of a study: replications are added in whole blocks until
 * the intervals of the chosen metrics are narrow enough at every point
 * (analysis/statistics/precision.h, doc/statistics.md).
 *
 * All points have equally many replications, those that the worst of them
 * takes, so that points still pair run by run.  What is looked at is the
 * records alone, replications 0 to N - 1 at each look: the course does not
 * depend on what else the folder holds, on who made it, or on how often it was
 * interrupted. */
#ifndef DMMSIM_ANALYSIS_STUDIES_STOPPING_H
#define DMMSIM_ANALYSIS_STUDIES_STOPPING_H

#include "analysis/statistics/estimates.h"
#include "analysis/statistics/precision.h"
#include "analysis/studies/study.h"

struct stopping_rule
{
  struct quantity quantity;
  struct precision precision;
};

/* A point and a rule at one look. */
struct stopping_look
{
  uint64_t replications;
  unsigned point, rule;
  size_t n; /* runs with observations */
  struct interval mean;
  double wanted; /* half-width */
  bool reached;
  uint64_t next; /* replications it asks for */
};

typedef struct stopping stopping;

/* @rules stay the caller's and outlive it; their blocks and limits are the
 * same.  (transfer full) */
stopping *stopping_new (const struct stopping_rule *rules, unsigned n_rules);
void stopping_free (stopping *stop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (stopping, stopping_free)

/* Replications before the first look. */
uint64_t stopping_first (const stopping *stop, uint64_t wished);
/* Looks at all replications of @s in @folder.  Returns to how many to go on;
 * s->replications if that is enough or the limit.  Its points are those of
 * earlier looks.  A rule that no run of a point has observations for asks for
 * nothing there.  0: a record cannot be read. */
uint64_t stopping_look (stopping *stop, const study *s, const char *folder,
                        GError **error);
/* Of the last look the one that asks for most, then has the widest interval
 * as a part of what is wanted; NULL if none has an
 * interval.  It is the stopping's. */
const struct stopping_look *stopping_worst (const stopping *stop);
/* Of the last look: how many have not reached what is wanted, and how many
 * have no observations. */
unsigned stopping_open (const stopping *stop);
unsigned stopping_empty (const stopping *stop);
/* Writes @folder/stopping.csv, all looks so far. */
bool stopping_write (const stopping *stop, const study *s, const char *folder,
                     GError **error);

#endif
