/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binding cache of an LMA and its look-up. */
#include "models/pmipv6/localized.h"
#include "models/pmipv6/reachability.h"

#define X(name, text) [BCE_##name] = text,
static const char *const bce_state_names[] = { BCE_STATES (X) };
#undef X

const char *
bce_state_name (enum bce_state state)
{
  return bce_state_names[state];
}

/* ---- look-up, RFC 5213 5.4.1 --------------------------------------- */

static unsigned
option_value (const struct mh_message *message, unsigned type)
{
  const struct mh_option *option = mh_find (message, type, 0);

  return option ? option->value : 0;
}

/* ALL_ZERO counts as absent. */
static const struct view *
request_link_layer (const struct mh_message *pbu)
{
  const struct mh_option *option = mh_find (pbu, OPTION_MN_LINK_LAYER_ID, 0);

  if (!option)
    return NULL;
  for (size_t i = 0; i < option->link_layer.n; i++)
    if (option->link_layer.octets[i])
      return &option->link_layer;
  return NULL;
}

static bool
bce_has_link_layer (const struct bce *bce, const struct view *id)
{
  return id->n == bce->link_layer_length
         && memcmp (id->octets, bce->link_layer, id->n) == 0;
}

static bool
bce_has_prefix (const struct bce *bce, const struct prefix *prefix)
{
  for (uint32_t i = 0; i < bce->n_prefixes; i++)
    if (prefix_equal (&bce->prefixes[i], prefix))
      return true;
  return false;
}

static bool
bce_has_same_prefixes (const struct bce *bce, const struct mh_message *pbu)
{
  unsigned n = mh_count (pbu, OPTION_HOME_NETWORK_PREFIX);

  if (n != bce->n_prefixes)
    return false;
  for (uint32_t i = 0; i < n; i++)
    {
      bool listed = false;

      for (unsigned j = 0; j < n && !listed; j++)
        {
          struct prefix p = mobility_prefix (
              &bce->lma->entity, mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, j));
          listed = prefix_equal (&p, &bce->prefixes[i]);
        }
      if (!listed)
        return false;
    }
  return true;
}

/* First home network prefix of the PBU that is not ALL_ZERO. */
static const struct mh_option *
request_prefix (const struct mh_message *pbu)
{
  const struct mh_option *option;

  for (unsigned i = 0; (option = mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i));
       i++)
    if (!address_is_unspecified (&option->prefix.address))
      return option;
  return NULL;
}

/* The four conditions of 5.4.1.1, 5. */
static bool
update_allowed (const struct bce *bce, const struct lma_request *request)
{
  const struct view *link_layer = request_link_layer (request->pbu);
  unsigned hi = option_value (request->pbu, OPTION_HANDOFF_INDICATOR);
  bool same_technology = option_value (request->pbu, OPTION_ACCESS_TECHNOLOGY)
                         == bce->technology;

  if (hi == HI_BETWEEN_INTERFACES)
    return true;
  if (!same_technology)
    return false;
  if (link_layer && bce_has_link_layer (bce, link_layer))
    return true;
  if (!link_layer && bce->link_layer_length == 0 && hi == HI_BETWEEN_MAGS)
    return true;
  if (address_equal (&bce->proxy_coa, &request->proxy_coa))
    return true;
  /* The node's own prefix says what the indicator leaves open. */
  return !link_layer && bce->link_layer_length == 0 && hi == HI_UNKNOWN
         && mobility_forgives (&bce->lma->entity, MH_FAULT_HANDOFF);
}

/* 5.4.1.1: key is any of the prefixes. */
static enum lma_lookup
lookup_by_prefix (struct lma *lma, const struct lma_request *request,
                  const struct mh_option *option, struct bce **found)
{
  struct prefix key = mobility_prefix (&lma->entity, option);
  struct bce *bce = lma_node_get (lma, request->mn)->entries;

  while (bce && !bce_has_prefix (bce, &key))
    bce = bce->next;
  if (!bce)
    bce = g_hash_table_lookup (lma->prefixes, &key);
  if (!bce)
    return LOOKUP_NEW;
  if (bce->mn != request->mn)
    return LOOKUP_NOT_AUTHORIZED;
  if (!bce_has_same_prefixes (bce, request->pbu))
    return LOOKUP_SET_MISMATCH;
  if (!update_allowed (bce, request))
    return LOOKUP_NEW;
  *found = bce;
  return LOOKUP_UPDATE;
}

/* 5.4.1.2: keys are MN-ID, technology and link-layer identifier. */
static struct bce *
find_interface (struct bce *entries, const struct mh_message *pbu,
                const struct view *link_layer)
{
  unsigned technology = option_value (pbu, OPTION_ACCESS_TECHNOLOGY);

  for (struct bce *bce = entries; bce; bce = bce->next)
    if (bce->technology == technology && bce_has_link_layer (bce, link_layer))
      return bce;
  return NULL;
}

