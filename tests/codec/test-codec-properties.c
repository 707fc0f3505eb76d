/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every message, on messages made from the tables: encoding and
 * decoding are each other's inverse, and no octets, however cut or flipped,
 * make the codec read past their end. */
#include <glib.h>

#include "models/codec/tables.h"
#include "tests/codec/examine.h"
#include "tests/codec/generate.h"
#include "tests/codec/guard.h"
#include "tests/codec/octets.h"

#define SEED 20260101
#define ROUNDS_PER_ROW 100
#define RANDOM_MESSAGES 5000
#define OPTIONS_MOST 12
#define HOSTILE_MESSAGES 30
#define UNKNOWN_OPTION 200

/* decode (encode (m)) is m, and encode (decode (encode (m))) the same octets.
 */
static void
check_round_trip (struct generator *generator, const struct mh_message *message)
{
  struct address source = generate_address (generator);
  struct address destination = generate_address (generator);
  struct mh_message decoded;
  size_t n, n_again;
  g_autofree uint8_t *octets
      = generate_octets (message, &source, &destination, &n);
  g_autofree uint8_t *again = NULL;
  const char *difference;

  g_assert_cmpint (mh_decode (octets, n, &source, &destination, &decoded), ==,
                   MH_OK);
  difference = message_difference (message, &decoded);
  if (difference != NULL)
    g_error ("%s: %s comes back different", mh_name (message), difference);
  again = generate_octets (&decoded, &source, &destination, &n_again);
  octets_assert_equal (again, n_again, (struct octets){ octets, n });
}

static void
round_trip_message (struct generator *generator, unsigned type)
{
  for (unsigned i = 0; i < ROUNDS_PER_ROW; i++)
    {
      struct mh_message message;

      generate_head (generator, type, &message);
      check_round_trip (generator, &message);
    }
}

/* Behind a message of each residue of its place modulo 8. */
static void
round_trip_option (struct generator *generator, unsigned type)
{
  for (unsigned i = 0; i < ROUNDS_PER_ROW; i++)
    {
      static const uint8_t filler[8];
      struct mh_message message;

      generate_head (generator, MH_BU, &message);
      mh_add (&message, UNKNOWN_OPTION)->raw = (struct view){ filler, i % 8 };
      generate_option (generator, type, &message);
      check_round_trip (generator, &message);
    }
}

static void
test_messages (void)
{
  struct generator generator;

  generator_init (&generator, SEED);
  generate_each_message (&generator, round_trip_message);
  generator_clear (&generator);
}

static void
test_options (void)
{
  struct generator generator;

  g_assert_null (mh_option_row (UNKNOWN_OPTION));
  generator_init (&generator, SEED);
  generate_each_option (&generator, round_trip_option);
  generator_clear (&generator);
}

static void
test_random_messages (void)
{
  struct generator generator;

  generator_init (&generator, SEED);
  for (unsigned i = 0; i < RANDOM_MESSAGES; i++)
    {
      struct mh_message message;

      generate_message (&generator, OPTIONS_MOST, &message);
      check_round_trip (&generator, &message);
    }
  generator_clear (&generator);
}

/* Damaged octets.  Each lies once before a page that cannot be read, and once
 * in a heap block of its size, whose bounds AddressSanitizer knows. */

struct hostile
{
  struct guard guard;
  examine *examine;
  unsigned accepted, refused;
};

static void
hostile_try (struct hostile *hostile, const uint8_t *octets, size_t n)
{
  g_autofree uint8_t *block = g_memdup2 (octets, n);
  bool accepted = hostile->examine (block, n);

  g_assert_cmpint (
      hostile->examine (guard_copy (&hostile->guard, octets, n), n), ==,
      accepted);
  hostile->accepted += accepted;
  hostile->refused += !accepted;
}

static void
try_truncations (struct hostile *hostile, const uint8_t *octets, size_t n)
{
  for (size_t cut = 0; cut < n; cut++)
    hostile_try (hostile, octets, cut);
}

