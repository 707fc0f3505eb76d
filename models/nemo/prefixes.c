/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prefixes of mobile networks at their home agents (RFC 3963 6).  A binding
 * and its prefixes come and go together; a MR is bound at one home agent at a
 * time, the others of its home link would find its address defended. */
#include "models/codec/ip.h"
#include "models/nemo/nemo.h"

/* ---- who supports mobile routers ----------------------------------- */

static bool
supports (const struct ha *ha)
{
  const struct nemo *nemo = nemo_of (ha->link->domain);
  guint i = 0;

  while (home_link_agent (ha->link, i) != ha)
    i++;
  return i + 1 >= (guint)nemo->config->supporting;
}

static bool
ignores_routers (const struct ha *ha)
{
  const struct nemo *nemo = nemo_of (ha->link->domain);

  return !supports (ha) && nemo->config->otherwise == OTHERWISE_IGNORE;
}

/* ---- checks, 6.2 --------------------------------------------------- */

/* R without H, whoever it is for. */
static enum binding_status
agent_screen (const struct ha_request *request)
{
  bool wrong = (request->flags & BU_R) && !(request->flags & BU_H);

  return wrong ? STATUS_ROUTER_NOT_PERMITTED : STATUS_ACCEPTED;
}

/* Forwarding can be set up for what is routed to this agent: /64s of its
 * node's. */
static bool
is_valid (const struct ha *ha, const struct prefix *prefix)
{
  const struct node *node = ha->entity.node;

  return prefix->length == 64 && address_is_routable (&prefix->address)
         && network_anchor (node->network, &prefix->address) == node;
}

/* 6.1.2: the Prefix Table. */
static bool
is_authorized (const struct nemo_network *network, const struct prefix *prefix)
{
  if (!network->nemo->config->prefix_table)
    return true;
  for (unsigned i = 0; i < network->n; i++)
    if (prefix_equal (&network->prefixes[i], prefix))
      return true;
  return false;
}

static enum binding_status
check_prefix (const struct ha *ha, struct nemo_network *network,
              const struct mh_option *option)
{
  struct prefix prefix
      = prefix_make (&option->prefix.address, MIN (option->prefix.length, 128));

  if (!is_valid (ha, &prefix))
    return STATUS_INVALID_PREFIX;
  if (!is_authorized (network, &prefix))
    return STATUS_NOT_AUTHORIZED_FOR_PREFIX;
  g_array_append_val (network->waiting.prefixes, prefix);
  return STATUS_ACCEPTED;
}

/* Without options: those of the table. */
static enum binding_status
take_configured (struct nemo_network *network)
{
  if (!network->nemo->config->prefix_table)
    return STATUS_FORWARDING_FAILED;
  g_array_append_vals (network->waiting.prefixes, network->prefixes,
                       network->n);
  return STATUS_ACCEPTED;
}

static enum binding_status
take_prefixes (const struct ha *ha, struct nemo_network *network,
               const struct mh_message *bu)
{
  enum binding_status status = STATUS_ACCEPTED;
  const struct mh_option *option;
  unsigned i = 0;

  while (status == STATUS_ACCEPTED
         && (option = mh_find (bu, OPTION_MOBILE_NETWORK_PREFIX, i)))
    {
      status = check_prefix (ha, network, option);
      i++;
    }
  return i > 0 ? status : take_configured (network);
}

/* What the update asks for waits until the binding is made, DAD of the home
 * address may come first. */
static enum binding_status
agent_check (const struct ha *ha, struct ha_request *request,
             const struct mh_message *bu, const struct ha_entry *entry)
{
  const struct mobile_node *mn
      = home_link_find_mn (ha->link, &request->home_address);
  struct nemo_network *network = nemo_network_of (mn);
  bool is_router = (request->flags & BU_R) && !ignores_routers (ha);

  if (!network)
    return STATUS_ACCEPTED;
  if (is_router && !supports (ha))
    return STATUS_ROUTER_NOT_PERMITTED;
  if (entry && entry->state == HA_ACTIVE
      && network->bound.is_router != is_router)
    return STATUS_TYPE_CHANGE;
  network->waiting.is_router = is_router;
  g_array_set_size (network->waiting.prefixes, 0);
  return is_router ? take_prefixes (ha, network, bu) : STATUS_ACCEPTED;
}

/* 6.6: R tells that forwarding has been set up. */
static void
agent_answer (const struct ha *ha, const struct ha_request *request,
              struct mh_message *ba)
{
  if ((request->flags & BU_R) && supports (ha))
    ba->ba.flags |= BA_R;
}

