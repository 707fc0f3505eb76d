/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/anycast/invariants.h"

#include "models/anycast/agent.h"
#include "models/mipv6/invariants.h"

/* Of the binding cache entry beside it, and of who is primary. */
static bool
is_consistent (const struct agent_binding *binding)
{
  const struct agent *agent = binding->agent;
  const struct ha_entry *entry = ha_find (agent->ha, binding->mn);
  bool active = entry && entry->state == HA_ACTIVE;

  switch (binding->state)
    {
    case BINDING_PRIMARY:
      return active && binding->primary == agent;
    case BINDING_SECONDARY:
      return active && binding->primary && binding->primary != agent;
    default:
      return !active && !binding->primary;
    }
}

static bool
is_bounded (const struct agent_binding *binding)
{
  const struct agent *manager = binding->agent->anycast->manager;
  const struct engine *engine = binding->agent->entity.domain->sim->engine;

  switch (binding->state)
    {
    case BINDING_ASKING:
      return binding->exchanges
             && binding->exchanges[manager->index].exchange.pending;
    case BINDING_ABSENT:
      return timer_armed (engine, &binding->held);
    default:
      return true;
    }
}

static bool
binding_holds (const struct agent_binding *binding, const struct agent *agent,
               guint index, GError **error)
{
  const struct node *at = agent->entity.node;

  return invariant_holds (
             binding->agent == agent && binding->mn->index == index, "agent",
             at, "a binding is listed with another node", binding->mn, error)
         && invariant_holds (is_consistent (binding), "agent", at,
                             "the cache, or who is primary, is not as its "
                             "state has it",
                             binding->mn, error)
         && invariant_holds (is_bounded (binding), "agent", at,
                             "a question that nothing will end", binding->mn,
                             error);
}

bool
anycast_invariants (const void *self, GError **error)
{
  const struct anycast *anycast = self;
  bool ok = mipv6_invariants (&anycast->mipv6, error);

  for (guint i = 0; ok && i < anycast->agents->len; i++)
    {
      const struct agent *agent = g_ptr_array_index (anycast->agents, i);

      for (guint j = 0; ok && j < agent->bindings->len; j++)
        {
          const struct agent_binding *binding
              = g_ptr_array_index (agent->bindings, j);

          ok = !binding || binding_holds (binding, agent, j, error);
        }
    }
  return ok;
}
