/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbour solicitations and advertisements, redirects, the options of RFC
 * 6275 7 and RFC 5380, and the ICMPv6 messages of RFC 6275 6: each is encoded,
 * read by tshark field by field, decoded to the same, shown, and refused when
 * RFC 4861 7.1 and 8.1 say so. */
#include <cjson/cJSON.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "models/codec/ip.h"
#include "models/codec/nd.h"
#include "models/codec/nd_json.h"
#include "models/codec/nd_print.h"
#include "tests/codec/mutations.h"
#include "tests/codec/nd-samples.h"
#include "tests/codec/octets.h"

/* A message in octets, to spoil */

struct wire
{
  uint8_t octets[ROOM];
  size_t n;
  struct address source, destination;
  uint8_t hop_limit;
};

static void
wire_init (struct wire *wire, const struct sample *sample)
{
  struct nd_message message = { 0 };

  sample->build (&message);
  wire->source = address_of (sample->source);
  wire->destination = address_of (sample->destination);
  wire->hop_limit = sample->hop_limit;
  wire->n = nd_encode (&message, &wire->source, &wire->destination,
                       wire->octets, sizeof wire->octets);
  g_assert_cmpuint (wire->n, ==, nd_encoded_size (&message));
}

static void
wire_sum (struct wire *wire)
{
  uint32_t sum = checksum_pseudo_header (&wire->source, &wire->destination,
                                         (uint32_t)wire->n, 58);

  wire_put16 (wire->octets + 2, 0);
  wire_put16 (wire->octets + 2,
              checksum_finish (checksum_add (sum, wire->octets, wire->n)));
}

static enum nd_result
wire_decode (const struct wire *wire, struct nd_message *message)
{
  return nd_decode (wire->octets, wire->n, &wire->source, &wire->destination,
                    wire->hop_limit, message);
}

/* Round trip and showing */

static void
test_round_trip (gconstpointer data)
{
  struct wire wire;
  struct nd_message message;
  uint8_t again[ROOM];

  wire_init (&wire, data);
  g_assert_cmpint (wire_decode (&wire, &message), ==, ND_OK);
  g_assert_cmpuint (nd_encode (&message, &wire.source, &wire.destination, again,
                               sizeof again),
                    ==, wire.n);
  octets_assert_equal (again, wire.n, (struct octets){ wire.octets, wire.n });
}

static void
test_shows (gconstpointer data)
{
  const struct sample *sample = data;
  g_autoptr (GString) json = g_string_new (NULL), line = g_string_new (NULL);
  g_autofree char *shown = NULL;
  struct nd_message message;
  struct wire wire;
  cJSON *object;

  wire_init (&wire, sample);
  g_assert_cmpint (wire_decode (&wire, &message), ==, ND_OK);
  nd_json_append (json, wire.octets, wire.n, &message);
  object = cJSON_ParseWithOpts (json->str, NULL, true);
  g_assert_nonnull (object);
  cJSON_DeleteItemFromObjectCaseSensitive (object, "checksum");
  shown = cJSON_PrintUnformatted (object);
  if (sample->json != NULL)
    g_assert_cmpstr (shown, ==, sample->json);
  cJSON_Delete (object);
  nd_print_summary (line, &message);
  g_assert_cmpstr (line->str, ==, sample->summary);
}

static void
test_prints_options (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  struct nd_message message;
  struct wire wire;

  wire_init (&wire, &samples[6]);
  g_assert_cmpint (wire_decode (&wire, &message), ==, ND_OK);
  wire.octets[16] = 200;
  nd_print_append (text, wire.octets, wire.n, &message);
  g_assert_true (g_str_has_suffix (
      text->str, "   16 Option 200 (unknown): "
                 "39800000025820010db8030000000000000000000001\n"));
  wire.octets[16] = 23;
  g_string_truncate (text, 0);
  nd_print_append (text, wire.octets, wire.n, &message);
  g_assert_true (g_str_has_suffix (
      text->str, "   16 MAP: distance 3, preference 9, allocates yes, "
                 "valid_lifetime 600 s, address 2001:db8:300::1\n"));
}

/* The second reader */

