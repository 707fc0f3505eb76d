/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of our own, made octet by octet by an independent program: builders
 * and encoder give them, the decoder reads them. */
#include <glib.h>

#include "models/codec/mh.h"
#include "tests/codec/octets.h"

#define NAI "mn3@dmm.example.org"
#define CMD "2001:db8:c::1"
#define SERVING "2001:db8:9::1"
#define PREVIOUS "2001:db8:1::1"
#define SECOND INT64_C (1000000000)

static const uint8_t mn_link_layer[] = { 2, 0, 0, 0, 0, 3 };
static const uint8_t dlif_link_layer[] = { 2, 0, 0, 0, 0, 0xd1 };

static const char golden_pbu[]
    = "3b0d050068d40007820003840814016d6e3340646d6d2e6578616d706c652e6f"
      "7267010016120000000000000000000000000000000000001702000118020004"
      "19080000020000000003010200001a10fe800000000000000000000000000001"
      "01001b0800006553f100400001020000";
static const char golden_pba[]
    = "3b0d0600bbac0020000703840814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db8000c000300000000000000001702000118020004"
      "19080000020000000003010200001a10fe800000000000000000000000000001"
      "01001b0800006553f100400001020000";
static const char golden_dmm_pbu[]
    = "3b0a050057c200088210012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "190800000200000000031b0800006553f100400001020000";
static const char golden_dmm_pbu_serving[]
    = "3b0c0500e5ed00098210012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80001000300000000000000001702000418020004"
      "190800000200000000031b0800006553f10040000100441020010db800090000"
      "0000000000000001";
static const char golden_dmm_pbu_prefixes[]
    = "3b0d050043ff000a8210012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "010200004112004020010db80001000300000000000000000102000042120030"
      "20010db8000100000000000000000000";
static const char golden_dmm_pba_0[]
    = "3b0906008a1400220008012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "19080000020000000003010400000000";
static const char golden_dmm_pba_1[]
    = "3b0d0600eb1900220008012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "1908000002000000000301004322004020010db8000100000000000000000001"
      "20010db8000100030000000000000000";
static const char golden_dmm_pba_2[]
    = "3b1206004b0e00220008012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "1908000002000000000301004322004020010db8000100000000000000000001"
      "20010db8000100030000000000000000010200004322004020010db800020000"
      "000000000000000120010db8000200030000000000000000";
static const char golden_dmm_pba_3[]
    = "3b170600ab0000220008012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "1908000002000000000301004322004020010db8000100000000000000000001"
      "20010db8000100030000000000000000010200004322004020010db800020000"
      "000000000000000120010db80002000300000000000000000102000043220040"
      "20010db800030000000000000000000120010db8000300030000000000000000";
static const char golden_dmm_pba_dlif[]
    = "3b130600ab4300220008012c0814016d6e3340646d6d2e6578616d706c652e6f"
      "726701001612004020010db80009000300000000000000001702000418020004"
      "190800000200000000031b0800006553f10040004322004020010db800010000"
      "000000000000000120010db80001000300000000000000000104000000004510"
      "fe8000000000000000000000000000d1460800000200000000d1010400000000";
static const char golden_brr[] = "3b00000068e70000";
static const char golden_be[]
    = "3b0207003306010020010db8000c00030000000000000007";

/* Building */

static struct prefix
prefix_of (const char *text, unsigned length)
{
  struct address address = address_of (text);

  return prefix_make (&address, length);
}

static void
add_address (struct mh_message *message, unsigned type, const char *text)
{
  struct address address = address_of (text);

  mh_add_address (message, type, &address);
}

static void
add_prefix (struct mh_message *message, unsigned type, const char *text,
            unsigned length)
{
  struct prefix prefix = prefix_of (text, length);

  mh_add_prefix (message, type, &prefix);
}

/* What every PBU and PBA of the golden ones begins with. */
static void
add_session (struct mh_message *message, const char *prefix, unsigned length,
             uint8_t handoff)
{
  mh_add_mn_identifier (message, NAI);
  add_prefix (message, OPTION_HOME_NETWORK_PREFIX, prefix, length);
  mh_add_value (message, OPTION_HANDOFF_INDICATOR, handoff);
  mh_add_value (message, OPTION_ACCESS_TECHNOLOGY, ATT_802_11);
}

static void
add_link_layer (struct mh_message *message)
{
  mh_add_link_layer (message, OPTION_MN_LINK_LAYER_ID, mn_link_layer,
                     sizeof mn_link_layer);
}

