/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as text for people, against texts written by hand. */
#include <glib.h>

#include "models/codec/mh_print.h"
#include "tests/codec/octets.h"

/* PBA of RFC 8885 from a CMD with one Previous MAAR, octet by octet. */
static const char dmm_pba[]
    = "3b0d0600000084220008012c" /* status 132, P D, seq 8, 300 units */
      "0804016d6e33"             /* MN-ID "mn3", 12-17 */
      "0100"                     /* PadN, 18-19 */
      "1612804020010db8000900030000000000000000" /* HNP, L bit, 20-39 */
      "0000"                                     /* two Pad1, 40-41 */
      "1b0800006553f1004000"                     /* Timestamp, 42-51 */
      "4322004020010db8000100000000000000000001" /* Previous MAAR, 52-87 */
      "20010db8000100030000000000000000"
      "00000000"                        /* 88-91: four Pad1 */
      "c803deadbe"                      /* unassigned, 92-96 */
      "010d00000000000000000000000000"; /* PadN, 97-111 */

static char *
print_hex (const char *hex, void (*print) (GString *, const uint8_t *,
                                           const struct mh_message *))
{
  struct octets wire = octets_from_hex (hex);
  GString *text = g_string_new (NULL);
  struct mh_message message;

  g_assert_cmpint (mh_decode (wire.at, wire.n, NULL, NULL, &message), ==,
                   MH_OK);
  print (text, wire.at, &message);
  g_free (wire.at);
  return g_string_free (text, FALSE);
}

static void
print_summary (GString *text, const uint8_t *octets,
               const struct mh_message *message)
{
  (void)octets;
  mh_print_summary (text, message);
}

static void
test_options_have_a_line_each (void)
{
  g_autofree char *text = print_hex (dmm_pba, mh_print_append);

  g_assert_cmpstr (
      text, ==,
      "PBA: status 132 (not home subnet), flags PD, seq 8, lifetime 1200 s\n"
      "   12 Mobile Node Identifier: subtype 1, nai mn3\n"
      "   18 (padding, 2 octets)\n"
      "   20 Home Network Prefix: off_link yes, plen 64, "
      "prefix 2001:db8:9:3::\n"
      "   40 (padding, 2 octets)\n"
      "   42 Timestamp: sec 1700000000, frac65536 16384\n"
      "   52 Previous MAAR: plen 64, maar 2001:db8:1::1, "
      "prefix 2001:db8:1:3::\n"
      "   88 (padding, 4 octets)\n"
      "   92 Option 200 (unassigned): deadbe\n"
      "   97 (padding, 15 octets)\n");
}

static void
test_message_without_fields_is_its_name (void)
{
  g_autofree char *text = print_hex ("3b00000000000000", mh_print_append);

  g_assert_cmpstr (text, ==, "BRR\n");
}

static void
test_no_flag_is_none (void)
{
  g_autofree char *text = print_hex ("3b0106000000000000010001"
                                     "01020000",
                                     mh_print_append);

  g_assert_cmpstr (text, ==,
                   "BA: status 0 (accepted), flags none, seq 1, lifetime 4 s\n"
                   "   12 (padding, 4 octets)\n");
}

/* Flow identification of RFC 6089 4.2, access network identifier of RFC 6757
 * 3.1; an end without start is shown though it is wrong (RFC 6088 3). */
static void
test_suboptions_are_readable (void)
{
  g_autofree char *text
      = print_hex ("3b0c05000000000700000001"
                   "2d24000700140000" /* flow 7, priority 20 */
                   "020400010002"     /* bindings 1 and 2 */
                   "00"
                   "01020000" /* Pad1, PadN */
                   "0311"
                   "0100"
                   "92080000" /* RFC 6088 3.1: A, D, G, M */
                   "0a000007"
                   "c0000209"
                   "138c"
                   "11"
                   "2d27000800150001"
                   "031a"
                   "0200"
                   "20300000" /* RFC 6088 3.2: C, K, L */
                   "20010db8000000000000000000000007"
                   "1f40"
                   "1f4a"
                   "c803c0ffee"
                   "3406"
                   "030401616263" /* operator */
                   "0000000000",
                   mh_print_append);

  g_assert_cmpstr (
      text, ==,
      "BU: seq 7, flags none, lifetime 4 s\n"
      "   12 Flow Identification: fid 7, pri 20, status 0, subopts "
      "(Binding Reference: bids 1 2) (Traffic Selector: ts_format 1, selector "
      "IPv4 src 10.0.0.7 dst -192.0.2.9 sport 5004 proto 17)\n"
      "   50 Flow Identification: fid 8, pri 21, status 1, subopts "
      "(Traffic Selector: ts_format 2, selector "
      "IPv6 dst 2001:db8::7 dport 8000-8010) (200: c0ffee)\n"
      "   91 Access Network Identifier: subopts "
      "(Operator-Identifier: data 01616263)\n"
      "   99 (padding, 5 octets)\n");
}

