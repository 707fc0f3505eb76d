/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON that is no message is refused with its place and what would be right,
 * and no damage to a good one makes the reader stumble. */
#include <glib.h>
#include <string.h>

#include "models/codec/mh_json.h"
#include "tests/codec/octets.h"

#define SEED 20260822
#define DAMAGED 20000

/* A BU whose options are @options. */
#define BU_WITH(options)                                                    \
  "{\"mh_type\": 5, \"seq\": 1, \"flags\": [\"A\"], \"lifetime_units\": 1," \
  " \"options\": [" options "]}"
#define BU_WITH_VALUE(type, value) \
  BU_WITH ("{\"type\": " #type ", \"value\": {" value "}}")

static const struct
{
  const char *name, *json, *message;
} refused[] = {
  { "no-json", "{\"mh_type\": 5", "no JSON text: error at octet 12" },
  { "trailing-text", "{} x", "no JSON text: error at octet 2" },
  { "nul-in-text", BU_WITH_VALUE (8, "\"subtype\": 1, \"nai\": \"a\\u0000\""),
    "a NUL character is not possible; KEY_hex takes octets" },
  { "no-utf-8", BU_WITH_VALUE (8, "\"subtype\": 1, \"nai\": \"\xff\""),
    "no JSON text: not UTF-8 (RFC 8259 8.1); KEY_hex takes octets" },
  { "no-object", "[1, 2]", "[1,2] is not an object" },
  { "no-type", "{}",
    "mh_type: missing; a number belongs here, or a name as mh_name" },
  { "unknown-message", "{\"mh_type\": 77}",
    "mh_type: 77 is no message known here" },
  { "opaque-data-that-would-be-padded",
    "{\"mh_type\": 11, \"data\": \"000000\"}",
    "data: makes a message of 9 octets, which is no multiple of 8" },
  { "option-in-opaque-message",
    "{\"mh_type\": 11, \"data\": \"0000\", \"options\": [{\"type\": 0}, "
    "{\"type\": 200, \"value\": {\"raw\": \"\"}}]}",
    "options: Experimental has none" },
  { "unknown-message-name", "{\"mh_name\": \"PBV\"}",
    "mh_name: nothing is called \"PBV\"" },
  { "names-disagree", "{\"mh_type\": 0, \"mh_name\": \"HoTI\"}",
    "mh_name: \"HoTI\" does not agree: it is BRR" },
  { "proxy-name-without-its-flag",
    "{\"mh_name\": \"PBU\", \"seq\": 1, \"flags\": [], \"lifetime_s\": 4}",
    "mh_name: \"PBU\" does not agree: it is BU" },
  { "key-missing", "{\"mh_type\": 5}",
    "seq: missing; a whole number from 0 to 65535 belongs here" },
  { "key-unknown", "{\"mh_type\": 0, \"seq\": 1}",
    "seq: unknown key; known here: mh_type, payload_proto, hdr_len, octets, "
    "checksum, reserved, options, mh_name" },
  { "key-twice", "{\"mh_type\": 0, \"mh_type\": 0}", "mh_type: given twice" },
  { "key-in-other-case", "{\"MH_TYPE\": 0}",
    "mh_type: missing; a number belongs here, or a name as mh_name" },
  { "number-as-text", "{\"mh_type\": \"5\"}",
    "mh_type: \"5\" is not a whole number from 0 to 255" },
  { "number-broken", "{\"mh_type\": 5, \"seq\": 1.5}",
    "seq: 1.5 is not a whole number from 0 to 65535" },
  { "number-negative", "{\"mh_type\": 5, \"seq\": -1}",
    "seq: -1 is not a whole number from 0 to 65535" },
  { "number-too-large", "{\"mh_type\": 5, \"seq\": 65536}",
    "seq: 65536 is above 65535" },
  { "number-infinite", "{\"mh_type\": 5, \"seq\": 1e999}",
    "seq: inf is above 65535" },
  { "payload-proto", "{\"mh_type\": 0, \"payload_proto\": 58}",
    "payload_proto: can only be 59" },
  { "octets-disagree", "{\"mh_type\": 0, \"hdr_len\": 0, \"octets\": 16}",
    "octets: is not 8 * (hdr_len + 1)" },
  { "checksum", "{\"mh_type\": 0, \"checksum\": \"4b2f\"}",
    "checksum: \"4b2f\" is not 0x and 4 hexadecimal digits" },
  { "flag-unknown", "{\"mh_type\": 5, \"seq\": 1, \"flags\": [\"A\", \"Q\"]}",
    "flags: holds what is none of the flags A, H, L, K, M, R, P, F, T, B, S, "
    "D" },
  { "flag-twice", "{\"mh_type\": 5, \"seq\": 1, \"flags\": [\"A\", \"A\"]}",
    "flags: has \"A\" twice" },
  { "flags-disagree",
    "{\"mh_type\": 5, \"seq\": 1, \"flags\": [\"A\"], \"flags_raw\": "
    "\"0xc000\"}",
    "flags_raw: does not agree with flags" },
  { "seconds-disagree",
    "{\"mh_type\": 5, \"seq\": 1, \"flags\": [], \"lifetime_units\": 2, "
    "\"lifetime_s\": 4}",
    "lifetime_s: 4 is not 4 * lifetime_units, which is 8" },
  { "seconds-between-units",
    "{\"mh_type\": 5, \"seq\": 1, \"flags\": [], \"lifetime_s\": 6}",
    "lifetime_s: 6 is not a multiple of 4" },
  { "cookie-short", "{\"mh_type\": 1, \"cookie\": \"1122\"}",
    "cookie: \"1122\" is not 16 hexadecimal digits" },
  { "options-no-array", "{\"mh_type\": 0, \"options\": {}}",
    "options: {} is not an array" },
  { "option-no-object", BU_WITH ("7"), "options[0]: 7 is not an object" },
  { "option-without-type", BU_WITH ("{\"value\": {}}"),
    "options[0].type: missing; a number belongs here, or a name as name" },
  { "option-name-unknown", BU_WITH ("{\"name\": \"Home Prefix\"}"),
    "options[0].name: nothing is called \"Home Prefix\"" },
  { "option-name-disagrees",
    BU_WITH ("{\"type\": 23, \"name\": \"Timestamp\", \"value\": {\"hi\": 1}}"),
    "options[0].name: \"Timestamp\" does not agree: it is Handoff Indicator" },
  { "option-key-unknown",
    BU_WITH ("{\"type\": 23, \"value\": {\"hi\": 1}, \"pad\": 1}"),
    "options[0].pad: unknown key; known here: type, offset, name, value, len" },
  { "option-without-value", BU_WITH ("{\"type\": 23}"),
    "options[0].value.hi: missing; a whole number from 0 to 255 belongs here" },
  { "value-key-unknown", BU_WITH_VALUE (23, "\"hi\": 1, \"HI\": 1"),
    "options[0].value.HI: unknown key; known here: hi" },
  { "second-option",
    BU_WITH ("{\"type\": 23, \"value\": {\"hi\": 1}}, {\"type\": 1, \"len\": 2}"
             ", {\"type\": 24, \"value\": {\"att\": 256}}"),
    "options[2].value.att: 256 is above 255" },
  { "prefix-length", BU_WITH_VALUE (22, "\"off_link\": false, \"plen\": 129"),
    "options[0].value.plen: 129 is above 128" },
  { "boolean", BU_WITH_VALUE (22, "\"off_link\": 1"),
    "options[0].value.off_link: 1 is not true or false" },
  { "address", BU_WITH_VALUE (26, "\"addr\": \"2001:db8::g\""),
    "options[0].value.addr: \"2001:db8::g\" is not an IPv6 address" },
  { "ipv4-address", BU_WITH_VALUE (38, "\"addr\": \"192.0.2\""),
    "options[0].value.addr: \"192.0.2\" is not an IPv4 address" },
  { "hex-odd", BU_WITH_VALUE (25, "\"lla\": \"012\""),
    "options[0].value.lla: \"012\" is not pairs of hexadecimal digits" },
  { "hex-digit", BU_WITH_VALUE (25, "\"lla\": \"0g\""),
    "options[0].value.lla: \"0g\" is not pairs of hexadecimal digits" },
  { "text-and-hex",
    BU_WITH_VALUE (8, "\"subtype\": 1, \"nai\": \"a\", \"nai_hex\": \"61\""),
    "options[0].value.nai_hex: given besides nai; one is enough" },
  { "shown-disagrees",
    BU_WITH_VALUE (27, "\"sec\": 1, \"frac65536\": 0, "
                       "\"raw\": \"0x0000000000020000\""),
    "options[0].value.raw: \"0x0000000000020000\" does not agree: it is "
    "0x0000000000010000" },
  { "length-disagrees",
    BU_WITH ("{\"type\": 23, \"len\": 3, \"value\": {\"hi\": 1}}"),
    "options[0].len: 3 does not agree: the value takes 2" },
  { "unassigned-without-octets", BU_WITH_VALUE (200, ""),
    "options[0].value.raw: missing; a text belongs here" },
  { "unassigned-known", BU_WITH_VALUE (200, "\"unknown\": false"),
    "options[0].value.unknown: can only be true: type 200 has no row" },
  { "authorization-not-last",
    BU_WITH ("{\"type\": 5, \"value\": {\"authenticator\": "
             "\"000000000000000000000000\"}}, "
             "{\"type\": 23, \"value\": {\"hi\": 1}}"),
    "options: Binding Authorization Data must be the last option" },
};

static bool
parse (const char *json, size_t n, struct mh_message *message, GError **error)
{
  static struct mh_json_store store; /* 2 kB; each use begins anew */

  return mh_json_parse (json, n, &store, message, error);
}

static void
assert_refused (const char *json, const char *message)
{
  g_autoptr (GError) error = NULL;
  struct mh_message got;

  g_assert_false (parse (json, strlen (json), &got, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == MH_JSON_ERROR);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refused (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);

  assert_refused (refused[i].json, refused[i].message);
}

/* A BU of @n options, each the text @option. */
static char *
bu_of (const char *option, unsigned n)
{
  g_autoptr (GString) options = g_string_new (NULL);

  for (unsigned i = 0; i < n; i++)
    g_string_append_printf (options, "%s%s", i > 0 ? ", " : "", option);
  return g_strdup_printf (BU_WITH ("%s"), options->str);
}

static void
test_too_many_options (void)
{
  const char *option = "{\"type\": 23, \"value\": {\"hi\": 1}}";
  g_autofree char *most = bu_of (option, MH_OPTIONS_MAX);
  g_autofree char *more = bu_of (option, MH_OPTIONS_MAX + 1);
  struct mh_message message;

  g_assert_true (parse (most, strlen (most), &message, NULL));
  g_assert_cmpuint (message.n_options, ==, MH_OPTIONS_MAX);
  assert_refused (more,
                  "options[128]: one option more than the 128 a message can "
                  "hold");
}

/* 12 octets of a BU and n * 16 of options, up to 2048 with padding. */
static void
test_too_many_octets (void)
{
  const char *option = "{\"type\": 200, \"value\": {\"raw\": "
                       "\"0011223344556677889900112233\"}}";
  g_autofree char *most = bu_of (option, 127);
  g_autofree char *more = bu_of (option, 128);
  struct mh_message message;

  g_assert_true (parse (most, strlen (most), &message, NULL));
  g_assert_cmpuint (mh_encoded_size (&message), ==, MH_SIZE_MAX);
  assert_refused (more,
                  "options: make a message of 2064 octets; 2048 are possible");
}

/* 255 octets of data are possible in one option, and only so many. */
static void
test_too_long_option (void)
{
  g_autofree char *text = g_strnfill (255, 'a');
  g_autofree char *hex = g_strnfill (2 * 256, '0');
  g_autofree char *identifier = g_strdup_printf (
      BU_WITH_VALUE (8, "\"subtype\": 1, \"nai\": \"%s\""), text);
  g_autofree char *unknown
      = g_strdup_printf (BU_WITH_VALUE (200, "\"raw\": \"%s\""), hex);
  struct mh_message message;

  assert_refused (identifier,
                  "options[0].value: takes 256 octets; this option has 1 to "
                  "255");
  assert_refused (unknown, "options[0].value.raw: 256 octets are above 255");
  memmove (strstr (identifier, "aa"), strstr (identifier, "aa") + 1,
           strlen (strstr (identifier, "aa")));
  g_assert_true (parse (identifier, strlen (identifier), &message, NULL));
}

/* Damage */

static const char whole[]
    = "{\"payload_proto\": 59, \"hdr_len\": 8, \"mh_type\": 5, \"mh_name\": "
      "\"BU\", \"reserved\": 0, \"checksum\": \"0xf42e\", \"seq\": 40, "
      "\"flags\": [\"A\", \"P\"], \"flags_raw\": \"0x8200\", "
      "\"lifetime_units\": 900, \"lifetime_s\": 3600, \"options\": ["
      "{\"offset\": 12, \"type\": 8, \"name\": \"Mobile Node Identifier\", "
      "\"len\": 4, \"value\": {\"subtype\": 1, \"nai\": \"mn7\"}}, "
      "{\"type\": 200, \"len\": 5, \"value\": {\"raw\": \"deadbeef01\", "
      "\"unknown\": true}}, {\"type\": 1, \"name\": \"PadN\", \"len\": 1}, "
      "{\"type\": 22, \"value\": {\"off_link\": false, \"plen\": 64, "
      "\"prefix\": \"2001:db8::\"}}, {\"type\": 27, \"value\": {\"sec\": 1, "
      "\"frac65536\": 2, \"raw\": \"0x0000000000010002\"}}, "
      "{\"type\": 36, \"value\": {\"plen\": 24, \"addr\": \"192.0.2.1\"}}]}";

/* What is read can be encoded, what is not has a reason. */
static void
check_damaged (const char *json, size_t n)
{
  g_autofree char *exact = g_memdup2 (json, n);
  g_autoptr (GError) error = NULL;
  uint8_t octets[MH_SIZE_MAX];
  struct mh_message message, again;

  if (!parse (exact, n, &message, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  n = mh_encode (&message, NULL, NULL, octets, sizeof octets);
  g_assert_cmpint (mh_decode (octets, n, NULL, NULL, &again), ==, MH_OK);
}

static void
test_every_truncation (void)
{
  for (size_t n = 0; n < sizeof whole; n++)
    check_damaged (whole, n);
}

/* One to three times: an octet changed, a piece taken out or doubled. */
static void
damage (GRand *random, GString *json)
{
  for (int times = g_rand_int_range (random, 1, 4); times > 0; times--)
    {
      int at = g_rand_int_range (random, 0, (gint32)json->len);
      int n = g_rand_int_range (random, 1, 20);
      g_autofree char *piece = g_strndup (json->str + at, (size_t)n);

      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          json->str[at] = (char)g_rand_int_range (random, 0, 256);
          break;
        case 1:
          json->str[at] = "0123456789-.e[]{}\",:\\"[n];
          break;
        case 2:
          g_string_erase (json, at, MIN (n, (int)json->len - at));
          break;
        default:
          g_string_insert (json, g_rand_int_range (random, 0, at + 1), piece);
          break;
        }
    }
}

static void
test_damage (void)
{
  GRand *random = g_rand_new_with_seed (SEED);

  g_test_message ("seed %d", SEED);
  for (unsigned i = 0; i < DAMAGED; i++)
    {
      g_autoptr (GString) json = g_string_new (whole);

      damage (random, json);
      check_damaged (json->str, json->len);
    }
  g_rand_free (random);
}

static void
test_whole_is_read (void)
{
  struct mh_message message;

  g_assert_true (parse (whole, strlen (whole), &message, NULL));
  g_assert_cmpuint (message.n_options, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/mh/json/refuses/%s", refused[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refused);
    }
  g_test_add_func ("/mh/json/refuses/129-options", test_too_many_options);
  g_test_add_func ("/mh/json/refuses/2064-octets", test_too_many_octets);
  g_test_add_func ("/mh/json/refuses/256-octets-of-data", test_too_long_option);
  g_test_add_func ("/mh/json/damage/whole-is-read", test_whole_is_read);
  g_test_add_func ("/mh/json/damage/every-truncation", test_every_truncation);
  g_test_add_func ("/mh/json/damage/20000-damaged-texts", test_damage);
  return g_test_run ();
}
