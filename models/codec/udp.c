/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/udp.h"

#include <glib.h>
#include <string.h>

#include "models/codec/field.h"
#include "models/codec/ip.h"

enum
{
  UDP_AT_LENGTH = 4,
  UDP_AT_CHECKSUM = 6
};

static const struct field udp_fields[] = {
  FIELD (udp_header, source_port, "source_port", 0, U16),
  FIELD (udp_header, destination_port, "destination_port", 2, U16),
  FIELD (udp_header, length, "length", UDP_AT_LENGTH, U16),
  FIELD (udp_header, checksum, "checksum", UDP_AT_CHECKSUM, U16),
  END,
};

bool
udp_read (const uint8_t *octets, size_t n, struct udp_header *header)
{
  if (n < UDP_SIZE)
    return false;
  fields_read (udp_fields, octets, UDP_SIZE, header);
  return header->length >= UDP_SIZE && header->length <= n;
}

/* RFC 768 and RFC 8200 8.1.  The pseudo-header of IPv4 holds the same words as
 * that of IPv6 but for the 0xffff of each mapped address, which is 0 in one's
 * complement. */
static uint16_t
checksum_of (const uint8_t *octets, size_t n, const struct address *source,
             const struct address *destination)
{
  uint32_t sum
      = checksum_pseudo_header (source, destination, (uint32_t)n, IP_NEXT_UDP);

  return checksum_finish (checksum_add (sum, octets, n));
}

bool
udp_checksum_is_right (const uint8_t *octets, size_t n,
                       const struct address *source,
                       const struct address *destination)
{
  if (wire_get16 (octets + UDP_AT_CHECKSUM) == 0)
    return address_is_ipv4 (source) && address_is_ipv4 (destination);
  return checksum_of (octets, n, source, destination) == 0;
}

void
udp_write_unsummed (const struct udp_header *header, size_t n, uint8_t *octets)
{
  g_assert (UDP_SIZE + n <= UINT16_MAX);
  wire_put16 (octets, header->source_port);
  wire_put16 (octets + 2, header->destination_port);
  wire_put16 (octets + UDP_AT_LENGTH, (unsigned)(UDP_SIZE + n));
  wire_put16 (octets + UDP_AT_CHECKSUM, 0);
}

void
udp_write (const struct udp_header *header, const struct address *source,
           const struct address *destination, size_t n, uint8_t *octets)
{
  uint16_t checksum;

  udp_write_unsummed (header, n, octets);
  checksum = checksum_of (octets, UDP_SIZE + n, source, destination);
  wire_put16 (octets + UDP_AT_CHECKSUM, checksum == 0 ? UINT16_MAX : checksum);
}
