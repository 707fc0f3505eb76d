/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/anycast/agent.h"

/* ---- finding ------------------------------------------------------- */

struct agent *
agent_of (const struct ha *ha)
{
  const struct anycast *anycast = ha->link->owner;
  guint i = 0;

  while (home_link_agent (ha->link, i) != ha)
    i++;
  return g_ptr_array_index (anycast->agents, i);
}

struct agent *
agent_find (const struct anycast *anycast, const struct address *address)
{
  for (guint i = 0; i < anycast->agents->len; i++)
    {
      struct agent *agent = g_ptr_array_index (anycast->agents, i);

      if (address_equal (&agent->entity.address, address))
        return agent;
    }
  return NULL;
}

struct agent_binding *
agent_binding_get (struct agent *agent, struct mobile_node *mn)
{
  GPtrArray *bindings = agent->bindings;
  struct agent_binding *binding;

  if (bindings->len <= mn->index)
    g_ptr_array_set_size (bindings, (gint)mn->index + 1);
  binding = g_ptr_array_index (bindings, mn->index);
  if (binding)
    return binding;
  binding = g_new0 (struct agent_binding, 1);
  binding->agent = agent;
  binding->mn = mn;
  g_ptr_array_index (bindings, mn->index) = binding;
  return binding;
}

static void
binding_free (void *data)
{
  struct agent_binding *binding = data;

  if (!binding)
    return;
  g_free (binding->exchanges);
  g_free (binding);
}

/* ---- packets for nodes of which nothing is known ------------------- */

/* Central: asks, and sends on to who is asked. */
static const struct route *
choose_for_unknown (struct node *node G_GNUC_UNUSED, struct packet *p,
                    void *data)
{
  struct agent *agent = data;
  struct address home_address = packet_destination (p);
  struct mobile_node *mn = home_link_find_mn (agent->ha->link, &home_address);
  struct agent_binding *binding;

  if (!mn)
    return &agent->nowhere;
  binding = agent_binding_get (agent, mn);
  agent_binding_handle (binding, BINDING_EVENT_MISSED, NULL);
  if (binding->state != BINDING_ASKING)
    return &agent->nowhere;
  return agent->anycast->config->miss == MISS_FORWARD ? &agent->to_manager
                                                      : &agent->not_yet;
}

static void
connect_to_manager (struct agent *agent)
{
  const struct agent *manager = agent->anycast->manager;
  const struct route choice
      = { .kind = ROUTE_CHOICE, .choose = choose_for_unknown, .data = agent };

  agent->to_manager = (struct route){ .kind = ROUTE_TUNNEL,
                                      .local = agent->entity.address,
                                      .peer = manager->entity.address };
  agent->nowhere
      = (struct route){ .kind = ROUTE_DROP, .reason = DROP_NO_ROUTE };
  agent->not_yet
      = (struct route){ .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
  node_set_route (agent->entity.node, &agent->ha->link->prefix, &choice);
}

void
agent_connect (struct agent *agent)
{
  const struct anycast *anycast = agent->anycast;

  for (guint i = 0; i < anycast->agents->len; i++)
    {
      const struct agent *peer = g_ptr_array_index (anycast->agents, i);

      if (peer != agent)
        node_accept_tunnel (agent->entity.node, &peer->entity.address);
    }
  if (anycast->manager && anycast->manager != agent)
    connect_to_manager (agent);
}

/* ---- life ---------------------------------------------------------- */

struct agent *
agent_new (struct anycast *anycast, struct node *node, unsigned index,
           struct ha *ha)
{
  struct agent *agent = g_new0 (struct agent, 1);
  struct address address = mobility_central_address (node);

  agent->anycast = anycast;
  agent->index = index;
  agent->ha = ha;
  agent->bindings = g_ptr_array_new_with_free_func (binding_free);
  agent->entity.recognises = MOBILITY_TYPE (MH_HI) | MOBILITY_TYPE (MH_HACK)
                             | MOBILITY_TYPE (MH_UPN) | MOBILITY_TYPE (MH_UPA);
  node_add_address (node, &address);
  mobility_entity_init_at (&agent->entity, ha->link->domain, node, ROLE_HA,
                           agent_receive, &address);
  return agent;
}

void
agent_restart (struct agent *agent)
{
  const GPtrArray *peers = agent->anycast->agents;

  agent->queries = 0;
  mobility_service_clear (&agent->entity, DROP_NODE_DOWN);
  for (guint i = 0; i < agent->bindings->len; i++)
    {
      struct agent_binding *binding = g_ptr_array_index (agent->bindings, i);

      if (!binding)
        continue;
      agent_binding_lose (binding);
      for (guint j = 0; binding->exchanges && j < peers->len; j++)
        binding->exchanges[j].kept_until = 0;
    }
}

void
agent_free (struct agent *agent)
{
  g_ptr_array_unref (agent->bindings);
  g_free (agent);
}
