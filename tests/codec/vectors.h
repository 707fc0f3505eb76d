/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden vectors: the list of shared/vectors/mh-vectors.json and that of
 * tests/codec/vectors.json, which have the same layout. */
#ifndef DMMSIM_TESTS_CODEC_VECTORS_H
#define DMMSIM_TESTS_CODEC_VECTORS_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

#include "models/codec/tables.h"
#include "tests/codec/octets.h"

#define SHARED_VECTORS "../shared/vectors/mh-vectors.json"
#define OWN_VECTORS "tests/codec/vectors.json"

struct vector
{
  const char *name, *expect; /* expect: of malformed ones */
  const cJSON *json, *fields;
  bool valid, canonical;
  struct octets wire;
  struct address source, destination; /* of the checksum */
};

static inline const char *
vector_text (const cJSON *json, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (json, key));
}

static inline bool
vector_is (const cJSON *json, const char *key)
{
  return cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (json, key));
}

/* The address of the checksum where it differs from the IPv6 header's. */
static inline struct address
vector_address (const cJSON *json, const char *checksum_key, const char *key)
{
  const char *text = vector_text (json, checksum_key);

  return address_of (text != NULL ? text : vector_text (json, key));
}

static inline struct vector *
vector_new (const cJSON *json)
{
  struct vector *vector = g_new0 (struct vector, 1);

  vector->json = json;
  vector->fields = cJSON_GetObjectItemCaseSensitive (json, "fields");
  vector->name = vector_text (json, "name");
  vector->expect = vector_text (json, "expect");
  vector->valid = vector_is (json, "valid");
  vector->canonical = vector_is (json, "canonical");
  vector->wire = octets_from_hex (vector_text (json, "hex"));
  vector->source = vector_address (json, "cksum_src", "ipv6_src");
  vector->destination = vector_address (json, "cksum_dst", "ipv6_dst");
  return vector;
}

static inline void
vector_free (gpointer data)
{
  struct vector *vector = data;

  g_free (vector->wire.at);
  g_free (vector);
}

/* The list in @file below the source tree; NULL if it is not there. */
static inline cJSON *
vectors_load (const char *file)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top != NULL ? top : ".", file, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return cJSON_Parse (text);
}

/* One case "PREFIX/NAME" of @function for each valid vector of @list, kept
 * alive by @vectors. */
static inline void
vectors_add_valid (const cJSON *list, const char *prefix,
                   GTestDataFunc function, GPtrArray *vectors)
{
  const cJSON *item;

  cJSON_ArrayForEach (item, list)
  {
    struct vector *vector = vector_new (item);
    g_autofree char *path = g_strdup_printf ("%s/%s", prefix, vector->name);

    g_ptr_array_add (vectors, vector);
    if (vector->valid)
      g_test_add_data_func (path, vector, function);
  }
}

#endif
