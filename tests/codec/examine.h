/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every octet string must bear: it is decoded, and whatever decodes is
 * shown (as JSON and as text) and encoded, and decodes again to the same.
 * Property tests and fuzz targets share these; a promise that does not hold
 * aborts. */
#ifndef DMMSIM_TESTS_CODEC_EXAMINE_H
#define DMMSIM_TESTS_CODEC_EXAMINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each returns whether the octets were accepted; it may put a right checksum
 * into them. */
typedef bool examine (uint8_t *octets, size_t n);

/* A Mobility Header, its checksum not looked at. */
bool examine_mh (uint8_t *octets, size_t n);
/* The same without the JSON, which takes most of the time. */
bool examine_mh_quickly (uint8_t *octets, size_t n);
/* An ICMPv6 message of Neighbour Discovery; the checksum is made right. */
bool examine_nd (uint8_t *octets, size_t n);
/* An ICMPv6 error message, its checksum not looked at. */
bool examine_icmp6 (uint8_t *octets, size_t n);
/* The headers of a whole packet, and the message in them. */
bool examine_layers (uint8_t *octets, size_t n);
/* JSON text, said to be a message. */
bool examine_json (uint8_t *octets, size_t n);

#endif
