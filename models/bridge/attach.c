/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a frame into the simulation and of a packet out of it. */
#include <string.h>

#include "models/bridge/role.h"
#include "models/codec/icmp6.h"
#include "models/codec/layers.h"
#include "models/codec/nd.h"

/* Frames read before the events that are due are looked at again. */
#define FRAMES_PER_TURN 64
/* Above what an MTU can be here, with the frame header. */
#define FRAME_ROOM 2048

/* ---- in ------------------------------------------------------------ */

/* RFC 8200 3, 4291 2.5 and 2.7: what no node may have sent.  Returns the
 * octets of the packet, 0 if it is malformed; link layers pad. */
static size_t
check_packet (const uint8_t *octets, size_t n)
{
  size_t length;

  if (n < IPV6_HEADER_SIZE || octets[0] >> 4 != 6)
    return 0;
  length = IPV6_HEADER_SIZE + (size_t)wire_get16 (octets + 4);
  if (length > n || octets[7] == 0 || octets[8] == 0xff)
    return 0;
  return length;
}

/* ICMPv6 type, or -1. */
static int
icmp6_type (const uint8_t *octets, size_t n)
{
  return octets[6] == NEXT_ICMPV6 && n > IPV6_HEADER_SIZE
             ? octets[IPV6_HEADER_SIZE]
             : -1;
}

bool
attach_is_discovery (const uint8_t *octets, size_t n)
{
  int type = icmp6_type (octets, n);

  return type >= ND_ROUTER_SOLICITATION && type <= ND_REDIRECT;
}

/* Of Mobile IPv6: home agents and home prefixes are asked for (RFC 6275 6.5 to
 * 6.8). */
static bool
is_home_discovery (int type)
{
  return type >= ND_HOME_AGENT_REQUEST
         && type <= ND_MOBILE_PREFIX_ADVERTISEMENT;
}

bool
attach_find_message (const uint8_t *octets, size_t n, struct view *message)
{
  const struct layer *layer;
  struct layers layers;

  switch (octets[6])
    {
    case NEXT_MH:
    case NEXT_OPTIONS:
    case NEXT_ROUTING:
    case NEXT_IPV6:
      if (layers_read (octets, n, &layers) != LAYERS_OK)
        return false;
      layer = layers_find (&layers, LAYER_MOBILITY);
      if (layer)
        *message = (struct view){ octets + layer->offset, layer->length };
      return layer;
    default:
      return false;
    }
}

static enum packet_class
class_of (const uint8_t *octets, size_t n)
{
  int type = icmp6_type (octets, n);
  struct view message;

  if (attach_is_discovery (octets, n))
    return PACKET_ND;
  if (is_home_discovery (type) || attach_find_message (octets, n, &message))
    return PACKET_SIGNALING;
  return type >= 0 && type < 128 ? PACKET_OTHER : PACKET_DATA;
}

struct packet *
attach_point_packet (struct attach_point *point, const uint8_t *octets,
                     size_t n)
{
  struct network *network = point->domain->sim->network;
  size_t length = check_packet (octets, n);
  struct packet *p;

  if (length == 0 || length > FRAME_ROOM)
    {
      point->counters.malformed++;
      return NULL;
    }
  p = packet_new (network, class_of (octets, length), length);
  memcpy (packet_append (p, length), octets, length);
  return p;
}

/* Multicast that is not neighbour discovery: MLD, mDNS and the like. */
static bool
is_noise (const uint8_t *octets, size_t n)
{
  return octets[24] == 0xff && !attach_is_discovery (octets, n);
}

static uint64_t
packets_inside (const struct attach_point *point)
{
  const struct network *network = point->domain->sim->network;
  uint64_t n = 0;

  for (int class = 0; class < PACKET_CLASSES; class ++)
    n += network_in_flight (network, (enum packet_class) class);
  return n;
}

static void
enter (struct attach_point *point, const uint8_t *octets, size_t n)
{
  struct packet *p;

  if (packets_inside (point) >= point->config.queue)
    {
      point->counters.queue_full++;
      return;
    }
  p = attach_point_packet (point, octets, n);
  if (!p)
    return;
  point->counters.packets_in++;
  if (point->role->receive)
    point->role->receive (point, p);
  else
    node_send (point->node, p);
}

/* RFC 2827: behind a gateway nobody sends for another node, nor from addresses
 * that routers do not forward from (RFC 4291 2.5.2, 2.5.3, 2.5.6), which no
 * node anchors. */
static bool
is_own_source (const struct attach_point *point, const uint8_t *octets)
{
  struct address source;

  memcpy (&source, octets + 8, sizeof source);
  return network_anchor (point->domain->sim->network, &source) == point->node;
}

