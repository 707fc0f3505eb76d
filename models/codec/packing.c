/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/packing.h"

#include <arpa/inet.h>
#include <string.h>

#include "models/codec/hex.h"
#include "models/codec/mh_json.h"

/* Next Header and Hdr Ext Len before the data of an extension header, which
 * counts units of 8 octets behind the first. */
#define EXTENSION_AT 2
#define EXTENSION_UNIT 8

struct packing *
packing_new (struct json_place *place, const cJSON *message)
{
  struct packing *p = g_new0 (struct packing, 1);

  p->place = place;
  p->message = message;
  p->at = sizeof p->room;
  p->next_header = IP_NEXT_NONE;
  return p;
}

void
packing_free (struct packing *p)
{
  g_free (p);
}

size_t
packing_size (const struct packing *p)
{
  return sizeof p->room - p->at;
}

/* @n octets in front of the packet; NULL with an error when it gets too
 * long. */
static uint8_t *
prepend (struct packing *p, size_t n)
{
  if (n > p->at)
    {
      json_place_refuse (p->place, NULL,
                         "the packet would be longer than %zu octets",
                         sizeof p->room);
      return NULL;
    }
  p->at -= n;
  return p->room + p->at;
}

static bool
prepend_octets (struct packing *p, const uint8_t *octets, size_t n)
{
  uint8_t *at = prepend (p, n);

  if (at == NULL)
    return false;
  if (n > 0)
    memcpy (at, octets, n);
  return true;
}

/* Members */

static bool
get_address (json_object *object, const char *name, struct address *address)
{
  const char *text;

  if (!json_object_text (object, name, &text))
    return false;
  if (address_parse (text, address))
    return true;
  return json_place_refuse (object->place, name, "'%s' is no IPv6 address",
                            text);
}

static bool
get_ipv4_address (json_object *object, const char *name,
                  struct address *address)
{
  const char *text;
  uint8_t octets[4];

  if (!json_object_text (object, name, &text))
    return false;
  if (inet_pton (AF_INET, text, octets) != 1)
    return json_place_refuse (object->place, name, "'%s' is no IPv4 address",
                              text);
  *address = address_from_ipv4 (octets);
  return true;
}

/* "0x86dd" */
static bool
get_word (json_object *object, const char *name, uint16_t *word)
{
  const char *text;
  guint64 value;

  if (!json_object_text (object, name, &text))
    return false;
  if (!g_str_has_prefix (text, "0x")
      || !g_ascii_string_to_unsigned (text + 2, 16, 0, UINT16_MAX, &value,
                                      NULL))
    return json_place_refuse (object->place, name,
                              "'%s' is no hexadecimal number up to 0xffff",
                              text);
  *word = (uint16_t)value;
  return true;
}

/* (transfer full), NULL with an error. */
static GByteArray *
get_octets (json_object *object)
{
  g_autoptr (GError) error = NULL;
  const char *text;
  GByteArray *octets;

  if (!json_object_text (object, "octets", &text))
    return NULL;
  octets = hex_parse (text, &error);
  if (octets == NULL)
    json_place_refuse (object->place, "octets", "%s", error->message);
  return octets;
}

static bool
has_octets (json_object *object)
{
  return json_object_get (object, "octets") != NULL;
}

/* Layers: each writes itself in front of what is there; @i is its index. */

static bool
pack_ipv6 (struct packing *p, json_object *object, unsigned i)
{
  struct ip_header ip = { .version = 6, .next_header = p->next_header };
  uint64_t traffic_class, flow_label, hop_limit;
  uint8_t *at;

  (void)i;
  if (!json_object_number (object, "traffic_class", UINT8_MAX, &traffic_class)
      || !json_object_number (object, "flow_label", 0xfffff, &flow_label)
      || !json_object_number (object, "hop_limit", UINT8_MAX, &hop_limit)
      || !get_address (object, "src", &ip.source)
      || !get_address (object, "dst", &ip.destination))
    return false;
  if (packing_size (p) > UINT16_MAX)
    return json_place_refuse (p->place, NULL, "holds more than 65535 octets");
  ip.traffic_class = (uint8_t)traffic_class;
  ip.flow_label = (uint32_t)flow_label;
  ip.hop_limit = (uint8_t)hop_limit;
  ip.payload = (uint16_t)packing_size (p);
  at = prepend (p, IPV6_SIZE);
  if (at != NULL)
    ip_write (&ip, at);
  return at != NULL;
}

/* Options become part of the header at @at, and its checksum is redone. */
static void
count_ipv4_options (uint8_t *at, size_t n)
{
  at[0] = (uint8_t)(at[0] + n / 4);
  wire_put16 (at + 10, 0);
  wire_put16 (at + 10, checksum_finish (checksum_add (0, at, IPV4_SIZE + n)));
}

static bool
pack_ipv4_options (struct packing *p, json_object *object, size_t *n)
{
  g_autoptr (GByteArray) options = NULL;

  *n = 0;
  if (!has_octets (object))
    return true;
  options = get_octets (object);
  if (options == NULL)
    return false;
  if (options->len > 40 || options->len % 4 != 0)
    return json_place_refuse (p->place, "octets",
                              "IPv4 options are 4 to 40 octets, in fours");
  *n = options->len;
  return prepend_octets (p, options->data, options->len);
}

