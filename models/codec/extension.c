/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/extension.h"

#include <glib.h>
#include <string.h>

#include "models/codec/field.h"
#include "models/codec/ip.h"

enum
{
  EXTENSION_UNIT = 8,
  EXTENSION_AT_LENGTH = 1,
  EXTENSION_AT_OPTIONS = 2,
  ROUTING_AT_TYPE = 2,
  ROUTING_AT_SEGMENTS_LEFT = 3
};

enum ipv6_option_type /* IPv6 option types */
{
  IPV6_OPTION_PAD1 = 0x00,
  IPV6_OPTION_PADN = 0x01,
  IPV6_OPTION_LIMIT = 0x04,       /* RFC 2473 4.1.1 */
  IPV6_OPTION_HOME_ADDRESS = 0xc9 /* RFC 6275 6.3 */
};

static const struct field limit_fields[] = {
  FIELD (options_header, limit, "limit", 0, U8),
  END,
};

static const struct field home_address_fields[] = {
  FIELD (options_header, home_address, "home_address", 0, ADDRESS),
  END,
};

static const struct field type_2_fields[] = {
  FIELD (routing_header, type, "type", ROUTING_AT_TYPE, U8),
  FIELD (routing_header, segments_left, "segments_left",
         ROUTING_AT_SEGMENTS_LEFT, U8),
  FIELD (routing_header, home_address, "home_address", 8, ADDRESS),
  END,
};

/* Known in destination options; the hop-by-hop header has but padding. */
static const struct option_kind
{
  uint8_t type, length, align, remainder;
  const struct field *fields; /* `at` from the start of the data */
  size_t present;             /* offset of the bool that says so */
} option_kinds[] = {
  { IPV6_OPTION_LIMIT, 1, 1, 0, limit_fields,
    offsetof (struct options_header, has_limit) },
  { IPV6_OPTION_HOME_ADDRESS, 16, 8, 6, home_address_fields,
    offsetof (struct options_header, has_home_address) },
};

size_t
extension_size (const uint8_t *octets)
{
  return EXTENSION_UNIT * (octets[EXTENSION_AT_LENGTH] + (size_t)1);
}

static bool
is_there (const uint8_t *octets, size_t n)
{
  return n >= EXTENSION_UNIT && n >= extension_size (octets);
}

/* Options */

static bool
get_present (const struct options_header *header,
             const struct option_kind *kind)
{
  bool present;

  memcpy (&present, (const uint8_t *)header + kind->present, sizeof present);
  return present;
}

static void
set_present (struct options_header *header, const struct option_kind *kind)
{
  const bool present = true;

  memcpy ((uint8_t *)header + kind->present, &present, sizeof present);
}

static const struct option_kind *
find_kind (unsigned type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (option_kinds); i++)
    if (option_kinds[i].type == type)
      return &option_kinds[i];
  return NULL;
}

static enum extension_result
read_known (const struct option_kind *kind, const uint8_t *option,
            struct options_header *header)
{
  bool again = get_present (header, kind);

  if (option[1] != kind->length)
    return EXTENSION_BAD_HEADER;
  fields_read (kind->fields, option + 2, kind->length, header);
  set_present (header, kind);
  if (kind->type == IPV6_OPTION_HOME_ADDRESS
      && (again || !address_is_routable (&header->home_address)))
    return EXTENSION_BAD_ADDRESS;
  return EXTENSION_OK;
}

/* Only the first that must not be skipped counts: a node stops there. */
static void
note_unknown (const uint8_t *octets, size_t at, struct options_header *header)
{
  if (header->action != UNKNOWN_OPTION_SKIP)
    return;
  header->action = octets[at] >> 6;
  header->unknown_at = (uint32_t)at;
}

static enum extension_result
read_options (const uint8_t *octets, size_t n, bool of_destination,
              struct options_header *header)
{
  enum extension_result result = EXTENSION_OK;
  size_t at = EXTENSION_AT_OPTIONS, end;

  memset (header, 0, sizeof *header);
  if (!is_there (octets, n))
    return EXTENSION_TRUNCATED;
  end = extension_size (octets);
  while (at < end && result == EXTENSION_OK)
    {
      const struct option_kind *kind;

      if (octets[at] == IPV6_OPTION_PAD1)
        {
          at++;
          continue;
        }
      if (end - at < 2 || end - at - 2 < octets[at + 1])
        return EXTENSION_BAD_HEADER;
      kind = of_destination ? find_kind (octets[at]) : NULL;
      if (kind != NULL)
        result = read_known (kind, octets + at, header);
      else if (octets[at] != IPV6_OPTION_PADN)
        note_unknown (octets, at, header);
      at += 2u + octets[at + 1];
    }
  return result;
}

