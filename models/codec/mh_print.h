/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoded Mobility Header as text for people: in full, one line for the
 * message and one for each option, or in one line.  Names and values come from
 * the tables; for programs there is models/codec/mh_json.h. */
#ifndef DMMSIM_MODELS_CODEC_MH_PRINT_H
#define DMMSIM_MODELS_CODEC_MH_PRINT_H

#include <glib.h>

#include "models/codec/mh.h"

struct field;

/* Appends lines that end in a newline, options indented under the message:
 *
 *   PBA: status 0 (accepted), flags P, seq 7, lifetime 3600 s
 *      12 Mobile Node Identifier: subtype 1, nai mn7@dmm.example.net
 *      34 (padding, 2 octets)
 *      36 Home Network Prefix: off_link no, plen 64, prefix 2001:db8:7::
 *
 * The number is the offset from the start of the header.  Octets that are not
 * printable ASCII show as \xNN.  @message: what mh_decode() made of @octets,
 * MH_OK. */
void mh_print_append (GString *text, const uint8_t *octets,
                      const struct mh_message *message);

/* Appends one line without its newline, of what one scans a capture for: name,
 * sequence number, status, lifetime, mobile node, prefixes and anchors.  All
 * but the first are left out when the message has none.
 *
 *   PBA seq 7 status 0 (accepted) lifetime 3600 s mn7@dmm.example.net
 *   2001:db8:7::/64 */
void mh_print_summary (GString *text, const struct mh_message *message);

/* Appends ": NAME VALUE, NAME VALUE" for the fields of a table row (NULL: none)
 * in @object, as they show in the lines above. */
void mh_print_fields (GString *text, const struct field *fields,
                      const void *object);

#endif
