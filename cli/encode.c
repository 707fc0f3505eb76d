/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim encode [FILE...]: JSON objects, as dmmsim decode prints them, back to
 * hexadecimal digits, a line each. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/codec/address_pair.h"
#include "cli/codec/json_stream.h"
#include "cli/verbs.h"
#include "models/codec/mh_json.h"
#include "models/codec/packet_json.h"
#include "models/codec/tables.h"

/* What dmmsim decode adds to a message and says nothing of its octets. */
static const char *const added[]
    = { "ok", "file", "frame", "time", "name", "reaction", "error" };

static void
print_octets (const uint8_t *octets, size_t n)
{
  for (size_t i = 0; i < n; i++)
    printf ("%02x", octets[i]);
  putchar ('\n');
}

/* Without addresses the checksum is the object's own. */
static bool
encode_header (const struct address_pair *pair, const cJSON *json,
               GError **error)
{
  g_autofree struct mh_json_store *store = g_new (struct mh_json_store, 1);
  g_autofree struct mh_message *message = g_new (struct mh_message, 1);
  uint8_t octets[MH_SIZE_MAX];
  size_t n;

  if (!mh_json_read (json, store, message, error))
    return false;
  n = mh_encoded_size (message);
  if (n > sizeof octets)
    {
      g_set_error (error, MH_JSON_ERROR, MH_JSON_ERROR_VALUE,
                   "%zu octets are too many for one message", n);
      return false;
    }
  n = mh_encode (message, pair->is_given ? &pair->source : NULL,
                 &pair->destination, octets, sizeof octets);
  if (!pair->is_given)
    wire_put16 (octets + MH_AT_CHECKSUM, message->checksum);
  print_octets (octets, n);
  return true;
}

static bool
encode_packet (const cJSON *packet, const cJSON *json, GError **error)
{
  GByteArray *octets = packet_json_read (packet, json, error);

  if (octets == NULL)
    return false;
  print_octets (octets->data, octets->len);
  g_byte_array_unref (octets);
  return true;
}

/* What decode --summary ends with. */
static bool
is_summary (const cJSON *json)
{
  return cJSON_IsObject (json) && json->child != NULL
         && json->child->next == NULL
         && g_str_equal (json->child->string, "summary");
}

/* Takes what is not the message's out of @json.  A summary is passed over. */
static bool
encode_object (const struct address_pair *pair, cJSON *json, GError **error)
{
  cJSON *packet;
  bool ok;

  if (is_summary (json))
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS (added); i++)
    cJSON_DeleteItemFromObjectCaseSensitive (json, added[i]);
  packet = cJSON_DetachItemFromObjectCaseSensitive (json, "packet");
  ok = packet != NULL ? encode_packet (packet, json, error)
                      : encode_header (pair, json, error);
  cJSON_Delete (packet);
  return ok;
}

/* An object, or an array of them; @n counts objects. */
static bool
encode_value (const struct address_pair *pair, cJSON *json, unsigned *n,
              GError **error)
{
  cJSON *item;

  if (!cJSON_IsArray (json))
    {
      ++*n;
      return encode_object (pair, json, error);
    }
  cJSON_ArrayForEach (item, json)
  {
    ++*n;
    if (!encode_object (pair, item, error))
      return false;
  }
  return true;
}

/* One value after another. */
static bool
encode_stream (const struct address_pair *pair, FILE *file, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned n = 0;
  bool ok = true;

  while (ok && !ferror (stdout) && json_stream_next (file, text))
    {
      cJSON *json = mh_json_tree (text->str, text->len, error);

      n += json == NULL;
      ok = json != NULL && encode_value (pair, json, &n, error);
      cJSON_Delete (json);
    }
  if (!ok)
    g_prefix_error (error, "object %u: ", n);
  else if (ferror (file))
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                 "cannot be read: %s", g_strerror (errno));
  return ok && !ferror (file);
}

/* "-": standard input.  The exit status. */
static int
encode_file (const struct address_pair *pair, const char *path)
{
  bool is_input = strcmp (path, "-") == 0;
  FILE *file = is_input ? stdin : fopen (path, "r");
  GError *error = NULL;

  if (file == NULL)
    {
      message ("%s: cannot be read: %s", path, g_strerror (errno));
      return EXIT_BAD_INPUT;
    }
  encode_stream (pair, file, &error);
  if (!is_input)
    fclose (file);
  if (error == NULL)
    return EXIT_OK;
  g_prefix_error (&error, "%s: ", is_input ? "standard input" : path);
  message_error (error);
  return EXIT_BAD_INPUT;
}

int
verb_encode (int argc, char **argv)
{
  struct address_pair pair = { 0 };
  const GOptionEntry entries[]
      = { ADDRESS_PAIR_ENTRIES (&pair, "source for the checksum of a Mobility "
                                       "Header without its packet"),
          G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("encode", entries, &argc, &argv)
      && address_pair_resolve (&pair))
    {
      status = argc == 1 ? encode_file (&pair, "-") : EXIT_OK;
      for (int i = 1; i < argc && status == EXIT_OK; i++)
        status = encode_file (&pair, argv[i]);
    }
  address_pair_clear (&pair);
  return status;
}
