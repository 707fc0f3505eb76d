/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random canonical messages, made from the rows of models/codec/tables.h: a
 * new message, option or field is generated as soon as it has a row.  The same
 * seed gives the same messages on every machine.
 *
 * Every field takes its least and its greatest value often, reserved bits stay
 * 0, so that encoding a message and decoding it must give the message back. */
#ifndef DMMSIM_TESTS_CODEC_GENERATE_H
#define DMMSIM_TESTS_CODEC_GENERATE_H

#include <glib.h>

#include "models/codec/mh.h"
#include "models/codec/nd.h"

struct generator
{
  GRand *random;
  uint8_t octets[1 << 14]; /* what the views of the latest message refer to */
  size_t used;
};

void generator_init (struct generator *generator, uint32_t seed);
void generator_clear (struct generator *generator);

/* From @low to @high, both included. */
unsigned generate_number (struct generator *generator, unsigned low,
                          unsigned high);
struct address generate_address (struct generator *generator);

/* Fills @message with a message of @type, without options. */
void generate_head (struct generator *generator, unsigned type,
                    struct mh_message *message);
/* Adds an option of @type; one without a row gets random octets. */
void generate_option (struct generator *generator, unsigned type,
                      struct mh_message *message);
/* A message of a random type with up to @most options in random order, unknown
 * ones among them; of at most MH_SIZE_MAX octets. */
void generate_message (struct generator *generator, unsigned most,
                       struct mh_message *message);
/* Octets of @message in a block of exactly their number: g_free(). */
uint8_t *generate_octets (const struct mh_message *message,
                          const struct address *source,
                          const struct address *destination, size_t *n);

/* An ICMPv6 message of Neighbour Discovery of one of the types 133 to 137 with
 * up to 4 options, many of the size that their type has; at most
 * GENERATE_MOST octets.  Returns how many.  Its checksum is not set. */
#define GENERATE_MOST 1024
size_t generate_nd (struct generator *generator, uint8_t octets[GENERATE_MOST]);

/* An ICMPv6 error about a packet of up to 80 octets, likewise. */
size_t generate_icmp6 (struct generator *generator,
                       uint8_t octets[GENERATE_MOST]);

/* A whole IPv6 packet with a Mobility Header behind extension headers of
 * mobility, in up to two tunnels, the inner one with a GRE header at times. */
size_t generate_packet (struct generator *generator,
                        uint8_t octets[GENERATE_MOST]);

/* Whether all that the tables name is equal in both, or NULL; otherwise the
 * name of the first field that differs. */
const char *message_difference (const struct mh_message *a,
                                const struct mh_message *b);

/* Calls @visit for each type that has a row. */
typedef void generate_visit (struct generator *generator, unsigned type);
void generate_each_message (struct generator *generator, generate_visit *visit);
void generate_each_option (struct generator *generator, generate_visit *visit);

#endif
