/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two variants (architectures, values of an axis) held against each other on
 * common random numbers: their replications of the same number see the same
 * motion, traffic and losses, so that the difference is taken run by run
 * (Law 2015, 10.2.1 and 11.2). */
#ifndef DMMSIM_ANALYSIS_STATISTICS_PAIRED_H
#define DMMSIM_ANALYSIS_STATISTICS_PAIRED_H

#include "analysis/statistics/interval.h"

struct paired
{
  size_t n;
  struct interval difference; /* of the means, second less first */
  /* Variance of the difference had the runs been independent, over the one
   * achieved: 4 means that a quarter of the runs does.  Infinite where all
   * differences are equal but the runs are not, NAN where no run differs from
   * any other or there is but one. */
  double variance_reduction;
};

/* @x[i] and @y[i]: the variants' values in replication i. */
struct paired paired_compare (const double *x, const double *y, size_t n,
                              double confidence);

#endif
