/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers written and read back as a chain: against the whole packets of
 * shared/vectors, against octets worked out by hand, and refused where the RFCs
 * say so. */
#include <cjson/cJSON.h>
#include <glib.h>

#include "models/codec/layers.h"
#include "models/codec/packet_json.h"
#include "models/codec/packet_print.h"
#include "tests/codec/guard.h"
#include "tests/codec/mutations.h"
#include "tests/codec/octets.h"

#define VECTORS "shared/vectors/mh-vectors.json"
#define MAG "2001:db8:201::1"
#define LMA "2001:db8:100::1"
#define HOME "2001:db8:100::a1:7"

/* A packet grows from the inside to the outside. */
struct build
{
  uint8_t octets[1024];
  size_t at; /* first octet written; the packet goes to the end */
};

static uint8_t *
push (struct build *build, size_t n)
{
  build->at -= n;
  return build->octets + build->at;
}

static size_t
size_of (const struct build *build)
{
  return sizeof build->octets - build->at;
}

static void
build_init (struct build *build, struct octets innermost)
{
  build->at = sizeof build->octets;
  memcpy (push (build, innermost.n), innermost.at, innermost.n);
}

static void
push_ip (struct build *build, const char *source, const char *destination,
         uint8_t next)
{
  struct ip_header header = { .next_header = next,
                              .hop_limit = 64,
                              .payload = (uint16_t)size_of (build),
                              .source = address_of (source),
                              .destination = address_of (destination) };

  header.version = address_is_ipv4 (&header.source) ? 4 : 6;
  ip_write (&header, push (build, header.version == 4 ? IPV4_SIZE : IPV6_SIZE));
}

static void
push_home_address (struct build *build, const char *home, uint8_t next)
{
  struct options_header header
      = { .has_home_address = true, .home_address = address_of (home) };
  uint8_t octets[OPTIONS_HEADER_SIZE_MAX];
  size_t n = destination_options_write (&header, next, octets);

  memcpy (push (build, n), octets, n);
}

static void
push_udp (struct build *build, uint16_t port, bool summed)
{
  struct udp_header header = { .source_port = port, .destination_port = port };
  struct address source = address_of ("::ffff:192.0.2.1");
  struct address destination = address_of ("::ffff:192.0.2.9");
  size_t n = size_of (build);

  if (summed)
    udp_write (&header, &source, &destination, n, push (build, UDP_SIZE));
  else
    udp_write_unsummed (&header, n, push (build, UDP_SIZE));
}

static void
push_gre (struct build *build, const struct gre_header *header)
{
  size_t n = size_of (build);

  gre_write (header, n, push (build, gre_size (header)));
}

static enum layers_result
chain_read (const struct build *build, struct layers *layers)
{
  g_autofree uint8_t *octets
      = g_memdup2 (build->octets + build->at, size_of (build));

  return layers_read (octets, size_of (build), layers);
}

static void
assert_chain (const struct build *build, const char *expected,
              struct layers *layers)
{
  g_autoptr (GString) chain = g_string_new (NULL);

  g_assert_cmpstr (layers_result_text (chain_read (build, layers)), ==, "ok");
  for (unsigned i = 0; i < layers->n; i++)
    g_string_append_printf (chain, "%s%s", i > 0 ? " " : "",
                            layer_kind_name (layers->layer[i].kind));
  g_assert_cmpstr (chain->str, ==, expected);
}

static const uint8_t small_mh[8] = { 59, 0, 0, 0, 0, 0, 0, 0 };
static const struct octets mobility
    = { (uint8_t *)(gpointer)small_mh, sizeof small_mh };

/* The vectors' packets */

static const char *
text_of (const cJSON *json, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (json, key));
}

static void
check_vector (const cJSON *vector)
{
  struct octets message = octets_from_hex (text_of (vector, "hex"));
  struct octets packet = octets_from_hex (text_of (vector, "packet_hex"));
  const char *home = text_of (vector, "cksum_src");
  const char *routed = text_of (vector, "cksum_dst");
  struct address address = address_of (home != NULL ? home : routed);
  struct build build;

  build_init (&build, message);
  if (home != NULL)
    push_home_address (&build, home, IP_NEXT_MOBILITY);
  else
    routing_type_2_write (&address, IP_NEXT_MOBILITY,
                          push (&build, ROUTING_TYPE_2_SIZE));
  push_ip (&build, text_of (vector, "ipv6_src"), text_of (vector, "ipv6_dst"),
           home != NULL ? IP_NEXT_DESTINATION_OPTIONS : IP_NEXT_ROUTING);
  octets_assert_equal (build.octets + build.at, size_of (&build), packet);
  g_free (message.at);
  g_free (packet.at);
}

