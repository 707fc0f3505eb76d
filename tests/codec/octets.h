/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hexadecimal text to octets in a block of exactly their number, so that the
 * sanitizer sees a read past the end. */
#ifndef DMMSIM_TESTS_CODEC_OCTETS_H
#define DMMSIM_TESTS_CODEC_OCTETS_H

#include <glib.h>
#include <string.h>

#include "sim/address.h"

struct octets
{
  uint8_t *at; /* g_free() */
  size_t n;
};

static inline struct octets
octets_from_hex (const char *hex)
{
  struct octets octets = { NULL, strlen (hex) / 2 };

  octets.at = g_malloc (octets.n);
  for (size_t i = 0; i < octets.n; i++)
    octets.at[i] = (uint8_t)(g_ascii_xdigit_value (hex[2 * i]) << 4
                             | g_ascii_xdigit_value (hex[2 * i + 1]));
  return octets;
}

static inline char *
octets_to_hex (const uint8_t *octets, size_t n)
{
  GString *hex = g_string_new (NULL);

  for (size_t i = 0; i < n; i++)
    g_string_append_printf (hex, "%02x", octets[i]);
  return g_string_free (hex, FALSE);
}

static inline void
octets_assert_equal (const uint8_t *got, size_t n, struct octets expected)
{
  g_autofree char *got_hex = NULL;
  g_autofree char *expected_hex = NULL;

  if (n == expected.n && (n == 0 || memcmp (got, expected.at, n) == 0))
    return;
  got_hex = octets_to_hex (got, n);
  expected_hex = octets_to_hex (expected.at, expected.n);
  g_assert_cmpstr (got_hex, ==, expected_hex);
}

static inline struct address
address_of (const char *text)
{
  struct address address;

  g_assert_true (address_parse (text, &address));
  return address;
}

#endif
