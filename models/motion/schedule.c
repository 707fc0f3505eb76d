/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments at stated times: each time is t_dead, when the old radio stops;
 * the first entry is the attachment at the start. */
#include "models/access/access.h"
#include "models/motion/models.h"

struct attachment_config
{
  sim_time at;
  char *router;
};

struct schedule_config
{
  struct parameter_list attach; /* struct attachment_config */
};

static const struct parameter attachment_parameters[]
    = { { .key = "at",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct attachment_config, at),
          .help
          = "when the old radio stops (t_dead); of the first entry: when the "
            "node attaches" },
        { .key = "router",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct attachment_config, router),
          .help = "access router to attach to",
          .reference = REFERENCE_ACCESS },
        { 0 } };

static const struct parameter schedule_parameters[]
    = { { .key = "attach",
          .type = PARAMETER_OBJECTS,
          .offset = offsetof (struct schedule_config, attach),
          .help = "[time, router] in order of time",
          .of = attachment_parameters,
          .size = sizeof (struct attachment_config),
          .flags
          = PARAMETER_TUPLE | PARAMETER_NOT_EMPTY | PARAMETER_ASCENDING },
        { 0 } };

struct schedule_motion
{
  struct mobile_node *mn;
  const struct schedule *schedule;
  size_t next;
};

/* Of all nodes of one entry. */
struct schedule
{
  event_kind kind;
  size_t n;
  sim_time *at;
  struct access_router **routers;
  struct schedule_motion *motions;
};

static void
schedule_arm (struct schedule_motion *motion)
{
  const struct schedule *s = motion->schedule;

  if (motion->next >= s->n)
    return;
  engine_schedule (motion->mn->domain->sim->engine, s->at[motion->next],
                   node_origin (motion->mn->node), s->kind, motion);
  if (motion->next > 0)
    access_expect (motion->mn, s->at[motion->next], s->routers[motion->next]);
}

static void
schedule_expire (struct sim *sim, void *subject)
{
  struct schedule_motion *motion = subject;
  struct access_router *router = motion->schedule->routers[motion->next];

  (void)sim;
  if (motion->next++ == 0)
    access_enter (motion->mn, router);
  else
    access_move (motion->mn, router);
  schedule_arm (motion);
}

static void
schedule_free (void *state)
{
  struct schedule *s = state;

  if (!s)
    return;
  g_free (s->at);
  g_free (s->routers);
  g_free (s->motions);
  g_free (s);
}

static struct schedule *
schedule_new (const struct domain *domain, const struct schedule_config *config,
              GError **error)
{
  const struct attachment_config *attach = config->attach.items;
  struct schedule *s = g_new0 (struct schedule, 1);

  s->n = config->attach.n;
  s->at = g_new (sim_time, s->n);
  s->routers = g_new (struct access_router *, s->n);
  for (size_t i = 0; i < s->n; i++)
    {
      s->at[i] = attach[i].at;
      s->routers[i] = motion_find_router (domain, attach[i].router, error);
      if (!s->routers[i])
        {
          schedule_free (s);
          return NULL;
        }
    }
  return s;
}

static bool
schedule_start (struct domain *domain, const void *config,
                struct mobile_node *const *nodes, unsigned n, void **state,
                GError **error)
{
  struct schedule *s = schedule_new (domain, config, error);

  if (!s)
    return false;
  *state = s;
  s->kind
      = engine_kind (domain->sim->engine, "motion-schedule", schedule_expire);
  s->motions = g_new (struct schedule_motion, n);
  for (unsigned i = 0; i < n; i++)
    {
      s->motions[i] = (struct schedule_motion){ nodes[i], s, 0 };
      schedule_arm (&s->motions[i]);
    }
  return true;
}

static void
schedule_law (const struct domain *domain, const void *config,
              const struct mobile_node *mn G_GNUC_UNUSED,
              struct motion_law *law)
{
  const struct schedule_config *c = config;
  const struct attachment_config *attach = c->attach.items;

  law->stays = MOTION_STAYS_STATED;
  for (size_t i = 0; i < c->attach.n; i++)
    {
      struct motion_visit visit
          = { attach[i].at,
              motion_find_router (domain, attach[i].router, NULL)->index };

      g_array_append_val (law->visits, visit);
    }
}

static const struct motion_model model = {
  .start = schedule_start,
  .free = schedule_free,
  .law = schedule_law,
};

const struct variant motion_schedule = {
  .name = "schedule",
  .help = "attaches to stated routers at stated times",
  .of = schedule_parameters,
  .size = sizeof (struct schedule_config),
  .implementation = &model,
};
