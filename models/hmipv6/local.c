/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hmipv6/local.h"

#include "models/access/access.h"
#include "models/hmipv6/selection.h"

static struct local_mobility *
local_of (const struct mipv6_mn *node)
{
  return node->extension;
}

static const struct hmipv6 *
hmipv6_of_node (const struct local_mobility *local)
{
  return hmipv6_of (local->node->mipv6);
}

/* Is the RCoA what the home agent knows, by what the node knows? */
static bool
is_registered (const struct local_binding *binding)
{
  const struct home_registration *home = &binding->local->node->home;

  return home->bound
         && address_equal (&home->care_of, &binding->entity.address);
}

/* ---- the way of what bears the RCoA, 6.1 --------------------------- */

static void
local_enter (struct home_registration *r, enum registration_state next)
{
  struct local_binding *binding = r->owner;
  struct mipv6_mn *node = binding->local->node;
  struct prefix rcoa = prefix_make (&binding->entity.address, 128);
  struct route tunnel
      = { .kind = ROUTE_TUNNEL, .local = r->care_of, .peer = r->home_agent };
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
  int counted = r->state != REGISTRATION_UNREGISTERED;
  int counts = next != REGISTRATION_UNREGISTERED;

  node_set_egress_route (node->mn->node, &rcoa,
                         registration_stands (next) ? &tunnel : &drop);
  if (next == REGISTRATION_REGISTERED)
    binding->granted = r->expires - r->exchange.last_sent;
  if (counts != counted)
    mobility_count_change (&node->count, &node->entity, counts - counted, 0);
}

/* ---- the local binding update, 4 ----------------------------------- */

/* A and M, the LCoA in the Source Address alone.  What a MAP that was left is
 * asked for is over soon. */
static void
local_compose (const struct home_registration *r, struct mh_message *bu)
{
  const struct local_binding *binding = r->owner;
  const struct local_mobility *local = binding->local;
  uint16_t lifetime = bu->bu.lifetime;

  if (binding == local->previous)
    lifetime = MIN (lifetime, mobility_lifetime_units (
                                  hmipv6_of_node (local)->config->forwarding));
  mh_init (bu, MH_BU);
  bu->bu.flags = BU_A | BU_M;
  bu->bu.lifetime = lifetime;
}

/* 6.1: the home binding lasts no longer than what the MAP has granted whose
 * RCoA it has. */
static void
local_limit (const struct mipv6_mn *node, struct mh_message *bu)
{
  const struct local_mobility *local = local_of (node);

  for (const struct local_binding *b = local->bindings; b; b = b->next)
    if (address_equal (&node->home.care_of, &b->entity.address))
      bu->bu.lifetime
          = MIN (bu->bu.lifetime, mobility_lifetime_units (b->granted));
}

/* ---- answers ------------------------------------------------------- */

/* The home agent is to know of @care_of. */
static void
tell_home (struct local_mobility *local, const struct address *care_of)
{
  local->node->entity.other_address = *care_of;
  registration_bind (&local->node->home, care_of);
}

/* The RCoA may be registered; the home agent knows it where the node has only
 * moved within the domain. */
static void
local_bound (struct home_registration *r, const struct mh_message *ba)
{
  struct local_binding *binding = r->owner;
  struct home_registration *home = &binding->local->node->home;

  if (binding != binding->local->current)
    return;
  if (registration_stands (home->state)
      && address_equal (&home->care_of, &binding->entity.address))
    registration_mark_ready (r, ba, 0);
  else
    tell_home (binding->local, &binding->entity.address);
}

static void local_look_again (struct local_mobility *local);

/* Another MAP is asked, or none. */
static void
local_failed (struct home_registration *r,
              const struct mh_message *ba G_GNUC_UNUSED)
{
  struct local_binding *binding = r->owner;
  struct local_mobility *local = binding->local;

  registration_leave (r);
  binding->refused = true;
  if (binding == local->previous)
    local->previous = NULL;
  if (binding == local->current)
    local_look_again (local);
}

static const struct registration_ops registration_ops
    = { .compose = local_compose,
        .enter = local_enter,
        .bound = local_bound,
        .failed = local_failed };

/* What is not the MAP's is for the node's care-of address: of correspondents
 * (RFC 6275 6.1.6). */
