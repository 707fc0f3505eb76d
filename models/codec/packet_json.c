/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/packet_json.h"

#include <string.h>

#include "models/codec/icmp6.h"
#include "models/codec/json_write.h"
#include "models/codec/mh_json.h"
#include "models/codec/nd_json.h"

/* Next Header and Hdr Ext Len, before the data of an extension header. */
#define EXTENSION_AT 2

/* Members */

static void
append_number (GString *json, const char *key, uint64_t value)
{
  json_write_key (json, key, "");
  json_write_number (json, value);
}

static void
append_text (GString *json, const char *key, const char *text)
{
  json_write_key (json, key, "");
  json_write_plain (json, text);
}

static void
append_word (GString *json, const char *key, unsigned value)
{
  json_write_key (json, key, "");
  g_string_append_printf (json, "\"0x%04x\"", value);
}

static void
append_bool (GString *json, const char *key, bool value)
{
  json_write_key (json, key, "");
  g_string_append (json, value ? "true" : "false");
}

static void
append_address (GString *json, const char *key, const struct address *address)
{
  char text[ADDRESS_TEXT_SIZE];

  append_text (json, key, address_text (address, text));
}

static void
append_octets (GString *json, const uint8_t *octets, size_t n)
{
  json_write_key (json, "octets", "");
  g_string_append_c (json, '"');
  json_write_hex (json, octets, n);
  g_string_append_c (json, '"');
}

/* Layers */

static void
append_ipv6 (GString *json, const struct layer *layer)
{
  append_number (json, "traffic_class", layer->ip.traffic_class);
  append_number (json, "flow_label", layer->ip.flow_label);
  append_number (json, "hop_limit", layer->ip.hop_limit);
  append_address (json, "src", &layer->ip.source);
  append_address (json, "dst", &layer->ip.destination);
}

static void
append_ipv4_address (GString *json, const char *key, const uint8_t *octets)
{
  json_write_key (json, key, "");
  g_string_append_printf (json, "\"%u.%u.%u.%u\"", octets[0], octets[1],
                          octets[2], octets[3]);
}

static void
append_ipv4 (GString *json, const struct layer *layer, const uint8_t *octets)
{
  append_number (json, "tos", layer->ip.traffic_class);
  append_number (json, "identification", wire_get16 (octets + 4));
  append_word (json, "fragment", layer->ip.fragment);
  append_number (json, "ttl", layer->ip.hop_limit);
  append_ipv4_address (json, "src", octets + 12);
  append_ipv4_address (json, "dst", octets + 16);
  if (layer->length > IPV4_SIZE)
    append_octets (json, octets + IPV4_SIZE, layer->length - IPV4_SIZE);
}

/* Is the data of @layer these @n octets and @address? */
static bool
data_is (const struct layer *layer, const uint8_t *octets,
         const uint8_t *before, size_t n, const struct address *address)
{
  const uint8_t *data = octets + EXTENSION_AT;

  return layer->length == EXTENSION_AT + n + sizeof address->octet
         && memcmp (data, before, n) == 0
         && memcmp (data + n, address->octet, sizeof address->octet) == 0;
}

static void
append_options (GString *json, const struct layer *layer, const uint8_t *octets)
{
  /* PadN and Home Address, RFC 6275 6.3, as everybody sends it. */
  static const uint8_t before[] = { 1, 2, 0, 0, 201, 16 };

  if (layer->options.has_home_address)
    append_address (json, "home_address", &layer->options.home_address);
  if (!layer->options.has_home_address
      || !data_is (layer, octets, before, sizeof before,
                   &layer->options.home_address))
    append_octets (json, octets + EXTENSION_AT, layer->length - EXTENSION_AT);
}

static void
append_routing (GString *json, const struct layer *layer, const uint8_t *octets)
{
  /* RFC 6275 6.4 */
  static const uint8_t before[] = { 2, 1, 0, 0, 0, 0 };

  append_number (json, "routing_type", layer->routing.type);
  append_number (json, "segments_left", layer->routing.segments_left);
  if (layer->routing.type == 2)
    append_address (json, "home_address", &layer->routing.home_address);
  if (layer->routing.type != 2
      || !data_is (layer, octets, before, sizeof before,
                   &layer->routing.home_address))
    append_octets (json, octets + EXTENSION_AT, layer->length - EXTENSION_AT);
}

static void
append_fragment (GString *json, const struct layer *layer)
{
  append_number (json, "offset", layer->fragment.offset);
  append_bool (json, "more", layer->fragment.more);
  append_number (json, "identification", layer->fragment.identification);
}

static void
append_gre (GString *json, const struct layer *layer)
{
  append_word (json, "protocol", layer->gre.protocol);
  append_bool (json, "has_checksum", layer->gre.has_checksum);
  if (layer->gre.has_key)
    append_number (json, "key", layer->gre.key);
  if (layer->gre.has_sequence)
    append_number (json, "sequence", layer->gre.sequence);
}

