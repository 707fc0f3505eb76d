/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#define SHOW_EVERY 200000 /* us */

void
sweep_progress_begin (struct sweep_progress *p, unsigned n_points,
                      unsigned n_workers)
{
  *p = (struct sweep_progress){ .points = g_new0 (struct point_time, n_points),
                                .n_points = n_points,
                                .n_workers = n_workers,
                                .began = g_get_monotonic_time (),
                                .on = isatty (STDERR_FILENO) != 0 };
}

void
sweep_progress_expect (struct sweep_progress *p, unsigned point)
{
  p->points[point].left++;
  p->runs++;
}

void
sweep_progress_done (struct sweep_progress *p, unsigned point, double seconds,
                     bool failed)
{
  struct point_time *time = &p->points[point];

  p->done++;
  p->failed += failed;
  time->left--;
  if (failed)
    return; /* it may have ended before its time */
  time->seconds += seconds;
  time->runs++;
}

double
sweep_progress_left (const struct sweep_progress *p)
{
  double all = 0, left = 0;
  size_t runs = 0;

  for (unsigned i = 0; i < p->n_points; i++)
    {
      all += p->points[i].seconds;
      runs += p->points[i].runs;
    }
  if (runs == 0)
    return -1;
  for (unsigned i = 0; i < p->n_points; i++)
    {
      const struct point_time *time = &p->points[i];
      double mean
          = time->runs > 0 ? time->seconds / time->runs : all / (double)runs;

      left += time->left * mean;
    }
  return left / (double)MIN (p->n_workers, MAX (1, p->runs - p->done));
}

void
sweep_progress_show (struct sweep_progress *p)
{
  int64_t now = g_get_monotonic_time ();
  double left;

  if (!p->on || now - p->shown < SHOW_EVERY)
    return;
  left = sweep_progress_left (p);
  p->shown = now;
  p->drawn = true;
  fprintf (stderr, "\r\033[K%zu of %zu runs", p->done, p->runs);
  if (p->failed > 0)
    fprintf (stderr, ", %zu failed", p->failed);
  if (left >= 0)
    fprintf (stderr, "  %.1f runs/s  %.0f s left",
             (double)p->done / ((double)(now - p->began) / 1e6), left);
  fflush (stderr);
}

void
sweep_progress_clear (struct sweep_progress *p)
{
  if (p->drawn)
    fputs ("\r\033[K", stderr);
  p->drawn = false;
}

void
sweep_progress_end (struct sweep_progress *p)
{
  sweep_progress_clear (p);
  g_clear_pointer (&p->points, g_free);
}