static bool
pack_ipv4 (struct packing *p, json_object *object, unsigned i)
{
  struct ip_header ip = { .version = 4, .next_header = p->next_header };
  uint64_t tos, identification, ttl;
  uint8_t *at;
  size_t n;

  (void)i;
  if (!json_object_number (object, "tos", UINT8_MAX, &tos)
      || !json_object_number (object, "identification", UINT16_MAX,
                              &identification)
      || !get_word (object, "fragment", &ip.fragment)
      || !json_object_number (object, "ttl", UINT8_MAX, &ttl)
      || !get_ipv4_address (object, "src", &ip.source)
      || !get_ipv4_address (object, "dst", &ip.destination)
      || !pack_ipv4_options (p, object, &n))
    return false;
  if (packing_size (p) > UINT16_MAX - IPV4_SIZE)
    return json_place_refuse (p->place, NULL, "is longer than 65535 octets");
  ip.traffic_class = (uint8_t)tos;
  ip.identification = (uint16_t)identification;
  ip.hop_limit = (uint8_t)ttl;
  ip.payload = (uint16_t)packing_size (p);
  at = prepend (p, IPV4_SIZE);
  if (at == NULL)
    return false;
  ip_write (&ip, at);
  count_ipv4_options (at, n);
  return true;
}

/* An extension header whose data is given. */
static bool
pack_extension (struct packing *p, json_object *object)
{
  g_autoptr (GByteArray) data = get_octets (object);
  size_t n;
  uint8_t *at;

  if (data == NULL)
    return false;
  n = EXTENSION_AT + data->len;
  if (n % EXTENSION_UNIT != 0 || n > EXTENSION_UNIT * 256)
    return json_place_refuse (p->place, "octets",
                              "%u octets and the 2 before them are no "
                              "multiple of 8 up to 2048",
                              data->len);
  if (!prepend_octets (p, data->data, data->len))
    return false;
  at = prepend (p, EXTENSION_AT);
  if (at == NULL)
    return false;
  at[0] = p->next_header;
  at[1] = (uint8_t)(n / EXTENSION_UNIT - 1);
  return true;
}

static bool
pack_options (struct packing *p, json_object *object, unsigned i)
{
  struct options_header options = { .has_home_address = true };
  uint8_t octets[OPTIONS_HEADER_SIZE_MAX];

  if (has_octets (object) || p->layer[i].kind == LAYER_HOP_BY_HOP)
    {
      json_object_get (object, "home_address"); /* told over again */
      return pack_extension (p, object);
    }
  if (!get_address (object, "home_address", &options.home_address))
    return false;
  return prepend_octets (
      p, octets, destination_options_write (&options, p->next_header, octets));
}

static bool
pack_routing (struct packing *p, json_object *object, unsigned i)
{
  struct address home_address;
  uint64_t type, segments_left;
  uint8_t *at;

  (void)i;
  if (!json_object_number (object, "routing_type", UINT8_MAX, &type)
      || !json_object_number (object, "segments_left", UINT8_MAX,
                              &segments_left))
    return false;
  if (has_octets (object) || type != ROUTING_TYPE_2)
    {
      json_object_get (object, "home_address"); /* told over again */
      return pack_extension (p, object);
    }
  if (!get_address (object, "home_address", &home_address))
    return false;
  at = prepend (p, ROUTING_TYPE_2_SIZE);
  if (at != NULL)
    routing_type_2_write (&home_address, p->next_header, at);
  return at != NULL;
}

static bool
pack_fragment (struct packing *p, json_object *object, unsigned i)
{
  struct fragment_header fragment;
  uint64_t offset, identification;
  uint8_t *at;

  (void)i;
  if (!json_object_number (object, "offset", UINT16_MAX & ~7, &offset)
      || !json_object_boolean (object, "more", &fragment.more)
      || !json_object_number (object, "identification", UINT32_MAX,
                              &identification))
    return false;
  if (offset % 8 != 0)
    return json_place_refuse (p->place, "offset", "is no multiple of 8");
  fragment.offset = (uint16_t)offset;
  fragment.identification = (uint32_t)identification;
  at = prepend (p, FRAGMENT_SIZE);
  if (at != NULL)
    fragment_write (&fragment, p->next_header, at);
  return at != NULL;
}

static bool
get_optional (json_object *object, const char *name, bool *has, uint32_t *value)
{
  uint64_t number;

  *has = json_object_get (object, name) != NULL;
  if (!*has)
    return true;
  if (!json_object_number (object, name, UINT32_MAX, &number))
    return false;
  *value = (uint32_t)number;
  return true;
}

static bool
pack_gre (struct packing *p, json_object *object, unsigned i)
{
  struct gre_header gre = { 0 };
  size_t n = packing_size (p);
  uint8_t *at;

  (void)i;
  if (!get_word (object, "protocol", &gre.protocol)
      || !json_object_boolean (object, "has_checksum", &gre.has_checksum)
      || !get_optional (object, "key", &gre.has_key, &gre.key)
      || !get_optional (object, "sequence", &gre.has_sequence, &gre.sequence))
    return false;
  at = prepend (p, gre_size (&gre));
  if (at != NULL)
    gre_write (&gre, n, at);
  return at != NULL;
}