/* A Header Len that agrees with the cut, so that the options are what is cut.
 */
static void
try_short_headers (struct hostile *hostile, const uint8_t *octets, size_t n)
{
  g_autofree uint8_t *copy = g_memdup2 (octets, n);

  for (size_t cut = 8; cut + 8 <= n; cut += 8)
    {
      copy[1] = (uint8_t)(cut / 8 - 1);
      hostile_try (hostile, copy, cut);
    }
}

static void
try_bit_flips (struct hostile *hostile, const uint8_t *octets, size_t n)
{
  g_autofree uint8_t *copy = g_memdup2 (octets, n);

  for (size_t bit = 0; bit < 8 * n; bit++)
    {
      copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
      hostile_try (hostile, copy, n);
      copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void
hostile_begin (struct hostile *hostile, examine *function)
{
  *hostile = (struct hostile){ .examine = function };
  guard_init (&hostile->guard);
}

/* Both fates must have come about, or the damage was none. */
static void
hostile_end (struct hostile *hostile)
{
  g_test_message ("%u damaged ones accepted, %u refused", hostile->accepted,
                  hostile->refused);
  g_assert_cmpuint (hostile->accepted, >, 0);
  g_assert_cmpuint (hostile->refused, >, 0);
  guard_clear (&hostile->guard);
}

static void
test_damaged_mh (void)
{
  struct generator generator;
  struct hostile hostile;

  generator_init (&generator, SEED);
  hostile_begin (&hostile, examine_mh);
  for (unsigned i = 0; i < HOSTILE_MESSAGES; i++)
    {
      struct mh_message message;
      g_autofree uint8_t *octets = NULL;
      size_t n;

      generate_message (&generator, 4, &message);
      octets = generate_octets (&message, NULL, NULL, &n);
      g_assert_true (examine_mh (octets, n));
      try_truncations (&hostile, octets, n);
      try_short_headers (&hostile, octets, n);
      try_bit_flips (&hostile, octets, n);
    }
  hostile_end (&hostile);
  generator_clear (&generator);
}

typedef size_t generate (struct generator *generator,
                         uint8_t octets[GENERATE_MOST]);

static void
check_damaged (examine *function, generate *make)
{
  struct generator generator;
  struct hostile hostile;

  generator_init (&generator, SEED);
  hostile_begin (&hostile, function);
  for (unsigned i = 0; i < HOSTILE_MESSAGES; i++)
    {
      uint8_t octets[GENERATE_MOST];
      size_t n = make (&generator, octets);

      try_truncations (&hostile, octets, n);
      try_bit_flips (&hostile, octets, n);
    }
  hostile_end (&hostile);
  generator_clear (&generator);
}

static void
test_damaged_nd (void)
{
  check_damaged (examine_nd, generate_nd);
}

static void
test_damaged_icmp6 (void)
{
  check_damaged (examine_icmp6, generate_icmp6);
}

static void
test_damaged_packets (void)
{
  check_damaged (examine_layers, generate_packet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec/mh/every-message-row-round-trips", test_messages);
  g_test_add_func ("/codec/mh/every-option-row-round-trips-at-every-alignment",
                   test_options);
  g_test_add_func ("/codec/mh/random-messages-round-trip",
                   test_random_messages);
  g_test_add_func ("/codec/mh/damaged-octets-are-read-within-their-bounds",
                   test_damaged_mh);
  g_test_add_func ("/codec/nd/damaged-octets-are-read-within-their-bounds",
                   test_damaged_nd);
  g_test_add_func ("/codec/icmp6/damaged-octets-are-read-within-their-bounds",
                   test_damaged_icmp6);
  g_test_add_func ("/codec/layers/damaged-octets-are-read-within-their-bounds",
                   test_damaged_packets);
  return g_test_run ();
}
