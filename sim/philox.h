/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC'11) from the Random123 headers: a bijection of 256-bit counters chosen by
 * a 128-bit key, here also as a gsl_rng that counts 0, 1, 2, ...  */
#ifndef DMMSIM_SIM_PHILOX_H
#define DMMSIM_SIM_PHILOX_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

struct philox_block
{
  uint64_t word[4];
};

struct philox_block philox (const uint64_t counter[4], const uint64_t key[2]);

/* Makes @rng, of type rng_philox, stand before the first draw under @key. */
void philox_set_key (gsl_rng *rng, const uint64_t key[2]);
/* The same after @drawn words of 64 bits, and how many those are. */
void philox_set_place (gsl_rng *rng, const uint64_t key[2], uint64_t drawn);
uint64_t philox_place (const gsl_rng *rng);

/* The upper 53 bits as a number in [0, 1). */
static inline double
philox_to_unit (uint64_t word)
{
  return (double)(word >> 11) * 0x1p-53;
}

#endif
