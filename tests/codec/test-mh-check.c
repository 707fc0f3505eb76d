/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mh_check() says of messages that decode: each rule is broken once by a
 * message whose neighbour obeys it.  Octets are put together here from the
 * figures of the RFCs. */
#include <glib.h>

#include "models/codec/mh_check.h"
#include "models/codec/mh_rules.h"
#include "tests/codec/octets.h"

/* Twelve octets each: the fixed parts. */
#define BU       \
  "3b0005000000" \
  "0007"         \
  "0000"         \
  "0064"
#define BU_D_SET \
  "3b0005000000" \
  "0007"         \
  "0010"         \
  "0064"
#define BU_GONE  \
  "3b0005000000" \
  "0007"         \
  "0000"         \
  "0000"
#define PBU      \
  "3b0005000000" \
  "0007"         \
  "8200"         \
  "0064"
#define BA       \
  "3b0006000000" \
  "00"           \
  "00"           \
  "0007"         \
  "0064"
#define LRI      \
  "3b0011000000" \
  "0007"         \
  "0000"         \
  "0064"
#define BRI      \
  "3b0010000000" \
  "01"           \
  "00"           \
  "0007"         \
  "0000"
#define BRM_3    \
  "3b0010000000" \
  "03"           \
  "00"           \
  "0007"         \
  "0000"

#define ZEROS_6 "000000000000"
#define ZEROS_16     \
  "0000000000000000" \
  "0000000000000000"
#define NODE "20010db8000000000000000000000001"
#define NAI "0802016d"
#define HI "17020001"
#define ATT "18020004"
#define HNP "16120040" NODE
#define ANY_HNP "16120000" ZEROS_16
#define AUTHORIZATION "050c" ZEROS_6 ZEROS_6
#define MN_HA "09110100000100" ZEROS_6 ZEROS_6
#define MN_AAA "09190200000003" ZEROS_16 "00000000"
#define SERVICE "140161"
#define FLOW \
  "00010001" \
  "0000"
#define GEO "0206" ZEROS_6
#define CIVIC "04020001"
#define RENEW "0106000a00010020"
#define HEARTBEAT "0206003c00050003"
#define USER_PLANE_4 "3b060000c0000201"
#define USER_PLANE_6 "3b120000" NODE

struct sample
{
  const char *name;
  uint8_t option; /* of the rule that is broken; 0: none of mh_rules.h */
  const char *good, *bad;
  const char *verdict; /* on the bad one */
};

