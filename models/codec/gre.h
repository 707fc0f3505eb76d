/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generic Routing Encapsulation with key and sequence number (RFC 2784,
 * RFC 2890), as negotiated by the GRE Key option (RFC 5845). */
#ifndef DMMSIM_MODELS_CODEC_GRE_H
#define DMMSIM_MODELS_CODEC_GRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gre_protocol /* EtherTypes */
{
  GRE_IPV4 = 0x0800,
  GRE_IPV6 = 0x86dd
};

struct gre_header
{
  bool has_checksum, has_key, has_sequence;
  uint16_t protocol; /* enum gre_protocol, or another */
  uint32_t key, sequence;
};

#define GRE_SIZE_MAX 16

enum gre_result
{
  GRE_OK,
  GRE_TRUNCATED,
  GRE_BAD_HEADER,  /* version not 0, or a bit of RFC 1701 set (RFC 2784 2.3) */
  GRE_BAD_CHECKSUM /* over header and payload (RFC 2784 2.5) */
};

/* Octets of the header: 4, 8, 12 or 16. */
size_t gre_size (const struct gre_header *header);
/* Reads the header of the @n octets at @octets, payload included. */
enum gre_result gre_read (const uint8_t *octets, size_t n,
                          struct gre_header *header);
/* Writes gre_size() octets in front of the payload of @n octets that lies
 * behind them.  Returns the octets written. */
size_t gre_write (const struct gre_header *header, size_t n, uint8_t *octets);

#endif
