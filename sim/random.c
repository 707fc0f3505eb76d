/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters of the two uses of a key never meet: streams count in the first
 * word and leave the last at 0, keyed draws have USE_KEYED there. */
#include "sim/random.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

#include "sim/philox.h"

#define USE_KEYED 1

struct random_key
random_key (const struct random_source *source, const char *entity,
            const char *purpose)
{
  const uint64_t head[2]
      = { GUINT64_TO_LE (source->seed), GUINT64_TO_LE (source->replication) };
  const size_t entity_n = strlen (entity) + 1, purpose_n = strlen (purpose) + 1;
  const size_t n = sizeof head + entity_n + purpose_n;
  uint8_t some[128];
  uint8_t *input = n <= sizeof some ? some : g_malloc (n);
  XXH128_hash_t hash;

  /* The terminating zeros go in: they tell where a name ends. */
  memcpy (input, head, sizeof head);
  memcpy (input + sizeof head, entity, entity_n);
  memcpy (input + sizeof head + entity_n, purpose, purpose_n);
  hash = XXH3_128bits (input, n);
  if (input != some)
    g_free (input);
  return (struct random_key){ { hash.low64, hash.high64 } };
}

gsl_rng *
random_stream_new (const struct random_source *source, const char *entity,
                   const char *purpose)
{
  const struct random_key key = random_key (source, entity, purpose);
  gsl_rng *stream = gsl_rng_alloc (rng_philox);

  philox_set_key (stream, key.word);
  return stream;
}

double
random_at (const struct random_key *key, uint64_t a, uint64_t b)
{
  const uint64_t counter[4] = { a, b, 0, USE_KEYED };

  return philox_to_unit (philox (counter, key->word).word[0]);
}

/* ---- parked streams ------------------------------------------------ */

struct random_parked
random_stream_parked (const struct random_source *source, const char *entity,
                      const char *purpose)
{
  return (struct random_parked){ random_key (source, entity, purpose), 0 };
}

gsl_rng *
random_stream_seat (void)
{
  return gsl_rng_alloc (rng_philox);
}

void
random_stream_resume (gsl_rng *seat, const struct random_parked *parked)
{
  philox_set_place (seat, parked->key.word, parked->drawn);
}

void
random_stream_park (const gsl_rng *seat, struct random_parked *parked)
{
  parked->drawn = philox_place (seat);
}
