/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/layers.h"

#include <glib.h>
#include <string.h>

enum
{
  /* What comes under no Next Header. */
  NEXT_MOBILITY_OVER_UDP = 256,
  NEXT_PAYLOAD
};

/* Between two layers. */
struct walk
{
  const uint8_t *octets;
  size_t at, end; /* end: of the innermost IP packet or UDP datagram */
  unsigned next;  /* what is at `at`: a Next Header, or one of the above */
  uint8_t number; /* the Next Header or Protocol it came under */
  /* of the innermost IP header, with the home addresses put in */
  struct address source, destination;
  uint8_t version;
  bool has_home_address; /* in this IP header's packet */
  uint8_t previous;      /* enum layer_kind */
};

const char *
layer_kind_name (enum layer_kind kind)
{
#define X(name, text) text,
  static const char *const names[] = { LAYER_KINDS (X) };
#undef X

  return names[kind];
}

const char *
layers_result_text (enum layers_result result)
{
  static const char *const texts[] = {
    [LAYERS_OK] = "ok",
    [LAYERS_TRUNCATED] = "goes past the end",
    [LAYERS_BAD_VERSION] = "neither IPv6 nor IPv4",
    [LAYERS_BAD_HEADER] = "length or field out of range",
    [LAYERS_BAD_CHECKSUM] = "wrong checksum",
    [LAYERS_BAD_HOME_ADDRESS] = "home address twice or not routable unicast",
    [LAYERS_TOO_DEEP] = "too many headers",
  };

  return texts[result];
}

const struct layer *
layers_find (const struct layers *layers, enum layer_kind kind)
{
  for (unsigned i = layers->n; i-- > 0;)
    if (layers->layer[i].kind == kind)
      return &layers->layer[i];
  return NULL;
}

static const uint8_t *
here (const struct walk *walk)
{
  return walk->octets + walk->at;
}

static size_t
left (const struct walk *walk)
{
  return walk->end - walk->at;
}

/* The layer is @length octets long and holds @next. */
static void
go_on (struct walk *walk, struct layer *layer, size_t length, uint8_t next)
{
  layer->length = (uint32_t)length;
  layer->next_header = next;
  walk->at += length;
  walk->next = walk->number = next;
}

static void
end_with_payload (struct walk *walk)
{
  walk->next = NEXT_PAYLOAD;
}

/* IP */

static enum layers_result
read_ip (struct walk *walk, struct layer *layer)
{
  static const enum layers_result results[] = {
    [IP_OK] = LAYERS_OK,
    [IP_TRUNCATED] = LAYERS_TRUNCATED,
    [IP_BAD_VERSION] = LAYERS_BAD_VERSION,
    [IP_BAD_HEADER] = LAYERS_BAD_HEADER,
    [IP_BAD_CHECKSUM] = LAYERS_BAD_CHECKSUM,
  };
  struct ip_header *ip = &layer->ip;
  enum ip_result result = ip_read (here (walk), left (walk), ip);

  if (result != IP_OK)
    return results[result];
  if ((walk->next == IP_NEXT_IPV6 && ip->version != 6)
      || (walk->next == IP_NEXT_IPV4 && ip->version != 4))
    return LAYERS_BAD_VERSION;
  walk->end = walk->at + ip->size + ip->payload;
  walk->version = ip->version;
  walk->source = ip->source;
  walk->destination = ip->destination;
  walk->has_home_address = false;
  go_on (walk, layer, ip->size, ip->next_header);
  if ((ip->fragment & (IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET)) != 0)
    end_with_payload (walk);
  return LAYERS_OK;
}

/* Extension headers */

static enum layers_result
result_of_extension (enum extension_result result)
{
  static const enum layers_result results[] = {
    [EXTENSION_OK] = LAYERS_OK,
    [EXTENSION_TRUNCATED] = LAYERS_TRUNCATED,
    [EXTENSION_BAD_HEADER] = LAYERS_BAD_HEADER,
    [EXTENSION_BAD_ADDRESS] = LAYERS_BAD_HOME_ADDRESS,
  };

  return results[result];
}

/* RFC 8200 4.1: immediately after the IPv6 header only. */
static enum layers_result
read_hop_by_hop (struct walk *walk, struct layer *layer)
{
  enum extension_result result;

  if (walk->previous != LAYER_IPV6)
    return LAYERS_BAD_HEADER;
  result = hop_by_hop_read (here (walk), left (walk), &layer->options);
  if (result != EXTENSION_OK)
    return result_of_extension (result);
  layer->options.unknown_at += (uint32_t)walk->at;
  go_on (walk, layer, extension_size (here (walk)), *here (walk));
  return LAYERS_OK;
}