enum lma_lookup
lma_lookup (struct lma *lma, const struct lma_request *request,
            struct bce **found)
{
  const struct mh_option *prefix = request_prefix (request->pbu);
  const struct view *link_layer = request_link_layer (request->pbu);
  unsigned hi = option_value (request->pbu, OPTION_HANDOFF_INDICATOR);
  struct bce *entries = lma_node_get (lma, request->mn)->entries;

  *found = NULL;
  if (prefix)
    return lookup_by_prefix (lma, request, prefix, found);
  if (link_layer)
    *found = find_interface (entries, request->pbu, link_layer);
  if (*found)
    return LOOKUP_UPDATE;
  if (!entries || entries->next) /* not one and only one: a new session */
    return LOOKUP_NEW;
  if (hi == HI_UNKNOWN)
    {
      *found = entries;
      return entries->state == BCE_HELD ? LOOKUP_UPDATE : LOOKUP_WAIT;
    }
  if (hi == HI_BETWEEN_INTERFACES || (hi == HI_BETWEEN_MAGS && !link_layer))
    {
      *found = entries;
      return LOOKUP_UPDATE;
    }
  return LOOKUP_NEW;
}

/* ---- entries ------------------------------------------------------- */

void
bce_add_prefix (struct bce *bce, struct prefix *prefix,
                const struct prefix *claimed)
{
  struct node *node = bce->lma->entity.node;

  *prefix = claimed ? *claimed : network_new_prefix (node->network, node);
  g_hash_table_insert (bce->lma->prefixes, prefix, bce);
}

void
bce_remove_prefix (struct bce *bce, const struct prefix *prefix)
{
  struct node *node = bce->lma->entity.node;

  node_remove_route (node, prefix);
  g_hash_table_remove (bce->lma->prefixes, prefix);
  network_release_prefix (node->network, prefix);
}

struct bce *
bce_new (struct lma *lma, struct mobile_node *mn, uint32_t n,
         const struct prefix *claimed)
{
  struct lma_node *node = lma_node_get (lma, mn);
  struct bce *bce
      = g_malloc0 (sizeof (struct bce) + (n + 1) * sizeof (struct prefix));

  bce->lma = lma;
  bce->mn = mn;
  bce->state = BCE_HELD;
  bce->next = node->entries;
  node->entries = bce;
  bce->n_prefixes = n;
  for (uint32_t i = 0; i < n; i++)
    bce_add_prefix (bce, &bce->prefixes[i], claimed ? &claimed[i] : NULL);
  mobility_count_change (&lma->count, &lma->entity, 1,
                         !pmipv6_node_is_live (mn));
  return bce;
}

void
bce_count_bindings (struct bce *bce, int change)
{
  bce->more_bindings += (uint32_t)change;
  mobility_count_change (&bce->lma->count, &bce->lma->entity, change,
                         pmipv6_node_is_live (bce->mn) ? 0 : change);
}

void
bce_set_timer (struct bce *bce, sim_time at)
{
  struct lma *lma = bce->lma;

  timer_set (lma->entity.domain->sim->engine, &bce->timer, at,
             node_origin (lma->entity.node), lma->expire, bce);
}

void
bce_store (struct bce *bce, const struct lma_request *request)
{
  const struct view *link_layer = request_link_layer (request->pbu);
  const struct mh_option *link_local
      = mh_find (request->pbu, OPTION_LINK_LOCAL_ADDRESS, 0);

  bce->technology
      = (uint8_t)option_value (request->pbu, OPTION_ACCESS_TECHNOLOGY);
  bce->link_layer_length = link_layer ? (uint8_t)link_layer->n : 0;
  if (link_layer)
    memcpy (bce->link_layer, link_layer->octets, link_layer->n);
  if (link_local && !address_is_unspecified (&link_local->address))
    bce->link_local = link_local->address;
}

/* 5.3.4 2: routes and tunnel towards the former MAG. */
static void
bce_unbind (struct bce *bce)
{
  if (bce->extension)
    bce->lma->pmipv6->extension->unbind (bce);
  else if (bce->state == BCE_ACTIVE)
    {
      node_withdraw_tunnel (bce->lma->entity.node, &bce->proxy_coa);
      reachability_count (bce, -1);
    }
}

void
bce_trace_switch (const struct bce *bce, struct node *gateway,
                  uint32_t transaction)
{
  struct mobility_entity *entity = &bce->lma->entity;
  struct trace_prefix record = { .mn = bce->mn,
                                 .node = entity->node,
                                 .gateway = gateway,
                                 .transaction = transaction };

  for (uint32_t i = 0; i < bce->n_prefixes && !bce->mn->logical; i++)
    {
      record.prefix = bce->prefixes[i];
      trace_emit (entity->domain->sim->trace, TRACE_ANCHOR_SWITCHED, &record);
    }
}

struct route
bce_tunnel (const struct bce *bce, const struct address *proxy_coa)
{
  return (struct route){ .kind = ROUTE_TUNNEL,
                         .local = bce->lma->entity.address,
                         .peer = *proxy_coa };
}

