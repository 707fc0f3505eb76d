/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Router Solicitation and Advertisement: octets made by hand, every validity
 * check of RFC 4861 6.1.1 and 6.1.2, and what tshark reads from ours. */
#include <glib.h>
#include <glib/gstdio.h>

#include "models/codec/nd.h"
#include "tests/codec/octets.h"

#define ROUTER "fe80::1"
#define HOST "fe80::7"
#define ALL_NODES "ff02::1"
#define ALL_ROUTERS "ff02::2"

static const char golden_rs[] = "85007a20000000000101020000000007";
static const char golden_rs_unspecified[] = "85007bb800000000";
static const char golden_ra[]
    = "86009c844080070800007530000003e8010102000000000105010000000005c8"
      "030440c000001c2000000e100000000020010db8000900030000000000000000"
      "03044040000004b0000000000000000020010db8000100030000000000000000";

/* A message to spoil: the checks see it with a right checksum. */
struct packet
{
  struct octets octets;
  struct address source, destination;
};

static struct packet
packet_of (const char *hex, const char *source, const char *destination)
{
  return (struct packet){ octets_from_hex (hex), address_of (source),
                          address_of (destination) };
}

static struct packet
advertisement (void)
{
  return packet_of (golden_ra, ROUTER, HOST);
}

static struct packet
solicitation (void)
{
  return packet_of (golden_rs, HOST, ALL_ROUTERS);
}

static void
packet_sum (struct packet *packet)
{
  uint32_t sum = checksum_pseudo_header (&packet->source, &packet->destination,
                                         (uint32_t)packet->octets.n, 58);

  wire_put16 (packet->octets.at + 2, 0);
  wire_put16 (packet->octets.at + 2,
              checksum_finish (
                  checksum_add (sum, packet->octets.at, packet->octets.n)));
}

/* Sums, decodes and frees it. */
static enum nd_result
packet_result (struct packet *packet)
{
  struct nd_message message;
  enum nd_result result;

  packet_sum (packet);
  result = nd_decode (packet->octets.at, packet->octets.n, &packet->source,
                      &packet->destination, 255, &message);
  g_free (packet->octets.at);
  return result;
}

static struct nd_prefix
prefix_information (const char *text, uint32_t valid, uint32_t preferred)
{
  struct address address = address_of (text);

  return (struct nd_prefix){ .prefix = prefix_make (&address, 64),
                             .on_link = false,
                             .autonomous = true,
                             .valid_lifetime = valid,
                             .preferred_lifetime = preferred };
}

static struct nd_message
build_advertisement (void)
{
  struct nd_message message = { .type = ND_ROUTER_ADVERTISEMENT,
                                .has_link_layer = true,
                                .link_layer = { 2, 0, 0, 0, 0, 1 },
                                .hop_limit = 64,
                                .managed = true,
                                .router_lifetime = 1800,
                                .reachable_time = 30000,
                                .retrans_timer = 1000,
                                .mtu = 1480,
                                .n_prefixes = 2 };

  message.prefixes[0] = prefix_information ("2001:db8:9:3::", 7200, 3600);
  message.prefixes[0].on_link = true;
  message.prefixes[1] = prefix_information ("2001:db8:1:3::", 1200, 0);
  return message;
}

/* Octets */

static void
assert_encodes (const struct nd_message *message, const char *hex,
                const char *source, const char *destination)
{
  struct packet golden = packet_of (hex, source, destination);
  uint8_t octets[256];
  size_t n = nd_encode (message, &golden.source, &golden.destination, octets,
                        sizeof octets);

  g_assert_cmpuint (n, ==, nd_encoded_size (message));
  octets_assert_equal (octets, n, golden.octets);
  g_free (golden.octets.at);
}

static void
test_encodes_advertisement (void)
{
  struct nd_message message = build_advertisement ();

  assert_encodes (&message, golden_ra, ROUTER, HOST);
}

