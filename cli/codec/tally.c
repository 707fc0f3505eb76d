/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/codec/tally.h"

#include <stdio.h>
#include <string.h>

#define U64 "%" G_GUINT64_FORMAT

void
tally_init (struct tally *tally)
{
  memset (tally, 0, sizeof *tally);
  tally->kinds
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
tally_clear (struct tally *tally)
{
  g_hash_table_destroy (tally->kinds);
}

static void
count_kind (struct tally *tally, const char *name)
{
  uint64_t *n = g_hash_table_lookup (tally->kinds, name);

  if (n == NULL)
    {
      n = g_new0 (uint64_t, 1);
      g_hash_table_insert (tally->kinds, g_strdup (name), n);
    }
  ++*n;
}

void
tally_add (struct tally *tally, const struct dissection *d)
{
  char text[DISSECTION_NAME_SIZE];

  tally->n++;
  tally->n_mobility += dissection_has_mobility (d);
  count_kind (tally, dissection_name (d, text));
  if (dissection_is_good (d))
    return;
  tally->n_wrong++;
  tally->n_cut += d->state == DISSECTION_CUT;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
print_kind (const char *name, uint64_t n, bool json, bool first)
{
  if (json)
    printf ("%s\"%s\": " U64, first ? "" : ", ", name, n);
  else
    printf ("%-30s " U64 "\n", name, n);
}

void
tally_print (const struct tally *tally, bool json)
{
  GList *names
      = g_list_sort (g_hash_table_get_keys (tally->kinds), compare_names);

  printf (json ? "{\"summary\": {\"packets\": " U64 ", \"mobility\": " U64
                 ", \"wrong\": " U64 ", \"kinds\": {"
               : "\n" U64 " packets, " U64 " of mobility, " U64 " wrong\n",
          tally->n, tally->n_mobility, tally->n_wrong);
  for (const GList *name = names; name != NULL; name = name->next)
    print_kind (name->data,
                *(uint64_t *)g_hash_table_lookup (tally->kinds, name->data),
                json, name == names);
  if (json)
    puts ("}}}");
  g_list_free (names);
}
