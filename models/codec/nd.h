/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbour Discovery (RFC 4861 4) and the ICMPv6 messages that Mobile IPv6
 * adds (RFC 6275 6.5 to 6.8): bytes in, struct out, and back.  One row per
 * message and per option (models/codec/nd_tables.c) serves decoding, encoding,
 * JSON and text.  Octets are the ICMPv6 message, behind the IPv6 header. */
#ifndef DMMSIM_MODELS_CODEC_ND_H
#define DMMSIM_MODELS_CODEC_ND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/codec/mh.h"
#include "sim/address.h"

enum nd_type
{
  ND_ROUTER_SOLICITATION = 133,
  ND_ROUTER_ADVERTISEMENT = 134,
  ND_NEIGHBOR_SOLICITATION = 135,
  ND_NEIGHBOR_ADVERTISEMENT = 136,
  ND_REDIRECT = 137,
  ND_HOME_AGENT_REQUEST = 144, /* address discovery, RFC 6275 6.5 */
  ND_HOME_AGENT_REPLY = 145,   /* RFC 6275 6.6 */
  ND_MOBILE_PREFIX_SOLICITATION = 146,
  ND_MOBILE_PREFIX_ADVERTISEMENT = 147
};

#define ND_LIFETIME_INFINITE UINT32_MAX
#define ND_PREFIXES_MAX 64
#define ND_MAPS_MAX 8

struct nd_prefix /* RFC 4861 4.6.2, RFC 6275 7.2 */
{
  struct prefix prefix;
  bool on_link, autonomous;
  bool router_address; /* R: the wire holds `address` whole */
  uint32_t valid_lifetime, preferred_lifetime; /* s */
  struct address address; /* with router_address: the router's */
};

struct nd_map /* RFC 5380 5 */
{
  uint8_t distance, preference; /* 4 bits each */
  bool allocates;               /* R: the MAP allocates the RCoA */
  uint32_t valid_lifetime;      /* s */
  struct address address;
};

struct nd_message
{
  uint8_t type; /* enum nd_type */
  bool has_link_layer;
  uint8_t link_layer[6]; /* source link-layer address */
  /* router advertisement only */
  uint8_t hop_limit;
  bool managed, other;                    /* 147 too */
  bool home_agent;                        /* H, RFC 6275 7.1 */
  uint16_t router_lifetime;               /* s */
  uint32_t reachable_time, retrans_timer; /* ms */
  uint32_t mtu;                           /* 0: no option */
  bool has_interval;
  uint32_t interval; /* between advertisements, ms; RFC 6275 7.3 */
  bool has_home_agent_information;                     /* RFC 6275 7.4 */
  uint16_t home_agent_preference, home_agent_lifetime; /* s */
  /* neighbour solicitation and advertisement, redirect */
  struct address target;
  bool router, solicited, override; /* advertisement */
  struct address destination;       /* redirect */
  bool has_target_link_layer;       /* advertisement, redirect */
  uint8_t target_link_layer[6];
  struct view redirected; /* redirect: the start of the packet, in @octets; sent
                             with zeros up to a multiple of 8; n 0: no option */
  /* 144 to 147 */
  uint16_t identifier;
  struct view home_agents; /* 145: n / 16 addresses, in @octets */
  /* router and mobile prefix advertisement */
  unsigned n_maps; /* the former only */
  unsigned n_prefixes;
  struct nd_prefix prefixes[ND_PREFIXES_MAX];
  struct nd_map maps[ND_MAPS_MAX];
};

enum nd_result
{
  ND_OK,
  ND_TRUNCATED,
  ND_BAD_CHECKSUM,
  ND_UNKNOWN_TYPE,
  ND_BAD_CODE,        /* code not 0 */
  ND_BAD_HOP_LIMIT,   /* not 255: not from this link (RFC 4861 6.1, 7.1, 8.1) */
  ND_BAD_OPTION,      /* length 0, past the end, or wrong for its type */
  ND_BAD_SOURCE,      /* not link-local (6.1.2, 8.1) */
  ND_BAD_DESTINATION, /* solicitation from :: not to a solicited-node address,
                         solicited advertisement to a group (7.1.1, 7.1.2) */
  ND_BAD_ADDRESS /* target or destination not as 7.1 and 8.1 have it, or 145
                    with part of an address */
};
const char *nd_result_text (enum nd_result result);

/* The validity checks of RFC 4861 6.1, 7.1 and 8.1 included, but that the
 * source of a redirect is the present first hop (8.1): the host knows that.
 * The messages of RFC 6275 may come from afar.  Options that are unknown or not
 * defined for the message are ignored; more than ND_PREFIXES_MAX prefixes (a
 * message of over 2048 octets) or ND_MAPS_MAX MAPs are ND_BAD_OPTION.  But for
 * the views nothing refers to @octets afterwards. */
enum nd_result nd_decode (const uint8_t *octets, size_t n,
                          const struct address *source,
                          const struct address *destination,
                          uint8_t ipv6_hop_limit, struct nd_message *message);
/* Octets that nd_encode() will write, a multiple of 8. */
size_t nd_encoded_size (const struct nd_message *message);
/* Writes the message with its checksum, options in the order of the tables:
 * link-layer addresses, MTU, prefixes, what RFC 6275 and RFC 5380 add,
 * redirected header; @room >= nd_encoded_size().  Returns the octets written.
 */
size_t nd_encode (const struct nd_message *message,
                  const struct address *source,
                  const struct address *destination, uint8_t *octets,
                  size_t room);

/* "RS", "RA", "NS", ...; NULL if there is no such message. */
const char *nd_name (unsigned type);
/* The solicited-node multicast address of @address (RFC 4291 2.7.1). */
struct address nd_solicited_node (const struct address *address);

#endif
