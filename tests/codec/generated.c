/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generated messages as files, for readers that are not ours.
 *
 *   generated seeds FOLDER   the fuzz targets' corpus: FOLDER/mh, nd, icmp6,
 *                            layers, json
 *   generated messages N     N messages, one a line: source, destination and
 *                            octets in hexadecimal
 *   generated json           reads octets in hexadecimal, one message a line,
 *                            and prints the JSON of each, or null */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/codec/mh_json.h"
#include "models/codec/tables.h"
#include "tests/codec/generate.h"
#include "tests/codec/octets.h"

#define SEED 20260102
#define OPTIONS_MOST 6
#define SEEDS 10
#define TYPES 256

/* Seeds */

static void
write_seed (const char *folder, const char *kind, const char *name,
            const void *octets, size_t n)
{
  g_autofree char *path = g_build_filename (folder, kind, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, octets, (gssize)n, &error))
    g_error ("%s", error->message);
}

static void
write_message_seed (const char *folder, const char *name,
                    const struct mh_message *message)
{
  size_t n;
  g_autofree uint8_t *octets = generate_octets (message, NULL, NULL, &n);

  write_seed (folder, "mh", name, octets, n);
}

/* One per message, and a BU for each option. */
static void
write_mh_seeds (struct generator *generator, const char *folder)
{
  for (unsigned type = 0; type < TYPES; type++)
    {
      g_autofree char *name = g_strdup_printf ("message-%u", type);
      struct mh_message message;

      if (mh_message_row (type) == NULL)
        continue;
      generate_head (generator, type, &message);
      write_message_seed (folder, name, &message);
    }
  for (unsigned type = OPTION_PADN + 1; type < TYPES; type++)
    {
      g_autofree char *name = g_strdup_printf ("option-%u", type);
      struct mh_message message;

      if (mh_option_row (type) == NULL)
        continue;
      generate_head (generator, MH_BU, &message);
      generate_option (generator, type, &message);
      write_message_seed (folder, name, &message);
    }
}

typedef size_t generate (struct generator *generator,
                         uint8_t octets[GENERATE_MOST]);

static void
write_seeds (struct generator *generator, const char *folder, const char *kind,
             generate *function)
{
  for (unsigned i = 0; i < SEEDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      uint8_t octets[GENERATE_MOST];
      size_t n = function (generator, octets);

      write_seed (folder, kind, name, octets, n);
    }
}

static void
write_json_seeds (struct generator *generator, const char *folder)
{
  for (unsigned i = 0; i < SEEDS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree uint8_t *octets = NULL;
      struct mh_message message, decoded;
      size_t n;

      generate_message (generator, 3, &message);
      octets = generate_octets (&message, NULL, NULL, &n);
      mh_decode (octets, n, NULL, NULL, &decoded);
      mh_json_append (json, octets, &decoded);
      write_seed (folder, "json", name, json->str, json->len);
    }
}

/* Messages */

static void
print_message (struct generator *generator)
{
  struct address source = generate_address (generator);
  struct address destination = generate_address (generator);
  struct mh_message message;
  size_t n;
  g_autofree uint8_t *octets = NULL;
  g_autofree char *source_hex = octets_to_hex (source.octet, 16);
  g_autofree char *destination_hex = octets_to_hex (destination.octet, 16);
  g_autofree char *hex = NULL;

  generate_message (generator, OPTIONS_MOST, &message);
  octets = generate_octets (&message, &source, &destination, &n);
  hex = octets_to_hex (octets, n);
  printf ("%s %s %s\n", source_hex, destination_hex, hex);
}

/* JSON */

static void
print_json (const char *hex)
{
  struct octets wire = octets_from_hex (hex);
  g_autoptr (GString) json = g_string_new (NULL);
  struct mh_message message;

  if (mh_decode (wire.at, wire.n, NULL, NULL, &message) == MH_OK)
    mh_json_append (json, wire.at, &message);
  else
    g_string_append (json, "null");
  puts (json->str);
  g_free (wire.at);
}

static void
print_json_of_lines (void)
{
  char *line = NULL;
  size_t room = 0;

  while (getline (&line, &room, stdin) > 0)
    print_json (g_strchomp (line));
  free (line);
}

int
main (int argc, char **argv)
{
  const char *verb = argc > 1 ? argv[1] : "";
  struct generator generator;

  generator_init (&generator, SEED);
  if (g_str_equal (verb, "seeds") && argc == 3)
    {
      write_mh_seeds (&generator, argv[2]);
      write_seeds (&generator, argv[2], "nd", generate_nd);
      write_seeds (&generator, argv[2], "icmp6", generate_icmp6);
      write_seeds (&generator, argv[2], "layers", generate_packet);
      write_json_seeds (&generator, argv[2]);
    }
  else if (g_str_equal (verb, "messages") && argc == 3)
    for (int i = 0; i < atoi (argv[2]); i++)
      print_message (&generator);
  else if (g_str_equal (verb, "json") && argc == 2)
    print_json_of_lines ();
  else
    g_error ("usage: generated seeds FOLDER | messages N | json");
  generator_clear (&generator);
  return EXIT_SUCCESS;
}
