/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/tunnel.h"

#include "sim/trail.h"

/* RFC 2890 2: key present; the EtherType of IPv6. */
#define GRE_SIZE 8
#define GRE_KEY_PRESENT 0x2000
#define GRE_PROTOCOL_IPV6 0x86dd

/* RFC 6275 6.3, 6.4: the whole extension header, and its length field. */
#define EXTENSION_SIZE 24
#define EXTENSION_LENGTH 2

/* ---- entry --------------------------------------------------------- */

static void
push_gre (struct packet *p, uint32_t key)
{
  uint8_t *h = packet_push (p, GRE_SIZE);

  wire_put16 (h, GRE_KEY_PRESENT);
  wire_put16 (h + 2, GRE_PROTOCOL_IPV6);
  wire_put32 (h + 4, key);
}

static const uint8_t tunnel_sizes[]
    = { [ENCAPSULATION_IPV6] = IPV6_HEADER_SIZE,
        [ENCAPSULATION_GRE] = IPV6_HEADER_SIZE + GRE_SIZE,
        [ENCAPSULATION_UDP] = IPV6_HEADER_SIZE + UDP_HEADER_SIZE,
        [ENCAPSULATION_HOME_ADDRESS] = EXTENSION_SIZE,
        [ENCAPSULATION_ROUTING] = EXTENSION_SIZE };

uint32_t
tunnel_octets (const struct route *route)
{
  return tunnel_sizes[route->encapsulation];
}

bool
tunnel_is_extension (const struct route *route)
{
  return route->encapsulation == ENCAPSULATION_HOME_ADDRESS
         || route->encapsulation == ENCAPSULATION_ROUTING;
}

/* Destination options: PadN of 4 octets, then option 0xC9 at 8n + 6. */
static void
write_home_address (uint8_t *h, const struct address *home_address)
{
  static const uint8_t before[] = { 1, 2, 0, 0, 0xc9, sizeof *home_address };

  memcpy (h + 2, before, sizeof before);
  memcpy (h + 8, home_address, sizeof *home_address);
}

/* Routing header: type 2, one segment left. */
static void
write_routing (uint8_t *h, const struct address *home_address)
{
  static const uint8_t before[] = { 2, 1, 0, 0, 0, 0 };

  memcpy (h + 2, before, sizeof before);
  memcpy (h + 8, home_address, sizeof *home_address);
}

void
tunnel_insert (struct packet *p, const struct route *route)
{
  struct ipv6_header header;
  uint8_t next_header;
  uint8_t *h;

  packet_read_ipv6 (p, &header);
  next_header = header.next_header;
  packet_pull (p, IPV6_HEADER_SIZE);
  h = packet_push (p, EXTENSION_SIZE);
  h[0] = next_header;
  h[1] = EXTENSION_LENGTH;
  if (route->encapsulation == ENCAPSULATION_HOME_ADDRESS)
    {
      write_home_address (h, &header.source);
      header.source = route->local;
      header.next_header = NEXT_OPTIONS;
    }
  else
    {
      write_routing (h, &header.destination);
      header.destination = route->peer;
      header.next_header = NEXT_ROUTING;
    }
  packet_push_ipv6 (p, &header);
  p->encapsulation = (uint8_t)(p->encapsulation + EXTENSION_SIZE / 8);
}

void
tunnel_push (struct packet *p, const struct route *route,
             const struct address *source)
{
  struct ipv6_header outer = { .source = route->local,
                               .destination = route->peer,
                               .next_header = NEXT_IPV6,
                               .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  if (address_is_unspecified (&outer.source))
    outer.source = *source;
  if (route->encapsulation == ENCAPSULATION_GRE)
    {
      outer.next_header = NEXT_GRE;
      push_gre (p, route->key);
    }
  else if (route->encapsulation == ENCAPSULATION_UDP)
    {
      outer.next_header = NEXT_UDP;
      packet_push_udp (p, &outer.source, &outer.destination, UDP_TUNNEL_PORT,
                       UDP_TUNNEL_PORT);
    }
  packet_push_ipv6 (p, &outer);
  p->encapsulation = (uint8_t)(p->encapsulation + tunnel_octets (route) / 8);
}

/* ---- exit ---------------------------------------------------------- */

bool
tunnel_ends (const struct node *node, const struct packet *p)
{
  switch (packet_next_header (p))
    {
    case NEXT_IPV6:
    case NEXT_GRE:
      return true;
    case NEXT_UDP:
      return node->state->peers && packet_ipv6_stored (p) >= UDP_HEADER_SIZE
             && wire_get16 (packet_ipv6_payload (p) + 2) == UDP_TUNNEL_PORT;
    default:
      return false;
    }
}

/* Keys are kept where prefixes are: ::key/128. */
static struct prefix
tunnel_key_prefix (uint32_t key)
{
  struct address address = { { 0 } };

  wire_put32 (&address.octet[12], key);
  return prefix_make (&address, 128);
}

/* Octets between the outer IPv6 header and the inner one; 0: no such header. */
static enum drop_reason
read_inner (const struct node *node, const struct packet *p, uint32_t *octets)
{
  const uint8_t *h = packet_ipv6_payload (p);
  struct prefix key;

  *octets = 0;
  if (packet_next_header (p) == NEXT_IPV6)
    return DROP_N;
  *octets = 8; /* of GRE with a key, and of UDP */
  if (packet_ipv6_stored (p) < *octets)
    return DROP_MALFORMED;
  if (packet_next_header (p) == NEXT_UDP)
    return packet_check_udp (p);
  if (wire_get16 (h) != GRE_KEY_PRESENT
      || wire_get16 (h + 2) != GRE_PROTOCOL_IPV6)
    return DROP_MALFORMED;
  key = tunnel_key_prefix (wire_get32 (h + 4));
  if (!node->state->keys || !prefix_table_get (node->state->keys, &key))
    return DROP_NO_TUNNEL;
  return DROP_N;
}

enum drop_reason
tunnel_pull (const struct node *node, struct packet *p)
{
  const struct prefix_table *peers = node->state->peers;
  struct address source = packet_source (p);
  enum drop_reason why;
  uint32_t octets;

  if (!peers || !prefix_table_match (peers, &source))
    return DROP_NO_TUNNEL;
  why = read_inner (node, p, &octets);
  if (why != DROP_N)
    return why;
  octets += IPV6_HEADER_SIZE;
  packet_pull (p, octets);
  p->encapsulation -= (uint8_t)MIN (octets / 8, p->encapsulation);
  return DROP_N;
}

/* ---- keys ---------------------------------------------------------- */

void
node_accept_gre_key (struct node *node, uint32_t key)
{
  struct prefix prefix = tunnel_key_prefix (key);

  trails_touch_node (node);
  if (!node->state->keys)
    node->state->keys = prefix_table_new ();
  prefix_table_set (node->state->keys, &prefix, node);
}

void
node_withdraw_gre_key (struct node *node, uint32_t key)
{
  struct prefix prefix = tunnel_key_prefix (key);

  trails_touch_node (node);
  prefix_table_remove (node->state->keys, &prefix);
}
