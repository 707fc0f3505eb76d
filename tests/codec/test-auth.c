/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authenticators.  The octets below were made by Python's hmac and hashlib
 * from the formulae of RFC 6275 5.2.5, 6.2.7 and RFC 4285 5; those of
 * shared/vectors by other authors. */
#include <cjson/cJSON.h>
#include <glib.h>

#include "models/codec/auth.h"
#include "tests/codec/mutations.h"
#include "tests/codec/octets.h"

#define VECTORS "shared/vectors/mh-vectors.json"
#define CARE_OF "2001:db8:201::a1:7"
#define HOME "2001:db8:100::a1:7"
#define HOME_AGENT "2001:db8:100::1"
#define CORRESPONDENT "2001:db8:900::5"

/* Keys: octets that count up from 0x60, 0x20 and 0x40. */
static const char home_token[] = "ffd59954458859c5";
static const char care_of_token[] = "1f72844793def94a";
static const char binding_key[] = "19eb3e11ba06f20b8765e64b334c8e01523fca63";
static const char deletion_key[] = "e670c7ad89b95be07f32381d6bf0df378e5f519a";
/* BU to a correspondent: nonce indices, authenticator */
static const char golden_binding[]
    = "3b030500a1d8000780000069040400110012050cc50910e24905c052573cf739";
/* home BU: node identifier, timestamp, MN-HA */
static const char golden_mn_ha[]
    = "3b070500c0340102c00000960814016d6e3740646d6d2e6578616d706c652e6e6574"
      "0a08e0d1c2b3a4958677000911010000123442ac50440d4311221421e3ef";
/* the same, MN-HA, MN-AAA, padding */
static const char golden_both[]
    = "3b0b05006f630102c00000960814016d6e3740646d6d2e6578616d706c652e6e6574"
      "0a08e0d1c2b3a49586770009110100001234f18ae9cbc91896da5d14a9ad00091902"
      "000000039398f39b2c641bc7b8003e49b2e72aa260359a8e01020000";

enum
{
  MN_HA_DATA_AT = 52, /* in both of the latter */
  MN_AAA_DATA_AT = 72
};

static void
assert_hex (const uint8_t *octets, size_t n, const char *expected)
{
  g_autofree char *hex = octets_to_hex (octets, n);

  g_assert_cmpstr (hex, ==, expected);
}

static void
count_up (uint8_t *key, size_t n, uint8_t first)
{
  for (size_t i = 0; i < n; i++)
    key[i] = (uint8_t)(first + i);
}

static struct auth_addresses
addresses_of (const char *care_of, const char *peer)
{
  return (struct auth_addresses){ address_of (care_of), address_of (peer) };
}

/* Return routability */

static void
test_tokens (void)
{
  static const uint8_t nonce[]
      = { 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7 };
  struct view view = { nonce, sizeof nonce };
  struct address home = address_of (HOME), care_of = address_of (CARE_OF);
  uint8_t kcn[AUTH_KCN_SIZE], token[AUTH_TOKEN_SIZE], other[AUTH_TOKEN_SIZE];
  uint8_t kbm[AUTH_KBM_SIZE];

  count_up (kcn, sizeof kcn, 0x60);
  auth_home_keygen_token (kcn, &home, view, token);
  auth_care_of_keygen_token (kcn, &care_of, view, other);
  auth_binding_key (token, other, kbm);
  assert_hex (token, sizeof token, home_token);
  assert_hex (other, sizeof other, care_of_token);
  assert_hex (kbm, sizeof kbm, binding_key);
  auth_binding_key (token, NULL, kbm);
  assert_hex (kbm, sizeof kbm, deletion_key);
}

/* Signs @golden with its authenticator and checksum taken out. */
static void
test_signs_binding (void)
{
  struct octets kbm = octets_from_hex (binding_key);
  struct octets golden = octets_from_hex (golden_binding);
  struct auth_addresses addresses = addresses_of (CARE_OF, CORRESPONDENT);
  struct address source = address_of (HOME);
  g_autofree uint8_t *octets = g_memdup2 (golden.at, golden.n);

  memset (octets + 4, 0xee, 2);
  memset (octets + golden.n - AUTH_AUTHENTICATOR_SIZE, 0,
          AUTH_AUTHENTICATOR_SIZE);
  g_assert_cmpint (auth_verify_binding (octets, golden.n, kbm.at, &addresses),
                   ==, AUTH_FAILED);
  g_assert_cmpint (auth_sign_binding (octets, golden.n, kbm.at, &addresses,
                                      &source, &addresses.peer),
                   ==, AUTH_OK);
  octets_assert_equal (octets, golden.n, golden);
  g_assert_cmpint (auth_verify_binding (octets, golden.n, kbm.at, &addresses),
                   ==, AUTH_OK);
  g_free (kbm.at);
  g_free (golden.at);
}

