/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The golden vectors of shared/vectors/mh-vectors.json: each case decodes,
 * compares all decoded fields, and encodes back to the same octets; malformed
 * ones get the reaction that the vector expects. */
#include <cjson/cJSON.h>
#include <glib.h>

#include "models/codec/mh.h"
#include "models/codec/mh_check.h"
#include "models/codec/mh_json.h"
#include "tests/codec/octets.h"

#define VECTORS "shared/vectors/mh-vectors.json"

struct vector
{
  const cJSON *json;
  const char *name;
  struct octets wire;
  struct address source, destination; /* of the checksum */
};

static const char *
vector_text (const cJSON *json, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (json, key));
}

/* The address of the checksum where it differs from the IPv6 header's. */
static struct address
vector_address (const cJSON *json, const char *checksum_key, const char *key)
{
  const char *text = vector_text (json, checksum_key);

  return address_of (text != NULL ? text : vector_text (json, key));
}

static struct vector *
vector_new (const cJSON *json)
{
  struct vector *vector = g_new0 (struct vector, 1);

  vector->json = json;
  vector->name = vector_text (json, "name");
  vector->wire = octets_from_hex (vector_text (json, "hex"));
  vector->source = vector_address (json, "cksum_src", "ipv6_src");
  vector->destination = vector_address (json, "cksum_dst", "ipv6_dst");
  return vector;
}

static void
vector_free (gpointer data)
{
  struct vector *vector = data;

  g_free (vector->wire.at);
  g_free (vector);
}

static bool
vector_is_valid (const struct vector *vector)
{
  return cJSON_IsTrue (
      cJSON_GetObjectItemCaseSensitive (vector->json, "valid"));
}

static enum mh_result
vector_decode (const struct vector *vector, struct mh_message *message)
{
  return mh_decode (vector->wire.at, vector->wire.n, &vector->source,
                    &vector->destination, message);
}

/* Fields and options as the vector spells them. */
static void
check_fields (const struct vector *vector, const struct mh_message *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const cJSON *fields
      = cJSON_GetObjectItemCaseSensitive (vector->json, "fields");
  g_autofree char *expected = cJSON_PrintUnformatted (fields);
  cJSON *got;

  mh_json_append (text, vector->wire.at, message);
  got = cJSON_Parse (text->str);
  g_assert_nonnull (got);
  if (!cJSON_Compare (got, fields, true))
    g_error ("%s: got %s, expected %s", vector->name, text->str, expected);
  cJSON_Delete (got);
}

static void
check_encoding (const struct vector *vector, const struct mh_message *message)
{
  size_t size = mh_encoded_size (message);
  g_autofree uint8_t *octets = g_malloc (size);

  g_assert_cmpuint (
      mh_encode (message, &vector->source, &vector->destination, octets, size),
      ==, size);
  octets_assert_equal (octets, size, vector->wire);
}

/* Other octets than received, but the same message. */
static void
check_normal_form (const struct vector *vector,
                   const struct mh_message *message)
{
  size_t size = mh_encoded_size (message);
  g_autofree uint8_t *octets = g_malloc (size);
  struct mh_message again;

  mh_encode (message, &vector->source, &vector->destination, octets, size);
  g_assert_cmpint (
      mh_decode (octets, size, &vector->source, &vector->destination, &again),
      ==, MH_OK);
  g_assert_cmpint (again.n_options, ==, message->n_options);
  for (unsigned i = 0; i < again.n_options; i++)
    {
      g_assert_cmpint (again.options[i].type, ==, message->options[i].type);
      g_assert_cmpuint (again.options[i].raw.n, ==, message->options[i].raw.n);
    }
  g_assert_cmpuint (size, <=, vector->wire.n);
}

static void
test_valid (gconstpointer data)
{
  const struct vector *vector = data;
  struct mh_message message;
  struct mh_verdict verdict;

  g_assert_cmpint (vector_decode (vector, &message), ==, MH_OK);
  verdict = mh_check (MH_OK, &message);
  g_assert_cmpstr (verdict.why, ==, NULL);
  g_assert_cmpint (verdict.reaction, ==, MH_ACCEPT);
  check_fields (vector, &message);
  if (cJSON_IsTrue (
          cJSON_GetObjectItemCaseSensitive (vector->json, "canonical")))
    check_encoding (vector, &message);
  else
    check_normal_form (vector, &message);
}