void
attach_point_receive (struct attach_point *point, const uint8_t *octets,
                      size_t n)
{
  size_t length = check_packet (octets, n);

  if (length == 0)
    point->counters.malformed++;
  else if (is_noise (octets, length))
    point->counters.ignored++;
  else if (!point->gateway)
    enter (point, octets, length);
  else if (gateway_take (point, octets, length))
    return;
  else if (is_own_source (point, octets))
    enter (point, octets, length);
  else
    point->counters.ignored++;
}

static bool
accepts (const struct attach_point *point, const uint8_t link_layer[6])
{
  if (link_layer[0] & 1)
    return true;
  if (point->role->accepts)
    return point->role->accepts (point, link_layer);
  return memcmp (link_layer, point->link_layer, 6) == 0;
}

static void
receive_frame (struct attach_point *point, const uint8_t *frame, size_t n)
{
  const uint8_t *packet = frame + ETHERNET_HEADER_SIZE;
  struct address source;

  if (n < ETHERNET_HEADER_SIZE)
    point->counters.malformed++;
  else if (wire_get16 (frame + 12) != ETHERTYPE_IPV6_VALUE
           || !accepts (point, frame))
    point->counters.ignored++;
  else if (check_packet (packet, n - ETHERNET_HEADER_SIZE) == 0)
    point->counters.malformed++;
  else
    {
      memcpy (&source, packet + 8, sizeof source);
      neighbors_learn (&point->neighbors, &source, frame + 6);
      attach_point_receive (point, packet, n - ETHERNET_HEADER_SIZE);
    }
}

bool
attach_point_read (int fd G_GNUC_UNUSED, void *data)
{
  struct attach_point *point = data;
  uint8_t frame[FRAME_ROOM + ETHERNET_HEADER_SIZE];

  for (int i = 0; i < FRAMES_PER_TURN; i++)
    {
      size_t n = device_read (point->device, frame, sizeof frame);

      if (n == 0)
        break;
      if (device_has_frames (point->device))
        receive_frame (point, frame, n);
      else
        attach_point_receive (point, frame, n);
    }
  return !point->device->gone;
}

/* ---- out ----------------------------------------------------------- */

/* A virtual payload is zeros. */
static const uint8_t zeros[FRAME_ROOM];

/* Writes the two pieces of a packet as one frame. */
static bool
write_pieces (struct attach_point *point, const uint8_t link_layer[6],
              const struct iovec *packet)
{
  uint8_t header[ETHERNET_HEADER_SIZE];
  struct iovec pieces[] = { { header, sizeof header }, packet[0], packet[1] };
  bool framed = device_has_frames (point->device);

  if (framed)
    ethernet_write (header, link_layer, point->link_layer);
  if (device_write (point->device, framed ? pieces : pieces + 1,
                    framed ? 3 : 2))
    return true;
  point->counters.failed_out++;
  return false;
}

static struct iovec
piece (const void *octets, size_t n)
{
  return (struct iovec){ (void *)(uintptr_t)octets, n };
}

bool
attach_point_write (struct attach_point *point, const uint8_t *octets, size_t n,
                    const uint8_t link_layer[6])
{
  const struct iovec pieces[] = { piece (octets, n), piece (zeros, 0) };

  return write_pieces (point, link_layer, pieces);
}

/* Why the packet cannot leave, or DROP_N when it has left. */
static enum drop_reason
write_packet (struct attach_point *point, struct node *node,
              const struct packet *p)
{
  const struct iovec pieces[]
      = { piece (p->head, p->stored), piece (zeros, p->payload) };
  struct address destination = packet_destination (p);
  uint8_t link_layer[6];

  if (packet_length (p) > point->mtu)
    {
      point->counters.too_big++;
      bridge_tell_too_big (node, p, point->mtu);
      return DROP_TOO_BIG;
    }
  if (!neighbors_resolve (&point->neighbors, &destination, link_layer)
      && device_has_frames (point->device))
    {
      point->counters.unresolved++;
      return DROP_NO_LISTENER;
    }
  return write_pieces (point, link_layer, pieces) ? DROP_N : DROP_LINK_DOWN;
}

void
attach_point_send (struct node *node, struct packet *p, void *data)
{
  struct attach_point *point = data;
  enum drop_reason why = write_packet (point, node, p);

  if (why != DROP_N)
    {
      packet_drop (node, p, why);
      return;
    }
  point->counters.packets_out++;
  if (p->class == PACKET_DATA)
    packet_deliver (node, p);
  else
    packet_consume (node, p);
}

void
attach_point_route (struct attach_point *point, const struct prefix *prefix)
{
  const struct route route = { .kind = ROUTE_HANDLER,
                               .handler = attach_point_send,
                               .handler_data = point };

  node_set_route (point->node, prefix, &route);
}
