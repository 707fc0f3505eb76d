/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Mobility Header codec at its limits: each fault gets its own answer (RFC
 * 6275 9.2), sizes, timestamps, names, and what every table row must tell. */
#include <glib.h>

#include "models/codec/mh.h"
#include "models/codec/tables.h"
#include "tests/codec/octets.h"

#define SECOND INT64_C (1000000000)

/* The L bit of RFC 7864 is read and written, the reserved rest is not. */
static void
test_off_link_bit (void)
{
  uint8_t octets[40] = { 59, 3, MH_BU, 0,  0,    0,  0,    0,    0, 0,
                         0,  0, 22,    18, 0xff, 64, 0x20, 0x01, 1, 0 };
  uint8_t again[40];
  struct mh_message message;

  g_assert_cmpint (mh_decode (octets, 32, NULL, NULL, &message), ==, MH_OK);
  g_assert_true (message.options[0].prefix.off_link);
  g_assert_cmpuint (mh_encode (&message, NULL, NULL, again, sizeof again), ==,
                    32);
  g_assert_cmphex (again[14], ==, 0x80);
}

/* Bits without a meaning are shown to the caller, but never sent. */
static void
test_reserved_bits (void)
{
  static const uint8_t octets[16]
      = { 59, 1, MH_BU, 0xff, 0, 0, 0, 0, 0xff, 0xff };
  uint8_t again[16];
  struct mh_message message;

  g_assert_cmpint (mh_decode (octets, sizeof octets, NULL, NULL, &message), ==,
                   MH_OK);
  g_assert_cmphex (message.reserved, ==, 0xff);
  g_assert_cmphex (message.bu.flags, ==, 0xffff);
  mh_encode (&message, NULL, NULL, again, sizeof again);
  g_assert_cmphex (again[3], ==, 0);
  g_assert_cmphex (wire_get16 (again + 8), ==, 0xfff0);
}

/* Faults */

/* Most are a BU of 16 octets whose last four are free for an option. */
struct fault
{
  const char *name, *hex;
  enum mh_result result;
};

static const struct fault faults[] = {
  { "no-option", "3b010500000000000000000000000000", MH_OK },
  { "wrong-payload-proto", "3a010500000000000000000000000000", MH_BAD_PROTO },
  { "unknown-type", "3b011800000000000000000000000000", MH_UNKNOWN_TYPE },
  { "unknown-type-before-payload-proto", "3a011800000000000000000000000000",
    MH_UNKNOWN_TYPE },
  { "payload-proto-before-length", "3a000500000000000000000000000000",
    MH_BAD_PROTO },
  { "bu-without-fixed-part", "3b000500000000000000000000000000",
    MH_BAD_LENGTH },
  { "ba-without-fixed-part", "3b000600000000000000000000000000",
    MH_BAD_LENGTH },
  { "be-without-address", "3b010700000000000000000000000000", MH_BAD_LENGTH },
  { "header-len-beyond", "3b020500000000000000000000000000", MH_TRUNCATED },
  { "octets-behind-are-ignored", "3b0000000000000008ff000000000000", MH_OK },
  { "padn-past-end", "3b010500000000000000000001030000", MH_BAD_OPTION },
  { "padn-without-length", "3b010500000000000000000000000001", MH_BAD_OPTION },
  { "option-past-end", "3b0105000000000000000000c8030000", MH_BAD_OPTION },
  { "unknown-option-to-the-end", "3b0105000000000000000000c8020000", MH_OK },
  { "unknown-option-empty", "3b0105000000000000000000c8000000", MH_OK },
  { "handoff-too-short", "3b010500000000000000000017010000", MH_BAD_OPTION },
  { "identifier-empty", "3b010500000000000000000008000000", MH_BAD_OPTION },
  { "identifier-of-no-octets", "3b010500000000000000000008010100", MH_OK },
  { "identifier-empty-length-before-padding",
    "3b010500000000000000000008000100", MH_BAD_OPTION },
  { "authorization-not-last",
    "3b030500000000000000000001000000050c0000000000000000000000000000",
    MH_OPTION_NOT_LAST },
  { "link-layer-below-two", "3b010500000000000000000019010000", MH_BAD_OPTION },
};

static void
test_fault (gconstpointer data)
{
  const struct fault *fault = data;
  struct octets octets = octets_from_hex (fault->hex);
  struct mh_message message;
  enum mh_result result = mh_decode (octets.at, octets.n, NULL, NULL, &message);

  g_assert_cmpstr (mh_result_text (result), ==, mh_result_text (fault->result));
  g_free (octets.at);
}

/* A BU with one option at its very end, Pad1 before: zeros, but for the second
 * octet of the data. */
