/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extension headers of Mobile IPv6 on arrival.  A Home Address option's address
 * becomes the Source Address, a type 2 routing header's the Destination
 * Address, as RFC 6275 9.3.1 and 11.3.3 have it; checksums behind were made
 * over these (6.1.1, 11.3.1). */
#include "models/codec/extension.h"
#include "models/codec/esp.h"
#include "models/mobility/kit.h"

/* Octets of an IPv6 header, and of a Mobility Header behind it. */
enum
{
  AT_SOURCE = 8,
  AT_DESTINATION = 24,
  AT_MH_TYPE = 2
};

/* Takes the @size octets of the extension header off; what was counted as
 * encapsulation when it was put on no longer is. */
static void
strip_extension (struct packet *p, size_t size)
{
  struct ipv6_header header;
  uint8_t hop_limit = p->head[7];

  packet_read_ipv6 (p, &header);
  header.next_header = packet_ipv6_payload (p)[0];
  header.hop_limit = hop_limit;
  packet_pull (p, IPV6_HEADER_SIZE + size);
  packet_push_ipv6 (p, &header);
  p->encapsulation -= (uint8_t)MIN (size / 8, p->encapsulation);
}

/* ---- type 2 routing headers ---------------------------------------- */

/* 6.4: one segment is left, and it is an address of this very node; all else is
 * for nobody here. */
static void
receive_routing (struct node *node, struct packet *p, void *data G_GNUC_UNUSED)
{
  struct routing_header routing;

  if (routing_read (packet_ipv6_payload (p), packet_ipv6_stored (p), &routing)
          != EXTENSION_OK
      || routing.type != ROUTING_TYPE_2
      || !node_has_address (node, &routing.home_address))
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  memcpy (p->head + AT_DESTINATION, &routing.home_address,
          sizeof routing.home_address);
  strip_extension (p, ROUTING_TYPE_2_SIZE);
  node_hand_on (node, p);
}

/* ---- Home Address options ------------------------------------------ */

static bool
is_binding_update (const struct packet *p, size_t size)
{
  const uint8_t *header = packet_ipv6_payload (p);

  if (header[0] == NEXT_ESP) /* not encrypted */
    size += ESP_HEADER_SIZE;
  else if (header[0] != NEXT_MH)
    return false;
  return packet_ipv6_stored (p) > size + AT_MH_TYPE
         && header[size + AT_MH_TYPE] == MH_BU;
}

/* 9.3.1: in a Binding Update the address is what is to be bound; elsewhere a
 * binding must stand behind it. */
static bool
home_address_is_good (const struct mobility_entity *entity,
                      const struct packet *p, size_t size,
                      const struct address *home_address)
{
  struct address care_of = packet_source (p);

  if (is_binding_update (p, size))
    return entity->serves_hosts;
  return entity->knows_binding
         && entity->knows_binding (entity, home_address, &care_of);
}

static void
take_home_address (struct node *node, struct packet *p, size_t size,
                   const struct address *home_address, struct mobility_kit *kit)
{
  struct mobility_entity *entity = mobility_find_entity (kit, node, p);
  struct address care_of = packet_source (p);

  if (!entity)
    {
      packet_drop (node, p, DROP_NO_LISTENER);
      return;
    }
  if (!home_address_is_good (entity, p, size, home_address))
    {
      mobility_deny_binding (entity, p, home_address);
      return;
    }
  memcpy (p->head + AT_SOURCE, home_address, sizeof *home_address);
  strip_extension (p, size);
  if (packet_next_header (p) == NEXT_MH || packet_next_header (p) == NEXT_ESP)
    mobility_receive (entity, p, &care_of);
  else
    node_hand_on (node, p);
}

static void
receive_options (struct node *node, struct packet *p, void *kit)
{
  struct options_header options;
  size_t size;

  if (destination_options_read (packet_ipv6_payload (p), packet_ipv6_stored (p),
                                &options)
          != EXTENSION_OK
      || options.action != UNKNOWN_OPTION_SKIP)
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  size = extension_size (packet_ipv6_payload (p));
  if (options.has_home_address)
    {
      take_home_address (node, p, size, &options.home_address, kit);
      return;
    }
  strip_extension (p, size);
  node_hand_on (node, p);
}

void
mobility_take_extensions (struct domain *domain, struct node *node)
{
  struct mobility_kit *kit = mobility_kit_get (domain);

  node_set_handler (node, NEXT_ROUTING, receive_routing, kit);
  node_set_handler (node, NEXT_OPTIONS, receive_options, kit);
}
