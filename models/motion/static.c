/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that stay where they are. */
#include <math.h>

#include "models/access/access.h"
#include "models/motion/models.h"
#include "models/trace.h"

struct static_config
{
  char *at;           /* NULL: nearest to position, or spread */
  double position[2]; /* NAN: absent */
};

static const struct parameter static_parameters[]
    = { { .key = "at",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct static_config, at),
          .help = "access router of all nodes",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_ACCESS },
        { .key = "position",
          .type = PARAMETER_POSITION,
          .offset = offsetof (struct static_config, position),
          .help
          = "of all nodes; the nearest cell serves them.  With neither key "
            "the nodes are spread over all access routers in turn",
          .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
        { 0 } };

struct static_motion
{
  struct mobile_node *mn;
  struct access_router *router;       /* NULL: at the position */
  const struct static_config *config; /* of the entry */
};

static void
static_begin_at (struct sim *sim, struct mobile_node *mn,
                 const double position[2])
{
  const struct trace_movement rest
      = { mn,          sim_now (sim), SIM_TIME_MAX, position[0],
          position[1], position[0],   position[1] };

  trace_emit (sim->trace, TRACE_MOVEMENT, &rest);
  access_enter_at (mn, position[0], position[1]);
}

static void
static_begin (struct sim *sim, void *subject)
{
  struct static_motion *motion = subject;

  if (motion->router)
    access_enter (motion->mn, motion->router);
  else
    static_begin_at (sim, motion->mn, motion->config->position);
}

static bool
static_is_placed (const struct static_config *config)
{
  return !isnan (config->position[0]);
}

/* One router for all, or NULL without error: at the position, or spread. */
static bool
static_place (const struct domain *domain, const struct static_config *config,
              struct access_router **router, GError **error)
{
  *router = NULL;
  if (config->at && static_is_placed (config))
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "static motion takes \"at\" or \"position\", not both");
      return false;
    }
  if (config->at)
    return (*router = motion_find_router (domain, config->at, error));
  return !static_is_placed (config) || motion_need_cells (domain, error);
}

static bool
static_start (struct domain *domain, const void *config,
              struct mobile_node *const *nodes, unsigned n, void **state,
              GError **error)
{
  struct engine *engine = domain->sim->engine;
  event_kind kind = engine_kind (engine, "motion-static", static_begin);
  struct static_motion *motions;
  struct access_router *router;

  if (!static_place (domain, config, &router, error))
    return false;
  *state = motions = g_new (struct static_motion, n);
  for (unsigned i = 0; i < n; i++)
    {
      motions[i] = (struct static_motion){ nodes[i], router, config };
      if (!router && !static_is_placed (config))
        motions[i].router = g_ptr_array_index (
            domain->routers, nodes[i]->index % domain->routers->len);
      engine_schedule (engine, 0, node_origin (nodes[i]->node), kind,
                       &motions[i]);
    }
  return true;
}

static void
static_law (const struct domain *domain, const void *config,
            const struct mobile_node *mn, struct motion_law *law)
{
  const struct static_config *c = config;
  struct motion_visit visit = { .router = mn->index % domain->routers->len };
  uint32_t cell = CELL_NONE;

  if (c->at)
    visit.router = motion_find_router (domain, c->at, NULL)->index;
  else if (static_is_placed (c))
    {
      cell = access_best_cell (domain, c->position[0], c->position[1]);
      if (cell == CELL_NONE)
        return;
      visit.router = g_array_index (domain->cells, struct cell, cell).router;
    }
  law->stays = MOTION_STAYS_STATED;
  g_array_append_val (law->visits, visit);
}

static const struct motion_model model = {
  .start = static_start,
  .free = g_free,
  .law = static_law,
};

const struct variant motion_static = {
  .name = "static",
  .help = "stays at one access router",
  .of = static_parameters,
  .size = sizeof (struct static_config),
  .implementation = &model,
};