static enum mh_result
decode_option (unsigned type, size_t n, uint8_t second)
{
  uint8_t octets[64] = { 59, 7, MH_BU };
  uint8_t *option = octets + sizeof octets - 2 - n;
  struct mh_message message;

  option[0] = (uint8_t)type;
  option[1] = (uint8_t)n;
  if (n > 1)
    option[3] = second;
  return mh_decode (octets, sizeof octets, NULL, NULL, &message);
}

/* What the RFCs say of lengths, here once more by hand; types not listed have
 * no length that is wrong by itself. */
static const struct
{
  uint8_t type, least, more[2]; /* more: further lengths; 255: any above */
} option_lengths[] = {
  { 2, 2, { 0 } },    { 3, 16, { 0 } },     { 4, 4, { 0 } },
  { 5, 12, { 0 } },   { 6, 18, { 0 } },     { 7, 1, { 255 } },
  { 8, 1, { 255 } },  { 9, 5, { 255 } },    { 10, 8, { 255 } },
  { 19, 5, { 255 } }, { 20, 1, { 255 } },   { 21, 4, { 255 } },
  { 22, 18, { 0 } },  { 23, 2, { 0 } },     { 24, 2, { 0 } },
  { 25, 2, { 255 } }, { 26, 16, { 0 } },    { 27, 8, { 0 } },
  { 28, 4, { 0 } },   { 29, 6, { 0 } },     { 30, 6, { 0 } },
  { 31, 6, { 0 } },   { 32, 6, { 0 } },     { 33, 2, { 6 } },
  { 34, 18, { 0 } },  { 35, 4, { 8, 20 } }, { 36, 6, { 0 } },
  { 37, 6, { 0 } },   { 38, 6, { 0 } },     { 39, 2, { 0 } },
  { 42, 10, { 0 } },  { 43, 2, { 0 } },     { 46, 2, { 0 } },
  { 48, 18, { 0 } },  { 49, 4, { 0 } },     { 50, 6, { 0 } },
  { 51, 18, { 0 } },  { 59, 2, { 6, 18 } }, { 63, 6, { 0 } },
  { 64, 2, { 255 } }, { 65, 18, { 0 } },    { 66, 18, { 0 } },
  { 67, 34, { 0 } },  { 68, 16, { 0 } },    { 69, 16, { 0 } },
  { 70, 2, { 255 } },
};

static void
test_option_lengths (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (option_lengths); i++)
    for (unsigned n = 0; n < 50; n++)
      {
        unsigned least = option_lengths[i].least;
        const uint8_t *more = option_lengths[i].more;
        bool right = n == least || (n > least && more[0] == 255)
                     || (n > 0 && (n == more[0] || n == more[1]));
        enum mh_result result = decode_option (option_lengths[i].type, n, 0);

        if (result != MH_OPTION_NOT_LAST && (result == MH_OK) != right)
          g_error ("option %u of %u octets: %s", option_lengths[i].type, n,
                   mh_result_text (result));
      }
}

