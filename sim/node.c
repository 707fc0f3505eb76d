/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a node treats a packet: takes it, forwards it by its routes, wraps it
 * into a tunnel, unwraps it, or drops it. */
#include "sim/node.h"

#include <string.h>

#include "sim/network_state.h"
#include "sim/trail.h"
#include "sim/tunnel.h"

/* RFC 2473 6.6: default of the tunnel encapsulation limit. */
#define ENCAPSULATION_LIMIT 4
/* What a tunnel header adds to packet.encapsulation. */
#define ENCAPSULATION_UNIT (IPV6_HEADER_SIZE / 8)

/* How a packet came to be forwarded. */
enum passage
{
  PASSAGE_ORIGIN, /* from this node, or passed on by a model */
  PASSAGE_WIRE,   /* in transit between wired links */
  PASSAGE_RADIO,  /* entered by an access link */
  PASSAGE_EXIT,   /* out of a tunnel that ends at node->address */
  PASSAGE_INNER   /* out of a tunnel to another address of the node */
};

static void node_dispatch (struct node *node, struct packet *p,
                           enum passage passage);
static void node_decapsulate (struct node *node, struct packet *p);

/* ---- addresses ----------------------------------------------------- */

static inline bool
octets_equal (const uint8_t *octets, const struct address *a)
{
  return memcmp (octets, a->octet, sizeof a->octet) == 0;
}

/* Is the address at @octets one of the node's own? */
static bool
node_owns (const struct node *node, const uint8_t *octets)
{
  const struct node_state *state = node->state;

  if (node->kind == NODE_ROUTER && octets_equal (octets, &node->address))
    return true;
  for (uint32_t i = 0; i < state->n_addresses; i++)
    if (octets_equal (octets, &state->addresses[i]))
      return true;
  return false;
}

bool
node_has_address (const struct node *node, const struct address *address)
{
  return node_owns (node, address->octet);
}

void
node_add_address (struct node *node, const struct address *address)
{
  struct node_state *state = node->state;

  if (node_has_address (node, address))
    return;
  trails_touch_address (node, address);
  state->addresses
      = g_renew (struct address, state->addresses, ++state->n_addresses);
  state->addresses[state->n_addresses - 1] = *address;
}

void
node_remove_address (struct node *node, const struct address *address)
{
  struct node_state *state = node->state;

  for (uint32_t i = 0; i < state->n_addresses; i++)
    if (address_equal (&state->addresses[i], address))
      {
        trails_touch_address (node, address);
        state->addresses[i] = state->addresses[--state->n_addresses];
        return;
      }
}

/* ---- taking -------------------------------------------------------- */

void
node_hand_on (struct node *node, struct packet *p)
{
  const struct handler *diverted = node->state->diverted;

  node_show (node, p);
  if (diverted)
    diverted->call (node, p, diverted->data);
  else if (tunnel_ends (node, p))
    node_decapsulate (node, p);
  else
    node_hand_over (node, p);
}

/* A host is no router: it has nothing to do with what is not addressed to it,
 * unless its addresses are known elsewhere. */
static void
node_take_foreign (struct node *node, struct packet *p)
{
  if (node->state->diverted)
    node_hand_on (node, p);
  else
    packet_drop (node, p, DROP_NO_LISTENER);
}

/* ---- forwarding ---------------------------------------------------- */

/* RFC 8200 3: false when the packet must go no further. */
static bool
hop_limit_decrement (struct packet *p)
{
  uint8_t *hop_limit = p->head + 7;

  if (*hop_limit <= 1)
    return false;
  --*hop_limit;
  return true;
}

static void
node_drop_expired (struct node *node, struct packet *p)
{
  if (node->network->tell_expired)
    node->network->tell_expired (node, p);
  packet_drop (node, p, DROP_HOP_LIMIT);
}

/* Would @p with the headers of @route be too long?  Then the source is told. */
static bool
node_finds_too_big (struct node *node, const struct packet *p,
                    const struct route *route)
{
  const struct network *network = node->network;
  uint32_t octets = tunnel_octets (route);

  if (packet_length (p) + octets <= network->mtu)
    return false;
  network->tell_too_big (node, p, network->mtu - octets);
  return true;
}

/* Tunnel entry, RFC 2473 3.1.  The inner hop limit falls once: by forwarding,
 * or here when the packet was made at this node.  Nesting is bounded lest
 * tunnels that lead into each other recurse (RFC 2473 4.1). */