static GByteArray *
pcap_of (const struct wire *wire)
{
  /* nanosecond magic would be another; version 2.4, link type 229, raw IPv6 */
  static const uint8_t head[24]
      = { 0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0,    4,    0, 0, 0, 0,
          0,    0,    0,    0,    0, 0, 0xff, 0xff, 0, 0, 0, 229 };
  uint8_t record[16] = { 0 }, ipv6[IPV6_SIZE];
  const struct ip_header header = { .version = 6,
                                    .payload = (uint16_t)wire->n,
                                    .next_header = IP_NEXT_ICMPV6,
                                    .hop_limit = wire->hop_limit,
                                    .source = wire->source,
                                    .destination = wire->destination };
  GByteArray *file = g_byte_array_new ();

  wire_put32 (record + 8, (uint32_t)(sizeof ipv6 + wire->n));
  wire_put32 (record + 12, (uint32_t)(sizeof ipv6 + wire->n));
  ip_write (&header, ipv6);
  g_byte_array_append (file, head, sizeof head);
  g_byte_array_append (file, record, sizeof record);
  g_byte_array_append (file, ipv6, sizeof ipv6);
  g_byte_array_append (file, wire->octets, (guint)wire->n);
  return file;
}

/* What tshark prints for the fields that @sample names, and whether the
 * checksum is good (1) and something malformed, separated by bars. */
static char *
ask_tshark (const char *tshark, const char *file, const struct sample *sample)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  static const char *const first[] = { "-r",
                                       NULL,
                                       "-n",
                                       "-T",
                                       "fields",
                                       "-E",
                                       "separator=|",
                                       "-E",
                                       "aggregator=,",
                                       "-e",
                                       "icmpv6.checksum.status",
                                       "-e",
                                       "_ws.malformed" };
  char *output = NULL;
  int status;

  g_ptr_array_add (command, g_strdup (tshark));
  for (size_t i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (command, g_strdup (first[i] != NULL ? first[i] : file));
  for (size_t i = 0; sample->tshark[i] != NULL; i++)
    {
      g_ptr_array_add (command, g_strdup ("-e"));
      g_ptr_array_add (command, g_strndup (sample->tshark[i],
                                           strcspn (sample->tshark[i], "=")));
    }
  g_ptr_array_add (command, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **)command->pdata, NULL,
                               G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return g_strchomp (output);
}

static char *
expected_of (const struct sample *sample)
{
  GString *expected = g_string_new ("1|");

  for (size_t i = 0; sample->tshark[i] != NULL; i++)
    g_string_append_printf (expected, "|%s",
                            strchr (sample->tshark[i], '=') + 1);
  return g_string_free (expected, FALSE);
}

static void
test_tshark (gconstpointer data)
{
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_autofree char *name = NULL, *got = NULL, *expected = expected_of (data);
  g_autoptr (GByteArray) file = NULL;
  struct wire wire;
  int descriptor;

  if (tshark == NULL)
    {
      g_test_skip ("tshark is not installed");
      return;
    }
  wire_init (&wire, data);
  file = pcap_of (&wire);
  descriptor = g_file_open_tmp ("nd-XXXXXX.pcap", &name, NULL);
  g_assert_true (g_close (descriptor, NULL));
  g_assert_true (g_file_set_contents (name, (const char *)file->data,
                                      (gssize)file->len, NULL));
  got = ask_tshark (tshark, name, data);
  g_unlink (name);
  g_assert_cmpstr (got, ==, expected);
}

/* Validity, RFC 4861 7.1.1, 7.1.2, 8.1 */

enum
{
  TARGET_AT = 8,
  DESTINATION_AT = 24,
  NA_FLAGS_AT = 4
};

static enum nd_result
result_of (struct wire *wire)
{
  struct nd_message message;

  wire_sum (wire);
  return wire_decode (wire, &message);
}

static void
test_hop_limit (gconstpointer data)
{
  const struct sample *sample = data;
  struct wire wire;

  wire_init (&wire, sample);
  wire.hop_limit = 254;
  g_assert_cmpint (result_of (&wire), ==,
                   sample->hop_limit == 255 ? ND_BAD_HOP_LIMIT : ND_OK);
}

static void
test_short (gconstpointer data)
{
  struct wire wire;
  struct nd_message message;

  wire_init (&wire, data);
  for (size_t n = wire.n; wire.n-- > 0;)
    {
      if (wire.n >= 8)
        wire_sum (&wire);
      if (wire_decode (&wire, &message) == ND_OK)
        g_assert_cmpuint (n - wire.n, >=, 8); /* whole options may go */
    }
}

