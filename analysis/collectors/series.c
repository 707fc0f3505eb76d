/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a run: state at each sampling instant and what happened in the
 * interval before it.  Sampling comes first among the events of its instant,
 * so intervals are closed on the left. */
#include "analysis/collectors/parts.h"

static void
series_close_interval (struct collector *c)
{
  struct series_record row = c->now;

  row.at = sim_now (c->sim);
  g_array_append_val (c->series, row);
  c->now.handovers = c->now.sent = c->now.delivered = c->now.lost = 0;
  c->now.delivered_bytes = 0;
  c->now.signaling = (struct message_counts){ 0 };
}

static void
series_sample (struct sim *sim, void *subject)
{
  struct collector *c = subject;

  traffic_tell (c->domain->traffic, NULL);
  series_close_interval (c);
  engine_schedule (sim->engine, sim_now (sim) + c->config.series, ORIGIN_WORLD,
                   c->series_kind, c);
}

void
collector_series_listen (struct collector *c)
{
  struct engine *engine = c->sim->engine;

  if (c->config.series == SIM_TIME_NONE)
    return;
  g_assert (c->config.series > 0);
  c->series_kind = engine_kind (engine, "collector series", series_sample);
  engine_schedule (engine, c->config.series, ORIGIN_WORLD, c->series_kind, c);
}

/* The rest of a run that ends between two instants, or at one: its events came
 * after the sample. */
void
collector_series_finish (struct collector *c)
{
  struct series_record *last;

  if (c->config.series == SIM_TIME_NONE)
    return;
  last = c->series->len == 0 ? NULL
                             : &g_array_index (c->series, struct series_record,
                                               c->series->len - 1);
  if (last == NULL || last->at < c->finished)
    series_close_interval (c);
}
