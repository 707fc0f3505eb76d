/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message of Neighbour Discovery or of Mobile IPv6's ICMPv6 as text for
 * people; for programs there is models/codec/nd_json.h. */
#ifndef DMMSIM_MODELS_CODEC_ND_PRINT_H
#define DMMSIM_MODELS_CODEC_ND_PRINT_H

#include <glib.h>

#include "models/codec/nd.h"

/* Appends a line for the message and one, indented, for each option, the number
 * being its offset:
 *
 *   NS: target fe80::1
 *      24 Source Link-Layer Address: address 020000000007
 *
 * @message: what nd_decode() made of the @n octets at @octets, ND_OK. */
void nd_print_append (GString *text, const uint8_t *octets, size_t n,
                      const struct nd_message *message);

/* Appends one line without its newline, of what one scans a capture for:
 *
 *   RA router_lifetime 1800 s 2001:db8:7::/64
 *   NA target fe80::1 */
void nd_print_summary (GString *text, const struct nd_message *message);

#endif
