/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6 addresses, prefixes and the Internet checksum (RFC 4291, RFC 1071). */
#ifndef DMMSIM_SIM_ADDRESS_H
#define DMMSIM_SIM_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In network order, as on the wire. */
struct address
{
  uint8_t octet[16];
};

/* Bits beyond @length are zero. */
struct prefix
{
  struct address address;
  uint8_t length; /* 0 .. 128 */
};

extern const struct address address_unspecified;
extern const struct address address_all_nodes;   /* ff02::1 */
extern const struct address address_all_routers; /* ff02::2 */

bool address_equal (const struct address *a, const struct address *b);
bool address_is_unspecified (const struct address *a);
bool address_is_multicast (const struct address *a);
bool address_is_link_local (const struct address *a);
struct prefix prefix_make (const struct address *address, unsigned length);
bool prefix_equal (const struct prefix *a, const struct prefix *b);
bool prefix_contains (const struct prefix *prefix, const struct address *a);
/* Octets 0-7 from the prefix, 8-15 from @interface_id. */
struct address prefix_host (const struct prefix *prefix, uint64_t interface_id);

#define ADDRESS_TEXT_SIZE 46
#define PREFIX_TEXT_SIZE 50
/* RFC 5952 text. */
const char *address_text (const struct address *a,
                          char text[ADDRESS_TEXT_SIZE]);
const char *prefix_text (const struct prefix *p, char text[PREFIX_TEXT_SIZE]);
bool address_parse (const char *text, struct address *a);

/* One's complement sum, to be folded by checksum_finish(); @n may be odd only
 * in the last call. */
uint32_t checksum_add (uint32_t sum, const void *bytes, size_t n);
uint32_t checksum_pseudo_header (const struct address *source,
                                 const struct address *destination,
                                 uint32_t length, uint8_t next_header);
uint16_t checksum_finish (uint32_t sum);

/* Big-endian fields. */
static inline uint16_t
wire_get16 (const uint8_t *p)
{
  return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}
static inline uint32_t
wire_get32 (const uint8_t *p)
{
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8
         | p[3];
}
static inline void
wire_put16 (uint8_t *p, unsigned v)
{
  p[0] = (uint8_t)(v >> 8);
  p[1] = (uint8_t)v;
}
static inline void
wire_put32 (uint8_t *p, uint32_t v)
{
  p[0] = (uint8_t)(v >> 24);
  p[1] = (uint8_t)(v >> 16);
  p[2] = (uint8_t)(v >> 8);
  p[3] = (uint8_t)v;
}

#endif
