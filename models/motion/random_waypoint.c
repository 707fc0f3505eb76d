/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random waypoint: straight to a uniform point of a rectangle at a speed drawn
 * for the leg, a pause, and on (Johnson and Maltz 1996).
 *
 * Nodes begin in the steady state unless told otherwise, by perfect sampling
 * (Navidi and Camp 2004): from a uniform start the nodes drift towards the
 * middle and slow down for a time that can be longer than the run, so that
 * rates of crossing would be those of the start.  Speeds without a steady state
 * are refused then. */
#include <gsl/gsl_randist.h>
#include <math.h>

#include "models/motion/models.h"
#include "models/motion/placement.h"
#include "models/motion/steady.h"
#include "models/motion/walk.h"

enum beginning
{
  BEGIN_STEADY,
  BEGIN_UNIFORM
};
static const char *const beginning_names[] = { "steady", "uniform", NULL };

struct waypoint_config
{
  double corner[2], size[2]; /* NAN: those of the cells */
  struct law speed, pause;
  int begin; /* enum beginning */
};

static const struct parameter waypoint_parameters[] = {
  { .key = "corner",
    .type = PARAMETER_POSITION,
    .offset = offsetof (struct waypoint_config, corner),
    .help = "south-western corner of the area; if absent that of the box "
            "around the cells",
    .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
  { .key = "size",
    .type = PARAMETER_POSITION,
    .offset = offsetof (struct waypoint_config, size),
    .help = "[width, height] of the area; if absent it ends at the farthest "
            "cells",
    .flags = PARAMETER_OPTIONAL },
  { .key = "speed",
    .type = PARAMETER_LAW_SPEED,
    .offset = offsetof (struct waypoint_config, speed),
    .fallback = "{\"uniform\": [\"1 m/s\", \"19 m/s\"]}",
    .help = "drawn for each leg" },
  { .key = "pause",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct waypoint_config, pause),
    .fallback = "\"0 s\"",
    .help = "at each waypoint" },
  { .key = "begin",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct waypoint_config, begin),
    .fallback = "\"steady\"",
    .help = "in the steady state (Navidi and Camp 2004; no speed law that "
            "comes near 0), or anywhere with the first leg just begun "
            "(uniform: speeds decay at first)",
    .choices = beginning_names },
  { 0 }
};

struct walker
{
  struct walk walk; /* first: walk_arrival gets it */
  struct waypoint *waypoint;
  struct random_parked legs;
  double at[2];     /* m; while under way the place it goes to */
  sim_time resting; /* left of the pause it begins with */
  double to[2];     /* of the leg it begins with, at its speed */
  double speed;
};

struct waypoint
{
  const struct waypoint_config *config;
  struct domain *domain;
  double corner[2], size[2];
  event_kind leave; /* a waypoint, after the pause */
  gsl_rng *seat;    /* the walkers' streams take turns on it */
  struct walker *walkers;
};

/* ---- walking ------------------------------------------------------- */

static void
draw_point (const struct waypoint *w, gsl_rng *stream, double point[2])
{
  for (unsigned k = 0; k < 2; k++)
    point[k] = w->corner[k] + w->size[k] * gsl_rng_uniform (stream);
}

static void
go (struct walker *w, const double to[2], double speed)
{
  double from[2] = { w->at[0], w->at[1] };

  if (speed == 0)
    return;
  w->at[0] = to[0];
  w->at[1] = to[1];
  walk_straight (&w->walk, from, to, speed);
}

static void
walker_leave (struct sim *sim, void *subject)
{
  struct walker *w = subject;
  gsl_rng *seat = w->waypoint->seat;
  double to[2], speed;

  (void)sim;
  random_stream_resume (seat, &w->legs);
  draw_point (w->waypoint, seat, to);
  speed = law_draw (&w->waypoint->config->speed, seat);
  random_stream_park (seat, &w->legs);
  go (w, to, speed);
}

static void
rest (struct walker *w, sim_time pause)
{
  struct sim *sim = w->waypoint->domain->sim;

  walk_rest (&w->walk, w->at[0], w->at[1]);
  if (pause < SIM_TIME_MAX - sim_now (sim))
    engine_schedule (sim->engine, sim_now (sim) + pause,
                     node_origin (w->walk.mn->node), w->waypoint->leave, w);
}

static void
walker_arrive (struct walk *walk)
{
  struct walker *w = (struct walker *)walk;
  gsl_rng *seat = w->waypoint->seat;
  sim_time pause;

  random_stream_resume (seat, &w->legs);
  pause = law_draw_time (&w->waypoint->config->pause, seat);
  random_stream_park (seat, &w->legs);
  rest (w, pause);
}

static void
walker_begin (struct sim *sim, void *subject)
{
  struct walker *w = subject;

  (void)sim;
  walk_enter (&w->walk, w->at[0], w->at[1]);
  if (w->speed > 0)
    go (w, w->to, w->speed);
  else
    rest (w, w->resting);
}

