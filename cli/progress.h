/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One redrawn line on standard error while a run lasts, if that is a terminal;
 * silent otherwise. */
#ifndef DMMSIM_CLI_PROGRESS_H
#define DMMSIM_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

struct progress
{
  const char *what; /* the run's name */
  sim_time duration;
  int64_t began, shown; /* us, monotonic */
  bool on, drawn;
};

void progress_begin (struct progress *progress, const char *what,
                     sim_time duration);
/* @at: simulated time reached, after @events. */
void progress_show (struct progress *progress, sim_time at, uint64_t events);
void progress_end (struct progress *progress);

#endif
