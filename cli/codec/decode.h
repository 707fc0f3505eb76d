/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What dmmsim decode was asked for, and its two ways: hexadecimal digits and
 * captures. */
#ifndef DMMSIM_CLI_CODEC_DECODE_H
#define DMMSIM_CLI_CODEC_DECODE_H

#include <glib.h>
#include <stdbool.h>

#include "cli/codec/address_pair.h"

struct decode_options
{
  gboolean json, summary, ignore_checksum;
  char *hex, *only; /* as given; GOption's */
  /* Given: the digits are a Mobility Header, otherwise a whole packet. */
  struct address_pair pair;
};

/* Decodes options->hex, or the lines of standard input if that is "-".
 * Return the exit status. */
int decode_hex (const struct decode_options *options);
int decode_captures (const struct decode_options *options, char **paths);

#endif