static enum layers_result
read_destination_options (struct walk *walk, struct layer *layer)
{
  struct options_header *options = &layer->options;
  enum extension_result result
      = destination_options_read (here (walk), left (walk), options);

  if (result != EXTENSION_OK)
    return result_of_extension (result);
  if (options->has_home_address && walk->has_home_address)
    return LAYERS_BAD_HOME_ADDRESS;
  options->unknown_at += (uint32_t)walk->at;
  if (options->has_home_address)
    {
      walk->has_home_address = true;
      walk->source = options->home_address;
    }
  go_on (walk, layer, extension_size (here (walk)), *here (walk));
  return LAYERS_OK;
}

static enum layers_result
read_routing (struct walk *walk, struct layer *layer)
{
  struct routing_header *routing = &layer->routing;
  enum extension_result result
      = routing_read (here (walk), left (walk), routing);

  if (result != EXTENSION_OK)
    return result_of_extension (result);
  go_on (walk, layer, extension_size (here (walk)), *here (walk));
  if (routing->type == ROUTING_TYPE_2)
    walk->destination = routing->home_address;
  else if (routing->segments_left > 0)
    end_with_payload (walk);
  return LAYERS_OK;
}

static enum layers_result
read_fragment (struct walk *walk, struct layer *layer)
{
  struct fragment_header *fragment = &layer->fragment;
  enum extension_result result
      = fragment_read (here (walk), left (walk), fragment);

  if (result != EXTENSION_OK)
    return result_of_extension (result);
  go_on (walk, layer, FRAGMENT_SIZE, *here (walk));
  if (fragment->offset > 0 || fragment->more)
    end_with_payload (walk);
  return LAYERS_OK;
}

/* Tunnels */

static enum layers_result
read_gre (struct walk *walk, struct layer *layer)
{
  static const enum layers_result results[] = {
    [GRE_OK] = LAYERS_OK,
    [GRE_TRUNCATED] = LAYERS_TRUNCATED,
    [GRE_BAD_HEADER] = LAYERS_BAD_HEADER,
    [GRE_BAD_CHECKSUM] = LAYERS_BAD_CHECKSUM,
  };
  enum gre_result result = gre_read (here (walk), left (walk), &layer->gre);
  uint8_t next = IP_NEXT_NONE;

  if (result != GRE_OK)
    return results[result];
  if (layer->gre.protocol == GRE_IPV6)
    next = IP_NEXT_IPV6;
  else if (layer->gre.protocol == GRE_IPV4)
    next = IP_NEXT_IPV4;
  go_on (walk, layer, gre_size (&layer->gre), next);
  if (next == IP_NEXT_NONE)
    end_with_payload (walk);
  return LAYERS_OK;
}

/* What the datagram at @octets holds, by its ports and its first bits. */
static unsigned
what_udp_holds (const struct udp_header *udp, const uint8_t *octets)
{
  bool control = udp->source_port == UDP_PORT_PMIP6_CONTROL
                 || udp->destination_port == UDP_PORT_PMIP6_CONTROL;
  bool tunnel = udp->source_port == UDP_PORT_PMIP6_DATA
                || udp->destination_port == UDP_PORT_PMIP6_DATA
                || udp->source_port == UDP_PORT_DSMIP6
                || udp->destination_port == UDP_PORT_DSMIP6;

  if (udp->length == UDP_SIZE || (!control && !tunnel))
    return NEXT_PAYLOAD;
  switch (octets[UDP_SIZE] >> 4)
    {
    case 6:
      return IP_NEXT_IPV6;
    case 4:
      return IP_NEXT_IPV4;
    default:
      return control ? NEXT_MOBILITY_OVER_UDP : NEXT_PAYLOAD;
    }
}

/* In place of the checksum of the Mobility Header stands that of UDP, which
 * therefore must be there (RFC 5844 4.2.2.1). */