static void
append_udp (GString *json, const struct layer *layer)
{
  append_number (json, "src_port", layer->udp.source_port);
  append_number (json, "dst_port", layer->udp.destination_port);
  append_bool (json, "has_checksum", layer->udp.checksum != 0);
}

/* The octets of a message or payload, unless some were not captured; those of
 * a Mobility Header when it cannot be told otherwise. */
static void
append_body (GString *json, const struct dissection *d,
             const struct layer *layer)
{
  struct view body = { d->octets + layer->offset, layer->length };

  if (layer->kind == LAYER_PAYLOAD)
    append_number (json, "protocol", layer->next_header);
  append_number (json, "length", body.n);
  if (layer->offset + layer->length <= d->captured)
    append_octets (json, body.octets, body.n);
}

/* The packet that an ICMPv6 error is about, in short. */
static void
append_invoking (GString *json, const struct dissection *d)
{
  g_autofree struct dissection *inner = g_new (struct dissection, 1);
  char text[DISSECTION_NAME_SIZE];
  const struct layer *ip;

  dissection_read_invoking (inner, d);
  ip = dissection_ip (inner);
  json_write_key (json, "invoking", "");
  g_string_append_c (json, '{');
  append_text (json, "name", dissection_name (inner, text));
  if (ip != NULL)
    {
      append_address (json, "src", &ip->ip.source);
      append_address (json, "dst", &ip->ip.destination);
    }
  append_number (json, "length", d->icmp6_error.invoking.n);
  g_string_append_c (json, '}');
}

static void
append_icmp6 (GString *json, const struct dissection *d,
              const struct layer *layer)
{
  append_body (json, d, layer);
  if (d->icmp6 == ICMP6_READ_NOTHING)
    return;
  json_write_key (json, "message", "");
  if (d->icmp6 == ICMP6_READ_ND)
    {
      nd_json_append (json, d->octets + layer->offset, layer->length, &d->nd);
      return;
    }
  g_string_append_c (json, '{');
  icmp6_json_append (json, &d->icmp6_error);
  append_invoking (json, d);
  g_string_append_c (json, '}');
}

static void
append_layer (GString *json, const struct dissection *d,
              const struct layer *layer)
{
  const uint8_t *octets = d->octets + layer->offset;

  g_string_append (json, "{");
  append_text (json, "layer", layer_kind_name (layer->kind));
  switch (layer->kind)
    {
    case LAYER_IPV6:
      append_ipv6 (json, layer);
      break;
    case LAYER_IPV4:
      append_ipv4 (json, layer, octets);
      break;
    case LAYER_HOP_BY_HOP:
    case LAYER_DESTINATION_OPTIONS:
      append_options (json, layer, octets);
      break;
    case LAYER_ROUTING:
      append_routing (json, layer, octets);
      break;
    case LAYER_FRAGMENT:
      append_fragment (json, layer);
      break;
    case LAYER_GRE:
      append_gre (json, layer);
      break;
    case LAYER_UDP:
      append_udp (json, layer);
      break;
    case LAYER_MOBILITY:
      if (d->state == DISSECTION_OK)
        break;
      append_body (json, d, layer);
      break;
    case LAYER_ICMPV6:
      append_icmp6 (json, d, layer);
      break;
    default:
      append_body (json, d, layer);
      break;
    }
  g_string_append_c (json, '}');
}

static void
append_layers (GString *json, const struct dissection *d)
{
  json_write_key (json, "packet", "");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < d->layers.n; i++)
    {
      if (i > 0)
        g_string_append (json, ", ");
      append_layer (json, d, &d->layers.layer[i]);
    }
  g_string_append_c (json, ']');
}

/* The members of mh_json_append()'s object. */
static void
append_mobility (GString *json, const struct dissection *d)
{
  size_t before;

  g_string_append (json, ", ");
  before = json->len;
  mh_json_append (json, d->octets + d->last->offset, &d->mh);
  g_string_erase (json, (gssize)before, 1);
  g_string_truncate (json, json->len - 1);
}

static void
append_fault (GString *json, const struct dissection *d)
{
  char text[DISSECTION_TEXT_SIZE];
  const char *reaction = dissection_reaction (d, text);

  if (reaction != NULL)
    append_text (json, "reaction", reaction);
  append_text (json, "error", dissection_fault (d, text));
}

void
packet_json_append (GString *json, const struct dissection *d)
{
  char text[DISSECTION_NAME_SIZE];

  append_bool (json, "ok", dissection_is_good (d));
  if (!dissection_is_good (d))
    append_fault (json, d);
  if (dissection_has_message (d))
    append_mobility (json, d);
  else
    append_text (json, "name", dissection_name (d, text));
  if (d->layers.n > 0)
    append_layers (json, d);
}
