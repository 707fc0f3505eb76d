/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/frame.h"

/* Smaller values of an EtherType field are lengths (IEEE 802.3 3.2.6). */
#define LEAST_ETHERTYPE 0x0600
#define VLAN_TAG_SIZE 4 /* control information, next EtherType */

/* What a link-layer header tells of its packet. */
enum protocol_field
{
  PROTOCOL_ETHERTYPE, /* two octets */
  PROTOCOL_FAMILY,    /* BSD address family, four octets, either order */
  PROTOCOL_IP_VERSION /* nothing: the packet's first four bits */
};

struct link_type
{
  unsigned number;
  enum protocol_field field;
  uint8_t at;   /* of the field */
  uint8_t size; /* of the header */
};

static const struct link_type link_types[] = {
  { 0, PROTOCOL_FAMILY, 0, 4 },        /* NULL: BSD loopback, host order */
  { 1, PROTOCOL_ETHERTYPE, 12, 14 },   /* Ethernet */
  { 12, PROTOCOL_IP_VERSION, 0, 0 },   /* raw IP, as most systems call it */
  { 14, PROTOCOL_IP_VERSION, 0, 0 },   /* raw IP, as OpenBSD does */
  { 101, PROTOCOL_IP_VERSION, 0, 0 },  /* raw IP, in files */
  { 108, PROTOCOL_FAMILY, 0, 4 },      /* LOOP: loopback, network order */
  { 113, PROTOCOL_ETHERTYPE, 14, 16 }, /* Linux cooked 1 */
  { 228, PROTOCOL_IP_VERSION, 0, 0 },  /* raw IPv4 */
  { 229, PROTOCOL_IP_VERSION, 0, 0 },  /* raw IPv6 */
  { 276, PROTOCOL_ETHERTYPE, 0, 20 },  /* Linux cooked 2 */
};

static const struct link_type *
link_type_find (unsigned number)
{
  for (size_t i = 0; i < sizeof link_types / sizeof link_types[0]; i++)
    if (link_types[i].number == number)
      return &link_types[i];
  return NULL;
}

bool
frame_link_type_known (unsigned link_type)
{
  return link_type_find (link_type) != NULL;
}

/* Families are below 256, so the order of octets shows; AF_INET6 is 10 on
 * Linux, 24, 28 or 30 on the BSDs. */
static uint16_t
ethertype_of_family (const uint8_t *field)
{
  uint32_t family = wire_get32 (field);

  if (family > UINT16_MAX)
    family = field[0];
  switch (family)
    {
    case 2:
      return FRAME_IPV4;
    case 10:
    case 24:
    case 28:
    case 30:
      return FRAME_IPV6;
    default:
      return 0;
    }
}

static uint16_t
ethertype_of_version (const struct view *packet)
{
  switch (packet->n > 0 ? packet->octets[0] >> 4 : 0)
    {
    case 4:
      return FRAME_IPV4;
    case 6:
      return FRAME_IPV6;
    default:
      return 0;
    }
}

static uint16_t
read_protocol (const struct link_type *type, const uint8_t *octets,
               const struct view *packet)
{
  if (type->field == PROTOCOL_FAMILY)
    return ethertype_of_family (octets + type->at);
  if (type->field == PROTOCOL_IP_VERSION)
    return ethertype_of_version (packet);
  return wire_get16 (octets + type->at);
}

static bool
is_tag (uint16_t ethertype)
{
  return ethertype == FRAME_VLAN_TAG || ethertype == FRAME_SERVICE_TAG
         || ethertype == FRAME_OUTER_TAG;
}

bool
frame_open (unsigned link_type, const uint8_t *octets, size_t n,
            struct frame *frame)
{
  const struct link_type *type = link_type_find (link_type);

  if (type == NULL || n < type->size)
    return false;
  frame->packet = (struct view){ octets + type->size, n - type->size };
  frame->protocol = read_protocol (type, octets, &frame->packet);
  while (is_tag (frame->protocol))
    {
      if (frame->packet.n < VLAN_TAG_SIZE)
        return false;
      frame->protocol = wire_get16 (frame->packet.octets + 2);
      frame->packet.octets += VLAN_TAG_SIZE;
      frame->packet.n -= VLAN_TAG_SIZE;
    }
  if (frame->protocol < LEAST_ETHERTYPE)
    frame->protocol = 0;
  return true;
}