static void
test_encodes_solicitation (void)
{
  struct nd_message message = { .type = ND_ROUTER_SOLICITATION,
                                .has_link_layer = true,
                                .link_layer = { 2, 0, 0, 0, 0, 7 } };

  assert_encodes (&message, golden_rs, HOST, ALL_ROUTERS);
  message.has_link_layer = false;
  assert_encodes (&message, golden_rs_unspecified, "::", ALL_ROUTERS);
}

static void
test_decodes_advertisement (void)
{
  struct packet packet = advertisement ();
  struct nd_message expected = build_advertisement (), got;

  g_assert_cmpint (nd_decode (packet.octets.at, packet.octets.n, &packet.source,
                              &packet.destination, 255, &got),
                   ==, ND_OK);
  g_assert_true (got.has_link_layer);
  g_assert_cmpint (got.link_layer[5], ==, 1);
  g_assert_cmpint (got.hop_limit, ==, 64);
  g_assert_true (got.managed);
  g_assert_false (got.other);
  g_assert_cmpint (got.router_lifetime, ==, 1800);
  g_assert_cmpuint (got.reachable_time, ==, 30000);
  g_assert_cmpuint (got.retrans_timer, ==, 1000);
  g_assert_cmpuint (got.mtu, ==, 1480);
  g_assert_cmpuint (got.n_prefixes, ==, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct nd_prefix *a = &got.prefixes[i], *b = &expected.prefixes[i];

      g_assert_true (prefix_equal (&a->prefix, &b->prefix));
      g_assert_cmpint (a->on_link, ==, b->on_link);
      g_assert_cmpint (a->autonomous, ==, b->autonomous);
      g_assert_cmpuint (a->valid_lifetime, ==, b->valid_lifetime);
      g_assert_cmpuint (a->preferred_lifetime, ==, b->preferred_lifetime);
    }
  g_free (packet.octets.at);
}

static void
test_decodes_solicitation (void)
{
  struct packet packet = solicitation ();
  struct nd_message got;

  g_assert_cmpint (nd_decode (packet.octets.at, packet.octets.n, &packet.source,
                              &packet.destination, 255, &got),
                   ==, ND_OK);
  g_assert_cmpint (got.type, ==, ND_ROUTER_SOLICITATION);
  g_assert_true (got.has_link_layer);
  g_assert_cmpint (got.link_layer[5], ==, 7);
  g_free (packet.octets.at);
}

/* Prefix bits behind the length may be anything on the wire (4.6.2). */
static void
test_trims_prefixes (void)
{
  struct packet packet = advertisement ();
  struct prefix expected = prefix_information ("2001:db8:9:3::", 0, 0).prefix;
  struct nd_message got;

  packet.octets.at[32 + 31] = 0xff;
  packet_sum (&packet);
  g_assert_cmpint (nd_decode (packet.octets.at, packet.octets.n, &packet.source,
                              &packet.destination, 255, &got),
                   ==, ND_OK);
  g_assert_true (prefix_equal (&got.prefixes[0].prefix, &expected));
  g_free (packet.octets.at);
}

/* RFC 4861 6.1.1 and 6.1.2 */

static void
test_refuses_hop_limit (void)
{
  struct packet packet = advertisement ();
  struct nd_message message;

  g_assert_cmpint (nd_decode (packet.octets.at, packet.octets.n, &packet.source,
                              &packet.destination, 254, &message),
                   ==, ND_BAD_HOP_LIMIT);
  g_free (packet.octets.at);
}

