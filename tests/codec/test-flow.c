/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flow identification, its sub-options and traffic selectors, against octets
 * put together from the figures of RFC 6088 3.1, 3.2 and RFC 6089 4.2. */
#include <glib.h>
#include <stddef.h>

#include "models/codec/flow.h"
#include "tests/codec/mutations.h"
#include "tests/codec/octets.h"

/* Format, reserved; A to D, K, M, N of RFC 6088 3.1; reserved; the fields. */
static const char golden_ipv4[] = "0100"
                                  "f02c"
                                  "0000"
                                  "0a000001"
                                  "0a0000ff"
                                  "c0000201"
                                  "c00002fe"
                                  "b8"
                                  "06"
                                  "11";
/* A, E, F, G, I, J, O of 3.2. */
static const char golden_ipv6[] = "0200"
                                  "8ec2"
                                  "0000"
                                  "20010db8000000000000000000000007"
                                  "00000100"
                                  "000001ff"
                                  "000abcde"
                                  "1f40"
                                  "1f4a"
                                  "11";

static const uint8_t two_bindings[] = { 0, 1, 0x12, 0x34 };

/* ---- selectors ----------------------------------------------------- */

static struct selector
selector_of (struct octets octets)
{
  struct selector selector;

  g_assert_true (selector_read (
      octets.at[0], (struct view){ octets.at + 2, octets.n - 2 }, &selector));
  return selector;
}

static void
assert_written (const struct selector *selector, struct octets expected)
{
  uint8_t octets[SELECTOR_SIZE_MAX];

  octets_assert_equal (octets, selector_write (selector, octets), expected);
}

static void
test_ipv4_selector (void)
{
  static const uint8_t ends[] = { 10, 0, 0, 255, 192, 0, 2, 254 };
  struct octets golden = octets_from_hex (golden_ipv4);
  struct selector selector = selector_of (golden);

  g_assert_cmpmem (selector.source_ipv4[SELECTOR_END], 4, ends, 4);
  g_assert_cmpmem (selector.destination_ipv4[SELECTOR_END], 4, ends + 4, 4);
  g_assert_cmphex (selector.traffic_class[SELECTOR_START], ==, 0xb8);
  g_assert_cmpuint (selector.protocol[SELECTOR_START], ==, 6);
  g_assert_cmpuint (selector.protocol[SELECTOR_END], ==, 17);
  g_assert_false (selector_lacks_start (&selector));
  assert_written (&selector, golden);
  g_free (golden.at);
}

static void
test_ipv6_selector (void)
{
  struct octets golden = octets_from_hex (golden_ipv6);
  struct selector selector = selector_of (golden);
  struct address source = address_of ("2001:db8::7");

  g_assert_true (address_equal (&selector.source[SELECTOR_START], &source));
  g_assert_cmphex (selector.spi[SELECTOR_START], ==, 0x100);
  g_assert_cmphex (selector.spi[SELECTOR_END], ==, 0x1ff);
  g_assert_cmphex (selector.flow_label[SELECTOR_START], ==, 0xabcde);
  g_assert_cmpuint (selector.source_port[SELECTOR_START], ==, 8000);
  g_assert_cmpuint (selector.source_port[SELECTOR_END], ==, 8010);
  g_assert_cmpuint (selector.protocol[SELECTOR_START], ==, 17);
  g_assert_false (selector_lacks_start (&selector));
  assert_written (&selector, golden);
  g_free (golden.at);
}

/* Every field has its flag, from A on: RFC 6088 3.1, 3.2. */
static void
test_flags (void)
{
  g_assert_cmphex (
      selector_flag (SELECTOR_IPV4, offsetof (struct selector, protocol[1])),
      ==, 0x0004);
  g_assert_cmphex (
      selector_flag (SELECTOR_IPV6, offsetof (struct selector, protocol[1])),
      ==, 0x0001);
  g_assert_cmphex (
      selector_flag (SELECTOR_IPV4, offsetof (struct selector, flow_label[0])),
      ==, 0);
  g_assert_null (selector_fields (3));
}

static void
check_selector (const uint8_t *octets, size_t n, gpointer data)
{
  uint8_t again[SELECTOR_SIZE_MAX];
  struct selector selector;

  (void)data;
  if (n < 2
      || !selector_read (octets[0], (struct view){ octets + 2, n - 2 },
                         &selector))
    return;
  selector_lacks_start (&selector);
  g_assert_cmpuint (selector_write (&selector, again), ==, n);
  g_assert_true (memcmp (again + 6, octets + 6, n - 6) == 0);
}

/* The fields fill it exactly: no truncation is a selector. */
static void
check_truncated (const uint8_t *octets, size_t n, gpointer data)
{
  struct selector selector;

  (void)data;
  if (n >= 2)
    g_assert_false (selector_read (
        octets[0], (struct view){ octets + 2, n - 2 }, &selector));
}

static void
test_selector_mutations (void)
{
  static const char *const goldens[] = { golden_ipv4, golden_ipv6 };

  for (size_t i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      struct octets golden = octets_from_hex (goldens[i]);

      each_bit_flip (golden.at, golden.n, check_selector, NULL);
      each_truncation (golden.at, golden.n, check_truncated, NULL);
      g_free (golden.at);
    }
}

/* ---- flows --------------------------------------------------------- */

