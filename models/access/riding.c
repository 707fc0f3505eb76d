/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that ride in another one, as a passenger's in a bus.  They enter, move
 * and leave with their vehicle, by radios of their own; or, where the
 * architecture lets nodes carry networks (access_carry_networks()), they are
 * on the vehicle's network for all of the ride, and its moves are none of
 * theirs. */
#include <string.h>

#include "models/access/state.h"
#include "models/codec/nd.h"

void
access_ride (struct mobile_node *mn, struct mobile_node *vehicle)
{
  g_assert (!mn->vehicle && !vehicle->vehicle && !mn->riders && mn != vehicle);
  mn->vehicle = vehicle;
  if (!vehicle->riders)
    vehicle->riders = g_ptr_array_new ();
  g_ptr_array_add (vehicle->riders, mn);
}

void
access_carry_networks (struct domain *domain,
                       const struct channel_config *channel)
{
  domain->access->carries = true;
  domain->access->carried_link = *channel;
}

bool
access_is_carried (const struct mobile_node *mn)
{
  return mn->vehicle && mn->domain->access->carries;
}

struct node *
access_gateway (const struct access_router *router,
                const struct mobile_node *mn)
{
  return access_is_carried (mn) ? mn->vehicle->node : router->node;
}

/* ---- with radios of their own -------------------------------------- */

/* The @i-th that follows @vehicle by its own radio, or NULL after the last. */
static struct mobile_node *
follower (const struct mobile_node *vehicle, guint i)
{
  bool any = vehicle->riders && i < vehicle->riders->len
             && !vehicle->domain->access->carries;

  return any ? g_ptr_array_index (vehicle->riders, i) : NULL;
}

void
riders_enter (struct mobile_node *vehicle, struct access_router *router)
{
  struct mobile_node *mn;

  for (guint i = 0; (mn = follower (vehicle, i)); i++)
    access_enter (mn, router);
}

void
riders_enter_at (struct mobile_node *vehicle, double x, double y)
{
  struct mobile_node *mn;

  for (guint i = 0; (mn = follower (vehicle, i)); i++)
    access_enter_at (mn, x, y);
}

void
riders_move (struct mobile_node *vehicle, struct access_router *router)
{
  struct mobile_node *mn;

  for (guint i = 0; (mn = follower (vehicle, i)); i++)
    access_move (mn, router);
}

void
riders_change_cell (struct mobile_node *vehicle, uint32_t cell)
{
  struct mobile_node *mn;

  for (guint i = 0; (mn = follower (vehicle, i)); i++)
    access_change_cell (mn, cell);
}

void
riders_leave (struct mobile_node *vehicle)
{
  for (guint i = 0; vehicle->riders && i < vehicle->riders->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (vehicle->riders, i);

      if (mn->present)
        access_leave (mn);
    }
}

/* ---- on the vehicle's network -------------------------------------- */

/* A rider's router is that of its vehicle, the last one while there is none:
 * its own link stands all the time. */
static void
rider_come_along (struct mobile_node *mn, struct access_router *router)
{
  mn->router->attached--;
  mn->router = router;
  router->attached++;
}

void
riders_board (struct mobile_node *vehicle)
{
  if (!vehicle->riders || !vehicle->domain->access->carries)
    return;
  /* Its architecture may hear of it only with the vehicle's solicitation. */
  node_make_mobile_router (vehicle->node);
  for (guint i = 0; i < vehicle->riders->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (vehicle->riders, i);

      if (mn->present)
        rider_come_along (mn, vehicle->router);
      else
        access_enter (mn, vehicle->router);
    }
}

/* ---- what they ask of the vehicle ---------------------------------- */

static bool
is_heeded (const struct nd_message *message)
{
  return message->type == ND_ROUTER_SOLICITATION
         || message->type == ND_NEIGHBOR_SOLICITATION;
}

/* As at an access router (router.c). */
static void
vehicle_receive (struct mobile_node *vehicle, struct mobile_node *rider,
                 struct packet *p)
{
  struct ipv6_header header;
  struct nd_message message;

  packet_read_ipv6 (p, &header);
  if (nd_decode (packet_ipv6_payload (p), packet_ipv6_stored (p),
                 &header.source, &header.destination, header.hop_limit,
                 &message)
          != ND_OK
      || !is_heeded (&message))
    {
      packet_drop (vehicle->node, p, DROP_MALFORMED);
      return;
    }
  trace_emit (vehicle->domain->sim->trace, TRACE_SIGNALING_RECEIVED,
              &(struct trace_signaling){ vehicle->node, ROLE_ACCESS_ROUTER,
                                         nd_name (message.type), p });
  packet_consume (vehicle->node, p);
  if (message.type == ND_ROUTER_SOLICITATION)
    router_trigger (rider->router, rider);
}

bool
vehicle_takes (struct mobile_node *vehicle, struct packet *p)
{
  struct link *link = packet_access_link (p);
  struct mobile_node *rider
      = link ? link_mobile_node (vehicle->domain, link) : NULL;

  if (!rider || rider == vehicle || rider->vehicle != vehicle)
    return false;
  vehicle_receive (vehicle, rider, p);
  return true;
}
