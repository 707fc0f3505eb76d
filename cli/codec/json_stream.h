/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON values one after another, whatever blanks are between and within them,
 * in the memory of the longest.  Only where a value ends is looked for; whether
 * it is one is for who reads its text. */
#ifndef DMMSIM_CLI_CODEC_JSON_STREAM_H
#define DMMSIM_CLI_CODEC_JSON_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* Reads the text of the next value of @file into @text, over what was there.
 * False at the end of @file, or when it cannot be read (ferror()). */
bool json_stream_next (FILE *file, GString *text);

#endif