void
bce_set_routes (struct bce *bce)
{
  struct mobility_entity *entity = &bce->lma->entity;
  struct route route = bce_tunnel (bce, &bce->proxy_coa);

  if (bce->lma->localized)
    route = localized_watch (bce, &route);
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_set_route (entity->node, &bce->prefixes[i], &route);
}

/* 5.3.4 3 and 4. */
static void
bce_switch (struct bce *bce, const struct lma_request *request)
{
  bce->proxy_coa = request->proxy_coa;
  bce->gateway = request->gateway;
  node_accept_tunnel (bce->lma->entity.node, &bce->proxy_coa);
  reachability_count (bce, 1);
  bce_set_routes (bce);
  bce_trace_switch (bce, request->gateway, request->transaction);
}

void
bce_bind (struct bce *bce, const struct lma_request *request, sim_time lifetime)
{
  bool moved = bce->state != BCE_ACTIVE || bce->extension
               || !address_equal (&bce->proxy_coa, &request->proxy_coa);

  bce_store (bce, request);
  if (moved)
    {
      bce_unbind (bce);
      bce_stop_bicast (bce);
      if (bce->extension) /* a PBU without the option replaces them all */
        bce->lma->pmipv6->extension->forget (bce);
      bce_switch (bce, request);
    }
  else if (bce->n_delegated > 0) /* perhaps by this request */
    bce_set_routes (bce);
  bce->state = BCE_ACTIVE;
  bce->updated = sim_now (bce->lma->entity.domain->sim);
  bce->expires = bce->updated + lifetime;
  bce_set_timer (bce, bce->expires);
}

void
bce_hold (struct bce *bce)
{
  struct lma *lma = bce->lma;
  const struct domain *domain = lma->entity.domain;
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_BINDING_HOLD };

  if (bce->state == BCE_HELD)
    return;
  bce_unbind (bce);
  bce_stop_bridging (bce);
  bce->state = BCE_HELD;
  bce->expires = sim_now (domain->sim)
                 + domain->config.protocol.min_delay_before_bce_delete;
  bce_set_timer (bce, bce->expires);
  if (bce_buffer (bce) || !lma->pmipv6->config->binding_hold)
    return;
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_set_route (lma->entity.node, &bce->prefixes[i], &drop);
}

static void
bce_release_prefixes (struct bce *bce)
{
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    bce_remove_prefix (bce, &bce->prefixes[i]);
}

void
bce_delete (struct bce *bce)
{
  struct lma *lma = bce->lma;
  struct lma_node *node = lma_node_get (lma, bce->mn);
  struct bce **link = &node->entries;

  timer_stop (lma->entity.domain->sim->engine, &bce->timer);
  localized_lma_forget (bce);
  bce_unbind (bce);
  bce_stop_bridging (bce);
  bce_release_prefixes (bce);
  while (*link != bce)
    link = &(*link)->next;
  *link = bce->next;
  if (!node->entries)
    node->order.any = false;
  if (bce->extension)
    lma->pmipv6->extension->forget (bce);
  mobility_count_change (&lma->count, &lma->entity, -1,
                         -!pmipv6_node_is_live (bce->mn));
  g_free (bce);
}

void
bce_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct bce *bce = subject;

  if (!bce->extension || !bce->lma->pmipv6->extension->expire (bce))
    bce_delete (bce);
}

/* ---- a standby ----------------------------------------------------- */

/* Routes and tunnel at the LMA's node: none any more, or as the state has it.
 */
static void
bce_withdraw (struct bce *bce)
{
  struct node *node = bce->lma->entity.node;

  if (bce->state == BCE_ACTIVE)
    node_withdraw_tunnel (node, &bce->proxy_coa);
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_remove_route (node, &bce->prefixes[i]);
}

static void
bce_restore (struct bce *bce)
{
  struct node *node = bce->lma->entity.node;
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_BINDING_HOLD };

  if (bce->state == BCE_ACTIVE)
    {
      node_accept_tunnel (node, &bce->proxy_coa);
      bce_set_routes (bce);
      return;
    }
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_set_route (node, &bce->prefixes[i], &drop);
}

static void
lma_for_each (struct lma *lma, void (*act) (struct bce *bce))
{
  for (guint i = 0; i < lma->nodes->len; i++)
    for (struct bce *bce
         = g_array_index (lma->nodes, struct lma_node, i).entries;
         bce; bce = bce->next)
      act (bce);
}

void
lma_move (struct lma *lma, struct node *node)
{
  int entries = (int)lma->count.entries, stale = (int)lma->count.stale;

  lma_for_each (lma, bce_withdraw);
  mobility_count_change (&lma->count, &lma->entity, -entries, -stale);
  mobility_entity_move (&lma->entity, node);
  mobility_count_change (&lma->count, &lma->entity, entries, stale);
  lma_for_each (lma, bce_restore);
}
