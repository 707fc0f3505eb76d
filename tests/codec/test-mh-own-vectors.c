/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own golden vectors, made by hand from the figures of the RFCs
 * (tests/codec/make-vectors.py): decoded, shown, read back and encoded; no row
 * of the tables and no length that one allows is without a vector. */
#include <glib.h>

#include "models/codec/mh_json.h"
#include "models/codec/suboption.h"
#include "tests/codec/vectors.h"

#define TYPES_N 256
/* Lengths of data that are told apart; rows with more have any. */
#define FORMS_MAX 4

static enum mh_result
decode (const struct vector *vector, struct mh_message *message)
{
  return mh_decode (vector->wire.at, vector->wire.n, &vector->source,
                    &vector->destination, message);
}

static void
assert_encodes (const struct mh_message *message, const struct vector *vector)
{
  uint8_t octets[MH_SIZE_MAX];
  size_t n = mh_encode (message, &vector->source, &vector->destination, octets,
                        sizeof octets);

  octets_assert_equal (octets, n, vector->wire);
}

static void
test_octets_say_the_fields (gconstpointer data)
{
  const struct vector *vector = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *expected = cJSON_PrintUnformatted (vector->fields);
  struct mh_message message;
  cJSON *got;

  g_assert_cmpint (decode (vector, &message), ==, MH_OK);
  mh_json_append (text, vector->wire.at, &message);
  got = cJSON_Parse (text->str);
  if (!cJSON_Compare (got, vector->fields, true))
    g_error ("got %s, expected %s", text->str, expected);
  cJSON_Delete (got);
  assert_encodes (&message, vector);
}

static void
test_fields_make_the_octets (gconstpointer data)
{
  const struct vector *vector = data;
  g_autoptr (GError) error = NULL;
  struct mh_json_store store;
  struct mh_message message;

  mh_json_read (vector->fields, &store, &message, &error);
  g_assert_no_error (error);
  assert_encodes (&message, vector);
}

/* Coverage */

/* What the vectors hold. */
struct seen
{
  bool messages[TYPES_N], variants[TYPES_N][TYPES_N];
  bool options[TYPES_N], lengths[TYPES_N][TYPES_N];
  bool suboptions[TYPES_N][TYPES_N]; /* by option and type */
};

static void
see_suboptions (struct seen *seen, const struct mh_option *option,
                const struct field *field)
{
  struct view rest = field_get_view (field, option);
  struct suboption suboption;

  while (suboption_next (field->suboptions, &rest, &suboption))
    seen->suboptions[option->type][suboption.type] = true;
}

static void
see_option (struct seen *seen, const struct mh_option *option)
{
  const struct option_row *row = mh_option_row (option->type);
  const struct field *field = row != NULL ? row->fields : NULL;

  seen->options[option->type] = true;
  seen->lengths[option->type][option->raw.n] = true;
  for (; field != NULL && field->kind != FIELD_END; field++)
    if (field->suboptions != NULL)
      see_suboptions (seen, option, field);
}

static void
see_vector (struct seen *seen, const struct vector *vector)
{
  struct mh_message message;

  if (!vector->valid || decode (vector, &message) != MH_OK)
    return;
  seen->messages[message.type] = true;
  seen->variants[message.type][vector->wire.at[MH_AT_DATA]] = true;
  for (unsigned i = 0; i < message.n_options; i++)
    see_option (seen, &message.options[i]);
}

static struct seen *
see_all (const GPtrArray *vectors)
{
  struct seen *seen = g_new0 (struct seen, 1);

  for (unsigned i = 0; i < vectors->len; i++)
    see_vector (seen, vectors->pdata[i]);
  return seen;
}

static void
test_every_message (gconstpointer data)
{
  g_autofree struct seen *seen = see_all (data);

  for (unsigned type = 0; type < TYPES_N; type++)
    {
      const struct message_row *row = mh_message_row (type);

      if (row == NULL)
        continue;
      if (!seen->messages[type])
        g_error ("no vector has message %u, %s", type, row->name);
      for (unsigned i = 0; i < row->n_variants; i++)
        if (row->variants[i].name != NULL && !seen->variants[type][i])
          g_error ("no vector has message %u, %s", type, row->variants[i].name);
    }
}

static void
assert_lengths (const struct seen *seen, unsigned type,
                const struct option_row *row)
{
  if (__builtin_popcountll (row->lengths) > FORMS_MAX)
    return;
  for (unsigned n = 0; n < 63; n++)
    if (length_is_allowed (row->lengths, n) && !seen->lengths[type][n])
      g_error ("no vector has option %u, %s, with %u octets", type, row->name,
               n);
}

static void
test_every_option (gconstpointer data)
{
  g_autofree struct seen *seen = see_all (data);

  for (unsigned type = 0; type < TYPES_N; type++)
    {
      const struct option_row *row = mh_option_row (type);

      if (row == NULL)
        continue;
      if (!seen->options[type])
        g_error ("no vector has option %u, %s", type, row->name);
      assert_lengths (seen, type, row);
    }
}

static void
assert_suboptions (const struct seen *seen, unsigned option,
                   const struct suboption_table *table)
{
  for (unsigned type = 0; type < table->n; type++)
    {
      const struct suboption_row *row = suboption_row (table, type);

      if (row != NULL && !seen->suboptions[option][type])
        g_error ("no vector has sub-option %u of option %u, %s", type, option,
                 row->name);
    }
}

static void
test_every_suboption (gconstpointer data)
{
  g_autofree struct seen *seen = see_all (data);

  for (unsigned type = 0; type < TYPES_N; type++)
    {
      const struct option_row *row = mh_option_row (type);
      const struct field *field = row != NULL ? row->fields : NULL;

      for (; field != NULL && field->kind != FIELD_END; field++)
        if (field->suboptions != NULL)
          assert_suboptions (seen, type, field->suboptions);
    }
}

int
main (int argc, char **argv)
{
  cJSON *own = vectors_load (OWN_VECTORS);
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func (vector_free);
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (own);
  vectors_add_valid (own, "/mh/own/octets-say-the-fields",
                     test_octets_say_the_fields, vectors);
  vectors_add_valid (own, "/mh/own/fields-make-the-octets",
                     test_fields_make_the_octets, vectors);
  g_test_add_data_func ("/mh/own/every-message-has-a-vector", vectors,
                        test_every_message);
  g_test_add_data_func ("/mh/own/every-option-has-a-vector", vectors,
                        test_every_option);
  g_test_add_data_func ("/mh/own/every-suboption-has-a-vector", vectors,
                        test_every_suboption);
  status = g_test_run ();
  cJSON_Delete (own);
  return status;
}
