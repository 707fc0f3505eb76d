/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/icmp6.h"

#include <string.h>

#include "models/codec/extension.h"
#include "models/codec/ip.h"

enum
{
  ICMP6_AT_TYPE = 0,
  ICMP6_AT_CODE = 1,
  ICMP6_AT_CHECKSUM = 2,
  ICMP6_AT_VALUE = 4,
  ICMP6_FIRST_INFORMATIONAL = 128,
  ICMP6_REDIRECT = 137 /* RFC 4861 4.5 */
};

enum
{
  IPV6_AT_NEXT_HEADER = 6,
  IPV6_AT_SOURCE = 8,
  IPV6_AT_DESTINATION = 24,
  NEXT_AUTHENTICATION = 51 /* RFC 4302 */
};

/* ---- the table ----------------------------------------------------- */

#define ICMP6_CODES_MAX 7

static const struct icmp6_row
{
  const char *name;
  const char *value; /* key of the 32 bits, NULL: unused */
  const char *codes[ICMP6_CODES_MAX];
} rows[] = {
  [ICMP6_DESTINATION_UNREACHABLE]
  = { "destination unreachable",
      NULL,
      { "no route to destination", "administratively prohibited",
        "beyond scope of source address", "address unreachable",
        "port unreachable", "source address failed policy",
        "reject route to destination" } },
  [ICMP6_PACKET_TOO_BIG] = { "packet too big", "mtu", { "packet too big" } },
  [ICMP6_TIME_EXCEEDED] = { "time exceeded",
                            NULL,
                            { "hop limit exceeded in transit",
                              "fragment reassembly time exceeded" } },
  [ICMP6_PARAMETER_PROBLEM]
  = { "parameter problem",
      "pointer",
      { "erroneous header field", "unrecognized next header",
        "unrecognized IPv6 option" } },
};

static const struct icmp6_row *
icmp6_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (rows) || !rows[type].name)
    return NULL;
  return &rows[type];
}

const char *
icmp6_type_name (unsigned type)
{
  const struct icmp6_row *row = icmp6_row (type);

  return row ? row->name : NULL;
}

const char *
icmp6_code_name (unsigned type, unsigned code)
{
  const struct icmp6_row *row = icmp6_row (type);

  return row && code < ICMP6_CODES_MAX ? row->codes[code] : NULL;
}

/* ---- decoding ------------------------------------------------------ */

static uint16_t
icmp6_sum (const uint8_t *octets, size_t n, const struct address *source,
           const struct address *destination)
{
  uint32_t sum = checksum_pseudo_header (source, destination, (uint32_t)n,
                                         IP_NEXT_ICMPV6);

  return checksum_finish (checksum_add (sum, octets, n));
}

enum icmp6_result
icmp6_decode (const uint8_t *octets, size_t n, const struct address *source,
              const struct address *destination, struct icmp6_error *error)
{
  if (n < ICMP6_ERROR_HEADER)
    return ICMP6_TRUNCATED;
  if (source && icmp6_sum (octets, n, source, destination) != 0)
    return ICMP6_BAD_CHECKSUM;
  if (octets[ICMP6_AT_TYPE] >= ICMP6_FIRST_INFORMATIONAL)
    return ICMP6_INFORMATIONAL;
  error->type = octets[ICMP6_AT_TYPE];
  error->code = octets[ICMP6_AT_CODE];
  error->checksum = wire_get16 (octets + ICMP6_AT_CHECKSUM);
  error->value = wire_get32 (octets + ICMP6_AT_VALUE);
  error->invoking
      = (struct view){ octets + ICMP6_ERROR_HEADER, n - ICMP6_ERROR_HEADER };
  return ICMP6_OK;
}

/* ---- when an error may be sent, RFC 4443 2.4 (e) ------------------- */

/* Octets of an extension header at @header (RFC 8200 4, RFC 4302 2.2), 0 if
 * @next_header is none; @left octets are there. */
static size_t
size_to_skip (uint8_t next_header, const uint8_t *header, size_t left)
{
  if (left < 2)
    return 0;
  switch (next_header)
    {
    case IP_NEXT_HOP_BY_HOP:
    case IP_NEXT_ROUTING:
    case IP_NEXT_DESTINATION_OPTIONS:
      return extension_size (header);
    case IP_NEXT_FRAGMENT:
      return FRAGMENT_SIZE;
    case NEXT_AUTHENTICATION:
      return 4 * (header[1] + 2u);
    default:
      return 0;
    }
}

/* Its upper layer cannot be seen (RFC 8200 4.5). */
static bool
is_later_fragment (const uint8_t *header, size_t left)
{
  return left < 4 || wire_get16 (header + 2) >> 3 != 0;
}

