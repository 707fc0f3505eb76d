/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/walk.h"

#include <math.h>

#include "models/trace.h"

static void
walk_arm (struct walk *walk, sim_time at)
{
  timer_set (walk->mn->domain->sim->engine, &walk->timer, at,
             node_origin (walk->mn->node), walk->kind, walk);
}

/* Something can come about while the node stays where the segment ends. */
static bool
walk_ends_undecided (const struct walk *walk)
{
  return walk->arrived
         || walk->mn->domain->config.access.attach.time_to_trigger > 0;
}

/* The next thing that happens on this segment, from @from on. */
static void
walk_on (struct walk *walk, sim_time from)
{
  walk->changes
      = access_next_change (walk->mn, &walk->segment, from, &walk->change);
  if (walk->changes)
    {
      walk_arm (walk, walk->change.when);
      access_expect_cell (walk->mn, walk->change.when, walk->change.cell);
      return;
    }
  access_expect (walk->mn, SIM_TIME_MAX, NULL);
  if (walk->segment.end < SIM_TIME_MAX && walk_ends_undecided (walk))
    walk_arm (walk, walk->segment.end);
}

static void
walk_expire (struct sim *sim, void *subject)
{
  struct walk *walk = subject;

  if (walk->changes)
    {
      access_change_cell (walk->mn, walk->change.cell);
      walk_on (walk, sim_now (sim));
    }
  else if (walk->arrived)
    walk->arrived (walk);
  else
    walk_rest (walk, walk->segment.x1, walk->segment.y1);
}

void
walk_init (struct walk *walk, struct mobile_node *mn, walk_arrival *arrived)
{
  *walk = (struct walk){
    .mn = mn,
    .arrived = arrived,
    .kind = engine_kind (mn->domain->sim->engine, "motion-walk", walk_expire),
  };
}

void
walk_enter (struct walk *walk, double x, double y)
{
  access_enter_at (walk->mn, x, y);
}

static void
tell_movement (const struct walk *walk, const struct segment *s)
{
  trace_emit (walk->mn->domain->sim->trace, TRACE_MOVEMENT,
              &(struct trace_movement){ walk->mn, s->begin, s->end, s->x0,
                                        s->y0, s->x1, s->y1 });
}

void
walk_along (struct walk *walk, const struct segment *segment)
{
  tell_movement (walk, segment);
  timer_stop (walk->mn->domain->sim->engine, &walk->timer);
  walk->segment = *segment;
  walk_on (walk, segment->begin);
}

void
walk_straight (struct walk *walk, const double from[2], const double to[2],
               double speed)
{
  double way = hypot (to[0] - from[0], to[1] - from[1]);
  sim_time duration = sim_time_from_seconds (way / speed);
  struct segment s = { .begin = sim_now (walk->mn->domain->sim),
                       .x0 = from[0],
                       .y0 = from[1],
                       .x1 = to[0],
                       .y1 = to[1] };

  /* A leg takes time, so that no model goes round without end in an instant. */
  s.end = duration < SIM_TIME_MAX - s.begin ? s.begin + MAX (duration, 1)
                                            : SIM_TIME_MAX;
  walk_along (walk, &s);
}

void
walk_rest (struct walk *walk, double x, double y)
{
  struct segment rest
      = { sim_now (walk->mn->domain->sim), SIM_TIME_MAX, x, y, x, y };

  walk_along (walk, &rest);
}

void
walk_leave (struct walk *walk)
{
  sim_time now = sim_now (walk->mn->domain->sim);

  tell_movement (walk, &(struct segment){ now, now, NAN, NAN, NAN, NAN });
  timer_stop (walk->mn->domain->sim->engine, &walk->timer);
  access_leave (walk->mn);
}
