/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/ip.h"

#include <glib.h>
#include <string.h>

#include "models/codec/field.h"

enum
{
  IPV4_AT_LENGTH = 2,
  IPV4_AT_CHECKSUM = 10,
  IPV4_AT_SOURCE = 12,
  IPV4_AT_DESTINATION = 16,
  IPV4_UNIT = 4, /* the header's length counts in this */
  MAPPED_AT = 12 /* of the IPv4 address in ::ffff:a.b.c.d */
};

static const struct field ipv6_fields[] = {
  FIELD (ip_header, version, "version", 0, BITS (4, 28, 4)),
  FIELD (ip_header, traffic_class, "traffic_class", 0, BITS (4, 20, 8)),
  FIELD (ip_header, flow_label, "flow_label", 0, BITS (4, 0, 20)),
  FIELD (ip_header, payload, "payload", 4, U16),
  FIELD (ip_header, next_header, "next_header", 6, U8),
  FIELD (ip_header, hop_limit, "hop_limit", 7, U8),
  FIELD (ip_header, source, "source", 8, ADDRESS),
  FIELD (ip_header, destination, "destination", 24, ADDRESS),
  END,
};

/* Without lengths, checksum and addresses. */
static const struct field ipv4_fields[] = {
  FIELD (ip_header, version, "version", 0, BITS (1, 4, 4)),
  FIELD (ip_header, traffic_class, "traffic_class", 1, U8),
  FIELD (ip_header, identification, "identification", 4, U16),
  FIELD (ip_header, fragment, "fragment", 6, U16),
  FIELD (ip_header, hop_limit, "hop_limit", 8, U8),
  FIELD (ip_header, next_header, "next_header", 9, U8),
  END,
};

/* Addresses */

static const uint8_t mapped_prefix[MAPPED_AT] = { [10] = 0xff, [11] = 0xff };

bool
address_is_ipv4 (const struct address *address)
{
  return memcmp (address->octet, mapped_prefix, sizeof mapped_prefix) == 0;
}

struct address
address_from_ipv4 (const uint8_t octets[4])
{
  struct address address;

  memcpy (address.octet, mapped_prefix, sizeof mapped_prefix);
  memcpy (address.octet + MAPPED_AT, octets, 4);
  return address;
}

bool
address_is_routable (const struct address *address)
{
  static const struct address loopback = { { [15] = 1 } };

  return !address_is_unspecified (address) && !address_is_multicast (address)
         && !address_is_link_local (address) && !address_is_ipv4 (address)
         && !address_equal (address, &loopback);
}

/* Reading */

static enum ip_result
ipv6_read (const uint8_t *octets, size_t n, struct ip_header *header)
{
  if (n < IPV6_SIZE)
    return IP_TRUNCATED;
  fields_read (ipv6_fields, octets, IPV6_SIZE, header);
  header->size = IPV6_SIZE;
  return header->payload > n - IPV6_SIZE ? IP_TRUNCATED : IP_OK;
}

static enum ip_result
ipv4_read (const uint8_t *octets, size_t n, struct ip_header *header)
{
  size_t length;

  if (n < IPV4_SIZE)
    return IP_TRUNCATED;
  fields_read (ipv4_fields, octets, IPV4_SIZE, header);
  header->size = (uint8_t)((octets[0] & 0x0f) * IPV4_UNIT);
  length = wire_get16 (octets + IPV4_AT_LENGTH);
  if (header->size < IPV4_SIZE || length < header->size)
    return IP_BAD_HEADER;
  if (length > n)
    return IP_TRUNCATED;
  header->payload = (uint16_t)(length - header->size);
  header->source = address_from_ipv4 (octets + IPV4_AT_SOURCE);
  header->destination = address_from_ipv4 (octets + IPV4_AT_DESTINATION);
  if (checksum_finish (checksum_add (0, octets, header->size)) != 0)
    return IP_BAD_CHECKSUM;
  return IP_OK;
}

enum ip_result
ip_read (const uint8_t *octets, size_t n, struct ip_header *header)
{
  memset (header, 0, sizeof *header);
  if (n == 0)
    return IP_TRUNCATED;
  switch (octets[0] >> 4)
    {
    case 6:
      return ipv6_read (octets, n, header);
    case 4:
      return ipv4_read (octets, n, header);
    default:
      return IP_BAD_VERSION;
    }
}

/* Writing */

static size_t
ipv4_write (const struct ip_header *header, uint8_t *octets)
{
  size_t length = IPV4_SIZE + (size_t)header->payload;

  g_assert (length <= UINT16_MAX);
  g_assert (address_is_ipv4 (&header->source)
            && address_is_ipv4 (&header->destination));
  memset (octets, 0, IPV4_SIZE);
  fields_write (ipv4_fields, header, octets);
  octets[0] |= IPV4_SIZE / IPV4_UNIT;
  wire_put16 (octets + IPV4_AT_LENGTH, (unsigned)length);
  memcpy (octets + IPV4_AT_SOURCE, header->source.octet + MAPPED_AT, 4);
  memcpy (octets + IPV4_AT_DESTINATION, header->destination.octet + MAPPED_AT,
          4);
  wire_put16 (octets + IPV4_AT_CHECKSUM,
              checksum_finish (checksum_add (0, octets, IPV4_SIZE)));
  return IPV4_SIZE;
}

size_t
ip_write (const struct ip_header *header, uint8_t *octets)
{
  g_assert (header->version == 6 || header->version == 4);
  if (header->version == 4)
    return ipv4_write (header, octets);
  memset (octets, 0, IPV6_SIZE);
  fields_write (ipv6_fields, header, octets);
  return IPV6_SIZE;
}