static const struct sample samples[] = {
  { "nonce-indices-need-authorization", 4, BU "040400010002" AUTHORIZATION,
    BU "040400010002", "semantic-error" },
  { "mn-ha-alone-is-last", 9, BU HI MN_HA, BU MN_HA HI, "semantic-error" },
  { "mn-aaa-is-last", 9, BU MN_HA MN_AAA, BU MN_AAA MN_HA, "semantic-error" },
  { "mn-aaa-is-not-answered", 9, BA MN_HA, BA MN_AAA, "semantic-error" },
  { "replay-protection-has-8-octets", 10,
    BU "0a08"
       "00" ZEROS_6 "00",
    BU "0a09"
       "0000" ZEROS_6 "00",
    "semantic-error" },
  { "service-before-authentication", 20, BU SERVICE MN_HA MN_AAA,
    BU MN_HA SERVICE MN_AAA, "semantic-error" },
  { "service-after-nai", 20, BU NAI SERVICE, BU SERVICE NAI, "semantic-error" },
  { "one-all-zero-prefix", 22, BU ANY_HNP HNP, BU ANY_HNP ANY_HNP,
    "semantic-error" },
  { "ipv4-prefix-length", 29, BU "1d068000c0000201", BU "1d060000c0000201",
    "semantic-error" },
  { "binding-identifier-0", 35, BU "230400010000", BU "230400000000",
    "semantic-error" },
  { "care-of-multicast", 35, BU "231400010000" NODE,
    BU "231400010000"
       "ff02"
       "0000000000000000000000000001",
    "reject-status-164" },
  { "care-of-unspecified", 35, BU "230400010000", BU "231400010000" ZEROS_16,
    "reject-status-164" },
  { "care-of-link-local", 35,
    BA "231400010000"
       "fe80" ZEROS_6 ZEROS_6 "0001",
    BU "231400010000"
       "fe80" ZEROS_6 ZEROS_6 "0001",
    "reject-status-164" },
  { "care-of-ipv4-multicast", 35, BU "230800010000c0000201",
    BU "230800010000e0000001", "reject-status-164" },
  { "care-of-ipv4-unspecified", 35, BU "230800010000df000001",
    BU "23080001000000000000", "reject-status-164" },
  { "summary-of-flow-0", 44, BU "2c0400010002", BU "2c0400010000",
    "semantic-error" },
  { "flow-0", 45, BU "2d06" FLOW,
    BU "2d06"
       "0000000100"
       "00",
    "semantic-error" },
  { "flow-of-priority-0", 45, BU "2d06" FLOW,
    BU "2d06"
       "0001000000"
       "00",
    "semantic-error" },
  { "flow-repeats-sub-option", 45, BU "2d0a" FLOW "02020001",
    BU "2d0e" FLOW "0202000102020002", "semantic-error" },
  { "flow-selector-ends-early", 45, BU "2d0e" FLOW "0306010000000000",
    BU "2d0e" FLOW "0306010080000000", "semantic-error" },
  { "flow-selector-without-start", 45,
    BU "2d12" FLOW "030a0100800000000a000001",
    BU "2d12" FLOW "030a0100400000000a000001", "semantic-error" },
  { "mag-address-is-128-bits", 51, LRI "33120080" NODE, LRI "33120040" NODE,
    "semantic-error" },
  { "access-network-repeats-sub-option", 52, BU "3410" CIVIC CIVIC GEO,
    BU "3410" GEO GEO, "semantic-error" },
  { "user-plane-answered", 59, BA USER_PLANE_4, BA "3b020000",
    "semantic-error" },
  { "user-plane-answered-with-zeros", 59, BA USER_PLANE_6,
    BA "3b120000" ZEROS_16, "semantic-error" },
  { "user-plane-asked", 59, BU "3b120000" ZEROS_16, BU USER_PLANE_6,
    "semantic-error" },
  { "user-plane-once-a-family", 59, BA USER_PLANE_4 USER_PLANE_6,
    BA USER_PLANE_4 USER_PLANE_4, "semantic-error" },
  { "user-plane-twice-at-most", 59,
    BU "3b020000"
       "3b020000",
    BU "3b020000"
       "3b020000"
       "3b020000",
    "semantic-error" },
  { "mag-parameters-repeat-sub-option", 62, BA "3e10" HEARTBEAT RENEW,
    BA "3e10" RENEW RENEW, "semantic-error" },
  { "path-0", 63, BU "3f06080b01000000", BU "3f06080b00000000",
    "semantic-error" },
  { "path-255", 63, BU "3f06080bfe000000", BU "3f06080bff000000",
    "semantic-error" },
  { "path-bulk-and-overwrite", 63, BU "3f06080b01800000", BU "3f06080b01c00000",
    "semantic-error" },
  { "path-overwrites-at-the-end", 63, BU "3f06080b01400000",
    BU_GONE "3f06080b01400000", "semantic-error" },
  /* From the rows of the options. */
  { "rfc-8885-needs-flag", 0, BU_D_SET "41120040" NODE, BU "41120040" NODE,
    "semantic-error" },
  { "once-is-once", 0, BU HI, BU HI HI, "semantic-error" },
  { "identifier-before-authentication", 0, BU NAI MN_HA, BU MN_HA NAI,
    "semantic-error" },
  { "identifier-before-each-authentication", 0, BU NAI MN_HA MN_AAA,
    BU MN_HA NAI MN_AAA, "semantic-error" },
  { "length-of-binding-identifier", 0, BU "230400010000", BU "2306000100000000",
    "reject-status-164" },
  { "length-of-it-elsewhere", 0, BA "230400010000", BA "2306000100000000",
    "decode-error" },
  /* Of the whole message. */
  { "identifier-of-pbu", 0, PBU NAI HNP HI ATT, PBU, "reject-status-160" },
  { "prefix-of-pbu", 0, PBU NAI ANY_HNP HI ATT, PBU NAI HI ATT,
    "reject-status-158" },
  { "handoff-of-pbu", 0, PBU ATT HI HNP NAI, PBU NAI HNP ATT,
    "reject-status-161" },
  { "technology-of-pbu", 0, PBU NAI HNP HNP HI ATT, PBU NAI HNP HI,
    "reject-status-162" },
  { "revocation-type", 0, BRI, BRM_3, "semantic-error" },
};

