/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is random by RFC 6275 5.2: node keys, nonces, cookies.  All are made
 * from the run's seed by a hash, so that who reads a capture can verify what
 * was made of them:
 *
 *   First (8 n, SHA256 ("dmmsim PURPOSE NAME SEED REPLICATION COUNTER"))
 *
 * with numbers in decimal. */
#ifndef DMMSIM_MODELS_MIPV6_SECRET_H
#define DMMSIM_MODELS_MIPV6_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "sim/sim.h"

/* Writes @n octets, at most 32.  @name: of the node whose secret it is. */
void mipv6_secret (const struct sim *sim, const char *purpose, const char *name,
                   uint64_t counter, uint8_t *octets, size_t n);

#endif
