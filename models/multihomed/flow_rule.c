/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/flow_rule.h"

#include <string.h>

#define TRAFFIC_CLASS_MASK 0xfc /* RFC 6088 3.2: the DS field */

/* ---- matching ------------------------------------------------------ */

/* Is the field there whose start is at @start, with its end behind it? */
#define HAS(s_, member, i) \
  ((s_)->flags             \
   & selector_flag (SELECTOR_IPV6, offsetof (struct selector, member[(i)])))

static bool
number_matches (bool has_start, bool has_end, const uint32_t range[2],
                uint32_t value)
{
  if (!has_start)
    return true;
  return has_end ? value >= range[0] && value <= range[1] : value == range[0];
}

static bool
address_matches (bool has_start, bool has_end, const struct address range[2],
                 const uint8_t *value)
{
  int above;

  if (!has_start)
    return true;
  above = memcmp (value, range[0].octet, sizeof range[0].octet);
  if (!has_end)
    return above == 0;
  return above >= 0
         && memcmp (value, range[1].octet, sizeof range[1].octet) <= 0;
}

static bool
addresses_match (const struct selector *s, const uint8_t *source,
                 const uint8_t *destination)
{
  return address_matches (HAS (s, source, 0), HAS (s, source, 1), s->source,
                          source)
         && address_matches (HAS (s, destination, 0), HAS (s, destination, 1),
                             s->destination, destination);
}

/* A selector of ports selects nothing that has none. */
static bool
ports_match (const struct selector *s, const struct packet *p, bool upstream)
{
  const uint32_t source[2] = { s->source_port[0], s->source_port[1] };
  const uint32_t destination[2]
      = { s->destination_port[0], s->destination_port[1] };
  const uint8_t *ports = packet_ipv6_payload (p);

  if (!HAS (s, source_port, 0) && !HAS (s, destination_port, 0))
    return true;
  if (packet_next_header (p) != NEXT_UDP || packet_ipv6_stored (p) < 4)
    return false;
  return number_matches (HAS (s, source_port, 0), HAS (s, source_port, 1),
                         source, wire_get16 (ports + (upstream ? 2 : 0)))
         && number_matches (HAS (s, destination_port, 0),
                            HAS (s, destination_port, 1), destination,
                            wire_get16 (ports + (upstream ? 0 : 2)));
}

static bool
header_matches (const struct selector *s, const struct packet *p)
{
  const uint32_t class[2] = { s->traffic_class[0] & TRAFFIC_CLASS_MASK,
                              s->traffic_class[1] & TRAFFIC_CLASS_MASK };
  const uint32_t protocol[2] = { s->protocol[0], s->protocol[1] };
  uint32_t first = wire_get32 (p->head);

  return number_matches (HAS (s, flow_label, 0), HAS (s, flow_label, 1),
                         s->flow_label, first & 0xfffff)
         && number_matches (HAS (s, traffic_class, 0),
                            HAS (s, traffic_class, 1), class,
                            first >> 20 & TRAFFIC_CLASS_MASK)
         && number_matches (HAS (s, protocol, 0), HAS (s, protocol, 1),
                            protocol, packet_next_header (p));
}

bool
flow_rule_matches (const struct flow_rule *rule, const struct packet *p,
                   bool upstream)
{
  const uint8_t *source = p->head + (upstream ? 24 : 8);
  const uint8_t *destination = p->head + (upstream ? 8 : 24);

  return addresses_match (&rule->selector, source, destination)
         && ports_match (&rule->selector, p, upstream)
         && header_matches (&rule->selector, p);
}

/* ---- on the wire --------------------------------------------------- */

void
flow_rule_put (const struct flow_rule *rule, struct mh_message *pbu,
               struct flow_body *body)
{
  const uint16_t bid = rule->bid;

  body->n = 0;
  flow_put_bindings (body, &bid, 1);
  flow_put_selector (body, &rule->selector);
  mh_add_flow (pbu, rule->id, rule->priority, body);
}

enum flow_status
flow_rule_read (struct flow_rule *rule, const struct mh_option *option,
                const struct flow_rule *known)
{
  enum flow_status status = flow_selector (option, &rule->selector);
  uint16_t bid = 0;

  rule->id = option->flow.id;
  rule->priority = option->flow.priority;
  if (status == FLOW_FID_NOT_FOUND && known)
    {
      rule->selector = known->selector;
      status = FLOW_ACCEPTED;
    }
  if (status != FLOW_ACCEPTED)
    return status;
  if (rule->id == 0 || rule->priority == 0)
    return FLOW_MALFORMED;
  if (rule->selector.format != SELECTOR_IPV6)
    return FLOW_SELECTOR_NOT_SUPPORTED;
  /* One copy of a packet: RFC 8278 3.2 never sends more. */
  if (flow_bindings (option, &bid, 1) != 1 || bid == 0 || bid > 254)
    return FLOW_BID_NOT_FOUND;
  rule->bid = (uint8_t)bid;
  return FLOW_ACCEPTED;
}