static void
local_receive (struct mobility_entity *entity, const struct mh_message *message,
               const struct packet *packet)
{
  struct local_binding *binding = (struct local_binding *)entity;
  struct mobility_entity *node = &binding->local->node->entity;

  if (address_equal (&entity->sender, &binding->registration.home_agent))
    {
      registration_receive (&binding->registration, message, packet);
      return;
    }
  node->sender = entity->sender;
  node->received = entity->received;
  node->receive (node, message, packet);
}

/* ---- bindings ------------------------------------------------------ */

static sim_time
no_processing (const struct mobility_entity *entity G_GNUC_UNUSED,
               const struct mh_message *message G_GNUC_UNUSED)
{
  return 0;
}

static struct local_binding *
binding_new (struct local_mobility *local, struct map *map)
{
  struct local_binding *binding = g_new0 (struct local_binding, 1);
  struct hmipv6 *hmipv6 = map->hmipv6;
  struct mobile_node *mn = local->node->mn;
  struct address rcoa = home_link_address (&map->link, mn);

  binding->local = local;
  binding->map = map;
  binding->entity.recognises = MOBILITY_TYPE (MH_BRR) | MOBILITY_TYPE (MH_COT);
  binding->entity.processing = no_processing;
  mobility_entity_init_at (&binding->entity, mn->domain, mn->node, ROLE_MN,
                           local_receive, &rcoa);
  node_accept_tunnel (mn->node, &map->ha->entity.address);
  registration_init (&binding->registration, &registration_ops, binding, mn,
                     &binding->entity, &map->ha->entity.address,
                     hmipv6->map_ha.authentication);
  binding->next = local->bindings;
  local->bindings = binding;
  return binding;
}

static struct local_binding *
binding_find (const struct local_mobility *local, const struct map *map)
{
  struct local_binding *binding = local->bindings;

  while (binding && binding->map != map)
    binding = binding->next;
  return binding;
}

/* ---- MAP discovery and selection, 7.1, 9 --------------------------- */

/* The option of the node's own MAP in the advertisement heard last, or NULL. */
static const struct nd_map *
option_of (const struct local_binding *binding)
{
  const GArray *options = binding->local->node->mn->maps;

  for (guint i = 0; options && i < options->len; i++)
    {
      const struct nd_map *option = &g_array_index (options, struct nd_map, i);

      if (address_equal (&option->address, &binding->registration.home_agent))
        return option;
    }
  return NULL;
}

/* After 134 the RCoA is somebody else's for good (RFC 6275 11.7.1). */
static bool
is_barred (const struct local_binding *binding)
{
  return binding->refused || binding->registration.denied;
}

static bool
is_offered (const struct local_binding *binding)
{
  const struct nd_map *option = option_of (binding);

  return option && selection_admits (option, true) && !is_barred (binding);
}

/* Does the router here say that it has failed? */
static bool
is_withdrawn (const struct local_binding *binding)
{
  const struct nd_map *option = option_of (binding);

  return option && option->valid_lifetime == 0;
}

/* The best of those that are offered, or NULL. */
static struct map *
best_map (const struct local_mobility *local)
{
  const struct hmipv6 *hmipv6 = hmipv6_of_node (local);
  const GArray *options = local->node->mn->maps;
  const struct nd_map *best = NULL;
  struct map *chosen = NULL;

  for (guint i = 0; options && i < options->len; i++)
    {
      const struct nd_map *option = &g_array_index (options, struct nd_map, i);
      struct map *map = map_find (hmipv6, &option->address);
      const struct local_binding *binding = binding_find (local, map);

      if (!map || !selection_admits (option, false)
          || (binding && is_barred (binding))
          || (best
              && !selection_prefers (
                  (enum map_selection)hmipv6->config->selection, option, best)))
        continue;
      best = option;
      chosen = map;
    }
  return chosen;
}

/* ---- registering --------------------------------------------------- */

static void
binding_register (struct local_binding *binding)
{
  struct local_mobility *local = binding->local;

  binding->registration.transaction = local->node->home.transaction;
  registration_bind (&binding->registration, &local->node->care_of);
}

static void
forget_previous (struct local_mobility *local)
{
  struct local_binding *previous = local->previous;

  local->previous = NULL;
  if (previous)
    registration_leave (&previous->registration);
}

/* 8: a MAP that is left forwards what the home agent still sends there, for as
 * long as it does. */
