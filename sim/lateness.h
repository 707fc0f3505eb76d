/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How late events ran in real time: a histogram of logarithmic bins, 16 to the
 * octave, so that a quantile is never more than 1/16 above the true one and
 * memory does not grow with the run.  Wall-clock values: they describe a run
 * on real interfaces and never enter what a simulated run measures. */
#ifndef DMMSIM_SIM_LATENESS_H
#define DMMSIM_SIM_LATENESS_H

#include <stdint.h>

#include "sim/time.h"

#define LATENESS_BINS (64 * 16)

/* Zero-initialised is empty. */
struct lateness
{
  uint64_t count;
  sim_time max;
  uint64_t bins[LATENESS_BINS];
};

/* @late: ns after it was due, not negative. */
void lateness_add (struct lateness *lateness, sim_time late);
/* The upper edge of the bin that holds the @q quantile (0 < @q <= 1), at most
 * max; 0 when empty.  O(bins). */
sim_time lateness_quantile (const struct lateness *lateness, double q);

#endif