static void
test_flow_round_trip (void)
{
  static const uint16_t ids[] = { 1, 0x1234 };
  struct octets golden = octets_from_hex (golden_ipv6);
  struct selector selector = selector_of (golden), read;
  struct flow_body body = { 0 };
  struct mh_message message;
  struct mh_option *option;
  uint16_t got[2] = { 0 };

  flow_put_bindings (&body, ids, G_N_ELEMENTS (ids));
  flow_put_selector (&body, &selector);
  g_assert_cmpuint (body.n, ==, 6 + 2 + golden.n);
  g_assert_cmpmem (body.octets + 2, 4, two_bindings, 4);
  octets_assert_equal (body.octets + 8, body.n - 8, golden);
  mh_init (&message, MH_BU);
  option = mh_add_flow (&message, 7, 20, &body);
  g_assert_cmpuint (flow_bindings (option, got, 1), ==, 2);
  g_assert_cmpuint (got[0], ==, 1);
  g_assert_cmpuint (got[1], ==, 0);
  flow_bindings (option, got, G_N_ELEMENTS (got));
  g_assert_cmphex (got[1], ==, 0x1234);
  g_assert_cmpint (flow_selector (option, &read), ==, FLOW_ACCEPTED);
  assert_written (&read, golden);
  g_free (golden.at);
}

/* RFC 6089 4.2: status of a flow by what is in its selector. */
static void
test_flow_status (void)
{
  static const struct
  {
    const char *suboptions;
    enum flow_status status;
  } cases[] = {
    { "", FLOW_FID_NOT_FOUND },
    { "02020001", FLOW_FID_NOT_FOUND },
    { "0306010000000000", FLOW_ACCEPTED },
    { "0306000000000000", FLOW_MALFORMED },
    { "0306030000000000", FLOW_SELECTOR_NOT_SUPPORTED },
    { "0306010080000000", FLOW_MALFORMED },
    { "030a0100400000000a000001", FLOW_MALFORMED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct octets octets = octets_from_hex (cases[i].suboptions);
      struct mh_option option = { .type = OPTION_FLOW_IDENTIFICATION };
      struct selector selector;
      uint16_t id;

      option.flow.suboptions = (struct view){ octets.at, octets.n };
      g_assert_cmpint (flow_selector (&option, &selector), ==, cases[i].status);
      g_assert_cmpuint (flow_bindings (&option, &id, 1), ==, i == 1);
      g_free (octets.at);
    }
}

/* ---- sub-options --------------------------------------------------- */

static void
test_walk (void)
{
  struct octets octets = octets_from_hex ("00"
                                          "0102ffff"
                                          "020400011234"
                                          "c8021122"
                                          "0402"
                                          "0005");
  struct view rest = { octets.at, octets.n };
  struct suboption suboption;
  static const uint8_t types[] = { 0, 1, 2, 200, 4 };

  for (size_t i = 0; i < sizeof types; i++)
    {
      g_assert_true (suboption_next (&flow_suboptions, &rest, &suboption));
      g_assert_cmpuint (suboption.type, ==, types[i]);
    }
  g_assert_cmpuint (suboption.value, ==, 5);
  g_assert_cmpuint (rest.n, ==, 0);
  g_assert_false (suboption_next (&flow_suboptions, &rest, &suboption));
  g_assert_true (suboption_find (
      &flow_suboptions, (struct view){ octets.at, octets.n }, 2, &suboption));
  g_assert_cmpuint (suboption.list.n, ==, sizeof two_bindings);
  g_assert_cmpmem (suboption.list.octets, 4, two_bindings, 4);
  g_assert_false (suboption_find (
      &flow_suboptions, (struct view){ octets.at, octets.n }, 3, &suboption));
  g_free (octets.at);
}

/* Without padding in the table, 0 is a type like any other. */
static void
test_padding_of_table (void)
{
  static const uint8_t octets[] = { 0, 1, 9 };
  struct view rest = { octets, sizeof octets };
  struct suboption suboption;

  g_assert_true (suboption_next (&context_suboptions, &rest, &suboption));
  g_assert_cmpuint (suboption.raw.n, ==, 1);
  g_assert_cmpuint (rest.n, ==, 0);
}

static void
check_walk (const uint8_t *octets, size_t n, gpointer data)
{
  static const struct suboption_table *const tables[]
      = { &context_suboptions, &flow_suboptions, &access_network_suboptions,
          &qos_suboptions, &mag_parameters_suboptions };
  struct suboption suboption;

  (void)data;
  for (size_t i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      struct view rest = { octets, n };
      bool right = suboptions_are_right (tables[i], rest);

      while (suboption_next (tables[i], &rest, &suboption))
        g_assert_true (rest.octets + rest.n == octets + n);
      if (right)
        g_assert_cmpuint (rest.n, ==, 0);
    }
}

static void
test_walk_mutations (void)
{
  struct octets octets = octets_from_hex ("00"
                                          "0102ffff"
                                          "020400011234"
                                          "c8021122"
                                          "04020005"
                                          "03060100"
                                          "00000000"
                                          "0506000000010203");

  each_bit_flip (octets.at, octets.n, check_walk, NULL);
  each_truncation (octets.at, octets.n, check_walk, NULL);
  g_free (octets.at);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow/ipv4-selector", test_ipv4_selector);
  g_test_add_func ("/flow/ipv6-selector", test_ipv6_selector);
  g_test_add_func ("/flow/flags-of-fields", test_flags);
  g_test_add_func ("/flow/selector-within-bounds", test_selector_mutations);
  g_test_add_func ("/flow/round-trip", test_flow_round_trip);
  g_test_add_func ("/flow/status", test_flow_status);
  g_test_add_func ("/flow/walks-sub-options", test_walk);
  g_test_add_func ("/flow/padding-as-table-has-it", test_padding_of_table);
  g_test_add_func ("/flow/sub-options-within-bounds", test_walk_mutations);
  return g_test_run ();
}