/* Over UDP the checksum stays 0 (RFC 5844 4.1.3.2). */
static void
test_no_checksum (void)
{
  struct octets kbm = octets_from_hex (binding_key);
  struct octets message = octets_from_hex (golden_binding);
  struct auth_addresses addresses = addresses_of (CARE_OF, CORRESPONDENT);

  g_assert_cmpint (
      auth_sign_binding (message.at, message.n, kbm.at, &addresses, NULL, NULL),
      ==, AUTH_OK);
  g_assert_cmpint (wire_get16 (message.at + 4), ==, 0);
  g_free (kbm.at);
  g_free (message.at);
}

static void
test_other_addresses (void)
{
  struct octets kbm = octets_from_hex (binding_key);
  struct octets message = octets_from_hex (golden_binding);
  struct auth_addresses moved = addresses_of ("2001:db8:202::1", CORRESPONDENT);
  struct auth_addresses elsewhere = addresses_of (CARE_OF, "2001:db8:900::6");

  g_assert_cmpint (auth_verify_binding (message.at, message.n, kbm.at, &moved),
                   ==, AUTH_FAILED);
  g_assert_cmpint (
      auth_verify_binding (message.at, message.n, kbm.at, &elsewhere), ==,
      AUTH_FAILED);
  g_free (kbm.at);
  g_free (message.at);
}

/* RFC 6275 6.2.7: the last option, 12 octets. */
static void
test_binding_place (void)
{
  static const struct
  {
    const char *hex;
    enum auth_result result;
  } cases[] = {
    /* no authenticator */
    { "3b010500000000078000006901020000", AUTH_MISSING },
    /* padding behind it */
    { "3b0405000000000780000069040400110012050c000000000000000000000000"
      "0106000000000000",
      AUTH_MALFORMED },
    /* 10 octets */
    { "3b03050000000007800000690404001100120100050a00000000000000000000",
      AUTH_MALFORMED },
    /* an option past the end */
    { "3b010500000000078000006904200000", AUTH_MALFORMED },
    /* unknown type of message, no message at all */
    { "3b01ff00000000078000006901020000", AUTH_MALFORMED },
    { "3b0105", AUTH_MALFORMED },
    { "3b0005000000000780", AUTH_MALFORMED },
  };
  struct octets kbm = octets_from_hex (binding_key);
  struct auth_addresses addresses = addresses_of (CARE_OF, CORRESPONDENT);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct octets message = octets_from_hex (cases[i].hex);
      struct octets before = octets_from_hex (cases[i].hex);

      g_assert_cmpint (
          auth_verify_binding (message.at, message.n, kbm.at, &addresses), ==,
          cases[i].result);
      g_assert_cmpint (auth_sign_binding (message.at, message.n, kbm.at,
                                          &addresses, NULL, NULL),
                       ==, cases[i].result);
      octets_assert_equal (message.at, message.n, before);
      g_free (message.at);
      g_free (before.at);
    }
  g_free (kbm.at);
}

/* RFC 4285 */

struct association
{
  uint8_t key[16];
  struct auth_association of;
};

static void
association_init (struct association *association, enum auth_subtype subtype)
{
  count_up (association->key, sizeof association->key,
            subtype == AUTH_MN_HA ? 0x20 : 0x40);
  association->of = (struct auth_association){
    .subtype = subtype,
    .spi = subtype == AUTH_MN_HA ? 0x1234 : AUTH_HMAC_SHA1_SPI,
    .key = { association->key, sizeof association->key },
  };
}

/* The addresses of the checksum: a Home Address option gives the source. */
static void
sign (uint8_t *octets, size_t n, enum auth_subtype subtype)
{
  struct auth_addresses addresses = addresses_of (CARE_OF, HOME);
  struct address home_agent = address_of (HOME_AGENT);
  struct association association;

  association_init (&association, subtype);
  g_assert_cmpint (auth_sign_message (octets, n, &association.of, &addresses,
                                      &addresses.peer, &home_agent),
                   ==, AUTH_OK);
}