static void
add_timestamp (struct mh_message *message)
{
  mh_add_timestamp (message, 1700000000 * SECOND + SECOND / 4);
}

static void
start_bu (struct mh_message *message, uint16_t flags, uint16_t sequence,
          uint16_t lifetime)
{
  mh_init (message, MH_BU);
  message->bu.flags = flags;
  message->bu.sequence = sequence;
  message->bu.lifetime = lifetime;
}

static void
start_ba (struct mh_message *message, uint8_t flags, uint16_t sequence,
          uint16_t lifetime)
{
  mh_init (message, MH_BA);
  message->ba.status = STATUS_ACCEPTED;
  message->ba.flags = flags;
  message->ba.sequence = sequence;
  message->ba.lifetime = lifetime;
}

static void
build_pbu (struct mh_message *message)
{
  start_bu (message, BU_A | BU_P, 7, 900);
  add_session (message, "::", 0, HI_NEW_INTERFACE);
  add_link_layer (message);
  add_address (message, OPTION_LINK_LOCAL_ADDRESS, "fe80::1");
  add_timestamp (message);
}

static void
build_pba (struct mh_message *message)
{
  start_ba (message, BA_P, 7, 900);
  add_session (message, "2001:db8:c:3::", 64, HI_NEW_INTERFACE);
  add_link_layer (message);
  add_address (message, OPTION_LINK_LOCAL_ADDRESS, "fe80::1");
  add_timestamp (message);
}

static void
build_dmm_pbu (struct mh_message *message)
{
  start_bu (message, BU_A | BU_P | BU_D, 8, 300);
  add_session (message, "2001:db8:9:3::", 64, HI_UNKNOWN);
  add_link_layer (message);
  add_timestamp (message);
}

static void
build_dmm_pbu_serving (struct mh_message *message)
{
  start_bu (message, BU_A | BU_P | BU_D, 9, 300);
  add_session (message, "2001:db8:1:3::", 64, HI_UNKNOWN);
  add_link_layer (message);
  add_timestamp (message);
  add_address (message, OPTION_SERVING_MAAR, SERVING);
}

static void
build_dmm_pbu_prefixes (struct mh_message *message)
{
  start_bu (message, BU_A | BU_P | BU_D, 10, 300);
  add_session (message, "2001:db8:9:3::", 64, HI_UNKNOWN);
  add_prefix (message, OPTION_ANCHORED_PREFIX, "2001:db8:1:3::", 64);
  add_prefix (message, OPTION_LOCAL_PREFIX, "2001:db8:1::", 48);
}

static void
add_previous_maars (struct mh_message *message, unsigned n)
{
  for (unsigned i = 1; i <= n; i++)
    {
      g_autofree char *maar = g_strdup_printf ("2001:db8:%u::1", i);
      g_autofree char *prefix = g_strdup_printf ("2001:db8:%u:3::", i);
      struct address address = address_of (maar);
      struct prefix hnp = prefix_of (prefix, 64);

      mh_add_previous_maar (message, &address, &hnp);
    }
}

static void
build_dmm_pba (struct mh_message *message, unsigned previous)
{
  start_ba (message, BA_P | BA_D, 8, 300);
  add_session (message, "2001:db8:9:3::", 64, HI_UNKNOWN);
  add_link_layer (message);
  add_previous_maars (message, previous);
}

static void
build_dmm_pba_0 (struct mh_message *message)
{
  build_dmm_pba (message, 0);
}

static void
build_dmm_pba_1 (struct mh_message *message)
{
  build_dmm_pba (message, 1);
}

static void
build_dmm_pba_2 (struct mh_message *message)
{
  build_dmm_pba (message, 2);
}

static void
build_dmm_pba_3 (struct mh_message *message)
{
  build_dmm_pba (message, 3);
}

static void
build_dmm_pba_dlif (struct mh_message *message)
{
  build_dmm_pba (message, 0);
  add_timestamp (message);
  add_previous_maars (message, 1);
  add_address (message, OPTION_DLIF_LINK_LOCAL, "fe80::d1");
  mh_add_link_layer (message, OPTION_DLIF_LINK_LAYER, dlif_link_layer,
                     sizeof dlif_link_layer);
}

static void
build_brr (struct mh_message *message)
{
  mh_init (message, MH_BRR);
}

static void
build_be (struct mh_message *message)
{
  mh_init (message, MH_BE);
  message->be.status = 1;
  message->be.home_address = address_of ("2001:db8:c:3::7");
}