static void
test_neighbor_solicitation (void)
{
  struct wire wire;

  wire_init (&wire, &samples[0]);
  wire.octets[TARGET_AT] = 0xff;
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_ADDRESS);
  wire_init (&wire, &samples[0]);
  wire.source = address_unspecified; /* with a link-layer address */
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_OPTION);
  wire_init (&wire, &samples[1]);
  wire.destination = address_all_nodes;
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_DESTINATION);
}

static void
test_neighbor_advertisement (void)
{
  struct wire wire;

  wire_init (&wire, &samples[2]);
  wire.octets[TARGET_AT] = 0xff;
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_ADDRESS);
  wire_init (&wire, &samples[2]);
  wire.destination = address_all_nodes; /* solicited */
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_DESTINATION);
  wire.octets[NA_FLAGS_AT] = 0xa0;
  g_assert_cmpint (result_of (&wire), ==, ND_OK);
}

static void
test_redirect (void)
{
  struct wire wire;

  wire_init (&wire, &samples[4]);
  wire.source = address_of ("2001:db8:1::1");
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_SOURCE);
  wire_init (&wire, &samples[4]);
  wire.octets[DESTINATION_AT] = 0xff;
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_ADDRESS);
  wire_init (&wire, &samples[4]);
  wire.octets[TARGET_AT] = 0x20; /* a router must be link-local ... */
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_ADDRESS);
  memcpy (wire.octets + TARGET_AT, wire.octets + DESTINATION_AT, 16);
  g_assert_cmpint (result_of (&wire), ==, ND_OK); /* ... or the destination */
}

static void
test_reply (void)
{
  struct wire wire;

  wire_init (&wire, &samples[8]);
  wire.n -= 8;
  g_assert_cmpint (result_of (&wire), ==, ND_BAD_ADDRESS);
}

static void
test_too_many_maps (void)
{
  struct wire wire;

  wire_init (&wire, &samples[6]);
  for (unsigned i = 1; i <= ND_MAPS_MAX; i++)
    {
      memcpy (wire.octets + wire.n, wire.octets + 16, 24);
      wire.n += 24;
      g_assert_cmpint (result_of (&wire), ==,
                       i < ND_MAPS_MAX ? ND_OK : ND_BAD_OPTION);
    }
}

/* Foreign octets */

static void
check_any (const uint8_t *octets, size_t n, gpointer data)
{
  const struct wire *sample = data;
  g_autofree uint8_t *copy = g_memdup2 (octets, n);
  g_autoptr (GString) shown = g_string_new (NULL);
  struct nd_message message;
  uint32_t sum = checksum_pseudo_header (&sample->source, &sample->destination,
                                         (uint32_t)n, 58);
  cJSON *json;

  if (n >= 4)
    {
      wire_put16 (copy + 2, 0);
      wire_put16 (copy + 2, checksum_finish (checksum_add (sum, copy, n)));
    }
  if (nd_decode (copy, n, &sample->source, &sample->destination, 255, &message)
      != ND_OK)
    return;
  nd_json_append (shown, copy, n, &message);
  json = cJSON_ParseWithOpts (shown->str, NULL, true);
  g_assert_nonnull (json);
  cJSON_Delete (json);
  nd_print_append (shown, copy, n, &message);
  nd_print_summary (shown, &message);
}

static void
test_mutations (gconstpointer data)
{
  struct wire wire;

  wire_init (&wire, data);
  each_bit_flip (wire.octets, wire.n, check_any, &wire);
  each_truncation (wire.octets, wire.n, check_any, &wire);
}

static void
add (const char *kind, const struct sample *sample, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/nd/%s/%s", kind, sample->name);

  g_test_add_data_func (path, sample, function);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      add ("round-trip", &samples[i], test_round_trip);
      add ("shows", &samples[i], test_shows);
      add ("tshark-reads", &samples[i], test_tshark);
      add ("hop-limit", &samples[i], test_hop_limit);
      add ("refuses-truncations", &samples[i], test_short);
      add ("reads-within-bounds", &samples[i], test_mutations);
    }
  g_test_add_func ("/nd/prints-options", test_prints_options);
  g_test_add_func ("/nd/validity/neighbor-solicitation",
                   test_neighbor_solicitation);
  g_test_add_func ("/nd/validity/neighbor-advertisement",
                   test_neighbor_advertisement);
  g_test_add_func ("/nd/validity/redirect", test_redirect);
  g_test_add_func ("/nd/validity/home-agent-reply", test_reply);
  g_test_add_func ("/nd/validity/maps", test_too_many_maps);
  return g_test_run ();
}
