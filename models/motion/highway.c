/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles on a straight road, each at its own constant speed.  A position on
 * the road is a distance in metres from its start. */
#include <math.h>

#include "models/motion/models.h"
#include "models/motion/walk.h"

enum road_end
{
  END_LEAVE,
  END_STOP,
  END_WRAP,
  END_BOUNCE
};
static const char *const end_names[]
    = { "leave", "stop", "wrap", "bounce", NULL };

struct highway_config
{
  double start[2];
  double heading; /* degrees, anticlockwise from east */
  double length;  /* m; NAN: to the last cell */
  struct law offset, speed, headway;
  double spacing;
  int at_end; /* enum road_end */
};

static const struct parameter highway_parameters[] = {
  { .key = "start",
    .type = PARAMETER_POSITION,
    .offset = offsetof (struct highway_config, start),
    .help = "of the road; if absent the cell farthest back by the heading",
    .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
  { .key = "heading",
    .type = PARAMETER_NUMBER,
    .offset = offsetof (struct highway_config, heading),
    .fallback = "0",
    .help = "in degrees: 0 along x, 90 along y",
    .minimum = -360,
    .maximum = 360,
    .flags = PARAMETER_SIGNED },
  { .key = "length",
    .type = PARAMETER_LENGTH,
    .offset = offsetof (struct highway_config, length),
    .help = "of the road; if absent it ends abreast of the farthest cell",
    .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
  { .key = "speed",
    .type = PARAMETER_LAW_SPEED,
    .offset = offsetof (struct highway_config, speed),
    .fallback = "\"30 m/s\"",
    .help = "drawn once per node" },
  { .key = "offset",
    .type = PARAMETER_LAW_LENGTH,
    .offset = offsetof (struct highway_config, offset),
    .fallback = "\"0 m\"",
    .help = "where on the road a node begins, drawn once per node" },
  { .key = "spacing",
    .type = PARAMETER_LENGTH,
    .offset = offsetof (struct highway_config, spacing),
    .fallback = "\"0 m\"",
    .help = "added to the offset once per node before it; negative: each "
            "node begins behind the one before",
    .flags = PARAMETER_SIGNED },
  { .key = "headway",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct highway_config, headway),
    .fallback = "\"0 s\"",
    .help = "a node enters so long after the one before, drawn once per node; "
            "the first one enters at the start" },
  { .key = "at_end",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct highway_config, at_end),
    .fallback = "\"leave\"",
    .help = "leave the area, stop, wrap (go on from the start, as if the road "
            "were closed) or bounce (turn round)",
    .choices = end_names },
  { 0 }
};

struct road
{
  double x, y;   /* start */
  double ux, uy; /* unit vector of the heading */
  double length;
  enum road_end at_end;
};

struct vehicle
{
  struct walk walk; /* first: walk_arrival gets it */
  const struct road *road;
  double at, speed; /* m from the start; m/s, negative on the way back */
};

struct highway
{
  struct road road;
  struct vehicle *vehicles;
};

/* ---- driving ------------------------------------------------------- */

static void
vehicle_position (const struct vehicle *v, double *x, double *y)
{
  *x = v->road->x + v->at * v->road->ux;
  *y = v->road->y + v->at * v->road->uy;
}

/* To the end of the road it is heading for; a vehicle without speed, or
 * beyond that end, stays. */
static void
vehicle_drive (struct vehicle *v)
{
  double goal = v->speed > 0 ? v->road->length : 0;
  double seconds = (goal - v->at) / v->speed;
  struct segment s = { .begin = sim_now (v->walk.mn->domain->sim) };

  if (!(seconds > 0) || isinf (seconds))
    return;
  vehicle_position (v, &s.x0, &s.y0);
  v->at = goal;
  vehicle_position (v, &s.x1, &s.y1);
  s.end = s.begin + MAX (sim_time_from_seconds (seconds), 1);
  walk_along (&v->walk, &s);
}

