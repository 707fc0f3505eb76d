/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole packet as members of a JSON object.  A good one:
 *
 *   "ok": true, the members of its Mobility Header (models/codec/mh_json.h)
 *   or "name": "UDP", and "packet": its headers from the outermost, as in
 *   [{"layer": "ipv6", "traffic_class": 0, "flow_label": 0, "hop_limit": 64,
 *     "src": "2001:db8::1", "dst": "2001:db8::2"}, {"layer": "mobility"}]
 *
 * A bad one: "ok": false, "reaction", "error", "name", "packet" as far as it
 * was read; and the members of a Mobility Header that breaks a rule only.
 *
 * The layer of Neighbour Discovery, of Mobile IPv6's ICMPv6 and of ICMPv6
 * errors has "message", an object of models/codec/nd_json.h or of
 * icmp6_json_append() with "invoking": {"name", "src", "dst", "length"} in
 * addition, the packet in question (length: octets of it in the error).  Read
 * back are the "octets" beside it.
 *
 * Lengths, next headers and the checksums of IPv4, UDP, GRE and Mobility
 * Header are not told: they follow from the rest.  What these members cannot
 * say (options other than a home address, other routing headers) stands as
 * hexadecimal digits in "octets", and then that is what is read back. */
#ifndef DMMSIM_MODELS_CODEC_PACKET_JSON_H
#define DMMSIM_MODELS_CODEC_PACKET_JSON_H

#include <glib.h>

#include "models/codec/dissection.h"

struct cJSON;

/* Appends members, without braces. */
void packet_json_append (GString *json, const struct dissection *d);

/* Reads the array @packet back into octets; @message: the object with the
 * members of the Mobility Header, if there is one.  NULL with @error
 * (MH_JSON_ERROR) that begins with the place, as in "packet[1].home_address: ".
 * (transfer full) */
GByteArray *packet_json_read (const struct cJSON *packet,
                              const struct cJSON *message, GError **error);

#endif
