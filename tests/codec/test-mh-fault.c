/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mending: what comes out is what the RFCs have, nothing is mended that the
 * checksum does not vouch for, nothing is touched that is right. */
#include "models/codec/mh_fault.h"

#include <glib.h>
#include <string.h>

static const struct address source = { { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } };
static const struct address destination
    = { { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 } };
static const struct address maar = { { 0x20, 0x01, 0x0d, 0xb8, [15] = 0xa1 } };
static const struct prefix prefix
    = { { { 0x20, 0x01, 0x0d, 0xb8, 0, 0xa1, 0, 1 } }, 64 };

/* A message by hand: room behind it is not its own. */
struct draft
{
  uint8_t octets[256];
  size_t n;
  struct mh_faults faults;
};

static void
draft_checksum (struct draft *d)
{
  uint32_t sum
      = checksum_pseudo_header (&source, &destination, (uint32_t)d->n, 135);

  memset (d->octets + 4, 0, 2);
  wire_put16 (d->octets + 4,
              checksum_finish (checksum_add (sum, d->octets, d->n)));
}

/* Fixed part of a PBA of type @type with the option in front. */
static void
draft_init (struct draft *d, unsigned type, unsigned option, size_t size)
{
  memset (d, 0, sizeof *d);
  d->octets[0] = 59;
  d->octets[2] = (uint8_t)type;
  d->octets[12] = (uint8_t)option;
  d->octets[13] = (uint8_t)size;
  d->n = 14 + size;
  d->octets[1] = (uint8_t)(d->n / 8 - 1); /* rounded down, as daemons do */
}

static size_t
draft_mend (struct draft *d)
{
  return mh_mend (d->octets, d->n, sizeof d->octets, &source, &destination,
                  &d->faults);
}

static void
decode (const struct draft *d, size_t n, struct mh_message *message)
{
  g_assert_cmpint (mh_decode (d->octets, n, &source, &destination, message), ==,
                   MH_OK);
}

static void
test_serving (void)
{
  struct mh_message message;
  struct draft d;

  draft_init (&d, MH_BU, 28, 16);
  memcpy (d.octets + 14, &maar, 16);
  draft_checksum (&d);
  decode (&d, draft_mend (&d), &message);
  g_assert_cmpuint (message.n_options, ==, 1);
  g_assert_cmpuint (message.options[0].type, ==, OPTION_SERVING_MAAR);
  g_assert_true (address_equal (&message.options[0].address, &maar));
  g_assert_cmphex (message.bu.flags, ==, BU_D);
}

/* Address, prefix, link-layer address in 48 octets. */
static void
test_previous (void)
{
  const struct mh_option *previous;
  struct mh_message message;
  struct draft d;

  draft_init (&d, MH_BA, 29, 48);
  memcpy (d.octets + 14, &maar, 16);
  memcpy (d.octets + 30, &prefix.address, 16);
  memset (d.octets + 46, 0xff, 16);
  draft_checksum (&d);
  decode (&d, draft_mend (&d), &message);
  g_assert_cmpuint (message.n_options, ==, 1);
  previous = mh_find (&message, OPTION_PREVIOUS_MAAR, 0);
  g_assert_nonnull (previous);
  g_assert_true (address_equal (&previous->previous_maar.maar, &maar));
  g_assert_true (
      address_equal (&previous->previous_maar.prefix, &prefix.address));
  g_assert_cmpuint (previous->previous_maar.length, ==, 64);
  g_assert_cmphex (message.ba.flags, ==, BA_D);
}

static void
test_link_layer (void)
{
  struct mh_message message;
  struct draft d;

  draft_init (&d, MH_BA, 30, 18);
  d.octets[31] = 7;
  draft_checksum (&d);
  decode (&d, draft_mend (&d), &message);
  g_assert_cmpuint (message.options[0].type, ==, OPTION_DLIF_LINK_LAYER);
  g_assert_cmpuint (message.options[0].link_layer.n, ==, 16);
  g_assert_cmpuint (message.options[0].link_layer.octets[15], ==, 7);
}

/* The numbers belong to others: in their lengths they are left to them. */
static void
test_registered_use (void)
{
  static const struct
  {
    uint8_t type, size;
  } options[] = { { 28, 4 }, { 29, 6 }, { 30, 6 } };

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      struct mh_message message;
      struct draft d;

      draft_init (&d, MH_BA, options[i].type, options[i].size);
      draft_checksum (&d);
      decode (&d, draft_mend (&d), &message);
      g_assert_cmpuint (message.options[0].type, ==, options[i].type);
      g_assert_cmphex (d.faults.set & 1u << MH_FAULT_PRIVATE_OPTION, ==, 0);
      g_assert_cmphex (message.ba.flags, ==, 0);
    }
}

static void
test_wrong_checksum (void)
{
  struct draft d, before;

  draft_init (&d, MH_BU, 28, 16);
  draft_checksum (&d);
  d.octets[20] ^= 1;
  before = d;
  g_assert_cmpuint (draft_mend (&d), ==, d.n);
  g_assert_true (memcmp (d.octets, before.octets, sizeof d.octets) == 0);
  g_assert_cmphex (d.faults.set, ==, 0);
}

