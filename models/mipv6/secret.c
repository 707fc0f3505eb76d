/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/secret.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#define SHA256_SIZE 32

void
mipv6_secret (const struct sim *sim, const char *purpose, const char *name,
              uint64_t counter, uint8_t *octets, size_t n)
{
  g_autofree char *text = g_strdup_printf (
      "dmmsim %s %s %" PRIu64 " %" PRIu64 " %" PRIu64, purpose, name,
      sim->random.seed, sim->random.replication, counter);
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t digest[SHA256_SIZE];
  gsize size = sizeof digest;

  g_assert (n <= sizeof digest);
  g_checksum_update (sha, (const guchar *)text, -1);
  g_checksum_get_digest (sha, digest, &size);
  memcpy (octets, digest, n);
}
