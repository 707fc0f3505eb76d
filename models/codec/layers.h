/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain of headers of a whole packet, from the outermost IPv6 or IPv4
 * header down to the message: extension headers (RFC 8200 4, RFC 6275 6.3 and
 * 6.4), tunnels unwrapped: IPv6 and IPv4 in either (RFC 2473, RFC 5844), GRE
 * (RFC 2784, 2890, 5845) and UDP (RFC 5555 4.1, RFC 5844 4).
 *
 * Nothing is allocated and nothing copied but small fields; offsets count from
 * the first octet of the packet.  The octets may be anything: nothing is read
 * past them, and the nesting is bounded by LAYERS_MAX.
 *
 * A UDP datagram is looked into when one of its ports is
 * UDP_PORT_PMIP6_CONTROL, UDP_PORT_PMIP6_DATA or UDP_PORT_DSMIP6
 * (models/codec/udp.h).  The first four bits say what it holds: 6 and 4 are the
 * version of an IP header (RFC 5555 4.1); all else is a Mobility Header on the
 * control port (its first octet is 59, so the two cannot be confused) and
 * payload on the others. */
#ifndef DMMSIM_MODELS_CODEC_LAYERS_H
#define DMMSIM_MODELS_CODEC_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/codec/extension.h"
#include "models/codec/gre.h"
#include "models/codec/ip.h"
#include "models/codec/udp.h"
#include "sim/address.h"

/* Name, and what texts and JSON call it.  The last three end a chain. */
#define LAYER_KINDS(X)                           \
  X (IPV6, "ipv6")                               \
  X (IPV4, "ipv4")                               \
  X (HOP_BY_HOP, "hop_by_hop")                   \
  X (DESTINATION_OPTIONS, "destination_options") \
  X (ROUTING, "routing")                         \
  X (FRAGMENT, "fragment")                       \
  X (GRE, "gre")                                 \
  X (UDP, "udp")                                 \
  X (MOBILITY, "mobility")                       \
  X (ICMPV6, "icmpv6")                           \
  X (PAYLOAD, "payload")
#define X(name, text) LAYER_##name,
enum layer_kind
{
  LAYER_KINDS (X) LAYER_KINDS_N
};
#undef X
const char *layer_kind_name (enum layer_kind kind);

struct layer
{
  uint8_t kind; /* enum layer_kind */
  /* What follows, as an IPv6 Next Header (IP_NEXT_NONE: what has no number); of
   * MOBILITY, ICMPV6 and PAYLOAD the number they came under. */
  uint8_t next_header;
  uint32_t offset;
  uint32_t length; /* octets of this header, without what it holds; of
                      MOBILITY, ICMPV6 and PAYLOAD: all that is left */
  union
  {
    struct ip_header ip;           /* IPV6, IPV4 */
    struct options_header options; /* HOP_BY_HOP, DESTINATION_OPTIONS;
                                      unknown_at from the packet's start */
    struct routing_header routing;
    struct fragment_header fragment;
    struct gre_header gre;
    struct udp_header udp;
    struct
    {
      /* What enters the checksum: the addresses of the nearest IP header, the
       * source replaced by the home address of a Home Address option, the
       * destination by that of a type 2 routing header (RFC 6275 6.1.1,
       * 11.3.1). */
      struct address source, destination;
      bool is_summed; /* false: directly over UDP, Checksum is 0 and ignored
                         (RFC 5844 4.1.3.2) */
    } upper;          /* MOBILITY, ICMPV6 */
  };
};

#define LAYERS_MAX 24

enum layers_result
{
  LAYERS_OK,
  LAYERS_TRUNCATED,        /* a header or the length it states goes past what
                              holds it */
  LAYERS_BAD_VERSION,      /* neither IPv6 nor IPv4 */
  LAYERS_BAD_HEADER,       /* a length or field that is not allowed */
  LAYERS_BAD_CHECKSUM,     /* IPv4 header, GRE, or UDP that carries a tunnel or
                              a Mobility Header */
  LAYERS_BAD_HOME_ADDRESS, /* the second in one packet, or not unicast and
                              routable (RFC 6275 6.3, 6.4) */
  LAYERS_TOO_DEEP          /* more than LAYERS_MAX */
};
const char *layers_result_text (enum layers_result result);

struct layers
{
  unsigned n;
  struct layer layer[LAYERS_MAX];
  /* Unless LAYERS_OK: where it went wrong.  The layers before are good. */
  enum layer_kind bad_kind;
  uint32_t bad_offset; /* of the header or field at fault */
};

/* Reads the packet of @n octets at @octets (NULL if 0), IPv6 or IPv4 by its
 * version.
 * Octets behind the length that the outermost header states are ignored (link
 * layers pad).  With LAYERS_OK the last layer is MOBILITY, ICMPV6 or PAYLOAD
 * (which may be empty): a fragment, what lies behind a routing header of
 * another type with segments left, ESP and every other protocol is PAYLOAD. */
enum layers_result layers_read (const uint8_t *octets, size_t n,
                                struct layers *layers);

/* The last layer of @kind before @layers->n, or NULL. */
const struct layer *layers_find (const struct layers *layers,
                                 enum layer_kind kind);

#endif