/* At every length, without writing behind the room. */
static void
test_truncation (void)
{
  for (size_t n = 0; n <= 62; n++)
    {
      struct draft d;

      draft_init (&d, MH_BA, 29, 48);
      d.n = n;
      if (n >= 8)
        draft_checksum (&d);
      memset (d.octets + n, 0xee, sizeof d.octets - n);
      mh_mend (d.octets, n, n + 7, &source, &destination, &d.faults);
      for (size_t i = n + 7; i < sizeof d.octets; i++)
        g_assert_cmphex (d.octets[i], ==, 0xee);
      g_assert_cmpuint (
          mh_mend (d.octets, n, n, &source, &destination, &d.faults), ==,
          n); /* no room: left alone */
    }
}

static void
test_right_message (void)
{
  struct mh_message message;
  struct draft d = { 0 }, before;

  mh_init (&message, MH_BU);
  message.bu.flags = BU_A | BU_P;
  mh_add_mn_identifier (&message, "mn@example.net");
  mh_add_prefix (&message, OPTION_HOME_NETWORK_PREFIX, &prefix);
  mh_add_timestamp (&message, INT64_C (1800000000000000000));
  d.n = mh_encode (&message, &source, &destination, d.octets, sizeof d.octets);
  before = d;
  g_assert_cmpuint (draft_mend (&d), ==, d.n);
  g_assert_true (memcmp (d.octets, before.octets, sizeof d.octets) == 0);
  g_assert_cmphex (d.faults.set, ==, 0);
  decode (&d, d.n, &message);
  g_assert_false (mh_is_misaligned (&message));
}

/* Seen in the octets and in the decoded message alike; mended it is not. */
static void
test_misaligned (void)
{
  struct mh_message message;
  struct draft d;

  draft_init (&d, MH_BU, OPTION_SERVING_MAAR, 16); /* 8n+6, but at 12 */
  d.n = 32;
  d.octets[1] = 3;
  draft_checksum (&d);
  g_assert_cmpuint (draft_mend (&d), ==, 32);
  g_assert_cmphex (d.faults.set, ==, 1u << MH_FAULT_ALIGNMENT);
  g_assert_cmpuint (d.faults.remarks[0].option, ==, OPTION_SERVING_MAAR);
  g_assert_cmpuint (d.faults.remarks[0].at, ==, 12);
  decode (&d, 32, &message);
  g_assert_true (mh_is_misaligned (&message));
}

/* Header Len stops before the second option begins. */
static void
test_past_header_len (void)
{
  struct draft d;

  draft_init (&d, MH_BU, OPTION_HANDOFF_INDICATOR, 2);
  d.octets[16] = OPTION_ACCESS_TECHNOLOGY;
  d.octets[17] = 2;
  d.n = 20;
  draft_checksum (&d);
  g_assert_cmpuint (draft_mend (&d), ==, 24);
  g_assert_cmphex (d.faults.set, ==,
                   1u << MH_FAULT_HEADER_LEN | 1u << MH_FAULT_SIZE
                       | 1u << MH_FAULT_PAST_HEADER_LEN);
  g_assert_cmpuint (d.faults.remarks[0].at, ==, 16); /* what it says */
}

/* Messages that have no options, types nobody knows, what is no message, and
 * flags where there are none. */
static void
test_nothing_to_find (void)
{
  static const uint8_t types[] = { 11, MH_HB, 200 };
  struct mh_faults faults;
  struct draft d;

  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    {
      draft_init (&d, types[i], 28, 16);
      draft_checksum (&d);
      draft_mend (&d);
      g_assert_cmphex (d.faults.set & 1u << MH_FAULT_NO_D, ==, 0);
    }
  mh_survey (d.octets, 7, &faults);
  g_assert_cmphex (faults.set, ==, 0);
  mh_survey (d.octets, MH_SIZE_MAX + 1, &faults);
  g_assert_cmphex (faults.set, ==, 0);
}

/* The page tells each, as results name it. */
static void
test_page (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top != NULL ? top : ".", "doc",
                                            "models", "leniency.md", NULL);
  g_autofree char *page = NULL;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (unsigned i = 0; i < MH_FAULTS_N; i++)
    {
      g_autofree char *name
          = g_strdup_printf ("`%s`", mh_fault_name ((enum mh_fault)i));

      g_assert_nonnull (strstr (page, name));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault/serving-mar", test_serving);
  g_test_add_func ("/fault/previous-mar", test_previous);
  g_test_add_func ("/fault/dlif-link-layer", test_link_layer);
  g_test_add_func ("/fault/registered-use-of-the-numbers", test_registered_use);
  g_test_add_func ("/fault/wrong-checksum-is-not-mended", test_wrong_checksum);
  g_test_add_func ("/fault/every-truncation", test_truncation);
  g_test_add_func ("/fault/right-message-is-untouched", test_right_message);
  g_test_add_func ("/fault/misaligned", test_misaligned);
  g_test_add_func ("/fault/past-header-len", test_past_header_len);
  g_test_add_func ("/fault/nothing-to-find", test_nothing_to_find);
  g_test_add_func ("/fault/page-tells-each", test_page);
  return g_test_run ();
}
