/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets as people type and paste them. */
#ifndef DMMSIM_MODELS_CODEC_HEX_H
#define DMMSIM_MODELS_CODEC_HEX_H

#include <glib.h>

/* Pairs of hexadecimal digits; blanks, colons and hyphens may stand between
 * pairs, 0x before a pair.  NULL with @error (G_CONVERT_ERROR) that names the
 * place, from 1. (transfer full) */
GByteArray *hex_parse (const char *text, GError **error);

#endif
