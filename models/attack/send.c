/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forged messages as octets on the wire. */
#include <string.h>

#include "models/attack/attacker.h"
#include "models/codec/auth.h"
#include "models/codec/extension.h"
#include "models/security/security.h"

#define MH_AT_CHECKSUM 4

void
attacker_mark (struct attacker *attacker, const struct forgery *forgery,
               struct packet *p)
{
  struct trace_forgery record = { .kind = attacker->kind->name,
                                  .victim = forgery->victim,
                                  .attacker = attacker->node,
                                  .target = forgery->target,
                                  .gateway = forgery->gateway,
                                  .end = attack_end_name (forgery->end),
                                  .asks = forgery->asks,
                                  .registers = forgery->registers,
                                  .packet = p };

  p->meter.flow = FLOW_NONE;
  p->meter.forged = true;
  p->meter.transaction = TRANSACTION_FORGED + attacker->attacks->forged++;
  p->meter.signaling = SIGNALING_HANDOVER;
  trace_emit (attacker->domain->sim->trace, TRACE_FORGED, &record);
}

static const struct address *
either (const struct address *home, const struct address *other)
{
  return address_is_unspecified (home) ? other : home;
}

/* Extension headers in the order of RFC 6275 6.3.  Returns the Next Header of
 * the packet. */
static enum next_header
push_extensions (struct packet *p, const struct forgery *forgery)
{
  const struct options_header options
      = { .has_home_address = true, .home_address = forgery->home_source };
  uint8_t octets[OPTIONS_HEADER_SIZE_MAX];
  enum next_header next = NEXT_MH;

  if (!address_is_unspecified (&forgery->home_source))
    {
      size_t n = destination_options_write (&options, (uint8_t)next, octets);

      memcpy (packet_push (p, n), octets, n);
      p->encapsulation += (uint8_t)(n / 8);
      next = NEXT_OPTIONS;
    }
  if (!address_is_unspecified (&forgery->home_destination))
    {
      routing_type_2_write (&forgery->home_destination, (uint8_t)next,
                            packet_push (p, ROUTING_TYPE_2_SIZE));
      p->encapsulation += ROUTING_TYPE_2_SIZE / 8;
      next = NEXT_ROUTING;
    }
  return next;
}

/* Sends the @n octets of a Mobility Header. */
static void
send_header (struct attacker *attacker, const struct forgery *forgery,
             const uint8_t *octets, size_t n)
{
  struct packet *p
      = packet_new (attacker->domain->sim->network, PACKET_SIGNALING, n);
  struct ipv6_header header = { .source = forgery->source,
                                .destination = forgery->destination,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  memcpy (packet_append (p, n), octets, n);
  header.next_header = (uint8_t)push_extensions (p, forgery);
  packet_push_ipv6 (p, &header);
  if (attacker->config->keys && address_is_unspecified (&forgery->home_source)
      && network_anchor (attacker->node->network, &forgery->source)
             == attacker->node)
    p = security_steal (attacker->domain, p);
  attacker_mark (attacker, forgery, p);
  node_send (attacker->node, p);
}

static size_t
encode (const struct forgery *forgery, uint8_t octets[MH_SIZE_MAX])
{
  return mh_encode (&forgery->message,
                    either (&forgery->home_source, &forgery->source),
                    either (&forgery->home_destination, &forgery->destination),
                    octets, MH_SIZE_MAX);
}

void
attacker_send (struct attacker *attacker, struct forgery *forgery)
{
  attacker_send_mutated (attacker, forgery, NULL);
}

void
attacker_send_signed (struct attacker *attacker, struct forgery *forgery,
                      const uint8_t *kbm)
{
  const struct auth_addresses addresses
      = { .care_of = forgery->source, .peer = forgery->destination };
  uint8_t octets[MH_SIZE_MAX];
  size_t n;

  mh_add (&forgery->message, OPTION_AUTHORIZATION);
  n = encode (forgery, octets);
  auth_sign_binding (octets, n, kbm, &addresses,
                     either (&forgery->home_source, &forgery->source),
                     &forgery->destination);
  send_header (attacker, forgery, octets, n);
}

static void
repair_checksum (const struct forgery *forgery, uint8_t *octets, size_t n)
{
  uint32_t sum;

  if (n < MH_AT_CHECKSUM + 2)
    return;
  wire_put16 (octets + MH_AT_CHECKSUM, 0);
  sum = checksum_pseudo_header (
      either (&forgery->home_source, &forgery->source),
      either (&forgery->home_destination, &forgery->destination), (uint32_t)n,
      NEXT_MH);
  wire_put16 (octets + MH_AT_CHECKSUM,
              checksum_finish (checksum_add (sum, octets, n)));
}

void
attacker_send_mutated (struct attacker *attacker, struct forgery *forgery,
                       forgery_mutation *mutate)
{
  uint8_t octets[MH_SIZE_MAX];
  size_t n = encode (forgery, octets);

  if (mutate)
    {
      const struct malformed_config *config = attacker->config->kind.config;

      n = mutate (attacker, octets, n);
      if (config->checksum)
        repair_checksum (forgery, octets, n);
    }
  send_header (attacker, forgery, octets, n);
}

void
attacker_send_octets (struct attacker *attacker, const struct forgery *forgery,
                      const uint8_t *octets, size_t n)
{
  struct packet *p
      = packet_new (attacker->domain->sim->network, PACKET_SIGNALING, n);

  memcpy (packet_append (p, n), octets, n);
  attacker_mark (attacker, forgery, p);
  node_send (attacker->node, p);
}