static void
vehicle_arrive (struct walk *walk)
{
  struct vehicle *v = (struct vehicle *)walk;
  double x, y;

  switch (v->road->at_end)
    {
    case END_LEAVE:
      walk_leave (walk);
      return;
    case END_STOP:
      vehicle_position (v, &x, &y);
      walk_rest (walk, x, y);
      return;
    case END_WRAP:
      v->at = 0;
      vehicle_position (v, &x, &y);
      access_change_cell (walk->mn, access_best_cell (walk->mn->domain, x, y));
      break;
    case END_BOUNCE:
      v->speed = -v->speed;
      break;
    }
  vehicle_drive (v);
}

static void
vehicle_begin (struct sim *sim, void *subject)
{
  struct vehicle *v = subject;
  double x, y;

  (void)sim;
  vehicle_position (v, &x, &y);
  walk_enter (&v->walk, x, y);
  vehicle_drive (v);
}

/* ---- building the road --------------------------------------------- */

/* Least and greatest distance of a cell along the heading. */
static void
cells_along (const struct domain *domain, const struct road *road,
             double *least, double *greatest, const struct cell **first)
{
  *least = INFINITY;
  *greatest = -INFINITY;
  for (guint i = 0; i < domain->cells->len; i++)
    {
      const struct cell *c = &g_array_index (domain->cells, struct cell, i);
      double along = c->x * road->ux + c->y * road->uy;

      if (along < *least)
        *first = c;
      *least = fmin (*least, along);
      *greatest = fmax (*greatest, along);
    }
}

static bool
road_init (struct road *road, const struct domain *domain,
           const struct highway_config *config, GError **error)
{
  double least, greatest;
  const struct cell *first = NULL;

  if (!motion_need_cells (domain, error))
    return false;
  road->ux = cos (config->heading * G_PI / 180);
  road->uy = sin (config->heading * G_PI / 180);
  road->at_end = (enum road_end)config->at_end;
  cells_along (domain, road, &least, &greatest, &first);
  road->x = isnan (config->start[0]) ? first->x : config->start[0];
  road->y = isnan (config->start[0]) ? first->y : config->start[1];
  road->length = config->length;
  if (isnan (config->length))
    road->length = greatest - (road->x * road->ux + road->y * road->uy);
  if (road->length > 0)
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "the highway has no cell ahead of its start: give \"length\", "
               "or another \"start\" or \"heading\"");
  return false;
}

/* On a closed road an offset beyond its end is one from its start. */
static double
road_wrap (const struct road *road, double at)
{
  double rest;

  if (road->at_end != END_WRAP)
    return at;
  rest = fmod (at, road->length);
  return rest < 0 ? rest + road->length : rest;
}

static void
vehicle_init (struct vehicle *v, const struct highway_config *config,
              const struct road *road, struct mobile_node *mn, unsigned i)
{
  walk_init (&v->walk, mn, vehicle_arrive);
  v->road = road;
  v->speed = motion_draw_once (mn, &config->speed, "motion.speed");
  v->at
      = road_wrap (road, motion_draw_once (mn, &config->offset, "motion.offset")
                             + i * config->spacing);
}

static void
highway_free (void *state)
{
  struct highway *h = state;

  if (!h)
    return;
  g_free (h->vehicles);
  g_free (h);
}

/* Who begins at the end would never get there. */
static bool
vehicle_is_on_road (const struct vehicle *v, GError **error)
{
  if (v->at < v->road->length)
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "\"%s\" begins %g m along a road of %g m: ask for a smaller "
               "\"offset\", \"spacing\" (negative: behind each other) or "
               "\"count\", a greater \"length\", or \"at_end\": \"wrap\"",
               v->walk.mn->node->name, v->at, v->road->length);
  return false;
}

static bool
place_vehicles (struct highway *h, const struct highway_config *config,
                struct mobile_node *const *nodes, unsigned n, GError **error)
{
  h->vehicles = g_new0 (struct vehicle, n);
  for (unsigned i = 0; i < n; i++)
    {
      vehicle_init (&h->vehicles[i], config, &h->road, nodes[i], i);
      if (!vehicle_is_on_road (&h->vehicles[i], error))
        return false;
    }
  return true;
}