static void
test_vectors (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top != NULL ? top : ".", "..", VECTORS, NULL);
  g_autofree char *text = NULL;
  const cJSON *item;
  cJSON *json;
  unsigned n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("no " VECTORS " beside the source tree");
      return;
    }
  json = cJSON_Parse (text);
  cJSON_ArrayForEach (item, json)
  {
    if (text_of (item, "packet_hex") == NULL)
      continue;
    check_vector (item);
    n++;
  }
  g_assert_cmpuint (n, >, 5);
  cJSON_Delete (json);
}

/* By hand: K and S set, protocol IPv6, key, sequence; with C the checksum and
 * its reserved word in front of them. */
static void
test_gre_octets (void)
{
  struct gre_header header = { .has_key = true,
                               .has_sequence = true,
                               .protocol = GRE_IPV6,
                               .key = 0x01020304,
                               .sequence = 5 };
  struct gre_header back;
  uint8_t octets[GRE_SIZE_MAX];

  g_assert_cmpuint (gre_write (&header, 0, octets), ==, 12);
  octets_assert_equal (
      octets, 12,
      (struct octets){ (uint8_t *)(gpointer) "\x30\x00\x86\xdd\1\2\3\4\0\0\0\5",
                       12 });
  header.has_checksum = true;
  g_assert_cmpuint (gre_write (&header, 0, octets), ==, 16);
  /* b000 + 86dd + 0102 + 0304 + 0005 = 13ae8 -> 3ae9 -> c516 */
  g_assert_cmpuint (wire_get16 (octets + 4), ==, 0xc516);
  g_assert_cmpint (gre_read (octets, 16, &back), ==, GRE_OK);
  g_assert_cmpuint (back.key, ==, header.key);
  g_assert_cmpuint (back.sequence, ==, header.sequence);
  octets[15] ^= 1;
  g_assert_cmpint (gre_read (octets, 16, &back), ==, GRE_BAD_CHECKSUM);
  octets[1] = 1; /* version of PPTP */
  g_assert_cmpint (gre_read (octets, 16, &back), ==, GRE_BAD_HEADER);
}

/* Chains */

static void
test_gre_tunnel (void)
{
  const struct gre_header gre = {
    .has_checksum = true, .has_key = true, .protocol = GRE_IPV6, .key = 77
  };
  struct layers layers;
  struct build build;

  build_init (&build, mobility);
  push_ip (&build, HOME, LMA, IP_NEXT_MOBILITY);
  push_gre (&build, &gre);
  push_ip (&build, MAG, LMA, IP_NEXT_GRE);
  assert_chain (&build, "ipv6 gre ipv6 mobility", &layers);
  g_assert_cmpuint (layers.layer[1].gre.key, ==, 77);
  build.octets[sizeof build.octets - 1] ^= 1;
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_BAD_CHECKSUM);
  g_assert_cmpint (layers.bad_kind, ==, LAYER_GRE);
  g_assert_cmpuint (layers.bad_offset, ==, IPV6_SIZE);
}

/* RFC 5844 4: the Mobility Header directly over UDP, whose checksum must be
 * there; a tunnel may do without. */