static enum auth_result
verify (const uint8_t *octets, size_t n, enum auth_subtype subtype)
{
  struct auth_addresses addresses = addresses_of (CARE_OF, HOME);
  struct association association;

  association_init (&association, subtype);
  return auth_verify_message (octets, n, &association.of, &addresses);
}

static void
test_signs_mn_ha (void)
{
  struct octets golden = octets_from_hex (golden_mn_ha);
  g_autofree uint8_t *octets = g_memdup2 (golden.at, golden.n);

  memset (octets + MN_HA_DATA_AT, 0, auth_data_size (AUTH_MN_HA));
  g_assert_cmpint (verify (octets, golden.n, AUTH_MN_HA), ==, AUTH_FAILED);
  sign (octets, golden.n, AUTH_MN_HA);
  octets_assert_equal (octets, golden.n, golden);
  g_assert_cmpint (verify (octets, golden.n, AUTH_MN_HA), ==, AUTH_OK);
  g_assert_cmpint (verify (octets, golden.n, AUTH_MN_AAA), ==, AUTH_MISSING);
  g_free (golden.at);
}

static void
test_signs_both (void)
{
  struct octets golden = octets_from_hex (golden_both);
  g_autofree uint8_t *octets = g_memdup2 (golden.at, golden.n);

  memset (octets + MN_HA_DATA_AT, 0, auth_data_size (AUTH_MN_HA));
  memset (octets + MN_AAA_DATA_AT, 0, auth_data_size (AUTH_MN_AAA));
  sign (octets, golden.n, AUTH_MN_HA);
  sign (octets, golden.n, AUTH_MN_AAA);
  octets_assert_equal (octets, golden.n, golden);
  g_assert_cmpint (verify (octets, golden.n, AUTH_MN_HA), ==, AUTH_OK);
  g_assert_cmpint (verify (octets, golden.n, AUTH_MN_AAA), ==, AUTH_OK);
  g_free (golden.at);
}

static void
test_other_spi (void)
{
  struct octets message = octets_from_hex (golden_mn_ha);

  message.at[MN_HA_DATA_AT - 1] ^= 1;
  g_assert_cmpint (verify (message.at, message.n, AUTH_MN_HA), ==,
                   AUTH_UNKNOWN_SPI);
  g_free (message.at);
}

/* RFC 4285 5: MN-HA first, each subtype once, nothing else behind them. */
static void
test_order (void)
{
  static const char mn_ha[] = "09110100001234000000000000000000000000";
  static const char mn_aaa[]
      = "091902000000030000000000000000000000000000000000000000";
  g_autofree char *reversed = g_strconcat (
      "3b0705000000010200000000", "00", mn_aaa, "0100", mn_ha, "010100", NULL);
  g_autofree char *twice = g_strconcat ("3b0605000000010200000000", "00", mn_ha,
                                        "0100", mn_ha, "010100", NULL);
  struct octets message = octets_from_hex (reversed);

  g_assert_cmpint (verify (message.at, message.n, AUTH_MN_AAA), ==,
                   AUTH_MALFORMED);
  g_free (message.at);
  message = octets_from_hex (twice);
  g_assert_cmpint (verify (message.at, message.n, AUTH_MN_HA), ==,
                   AUTH_MALFORMED);
  g_free (message.at);
}

/* Foreign octets */

/* Only the checksum's bits and those of reserved nature could be free; here
 * everything before the authenticators is covered. */
static void
check_refused (const uint8_t *octets, size_t n, gpointer data)
{
  const struct octets *golden = data;
  bool same_but_checksum = n == golden->n && memcmp (octets, golden->at, 4) == 0
                           && memcmp (octets + 6, golden->at + 6, n - 6) == 0;

  if (!same_but_checksum)
    g_assert_cmpint (verify (octets, n, AUTH_MN_HA), !=, AUTH_OK);
}

static void
test_covers_everything (void)
{
  struct octets message = octets_from_hex (golden_mn_ha);

  each_bit_flip (message.at, message.n, check_refused, &message);
  each_truncation (message.at, message.n, check_refused, &message);
  g_free (message.at);
}

