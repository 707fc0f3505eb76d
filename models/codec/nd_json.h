/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message of Neighbour Discovery or of Mobile IPv6's ICMPv6 as one JSON
 * object: type, name, code, checksum, the fields of its row, and every option
 * with its place.  Keys come from the tables (models/codec/nd_tables.c). */
#ifndef DMMSIM_MODELS_CODEC_ND_JSON_H
#define DMMSIM_MODELS_CODEC_ND_JSON_H

#include <glib.h>

#include "models/codec/nd.h"

/* Appends to @json:
 *
 *   {"icmp6_type": 135, "icmp6_name": "NS", "code": 0, "checksum": "0x1234",
 *    "target": "fe80::1", "options": [{"offset": 24, "type": 1, "name":
 *    "Source Link-Layer Address", "len": 1, "value": {"address":
 *    "020000000007"}}]}
 *
 * "len" counts units of 8 octets, as on the wire.  The value of an option that
 * is unknown or not defined in this message is {"raw": HEX, "unknown": true}.
 * @message: what nd_decode() made of the @n octets at @octets, ND_OK. */
void nd_json_append (GString *json, const uint8_t *octets, size_t n,
                     const struct nd_message *message);

#endif