/* The verdict on the octets with their length and padding. */
static struct mh_verdict
verdict_on (const char *hex, struct mh_message *message)
{
  struct octets octets = octets_from_hex (hex);
  size_t n = (octets.n + 7) / 8 * 8;
  g_autofree uint8_t *header = g_malloc0 (n);
  enum mh_result result;

  memcpy (header, octets.at, octets.n);
  header[1] = (uint8_t)(n / 8 - 1);
  g_free (octets.at);
  result = mh_decode (header, n, NULL, NULL, message);
  return mh_check (result, message);
}

static void
assert_verdict (const char *hex, const char *expected)
{
  struct mh_message message;
  char text[MH_VERDICT_TEXT_SIZE];
  struct mh_verdict verdict = verdict_on (hex, &message);

  g_assert_cmpstr (mh_verdict_text (&verdict, text), ==, expected);
  if (g_str_equal (expected, "accept"))
    return;
  g_assert_nonnull (verdict.why);
}

static void
test_rule (gconstpointer data)
{
  const struct sample *sample = data;

  assert_verdict (sample->good, "accept");
  assert_verdict (sample->bad, sample->verdict);
}

/* Is it @rule that the samples break? */
static bool
is_broken_by (const struct sample *sample, const struct mh_rule *rule)
{
  struct mh_message message;
  struct mh_verdict verdict;

  if (sample->option != rule->option)
    return false;
  verdict = verdict_on (sample->bad, &message);
  g_assert_cmpuint (verdict.option, <, message.n_options);
  g_assert_cmpuint (message.options[verdict.option].type, ==, sample->option);
  return g_str_equal (verdict.why, rule->why);
}

static void
test_every_rule (void)
{
  const struct mh_rule *rule;

  for (unsigned i = 0; (rule = mh_rule (i)) != NULL; i++)
    {
      bool seen = false;

      for (size_t k = 0; k < G_N_ELEMENTS (samples); k++)
        seen = seen || is_broken_by (&samples[k], rule);
      if (!seen)
        g_error ("no sample breaks: %s", rule->why);
    }
}

/* Ignored as if it were unknown, but remarked: a Previous MAAR in a BU. */
static void
test_remark (void)
{
  struct mh_message message;
  struct mh_verdict verdict
      = verdict_on (BU_D_SET HI "43220040" NODE NODE, &message);

  g_assert_cmpint (verdict.reaction, ==, MH_ACCEPT);
  g_assert_cmpuint (verdict.option, ==, 1);
  g_assert_nonnull (verdict.why);
  verdict = verdict_on (BU_D_SET HI, &message);
  g_assert_null (verdict.why);
  g_assert_cmpuint (verdict.option, ==, MH_NO_OPTION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mh-check/%s", samples[i].name);

      g_test_add_data_func (path, &samples[i], test_rule);
    }
  g_test_add_func ("/mh-check/every-rule-has-a-sample", test_every_rule);
  g_test_add_func ("/mh-check/misplaced-option-is-remarked", test_remark);
  return g_test_run ();
}
