/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consistent hashing: which MAARs keep the record of a mobile node.  Each MAAR
 * has some points on a ring of 2^64, a node's record is with the owners of the
 * first points clockwise of the hash of its identifier, as many different ones
 * as there are to be copies.  All MAARs are configured with all others, so that
 * one message reaches the right one.
 *
 * The hash is the first 64 bits, most significant octet first, of SHA-256 over
 * the MN-ID (an NAI), or over a MAAR's address and the number of the point, 16
 * bits from 0: the same on every machine. */
#ifndef DMMSIM_MODELS_DISTRIBUTED_RING_H
#define DMMSIM_MODELS_DISTRIBUTED_RING_H

#include <glib.h>

#include "sim/address.h"

struct ring;

/* (transfer full): ring_free().  Members are known by their index in
 * @addresses, which is copied. */
struct ring *ring_new (const struct address *addresses, unsigned n,
                       unsigned points);
void ring_free (struct ring *ring);
/* The first @n different members for @key into @members, or all if there are
 * fewer; returns how many.  O(log of the points) for small @n. */
unsigned ring_find (const struct ring *ring, const char *key, unsigned *members,
                    unsigned n);
uint64_t ring_hash (const void *octets, size_t n);

#endif
