/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/gre.h"

#include <string.h>

#include "sim/address.h"

enum
{
  GRE_HAS_CHECKSUM = 0x8000,
  GRE_HAS_KEY = 0x2000,
  GRE_HAS_SEQUENCE = 0x1000,
  /* bits 1, 4 and 5, which RFC 1701 used, and the version */
  GRE_REFUSED = 0x4c07,
  GRE_AT_CHECKSUM = 4,
  GRE_BASE = 4 /* octets before the optional words, each of 4 */
};

size_t
gre_size (const struct gre_header *header)
{
  return GRE_BASE
         + 4u * (header->has_checksum + header->has_key + header->has_sequence);
}

enum gre_result
gre_read (const uint8_t *octets, size_t n, struct gre_header *header)
{
  unsigned flags;
  size_t at = GRE_BASE;

  memset (header, 0, sizeof *header);
  if (n < GRE_BASE)
    return GRE_TRUNCATED;
  flags = wire_get16 (octets);
  header->has_checksum = (flags & GRE_HAS_CHECKSUM) != 0;
  header->has_key = (flags & GRE_HAS_KEY) != 0;
  header->has_sequence = (flags & GRE_HAS_SEQUENCE) != 0;
  header->protocol = wire_get16 (octets + 2);
  if ((flags & GRE_REFUSED) != 0)
    return GRE_BAD_HEADER;
  if (n < gre_size (header))
    return GRE_TRUNCATED;
  at += header->has_checksum ? 4 : 0;
  if (header->has_key)
    header->key = wire_get32 (octets + at);
  at += header->has_key ? 4 : 0;
  if (header->has_sequence)
    header->sequence = wire_get32 (octets + at);
  if (header->has_checksum
      && checksum_finish (checksum_add (0, octets, n)) != 0)
    return GRE_BAD_CHECKSUM;
  return GRE_OK;
}

size_t
gre_write (const struct gre_header *header, size_t n, uint8_t *octets)
{
  size_t size = gre_size (header), at = GRE_BASE;

  memset (octets, 0, size);
  wire_put16 (octets, (header->has_checksum ? GRE_HAS_CHECKSUM : 0u)
                          | (header->has_key ? GRE_HAS_KEY : 0u)
                          | (header->has_sequence ? GRE_HAS_SEQUENCE : 0u));
  wire_put16 (octets + 2, header->protocol);
  at += header->has_checksum ? 4 : 0;
  if (header->has_key)
    wire_put32 (octets + at, header->key);
  at += header->has_key ? 4 : 0;
  if (header->has_sequence)
    wire_put32 (octets + at, header->sequence);
  if (header->has_checksum)
    wire_put16 (octets + GRE_AT_CHECKSUM,
                checksum_finish (checksum_add (0, octets, size + n)));
  return size;
}
