/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes of an ns-2 movement file.  A node is there from the start to the end of
 * the run unless "switch" lines or an activity file say otherwise.  Commands
 * before the start of the run (negative time_offset) have had their effect. */
#include <string.h>

#include "models/motion/models.h"
#include "models/motion/ns2_trace.h"
#include "models/motion/placement.h"
#include "models/motion/walk.h"

struct ns2_config
{
  char *file, *activity;
  struct placement_config placement;
  sim_time time_offset;
};

static const struct parameter ns2_parameters[]
    = { { .key = "file",
          .type = PARAMETER_FILE,
          .offset = offsetof (struct ns2_config, file),
          .help = "ns-2 movements: setdest, BonnMotion, SUMO's traceExporter" },
        { .key = "activity",
          .type = PARAMETER_FILE,
          .offset = offsetof (struct ns2_config, activity),
          .help = "start and stop times (SUMO's --ns2activity-output): nodes "
                  "enter and leave by it, and have its names",
          .flags = PARAMETER_OPTIONAL },
        { .key = "placement",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (struct ns2_config, placement),
          .of = placement_parameters },
        { .key = "time_offset",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct ns2_config, time_offset),
          .fallback = "\"0 s\"",
          .help = "added to the trace's times",
          .flags = PARAMETER_SIGNED },
        { 0 } };

struct ns2_vehicle
{
  struct walk walk;
  struct ns2 *ns2;
  const struct ns2_node *node;
  struct ns2_state state; /* in the trace's time and coordinates */
  guint next;             /* of the node's commands */
  bool inside, due;       /* in the area; should be */
};

struct ns2
{
  struct domain *domain;
  struct ns2_trace *trace;
  struct placement placement;
  sim_time offset;
  event_kind kind;
  struct ns2_vehicle *vehicles;
};

/* ---- driving ------------------------------------------------------- */

static sim_time
run_time (const struct ns2 *ns2, sim_time at)
{
  return ns2->offset > 0 && at > SIM_TIME_MAX - ns2->offset ? SIM_TIME_MAX
                                                            : at + ns2->offset;
}

/* NULL after the last one. */
static const struct ns2_command *
next_command (const struct ns2_vehicle *v)
{
  return v->next < v->node->commands->len
             ? &g_array_index (v->node->commands, struct ns2_command, v->next)
             : NULL;
}

static void
take_commands_due (struct ns2_vehicle *v, sim_time now)
{
  const struct ns2_command *c;

  while ((c = next_command (v)) && run_time (v->ns2, c->at) <= now)
    {
      ns2_state_apply (&v->state, c);
      if (c->verb == NS2_ENTER || c->verb == NS2_LEAVE)
        v->due = c->verb == NS2_ENTER;
      v->next++;
    }
}

static void
follow (struct ns2_vehicle *v, sim_time now)
{
  const struct placement *p = &v->ns2->placement;
  const struct ns2_state *s = &v->state;
  sim_time arrival = run_time (v->ns2, ns2_state_arrival (s));
  struct segment segment = { .begin = now, .end = MAX (arrival, now) };
  double x, y;

  ns2_state_position (s, now - v->ns2->offset, &x, &y);
  segment.x0 = placement_x (p, x);
  segment.y0 = placement_y (p, y);
  if (!v->inside)
    walk_enter (&v->walk, segment.x0, segment.y0);
  v->inside = true;
  ns2_state_position (s, ns2_state_arrival (s), &x, &y);
  segment.x1 = placement_x (p, x);
  segment.y1 = placement_y (p, y);
  walk_along (&v->walk, &segment);
}

/* All commands of one instant, then what comes of them. */
static void
vehicle_step (struct sim *sim, void *subject)
{
  struct ns2_vehicle *v = subject;
  sim_time now = sim_now (sim);
  const struct ns2_command *next;

  take_commands_due (v, now);
  if (v->due)
    follow (v, now);
  else if (v->inside)
    {
      v->inside = false;
      walk_leave (&v->walk);
    }
  next = next_command (v);
  if (next)
    engine_schedule (sim->engine, run_time (v->ns2, next->at),
                     node_origin (v->walk.mn->node), v->ns2->kind, v);
}

/* ---- life ---------------------------------------------------------- */

static void
ns2_free (void *state)
{
  struct ns2 *ns2 = state;

  if (!ns2)
    return;
  ns2_trace_free (ns2->trace);
  g_free (ns2->vehicles);
  g_free (ns2);
}

static bool
ns2_names (const void *config, GPtrArray *names, GError **error)
{
  const struct ns2_config *c = config;
  struct ns2_trace *trace = ns2_trace_new (c->file, c->activity, error);

  if (!trace)
    return false;
  for (guint i = 0; i < trace->nodes->len; i++)
    {
      const struct ns2_node *node = g_ptr_array_index (trace->nodes, i);

      g_ptr_array_add (names, node->name
                                  ? g_strdup (node->name)
                                  : g_strdup_printf ("node-%u", node->number));
    }
  ns2_trace_free (trace);
  return true;
}

static bool
ns2_open (struct ns2 *ns2, const struct ns2_config *config, unsigned n,
          GError **error)
{
  ns2->trace = ns2_trace_new (config->file, config->activity, error);
  if (!ns2->trace)
    return false;
  if (ns2->trace->nodes->len < n)
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "%s: has %u nodes, %u are asked for", config->file,
                   ns2->trace->nodes->len, n);
      return false;
    }
  return motion_need_cells (ns2->domain, error)
         && placement_make (&ns2->placement, &config->placement, NULL,
                            ns2->domain, &ns2->trace->box, error);
}

static void
vehicle_init (struct ns2_vehicle *v, struct ns2 *ns2, unsigned i,
              struct mobile_node *mn)
{
  walk_init (&v->walk, mn, NULL);
  v->ns2 = ns2;
  v->node = g_ptr_array_index (ns2->trace->nodes, i);
  v->state = ns2_state_begin (v->node);
  v->due = !v->node->enters;
  engine_schedule (ns2->domain->sim->engine, MAX (0, ns2->offset),
                   node_origin (mn->node), ns2->kind, v);
}

static bool
ns2_start (struct domain *domain, const void *config,
           struct mobile_node *const *nodes, unsigned n, void **state,
           GError **error)
{
  const struct ns2_config *c = config;
  struct ns2 *ns2 = g_new0 (struct ns2, 1);

  ns2->domain = domain;
  ns2->offset = c->time_offset;
  ns2->kind = engine_kind (domain->sim->engine, "motion-ns2", vehicle_step);
  if (!ns2_open (ns2, c, n, error))
    {
      ns2_free (ns2);
      return false;
    }
  ns2->vehicles = g_new0 (struct ns2_vehicle, n);
  for (unsigned i = 0; i < n; i++)
    vehicle_init (&ns2->vehicles[i], ns2, i, nodes[i]);
  *state = ns2;
  return true;
}

static const struct motion_model model = {
  .names = ns2_names,
  .start = ns2_start,
  .free = ns2_free,
};

const struct variant motion_ns2 = {
  .name = "ns2",
  .help = "follows the nodes of an ns-2 movement file (setdest)",
  .of = ns2_parameters,
  .size = sizeof (struct ns2_config),
  .implementation = &model,
};
