/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole packet as text for people: one line of a capture, or in full. */
#ifndef DMMSIM_MODELS_CODEC_PACKET_PRINT_H
#define DMMSIM_MODELS_CODEC_PACKET_PRINT_H

#include <glib.h>

#include "models/codec/dissection.h"

/* Appends one line without its newline: innermost addresses, what it is, the
 * headers between, what is wrong:
 *
 *   2001:db8:100::1 > 2001:db8:201::7  BA seq 258 status 0 (accepted)
 *   lifetime 560 s, to home address 2001:db8:100::7
 *
 * Behind an ICMPv6 error "; about " and the line of the packet that invoked
 * it. */
void packet_print_line (GString *text, const struct dissection *d);
/* Appends lines that end in a newline, one for each header and those of its
 * message. */
void packet_print_append (GString *text, const struct dissection *d);

#endif
