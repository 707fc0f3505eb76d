/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/scenario/moves.h"

#include <math.h>

/* ---- the stand-in -------------------------------------------------- */

static struct prefix *
stand_in_prefix (struct stand_in *self, struct access_router *router,
                 struct mobile_node *mn)
{
  const struct route down = { .kind = ROUTE_ACCESS, .link = mn->radio };
  const struct route up = { .kind = ROUTE_PLAIN };
  char *key
      = g_strdup_printf ("%u %u", mn->index, self->keep ? 0 : router->index);
  struct prefix *prefix = g_hash_table_lookup (self->prefixes, key);

  if (prefix)
    {
      g_free (key);
      return prefix;
    }
  prefix = g_new (struct prefix, 1);
  *prefix = network_new_prefix (self->domain->sim->network, router->node);
  node_set_route (router->node, prefix, &down);
  node_set_source_route (router->node, prefix, &up);
  g_hash_table_insert (self->prefixes, key, prefix);
  return prefix;
}

static void
stand_in_answer (struct sim *sim, void *subject)
{
  struct mobile_node *mn = subject;
  struct stand_in *self = mn->domain->architecture_state;
  struct access_router *router = mn->router;
  struct ra_prefix ra;

  (void)sim;
  if (!router)
    return;
  ra = (struct ra_prefix){ *stand_in_prefix (self, router, mn), self->preferred,
                           self->valid };
  access_send_ra (router, mn, &router->link_local, router->link_layer, &ra, 1);
  handover_mark_ready (mn->handover, 0);
}

static void
stand_in_attached (void *state, struct access_router *router,
                   struct mobile_node *mn, struct handover *handover)
{
  struct stand_in *self = state;
  struct engine *engine = self->domain->sim->engine;

  (void)router, (void)handover;
  self->attached_at[self->attached++ % 64] = engine_now (engine);
  if (self->delay != SIM_TIME_MAX)
    engine_schedule (engine, engine_now (engine) + self->delay,
                     node_origin (mn->node),
                     engine_kind (engine, "stand-in", stand_in_answer), mn);
}

static void
stand_in_detached (void *state, struct access_router *router,
                   struct mobile_node *mn)
{
  struct stand_in *self = state;

  self->detached++;
  self->detached_at = sim_now (mn->domain->sim);
  self->detached_from = router;
}

static void
stand_in_flow_started (void *state, struct flow *flow)
{
  (void)flow;
  ((struct stand_in *)state)->started++;
}

static void
stand_in_flow_ended (void *state, struct flow *flow)
{
  (void)flow;
  ((struct stand_in *)state)->ended++;
}

static void *
stand_in_build (struct domain *domain, const void *config)
{
  struct stand_in *self = (struct stand_in *)(uintptr_t)config;

  self->domain = domain;
  self->prefixes
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static void
stand_in_free (void *state)
{
  g_hash_table_unref (((struct stand_in *)state)->prefixes);
}

const struct architecture stand_in_architecture = {
  .name = "stand-in",
  .summary = "answers every attachment",
  .build = stand_in_build,
  .free = stand_in_free,
  .attached = stand_in_attached,
  .detached = stand_in_detached,
  .flow_started = stand_in_flow_started,
  .flow_ended = stand_in_flow_ended,
};

/* ---- the world ----------------------------------------------------- */

struct domain_config
moves_config (void)
{
  return (struct domain_config){
    .access = { .radio = { .delay = 2 * SIM_MILLISECOND, .rate = INFINITY },
                .l2_handover = { LAW_CONSTANT, 0.05, 0 },
                .loss_detection = { LAW_CONSTANT, 0, 0 } },
  };
}

static void
note_begun (struct sim *sim, const void *record, void *data)
{
  (void)sim, (void)record;
  ((struct moves *)data)->begun++;
}

static void
note_ended (struct sim *sim, const void *record, void *data)
{
  struct moves *m = data;

  (void)sim;
  m->last = *(const struct handover *)record;
  m->ended[m->last.outcome]++;
}

struct moves *
moves_new (unsigned routers, const struct domain_config *config, uint64_t seed)
{
  struct moves *m = g_new0 (struct moves, 1);
  struct channel_config channel = channel_config_default;
  struct node *before;

  channel.delay = SIM_MILLISECOND;
  m->sim = sim_new (seed, 0);
  m->domain = domain_new (m->sim, config);
  before = m->cn = network_add_router (m->sim->network, "cn");
  g_ptr_array_add (m->domain->correspondents, m->cn);
  for (unsigned i = 0; i < routers; i++)
    {
      g_autofree char *name = g_strdup_printf ("ar%u", i);
      struct node *node = network_add_router (m->sim->network, name);
      struct cell cell = { .x = i * CELL_SPACING, .router = i };

      network_add_link (m->sim->network, before, node, &channel, &channel);
      domain_add_access_router (m->domain, node);
      g_array_append_val (m->domain->cells, cell);
      before = node;
    }
  network_freeze (m->sim->network);
  m->stand_in.preferred = m->stand_in.valid = 86400;
  m->log = g_string_new (NULL);
  trace_listen (m->sim->trace, TRACE_HANDOVER_BEGUN, note_begun, m);
  trace_listen (m->sim->trace, TRACE_HANDOVER_ENDED, note_ended, m);
  return m;
}

struct mobile_node *const *
moves_populate (struct moves *m, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("mn%u", i);

      domain_add_mobile_node (m->domain, name, 1);
    }
  domain_build (m->domain, &stand_in_architecture, &m->stand_in);
  return (struct mobile_node *const *)m->domain->mobile_nodes->pdata;
}

struct access_router *
moves_router (const struct moves *m, unsigned i)
{
  return g_ptr_array_index (m->domain->routers, i);
}

struct mobile_node *
moves_mn (const struct moves *m, unsigned i)
{
  return g_ptr_array_index (m->domain->mobile_nodes, i);
}

void
moves_run (struct moves *m, sim_time until)
{
  engine_run (m->sim->engine, until);
  g_assert_true (network_books_balance (m->sim->network));
}

void
moves_free (struct moves *m)
{
  domain_free (m->domain);
  sim_free (m->sim);
  g_string_free (m->log, TRUE);
  g_free (m);
}
