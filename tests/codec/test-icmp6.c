/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICMPv6 errors: octets made by hand, what tshark reads from ours, and when
 * RFC 4443 2.4 lets an error be sent. */
#include <glib/gstdio.h>

#include "models/codec/icmp6.h"
#include "tests/codec/octets.h"

#define LMA "2001:db8:100::10"
#define MAG "2001:db8:201::1"

/* From the LMA to the MAG: Payload Proto of its PBU is 58. */
static const char golden[]
    = "040082bc00000028"
      "600000000010874020010db802010000000000000000000120010db8010000000000"
      "0000000000103a010500123400018200000f01020000";

/* ---- octets -------------------------------------------------------- */

static struct icmp6_error
golden_error (struct octets octets)
{
  return (struct icmp6_error){ .type = ICMP6_PARAMETER_PROBLEM,
                               .code = ICMP6_ERRONEOUS_FIELD,
                               .value = 40,
                               .invoking = { octets.at + 8, octets.n - 8 } };
}

static void
test_encodes (void)
{
  struct octets expected = octets_from_hex (golden);
  struct icmp6_error error = golden_error (expected);
  struct address source = address_of (LMA), destination = address_of (MAG);
  uint8_t got[256];

  g_assert_cmpuint (icmp6_encoded_size (&error), ==, expected.n);
  octets_assert_equal (
      got, icmp6_encode (&error, &source, &destination, got, sizeof got),
      expected);
  g_free (expected.at);
}

static void
test_decodes (void)
{
  struct octets octets = octets_from_hex (golden);
  struct address source = address_of (LMA), destination = address_of (MAG);
  struct icmp6_error error;

  g_assert_cmpint (
      icmp6_decode (octets.at, octets.n, &source, &destination, &error), ==,
      ICMP6_OK);
  g_assert_cmpuint (error.type, ==, 4);
  g_assert_cmpuint (error.code, ==, 0);
  g_assert_cmpuint (error.value, ==, 40);
  g_assert_cmpuint (error.invoking.n, ==, 56);
  g_assert_cmpuint (error.invoking.octets[40], ==, 58);
  g_free (octets.at);
}

static void
test_truncations (void)
{
  struct address source = address_of (LMA), destination = address_of (MAG);
  struct icmp6_error error;

  for (size_t n = 0; n < ICMP6_ERROR_HEADER; n++)
    {
      g_autofree uint8_t *octets = g_malloc0 (n);

      g_assert_cmpint (icmp6_decode (octets, n, &source, &destination, &error),
                       ==, ICMP6_TRUNCATED);
    }
}

