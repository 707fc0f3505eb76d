/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobility entity outside: a daemon, or another dmmsim, in the place of the
 * MAG, LMA, MAAR, CMD or HA of a site, or mobile nodes that speak the protocol
 * themselves (RFC 6275) on the links of an access site.  What is addressed to
 * the site's node leaves by the interface, tunnels to it included, and so does
 * what goes to prefixes out of its block; what comes in enters the network
 * there.  The simulated entity is not heard of: nobody attaches at a site that
 * is outside.
 *
 * Several points may share one interface, each taking what is from its node:
 * so one dmmsim plays all the MAGs and the next the LMA. */
#include <string.h>

#include "models/bridge/roles.h"
#include "models/mobility/mobility.h"

#define BLOCK_LENGTH 48 /* of a node's own prefixes, sim/network.h */

static bool
is_central (const struct domain *domain, const struct node *node)
{
  return node == domain->anchor || node == domain->controller;
}

static bool
is_access (const struct domain *domain, const struct node *node)
{
  return domain_router_at (domain, node) != NULL;
}

static bool
entity_fits (const struct domain *domain, const char *name)
{
  const struct node *node = network_find_node (domain->sim->network, name);

  return node && (is_central (domain, node) || is_access (domain, node));
}

/* Who is outside has the address that the simulated entity would have. */
static bool
choose_address (struct attach_point *point, GError **error)
{
  const struct attach_point_config *config = &point->config;
  char text[ADDRESS_TEXT_SIZE];

  point->address = is_central (point->domain, point->node)
                       ? mobility_central_address (point->node)
                       : point->node->address;
  point->on_link = prefix_make (&point->address, 128);
  if (!config->has_address || address_equal (&config->address, &point->address))
    return true;
  g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
               "address= of the entity at node %s can only be %s, by which the "
               "simulated ones know it",
               point->node->name, address_text (&point->address, text));
  return false;
}

/* Until a station has been heard, frames go to all of them. */
static void
address_all_stations (struct neighbors *neighbors)
{
  memset (neighbors->latest, 0xff, sizeof neighbors->latest);
  neighbors->any = true;
}

/* What simulated hosts say on the access link, to neighbours there, does not
 * reach an entity, which is not on that link. */
static void
entity_send (struct node *node, struct packet *p, void *data)
{
  struct address source = packet_source (p),
                 destination = packet_destination (p);

  if (address_is_link_local (&source) || address_is_multicast (&destination))
    packet_drop (node, p, DROP_NO_LISTENER);
  else
    attach_point_send (node, p, data);
}

static bool
entity_attach (struct attach_point *point, GError **error)
{
  struct domain *domain = point->domain;
  struct prefix block;

  point->node = network_find_node (domain->sim->network, point->config.node);
  if (!is_central (domain, point->node) && !is_access (domain, point->node))
    {
      g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                   "node %s is no access, anchor or controller site, so no "
                   "entity stands there",
                   point->node->name);
      return false;
    }
  if (!choose_address (point, error))
    return false;
  point->gateway = true;
  block = prefix_make (&point->node->address, BLOCK_LENGTH);
  address_all_stations (&point->neighbors);
  node_divert (point->node, entity_send, point);
  attach_point_route (point, &block);
  return true;
}

static unsigned
handoff_of (const struct mh_message *message)
{
  const struct mh_option *option
      = mh_find (message, OPTION_HANDOFF_INDICATOR, 0);

  return option ? option->value : HI_UNKNOWN;
}

/* Why a message was sent, as far as it says so itself. */
static enum signaling_class
class_of (const struct mh_message *message)
{
  bool answer = message->type == MH_BA;

  if (message->type != MH_BU && !answer)
    return SIGNALING_ERROR;
  if (answer && message->ba.status >= STATUS_UNSPECIFIED)
    return SIGNALING_ERROR;
  if ((answer ? message->ba.lifetime : message->bu.lifetime) == 0)
    return SIGNALING_DEREGISTRATION;
  switch (handoff_of (message))
    {
    case HI_NO_CHANGE:
      return SIGNALING_REFRESH;
    case HI_NEW_INTERFACE:
      return SIGNALING_ATTACH;
    default:
      return SIGNALING_HANDOVER;
    }
}

static void
classify (struct packet *p)
{
  struct mh_message message;
  struct view octets;

  if (!attach_find_message (p->head, p->stored, &octets)
      || mh_decode (octets.octets, octets.n, NULL, NULL, &message) != MH_OK)
    return;
  p->meter.signaling = (uint8_t)class_of (&message);
}

static void
entity_receive (struct attach_point *point, struct packet *p)
{
  classify (p);
  node_send (point->node, p);
}

/* Whoever spoke latest on the other side is answered, for all sites there. */
static bool
entity_accepts (const struct attach_point *point G_GNUC_UNUSED,
                const uint8_t link_layer[6] G_GNUC_UNUSED)
{
  return true;
}

const struct attach_role role_entity = { .name = "entity",
                                         .fits = entity_fits,
                                         .attach = entity_attach,
                                         .receive = entity_receive,
                                         .accepts = entity_accepts };
