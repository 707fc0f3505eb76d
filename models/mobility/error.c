/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entity makes of errors about its own messages.  All are counted and
 * traced.  Two say that the peer will never answer and end the exchanges with
 * it, as if they had timed out for the last time: it does not know the Mobility
 * Header (RFC 6275 11.3.5), or not the message (11.3.6).  All others may be
 * passing, or are about a copy that the next one replaces: retransmission goes
 * on (9.3.4 wants persistent ones). */
#include "models/codec/icmp6.h"
#include "models/mobility/kit.h"

/* Octets of the invoking packet. */
enum
{
  AT_NEXT_HEADER = 6,
  AT_SOURCE = 8,
  AT_DESTINATION = 24,
  AT_MH_TYPE = IPV6_HEADER_SIZE + 2
};

static bool
exchange_is_with (const struct binding_exchange *exchange,
                  const struct address *peer)
{
  return address_equal (&exchange->peer, peer);
}

static guint
count_exchanges_with (const struct mobility_entity *entity,
                      const struct address *peer)
{
  guint n = 0;

  for (const GList *l = entity->exchanges.head; l; l = l->next)
    n += exchange_is_with (l->data, peer);
  return n;
}

static struct binding_exchange *
find_exchange_with (const struct mobility_entity *entity,
                    const struct address *peer)
{
  for (const GList *l = entity->exchanges.head; l; l = l->next)
    if (exchange_is_with (l->data, peer))
      return l->data;
  return NULL;
}

/* Owners may begin others within: those are the last in the queue, and left
 * alone. */
static void
abandon_exchanges_with (struct mobility_entity *entity,
                        const struct address *peer)
{
  struct binding_exchange *exchange;

  for (guint n = count_exchanges_with (entity, peer);
       n > 0 && (exchange = find_exchange_with (entity, peer)); n--)
    binding_exchange_abandon (exchange);
}

/* RFC 6275 11.3.6: nothing is done where no answer is expected.  Status 1 is
 * about Home Address options, which no proxy entity sends. */
void
mobility_receive_binding_error (struct mobility_entity *entity,
                                const struct mh_message *error,
                                const struct address *peer)
{
  if (error->be.status == BINDING_ERROR_UNKNOWN_TYPE)
    abandon_exchanges_with (entity, peer);
}

/* Is it about a packet of this entity?  All are sent without extension
 * headers. */
static bool
is_own (const struct mobility_entity *entity, const struct icmp6_error *error)
{
  const uint8_t *invoking = error->invoking.octets;

  return error->invoking.n > AT_MH_TYPE && invoking[AT_NEXT_HEADER] == NEXT_MH
         && memcmp (invoking + AT_SOURCE, &entity->address,
                    sizeof entity->address)
                == 0;
}

/* RFC 6275 11.3.5: the peer itself says of a Binding Update that it does not
 * know its Next Header value. */
static bool
denies_mobility (const struct icmp6_error *error, const struct address *peer)
{
  const uint8_t *invoking = error->invoking.octets;

  return error->type == ICMP6_PARAMETER_PROBLEM
         && error->code == ICMP6_UNRECOGNISED_NEXT_HEADER
         && error->value == AT_NEXT_HEADER && invoking[AT_MH_TYPE] == MH_BU
         && memcmp (invoking + AT_DESTINATION, peer, sizeof *peer) == 0;
}

static void
entity_receive_error (struct mobility_entity *entity, struct packet *p,
                      const struct icmp6_error *error)
{
  const char *name = icmp6_type_name (error->type);
  struct address source = packet_source (p);

  mobility_trace (entity, TRACE_SIGNALING_RECEIVED,
                  name ? name : "ICMPv6 error", p);
  if (denies_mobility (error, &source))
    abandon_exchanges_with (entity, &source);
  packet_consume (entity->node, p);
}

void
mobility_receive_error (struct node *node, struct packet *p, void *kit)
{
  struct mobility_entity *entity = mobility_find_entity (kit, node, p);
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);
  struct icmp6_error error;
  enum icmp6_result result
      = icmp6_decode (packet_ipv6_payload (p), packet_ipv6_stored (p), &source,
                      &destination, &error);

  if (result == ICMP6_BAD_CHECKSUM)
    packet_drop (node, p, DROP_CHECKSUM);
  else if (result != ICMP6_OK)
    packet_drop (node, p, DROP_MALFORMED);
  else if (!entity || !is_own (entity, &error))
    packet_drop (node, p, DROP_NO_LISTENER);
  else
    entity_receive_error (entity, p, &error);
}
