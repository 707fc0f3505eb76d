/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a struct ha does for an agent: events of the binding when its cache
 * changes, and the way of what it intercepts. */
#include "models/anycast/agent.h"

/* A secondary agent tunnels to the primary one, if so configured; an update of
 * the node's that is being taken says where it is. */
static void
choose_route (const struct ha_entry *entry, struct route *route)
{
  struct agent *agent = agent_of (entry->ha);
  const struct agent_binding *binding = agent_binding_get (agent, entry->mn);

  if (!binding->telling || binding->state != BINDING_SECONDARY
      || agent->anycast->config->forwarding != FORWARDING_PRIMARY)
    return;
  route->local = agent->entity.address;
  route->peer = binding->primary->entity.address;
}

/* Again, where another is primary now of the same care-of address. */
static void
correct_route (const struct ha_entry *entry)
{
  const struct mobility_entity *entity = &entry->ha->entity;
  struct address home = home_link_address (entry->ha->link, entry->mn);
  struct prefix prefix = prefix_make (&home, 128);
  struct route route = { .kind = ROUTE_TUNNEL,
                         .local = entity->address,
                         .peer = entry->care_of };
  const struct route *now = node_find_route (entity->node, &prefix);

  choose_route (entry, &route);
  if (!address_equal (&now->peer, &route.peer))
    node_set_route (entity->node, &prefix, &route);
}

static void
bound (struct ha_entry *entry, const struct ha_request *request)
{
  struct agent *agent = agent_of (entry->ha);
  struct agent_binding *binding = agent_binding_get (agent, entry->mn);
  const struct registration_news news = { .primary = agent,
                                          .care_of = request->care_of,
                                          .ordered = true,
                                          .sequence = entry->order.sequence,
                                          .lifetime = request->lifetime,
                                          .class = request->class,
                                          .transaction = request->transaction };

  correct_route (entry);
  if (!binding->telling)
    agent_binding_handle (binding, BINDING_EVENT_ACCEPTED, &news);
}

/* At the end of its lifetime, or by an update of lifetime 0 before that. */
static void
released (struct ha_entry *entry)
{
  struct agent *agent = agent_of (entry->ha);
  struct agent_binding *binding = agent_binding_get (agent, entry->mn);
  bool over = sim_now (agent->entity.domain->sim) >= binding->expires;
  const struct registration_news news = { .primary = agent,
                                          .care_of = entry->care_of,
                                          .ordered = true,
                                          .sequence = entry->order.sequence,
                                          .class = SIGNALING_DEREGISTRATION,
                                          .transaction = TRANSACTION_NONE };

  agent_binding_handle (
      binding, over ? BINDING_EVENT_EXPIRED : BINDING_EVENT_RELEASED, &news);
}

const struct ha_ops agent_ha_ops = { .flag = BU_H,
                                     .is_live = mipv6_is_live,
                                     .route = choose_route,
                                     .bound = bound,
                                     .released = released };
