/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --src and --dst: the addresses that enter the checksum of a Mobility Header
 * that comes without its packet. */
#ifndef DMMSIM_CLI_CODEC_ADDRESS_PAIR_H
#define DMMSIM_CLI_CODEC_ADDRESS_PAIR_H

#include <glib.h>
#include <stdbool.h>

#include "sim/address.h"

struct address_pair
{
  char *source_text, *destination_text; /* as given; GOption's */
  bool is_given;
  struct address source, destination;
};

/* The two rows for a verb's option table. */
#define ADDRESS_PAIR_ENTRIES(pair, help)                                       \
  { "src", 0, 0, G_OPTION_ARG_STRING, &(pair)->source_text, help, "ADDRESS" }, \
  {                                                                            \
    "dst", 0, 0, G_OPTION_ARG_STRING, &(pair)->destination_text,               \
        "and its destination", "ADDRESS"                                       \
  }

/* Reads the texts: both or none.  False after a message. */
bool address_pair_resolve (struct address_pair *pair);
void address_pair_clear (struct address_pair *pair);

#endif