static void
check_bounded (const uint8_t *octets, size_t n, gpointer data)
{
  struct auth_addresses addresses = addresses_of (CARE_OF, CORRESPONDENT);
  g_autofree uint8_t *copy = g_memdup2 (octets, n);
  uint8_t kbm[AUTH_KBM_SIZE] = { 0 };

  (void)data;
  verify (octets, n, AUTH_MN_HA);
  verify (octets, n, AUTH_MN_AAA);
  auth_verify_binding (octets, n, kbm, &addresses);
  auth_sign_binding (copy, n, kbm, &addresses, NULL, NULL);
}

static void
test_bounded (void)
{
  static const char *const samples[]
      = { golden_binding, golden_mn_ha, golden_both };

  for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      struct octets message = octets_from_hex (samples[i]);

      each_bit_flip (message.at, message.n, check_bounded, NULL);
      each_truncation (message.at, message.n, check_bounded, NULL);
      g_free (message.at);
    }
}

/* The vectors of return routability */

static const char *
text_of (const cJSON *json, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (json, key));
}

static void
check_tokens (const cJSON *rr)
{
  struct octets kcn = octets_from_hex (text_of (rr, "Kcn"));
  struct octets home = octets_from_hex (text_of (rr, "home_nonce"));
  struct octets care_of = octets_from_hex (text_of (rr, "careof_nonce"));
  struct address home_address = address_of (text_of (rr, "home_address"));
  struct address care_of_address = address_of (text_of (rr, "careof_address"));
  uint8_t token[AUTH_TOKEN_SIZE], other[AUTH_TOKEN_SIZE], kbm[AUTH_KBM_SIZE];

  auth_home_keygen_token (kcn.at, &home_address,
                          (struct view){ home.at, home.n }, token);
  auth_care_of_keygen_token (kcn.at, &care_of_address,
                             (struct view){ care_of.at, care_of.n }, other);
  assert_hex (token, sizeof token, text_of (rr, "home_keygen_token"));
  assert_hex (other, sizeof other, text_of (rr, "careof_keygen_token"));
  auth_binding_key (token, other, kbm);
  assert_hex (kbm, sizeof kbm, text_of (rr, "Kbm"));
  auth_binding_key (token, NULL, kbm);
  assert_hex (kbm, sizeof kbm, text_of (rr, "Kbm_delete"));
  g_free (kcn.at);
  g_free (home.at);
  g_free (care_of.at);
}

/* Whether the vector is a message with an authenticator, which then is
 * right. */
static bool
check_vector (const cJSON *vector)
{
  const cJSON *rr = cJSON_GetObjectItemCaseSensitive (vector, "rr");
  struct octets message, kbm;
  struct auth_addresses addresses;
  enum auth_result result;

  if (rr == NULL)
    return false;
  check_tokens (rr);
  message = octets_from_hex (text_of (vector, "hex"));
  kbm = octets_from_hex (text_of (rr, "Kbm"));
  addresses = addresses_of (text_of (rr, "careof_address"),
                            text_of (rr, "correspondent"));
  result = auth_verify_binding (message.at, message.n, kbm.at, &addresses);
  g_assert_cmpint (result, ==,
                   message.at[2] == MH_BU || message.at[2] == MH_BA
                       ? AUTH_OK
                       : AUTH_MISSING);
  g_free (message.at);
  g_free (kbm.at);
  return result == AUTH_OK;
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
  cJSON_ArrayForEach (item, json) n += check_vector (item);
  g_assert_cmpuint (n, >=, 2);
  cJSON_Delete (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/tokens-and-binding-keys", test_tokens);
  g_test_add_func ("/auth/signs-binding", test_signs_binding);
  g_test_add_func ("/auth/leaves-no-checksum-over-udp", test_no_checksum);
  g_test_add_func ("/auth/refuses-other-addresses", test_other_addresses);
  g_test_add_func ("/auth/refuses-misplaced-authenticator", test_binding_place);
  g_test_add_func ("/auth/signs-for-home-agent", test_signs_mn_ha);
  g_test_add_func ("/auth/signs-for-home-agent-and-aaa", test_signs_both);
  g_test_add_func ("/auth/refuses-other-spi", test_other_spi);
  g_test_add_func ("/auth/refuses-wrong-order", test_order);
  g_test_add_func ("/auth/covers-everything-but-checksum",
                   test_covers_everything);
  g_test_add_func ("/auth/reads-within-bounds", test_bounded);
  g_test_add_func ("/auth/vectors", test_vectors);
  return g_test_run ();
}