/* ---- forwarding, 6.5 ----------------------------------------------- */

static bool
contains (const GArray *prefixes, const struct prefix *prefix)
{
  for (guint i = 0; i < prefixes->len; i++)
    if (prefix_equal (&g_array_index (prefixes, struct prefix, i), prefix))
      return true;
  return false;
}

static void
trace_prefix (const struct nemo_network *network, unsigned point,
              const struct prefix *prefix, struct node *at,
              struct node *gateway, uint32_t transaction)
{
  struct mobile_node *mn = network->node->mn;

  trace_emit (mn->domain->sim->trace, point,
              &(struct trace_prefix){ mn, *prefix, at, gateway, transaction });
}

/* What was bound and is not wanted any more. */
static void
drop_unwanted (struct nemo_network *network, struct node *node)
{
  for (guint i = 0; i < network->bound.prefixes->len; i++)
    {
      const struct prefix *prefix
          = &g_array_index (network->bound.prefixes, struct prefix, i);

      if (!contains (network->waiting.prefixes, prefix))
        node_remove_route (node, prefix);
    }
}

static void
forward (struct nemo_network *network, const struct ha_entry *entry,
         uint32_t transaction)
{
  const GArray *prefixes = network->bound.prefixes;
  struct node *node = entry->ha->entity.node;
  struct route tunnel = { .kind = ROUTE_TUNNEL,
                          .local = entry->ha->entity.address,
                          .peer = entry->care_of };
  bool moved = !address_equal (&network->care_of, &entry->care_of);

  network->care_of = entry->care_of;
  for (guint i = 0; i < prefixes->len; i++)
    {
      const struct prefix *prefix = &g_array_index (prefixes, struct prefix, i);

      node_set_route (node, prefix, &tunnel);
      if (moved)
        trace_prefix (network, TRACE_ANCHOR_SWITCHED, prefix, node,
                      network_anchor (node->network, &entry->care_of),
                      transaction);
    }
}

static void
agent_bound (struct ha_entry *entry, const struct ha_request *request)
{
  struct nemo_network *network = nemo_network_of (entry->mn);
  GArray *bound;

  if (!network)
    return;
  drop_unwanted (network, entry->ha->entity.node);
  bound = network->bound.prefixes;
  network->bound = network->waiting;
  network->waiting.prefixes = bound;
  g_array_set_size (bound, 0);
  g_array_append_vals (bound, network->bound.prefixes->data,
                       network->bound.prefixes->len);
  forward (network, entry, request->transaction);
}

/* 6.7: all routes go. */
static void
agent_released (struct ha_entry *entry)
{
  struct nemo_network *network = nemo_network_of (entry->mn);

  if (!network)
    return;
  g_array_set_size (network->waiting.prefixes, 0);
  drop_unwanted (network, entry->ha->entity.node);
  g_array_set_size (network->bound.prefixes, 0);
  network->bound.is_router = false;
  network->care_of = address_unspecified;
  if (home_link_is_home (entry->ha->link, entry->mn))
    nemo_home_attached (network, entry->mn->handover->id);
}

/* ---- the home link ------------------------------------------------- */

void
nemo_home_attached (struct nemo_network *network, uint32_t transaction)
{
  struct mobile_node *mn = network->node->mn;
  struct node *node = mn->router->node;
  struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };

  if (network->bound.prefixes->len > 0)
    return;
  for (unsigned i = 0; i < network->n; i++)
    {
      const struct prefix *prefix = &network->prefixes[i];

      node_set_route (node, prefix, &access);
      trace_prefix (network, TRACE_ANCHOR_SWITCHED, prefix, node, node,
                    transaction);
      trace_prefix (network, TRACE_GATEWAY_READY, prefix, node, node,
                    transaction);
    }
}

void
nemo_home_detached (struct nemo_network *network)
{
  struct node *node = network->node->link->subnet->router->node;

  if (network->bound.prefixes->len > 0)
    return;
  for (unsigned i = 0; i < network->n; i++)
    node_remove_route (node, &network->prefixes[i]);
}

const struct ha_ops nemo_agent_ops = { .flag = BU_H,
                                       .is_live = mipv6_is_live,
                                       .screen = agent_screen,
                                       .check = agent_check,
                                       .answer = agent_answer,
                                       .bound = agent_bound,
                                       .released = agent_released };
