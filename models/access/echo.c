/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Echo at the access router (RFC 4443 4): real hosts ping it, by its link-local
 * address on their link or by a global one.  Simulated hosts never do. */
#include <string.h>

#include "models/access/state.h"

#define ECHO_REQUEST 128
#define ECHO_REPLY 129
#define ECHO_HEADER 8
#define HOP_LIMIT 64

/* Complete, its checksum right, from one node to one. */
static bool
is_echo_request (const uint8_t *octets, size_t n,
                 const struct ipv6_header *header)
{
  uint32_t sum = checksum_pseudo_header (&header->source, &header->destination,
                                         (uint32_t)n, NEXT_ICMPV6);

  return n >= ECHO_HEADER && octets[0] == ECHO_REQUEST && octets[1] == 0
         && checksum_finish (checksum_add (sum, octets, n)) == 0
         && !address_is_multicast (&header->destination)
         && !address_is_multicast (&header->source)
         && !address_is_unspecified (&header->source);
}

static struct packet *
compose_reply (struct network *network, const uint8_t *request, size_t n,
               const struct ipv6_header *asked)
{
  const struct ipv6_header header = { .source = asked->destination,
                                      .destination = asked->source,
                                      .next_header = NEXT_ICMPV6,
                                      .hop_limit = HOP_LIMIT };
  struct packet *p = packet_new (network, PACKET_OTHER, n);
  uint8_t *octets = packet_append (p, n);
  uint32_t sum = checksum_pseudo_header (&header.source, &header.destination,
                                         (uint32_t)n, NEXT_ICMPV6);

  memcpy (octets, request, n);
  octets[0] = ECHO_REPLY;
  wire_put16 (octets + 2, 0);
  wire_put16 (octets + 2, checksum_finish (checksum_add (sum, octets, n)));
  packet_push_ipv6 (p, &header);
  return p;
}

bool
access_answer_echo (struct node *node, struct packet *p)
{
  struct link *link = packet_access_link (p);
  const uint8_t *octets = packet_ipv6_payload (p);
  size_t n = packet_ipv6_stored (p);
  struct ipv6_header header;
  struct packet *reply;

  packet_read_ipv6 (p, &header);
  if (!is_echo_request (octets, n, &header))
    return false;
  reply = compose_reply (node->network, octets, n, &header);
  packet_deliver (node, p);
  if (link && address_is_link_local (&header.source))
    node_send_on_link (node, link, reply);
  else
    node_send (node, reply);
  return true;
}
