/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cli/codec/decode.h"
#include "cli/verbs.h"
#include "models/codec/hex.h"
#include "models/codec/mh_check.h"
#include "models/codec/mh_json.h"
#include "models/codec/mh_print.h"
#include "models/codec/packet_json.h"
#include "models/codec/packet_print.h"

/* {"ok": true, ...} with the members of mh_json_append()'s object, or what is
 * wrong. */
static void
header_json (GString *json, const uint8_t *octets,
             const struct mh_message *message, const struct mh_verdict *verdict)
{
  char reaction[MH_VERDICT_TEXT_SIZE];

  if (verdict->reaction != MH_ACCEPT)
    {
      g_string_append_printf (
          json, "{\"ok\": false, \"reaction\": \"%s\", \"error\": \"%s\"}\n",
          mh_verdict_text (verdict, reaction), verdict->why);
      return;
    }
  mh_json_append (json, octets, message);
  g_string_insert (json, 1, "\"ok\": true, ");
  g_string_append_c (json, '\n');
}

static void
header_text (GString *text, const uint8_t *octets,
             const struct mh_message *message, enum mh_result result,
             const struct mh_verdict *verdict)
{
  char reaction[MH_VERDICT_TEXT_SIZE];

  if (result == MH_OK)
    mh_print_append (text, octets, message);
  if (verdict->reaction != MH_ACCEPT)
    g_string_append_printf (text, "wrong: %s [%s]\n", verdict->why,
                            mh_verdict_text (verdict, reaction));
}

/* One Mobility Header; returns whether it is good. */
static bool
decode_header (GString *out, const struct decode_options *options,
               const GByteArray *octets)
{
  struct mh_message message;
  enum mh_result result
      = mh_decode (octets->data, octets->len,
                   options->ignore_checksum ? NULL : &options->pair.source,
                   &options->pair.destination, &message);
  struct mh_verdict verdict = mh_check (result, &message);

  if (options->json)
    header_json (out, octets->data, &message, &verdict);
  else
    header_text (out, octets->data, &message, result, &verdict);
  return verdict.reaction == MH_ACCEPT;
}

/* One packet; returns whether it is good. */
static bool
decode_packet (GString *out, const struct decode_options *options,
               const GByteArray *octets)
{
  struct dissection *d = g_new0 (struct dissection, 1);
  bool good;

  d->ignores_checksum = options->ignore_checksum;
  dissection_read (d, octets->data, octets->len, octets->len);
  good = dissection_is_good (d);
  if (options->json)
    {
      g_string_append_c (out, '{');
      packet_json_append (out, d);
      g_string_append (out, "}\n");
    }
  else
    packet_print_append (out, d);
  g_free (d);
  return good;
}

/* Prints what the digits @text hold.  EXIT_BAD_INPUT with @error when they are
 * not digits. */
static int
decode_digits (const struct decode_options *options, const char *text,
               GError **error)
{
  GByteArray *octets = hex_parse (text, error);
  GString *out;
  bool good;

  if (octets == NULL)
    return EXIT_BAD_INPUT;
  out = g_string_new (NULL);
  good = options->pair.is_given ? decode_header (out, options, octets)
                                : decode_packet (out, options, octets);
  fwrite (out->str, 1, out->len, stdout);
  g_string_free (out, TRUE);
  g_byte_array_unref (octets);
  return good ? EXIT_OK : EXIT_CHECK_FAILED;
}

static bool
line_is_empty (const char *line)
{
  while (g_ascii_isspace (*line))
    line++;
  return *line == '\0' || *line == '#';
}

/* Lines of standard input; empty ones and those that begin with # are left
 * out. */
static int
decode_lines (const struct decode_options *options)
{
  GError *error = NULL;
  char *line = NULL;
  size_t room = 0;
  int status = EXIT_OK;

  for (unsigned n = 1; status != EXIT_BAD_INPUT && !ferror (stdout)
                       && getline (&line, &room, stdin) >= 0;
       n++)
    {
      int found = line_is_empty (line) ? EXIT_OK
                                       : decode_digits (options, line, &error);

      status = MAX (status, found);
      if (error != NULL)
        message ("standard input, line %u: %s", n, error->message);
    }
  g_clear_error (&error);
  free (line);
  return status;
}

int
decode_hex (const struct decode_options *options)
{
  GError *error = NULL;
  int status;

  if (g_str_equal (options->hex, "-"))
    return decode_lines (options);
  status = decode_digits (options, options->hex, &error);
  if (error != NULL)
    {
      g_prefix_error (&error, "--hex: ");
      message_error (error);
    }
  return status;
}