static enum layers_result
read_udp (struct walk *walk, struct layer *layer)
{
  struct udp_header *udp = &layer->udp;
  const uint8_t *octets = here (walk);
  unsigned next;

  if (!udp_read (octets, left (walk), udp))
    return left (walk) >= UDP_SIZE && udp->length < UDP_SIZE ? LAYERS_BAD_HEADER
                                                             : LAYERS_TRUNCATED;
  next = what_udp_holds (udp, octets);
  if (next != NEXT_PAYLOAD
      && !udp_checksum_is_right (octets, udp->length, &walk->source,
                                 &walk->destination))
    return LAYERS_BAD_CHECKSUM;
  if (next == NEXT_MOBILITY_OVER_UDP && udp->checksum == 0)
    return LAYERS_BAD_CHECKSUM;
  walk->end = walk->at + udp->length;
  go_on (walk, layer, UDP_SIZE, IP_NEXT_NONE);
  if (next == NEXT_MOBILITY_OVER_UDP)
    layer->next_header = walk->number = IP_NEXT_MOBILITY;
  else if (next != NEXT_PAYLOAD)
    layer->next_header = walk->number = (uint8_t)next;
  walk->next = next;
  return LAYERS_OK;
}

/* What ends the chain */

static enum layers_result
read_rest (struct walk *walk, struct layer *layer)
{
  layer->next_header = walk->number;
  layer->length = (uint32_t)left (walk);
  return LAYERS_OK;
}

static enum layers_result
read_upper (struct walk *walk, struct layer *layer)
{
  layer->upper.source = walk->source;
  layer->upper.destination = walk->destination;
  layer->upper.is_summed = walk->next != NEXT_MOBILITY_OVER_UDP;
  return read_rest (walk, layer);
}

static const struct layer_row
{
  unsigned next;
  enum layer_kind kind;
  bool only_in_ipv6;
  enum layers_result (*read) (struct walk *walk, struct layer *layer);
} rows[] = {
  { IP_NEXT_IPV6, LAYER_IPV6, false, read_ip },
  { IP_NEXT_IPV4, LAYER_IPV4, false, read_ip },
  { IP_NEXT_HOP_BY_HOP, LAYER_HOP_BY_HOP, true, read_hop_by_hop },
  { IP_NEXT_DESTINATION_OPTIONS, LAYER_DESTINATION_OPTIONS, true,
    read_destination_options },
  { IP_NEXT_ROUTING, LAYER_ROUTING, true, read_routing },
  { IP_NEXT_FRAGMENT, LAYER_FRAGMENT, true, read_fragment },
  { IP_NEXT_GRE, LAYER_GRE, false, read_gre },
  { IP_NEXT_UDP, LAYER_UDP, false, read_udp },
  { IP_NEXT_MOBILITY, LAYER_MOBILITY, true, read_upper },
  { NEXT_MOBILITY_OVER_UDP, LAYER_MOBILITY, false, read_upper },
  { IP_NEXT_ICMPV6, LAYER_ICMPV6, true, read_upper },
  { NEXT_PAYLOAD, LAYER_PAYLOAD, false, read_rest },
};

static const struct layer_row *
find_row (const struct walk *walk)
{
  static const struct layer_row payload
      = { NEXT_PAYLOAD, LAYER_PAYLOAD, false, read_rest };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].next == walk->next
        && (walk->version == 6 || !rows[i].only_in_ipv6))
      return &rows[i];
  return &payload;
}

static enum layers_result
read_layer (struct walk *walk, struct layers *layers)
{
  struct layer *layer = &layers->layer[layers->n];
  const struct layer_row *row = find_row (walk);
  enum layers_result result;

  layers->bad_kind = row->kind;
  layers->bad_offset = (uint32_t)walk->at;
  if (layers->n == LAYERS_MAX)
    return LAYERS_TOO_DEEP;
  memset (layer, 0, sizeof *layer);
  layer->kind = (uint8_t)row->kind;
  layer->offset = (uint32_t)walk->at;
  result = row->read (walk, layer);
  if (result == LAYERS_OK)
    layers->n++;
  walk->previous = layer->kind;
  return result;
}

enum layers_result
layers_read (const uint8_t *octets, size_t n, struct layers *layers)
{
  static const uint8_t nothing[1];
  bool is_ipv4 = n > 0 && octets[0] >> 4 == 4;
  struct walk walk = { .octets = n > 0 ? octets : nothing,
                       .end = MIN (n, UINT32_MAX),
                       .next = is_ipv4 ? IP_NEXT_IPV4 : IP_NEXT_IPV6 };
  enum layers_result result;

  layers->n = 0;
  do
    result = read_layer (&walk, layers);
  while (result == LAYERS_OK && walk.previous < LAYER_MOBILITY);
  return result;
}
