/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many replications a wanted half-width takes, and when to stop adding.
 *
 * The sequential rule looks only after whole blocks of replications and at
 * least two of them: an interval that is looked at after every run is narrower
 * than it claims, as one stops at the runs that happen to agree (Law 2015,
 * 9.4.1 and 9.5.3). */
#ifndef DMMSIM_ANALYSIS_STATISTICS_PRECISION_H
#define DMMSIM_ANALYSIS_STATISTICS_PRECISION_H

#include <stdbool.h>
#include <stddef.h>

struct precision
{
  double half_width; /* wanted */
  bool relative;     /* of the mean's magnitude, or in the metric's unit */
  double confidence;
  size_t block; /* replications added at a time, at least 1 */
  size_t limit; /* never more */
};

/* Reads "5%", of the mean, or a number in the metric's unit into half_width and
 * relative; false unless it is above 0. */
bool precision_parse (const char *text, struct precision *precision);

/* Least n, from 2 to @limit, at which Student's interval of a sample with this
 * @deviation has no more than this half-width; @limit if there is none. */
size_t replications_for (double deviation, double half_width, double confidence,
                         size_t limit);

/* The half-width that is wanted for the runs' values @x, in their unit. */
double precision_target (const struct precision *precision, const double *x,
                         size_t n);
/* Is the interval of the mean of @x narrow enough? */
bool precision_reached (const struct precision *precision, const double *x,
                        size_t n);
/* To how many replications to go on from the @n that gave @x: @n if that is
 * enough or the limit is reached.  Else whole blocks, towards what the
 * deviation so far asks for, but never more than twice what there is: a
 * deviation over few runs is itself uncertain. */
size_t precision_next (const struct precision *precision, const double *x,
                       size_t n);

#endif
