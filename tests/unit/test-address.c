/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "sim/address.h"

static struct address
parse (const char *text)
{
  struct address address;

  g_assert_true (address_parse (text, &address));
  return address;
}

/* Left: as somebody may write it; right: as RFC 5952 wants it, with its
 * sections. */
static void
test_text_is_canonical (void)
{
  static const char *const cases[][2] = {
    { "2001:0db8::0001", "2001:db8::1" },               /* 4.1 */
    { "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },        /* 4.2.1 */
    { "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" }, /* 4.2.2 */
    { "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },          /* 4.2.3 */
    { "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },    /* 4.2.3 */
    { "2001:DB8::AAAA:1", "2001:db8::aaaa:1" },         /* 4.3 */
    { "0:0:0:0:0:0:0:0", "::" },
    { "0:0:0:0:0:0:0:1", "::1" },
    { "ff02:0:0:0:0:0:0:2", "ff02::2" },
    { "1:0:0:0:0:0:0:0", "1::" },
    { "::ffff:c000:201", "::ffff:192.0.2.1" }, /* 5 */
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const struct address address = parse (cases[i][0]);
      char text[ADDRESS_TEXT_SIZE];

      g_assert_cmpstr (address_text (&address, text), ==, cases[i][1]);
    }
}

static void
test_parse_refuses (void)
{
  static const char *const bad[] = { "",
                                     "1",
                                     ":::",
                                     "1:2:3:4:5:6:7:8:9",
                                     "2001:db8::g",
                                     "::1 ",
                                     "fe80::1%eth0",
                                     "192.0.2.1",
                                     "2001:db8::/64" };
  struct address address;

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (address_parse (bad[i], &address));
}

static void
test_kinds (void)
{
  const struct address global = parse ("2001:db8::1"),
                       link_local = parse ("fe80::1"),
                       link_local_end = parse ("febf::1"),
                       site_local = parse ("fec0::1"), none = parse ("::");

  g_assert_true (address_is_unspecified (&none));
  g_assert_false (address_is_unspecified (&global));
  g_assert_true (address_is_multicast (&address_all_nodes));
  g_assert_false (address_is_multicast (&link_local));
  g_assert_true (address_is_link_local (&link_local));
  g_assert_true (address_is_link_local (&link_local_end));
  g_assert_false (address_is_link_local (&site_local));
  g_assert_false (address_equal (&address_all_nodes, &address_all_routers));
}

/* Every length against a comparison bit by bit. */
static void
test_prefix_of_every_length (void)
{
  const struct address base = parse ("2001:db8:a5a5:5a5a:ffff:0:1234:8001");

  for (unsigned length = 0; length <= 128; length++)
    {
      const struct prefix prefix = prefix_make (&base, length);

      g_assert_true (prefix_contains (&prefix, &base));
      for (unsigned bit = 0; bit < 128; bit++)
        {
          struct address other = base;

          other.octet[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
          g_assert_true (prefix_contains (&prefix, &other) == (bit >= length));
          if (bit >= length)
            g_assert_false (prefix.address.octet[bit / 8] >> (7 - bit % 8) & 1);
        }
    }
}

static void
test_prefix_text_and_host (void)
{
  const struct address address = parse ("2001:db8:1:2:3::4");
  const struct prefix prefix = prefix_make (&address, 64),
                      shorter = prefix_make (&address, 48);
  const struct address host = prefix_host (&prefix, 0x0102030405060708);
  char text[PREFIX_TEXT_SIZE];

  g_assert_cmpstr (prefix_text (&prefix, text), ==, "2001:db8:1:2::/64");
  g_assert_cmpstr (address_text (&host, text), ==,
                   "2001:db8:1:2:102:304:506:708");
  g_assert_true (prefix_equal (&prefix, &prefix));
  g_assert_false (prefix_equal (&prefix, &shorter));
}

/* The example of RFC 1071 section 3. */
static void
test_checksum_example (void)
{
  static const uint8_t octets[]
      = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };

  g_assert_cmphex (checksum_finish (checksum_add (0, octets, 8)), ==,
                   (uint16_t)~0xddf2);
  /* In parts; an odd octet counts as the upper half of a word. */
  g_assert_cmphex (checksum_add (checksum_add (0, octets, 4), octets + 4, 4),
                   ==, checksum_add (0, octets, 8));
  g_assert_cmphex (checksum_add (0, octets + 2, 1), ==, 0xf200);
}

/* A sum that would overflow 32 bits folds instead. */
static void
test_checksum_of_much (void)
{
  uint8_t octets[256];
  uint32_t sum = UINT32_MAX;

  for (size_t i = 0; i < sizeof octets; i++)
    octets[i] = 0xff;
  for (int i = 0; i < 1000; i++)
    sum = checksum_add (sum, octets, sizeof octets);
  g_assert_cmphex (checksum_finish (sum), ==, 0);
}

/* RFC 1071 section 1, word by word. */
static uint16_t
checksum_by_words (const uint8_t *octets, size_t n)
{
  uint32_t sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += i % 2 == 0 ? (uint32_t)octets[i] << 8 : octets[i];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static void
test_checksum_of_any_block (void)
{
  uint8_t octets[72];

  for (size_t i = 0; i < sizeof octets; i++)
    octets[i] = (uint8_t)(i * i * 37 + 11);
  for (size_t start = 0; start < 8; start++)
    for (size_t n = 0; n <= sizeof octets - start; n++)
      g_assert_cmphex (checksum_finish (checksum_add (0, octets + start, n)),
                       ==, checksum_by_words (octets + start, n));
}

/* An echo request from fe80::1 to ff02::1, worked out by hand: the sum over
 * RFC 8200's pseudo header and 80 00 .. .. 00 00 00 00. */
static void
test_pseudo_header (void)
{
  const struct address source = parse ("fe80::1");
  static const uint8_t echo[8] = { 0x80 };
  uint32_t sum = checksum_pseudo_header (&source, &address_all_nodes, 8, 58);

  /* fe80 + 1 + ff02 + 1 + 8 + 3a: 1fdc6 -> fdc6 + 1 */
  g_assert_cmphex (checksum_finish (sum), ==, (uint16_t)~0xfdc7);
  sum = checksum_add (sum, echo, sizeof echo);
  /* 27dc6 -> 7dc6 + 2 = 7dc8 */
  g_assert_cmphex (checksum_finish (sum), ==, (uint16_t)~0x7dc8);
}

static void
test_wire_fields (void)
{
  uint8_t p[4];

  wire_put32 (p, 0x89abcdef);
  g_assert_cmphex (p[0], ==, 0x89);
  g_assert_cmphex (wire_get32 (p), ==, 0x89abcdef);
  g_assert_cmphex (wire_get16 (p + 1), ==, 0xabcd);
  wire_put16 (p, 0xfedc);
  g_assert_cmphex (wire_get32 (p), ==, 0xfedccdef);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/text-is-canonical", test_text_is_canonical);
  g_test_add_func ("/address/parse-refuses", test_parse_refuses);
  g_test_add_func ("/address/kinds", test_kinds);
  g_test_add_func ("/prefix/of-every-length", test_prefix_of_every_length);
  g_test_add_func ("/prefix/text-and-host", test_prefix_text_and_host);
  g_test_add_func ("/checksum/example-of-the-rfc", test_checksum_example);
  g_test_add_func ("/checksum/of-much", test_checksum_of_much);
  g_test_add_func ("/checksum/of-every-length-at-every-address",
                   test_checksum_of_any_block);
  g_test_add_func ("/checksum/pseudo-header", test_pseudo_header);
  g_test_add_func ("/wire/fields", test_wire_fields);
  return g_test_run ();
}