static void
test_refuses_checksum (void)
{
  struct packet packet = advertisement ();
  struct nd_message message;

  for (size_t bit = 0; bit < 8 * packet.octets.n; bit++)
    {
      enum nd_result result;

      packet.octets.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
      result = nd_decode (packet.octets.at, packet.octets.n, &packet.source,
                          &packet.destination, 255, &message);
      /* 134 is one bit away from 135 only */
      g_assert_cmpint (result, ==,
                       bit > 0 && bit < 8 ? ND_UNKNOWN_TYPE : ND_BAD_CHECKSUM);
      packet.octets.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
  g_free (packet.octets.at);
}

static void
test_refuses_code (void)
{
  struct packet ra = advertisement (), rs = solicitation ();

  ra.octets.at[1] = rs.octets.at[1] = 1;
  g_assert_cmpint (packet_result (&ra), ==, ND_BAD_CODE);
  g_assert_cmpint (packet_result (&rs), ==, ND_BAD_CODE);
}

static void
test_refuses_short_messages (void)
{
  struct packet ra = advertisement (), rs = solicitation ();

  ra.octets.n = 15;
  ra.octets.at = g_realloc (ra.octets.at, ra.octets.n);
  g_assert_cmpint (packet_result (&ra), ==, ND_TRUNCATED);
  rs.octets.n = 7;
  rs.octets.at = g_realloc (rs.octets.at, rs.octets.n);
  g_assert_cmpint (packet_result (&rs), ==, ND_TRUNCATED);
}

static void
test_refuses_routable_source (void)
{
  struct packet packet = advertisement ();

  packet.source = address_of ("2001:db8:9::1");
  g_assert_cmpint (packet_result (&packet), ==, ND_BAD_SOURCE);
}

static void
test_accepts_routable_solicitor (void)
{
  struct packet packet = solicitation ();

  packet.source = address_of ("2001:db8:9:3::7");
  g_assert_cmpint (packet_result (&packet), ==, ND_OK);
}

static void
test_refuses_link_layer_from_nowhere (void)
{
  struct packet packet = solicitation ();

  packet.source = address_unspecified;
  g_assert_cmpint (packet_result (&packet), ==, ND_BAD_OPTION);
  packet = packet_of (golden_rs_unspecified, "::", ALL_ROUTERS);
  g_assert_cmpint (packet_result (&packet), ==, ND_OK);
}

static void
test_refuses_empty_option (void)
{
  struct packet ra = advertisement (), rs = solicitation ();

  ra.octets.at[17] = 0;
  g_assert_cmpint (packet_result (&ra), ==, ND_BAD_OPTION);
  rs.octets.at[8] = 200; /* though its type would be ignored */
  rs.octets.at[9] = 0;
  g_assert_cmpint (packet_result (&rs), ==, ND_BAD_OPTION);
}

static void
test_refuses_wrong_lengths (void)
{
  static const struct
  {
    unsigned at;
    uint8_t units;
  } wrong[] = { { 17, 2 }, { 25, 2 }, { 33, 3 }, { 33, 255 } };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      struct packet packet = advertisement ();

      packet.octets.at[wrong[i].at] = wrong[i].units;
      g_assert_cmpint (packet_result (&packet), ==, ND_BAD_OPTION);
    }
}

static void
test_refuses_prefix_length (void)
{
  struct packet packet = advertisement ();

  packet.octets.at[34] = 129;
  g_assert_cmpint (packet_result (&packet), ==, ND_BAD_OPTION);
}

/* Unknown options, and those that mean nothing in a solicitation. */
static void
test_ignores_other_options (void)
{
  struct packet ra = advertisement (), rs = solicitation ();

  ra.octets.at[24] = 200;
  g_assert_cmpint (packet_result (&ra), ==, ND_OK);
  rs.octets.at[8] = 3; /* of a length that an advertisement's must not have */
  rs.source = address_unspecified;
  g_assert_cmpint (packet_result (&rs), ==, ND_OK);
}

/* Cut anywhere, the message is refused or its options end there. */
static void
test_truncations (void)
{
  struct packet whole = advertisement ();

  for (size_t n = 0; n < whole.octets.n; n++)
    {
      struct packet cut = advertisement ();
      bool at_option = n == 16 || n == 24 || n == 32 || n == 64;

      cut.octets.n = n;
      cut.octets.at = g_realloc (cut.octets.at, MAX (n, 4));
      g_assert_cmpint (packet_result (&cut) == ND_OK, ==, at_option);
    }
  g_free (whole.octets.at);
}

