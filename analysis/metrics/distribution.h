/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A multiset of observations in bounded memory.  Values are kept exactly, with
 * their counts, while there are at most `room_max` different ones; beyond that
 * neighbours are merged by dropping low bits of the mantissa, so that every
 * percentile stays within a known relative distance of the exact one.  Count,
 * sum, least and greatest value are always exact.
 *
 * Delays of simulated packets take few different values (one per path and
 * queue length), so most distributions stay exact.  Adding allocates only
 * while the number of different values grows. */
#ifndef DMMSIM_ANALYSIS_METRICS_DISTRIBUTION_H
#define DMMSIM_ANALYSIS_METRICS_DISTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

struct value_count
{
  int64_t key; /* the value's bits, made to order like the values */
  uint64_t n;
};

struct distribution
{
  struct value_count *values; /* ascending */
  unsigned n, room, room_max;
  unsigned last;    /* index of the value met last */
  unsigned dropped; /* low bits of the mantissa merged; 0: exact */
  uint64_t count;
  double sum, min, max; /* min, max: undefined while count is 0 */
};

/* @room_max: different values to keep, at least 16. */
void distribution_init (struct distribution *d, unsigned room_max);
void distribution_clear (struct distribution *d);
/* @times observations of the finite @value.  O(log n), O(n) for a new one. */
void distribution_add (struct distribution *d, double value, uint64_t times);
void distribution_merge (struct distribution *into,
                         const struct distribution *from);
/* NAN without observations. */
double distribution_mean (const struct distribution *d);
/* Nearest rank: the least value with at least @p (0 .. 1) of the observations
 * at or below it; NAN without observations. */
double distribution_percentile (const struct distribution *d, double p);

#endif
