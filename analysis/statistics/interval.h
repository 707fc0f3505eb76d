/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Confidence intervals over independent replications: one number per run goes
 * in, an estimate with its bounds comes out.
 *
 * Bounds are NAN where the sample cannot give them (one run only, too few for
 * a quantile); the estimate is NAN without a sample.  Values are finite: runs
 * without observation are left out by the caller.  `confidence` lies between 0
 * and 1, 0.95 for a 95 % interval.  doc/statistics.md tells which interval is
 * for what. */
#ifndef DMMSIM_ANALYSIS_STATISTICS_INTERVAL_H
#define DMMSIM_ANALYSIS_STATISTICS_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

struct interval
{
  double estimate, low, high;
};

/* Half of the width; NAN without bounds. */
double interval_half_width (const struct interval *interval);
/* Has it bounds, and is @value not between them?  A bound belongs to it. */
bool interval_excludes (const struct interval *interval, double value);

/* Mean with Student's interval, from two values on (Law, Simulation Modeling
 * and Analysis, 5th ed. 2015, 4.5). */
struct interval interval_mean (const double *x, size_t n, double confidence);

/* Difference of means, @x less @y, of samples that have nothing to do with each
 * other: Welch's interval (Welch 1947; Law 2015, 10.2.2). */
struct interval interval_welch (const double *x, size_t n_x, const double *y,
                                size_t n_y, double confidence);

/* Sum of @part over sum of @whole, one pair per run, with the interval of the
 * delta method (Cochran, Sampling Techniques, 3rd ed. 1977, chapter 6): Student
 * quantile, deviation of part - ratio * whole.  With equal wholes it is
 * Student's interval of the runs' ratios.  NAN where the wholes sum to 0. */
struct interval interval_ratio (const double *part, const double *whole,
                                size_t n, double confidence);

/* The @p-quantile (0 < p < 1) of ascending @x: nearest rank, as everywhere
 * (type 1 of Hyndman and Fan 1996), with two order statistics as bounds, whose
 * ranks follow from the binomial law; at most half of 1 - confidence lies on
 * either side, whatever the distribution (David and Nagaraja, Order
 * Statistics, 3rd ed. 2003, 7.1). */
struct interval interval_quantile (const double *x, size_t n, double p,
                                   double confidence);

/* Ranks (from 1) of these bounds; a rank is 0 where there is none. */
struct rank_pair
{
  size_t low, high;
};
struct rank_pair quantile_ranks (size_t n, double p, double confidence);

#endif