static void
test_prefix_limit (void)
{
  static struct nd_message message, got;
  struct address source = address_of (ROUTER);
  struct address destination = address_of (ALL_NODES);
  struct packet packet = { .source = source, .destination = destination };
  size_t n;

  message = (struct nd_message){ .type = ND_ROUTER_ADVERTISEMENT,
                                 .n_prefixes = ND_PREFIXES_MAX };
  for (unsigned i = 0; i < ND_PREFIXES_MAX; i++)
    message.prefixes[i] = prefix_information ("2001:db8::", i, i);
  n = nd_encoded_size (&message);
  packet.octets.n = n + 32;
  packet.octets.at = g_malloc0 (packet.octets.n);
  nd_encode (&message, &source, &destination, packet.octets.at, n);
  g_assert_cmpint (
      nd_decode (packet.octets.at, n, &source, &destination, 255, &got), ==,
      ND_OK);
  g_assert_cmpuint (got.n_prefixes, ==, ND_PREFIXES_MAX);
  memcpy (packet.octets.at + n, packet.octets.at + 16, 32);
  g_assert_cmpint (packet_result (&packet), ==, ND_BAD_OPTION);
}

/* tshark */

/* One record of a classic pcap file, link type raw IPv6 (229). */
static GByteArray *
pcap_of (const struct packet *packet)
{
  static const uint8_t head[24]
      = { 0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, [18] = 0xff, 0xff, [23] = 229 };
  uint8_t record[16] = { 0 };
  uint8_t ipv6[40] = { 0x60, [6] = 58, [7] = 255 };
  GByteArray *file = g_byte_array_new ();

  wire_put32 (record + 8, (uint32_t)(sizeof ipv6 + packet->octets.n));
  wire_put32 (record + 12, (uint32_t)(sizeof ipv6 + packet->octets.n));
  wire_put16 (ipv6 + 4, (unsigned)packet->octets.n);
  memcpy (ipv6 + 8, &packet->source, 16);
  memcpy (ipv6 + 24, &packet->destination, 16);
  g_byte_array_append (file, head, sizeof head);
  g_byte_array_append (file, record, sizeof record);
  g_byte_array_append (file, ipv6, sizeof ipv6);
  g_byte_array_append (file, packet->octets.at, (guint)packet->octets.n);
  return file;
}

/* The fields that tshark prints, separated by bars. */
static char *
ask_tshark (const char *tshark, const char *file)
{
  const char *command[] = { tshark, "-r",
                            file,   "-n",
                            "-T",   "fields",
                            "-E",   "separator=|",
                            "-E",   "aggregator=,",
                            "-e",   "icmpv6.type",
                            "-e",   "icmpv6.checksum.status",
                            "-e",   "icmpv6.nd.ra.cur_hop_limit",
                            "-e",   "icmpv6.nd.ra.flag.m",
                            "-e",   "icmpv6.nd.ra.flag.o",
                            "-e",   "icmpv6.nd.ra.router_lifetime",
                            "-e",   "icmpv6.nd.ra.reachable_time",
                            "-e",   "icmpv6.nd.ra.retrans_timer",
                            "-e",   "icmpv6.opt.linkaddr",
                            "-e",   "icmpv6.opt.mtu",
                            "-e",   "icmpv6.opt.prefix",
                            "-e",   "icmpv6.opt.prefix.length",
                            "-e",   "icmpv6.opt.prefix.flag.l",
                            "-e",   "icmpv6.opt.prefix.flag.a",
                            "-e",   "icmpv6.opt.prefix.valid_lifetime",
                            "-e",   "icmpv6.opt.prefix.preferred_lifetime",
                            "-e",   "_ws.malformed",
                            NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **)(gpointer)command, NULL,
                G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return g_strchomp (output);
}

