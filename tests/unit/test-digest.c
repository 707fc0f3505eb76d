/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>
#include <xxhash.h>

#include "sim/digest.h"

static void
assert_digest (const struct digest *digest, const char *expected)
{
  char text[DIGEST_TEXT_SIZE];

  digest_text (digest, text);
  g_assert_cmpstr (text, ==, expected);
}

/* Oracle: XXH3-128 of no octets, as its authors publish it. */
static void
test_empty (void)
{
  struct digest *digest = digest_new ();

  assert_digest (digest, "99aa06d3014798d86001c324468d497f");
  digest_free (digest);
}

/* The record of an event as the head of sim/digest.c states it, written by
 * hand and hashed in one go. */
static void
test_events_are_hashed_as_documented (void)
{
  struct digest *digest = digest_new ();
  uint8_t input[16 * 1000] = { 0 };
  XXH128_canonical_t canonical;
  char expected[DIGEST_TEXT_SIZE];

  for (unsigned i = 0; i < 1000; i++)
    {
      digest_add_event (digest, 0x0102030405060708 + i, 0x11121314, i);
      for (unsigned j = 0; j < 8; j++)
        input[16 * i + j]
            = (uint8_t)((UINT64_C (0x0102030405060708) + i) >> 8 * j);
      memcpy (input + 16 * i + 8, "\x14\x13\x12\x11", 4);
      input[16 * i + 12] = (uint8_t)i;
      input[16 * i + 13] = (uint8_t)(i >> 8);
    }
  XXH128_canonicalFromHash (&canonical, XXH3_128bits (input, sizeof input));
  for (size_t i = 0; i < sizeof canonical.digest; i++)
    g_snprintf (expected + 2 * i, 3, "%02x", canonical.digest[i]);
  assert_digest (digest, expected);
  digest_free (digest);
}

static void
digest_of_parts (const char *const *parts, char text[DIGEST_TEXT_SIZE])
{
  struct digest *digest = digest_new ();

  for (; *parts != NULL; parts++)
    digest_add_bytes (digest, *parts, strlen (*parts));
  digest_text (digest, text);
  digest_free (digest);
}

static void
test_boundaries_count (void)
{
  const char *const one[]
      = { "abcd", NULL },
      *const two[] = { "ab", "cd", NULL }, *const more[] = { "abcd", "", NULL };
  char text[3][DIGEST_TEXT_SIZE];

  digest_of_parts (one, text[0]);
  digest_of_parts (two, text[1]);
  digest_of_parts (more, text[2]);
  g_assert_cmpstr (text[0], !=, text[1]);
  g_assert_cmpstr (text[0], !=, text[2]);
  g_assert_cmpstr (text[1], !=, text[2]);
}

/* Asking changes nothing, wherever in a block it happens. */
static void
test_may_be_asked_at_any_time (void)
{
  struct digest *asked = digest_new (), *left_alone = digest_new ();
  char text[DIGEST_TEXT_SIZE];
  uint8_t octets[5000];

  memset (octets, 0x5a, sizeof octets);
  for (unsigned n = 0; n <= sizeof octets; n += 613)
    {
      digest_add_bytes (asked, octets, n);
      digest_add_event (asked, n, 1, 2);
      digest_text (asked, text);
      digest_add_bytes (left_alone, octets, n);
      digest_add_event (left_alone, n, 1, 2);
    }
  digest_text (left_alone, text);
  assert_digest (asked, text);
  digest_free (asked);
  digest_free (left_alone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/empty", test_empty);
  g_test_add_func ("/digest/events-are-hashed-as-documented",
                   test_events_are_hashed_as_documented);
  g_test_add_func ("/digest/boundaries-count", test_boundaries_count);
  g_test_add_func ("/digest/may-be-asked-at-any-time",
                   test_may_be_asked_at_any_time);
  return g_test_run ();
}