/* An ICMPv6 message whose type cannot be read might be an error: it counts as
 * one. */
static bool
is_error_or_redirect (const uint8_t *packet, size_t n)
{
  uint8_t next_header = packet[IPV6_AT_NEXT_HEADER];
  size_t at = IPV6_SIZE, size;

  while (at < n && (size = size_to_skip (next_header, packet + at, n - at)))
    {
      if (next_header == IP_NEXT_FRAGMENT
          && is_later_fragment (packet + at, n - at))
        return packet[at] == IP_NEXT_ICMPV6;
      next_header = packet[at];
      at += size;
    }
  if (next_header != IP_NEXT_ICMPV6)
    return false;
  return at >= n || packet[at] < ICMP6_FIRST_INFORMATIONAL
         || packet[at] == ICMP6_REDIRECT;
}

/* The two exceptions of (e.3). */
static bool
may_answer_multicast (const struct icmp6_error *error)
{
  if (error->type == ICMP6_PACKET_TOO_BIG)
    return true;
  return error->type == ICMP6_PARAMETER_PROBLEM
         && error->code == ICMP6_UNRECOGNISED_OPTION
         && error->value < error->invoking.n
         && error->invoking.octets[error->value] >> 6 == 2;
}

bool
icmp6_may_send (const struct icmp6_error *error)
{
  const uint8_t *packet = error->invoking.octets;
  struct address source, destination;

  if (error->invoking.n < IPV6_SIZE)
    return false;
  memcpy (&source, packet + IPV6_AT_SOURCE, sizeof source);
  memcpy (&destination, packet + IPV6_AT_DESTINATION, sizeof destination);
  if (address_is_unspecified (&source) || address_is_multicast (&source))
    return false;
  if (address_is_multicast (&destination) && !may_answer_multicast (error))
    return false;
  return !is_error_or_redirect (packet, error->invoking.n);
}

/* ---- encoding ------------------------------------------------------ */

size_t
icmp6_encoded_size (const struct icmp6_error *error)
{
  return ICMP6_ERROR_HEADER + MIN (error->invoking.n, ICMP6_INVOKING_MAX);
}

size_t
icmp6_encode (const struct icmp6_error *error, const struct address *source,
              const struct address *destination, uint8_t *octets, size_t room)
{
  const struct icmp6_row *row = icmp6_row (error->type);
  size_t n = icmp6_encoded_size (error);

  g_assert (n <= room && error->type < ICMP6_FIRST_INFORMATIONAL);
  memset (octets, 0, ICMP6_ERROR_HEADER);
  octets[ICMP6_AT_TYPE] = error->type;
  octets[ICMP6_AT_CODE] = error->code;
  if (!row || row->value)
    wire_put32 (octets + ICMP6_AT_VALUE, error->value);
  if (n > ICMP6_ERROR_HEADER)
    memcpy (octets + ICMP6_ERROR_HEADER, error->invoking.octets,
            n - ICMP6_ERROR_HEADER);
  wire_put16 (octets + ICMP6_AT_CHECKSUM,
              icmp6_sum (octets, n, source, destination));
  return n;
}

/* ---- showing ------------------------------------------------------- */

static void
append_name (GString *json, const char *key, const char *name)
{
  if (name)
    g_string_append_printf (json, ", \"%s\": \"%s\"", key, name);
  else
    g_string_append_printf (json, ", \"%s\": null", key);
}

void
icmp6_json_append (GString *json, const struct icmp6_error *error)
{
  const struct icmp6_row *row = icmp6_row (error->type);

  g_string_append_printf (json, "\"icmp6_type\": %u", error->type);
  append_name (json, "icmp6_name", icmp6_type_name (error->type));
  g_string_append_printf (json, ", \"code\": %u", error->code);
  append_name (json, "meaning", icmp6_code_name (error->type, error->code));
  g_string_append_printf (json, ", \"checksum\": \"0x%04x\"", error->checksum);
  if (row && row->value)
    g_string_append_printf (json, ", \"%s\": %u", row->value, error->value);
}

void
icmp6_print_append (GString *text, const struct icmp6_error *error)
{
  const struct icmp6_row *row = icmp6_row (error->type);
  const char *meaning = icmp6_code_name (error->type, error->code);

  if (row)
    g_string_append_printf (text, "ICMPv6 %s", row->name);
  else
    g_string_append_printf (text, "ICMPv6 error type %u", error->type);
  g_string_append_printf (text, ", code %u", error->code);
  if (meaning)
    g_string_append_printf (text, " (%s)", meaning);
  if (row && row->value)
    g_string_append_printf (text, ", %s %u", row->value, error->value);
}
