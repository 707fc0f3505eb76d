/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a peer may say: a token bucket per receiver and Source Address.  A
 * liar that takes ever new source addresses is not slowed by it; of those
 * beyond PEERS_MAX all share one. */
#include <string.h>

#include "models/security/state.h"

#define PEERS_MAX 65536

struct bucket
{
  struct address ends[2]; /* peer, receiver */
  double tokens;
  sim_time filled; /* up to then */
};

static guint
bucket_hash (gconstpointer key)
{
  const uint8_t *octets = key;
  guint hash = 5381;

  for (size_t i = 0; i < 2 * sizeof (struct address); i++)
    hash = hash * 33 + octets[i];
  return hash;
}

static gboolean
bucket_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 2 * sizeof (struct address)) == 0;
}

static struct bucket *
bucket_get (struct security *security, const struct address *peer,
            const struct address *receiver)
{
  struct bucket key = { .ends = { *peer, *receiver } }, *bucket;

  if (!security->buckets)
    security->buckets
        = g_hash_table_new_full (bucket_hash, bucket_equal, g_free, NULL);
  if (g_hash_table_size (security->buckets) >= PEERS_MAX
      && !g_hash_table_contains (security->buckets, &key))
    memset (key.ends, 0, sizeof key.ends);
  bucket = g_hash_table_lookup (security->buckets, &key);
  if (bucket)
    return bucket;
  key.tokens = security->config->rate_limit.burst;
  key.filled = sim_now (security->domain->sim);
  bucket = g_memdup2 (&key, sizeof key);
  g_hash_table_add (security->buckets, bucket);
  return bucket;
}

bool
security_rate_allows (struct security *security,
                      const struct mobility_entity *entity,
                      const struct packet *p)
{
  const struct rate_limit_config *limit = &security->config->rate_limit;
  struct address peer = packet_source (p);
  sim_time now = sim_now (security->domain->sim);
  struct bucket *bucket;

  if (!security->config->has_rate_limit)
    return true;
  bucket = bucket_get (security, &peer, &entity->address);
  bucket->tokens += limit->rate * sim_time_to_seconds (now - bucket->filled);
  bucket->tokens = MIN (bucket->tokens, limit->burst);
  bucket->filled = now;
  if (bucket->tokens < 1)
    return false;
  bucket->tokens--;
  return true;
}
