/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/distributed/ring.h"

#include <stdbool.h>
#include <string.h>

struct point
{
  uint64_t at;
  unsigned member;
};

struct ring
{
  GArray *points; /* struct point, by place, then member */
};

uint64_t
ring_hash (const void *octets, size_t n)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t digest[32];
  gsize size = sizeof digest;
  uint64_t hash = 0;

  g_checksum_update (sum, octets, (gssize)n);
  g_checksum_get_digest (sum, digest, &size);
  for (unsigned i = 0; i < sizeof hash; i++)
    hash = hash << 8 | digest[i];
  return hash;
}

static int
point_compare (gconstpointer a, gconstpointer b)
{
  const struct point *x = a, *y = b;

  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->member < y->member ? -1 : x->member > y->member;
}

static void
ring_add (struct ring *ring, const struct address *address, unsigned member,
          unsigned number)
{
  uint8_t octets[sizeof address->octet + 2];
  struct point point = { .member = member };

  memcpy (octets, address->octet, sizeof address->octet);
  octets[sizeof address->octet] = (uint8_t)(number >> 8);
  octets[sizeof address->octet + 1] = (uint8_t)number;
  point.at = ring_hash (octets, sizeof octets);
  g_array_append_val (ring->points, point);
}

struct ring *
ring_new (const struct address *addresses, unsigned n, unsigned points)
{
  struct ring *ring = g_new (struct ring, 1);

  ring->points
      = g_array_sized_new (FALSE, FALSE, sizeof (struct point), n * points);
  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < points; j++)
      ring_add (ring, &addresses[i], i, j);
  g_array_sort (ring->points, point_compare);
  return ring;
}

void
ring_free (struct ring *ring)
{
  if (!ring)
    return;
  g_array_unref (ring->points);
  g_free (ring);
}

/* Index of the first point not before @at, 0 behind the last. */
static guint
ring_successor (const struct ring *ring, uint64_t at)
{
  guint low = 0, high = ring->points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (ring->points, struct point, middle).at < at)
        low = middle + 1;
      else
        high = middle;
    }
  return low == ring->points->len ? 0 : low;
}

static bool
is_among (const unsigned *members, unsigned n, unsigned member)
{
  for (unsigned i = 0; i < n; i++)
    if (members[i] == member)
      return true;
  return false;
}

unsigned
ring_find (const struct ring *ring, const char *key, unsigned *members,
           unsigned n)
{
  guint at = ring_successor (ring, ring_hash (key, strlen (key)));
  unsigned found = 0;

  for (guint i = 0; i < ring->points->len && found < n; i++)
    {
      unsigned member = g_array_index (ring->points, struct point,
                                       (at + i) % ring->points->len)
                            .member;

      if (!is_among (members, found, member))
        members[found++] = member;
    }
  return found;
}