static void
node_encapsulate (struct node *node, struct packet *p,
                  const struct route *route, enum passage passage)
{
  if (p->encapsulation + tunnel_octets (route) / 8
          > ENCAPSULATION_LIMIT * ENCAPSULATION_UNIT
      || (passage == PASSAGE_ORIGIN && !tunnel_is_extension (route)
          && !hop_limit_decrement (p)))
    {
      packet_drop (node, p, DROP_HOP_LIMIT);
      return;
    }
  if (node_finds_too_big (node, p, route))
    {
      packet_drop (node, p, DROP_TOO_BIG);
      return;
    }
  if (tunnel_is_extension (route))
    tunnel_insert (p, route);
  else
    tunnel_push (p, route, &node->address);
  node_dispatch (node, p, PASSAGE_ORIGIN);
}

/* Node id that anchors the outer destination, or PACKET_ANCHOR_UNKNOWN. */
static int32_t
packet_resolve_anchor (const struct node *node, struct packet *p)
{
  struct address destination;
  const struct node *anchor;

  if (p->anchor != PACKET_ANCHOR_UNKNOWN)
    return p->anchor;
  destination = packet_destination (p);
  anchor = network_nearest (node->network, node, &destination);
  if (anchor)
    p->anchor = (int32_t)anchor->id;
  return p->anchor;
}

/* Towards the anchor; a host knows only its access link. */
static void
node_forward_plain (struct node *node, struct packet *p, enum passage passage)
{
  struct network *network = node->network;
  struct channel *next = NULL;
  int32_t anchor;

  if (node->kind == NODE_HOST)
    {
      if (node->state->access)
        link_send (node->state->access, node, p);
      else
        packet_drop (node, p, DROP_MN_DETACHED);
      return;
    }
  anchor = packet_resolve_anchor (node, p);
  if (anchor != PACKET_ANCHOR_UNKNOWN && anchor != (int32_t)node->id)
    next = network_next (network, node, network->nodes[anchor]);
  if (!next)
    {
      packet_drop (node, p, DROP_NO_ROUTE);
      return;
    }
  if (passage == PASSAGE_WIRE && p->class == PACKET_DATA)
    {
      node->forwarded_packets++;
      node->forwarded_bytes += packet_length (p);
    }
  channel_send (next, p);
}

/* By @route; NULL and PLAIN mean towards the anchor. */
static void
node_follow (struct node *node, struct packet *p, const struct route *route,
             enum passage passage)
{
  switch (route ? (enum route_kind)route->kind : ROUTE_PLAIN)
    {
    case ROUTE_ACCESS:
      link_send (route->link, node, p);
      break;
    case ROUTE_TUNNEL:
      node_encapsulate (node, p, route, passage);
      break;
    case ROUTE_DROP:
      packet_drop (node, p, (enum drop_reason)route->reason);
      break;
    case ROUTE_PLAIN:
      node_forward_plain (node, p, passage);
      break;
    case ROUTE_CHOICE:
      p->chosen = true;
      route = route->choose (node, p, route->data);
      g_assert (route->kind != ROUTE_CHOICE);
      node_follow (node, p, route, passage);
      break;
    case ROUTE_HANDLER:
      p->chosen = true;
      route->handler (node, p, route->handler_data);
      break;
    }
}

/* The longest match for the destination, or NULL. */
static const struct route *
match_destination (const struct prefix_table *routes, const struct packet *p)
{
  struct address destination;

  if (!routes)
    return NULL;
  destination = packet_destination (p);
  return prefix_table_match (routes, &destination);
}

static void
node_route (struct node *node, struct packet *p, enum passage passage)
{
  node_follow (node, p, match_destination (node->state->routes, p), passage);
}

/* Does the way back to the source lead into the tunnel that @p just left?  The
 * header that came off still lies in front of it. */
static bool
exit_came_by_tunnel (const struct node *node, const struct packet *p)
{
  struct address source = packet_source (p);
  const uint8_t *outer = p->head - IPV6_HEADER_SIZE;
  const struct route *back = NULL;

  if (node->state->routes)
    back = prefix_table_match (node->state->routes, &source);
  return back && back->kind == ROUTE_TUNNEL
         && octets_equal (outer + 8, &back->peer);
}

