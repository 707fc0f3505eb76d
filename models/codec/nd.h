/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbour Discovery (RFC 4861): Router Solicitation and Advertisement with
 * source link-layer address, prefix information and MTU options.  Octets are
 * the ICMPv6 message, behind the IPv6 header. */
#ifndef DMMSIM_MODELS_CODEC_ND_H
#define DMMSIM_MODELS_CODEC_ND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"

enum nd_type
{
  ND_ROUTER_SOLICITATION = 133,
  ND_ROUTER_ADVERTISEMENT = 134
};

#define ND_LIFETIME_INFINITE UINT32_MAX
#define ND_PREFIXES_MAX 64

struct nd_prefix /* RFC 4861 4.6.2 */
{
  struct prefix prefix;
  bool on_link, autonomous;
  uint32_t valid_lifetime, preferred_lifetime; /* s */
};

struct nd_message
{
  uint8_t type; /* enum nd_type */
  bool has_link_layer;
  uint8_t link_layer[6]; /* source link-layer address */
  /* router advertisement only */
  uint8_t hop_limit;
  bool managed, other;
  uint16_t router_lifetime;               /* s */
  uint32_t reachable_time, retrans_timer; /* ms */
  uint32_t mtu;                           /* 0: no option */
  unsigned n_prefixes;
  struct nd_prefix prefixes[ND_PREFIXES_MAX];
};

enum nd_result
{
  ND_OK,
  ND_TRUNCATED,
  ND_BAD_CHECKSUM,
  ND_UNKNOWN_TYPE,
  ND_BAD_CODE,      /* code not 0 */
  ND_BAD_HOP_LIMIT, /* not 255: not from this link (RFC 4861 6.1) */
  ND_BAD_OPTION,    /* length 0, past the end, or wrong for its type */
  ND_BAD_SOURCE     /* advertisement not from a link-local address (6.1.2) */
};

/* The validity checks of RFC 4861 6.1.1 and 6.1.2 included.  Options that are
 * unknown or not defined for the message are ignored (6.1.1, 6.1.2); more than
 * ND_PREFIXES_MAX prefixes (a message of over 2048 octets) is ND_BAD_OPTION.
 * Nothing refers to @octets afterwards. */
enum nd_result nd_decode (const uint8_t *octets, size_t n,
                          const struct address *source,
                          const struct address *destination,
                          uint8_t ipv6_hop_limit, struct nd_message *message);
/* Octets that nd_encode() will write, a multiple of 8. */
size_t nd_encoded_size (const struct nd_message *message);
/* Writes the message with its checksum, options in the order link-layer
 * address, MTU, prefixes; @room >= nd_encoded_size().  Returns the octets
 * written. */
size_t nd_encode (const struct nd_message *message,
                  const struct address *source,
                  const struct address *destination, uint8_t *octets,
                  size_t room);

#endif
