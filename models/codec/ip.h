/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of IPv6 (RFC 8200 3) and IPv4 (RFC 791 3.1), the latter as a
 * transport of tunnels (RFC 5844 4, RFC 5555 4.1).  IPv4 addresses are written
 * ::ffff:a.b.c.d (RFC 4291 2.5.5.2): one kind of address everywhere. */
#ifndef DMMSIM_MODELS_CODEC_IP_H
#define DMMSIM_MODELS_CODEC_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"

enum ip_next_header /* IPv6 Next Header, IPv4 Protocol */
{
  IP_NEXT_HOP_BY_HOP = 0,
  IP_NEXT_IPV4 = 4,
  IP_NEXT_UDP = 17,
  IP_NEXT_IPV6 = 41,
  IP_NEXT_ROUTING = 43,
  IP_NEXT_FRAGMENT = 44,
  IP_NEXT_GRE = 47,
  IP_NEXT_ICMPV6 = 58,
  IP_NEXT_NONE = 59,
  IP_NEXT_DESTINATION_OPTIONS = 60,
  IP_NEXT_MOBILITY = 135
};

enum
{
  IPV6_SIZE = 40,
  IPV4_SIZE = 20, /* without options */
  IPV4_MORE_FRAGMENTS = 0x2000,
  IPV4_FRAGMENT_OFFSET = 0x1fff
};

struct ip_header
{
  uint8_t version; /* 6 or 4 */
  uint8_t size;    /* octets of this header; on reading only */
  uint8_t traffic_class;
  uint8_t next_header;
  uint8_t hop_limit;   /* IPv4: Time to Live */
  uint16_t payload;    /* octets behind this header */
  uint32_t flow_label; /* IPv6 */
  uint16_t identification;
  uint16_t fragment; /* IPv4: flags and fragment offset */
  struct address source, destination;
};

enum ip_result
{
  IP_OK,
  IP_TRUNCATED,   /* the header, or what its length says, is not all there */
  IP_BAD_VERSION, /* neither 6 nor 4 */
  IP_BAD_HEADER,  /* IPv4: a length below that of the header */
  IP_BAD_CHECKSUM /* IPv4 */
};

/* Reads the header of the packet of @n octets at @octets. */
enum ip_result ip_read (const uint8_t *octets, size_t n,
                        struct ip_header *header);
/* Writes IPV6_SIZE or IPV4_SIZE octets (without options, with checksum);
 * returns how many.  A payload of IPv4 above 65515 octets is a programmer
 * error. */
size_t ip_write (const struct ip_header *header, uint8_t *octets);

bool address_is_ipv4 (const struct address *address);
struct address address_from_ipv4 (const uint8_t octets[4]);
/* Whether it can be a home address: unicast and routable (RFC 6275 6.3). */
bool address_is_routable (const struct address *address);

#endif
