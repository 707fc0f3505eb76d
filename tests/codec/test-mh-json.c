/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON to message: the fields of every golden vector become its octets, and
 * what is shown reads back. */
#include <glib.h>

#include "models/codec/mh_json.h"
#include "tests/codec/vectors.h"

/* The octets that @message is encoded to. */
static struct octets
encode (const struct mh_message *message, const struct vector *vector)
{
  struct octets wire = { NULL, mh_encoded_size (message) };

  wire.at = g_malloc (wire.n);
  g_assert_cmpuint (mh_encode (message, &vector->source, &vector->destination,
                               wire.at, wire.n),
                    ==, wire.n);
  return wire;
}

/* The octets that @fields are encoded to. */
static struct octets
encode_fields (const cJSON *fields, const struct vector *vector)
{
  g_autofree struct mh_message *message = g_new (struct mh_message, 1);
  g_autofree struct mh_json_store *store = g_new (struct mh_json_store, 1);
  g_autoptr (GError) error = NULL;
  bool good = mh_json_read (fields, store, message, &error);

  g_assert_no_error (error);
  g_assert_true (good);
  return encode (message, vector);
}

/* Other octets than the vector's if that is not canonical, but the same in a
 * second turn. */
static void
check_fields (const cJSON *fields, const struct vector *vector)
{
  struct octets wire = encode_fields (fields, vector);

  if (vector->canonical)
    octets_assert_equal (wire.at, wire.n, vector->wire);
  else
    g_assert_cmpuint (wire.n, <=, vector->wire.n);
  g_free (wire.at);
}

static void
test_fields_become_octets (gconstpointer data)
{
  const struct vector *vector = data;

  check_fields (vector->fields, vector);
}

/* Takes @keys out of @object. */
static void
remove_keys (cJSON *object, const char *const *keys)
{
  for (; *keys != NULL; keys++)
    cJSON_DeleteItemFromObjectCaseSensitive (object, *keys);
}

/* Takes the padding out of @options, and what the encoder works out. */
static void
remove_derived_options (cJSON *options)
{
  static const char *const derived[] = { "offset", "len", "name", NULL };

  for (int i = cJSON_GetArraySize (options); i-- > 0;)
    {
      cJSON *option = cJSON_GetArrayItem (options, i);
      const cJSON *type = cJSON_GetObjectItemCaseSensitive (option, "type");

      remove_keys (option, derived);
      if (type->valueint < 2)
        cJSON_DeleteItemFromArray (options, i);
    }
}

static void
test_derived_keys_may_be_absent (gconstpointer data)
{
  static const char *const derived[]
      = { "payload_proto", "hdr_len",   "octets",     "mh_name", "reserved",
          "checksum",      "flags_raw", "lifetime_s", NULL };
  const struct vector *vector = data;
  cJSON *fields = cJSON_Duplicate (vector->fields, true);
  const cJSON *units
      = cJSON_GetObjectItemCaseSensitive (fields, "lifetime_units");

  if (units == NULL) /* lifetime_s says something then */
    cJSON_AddItemToObject (
        fields, "kept",
        cJSON_DetachItemFromObjectCaseSensitive (fields, "lifetime_s"));
  remove_keys (fields, derived);
  if (cJSON_HasObjectItem (fields, "kept"))
    cJSON_AddItemToObject (
        fields, "lifetime_s",
        cJSON_DetachItemFromObjectCaseSensitive (fields, "kept"));
  remove_derived_options (cJSON_GetObjectItemCaseSensitive (fields, "options"));
  check_fields (fields, vector);
  cJSON_Delete (fields);
}

/* decode, show, read, encode. */
static void
test_shown_reads_back (gconstpointer data)
{
  const struct vector *vector = data;
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autofree struct mh_message *message = g_new (struct mh_message, 1);
  g_autofree struct mh_json_store *store = g_new (struct mh_json_store, 1);
  g_autoptr (GError) error = NULL;
  struct octets direct, again;

  g_assert_cmpint (
      mh_decode (vector->wire.at, vector->wire.n, NULL, NULL, message), ==,
      MH_OK);
  mh_json_append (shown, vector->wire.at, message);
  direct = encode (message, vector);
  mh_json_parse (shown->str, shown->len, store, message, &error);
  g_assert_no_error (error);
  again = encode (message, vector);
  octets_assert_equal (again.at, again.n, direct);
  g_free (direct.at);
  g_free (again.at);
}

static void
test_absent (void)
{
  g_test_skip ("no " SHARED_VECTORS " beside the source tree");
}

static void
add_cases (const cJSON *list, const char *whose, GPtrArray *vectors)
{
  static const struct
  {
    const char *promise;
    GTestDataFunc function;
  } cases[] = {
    { "fields-become-octets", test_fields_become_octets },
    { "derived-keys-may-be-absent", test_derived_keys_may_be_absent },
    { "shown-reads-back", test_shown_reads_back },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prefix
          = g_strdup_printf ("/mh/json/%s/%s", cases[i].promise, whose);

      vectors_add_valid (list, prefix, cases[i].function, vectors);
    }
}

int
main (int argc, char **argv)
{
  cJSON *shared = vectors_load (SHARED_VECTORS);
  cJSON *own = vectors_load (OWN_VECTORS);
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func (vector_free);
  int status;

  g_test_init (&argc, &argv, NULL);
  if (shared == NULL)
    g_test_add_func ("/mh/json/shared", test_absent);
  add_cases (shared, "shared", vectors);
  add_cases (own, "own", vectors);
  status = g_test_run ();
  cJSON_Delete (shared);
  cJSON_Delete (own);
  return status;
}
