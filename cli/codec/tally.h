/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many packets of which kind dmmsim decode has shown. */
#ifndef DMMSIM_CLI_CODEC_TALLY_H
#define DMMSIM_CLI_CODEC_TALLY_H

#include <glib.h>
#include <stdbool.h>

#include "models/codec/dissection.h"

struct tally
{
  uint64_t n, n_mobility;
  uint64_t n_wrong, n_cut; /* the cut ones are wrong, too */
  GHashTable *kinds;       /* name -> uint64_t */
};

void tally_init (struct tally *tally);
void tally_clear (struct tally *tally);
void tally_add (struct tally *tally, const struct dissection *d);
/* To standard output: lines, or one JSON object {"summary": ...}.  Kinds in
 * the order of their names. */
void tally_print (const struct tally *tally, bool json);

#endif
