/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/philox.h"

#include <Random123/philox.h>
#include <glib.h>

#include "sim/random.h"

#define BLOCK_WORDS 4

struct philox_state
{
  uint64_t key[2];
  uint64_t counter; /* of the next block */
  unsigned left;    /* words of the block not yet drawn */
  struct philox_block block;
};

struct philox_block
philox (const uint64_t counter[4], const uint64_t key[2])
{
  const philox4x64_ctr_t c
      = { { counter[0], counter[1], counter[2], counter[3] } };
  const philox4x64_key_t k = { { key[0], key[1] } };
  const philox4x64_ctr_t r = philox4x64_R (10, c, k);

  return (struct philox_block){ { r.v[0], r.v[1], r.v[2], r.v[3] } };
}

static inline void
philox_next_block (struct philox_state *state)
{
  const uint64_t counter[4] = { state->counter++, 0, 0, 0 };

  state->block = philox (counter, state->key);
  state->left = BLOCK_WORDS;
}

static inline uint64_t
philox_next (struct philox_state *state)
{
  if (state->left == 0)
    philox_next_block (state);
  return state->block.word[BLOCK_WORDS - state->left--];
}

static void
philox_start (struct philox_state *state, const uint64_t key[2])
{
  *state = (struct philox_state){ .key = { key[0], key[1] } };
}

static void
philox_seed (void *state, unsigned long seed)
{
  const uint64_t key[2] = { seed, 0 };

  philox_start (state, key);
}

static unsigned long
philox_get (void *state)
{
  return (unsigned long)(philox_next (state) >> 32);
}

static double
philox_get_double (void *state)
{
  return philox_to_unit (philox_next (state));
}

static const gsl_rng_type philox_type = {
  .name = "philox4x64-10",
  .max = UINT32_MAX,
  .min = 0,
  .size = sizeof (struct philox_state),
  .set = philox_seed,
  .get = philox_get,
  .get_double = philox_get_double,
};
const gsl_rng_type *const rng_philox = &philox_type;

void
philox_set_key (gsl_rng *rng, const uint64_t key[2])
{
  g_assert (rng->type == rng_philox);
  philox_start (rng->state, key);
}

void
philox_set_place (gsl_rng *rng, const uint64_t key[2], uint64_t drawn)
{
  struct philox_state *state = rng->state;

  philox_set_key (rng, key);
  state->counter = drawn / BLOCK_WORDS;
  if (drawn % BLOCK_WORDS == 0)
    return;
  philox_next_block (state);
  state->left -= (unsigned)(drawn % BLOCK_WORDS);
}

uint64_t
philox_place (const gsl_rng *rng)
{
  const struct philox_state *state = rng->state;

  g_assert (rng->type == rng_philox);
  return state->counter * BLOCK_WORDS - state->left;
}