static void
retire_current (struct local_mobility *local)
{
  struct local_binding *left = local->current;

  local->current = NULL;
  if (!left)
    return;
  if (hmipv6_of_node (local)->config->forwarding == 0
      || !left->registration.bound || !is_registered (left)
      || is_withdrawn (left))
    {
      registration_leave (&left->registration);
      return;
    }
  forget_previous (local);
  local->previous = left;
}

static void
adopt (struct local_mobility *local, struct map *map)
{
  local->current = binding_find (local, map);
  if (!local->current)
    local->current = binding_new (local, map);
  if (local->previous == local->current)
    local->previous = NULL;
}

/* With the MAP; without one with the home agent, as in Mobile IPv6 (7.1). */
static void
register_lcoa (struct local_mobility *local)
{
  if (local->current)
    binding_register (local->current);
  else
    tell_home (local, &local->node->care_of);
}

/* The node's MAP as long as it is offered (9: lazy), else another, or none. */
static void
local_choose (struct local_mobility *local)
{
  struct map *map;

  if (local->current && is_offered (local->current))
    return;
  retire_current (local);
  map = best_map (local);
  if (map)
    adopt (local, map);
}

/* ---- what the node hears ------------------------------------------- */

/* The address on the link may be used. */
static void
local_configured (struct mipv6_mn *node)
{
  struct local_mobility *local = local_of (node);

  local->usable = true;
  local_choose (local);
  if (local->previous)
    binding_register (local->previous);
  register_lcoa (local);
}

/* A new link.  What the home agent knows stays as it is while the RCoA may. */
static void
local_move (struct local_mobility *local, const struct address *address)
{
  struct mipv6_mn *node = local->node;

  node->care_of = *address;
  local->usable = false;
  for (struct local_binding *b = local->bindings; b; b = b->next)
    b->refused = false;
  if (local->current)
    registration_suspend (&local->current->registration);
  else
    registration_suspend (&node->home);
  if (!node->home.denied)
    configuration_begin (&node->configuration, address);
}

static bool
is_settled (const struct local_mobility *local)
{
  const struct local_binding *current = local->current;

  return registration_stands (local->node->home.state)
         && (!current || registration_stands (current->registration.state));
}

/* The MAP options may have changed: a MAP that has failed is left (7.1), one
 * that is new is taken by who has none (9: eager). */
static void
local_look_again (struct local_mobility *local)
{
  struct local_binding *was = local->current;

  if (!local->usable)
    return;
  local_choose (local);
  if (local->current != was)
    register_lcoa (local);
}

static void
local_heard (struct mipv6_mn *node, const struct address *address, bool fresh)
{
  struct local_mobility *local = local_of (node);
  bool same = address_equal (&local->node->care_of, address) && local->usable;

  if (same && fresh && is_settled (local)
      && (!local->current || is_offered (local->current)))
    registration_mark_ready (&node->home, NULL, 0);
  else if (fresh || !address_equal (&local->node->care_of, address))
    local_move (local, address);
  else
    local_look_again (local);
}

/* The home agent knows of the RCoA: what comes by the MAP before is the last
 * of it. */
static void
local_home_bound (struct mipv6_mn *node)
{
  forget_previous (local_of (node));
}

/* At home, or gone: bindings are left to expire. */
static void
local_ended (struct mipv6_mn *node)
{
  struct local_mobility *local = local_of (node);

  forget_previous (local);
  if (local->current)
    registration_leave (&local->current->registration);
  local->current = NULL;
  local->usable = false;
}

/* ---- life ---------------------------------------------------------- */

static void
local_new (struct mipv6_mn *node)
{
  struct local_mobility *local = g_new0 (struct local_mobility, 1);

  local->node = node;
  node->extension = local;
}

static void
local_free (struct mipv6_mn *node)
{
  struct local_mobility *local = local_of (node);

  while (local->bindings)
    {
      struct local_binding *first = local->bindings;

      local->bindings = first->next;
      g_free (first);
    }
  g_free (local);
}

const struct mn_care_of_ops local_ops = { .init = local_new,
                                          .heard = local_heard,
                                          .configured = local_configured,
                                          .compose = local_limit,
                                          .bound = local_home_bound,
                                          .ended = local_ended,
                                          .free = local_free };