static void
test_udp (void)
{
  struct layers layers;
  struct build build;

  build_init (&build, mobility);
  push_udp (&build, UDP_PORT_PMIP6_CONTROL, true);
  push_ip (&build, "::ffff:192.0.2.1", "::ffff:192.0.2.9", IP_NEXT_UDP);
  assert_chain (&build, "ipv4 udp mobility", &layers);
  g_assert_false (layers.layer[2].upper.is_summed);
  build_init (&build, mobility);
  push_udp (&build, UDP_PORT_PMIP6_CONTROL, false);
  push_ip (&build, "::ffff:192.0.2.1", "::ffff:192.0.2.9", IP_NEXT_UDP);
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_BAD_CHECKSUM);
  build_init (&build, mobility);
  push_home_address (&build, HOME, IP_NEXT_MOBILITY);
  push_ip (&build, MAG, LMA, IP_NEXT_DESTINATION_OPTIONS);
  push_udp (&build, UDP_PORT_DSMIP6, false);
  push_ip (&build, "::ffff:192.0.2.1", "::ffff:192.0.2.9", IP_NEXT_UDP);
  assert_chain (&build, "ipv4 udp ipv6 destination_options mobility", &layers);
  g_assert_true (layers.layer[4].upper.is_summed);
}

/* Refusals */

static void
test_second_home_address (void)
{
  struct layers layers;
  struct build build;

  build_init (&build, mobility);
  push_home_address (&build, HOME, IP_NEXT_MOBILITY);
  push_home_address (&build, HOME, IP_NEXT_DESTINATION_OPTIONS);
  push_ip (&build, MAG, LMA, IP_NEXT_DESTINATION_OPTIONS);
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_BAD_HOME_ADDRESS);
  g_assert_cmpuint (layers.n, ==, 2);
}

static void
test_bad_home_addresses (void)
{
  static const char *const bad[]
      = { "::", "::1", "ff02::1", "fe80::1", "::ffff:192.0.2.1" };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      struct layers layers;
      struct build build;

      build_init (&build, mobility);
      push_home_address (&build, bad[i], IP_NEXT_MOBILITY);
      push_ip (&build, MAG, LMA, IP_NEXT_DESTINATION_OPTIONS);
      g_assert_cmpint (chain_read (&build, &layers), ==,
                       LAYERS_BAD_HOME_ADDRESS);
    }
}

static void
test_depth (void)
{
  struct layers layers;
  struct build build;

  build_init (&build, mobility);
  push_ip (&build, MAG, LMA, IP_NEXT_MOBILITY);
  for (unsigned i = 2; i < LAYERS_MAX - 1; i++)
    push_ip (&build, MAG, LMA, IP_NEXT_IPV6);
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_OK);
  push_ip (&build, MAG, LMA, IP_NEXT_IPV6);
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_OK);
  g_assert_cmpuint (layers.n, ==, LAYERS_MAX);
  push_ip (&build, MAG, LMA, IP_NEXT_IPV6);
  g_assert_cmpint (chain_read (&build, &layers), ==, LAYERS_TOO_DEEP);
}

/* RFC 8200 4.2: the first that is not to be skipped, with its place. */
static void
test_unknown_option (void)
{
  static const uint8_t options[8] = { 135, 0, 0x1e, 0, 0x9e, 0, 0xde, 0 };
  struct layers layers;
  struct build build;

  build_init (&build, mobility);
  memcpy (push (&build, sizeof options), options, sizeof options);
  push_ip (&build, MAG, LMA, IP_NEXT_DESTINATION_OPTIONS);
  assert_chain (&build, "ipv6 destination_options mobility", &layers);
  g_assert_cmpint (layers.layer[1].options.action, ==, UNKNOWN_OPTION_REPORT);
  g_assert_cmpuint (layers.layer[1].options.unknown_at, ==, 44);
}

/* Foreign octets */

static void
push_routing (struct build *build, const char *home, uint8_t next)
{
  struct address address = address_of (home);

  routing_type_2_write (&address, next, push (build, ROUTING_TYPE_2_SIZE));
}

/* All layers there are but fragments, in one packet. */
static void
build_tower (struct build *build, struct octets innermost, uint8_t protocol)
{
  const struct gre_header gre = { .protocol = GRE_IPV6,
                                  .has_key = true,
                                  .key = 7,
                                  .has_sequence = true,
                                  .sequence = 9 };

  build_init (build, innermost);
  push_home_address (build, HOME, protocol);
  push_routing (build, HOME, IP_NEXT_DESTINATION_OPTIONS);
  push_ip (build, MAG, LMA, IP_NEXT_ROUTING);
  push_gre (build, &gre);
  push_ip (build, MAG, LMA, IP_NEXT_GRE);
  push_udp (build, UDP_PORT_DSMIP6, false);
  push_ip (build, "::ffff:192.0.2.1", "::ffff:192.0.2.9", IP_NEXT_UDP);
}