static bool
pack_udp (struct packing *p, json_object *object, unsigned i)
{
  struct udp_header udp = { 0 };
  size_t n = packing_size (p);
  uint64_t source_port, destination_port;
  bool has_checksum;
  uint8_t *at;

  if (!json_object_number (object, "src_port", UINT16_MAX, &source_port)
      || !json_object_number (object, "dst_port", UINT16_MAX, &destination_port)
      || !json_object_boolean (object, "has_checksum", &has_checksum))
    return false;
  if (n > UINT16_MAX - UDP_SIZE)
    return json_place_refuse (p->place, NULL, "holds more than 65527 octets");
  udp.source_port = (uint16_t)source_port;
  udp.destination_port = (uint16_t)destination_port;
  at = prepend (p, UDP_SIZE);
  if (at != NULL && has_checksum)
    udp_write (&udp, &p->layer[i].source, &p->layer[i].destination, n, at);
  else if (at != NULL)
    udp_write_unsummed (&udp, n, at);
  return at != NULL;
}

/* A message or payload as it is. */
static bool
pack_octets (struct packing *p, json_object *object)
{
  g_autoptr (GByteArray) octets = NULL;

  json_object_get (object, "length"); /* told over again */
  if (!has_octets (object))
    return json_place_refuse (p->place, "octets",
                              "missing; they were not captured");
  octets = get_octets (object);
  return octets != NULL && prepend_octets (p, octets->data, octets->len);
}

static bool
pack_message (struct packing *p, unsigned i)
{
  g_autofree struct mh_json_store *store = g_new (struct mh_json_store, 1);
  g_autofree struct mh_message *message = g_new (struct mh_message, 1);
  bool is_summed = i == 0 || p->layer[i - 1].kind != LAYER_UDP;
  size_t n;
  uint8_t *at;

  if (!mh_json_read (p->message, store, message, p->place->error))
    return false;
  n = mh_encoded_size (message);
  if (n > MH_SIZE_MAX)
    return json_place_refuse (p->place, NULL,
                              "%zu octets are too many for one message", n);
  at = prepend (p, n);
  if (at != NULL)
    mh_encode (message, is_summed ? &p->layer[i].source : NULL,
               &p->layer[i].destination, at, n);
  return at != NULL;
}

/* Octets are given for a message that is no good. */
static bool
pack_mobility (struct packing *p, json_object *object, unsigned i)
{
  return has_octets (object) ? pack_octets (p, object) : pack_message (p, i);
}

static bool
pack_icmpv6 (struct packing *p, json_object *object, unsigned i)
{
  (void)i;
  json_object_get (object, "message"); /* what the octets say */
  return pack_octets (p, object);
}

static bool
pack_payload (struct packing *p, json_object *object, unsigned i)
{
  uint64_t protocol;

  (void)i;
  if (!json_object_number (object, "protocol", UINT8_MAX, &protocol)
      || !pack_octets (p, object))
    return false;
  p->next_header = (uint8_t)protocol;
  return true;
}

static const struct
{
  bool (*pack) (struct packing *p, json_object *object, unsigned i);
  int number; /* by which the header before announces it; -1: its own member */
} layers_by_kind[LAYER_KINDS_N] = {
  [LAYER_IPV6] = { pack_ipv6, IP_NEXT_IPV6 },
  [LAYER_IPV4] = { pack_ipv4, IP_NEXT_IPV4 },
  [LAYER_HOP_BY_HOP] = { pack_options, IP_NEXT_HOP_BY_HOP },
  [LAYER_DESTINATION_OPTIONS] = { pack_options, IP_NEXT_DESTINATION_OPTIONS },
  [LAYER_ROUTING] = { pack_routing, IP_NEXT_ROUTING },
  [LAYER_FRAGMENT] = { pack_fragment, IP_NEXT_FRAGMENT },
  [LAYER_GRE] = { pack_gre, IP_NEXT_GRE },
  [LAYER_UDP] = { pack_udp, IP_NEXT_UDP },
  [LAYER_MOBILITY] = { pack_mobility, IP_NEXT_MOBILITY },
  [LAYER_ICMPV6] = { pack_icmpv6, IP_NEXT_ICMPV6 },
  [LAYER_PAYLOAD] = { pack_payload, -1 },
};

bool
packing_layer (struct packing *p, unsigned i)
{
  enum layer_kind kind = p->layer[i].kind;
  g_auto (json_object) object = { 0 };

  if (!json_object_open (&object, p->place, p->layer[i].json))
    return false;
  json_object_get (&object, "layer");
  if (!layers_by_kind[kind].pack (p, &object, i)
      || !json_object_close (&object))
    return false;
  if (layers_by_kind[kind].number >= 0)
    p->next_header = (uint8_t)layers_by_kind[kind].number;
  return true;
}
