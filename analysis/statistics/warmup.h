/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a run's beginning to leave out: MSER-5 (White, Cobb and Spratt,
 * "A comparison of five steady-state truncation heuristics for simulation",
 * Winter Simulation Conference 2000).  The series is cut into batches of five;
 * the cut is where the standard error of what remains is least. */
#ifndef DMMSIM_ANALYSIS_STATISTICS_WARMUP_H
#define DMMSIM_ANALYSIS_STATISTICS_WARMUP_H

#include <stdbool.h>
#include <stddef.h>

#define MSER_BATCH 5

struct warmup_advice
{
  size_t cut;  /* observations to leave out, a multiple of MSER_BATCH */
  double mean; /* of the batches that remain; NAN without a whole batch */
  /* Is the least standard error found in the first half of the series?  If
   * not the series has not settled, and the cut is no advice: run longer. */
  bool settled;
};

/* @x: @n equidistant observations.  O(n). */
struct warmup_advice warmup_mser5 (const double *x, size_t n);

#endif
