/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/nd.h"

#include <glib.h>
#include <string.h>

#include "models/codec/field.h"

enum
{
  ND_AT_TYPE = 0,
  ND_AT_CODE = 1,
  ND_AT_CHECKSUM = 2,
  ND_UNIT = 8, /* options count in this */
  ND_HOP_LIMIT = 255,
  ND_PROTOCOL = 58 /* ICMPv6 */
};

enum nd_option_type /* RFC 4861 4.6 */
{
  ND_OPTION_SOURCE_LINK_LAYER = 1,
  ND_OPTION_PREFIX = 3,
  ND_OPTION_MTU = 5
};

/* `at` from the start of the ICMPv6 message */
static const struct field ra_fields[] = {
  FIELD (nd_message, hop_limit, "hop_limit", 4, U8),
  FIELD (nd_message, managed, "managed", 5, BITS (1, 7, 1)),
  FIELD (nd_message, other, "other", 5, BITS (1, 6, 1)),
  FIELD (nd_message, router_lifetime, "router_lifetime", 6, U16),
  FIELD (nd_message, reachable_time, "reachable_time", 8, U32),
  FIELD (nd_message, retrans_timer, "retrans_timer", 12, U32),
  END,
};

/* `at` from the type octet of the option */
static const struct field prefix_fields[] = {
  FIELD (nd_prefix, prefix.length, "length", 2, PREFIX_LENGTH),
  FIELD (nd_prefix, on_link, "on_link", 3, BITS (1, 7, 1)),
  FIELD (nd_prefix, autonomous, "autonomous", 3, BITS (1, 6, 1)),
  FIELD (nd_prefix, valid_lifetime, "valid_lifetime", 4, U32),
  FIELD (nd_prefix, preferred_lifetime, "preferred_lifetime", 8, U32),
  FIELD (nd_prefix, prefix.address, "prefix", 16, ADDRESS),
  END,
};

static const struct field mtu_fields[] = {
  FIELD (nd_message, mtu, "mtu", 4, U32),
  END,
};

static const struct field link_layer_fields[] = {
  FIELD (nd_message, link_layer, "link_layer", 2, OCTETS (6)),
  END,
};

/* Messages */

static const struct nd_row
{
  uint8_t size; /* before the options; 0: no such message */
  const struct field *fields;
} messages[] = {
  [ND_ROUTER_SOLICITATION] = { 8, NULL },        /* RFC 4861 4.1 */
  [ND_ROUTER_ADVERTISEMENT] = { 16, ra_fields }, /* RFC 4861 4.2 */
};

static const struct nd_row *
nd_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (messages) || messages[type].size == 0)
    return NULL;
  return &messages[type];
}

/* Options */

static unsigned
count_link_layer (const struct nd_message *message)
{
  return message->has_link_layer;
}

static bool
take_link_layer (struct nd_message *message)
{
  message->has_link_layer = true;
  return true;
}

static unsigned
count_mtu (const struct nd_message *message)
{
  return message->mtu != 0;
}

static bool
take_mtu (struct nd_message *message)
{
  (void)message;
  return true;
}

static unsigned
count_prefixes (const struct nd_message *message)
{
  return message->n_prefixes;
}

static bool
take_prefix (struct nd_message *message)
{
  if (message->n_prefixes == ND_PREFIXES_MAX)
    return false;
  message->n_prefixes++;
  return true;
}

/* In the order of encoding.  The fields of the nth one lie in the message at
 * first + nth * stride. */
static const struct nd_option_row
{
  uint8_t type, units;
  bool in_solicitation;
  const struct field *fields;
  size_t first, stride;
  unsigned (*count) (const struct nd_message *message);
  bool (*take) (struct nd_message *message); /* one more: false if full */
} options[] = {
  { ND_OPTION_SOURCE_LINK_LAYER, 1, true, link_layer_fields, 0, 0,
    count_link_layer, take_link_layer },
  { ND_OPTION_MTU, 1, false, mtu_fields, 0, 0, count_mtu, take_mtu },
  { ND_OPTION_PREFIX, 4, false, prefix_fields,
    offsetof (struct nd_message, prefixes), sizeof (struct nd_prefix),
    count_prefixes, take_prefix },
};

static bool
is_defined_in (const struct nd_option_row *row, unsigned message_type)
{
  return row->in_solicitation || message_type == ND_ROUTER_ADVERTISEMENT;
}

/* Decoding */

static enum nd_result
read_option (const struct nd_option_row *row, const uint8_t *octets,
             struct nd_message *message)
{
  size_t nth = row->count (message);
  uint8_t *object = (uint8_t *)message + row->first + nth * row->stride;

  if (octets[1] != row->units || !row->take (message)
      || !fields_read (row->fields, octets, row->units * ND_UNIT, object))
    return ND_BAD_OPTION;
  return ND_OK;
}