/* Each layer begins where the one before ends, and the last within @n. */
static void
check_layers (const uint8_t *octets, size_t n)
{
  struct layers layers;
  enum layers_result result = layers_read (octets, n, &layers);
  size_t at = 0;

  g_assert_cmpuint (layers.n, <=, LAYERS_MAX);
  for (unsigned i = 0; i < layers.n; i++)
    {
      g_assert_cmpuint (layers.layer[i].offset, ==, at);
      at += layers.layer[i].length;
    }
  g_assert_cmpuint (at, <=, n);
  if (result == LAYERS_OK)
    g_assert_cmpuint (layers.n, >, 0);
  else
    g_assert_cmpuint (layers.bad_offset, <=, n);
}

static void
check_dissection (struct dissection *d, const uint8_t *octets, size_t n,
                  size_t length)
{
  g_autoptr (GString) shown = g_string_new ("{");
  cJSON *json;

  dissection_read (d, octets, n, length);
  packet_json_append (shown, d);
  g_string_append_c (shown, '}');
  json = cJSON_ParseWithOpts (shown->str, NULL, true);
  g_assert_nonnull (json);
  cJSON_Delete (json);
  packet_print_append (shown, d);
  packet_print_line (shown, d);
}

/* As it is, as what was captured of a longer one, whatever its checksums. */
static void
check_any (const uint8_t *octets, size_t n, gpointer data)
{
  struct dissection *d = data;

  check_layers (octets, n);
  d->ignores_checksum = false;
  check_dissection (d, octets, n, n);
  d->ignores_checksum = true;
  check_dissection (d, octets, n, n + 100);
}

/* Mobility Header; ICMPv6 parameter problem about one. */
static void
test_mutations (void)
{
  static const char problem[] = "04000000"
                                "00000028"
                                "6000000000088740"
                                "20010db80000000000000000000000012001"
                                "0db8000000000000000000000002"
                                "3b00000000000000";
  g_autofree struct dissection *d = g_new0 (struct dissection, 1);
  struct octets error = octets_from_hex (problem);
  struct layers layers;
  struct build build;

  build_tower (&build, mobility, IP_NEXT_MOBILITY);
  assert_chain (&build,
                "ipv4 udp ipv6 gre ipv6 routing destination_options mobility",
                &layers);
  each_bit_flip (build.octets + build.at, size_of (&build), check_any, d);
  each_truncation (build.octets + build.at, size_of (&build), check_any, d);
  build_tower (&build, error, IP_NEXT_ICMPV6);
  each_bit_flip (build.octets + build.at, size_of (&build), check_any, d);
  each_truncation (build.octets + build.at, size_of (&build), check_any, d);
  g_free (error.at);
}

/* An ICMPv6 message of no octets, where memory ends. */
static void
test_empty_message (void)
{
  static const char empty[] = "6000000000003a40"
                              "20010db8000000000000000000000001"
                              "20010db8000000000000000000000002";
  g_autofree struct dissection *d = g_new0 (struct dissection, 1);
  struct octets packet = octets_from_hex (empty);
  struct guard guard;

  guard_init (&guard);
  dissection_read (d, guard_copy (&guard, packet.at, packet.n), packet.n,
                   packet.n);
  g_assert_false (dissection_is_good (d));
  g_assert_false (dissection_has_mobility (d));
  guard_clear (&guard);
  g_free (packet.at);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layers/writes-packets-of-vectors", test_vectors);
  g_test_add_func ("/layers/gre-octets", test_gre_octets);
  g_test_add_func ("/layers/gre-tunnel", test_gre_tunnel);
  g_test_add_func ("/layers/udp", test_udp);
  g_test_add_func ("/layers/refuses-second-home-address",
                   test_second_home_address);
  g_test_add_func ("/layers/refuses-home-address-not-routable",
                   test_bad_home_addresses);
  g_test_add_func ("/layers/refuses-depth", test_depth);
  g_test_add_func ("/layers/reads-within-bounds", test_mutations);
  g_test_add_func ("/layers/empty-message", test_empty_message);
  g_test_add_func ("/layers/points-at-unknown-option", test_unknown_option);
  return g_test_run ();
}