static void
node_route_from_exit (struct node *node, struct packet *p)
{
  const struct node_state *state = node->state;
  const struct route *route = match_destination (state->exits, p);

  if (route && route->kind != ROUTE_PLAIN)
    node_follow (node, p, route, PASSAGE_EXIT);
  else if (state->checks_exits && !exit_came_by_tunnel (node, p))
    packet_drop (node, p, (enum drop_reason)state->exit_reason);
  else
    node_route (node, p, PASSAGE_EXIT);
}

/* Is the packet for a server beside the node? */
static bool
is_for_server (const struct node *node, const struct packet *p)
{
  struct address destination;

  if (!node->state->servers)
    return false;
  destination = packet_destination (p);
  return node_is_server (node, &destination);
}

/* The access link of a destination that is on it now, where the node may use
 * it; else NULL. */
static const struct route *
find_local_route (const struct node *node, const struct packet *p)
{
  const struct route *route = node->state->routes_locally
                                  ? match_destination (node->state->exits, p)
                                  : NULL;

  if (!route || route->kind != ROUTE_ACCESS)
    return NULL;
  return route->link->ab.from == node ? route : NULL;
}

/* From an access link, by the route of its source. */
static void
node_route_let_in (struct node *node, struct packet *p,
                   const struct route *route)
{
  bool direct = route->kind == ROUTE_PLAIN
                || (node->state->routes_locally && route->kind != ROUTE_DROP);
  const struct route *local = direct ? find_local_route (node, p) : NULL;

  if (direct && is_for_server (node, p))
    node_hand_on (node, p);
  else if (local)
    node_follow (node, p, local, PASSAGE_RADIO);
  else if (route->kind == ROUTE_PLAIN)
    node_route (node, p, PASSAGE_RADIO);
  else
    node_follow (node, p, route, PASSAGE_RADIO);
}

/* What enters by an access link must have a source that is valid there; link-
 * local sources are never forwarded (RFC 4291 2.5.6). */
static void
node_route_by_source (struct node *node, struct packet *p)
{
  const struct prefix_table *sources = node->state->sources;
  struct address source = packet_source (p);
  const struct route *route = NULL;

  if (sources && !address_is_link_local (&source))
    route = prefix_table_match (sources, &source);
  if (route)
    node_route_let_in (node, p, route);
  else
    packet_drop (node, p, DROP_INGRESS);
}

/* The egress route of a packet's source; NULL: by destination, as PLAIN says.
 */
static const struct route *
find_egress_route (struct node *node, struct packet *p)
{
  const struct prefix_table *egress = node->state->egress;
  const struct route *route = NULL;
  struct address source;

  if (egress)
    {
      source = packet_source (p);
      route = prefix_table_match (egress, &source);
    }
  if (route && route->kind == ROUTE_CHOICE)
    {
      p->chosen = true;
      route = route->choose (node, p, route->data);
    }
  return route && route->kind != ROUTE_PLAIN ? route : NULL;
}

/* What the node itself sends leaves by the interface whose address it bears,
 * if it has several. */
static void
node_route_own (struct node *node, struct packet *p)
{
  const struct route *route = find_egress_route (node, p);

  if (!route)
    route = find_local_route (node, p);
  if (route)
    node_follow (node, p, route, PASSAGE_ORIGIN);
  else
    node_route (node, p, PASSAGE_ORIGIN);
}

/* Came to a mobile router by its own access link. */
static bool
is_from_egress (const struct node *node, const struct packet *p,
                enum passage passage)
{
  return passage == PASSAGE_RADIO && node->kind == NODE_HOST
         && p->via->to == node && !p->via->reverse;
}

/* A mobile router has nothing to do with what its own access link brings for
 * others, unless it has been told. */
static void
node_route_from_egress (struct node *node, struct packet *p)
{
  const struct route *route = match_destination (node->state->routes, p);

  if (route)
    node_follow (node, p, route, PASSAGE_RADIO);
  else
    packet_drop (node, p, DROP_INGRESS);
}

static void
node_pass_on (struct node *node, struct packet *p, enum passage passage)
{
  if (passage != PASSAGE_ORIGIN && !node_is_gateway (node))
    node_take_foreign (node, p);
  else if (passage != PASSAGE_ORIGIN && !hop_limit_decrement (p))
    node_drop_expired (node, p);
  else if (is_from_egress (node, p, passage))
    node_route_from_egress (node, p);
  else if (passage == PASSAGE_RADIO)
    node_route_by_source (node, p);
  else if (passage == PASSAGE_EXIT)
    node_route_from_exit (node, p);
  else if (passage == PASSAGE_ORIGIN)
    node_route_own (node, p);
  else
    node_route (node, p, passage);
}