static const struct nd_option_row *
find_option_row (unsigned type, unsigned message_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].type == type && is_defined_in (&options[i], message_type))
      return &options[i];
  return NULL;
}

static enum nd_result
read_options (const uint8_t *octets, size_t at, size_t end,
              struct nd_message *message)
{
  enum nd_result result = ND_OK;

  while (at < end && result == ND_OK)
    {
      const struct nd_option_row *row;
      size_t size;

      if (end - at < 2)
        return ND_BAD_OPTION;
      size = octets[at + 1] * (size_t)ND_UNIT;
      if (size == 0 || size > end - at)
        return ND_BAD_OPTION;
      row = find_option_row (octets[at], message->type);
      if (row != NULL)
        result = read_option (row, octets + at, message);
      at += size;
    }
  return result;
}

/* RFC 4861 6.1.1 and 6.1.2, without what the options must fulfil. */
static enum nd_result
check_message (const uint8_t *octets, size_t n, const struct address *source,
               const struct address *destination, uint8_t ipv6_hop_limit)
{
  const struct nd_row *row;
  uint32_t sum;

  if (n < ND_UNIT)
    return ND_TRUNCATED;
  row = nd_row (octets[ND_AT_TYPE]);
  if (row == NULL)
    return ND_UNKNOWN_TYPE;
  if (ipv6_hop_limit != ND_HOP_LIMIT)
    return ND_BAD_HOP_LIMIT;
  sum = checksum_pseudo_header (source, destination, (uint32_t)n, ND_PROTOCOL);
  if (checksum_finish (checksum_add (sum, octets, n)) != 0)
    return ND_BAD_CHECKSUM;
  if (octets[ND_AT_CODE] != 0)
    return ND_BAD_CODE;
  if (n < row->size)
    return ND_TRUNCATED;
  if (octets[ND_AT_TYPE] == ND_ROUTER_ADVERTISEMENT
      && !address_is_link_local (source))
    return ND_BAD_SOURCE;
  return ND_OK;
}

/* A struct prefix has no bits behind its length, the wire may (4.6.2). */
static void
trim_prefixes (struct nd_message *message)
{
  for (unsigned i = 0; i < message->n_prefixes; i++)
    {
      struct prefix *prefix = &message->prefixes[i].prefix;

      *prefix = prefix_make (&prefix->address, prefix->length);
    }
}

enum nd_result
nd_decode (const uint8_t *octets, size_t n, const struct address *source,
           const struct address *destination, uint8_t ipv6_hop_limit,
           struct nd_message *message)
{
  enum nd_result result
      = check_message (octets, n, source, destination, ipv6_hop_limit);
  const struct nd_row *row;

  if (result != ND_OK)
    return result;
  memset (message, 0, offsetof (struct nd_message, prefixes));
  message->type = octets[ND_AT_TYPE];
  row = nd_row (message->type);
  if (!fields_read (row->fields, octets, row->size, message))
    return ND_BAD_OPTION;
  result = read_options (octets, row->size, n, message);
  if (result != ND_OK)
    return result;
  if (message->has_link_layer && address_is_unspecified (source))
    return ND_BAD_OPTION; /* 6.1.1, last point */
  trim_prefixes (message);
  return ND_OK;
}

/* Encoding */

size_t
nd_encoded_size (const struct nd_message *message)
{
  size_t size = nd_row (message->type)->size;

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (is_defined_in (&options[i], message->type))
      size += options[i].count (message) * options[i].units * (size_t)ND_UNIT;
  return size;
}

/* All options of one row; returns the octets written. */
static size_t
write_options (const struct nd_option_row *row,
               const struct nd_message *message, uint8_t *octets)
{
  size_t at = 0;

  for (unsigned nth = 0; nth < row->count (message); nth++)
    {
      octets[at] = row->type;
      octets[at + 1] = row->units;
      fields_write (row->fields,
                    (const uint8_t *)message + row->first + nth * row->stride,
                    octets + at);
      at += row->units * (size_t)ND_UNIT;
    }
  return at;
}

size_t
nd_encode (const struct nd_message *message, const struct address *source,
           const struct address *destination, uint8_t *octets, size_t room)
{
  size_t size = nd_encoded_size (message);
  size_t at = nd_row (message->type)->size;
  uint32_t sum;

  g_assert (size <= room);
  memset (octets, 0, size);
  octets[ND_AT_TYPE] = message->type;
  fields_write (nd_row (message->type)->fields, message, octets);
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (is_defined_in (&options[i], message->type))
      at += write_options (&options[i], message, octets + at);
  sum = checksum_pseudo_header (source, destination, (uint32_t)size,
                                ND_PROTOCOL);
  wire_put16 (octets + ND_AT_CHECKSUM,
              checksum_finish (checksum_add (sum, octets, size)));
  return size;
}