static void
test_wrong_checksum (void)
{
  struct octets octets = octets_from_hex (golden);
  struct address source = address_of (LMA), destination = address_of (MAG);
  struct icmp6_error error;

  for (size_t bit = 0; bit < 8 * octets.n; bit++)
    {
      octets.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
      g_assert_cmpint (
          icmp6_decode (octets.at, octets.n, &source, &destination, &error), ==,
          ICMP6_BAD_CHECKSUM);
      octets.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
  g_free (octets.at);
}

/* 2.1: errors have types 0 to 127, known or not (2.4 a). */
static void
test_types (void)
{
  struct icmp6_error error;

  for (unsigned type = 0; type < 256; type++)
    {
      uint8_t octets[ICMP6_ERROR_HEADER] = { (uint8_t)type, 9 };

      g_assert_cmpint (icmp6_decode (octets, sizeof octets, NULL, NULL, &error),
                       ==, type < 128 ? ICMP6_OK : ICMP6_INFORMATIONAL);
    }
}

/* 2.4 c: 1280 octets with the IPv6 header. */
static void
test_invoking_is_cut (void)
{
  struct address source = address_of (LMA), destination = address_of (MAG);
  g_autofree uint8_t *packet = g_malloc (2088);
  g_autofree uint8_t *got = g_malloc (1240);
  struct icmp6_error error = { .type = ICMP6_PACKET_TOO_BIG, .value = 1500 };

  for (size_t i = 0; i < 2088; i++)
    packet[i] = (uint8_t)(i * 7);
  for (size_t n = 1231; n <= 2088; n++)
    {
      error.invoking = (struct view){ packet, n };
      g_assert_cmpuint (icmp6_encoded_size (&error), ==, MIN (n, 1232) + 8);
    }
  g_assert_cmpuint (icmp6_encode (&error, &source, &destination, got, 1240), ==,
                    1240);
  g_assert_cmpmem (got + 8, 1232, packet, 1232);
}

/* 3.1, 3.3: the 32 bits are sent as 0. */
static void
test_unused_is_zero (void)
{
  struct address source = address_of (LMA), destination = address_of (MAG);
  struct icmp6_error error
      = { .type = ICMP6_TIME_EXCEEDED, .value = UINT32_MAX };
  uint8_t got[ICMP6_ERROR_HEADER];

  icmp6_encode (&error, &source, &destination, got, sizeof got);
  g_assert_cmpuint (wire_get32 (got + 4), ==, 0);
}

/* ---- showing ------------------------------------------------------- */

static void
test_shows (void)
{
  struct octets octets = octets_from_hex (golden);
  struct icmp6_error error = golden_error (octets);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  error.checksum = 0x0102;
  icmp6_json_append (json, &error);
  g_assert_cmpstr (json->str, ==,
                   "\"icmp6_type\": 4, \"icmp6_name\": \"parameter problem\", "
                   "\"code\": 0, \"meaning\": \"erroneous header field\", "
                   "\"checksum\": \"0x0102\", \"pointer\": 40");
  icmp6_print_append (text, &error);
  g_assert_cmpstr (text->str, ==,
                   "ICMPv6 parameter problem, code 0 (erroneous header field), "
                   "pointer 40");
  g_free (octets.at);
}

static void
test_shows_unknown (void)
{
  struct icmp6_error error = { .type = 100, .code = 9 };
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  icmp6_json_append (json, &error);
  g_assert_cmpstr (json->str, ==,
                   "\"icmp6_type\": 100, \"icmp6_name\": null, \"code\": 9, "
                   "\"meaning\": null, \"checksum\": \"0x0000\"");
  icmp6_print_append (text, &error);
  g_assert_cmpstr (text->str, ==, "ICMPv6 error type 100, code 9");
}

/* ---- when an error may be sent ------------------------------------- */

#define GLOBAL "20010db8020100000000000000000001"
#define ALL_NODES "ff020000000000000000000000000001"
#define NOBODY "00000000000000000000000000000000"
#define IPV6(next_header, source, destination) \
  "600000000010" next_header "40" source destination

static const struct send_case
{
  const char *name;
  unsigned type, code, pointer;
  const char *invoking;
  bool allowed;
} send_cases[] = {
  { "about a Mobility Header", 4, 0, 40, IPV6 ("87", GLOBAL, GLOBAL), true },
  { "about an echo request", 1, 3, 0, IPV6 ("3a", GLOBAL, GLOBAL) "80", true },
  { "e.1: about an error", 1, 3, 0, IPV6 ("3a", GLOBAL, GLOBAL) "01", false },
  { "e.1: about the last error", 1, 3, 0, IPV6 ("3a", GLOBAL, GLOBAL) "7f",
    false },
  { "e.1: behind destination options and a routing header", 1, 3, 0,
    IPV6 ("3c", GLOBAL, GLOBAL) "2b00010400000000"
                                "3a0002000000000004000000",
    false },
  { "an echo reply behind authentication", 1, 3, 0,
    IPV6 ("33", GLOBAL, GLOBAL) "3a0100000000000000000000"
                                "81",
    true },
  { "e.1: ICMPv6 of a type that is not there", 1, 3, 0,
    IPV6 ("3a", GLOBAL, GLOBAL), false },
  { "e.1: ICMPv6 behind an option that runs out", 1, 3, 0,
    IPV6 ("3c", GLOBAL, GLOBAL) "3aff0104", false },
  { "first fragment of an echo", 1, 3, 0,
    IPV6 ("2c", GLOBAL, GLOBAL) "3a0000010000000180", true },
  { "e.1: later fragment, whose type is not seen", 1, 3, 0,
    IPV6 ("2c", GLOBAL, GLOBAL) "3a0000090000000180", false },
  { "e.2: about a redirect", 1, 3, 0, IPV6 ("3a", GLOBAL, GLOBAL) "89", false },
  { "e.3: about multicast", 4, 0, 40, IPV6 ("87", GLOBAL, ALL_NODES), false },
  { "e.3: but for packet too big", 2, 0, 1280, IPV6 ("11", GLOBAL, ALL_NODES),
    true },
  { "e.3: and option 10xxxxxx", 4, 2, 42,
    IPV6 ("3c", GLOBAL, ALL_NODES) "3b008904", true },
  { "e.3: but not option 11xxxxxx", 4, 2, 42,
    IPV6 ("3c", GLOBAL, ALL_NODES) "3b00c904", false },
  { "e.3: but not beyond the packet", 4, 2, 44,
    IPV6 ("3c", GLOBAL, ALL_NODES) "3b008904", false },
  { "e.3: but not with another code", 4, 1, 42,
    IPV6 ("3c", GLOBAL, ALL_NODES) "3b008904", false },
  { "e.6: to the unspecified address", 4, 0, 40, IPV6 ("87", NOBODY, GLOBAL),
    false },
  { "e.6: to a multicast address", 4, 0, 40, IPV6 ("87", ALL_NODES, GLOBAL),
    false },
  { "about less than a header", 4, 0, 0, "6000000000108740", false },
};

static void
test_may_send (gconstpointer data)
{
  const struct send_case *c = data;
  struct octets octets = octets_from_hex (c->invoking);
  struct icmp6_error error = { .type = (uint8_t)c->type,
                               .code = (uint8_t)c->code,
                               .value = c->pointer,
                               .invoking = { octets.at, octets.n } };

  g_assert_cmpint (icmp6_may_send (&error), ==, c->allowed);
  g_free (octets.at);
}

/* ---- tshark -------------------------------------------------------- */

static const struct tshark_case
{
  struct icmp6_error error;
  const char *expected; /* type|code|checksum good|mtu|pointer|inner MH type */
} tshark_cases[] = {
  { { .type = 1, .code = 4 }, "1|4|1|||5" },
  { { .type = 2, .value = 1400 }, "2|0|1|1400||5" },
  { { .type = 3, .code = 1 }, "3|1|1|||5" },
  { { .type = 4, .code = 1, .value = 6 }, "4|1|1||6|5" },
};

/* A classic pcap file, link type raw IPv6 (229), of one ICMPv6 message. */
static GByteArray *
pcap_of (const uint8_t *message, size_t n)
{
  uint8_t head[24]
      = { 0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, [18] = 0xff, 0xff, [23] = 229 };
  uint8_t record[16] = { 0 };
  uint8_t ipv6[40] = { 0x60, [6] = 58, [7] = 64 };
  struct address source = address_of (LMA), destination = address_of (MAG);
  GByteArray *file = g_byte_array_new ();

  wire_put32 (record + 8, (uint32_t)(sizeof ipv6 + n));
  wire_put32 (record + 12, (uint32_t)(sizeof ipv6 + n));
  wire_put16 (ipv6 + 4, (unsigned)n);
  memcpy (ipv6 + 8, &source, sizeof source);
  memcpy (ipv6 + 24, &destination, sizeof destination);
  g_byte_array_append (file, head, sizeof head);
  g_byte_array_append (file, record, sizeof record);
  g_byte_array_append (file, ipv6, sizeof ipv6);
  g_byte_array_append (file, message, (guint)n);
  return file;
}

static char *
ask_tshark (const char *tshark, const char *file)
{
  const char *command[] = { tshark, "-n",
                            "-r",   file,
                            "-T",   "fields",
                            "-E",   "separator=|",
                            "-e",   "icmpv6.type",
                            "-e",   "icmpv6.code",
                            "-e",   "icmpv6.checksum.status",
                            "-e",   "icmpv6.mtu",
                            "-e",   "icmpv6.pointer",
                            "-e",   "mip6.mhtype",
                            NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_spawn_sync (NULL, (char **)(gpointer)command, NULL,
                G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, NULL,
                &error);
  g_assert_no_error (error);
  return g_strchomp (output);
}

static void
test_tshark_reads (gconstpointer data)
{
  const struct tshark_case *c = data;
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_autofree char *name = NULL, *got = NULL;
  g_autoptr (GByteArray) file = NULL;
  struct octets octets = octets_from_hex (golden);
  struct address source = address_of (LMA), destination = address_of (MAG);
  struct icmp6_error error = c->error;
  uint8_t message[256];
  size_t n;

  error.invoking = (struct view){ octets.at + 8, octets.n - 8 };
  n = icmp6_encode (&error, &source, &destination, message, sizeof message);
  g_free (octets.at);
  if (tshark == NULL)
    {
      g_test_skip ("tshark is not installed");
      return;
    }
  file = pcap_of (message, n);
  g_assert_true (
      g_close (g_file_open_tmp ("icmp6-XXXXXX.pcap", &name, NULL), NULL));
  g_assert_true (g_file_set_contents (name, (const char *)file->data,
                                      (gssize)file->len, NULL));
  got = ask_tshark (tshark, name);
  g_unlink (name);
  g_assert_cmpstr (got, ==, c->expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icmp6/encodes-golden", test_encodes);
  g_test_add_func ("/icmp6/decodes-golden", test_decodes);
  g_test_add_func ("/icmp6/refuses-truncations", test_truncations);
  g_test_add_func ("/icmp6/refuses-every-bit-flip", test_wrong_checksum);
  g_test_add_func ("/icmp6/types-below-128-are-errors", test_types);
  g_test_add_func ("/icmp6/invoking-packet-fits-1280", test_invoking_is_cut);
  g_test_add_func ("/icmp6/unused-is-sent-as-zero", test_unused_is_zero);
  g_test_add_func ("/icmp6/shows", test_shows);
  g_test_add_func ("/icmp6/shows-what-it-does-not-know", test_shows_unknown);
  for (size_t i = 0; i < G_N_ELEMENTS (send_cases); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/icmp6/may-send/%s", send_cases[i].name);

      g_test_add_data_func (path, &send_cases[i], test_may_send);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (tshark_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/icmp6/tshark-reads/%s",
                                               tshark_cases[i].expected);

      g_test_add_data_func (path, &tshark_cases[i], test_tshark_reads);
    }
  return g_test_run ();
}
