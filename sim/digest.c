/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hashed is a sequence of records, little-endian on any machine: an
 * event is its time (never negative), origin and kind; octets are preceded by
 * the negative of their number less one.  So no two courses give the same
 * input. */
#include "sim/digest.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

/* Large enough that the call into the hash function is nothing per event,
 * small enough to stay in the first-level cache. */
#define BLOCK_SIZE 2048

struct event_record
{
  int64_t time;
  uint32_t origin, kind;
};

struct digest
{
  size_t n; /* octets in the block */
  XXH3_state_t *state;
  uint8_t block[BLOCK_SIZE];
};

struct digest *
digest_new (void)
{
  struct digest *digest = g_new (struct digest, 1);

  digest->n = 0;
  digest->state = XXH3_createState ();
  XXH3_128bits_reset (digest->state);
  return digest;
}

void
digest_free (struct digest *digest)
{
  if (digest == NULL)
    return;
  XXH3_freeState (digest->state);
  g_free (digest);
}

static void
digest_flush (struct digest *digest)
{
  XXH3_128bits_update (digest->state, digest->block, digest->n);
  digest->n = 0;
}

/* @n: not more than a block. */
static void
digest_append (struct digest *digest, const void *bytes, size_t n)
{
  if (G_UNLIKELY (n > BLOCK_SIZE - digest->n))
    digest_flush (digest);
  memcpy (digest->block + digest->n, bytes, n);
  digest->n += n;
}

void
digest_add_event (struct digest *digest, int64_t time, uint32_t origin,
                  uint32_t kind)
{
  const struct event_record record
      = { GINT64_TO_LE (time), GUINT32_TO_LE (origin), GUINT32_TO_LE (kind) };

  digest_append (digest, &record, sizeof record);
}

void
digest_add_bytes (struct digest *digest, const void *bytes, size_t n)
{
  const int64_t length = -(int64_t)n - 1;
  const int64_t head = GINT64_TO_LE (length);

  digest_append (digest, &head, sizeof head);
  if (n <= BLOCK_SIZE)
    {
      digest_append (digest, bytes, n);
      return;
    }
  digest_flush (digest);
  XXH3_128bits_update (digest->state, bytes, n);
}

void
digest_text (const struct digest *digest, char text[DIGEST_TEXT_SIZE])
{
  XXH3_state_t *state = XXH3_createState ();
  XXH128_canonical_t canonical;

  XXH3_copyState (state, digest->state);
  XXH3_128bits_update (state, digest->block, digest->n);
  XXH128_canonicalFromHash (&canonical, XXH3_128bits_digest (state));
  XXH3_freeState (state);
  for (size_t i = 0; i < sizeof canonical.digest; i++)
    g_snprintf (text + 2 * i, 3, "%02x", canonical.digest[i]);
}
