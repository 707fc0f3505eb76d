/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6 extension headers (RFC 8200 4): options headers with what mobility and
 * tunnels put into them, routing and fragment headers.  Each is read from its
 * first octet, Next Header; offsets count from there. */
#ifndef DMMSIM_MODELS_CODEC_EXTENSION_H
#define DMMSIM_MODELS_CODEC_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"

enum extension_result
{
  EXTENSION_OK,
  EXTENSION_TRUNCATED,  /* goes past the end of the packet */
  EXTENSION_BAD_HEADER, /* a length or field that is not allowed */
  EXTENSION_BAD_ADDRESS /* a home address that is not unicast and routable, or
                           a second one (RFC 6275 6.3, 6.4, 9.3.1) */
};

/* What RFC 8200 4.2 asks of a node that does not know an option; the two
 * highest bits of its type. */
enum unknown_option_action
{
  UNKNOWN_OPTION_SKIP = 0,
  UNKNOWN_OPTION_DISCARD = 1,
  UNKNOWN_OPTION_REPORT = 2,        /* parameter problem code 2 */
  UNKNOWN_OPTION_REPORT_UNICAST = 3 /* unless sent to a multicast address */
};

struct options_header /* hop-by-hop, destination options: RFC 8200 4.3, 4.6 */
{
  bool has_home_address; /* destination options only: RFC 6275 6.3 */
  bool has_limit;        /* same: Tunnel Encapsulation Limit, RFC 2473 4.1.1 */
  uint8_t limit;
  uint8_t action;      /* enum unknown_option_action of the first option that is
                          unknown and not to be skipped, or UNKNOWN_OPTION_SKIP */
  uint32_t unknown_at; /* its place: the pointer to report */
  struct address home_address;
};

#define ROUTING_TYPE_2 2

struct routing_header /* RFC 8200 4.4, RFC 6275 6.4 */
{
  uint8_t type, segments_left;
  struct address home_address; /* type 2 only */
};

struct fragment_header /* RFC 8200 4.5 */
{
  uint16_t offset; /* octets, a multiple of 8 */
  bool more;
  uint32_t identification;
};

enum
{
  HOME_ADDRESS_HEADER_SIZE = 24, /* destination options with a home address */
  LIMIT_HEADER_SIZE = 8,         /* with an encapsulation limit */
  OPTIONS_HEADER_SIZE_MAX = 32,  /* with both */
  ROUTING_TYPE_2_SIZE = 24,
  FRAGMENT_SIZE = 8
};

/* Octets of the options or routing header at @octets, of which at least 2 are
 * there. */
size_t extension_size (const uint8_t *octets);

/* Reads a header out of the @n octets that are left of the packet. */
enum extension_result destination_options_read (const uint8_t *octets, size_t n,
                                                struct options_header *header);
enum extension_result hop_by_hop_read (const uint8_t *octets, size_t n,
                                       struct options_header *header);
/* A type 2 header of other than one address and one segment left is bad; of
 * other types only type and segments left are read. */
enum extension_result routing_read (const uint8_t *octets, size_t n,
                                    struct routing_header *header);
enum extension_result fragment_read (const uint8_t *octets, size_t n,
                                     struct fragment_header *header);

/* Writes destination options in front of @next_header: the encapsulation
 * limit, the home address at 8n + 6, or both, or padding only.  Returns the
 * octets written, a multiple of 8, at most OPTIONS_HEADER_SIZE_MAX. */
size_t destination_options_write (const struct options_header *header,
                                  uint8_t next_header, uint8_t *octets);
/* Writes a type 2 routing header, ROUTING_TYPE_2_SIZE octets. */
size_t routing_type_2_write (const struct address *home_address,
                             uint8_t next_header, uint8_t *octets);
/* Writes FRAGMENT_SIZE octets. */
size_t fragment_write (const struct fragment_header *header,
                       uint8_t next_header, uint8_t *octets);

#endif