static const struct golden
{
  const char *name, *hex, *source, *destination;
  void (*build) (struct mh_message *message);
  size_t size;
  const char *message_name;
} goldens[] = {
  { "pbu", golden_pbu, SERVING, CMD, build_pbu, 112, "PBU" },
  { "pba", golden_pba, CMD, SERVING, build_pba, 112, "PBA" },
  { "dmm-pbu", golden_dmm_pbu, SERVING, CMD, build_dmm_pbu, 88, "PBU" },
  { "dmm-pbu-serving-maar", golden_dmm_pbu_serving, CMD, PREVIOUS,
    build_dmm_pbu_serving, 104, "PBU" },
  { "dmm-pbu-anchored-and-local-prefix", golden_dmm_pbu_prefixes, SERVING, CMD,
    build_dmm_pbu_prefixes, 112, "PBU" },
  { "dmm-pba", golden_dmm_pba_0, CMD, SERVING, build_dmm_pba_0, 80, "PBA" },
  { "dmm-pba-1-previous", golden_dmm_pba_1, CMD, SERVING, build_dmm_pba_1, 112,
    "PBA" },
  { "dmm-pba-2-previous", golden_dmm_pba_2, CMD, SERVING, build_dmm_pba_2, 152,
    "PBA" },
  { "dmm-pba-3-previous", golden_dmm_pba_3, CMD, SERVING, build_dmm_pba_3, 192,
    "PBA" },
  { "dmm-pba-1-previous-dlif", golden_dmm_pba_dlif, CMD, SERVING,
    build_dmm_pba_dlif, 160, "PBA" },
  { "brr", golden_brr, CMD, SERVING, build_brr, 8, "BRR" },
  { "be", golden_be, CMD, SERVING, build_be, 24, "BE" },
};

static void
test_builds_golden (gconstpointer data)
{
  const struct golden *golden = data;
  struct octets expected = octets_from_hex (golden->hex);
  struct address source = address_of (golden->source);
  struct address destination = address_of (golden->destination);
  uint8_t octets[MH_SIZE_MAX];
  struct mh_message message;

  golden->build (&message);
  g_assert_cmpstr (mh_name (&message), ==, golden->message_name);
  g_assert_cmpuint (mh_encoded_size (&message), ==, golden->size);
  g_assert_cmpuint (
      mh_encode (&message, &source, &destination, octets, golden->size), ==,
      golden->size);
  octets_assert_equal (octets, golden->size, expected);
  g_free (expected.at);
}

static struct mh_message
decode_golden (const struct golden *golden, struct octets *octets)
{
  struct address source = address_of (golden->source);
  struct address destination = address_of (golden->destination);
  struct mh_message message;

  *octets = octets_from_hex (golden->hex);
  g_assert_cmpint (
      mh_decode (octets->at, octets->n, &source, &destination, &message), ==,
      MH_OK);
  return message;
}

static void
test_decodes_golden (gconstpointer data)
{
  struct octets octets;
  struct mh_message got = decode_golden (data, &octets);
  struct mh_message built;
  uint8_t again[MH_SIZE_MAX];
  size_t n;

  ((const struct golden *)data)->build (&built);
  g_assert_cmpint (got.type, ==, built.type);
  g_assert_cmpint (got.n_options, ==, built.n_options);
  for (unsigned i = 0; i < got.n_options; i++)
    g_assert_cmpint (got.options[i].type, ==, built.options[i].type);
  n = mh_encode (&got, NULL, NULL, again, sizeof again);
  again[4] = octets.at[4]; /* without addresses there is no checksum */
  again[5] = octets.at[5];
  octets_assert_equal (again, n, octets);
  g_free (octets.at);
}

static const struct golden *
find_golden (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (goldens); i++)
    if (g_str_equal (goldens[i].name, name))
      return &goldens[i];
  g_assert_not_reached ();
}

static void
assert_address (const struct address *address, const char *expected)
{
  char text[ADDRESS_TEXT_SIZE];

  g_assert_cmpstr (address_text (address, text), ==, expected);
}

