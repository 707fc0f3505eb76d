/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a sweep is: one redrawn line on standard error if that is a terminal;
 * silent otherwise.  The time left is estimated from how long runs of the same
 * point took. */
#ifndef DMMSIM_CLI_STUDIES_PROGRESS_H
#define DMMSIM_CLI_STUDIES_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct point_time
{
  double seconds; /* that runs took, in all */
  unsigned runs;  /* that took them */
  unsigned left;
};

struct sweep_progress
{
  struct point_time *points;
  unsigned n_points, n_workers;
  size_t runs, done, failed; /* of this sweep */
  int64_t began, shown;      /* us, monotonic */
  bool on, drawn;
};

void sweep_progress_begin (struct sweep_progress *p, unsigned n_points,
                           unsigned n_workers);
/* Before the first: a run that is to be made. */
void sweep_progress_expect (struct sweep_progress *p, unsigned point);
void sweep_progress_done (struct sweep_progress *p, unsigned point,
                          double seconds, bool failed);
/* Draws it if it is time to. */
void sweep_progress_show (struct sweep_progress *p);
/* Takes the line away, for a message or for good. */
void sweep_progress_clear (struct sweep_progress *p);
void sweep_progress_end (struct sweep_progress *p);
/* Seconds left as far as can be told; negative: not yet. */
double sweep_progress_left (const struct sweep_progress *p);

#endif
