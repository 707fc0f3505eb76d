/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICMPv6 error messages (RFC 4443): what a node says of a packet that it could
 * not process or pass on.  Octets are the ICMPv6 message, behind the IPv6
 * header.  All errors are laid out alike (2.1): type, code, checksum, 32 bits
 * whose meaning the type gives, and as much of the invoking packet, from its
 * IPv6 header on, as lets the whole packet stay within 1280 octets.
 *
 * Types of 128 and above are informational; Neighbour Discovery is nd.h's. */
#ifndef DMMSIM_MODELS_CODEC_ICMP6_H
#define DMMSIM_MODELS_CODEC_ICMP6_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/codec/mh.h"

enum icmp6_type
{
  ICMP6_DESTINATION_UNREACHABLE = 1, /* 3.1 */
  ICMP6_PACKET_TOO_BIG = 2,          /* 3.2; value: MTU in octets */
  ICMP6_TIME_EXCEEDED = 3,           /* 3.3 */
  ICMP6_PARAMETER_PROBLEM = 4        /* 3.4; value: pointer */
};

enum icmp6_parameter_problem /* codes, 3.4 */
{
  ICMP6_ERRONEOUS_FIELD = 0,
  ICMP6_UNRECOGNISED_NEXT_HEADER = 1,
  ICMP6_UNRECOGNISED_OPTION = 2
};

#define ICMP6_ERROR_HEADER 8
/* What is left of the least IPv6 MTU, 1280, behind both headers (2.4 c). */
#define ICMP6_INVOKING_MAX (1280 - 40 - ICMP6_ERROR_HEADER)

struct icmp6_error
{
  uint8_t type, code;
  uint16_t checksum;    /* as received; computed on encoding */
  uint32_t value;       /* MTU, pointer, or unused (sent as 0) */
  struct view invoking; /* encoding takes ICMP6_INVOKING_MAX octets of it */
};

enum icmp6_result
{
  ICMP6_OK,
  ICMP6_TRUNCATED,    /* shorter than 8 octets */
  ICMP6_BAD_CHECKSUM, /* RFC 4443 2.3 */
  ICMP6_INFORMATIONAL /* type 128 and above: no error */
};

/* Reads @n octets between @source and @destination (for the checksum; NULL
 * source: not verified).  Errors of unknown type and code are accepted (2.4 a);
 * error->invoking points into @octets. */
enum icmp6_result icmp6_decode (const uint8_t *octets, size_t n,
                                const struct address *source,
                                const struct address *destination,
                                struct icmp6_error *error);

/* May @error be sent in answer to error->invoking, a packet as it was received
 * (2.4 e)?  Not about an ICMPv6 error or a redirect, nor to a source that does
 * not name a single node; about a multicast packet only a packet too big, or
 * an unrecognised option whose type has the highest bits 10. */
bool icmp6_may_send (const struct icmp6_error *error);

/* Octets that icmp6_encode() will write. */
size_t icmp6_encoded_size (const struct icmp6_error *error);
/* Writes the message with its checksum; @room >= icmp6_encoded_size().  Returns
 * the octets written. */
size_t icmp6_encode (const struct icmp6_error *error,
                     const struct address *source,
                     const struct address *destination, uint8_t *octets,
                     size_t room);

/* "parameter problem"; NULL for a type of no row. */
const char *icmp6_type_name (unsigned type);
/* "erroneous header field"; NULL for a code of no row. */
const char *icmp6_code_name (unsigned type, unsigned code);

/* Appends the members of a JSON object, without braces, so that the caller can
 * add the invoking packet: "icmp6_type", "icmp6_name", "code", "meaning",
 * "checksum", and "mtu" or "pointer".  Names that are not known are null. */
void icmp6_json_append (GString *json, const struct icmp6_error *error);
/* Appends the same as one line of text, without an end of line. */
void icmp6_print_append (GString *text, const struct icmp6_error *error);

#endif
