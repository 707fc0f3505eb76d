/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The router's side of Neighbor Discovery (RFC 4861) on a link that the
 * simulation does not have: between a node and a host outside.  It answers for
 * fe80::1, and tells a host that asks the prefix on the link. */
#include <string.h>

#include "models/bridge/role.h"
#include "models/codec/ip.h"
#include "models/codec/nd.h"

/* RFC 4861 6.2.1. */
#define ADV_DEFAULT_LIFETIME 1800
#define ADV_CUR_HOP_LIMIT 64
#define ADV_VALID_LIFETIME 2592000
#define ADV_PREFERRED_LIFETIME 604800
#define MESSAGE_ROOM 256

static void
send_message (struct attach_point *point, const struct nd_message *message,
              const struct address *destination)
{
  const struct ip_header header
      = { .version = 6,
          .next_header = NEXT_ICMPV6,
          .hop_limit = 255,
          .payload = (uint16_t)nd_encoded_size (message),
          .source = point->link_local,
          .destination = *destination };
  uint8_t octets[MESSAGE_ROOM], link_layer[6];
  size_t n = ip_write (&header, octets);

  n += nd_encode (message, &header.source, destination, octets + n,
                  sizeof octets - n);
  neighbors_resolve (&point->neighbors, destination, link_layer);
  attach_point_write (point, octets, n, link_layer);
}

/* 7.2.4: also to who probes for duplicates of our address, whom only all
 * nodes' group reaches. */
static void
answer_solicitation (struct attach_point *point,
                     const struct nd_message *message,
                     const struct address *source)
{
  bool probe = address_is_unspecified (source);
  struct nd_message answer = { .type = ND_NEIGHBOR_ADVERTISEMENT,
                               .target = message->target,
                               .router = true,
                               .solicited = !probe,
                               .override = true,
                               .has_target_link_layer = true };

  if (!address_equal (&message->target, &point->link_local))
    return;
  memcpy (answer.target_link_layer, point->link_layer,
          sizeof answer.target_link_layer);
  send_message (point, &answer, probe ? &address_all_nodes : source);
}

/* 6.2.6. */
static void
advertise (struct attach_point *point)
{
  struct nd_message message = { .type = ND_ROUTER_ADVERTISEMENT,
                                .has_link_layer = true,
                                .hop_limit = ADV_CUR_HOP_LIMIT,
                                .router_lifetime = ADV_DEFAULT_LIFETIME,
                                .mtu = point->mtu };

  memcpy (message.link_layer, point->link_layer, sizeof message.link_layer);
  if (point->on_link.length == 64)
    message.prefixes[message.n_prefixes++]
        = (struct nd_prefix){ .prefix = point->on_link,
                              .autonomous = true,
                              .valid_lifetime = ADV_VALID_LIFETIME,
                              .preferred_lifetime = ADV_PREFERRED_LIFETIME };
  send_message (point, &message, &address_all_nodes);
}

bool
gateway_take (struct attach_point *point, const uint8_t *octets, size_t n)
{
  struct nd_message message;
  struct address source, destination;

  if (!attach_is_discovery (octets, n))
    return false;
  memcpy (&source, octets + 8, sizeof source);
  memcpy (&destination, octets + 24, sizeof destination);
  if (nd_decode (octets + IPV6_HEADER_SIZE, n - IPV6_HEADER_SIZE, &source,
                 &destination, octets[7], &message)
      != ND_OK)
    {
      point->counters.malformed++;
      return true;
    }
  point->counters.neighbor_messages++;
  if (message.type == ND_NEIGHBOR_SOLICITATION)
    answer_solicitation (point, &message, &source);
  else if (message.type == ND_ROUTER_SOLICITATION)
    advertise (point);
  return true;
}