static void
test_reads_values_of_pbu (void)
{
  struct octets octets;
  struct mh_message message = decode_golden (find_golden ("pbu"), &octets);
  const struct mh_option *option;

  g_assert_cmphex (message.bu.flags, ==, 0x8200);
  g_assert_cmpint (message.bu.sequence, ==, 7);
  g_assert_cmpint (message.bu.lifetime, ==, 900);
  option = mh_find (&message, OPTION_MN_IDENTIFIER, 0);
  g_assert_cmpint (option->mn_identifier.subtype, ==, 1);
  g_assert_cmpuint (option->mn_identifier.id.n, ==, 19);
  g_assert_true (option->mn_identifier.id.octets == octets.at + 15);
  option = mh_find (&message, OPTION_HOME_NETWORK_PREFIX, 0);
  g_assert_cmpint (option->offset, ==, 36);
  g_assert_cmpint (option->prefix.length, ==, 0);
  g_assert_cmpint (mh_find (&message, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   HI_NEW_INTERFACE);
  g_assert_cmpint (mh_find (&message, OPTION_ACCESS_TECHNOLOGY, 0)->value, ==,
                   ATT_802_11);
  option = mh_find (&message, OPTION_MN_LINK_LAYER_ID, 0);
  g_assert_cmpuint (option->link_layer.n, ==, 6);
  g_assert_cmpint (option->link_layer.octets[5], ==, 3);
  option = mh_find (&message, OPTION_LINK_LOCAL_ADDRESS, 0);
  assert_address (&option->address, "fe80::1");
  option = mh_find (&message, OPTION_TIMESTAMP, 0);
  g_assert_cmpint (mh_timestamp_ns (option), ==,
                   1700000000 * SECOND + SECOND / 4);
  g_free (octets.at);
}

static void
test_reads_values_of_dmm_pba (void)
{
  struct octets octets;
  struct mh_message message
      = decode_golden (find_golden ("dmm-pba-3-previous"), &octets);
  const struct mh_option *option;

  g_assert_cmphex (message.ba.flags, ==, 0x22);
  g_assert_cmpint (message.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (mh_count (&message, OPTION_PREVIOUS_MAAR), ==, 3);
  option = mh_find (&message, OPTION_PREVIOUS_MAAR, 2);
  g_assert_cmpint (option->previous_maar.length, ==, 64);
  assert_address (&option->previous_maar.maar, "2001:db8:3::1");
  assert_address (&option->previous_maar.prefix, "2001:db8:3:3::");
  g_assert_null (mh_find (&message, OPTION_PREVIOUS_MAAR, 3));
  g_assert_null (mh_find (&message, OPTION_SERVING_MAAR, 0));
  g_free (octets.at);
}

static void
test_checksum_first (void)
{
  struct octets octets = octets_from_hex (golden_dmm_pbu);
  struct address source = address_of (SERVING);
  struct address destination = address_of (CMD);
  struct mh_message message;

  octets.at[0] = 58;
  octets.at[2] = 24;
  g_assert_cmpint (
      mh_decode (octets.at, octets.n, &source, &destination, &message), ==,
      MH_BAD_CHECKSUM);
  octets.at[0] = 59;
  octets.at[2] = MH_BU;
  g_assert_cmpint (
      mh_decode (octets.at, octets.n, &destination, &destination, &message), ==,
      MH_BAD_CHECKSUM);
  g_free (octets.at);
}

/* 49 previous MAARs are the most that one message holds. */
static void
test_largest_message (void)
{
  struct address source = address_of (CMD);
  struct address destination = address_of (SERVING);
  uint8_t octets[MH_SIZE_MAX];
  struct mh_message message, got;
  size_t n;

  build_dmm_pba (&message, 49);
  n = mh_encode (&message, &source, &destination, octets, sizeof octets);
  g_assert_cmpuint (n, ==, 112 + 48 * 40);
  g_assert_cmpint (mh_decode (octets, n, &source, &destination, &got), ==,
                   MH_OK);
  g_assert_cmpuint (mh_count (&got, OPTION_PREVIOUS_MAAR), ==, 49);
  build_dmm_pba (&message, 50);
  g_assert_cmpuint (mh_encoded_size (&message), >, MH_SIZE_MAX);
}

static void
add_goldens (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      g_autofree char *builds
          = g_strdup_printf ("/mh/builds/%s", goldens[i].name);
      g_autofree char *decodes
          = g_strdup_printf ("/mh/decodes/%s", goldens[i].name);

      g_test_add_data_func (builds, &goldens[i], test_builds_golden);
      g_test_add_data_func (decodes, &goldens[i], test_decodes_golden);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_goldens ();
  g_test_add_func ("/mh/reads-values-of-pbu", test_reads_values_of_pbu);
  g_test_add_func ("/mh/reads-values-of-dmm-pba", test_reads_values_of_dmm_pba);
  g_test_add_func ("/mh/checksum-comes-first", test_checksum_first);
  g_test_add_func ("/mh/largest-message", test_largest_message);
  return g_test_run ();
}
