/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#define SHOW_EVERY 200000 /* us */

void
progress_begin (struct progress *progress, const char *what, sim_time duration)
{
  *progress = (struct progress){ .what = what,
                                 .duration = duration,
                                 .began = g_get_monotonic_time (),
                                 .on = isatty (STDERR_FILENO) != 0 };
  progress->shown = progress->began;
}

void
progress_show (struct progress *progress, sim_time at, uint64_t events)
{
  int64_t now = g_get_monotonic_time ();
  double elapsed = (double)(now - progress->began) / 1e6;
  double done = (double)at / (double)progress->duration;

  if (!progress->on || now - progress->shown < SHOW_EVERY || done <= 0)
    return;
  progress->shown = now;
  progress->drawn = true;
  fprintf (stderr,
           "\r\033[K%.24s %3.0f %%  %.1f of %.1f s  %.2f M events/s  "
           "%.0f s left",
           progress->what, 100 * done, sim_time_to_seconds (at),
           sim_time_to_seconds (progress->duration),
           (double)events / elapsed / 1e6, elapsed * (1 - done) / done);
  fflush (stderr);
}

void
progress_end (struct progress *progress)
{
  if (progress->drawn)
    fputs ("\r\033[K", stderr);
}