/* ---- beginning ----------------------------------------------------- */

/* Two ends of a leg found under way: the longer the likelier. */
static void
draw_long_leg (const struct waypoint *w, gsl_rng *stream, double from[2],
               double to[2])
{
  double longest = hypot (w->size[0], w->size[1]);

  do
    {
      draw_point (w, stream, from);
      draw_point (w, stream, to);
    }
  while (hypot (to[0] - from[0], to[1] - from[1])
         < longest * gsl_rng_uniform (stream));
}

static void
begin_under_way (struct walker *w, gsl_rng *stream)
{
  double from[2], gone;

  draw_long_leg (w->waypoint, stream, from, w->to);
  gone = gsl_rng_uniform (stream);
  for (unsigned k = 0; k < 2; k++)
    w->at[k] = from[k] + gone * (w->to[k] - from[k]);
  w->speed = steady_draw_speed (&w->waypoint->config->speed, stream);
}

/* Share of its time that a node pauses. */
static double
share_of_pauses (const struct waypoint *w)
{
  double pause = law_mean (&w->config->pause);
  double leg = steady_mean_distance (w->size[0], w->size[1])
               * steady_mean_inverse (&w->config->speed);

  return pause / (pause + leg);
}

static void
draw_beginning (struct walker *w)
{
  const struct waypoint *waypoint = w->waypoint;
  const struct waypoint_config *config = waypoint->config;
  gsl_rng *stream = random_stream_new (&waypoint->domain->sim->random,
                                       w->walk.mn->node->name, "motion.start");
  bool steady = config->begin == BEGIN_STEADY;

  if (steady && gsl_rng_uniform (stream) >= share_of_pauses (waypoint))
    begin_under_way (w, stream);
  else
    {
      draw_point (waypoint, stream, w->at);
      if (steady)
        w->resting
            = sim_time_from_seconds (steady_draw_rest (&config->pause, stream));
    }
  gsl_rng_free (stream);
}

/* ---- life ---------------------------------------------------------- */

static bool
find_area (struct waypoint *w, GError **error)
{
  struct trace_box cells = placement_cells_box (w->domain);
  const struct waypoint_config *c = w->config;
  bool corner = !isnan (c->corner[0]), size = !isnan (c->size[0]);

  for (unsigned k = 0; k < 2; k++)
    {
      w->corner[k] = corner ? c->corner[k] : cells.least[k];
      w->size[k] = size ? c->size[k] : cells.greatest[k] - w->corner[k];
    }
  if (fmin (w->size[0], w->size[1]) >= 0 && w->size[0] + w->size[1] > 0)
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "the area is %g m by %g m: give \"size\" a width and a height",
               w->size[0], w->size[1]);
  return false;
}

static bool
check_speed (const struct waypoint_config *config, GError **error)
{
  if (config->begin != BEGIN_STEADY
      || isfinite (steady_mean_inverse (&config->speed)))
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "with this \"speed\" there is no steady state, the mean speed "
               "falls for ever: take a constant, or a law that keeps away from "
               "0 (uniform, lognormal, pareto), or \"begin\": \"uniform\"");
  return false;
}

static void
waypoint_free (void *state)
{
  struct waypoint *w = state;

  if (!w)
    return;
  gsl_rng_free (w->seat);
  g_free (w->walkers);
  g_free (w);
}

static void
walker_init (struct walker *walker, struct waypoint *w, struct mobile_node *mn)
{
  walk_init (&walker->walk, mn, walker_arrive);
  walker->waypoint = w;
  walker->legs = random_stream_parked (&w->domain->sim->random, mn->node->name,
                                       "motion.legs");
  draw_beginning (walker);
}

static bool
waypoint_start (struct domain *domain, const void *config,
                struct mobile_node *const *nodes, unsigned n, void **state,
                GError **error)
{
  struct engine *engine = domain->sim->engine;
  event_kind begin
      = engine_kind (engine, "motion-waypoint-begin", walker_begin);
  struct waypoint *w = g_new0 (struct waypoint, 1);

  w->domain = domain;
  w->config = config;
  if (!motion_need_cells (domain, error) || !find_area (w, error)
      || !check_speed (config, error))
    {
      waypoint_free (w);
      return false;
    }
  *state = w;
  w->leave = engine_kind (engine, "motion-waypoint", walker_leave);
  w->seat = random_stream_seat ();
  w->walkers = g_new0 (struct walker, n);
  for (unsigned i = 0; i < n; i++)
    {
      walker_init (&w->walkers[i], w, nodes[i]);
      engine_schedule (engine, 0, node_origin (nodes[i]->node), begin,
                       &w->walkers[i]);
    }
  return true;
}

static const struct motion_model model = {
  .start = waypoint_start,
  .free = waypoint_free,
};

const struct variant motion_random_waypoint = {
  .name = "random-waypoint",
  .help = "goes straight from one random point of an area to the next",
  .of = waypoint_parameters,
  .size = sizeof (struct waypoint_config),
  .implementation = &model,
};
