/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What routers of the simulation say of packets they dropped (RFC 4443):
 * Packet Too Big (3.2) at the entry of a tunnel (RFC 2473 7.1) and where a
 * packet would leave by an interface that is too narrow, Time Exceeded (3.3)
 * where its hop limit runs out. */
#include "models/bridge/role.h"
#include "models/codec/icmp6.h"

/* RFC 8200 5: nobody need go below. */
#define LEAST_MTU 1280
#define HOP_LIMIT 64

/* Tells the source of error->invoking. */
static void
tell (struct node *node, const struct icmp6_error *error,
      const struct address *source)
{
  struct ipv6_header header = { .source = node->address,
                                .destination = *source,
                                .next_header = NEXT_ICMPV6,
                                .hop_limit = HOP_LIMIT };
  size_t size = icmp6_encoded_size (error);
  struct packet *answer;

  if (node->kind != NODE_ROUTER || !icmp6_may_send (error)
      || !node_may_report (node))
    return;
  answer = packet_new (node->network, PACKET_OTHER, size);
  icmp6_encode (error, &header.source, &header.destination,
                packet_append (answer, size), size);
  packet_push_ipv6 (answer, &header);
  node_send (node, answer);
}

void
bridge_tell_too_big (struct node *node, const struct packet *p, uint32_t mtu)
{
  const struct icmp6_error error = { .type = ICMP6_PACKET_TOO_BIG,
                                     .value = MAX (mtu, LEAST_MTU),
                                     .invoking = { p->head, p->stored } };
  struct address source = packet_source (p);

  tell (node, &error, &source);
}

void
bridge_tell_expired (struct node *node, const struct packet *p)
{
  const struct icmp6_error error
      = { .type = ICMP6_TIME_EXCEEDED, .invoking = { p->head, p->stored } };
  struct address source = packet_source (p);

  tell (node, &error, &source);
}