static void
test_malformed (gconstpointer data)
{
  const struct vector *vector = data;
  char text[MH_VERDICT_TEXT_SIZE];
  struct mh_message message;
  struct mh_verdict verdict
      = mh_check (vector_decode (vector, &message), &message);

  g_test_message ("%s", verdict.why);
  g_assert_nonnull (verdict.why);
  g_assert_cmpstr (mh_verdict_text (&verdict, text), ==,
                   vector_text (vector->json, "expect"));
}

/* Every shorter block is refused, whether the checksum is looked at or not. */
static void
test_truncations (gconstpointer data)
{
  const struct vector *vector = data;
  size_t whole = vector->wire.n < 8 ? 8 : 8 * (vector->wire.at[1] + 1u);
  struct mh_message message;

  for (size_t n = 0; n < MIN (whole, vector->wire.n + 1); n++)
    {
      g_autofree uint8_t *part = g_memdup2 (vector->wire.at, n);

      g_assert_cmpint (mh_decode (part, n, NULL, NULL, &message), ==,
                       MH_TRUNCATED);
      g_assert_cmpint (
          mh_decode (part, n, &vector->source, &vector->destination, &message),
          ==, MH_TRUNCATED);
    }
}

/* What decodes from @octets must also print and encode. */
static void
check_any (const struct vector *vector, const uint8_t *octets)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree uint8_t *again = NULL;
  struct mh_message message;
  size_t size;

  if (mh_decode (octets, vector->wire.n, NULL, NULL, &message) != MH_OK)
    return;
  mh_json_append (text, octets, &message);
  g_assert_true (g_utf8_validate (text->str, -1, NULL));
  size = mh_encoded_size (&message);
  again = g_malloc (size);
  mh_encode (&message, NULL, NULL, again, size);
  g_assert_cmpint (mh_decode (again, size, NULL, NULL, &message), ==, MH_OK);
}

/* The checksum catches every single bit; without it nothing goes astray. */
static void
test_bit_flips (gconstpointer data)
{
  const struct vector *vector = data;
  g_autofree uint8_t *octets = g_memdup2 (vector->wire.at, vector->wire.n);
  struct mh_message message;

  for (size_t bit = 0; bit < 8 * vector->wire.n; bit++)
    {
      octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
      if (vector_is_valid (vector))
        g_assert_cmpint (mh_decode (octets, vector->wire.n, &vector->source,
                                    &vector->destination, &message),
                         !=, MH_OK);
      check_any (vector, octets);
      octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Nobody took some away. */
static void
test_number (gconstpointer data)
{
  const GPtrArray *vectors = data;
  unsigned valid = 0;

  for (unsigned i = 0; i < vectors->len; i++)
    valid += vector_is_valid (vectors->pdata[i]);
  g_assert_cmpuint (valid, ==, 67);
  g_assert_cmpuint (vectors->len, ==, 67 + 23);
}

static void
test_absent (void)
{
  g_test_skip ("no " VECTORS " beside the source tree");
}

static void
add_case (const char *kind, struct vector *vector, GTestDataFunc function)
{
  g_autofree char *path
      = g_strdup_printf ("/mh/vectors/%s/%s", kind, vector->name);

  g_test_add_data_func (path, vector, function);
}

static cJSON *
read_vectors (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top != NULL ? top : ".", "..", VECTORS, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return cJSON_Parse (text);
}

int
main (int argc, char **argv)
{
  cJSON *json = read_vectors ();
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func (vector_free);
  const cJSON *item;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (json == NULL)
    g_test_add_func ("/mh/vectors", test_absent);
  cJSON_ArrayForEach (item, json)
  {
    struct vector *vector = vector_new (item);

    g_ptr_array_add (vectors, vector);
    if (vector_is_valid (vector))
      add_case ("valid", vector, test_valid);
    else
      add_case ("malformed", vector, test_malformed);
    add_case ("truncated", vector, test_truncations);
    add_case ("flipped", vector, test_bit_flips);
  }
  if (vectors->len > 0)
    g_test_add_data_func ("/mh/vectors/number", vectors, test_number);
  status = g_test_run ();
  cJSON_Delete (json);
  return status;
}
