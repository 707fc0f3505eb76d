/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/security/association.h"

#include <string.h>

/* Security parameter indices up to 255 are reserved (RFC 4303 2.1, RFC 4285
 * 5). */
#define FIRST_SPI 256
#define SHA256_SIZE 32

/* ---- pairs --------------------------------------------------------- */

static int
address_order (const struct address *a, const struct address *b)
{
  return memcmp (a->octet, b->octet, sizeof a->octet);
}

static void
sort_ends (struct address ends[2], const struct address *a,
           const struct address *b)
{
  bool in_order = address_order (a, b) <= 0;

  ends[0] = in_order ? *a : *b;
  ends[1] = in_order ? *b : *a;
}

static guint
ends_hash (gconstpointer key)
{
  const struct address *ends = key;
  guint hash = 5381;

  for (size_t i = 0; i < sizeof ends->octet; i++)
    hash = (hash * 33 + ends[0].octet[i]) * 33 + ends[1].octet[i];
  return hash;
}

static gboolean
ends_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 2 * sizeof (struct address)) == 0;
}

/* ---- keys ---------------------------------------------------------- */

static void
make_key (const char *what, const struct address *a, const struct address *b,
          uint8_t *key, size_t n)
{
  char first[ADDRESS_TEXT_SIZE], second[ADDRESS_TEXT_SIZE];
  g_autofree char *secret
      = g_strdup_printf ("dmmsim %s %s %s", what, address_text (a, first),
                         address_text (b, second));
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t octets[SHA256_SIZE];
  gsize size = sizeof octets;

  g_checksum_update (sha, (const guchar *)secret, -1);
  g_checksum_get_digest (sha, octets, &size);
  memcpy (key, octets, n);
}

static void
make_direction (struct association *association, unsigned from,
                enum esp_integrity integrity)
{
  struct esp_association *esp = &association->directions[from].esp;

  esp->integrity = integrity;
  esp->spi = FIRST_SPI + 2 * association->index + from;
  make_key ("esp", &association->ends[from], &association->ends[1 - from],
            esp->key, esp_key_size (integrity));
}

/* ---- all of them --------------------------------------------------- */

static void
association_free (gpointer pointer)
{
  struct association *association = pointer;

  g_queue_clear (&association->held);
  g_free (association);
}

void
associations_init (struct associations *associations)
{
  associations->all = g_ptr_array_new_with_free_func (association_free);
  associations->by_ends = g_hash_table_new (ends_hash, ends_equal);
}

void
associations_clear (struct associations *associations)
{
  g_hash_table_unref (associations->by_ends);
  g_ptr_array_unref (associations->all);
}

struct association *
associations_find (const struct associations *associations,
                   const struct address *a, const struct address *b)
{
  struct address ends[2];

  sort_ends (ends, a, b);
  return g_hash_table_lookup (associations->by_ends, ends);
}

struct association *
associations_add (struct associations *associations, const struct address *a,
                  const struct address *b, enum esp_integrity integrity)
{
  struct association *association = g_new0 (struct association, 1);

  sort_ends (association->ends, a, b);
  association->index = associations->all->len;
  association->spi = FIRST_SPI + association->index;
  make_key ("mh", &association->ends[0], &association->ends[1],
            association->key, sizeof association->key);
  make_direction (association, 0, integrity);
  make_direction (association, 1, integrity);
  g_queue_init (&association->held);
  g_ptr_array_add (associations->all, association);
  g_hash_table_insert (associations->by_ends, association->ends, association);
  return association;
}

struct association_direction *
association_from (struct association *association, const struct address *source)
{
  return &association
              ->directions[!address_equal (&association->ends[0], source)];
}