enum extension_result
destination_options_read (const uint8_t *octets, size_t n,
                          struct options_header *header)
{
  return read_options (octets, n, true, header);
}

enum extension_result
hop_by_hop_read (const uint8_t *octets, size_t n, struct options_header *header)
{
  return read_options (octets, n, false, header);
}

/* @n octets of padding, zeroed already (RFC 8200 4.2). */
static void
write_padding (uint8_t *octets, size_t n)
{
  if (n < 2)
    return;
  octets[0] = IPV6_OPTION_PADN;
  octets[1] = (uint8_t)(n - 2);
}

static size_t
write_option (const struct option_kind *kind,
              const struct options_header *header, uint8_t *octets, size_t at)
{
  size_t padding
      = (kind->align + kind->remainder - at % kind->align) % kind->align;

  write_padding (octets + at, padding);
  at += padding;
  octets[at] = kind->type;
  octets[at + 1] = kind->length;
  fields_write (kind->fields, header, octets + at + 2);
  return at + 2 + kind->length;
}

size_t
destination_options_write (const struct options_header *header,
                           uint8_t next_header, uint8_t *octets)
{
  size_t at = EXTENSION_AT_OPTIONS, size;

  memset (octets, 0, OPTIONS_HEADER_SIZE_MAX);
  octets[0] = next_header;
  for (size_t i = 0; i < G_N_ELEMENTS (option_kinds); i++)
    if (get_present (header, &option_kinds[i]))
      at = write_option (&option_kinds[i], header, octets, at);
  size = (at + EXTENSION_UNIT - 1) / EXTENSION_UNIT * EXTENSION_UNIT;
  write_padding (octets + at, size - at);
  octets[EXTENSION_AT_LENGTH] = (uint8_t)(size / EXTENSION_UNIT - 1);
  return size;
}

/* Routing */

enum extension_result
routing_read (const uint8_t *octets, size_t n, struct routing_header *header)
{
  memset (header, 0, sizeof *header);
  if (!is_there (octets, n))
    return EXTENSION_TRUNCATED;
  header->type = octets[ROUTING_AT_TYPE];
  header->segments_left = octets[ROUTING_AT_SEGMENTS_LEFT];
  if (header->type != ROUTING_TYPE_2)
    return EXTENSION_OK;
  if (extension_size (octets) != ROUTING_TYPE_2_SIZE
      || header->segments_left != 1)
    return EXTENSION_BAD_HEADER;
  fields_read (type_2_fields, octets, ROUTING_TYPE_2_SIZE, header);
  if (!address_is_routable (&header->home_address))
    return EXTENSION_BAD_ADDRESS;
  return EXTENSION_OK;
}

size_t
routing_type_2_write (const struct address *home_address, uint8_t next_header,
                      uint8_t *octets)
{
  const struct routing_header header = { ROUTING_TYPE_2, 1, *home_address };

  memset (octets, 0, ROUTING_TYPE_2_SIZE);
  octets[0] = next_header;
  octets[EXTENSION_AT_LENGTH] = ROUTING_TYPE_2_SIZE / EXTENSION_UNIT - 1;
  fields_write (type_2_fields, &header, octets);
  return ROUTING_TYPE_2_SIZE;
}

/* Fragments */

static const struct field fragment_fields[] = {
  FIELD (fragment_header, more, "more", 2, BITS (2, 0, 1)),
  FIELD (fragment_header, identification, "identification", 4, U32),
  END,
};

enum
{
  FRAGMENT_AT_OFFSET = 2,
  FRAGMENT_OFFSET_BITS = 0xfff8 /* units of 8 octets, in place */
};

enum extension_result
fragment_read (const uint8_t *octets, size_t n, struct fragment_header *header)
{
  memset (header, 0, sizeof *header);
  if (n < FRAGMENT_SIZE)
    return EXTENSION_TRUNCATED;
  fields_read (fragment_fields, octets, FRAGMENT_SIZE, header);
  header->offset
      = wire_get16 (octets + FRAGMENT_AT_OFFSET) & FRAGMENT_OFFSET_BITS;
  return EXTENSION_OK;
}

size_t
fragment_write (const struct fragment_header *header, uint8_t next_header,
                uint8_t *octets)
{
  g_assert ((header->offset & ~FRAGMENT_OFFSET_BITS) == 0);
  memset (octets, 0, FRAGMENT_SIZE);
  octets[0] = next_header;
  wire_put16 (octets + FRAGMENT_AT_OFFSET, header->offset);
  fields_write (fragment_fields, header, octets);
  return FRAGMENT_SIZE;
}
