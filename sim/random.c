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
  GByteArray *input = g_byte_array_new ();
  XXH128_hash_t hash;

  /* The terminating zeros go in: they tell where a name ends. */
  g_byte_array_append (input, (const guint8 *)head, sizeof head);
  g_byte_array_append (input, (const guint8 *)entity,
                       (guint)strlen (entity) + 1);
  g_byte_array_append (input, (const guint8 *)purpose,
                       (guint)strlen (purpose) + 1);
  hash = XXH3_128bits (input->data, input->len);
  g_byte_array_unref (input);
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
