/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/nd.h"

#include <glib.h>
#include <string.h>

#include "models/codec/nd_tables.h"

enum
{
  ND_HOP_LIMIT = 255,
  PREFIX_AT_ADDRESS = 16 /* in the Prefix Information option */
};

const char *
nd_result_text (enum nd_result result)
{
  static const char *const texts[] = {
    [ND_OK] = "ok",
    [ND_TRUNCATED] = "shorter than its type",
    [ND_BAD_CHECKSUM] = "wrong checksum",
    [ND_UNKNOWN_TYPE] = "unknown type",
    [ND_BAD_CODE] = "code is not 0",
    [ND_BAD_HOP_LIMIT] = "hop limit is not 255",
    [ND_BAD_OPTION] = "option of wrong length or value",
    [ND_BAD_SOURCE] = "source is not link-local",
    [ND_BAD_DESTINATION] = "sent to a wrong address",
    [ND_BAD_ADDRESS] = "address out of range",
  };

  return texts[result];
}

const char *
nd_name (unsigned type)
{
  const struct nd_row *row = nd_row (type);

  return row != NULL ? row->name : NULL;
}

struct address
nd_solicited_node (const struct address *address)
{
  struct address group
      = { { 0xff, 0x02, [11] = 0x01, [12] = 0xff, [13] = address->octet[13],
            [14] = address->octet[14], [15] = address->octet[15] } };

  return group;
}

/* Decoding */

static enum nd_result
read_option (const struct nd_option_row *row, const uint8_t *octets,
             struct nd_message *message)
{
  size_t nth = row->stride > 0 ? row->count (message) : 0;
  uint8_t *object = (uint8_t *)message + row->first + nth * row->stride;

  if ((row->units > 0 && octets[1] != row->units) || !row->take (message)
      || !fields_read (row->fields, octets, octets[1] * (size_t)ND_UNIT,
                       object))
    return ND_BAD_OPTION;
  return ND_OK;
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
      row = nd_option_row (octets[at], message->type);
      if (row != NULL)
        result = read_option (row, octets + at, message);
      at += size;
    }
  return result;
}

/* RFC 4861 6.1, 7.1 and 8.1, without what fields and options must fulfil. */
static enum nd_result
check_message (const uint8_t *octets, size_t n, const struct address *source,
               const struct address *destination, uint8_t ipv6_hop_limit)
{
  const struct nd_row *row;
  uint32_t sum;

  if (n < ND_UNIT)
    return ND_TRUNCATED;
  row = nd_row (octets[0]);
  if (row == NULL)
    return ND_UNKNOWN_TYPE;
  if (row->on_link && ipv6_hop_limit != ND_HOP_LIMIT)
    return ND_BAD_HOP_LIMIT;
  sum = checksum_pseudo_header (source, destination, (uint32_t)n, ND_PROTOCOL);
  if (checksum_finish (checksum_add (sum, octets, n)) != 0)
    return ND_BAD_CHECKSUM;
  if (octets[ND_AT_CODE] != 0)
    return ND_BAD_CODE;
  if (n < row->size)
    return ND_TRUNCATED;
  if (row->link_local_source && !address_is_link_local (source))
    return ND_BAD_SOURCE;
  return ND_OK;
}

/* A struct prefix has no bits behind its length, the wire may (RFC 4861
 * 4.6.2): with the R flag they are the router's address (RFC 6275 7.2). */
static void
trim_prefixes (struct nd_message *message)
{
  for (unsigned i = 0; i < message->n_prefixes; i++)
    {
      struct nd_prefix *prefix = &message->prefixes[i];

      prefix->prefix = prefix_make (&prefix->address, prefix->prefix.length);
      if (!prefix->router_address)
        prefix->address = prefix->prefix.address;
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
  message->type = octets[0];
  row = nd_row (message->type);
  fields_read (row->fields, octets, row->without_options ? n : row->size,
               message);
  if (!row->without_options)
    result = read_options (octets, row->size, n, message);
  if (result == ND_OK && row->check != NULL)
    result = row->check (message, source, destination);
  if (result == ND_OK)
    trim_prefixes (message);
  return result;
}

/* Encoding */

static size_t
option_size (const struct nd_option_row *row, const void *object)
{
  size_t size = fields_size (row->fields, object, row->units * (size_t)ND_UNIT);

  return (size + ND_UNIT - 1) / ND_UNIT * ND_UNIT;
}

size_t
nd_encoded_size (const struct nd_message *message)
{
  const struct nd_row *row = nd_row (message->type);
  size_t size = fields_size (row->fields, message, row->size);

  for (size_t i = 0; i < nd_option_rows_n; i++)
    {
      const struct nd_option_row *option = &nd_option_rows[i];

      if (nd_option_is_in (option, message->type))
        size += option->count (message) * option_size (option, message);
    }
  return size;
}

/* What stands for the prefix: itself, or the router's whole address. */
static void
write_prefix (const struct nd_prefix *prefix, uint8_t *octets)
{
  const struct address *address
      = prefix->router_address ? &prefix->address : &prefix->prefix.address;

  memcpy (octets + PREFIX_AT_ADDRESS, address, sizeof *address);
}

/* All options of one row; returns the octets written. */
static size_t
write_options (const struct nd_option_row *row,
               const struct nd_message *message, uint8_t *octets)
{
  size_t size = option_size (row, message), at = 0;

  g_assert (size / ND_UNIT <= UINT8_MAX);
  for (unsigned nth = 0; nth < row->count (message); nth++, at += size)
    {
      octets[at] = row->type;
      octets[at + 1] = (uint8_t)(size / ND_UNIT);
      fields_write (row->fields,
                    (const uint8_t *)message + row->first + nth * row->stride,
                    octets + at);
      if (row->type == ND_OPTION_PREFIX)
        write_prefix (&message->prefixes[nth], octets + at);
    }
  return at;
}

size_t
nd_encode (const struct nd_message *message, const struct address *source,
           const struct address *destination, uint8_t *octets, size_t room)
{
  const struct nd_row *row = nd_row (message->type);
  size_t size = nd_encoded_size (message);
  size_t at = row->size;
  uint32_t sum;

  g_assert (size <= room);
  memset (octets, 0, size);
  octets[0] = message->type;
  fields_write (row->fields, message, octets);
  for (size_t i = 0; i < nd_option_rows_n; i++)
    if (nd_option_is_in (&nd_option_rows[i], message->type))
      at += write_options (&nd_option_rows[i], message, octets + at);
  sum = checksum_pseudo_header (source, destination, (uint32_t)size,
                                ND_PROTOCOL);
  wire_put16 (octets + ND_AT_CHECKSUM,
              checksum_finish (checksum_add (sum, octets, size)));
  return size;
}
