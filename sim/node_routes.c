/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What models set at a node: routes, tunnel ends and peers, servers.  How it
 * then treats a packet: node.c. */
#include "sim/node.h"

#include "sim/network_state.h"
#include "sim/sim.h"
#include "sim/trail_state.h"

/* ---- routes -------------------------------------------------------- */

/* Most source routes are this one, which says nothing more: all share it. */
static const struct route plain_route = { .kind = ROUTE_PLAIN };

void
node_free_route (void *route)
{
  if (route != &plain_route)
    g_free (route);
}

static void
set_route (struct node *node, struct prefix_table **table,
           const struct prefix *prefix, const struct route *route)
{
  struct route *own;

  node_touch (node, prefix);
  if (!*table)
    *table = prefix_table_new ();
  own = prefix_table_get (*table, prefix);
  if (route->kind == ROUTE_PLAIN)
    {
      prefix_table_set (*table, prefix, (void *)&plain_route);
      if (own)
        node_free_route (own);
      return;
    }
  if (!own || own == &plain_route)
    {
      own = g_new (struct route, 1);
      prefix_table_set (*table, prefix, own);
    }
  *own = *route;
}

static bool
remove_route (struct node *node, struct prefix_table *table,
              const struct prefix *prefix)
{
  struct route *route;

  node_touch (node, prefix);
  route = table ? prefix_table_remove (table, prefix) : NULL;
  if (route)
    node_free_route (route);
  return route;
}

static void
tell_route (struct node *node, const struct prefix *prefix,
            const struct route *route)
{
  trace_emit (network_sim (node->network)->trace, TRACE_ROUTE,
              &(struct trace_route){ node, *prefix, route });
}

void
node_set_route (struct node *node, const struct prefix *prefix,
                const struct route *route)
{
  set_route (node, &node->state->routes, prefix, route);
  tell_route (node, prefix, route);
}

bool
node_remove_route (struct node *node, const struct prefix *prefix)
{
  bool removed = remove_route (node, node->state->routes, prefix);

  if (removed)
    tell_route (node, prefix, NULL);
  return removed;
}

const struct route *
node_find_route (const struct node *node, const struct prefix *prefix)
{
  const struct prefix_table *routes = node->state->routes;

  return routes ? prefix_table_get (routes, prefix) : NULL;
}

void
node_set_source_route (struct node *node, const struct prefix *source,
                       const struct route *route)
{
  set_route (node, &node->state->sources, source, route);
}

bool
node_remove_source_route (struct node *node, const struct prefix *source)
{
  return remove_route (node, node->state->sources, source);
}

void
node_set_exit_route (struct node *node, const struct prefix *prefix,
                     const struct route *route)
{
  set_route (node, &node->state->exits, prefix, route);
}

bool
node_remove_exit_route (struct node *node, const struct prefix *prefix)
{
  return remove_route (node, node->state->exits, prefix);
}

void
node_add_tunnel_end (struct node *node, const struct address *address)
{
  struct prefix end = prefix_make (address, 128);

  set_route (node, &node->state->ends, &end,
             &(struct route){ .kind = ROUTE_PLAIN });
}

void
node_set_end_chooser (struct node *node, const struct address *end,
                      route_chooser *choose, void *data)
{
  struct prefix key = prefix_make (end, 128);

  set_route (
      node, &node->state->ends, &key,
      &(struct route){ .kind = ROUTE_CHOICE, .choose = choose, .data = data });
}

void
node_add_server (struct node *node, const struct address *address)
{
  struct prefix server = prefix_make (address, 128);

  trails_touch_address (node, address);
  if (!node->state->servers)
    node->state->servers = prefix_table_new ();
  prefix_table_set (node->state->servers, &server, node);
  node_add_address (node, address);
}

bool
node_is_server (const struct node *node, const struct address *address)
{
  const struct prefix_table *servers = node->state->servers;

  return servers && prefix_table_match (servers, address);
}

void
node_make_mobile_router (struct node *host)
{
  g_assert (host->kind == NODE_HOST);
  trails_touch_node (host);
  host->state->is_mobile_router = true;
}

void
node_route_locally (struct node *node)
{
  trails_touch_node (node);
  node->state->routes_locally = true;
}

void
node_set_egress_route (struct node *node, const struct prefix *source,
                       const struct route *route)
{
  set_route (node, &node->state->egress, source, route);
}

bool
node_remove_egress_route (struct node *node, const struct prefix *source)
{
  return remove_route (node, node->state->egress, source);
}

void
node_check_exits (struct node *node, enum drop_reason reason)
{
  trails_touch_node (node);
  node->state->checks_exits = true;
  node->state->exit_reason = (uint8_t)reason;
}

/* ---- tunnel peers -------------------------------------------------- */

void
node_accept_tunnel (struct node *node, const struct address *peer)
{
  struct node_state *state = node->state;
  struct prefix prefix = prefix_make (peer, 128);
  gpointer count;

  if (!state->peers)
    state->peers = prefix_table_new ();
  count = prefix_table_get (state->peers, &prefix);
  if (!count)
    trails_touch_address (node, peer);
  prefix_table_set (state->peers, &prefix,
                    GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
  state->tunnels++;
}

void
node_withdraw_tunnel (struct node *node, const struct address *peer)
{
  struct node_state *state = node->state;
  struct prefix prefix = prefix_make (peer, 128);
  guint count;

  g_assert (state->peers);
  count = GPOINTER_TO_UINT (prefix_table_get (state->peers, &prefix));
  g_assert (count > 0);
  if (count == 1)
    trails_touch_address (node, peer);
  if (count == 1)
    prefix_table_remove (state->peers, &prefix);
  else
    prefix_table_set (state->peers, &prefix, GUINT_TO_POINTER (count - 1));
  state->tunnels--;
}

uint32_t
node_tunnels (const struct node *node)
{
  return node->state->tunnels;
}