/* When each node enters: its own headway after the one before. */
static void
schedule_entries (struct highway *h, const struct highway_config *config,
                  unsigned n, event_kind kind)
{
  sim_time at = 0;

  for (unsigned i = 0; i < n; i++)
    {
      const struct mobile_node *mn = h->vehicles[i].walk.mn;
      struct engine *engine = mn->domain->sim->engine;
      double headway
          = motion_draw_once (mn, &config->headway, "motion.headway");
      sim_time wait = i == 0 ? 0 : sim_time_from_seconds (headway);

      if (wait >= SIM_TIME_MAX - at)
        return;
      at += wait;
      engine_schedule (engine, at, node_origin (mn->node), kind,
                       &h->vehicles[i]);
    }
}

static bool
highway_start (struct domain *domain, const void *config,
               struct mobile_node *const *nodes, unsigned n, void **state,
               GError **error)
{
  event_kind kind
      = engine_kind (domain->sim->engine, "motion-highway", vehicle_begin);
  struct highway *h = g_new0 (struct highway, 1);

  if (!road_init (&h->road, domain, config, error)
      || !place_vehicles (h, config, nodes, n, error))
    {
      highway_free (h);
      return false;
    }
  schedule_entries (h, config, n, kind);
  *state = h;
  return true;
}

/* ---- what is known beforehand --------------------------------------- */

struct roadside
{
  double along; /* m */
  uint32_t router;
};

static int
compare_roadsides (gconstpointer a, gconstpointer b)
{
  const struct roadside *x = a, *y = b;

  return (x->along > y->along) - (x->along < y->along);
}

/* Cells in their order along the road: struct roadside.  (transfer full) */
static GArray *
roadsides (const struct domain *domain, const struct road *road)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (struct roadside));

  for (guint i = 0; i < domain->cells->len; i++)
    {
      const struct cell *c = &g_array_index (domain->cells, struct cell, i);
      struct roadside r = { c->x * road->ux + c->y * road->uy, c->router };

      g_array_append_val (all, r);
    }
  g_array_sort (all, compare_roadsides);
  return all;
}

/* Distance of neighbours, NAN if it varies. */
static double
roadside_spacing (const GArray *all)
{
  const struct roadside *r = (const struct roadside *)(const void *)all->data;
  double spacing = all->len < 2 ? NAN : r[1].along - r[0].along;

  for (guint i = 2; i < all->len; i++)
    if (fabs (r[i].along - r[0].along - i * spacing) > 1e-6 * spacing)
      return NAN;
  return spacing > 0 ? spacing : NAN;
}

static bool
highway_is_lawful (const struct domain *domain, const struct highway_config *c)
{
  return c->speed.kind == LAW_CONSTANT && c->speed.a > 0
         && (c->at_end == END_LEAVE || c->at_end == END_STOP)
         && isinf (domain->config.access.attach.radius)
         && domain->cells->len == domain->routers->len;
}

/* One speed along evenly spaced cells of different routers, up to the end of
 * the road. */
static void
highway_law (const struct domain *domain, const void *config,
             const struct mobile_node *mn G_GNUC_UNUSED, struct motion_law *law)
{
  const struct highway_config *c = config;
  g_autoptr (GArray) all = NULL;
  struct road road;
  double spacing;

  if (c->headway.kind == LAW_EXPONENTIAL && c->at_end == END_LEAVE)
    law->gap = law_mean (&c->headway);
  if (!highway_is_lawful (domain, c) || !road_init (&road, domain, c, NULL))
    return;
  all = roadsides (domain, &road);
  spacing = roadside_spacing (all);
  if (isnan (spacing))
    return;
  law->stays = MOTION_STAYS_CONSTANT;
  law->walk = MOTION_WALK_ONWARD;
  law->mean = spacing / c->speed.a;
  for (guint i = 1; i < all->len; i++)
    {
      struct motion_step step
          = { g_array_index (all, struct roadside, i - 1).router,
              g_array_index (all, struct roadside, i).router, 1 };

      g_array_append_val (law->steps, step);
    }
}

static const struct motion_model model = {
  .law = highway_law,
  .start = highway_start,
  .free = highway_free,
};

const struct variant motion_highway = {
  .name = "highway",
  .help = "drives along a straight road at a speed drawn once per node",
  .of = highway_parameters,
  .size = sizeof (struct highway_config),
  .implementation = &model,
};