static void
test_prefix_lengths (void)
{
  static const struct
  {
    unsigned type;
    size_t n;
  } with_prefix[] = {
    { OPTION_HOME_NETWORK_PREFIX, 18 },
    { OPTION_ANCHORED_PREFIX, 18 },
    { OPTION_LOCAL_PREFIX, 18 },
    { OPTION_PREVIOUS_MAAR, 34 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (with_prefix); i++)
    {
      unsigned type = with_prefix[i].type;

      g_assert_cmpint (decode_option (type, with_prefix[i].n, 128), ==, MH_OK);
      g_assert_cmpint (decode_option (type, with_prefix[i].n, 129), ==,
                       MH_BAD_OPTION);
      g_assert_cmpint (decode_option (type, with_prefix[i].n, 255), ==,
                       MH_BAD_OPTION);
    }
}

/* Options and sizes at the limits */

static void
test_keeps_unknown_option (void)
{
  static const uint8_t data[] = { 0xde, 0xad, 0xbe };
  struct mh_message message, got;
  uint8_t octets[24];

  mh_init (&message, MH_BU);
  mh_add (&message, 200)->raw = (struct view){ data, sizeof data };
  mh_add_value (&message, OPTION_HANDOFF_INDICATOR, HI_UNKNOWN);
  g_assert_cmpuint (mh_encode (&message, NULL, NULL, octets, sizeof octets), ==,
                    24);
  g_assert_cmpint (mh_decode (octets, sizeof octets, NULL, NULL, &got), ==,
                   MH_OK);
  g_assert_cmpint (got.n_options, ==, 2);
  octets_assert_equal (
      got.options[0].raw.octets, got.options[0].raw.n,
      (struct octets){ (uint8_t *)(gpointer)data, sizeof data });
  g_assert_cmpint (got.options[1].value, ==, HI_UNKNOWN);
}

static void
test_option_count (void)
{
  uint8_t octets[MH_SIZE_MAX] = { 59, 255, MH_BU };
  struct mh_message message;

  for (unsigned i = 0; i < MH_OPTIONS_MAX; i++)
    octets[12 + 2 * i] = 200;
  g_assert_cmpint (mh_decode (octets, sizeof octets, NULL, NULL, &message), ==,
                   MH_OK);
  g_assert_cmpint (message.n_options, ==, MH_OPTIONS_MAX);
  octets[12 + 2 * MH_OPTIONS_MAX] = 200;
  g_assert_cmpint (mh_decode (octets, sizeof octets, NULL, NULL, &message), ==,
                   MH_TOO_MANY_OPTIONS);
}

/* Timestamps */

static void
test_timestamps (void)
{
  static const int64_t times[] = {
    0, 1, 15258, 15259, 999999999, SECOND, 1700000000 * SECOND + 123456789
  };
  struct mh_message message;

  mh_init (&message, MH_BU);
  for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
    {
      int64_t ns;

      mh_add_timestamp (&message, times[i]);
      ns = mh_timestamp_ns (&message.options[2 * i]);
      g_assert_cmpint (ns, <=, times[i]);
      g_assert_cmpint (ns, >, times[i] - SECOND / 65536 - 1);
      mh_add_timestamp (&message, ns);
      g_assert_cmpint (mh_timestamp_ns (&message.options[2 * i + 1]), ==, ns);
    }
}

static void
test_far_timestamp (void)
{
  struct mh_option option = { .timestamp = { UINT64_C (0xffffffffffff), 1 } };

  g_assert_cmpint (mh_timestamp_ns (&option), ==, INT64_MAX);
}

/* Names */

static void
test_names (void)
{
  struct mh_message message;

  mh_init (&message, MH_BU);
  message.bu.flags = BU_A | BU_H;
  g_assert_cmpstr (mh_name (&message), ==, "BU");
  message.bu.flags |= BU_P;
  g_assert_cmpstr (mh_name (&message), ==, "PBU");
  mh_init (&message, MH_BA);
  g_assert_cmpstr (mh_name (&message), ==, "BA");
  g_assert_cmpstr (mh_option_name (OPTION_PREVIOUS_MAAR), ==, "Previous MAAR");
  g_assert_null (mh_option_name (255));
  g_assert_cmpstr (mh_status_name (STATUS_TIMESTAMP_MISMATCH), ==,
                   "TIMESTAMP_MISMATCH");
  g_assert_cmpstr (mh_status_name (180), ==,
                   "CANNOT_SUPPORT_MULTIPATH_BINDING");
  g_assert_null (mh_status_name (7));
  g_assert_null (mh_status_name (181));
  for (unsigned status = 128; status <= 180; status++)
    g_assert_nonnull (mh_status_name (status));
}

/* One letter for each bit of the flags. */
static void
test_flag_letters (void)
{
  for (unsigned type = 0; type < 256; type++)
    {
      const struct message_row *row = mh_message_row (type);
      const struct field *field = row != NULL ? row->fields : NULL;

      for (; field != NULL && field->kind != FIELD_END; field++)
        if (field->letters != NULL)
          g_assert_cmpuint (strlen (field->letters), ==, field->bits);
    }
}

/* A row must tell its alignment, its source and where it is allowed. */
static void
test_rows_are_complete (void)
{
  for (unsigned type = 0; type < 256; type++)
    {
      const struct option_row *row = mh_option_row (type);

      if (row == NULL)
        continue;
      g_assert_cmpint (row->align, >, row->remainder);
      g_assert_true (length_is_allowed (row->lengths, row->least));
      g_assert_nonnull (row->source);
      g_assert_cmpuint (row->allowed, !=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/mh/answers-to/%s", faults[i].name);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  g_test_add_func ("/mh/off-link-bit", test_off_link_bit);
  g_test_add_func ("/mh/reserved-bits-are-sent-as-0", test_reserved_bits);
  g_test_add_func ("/mh/refuses-wrong-option-lengths", test_option_lengths);
  g_test_add_func ("/mh/refuses-prefix-lengths-above-128", test_prefix_lengths);
  g_test_add_func ("/mh/keeps-unknown-option", test_keeps_unknown_option);
  g_test_add_func ("/mh/refuses-129-options", test_option_count);
  g_test_add_func ("/mh/timestamp-round-trip", test_timestamps);
  g_test_add_func ("/mh/timestamp-beyond-int64", test_far_timestamp);
  g_test_add_func ("/mh/names", test_names);
  g_test_add_func ("/mh/letters-of-flags", test_flag_letters);
  g_test_add_func ("/mh/rows-are-complete", test_rows_are_complete);
  return g_test_run ();
}