/* Encodes @message and compares what tshark reads from it. */
static void
assert_tshark_reads (const struct nd_message *message, const char *source,
                     const char *destination, const char *expected)
{
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  struct packet packet = { { g_malloc (256), 0 },
                           address_of (source),
                           address_of (destination) };
  g_autofree char *name = NULL, *got = NULL;
  g_autoptr (GByteArray) file = NULL;

  if (tshark == NULL)
    {
      g_test_skip ("tshark is not installed");
      g_free (packet.octets.at);
      return;
    }
  packet.octets.n = nd_encode (message, &packet.source, &packet.destination,
                               packet.octets.at, 256);
  file = pcap_of (&packet);
  g_assert_cmpint (
      g_close (g_file_open_tmp ("nd-XXXXXX.pcap", &name, NULL), NULL), ==,
      TRUE);
  g_assert_true (g_file_set_contents (name, (const char *)file->data,
                                      (gssize)file->len, NULL));
  got = ask_tshark (tshark, name);
  g_unlink (name);
  g_assert_cmpstr (got, ==, expected);
  g_free (packet.octets.at);
}

static void
test_tshark_reads_advertisement (void)
{
  struct nd_message message = build_advertisement ();

  assert_tshark_reads (&message, ROUTER, HOST,
                       "134|1|64|1|0|1800|30000|1000|02:00:00:00:00:01|1480|"
                       "2001:db8:9:3::,2001:db8:1:3::|64,64|1,0|1,1|"
                       "7200,1200|3600,0|");
}

static void
test_tshark_reads_solicitation (void)
{
  struct nd_message message = { .type = ND_ROUTER_SOLICITATION,
                                .has_link_layer = true,
                                .link_layer = { 2, 0, 0, 0, 0, 7 } };

  assert_tshark_reads (&message, HOST, ALL_ROUTERS,
                       "133|1|||||||02:00:00:00:00:07||||||||");
}

static void
add_validity_cases (void)
{
  g_test_add_func ("/nd/refuses-hop-limit-below-255", test_refuses_hop_limit);
  g_test_add_func ("/nd/refuses-wrong-checksum", test_refuses_checksum);
  g_test_add_func ("/nd/refuses-code", test_refuses_code);
  g_test_add_func ("/nd/refuses-short-messages", test_refuses_short_messages);
  g_test_add_func ("/nd/refuses-advertisement-from-routable-source",
                   test_refuses_routable_source);
  g_test_add_func ("/nd/accepts-solicitation-from-routable-source",
                   test_accepts_routable_solicitor);
  g_test_add_func ("/nd/refuses-link-layer-of-unspecified-source",
                   test_refuses_link_layer_from_nowhere);
  g_test_add_func ("/nd/refuses-option-of-length-0", test_refuses_empty_option);
  g_test_add_func ("/nd/refuses-wrong-option-lengths",
                   test_refuses_wrong_lengths);
  g_test_add_func ("/nd/refuses-prefix-length-above-128",
                   test_refuses_prefix_length);
  g_test_add_func ("/nd/ignores-other-options", test_ignores_other_options);
  g_test_add_func ("/nd/refuses-truncations", test_truncations);
  g_test_add_func ("/nd/refuses-65-prefixes", test_prefix_limit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nd/encodes-advertisement", test_encodes_advertisement);
  g_test_add_func ("/nd/encodes-solicitation", test_encodes_solicitation);
  g_test_add_func ("/nd/decodes-advertisement", test_decodes_advertisement);
  g_test_add_func ("/nd/decodes-solicitation", test_decodes_solicitation);
  g_test_add_func ("/nd/trims-prefixes", test_trims_prefixes);
  add_validity_cases ();
  g_test_add_func ("/nd/tshark-reads-advertisement",
                   test_tshark_reads_advertisement);
  g_test_add_func ("/nd/tshark-reads-solicitation",
                   test_tshark_reads_solicitation);
  return g_test_run ();
}