/* RFC 6088: a format without a row, a selector that ends too early. */
static void
test_unreadable_selectors_are_octets (void)
{
  g_autofree char *text = print_hex ("3b0505000000000700000001"
                                     "2d0c000700140000"
                                     "0304"
                                     "0900"
                                     "abcd"
                                     "2d0e000700140000"
                                     "0306"
                                     "0100"
                                     "80000000"
                                     "000000000000",
                                     mh_print_append);

  g_assert_cmpstr (text, ==,
                   "BU: seq 7, flags none, lifetime 4 s\n"
                   "   12 Flow Identification: fid 7, pri 20, status 0, "
                   "subopts (Traffic Selector: ts_format 9, selector abcd)\n"
                   "   26 Flow Identification: fid 7, pri 20, status 0, "
                   "subopts (Traffic Selector: ts_format 1, selector "
                   "80000000)\n"
                   "   42 (padding, 6 octets)\n");
}

/* FBU: RFC 5568 6.2.2 counts its lifetime in seconds. */
static void
test_lifetimes_are_in_seconds (void)
{
  g_autofree char *fbu = print_hex ("3b0108000000000780000014"
                                    "01020000",
                                    print_summary);
  g_autofree char *bu = print_hex ("3b0105000000000780000014"
                                   "01020000",
                                   print_summary);
  g_autofree char *lri = print_hex ("3b0111000000000700000014"
                                    "01020000",
                                    print_summary);

  g_assert_cmpstr (fbu, ==, "FBU seq 7 lifetime 20 s");
  g_assert_cmpstr (bu, ==, "BU seq 7 lifetime 80 s");
  g_assert_cmpstr (lri, ==, "LRI seq 7 lifetime 20 s");
}

/* An identifier may hold any octet; none reaches the terminal. */
static void
test_unprintable_text_is_escaped (void)
{
  g_autofree char *text = print_hex ("3b0205000000000182000001"
                                     "08080161001b5c62c3a9"
                                     "0000",
                                     print_summary);

  g_assert_cmpstr (text, ==,
                   "PBU seq 1 lifetime 4 s a\\x00\\x1b\\x5cb\\xc3\\xa9");
}

static void
test_unassigned_status_has_no_name (void)
{
  g_autofree char *text = print_hex ("3b010600"
                                     "0000"
                                     "fa00"
                                     "0001"
                                     "0000"
                                     "01020000",
                                     print_summary);

  g_assert_cmpstr (text, ==, "BA status 250 seq 1 lifetime 0 s");
}

static void
test_summary_is_one_line (void)
{
  g_autofree char *text = print_hex (dmm_pba, print_summary);

  g_assert_cmpstr (text, ==,
                   "PBA status 132 (not home subnet) seq 8 lifetime 1200 s "
                   "mn3 2001:db8:9:3::/64 "
                   "2001:db8:1:3::/64 at 2001:db8:1::1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mh/print/options-have-a-line-each",
                   test_options_have_a_line_each);
  g_test_add_func ("/mh/print/message-without-fields-is-its-name",
                   test_message_without_fields_is_its_name);
  g_test_add_func ("/mh/print/no-flag-is-none", test_no_flag_is_none);
  g_test_add_func ("/mh/print/lifetimes-are-in-seconds",
                   test_lifetimes_are_in_seconds);
  g_test_add_func ("/mh/print/unprintable-text-is-escaped",
                   test_unprintable_text_is_escaped);
  g_test_add_func ("/mh/print/unassigned-status-has-no-name",
                   test_unassigned_status_has_no_name);
  g_test_add_func ("/mh/print/summary-is-one-line", test_summary_is_one_line);
  g_test_add_func ("/mh/print/sub-options-are-readable",
                   test_suboptions_are_readable);
  g_test_add_func ("/mh/print/unreadable-selectors-are-octets",
                   test_unreadable_selectors_are_octets);
  return g_test_run ();
}