/* Multicast or link-local (RFC 4291 2.7, 2.5.6): stays on its link. */
static inline bool
scope_is_link (const uint8_t *destination)
{
  return destination[0] == 0xff
         || (destination[0] == 0xfe && (destination[1] & 0xc0) == 0x80);
}

static void
node_dispatch (struct node *node, struct packet *p, enum passage passage)
{
  const uint8_t *destination = p->head + 24;

  if (node_owns (node, destination)
      && (passage != PASSAGE_RADIO || !is_for_server (node, p)))
    node_hand_on (node, p);
  else if (!scope_is_link (destination))
    node_pass_on (node, p, passage);
  else if (passage == PASSAGE_RADIO)
    node_hand_on (node, p);
  else if (passage == PASSAGE_ORIGIN && node->kind == NODE_HOST)
    node_forward_plain (node, p, passage);
  else
    packet_drop (node, p, DROP_NO_ROUTE);
}

/* ---- leaving tunnels ----------------------------------------------- */

/* The end of the tunnel that @p comes by: PLAIN passes the exit routes, CHOICE
 * has a table of its own; NULL: neither. */
static const struct route *
find_tunnel_end (const struct node *node, const struct packet *p)
{
  static const struct route plain = { .kind = ROUTE_PLAIN };
  struct address end;

  if (octets_equal (p->head + 24, &node->address)
      || node->state->is_mobile_router)
    return &plain;
  if (!node->state->ends)
    return NULL;
  end = packet_destination (p);
  return prefix_table_match (node->state->ends, &end);
}

/* By the table of the tunnel's @end. */
static void
node_leave_end (struct node *node, struct packet *p, const struct route *end)
{
  if (node_owns (node, p->head + 24) || scope_is_link (p->head + 24))
    node_dispatch (node, p, PASSAGE_INNER);
  else if (!hop_limit_decrement (p))
    node_drop_expired (node, p);
  else
    {
      p->chosen = true;
      end = end->choose (node, p, end->data);
      if (end->kind == ROUTE_PLAIN)
        node_route (node, p, PASSAGE_INNER);
      else
        node_follow (node, p, end, PASSAGE_INNER);
    }
}

/* Tunnel exit, RFC 2473 3.3: the inner packet goes on as if received. */
static void
node_decapsulate (struct node *node, struct packet *p)
{
  const struct route *end = find_tunnel_end (node, p);
  enum drop_reason why = tunnel_pull (node, p);
  struct ipv6_header inner;

  if (why != DROP_N)
    packet_drop (node, p, why);
  else if (!packet_read_ipv6 (p, &inner))
    packet_drop (node, p, DROP_MALFORMED);
  else if (end && end->kind == ROUTE_CHOICE)
    node_leave_end (node, p, end);
  else
    node_dispatch (node, p, end ? PASSAGE_EXIT : PASSAGE_INNER);
}

void
node_receive (struct node *node, struct packet *p)
{
  node_dispatch (node, p, p->via->radio ? PASSAGE_RADIO : PASSAGE_WIRE);
}

/* ---- sending ------------------------------------------------------- */

void
node_send (struct node *node, struct packet *p)
{
  network_enter (node, p);
  node_forward (node, p);
}

void
node_lose (struct node *node, struct packet *p, enum drop_reason why)
{
  network_enter (node, p);
  packet_drop (node, p, why);
}

void
node_forward (struct node *node, struct packet *p)
{
  g_assert (p->sent);
  if (G_UNLIKELY (node->state->down))
    packet_drop (node, p, DROP_NODE_DOWN);
  else
    node_dispatch (node, p, PASSAGE_ORIGIN);
}

void
node_forward_by (struct node *node, struct packet *p, const struct route *route)
{
  g_assert (p->sent);
  node_follow (node, p, route, PASSAGE_EXIT);
}

void
node_send_copy (struct node *node, struct packet *p, const struct route *route)
{
  struct packet *copy;

  p->meter.copied = true;
  copy = packet_copy (node->network, p);
  network_enter (node, copy);
  copy->meter.sent_at = p->meter.sent_at;
  trace_emit (node->network->sim->trace, TRACE_PACKET_COPIED,
              &(struct trace_packet){ .node = node, .packet = copy });
  node_follow (node, copy, route, PASSAGE_EXIT);
}

void
node_send_on_link (struct node *node, struct link *link, struct packet *p)
{
  network_enter (node, p);
  link_send (link, node, p);
}
