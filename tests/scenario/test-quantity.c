/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities: exact where they are integers, rounded once where they are not,
 * and written so that they read back. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "scenarios/quantity.h"

struct integer_case
{
  enum quantity quantity;
  const char *text;
  bool bare;
  enum quantity_status status;
  int64_t value;
};

static const struct integer_case integers[] = {
  { QUANTITY_TIME, "5 ms", false, QUANTITY_OK, 5000000 },
  { QUANTITY_TIME, "5ms", false, QUANTITY_OK, 5000000 },
  { QUANTITY_TIME, "0.1 us", false, QUANTITY_OK, 100 },
  { QUANTITY_TIME, "1 µs", false, QUANTITY_OK, 1000 },
  { QUANTITY_TIME, "30.270 s", false, QUANTITY_OK, 30270000000 },
  { QUANTITY_TIME, "0.335 s", false, QUANTITY_OK, 335000000 },
  { QUANTITY_TIME, "1.000000001 s", false, QUANTITY_OK, 1000000001 },
  { QUANTITY_TIME, "123456789.123456789 s", false, QUANTITY_OK,
    123456789123456789 },
  { QUANTITY_TIME, "0.1 min", false, QUANTITY_OK, 6000000000 },
  { QUANTITY_TIME, "1.5 h", false, QUANTITY_OK, 5400000000000 },
  { QUANTITY_TIME, "1e-9 s", false, QUANTITY_OK, 1 },
  { QUANTITY_TIME, "2.5E3 us", false, QUANTITY_OK, 2500000 },
  { QUANTITY_TIME, "0 s", false, QUANTITY_OK, 0 },
  { QUANTITY_TIME, "0.0000000000 s", false, QUANTITY_OK, 0 },
  { QUANTITY_TIME, "-3 ms", false, QUANTITY_OK, -3000000 },
  { QUANTITY_TIME, "9223372036 s", false, QUANTITY_OK, 9223372036000000000 },
  { QUANTITY_TIME, "9223372037 s", false, QUANTITY_LARGE, 0 },
  { QUANTITY_TIME, "1e400 s", false, QUANTITY_LARGE, 0 },
  { QUANTITY_TIME, "1e99999999999999999999 s", false, QUANTITY_LARGE, 0 },
  { QUANTITY_TIME, "0.1 ns", false, QUANTITY_FINE, 0 },
  { QUANTITY_TIME, "1.0000000001 s", false, QUANTITY_FINE, 0 },
  { QUANTITY_TIME, "1e-99999999999999999999 s", false, QUANTITY_FINE, 0 },
  { QUANTITY_TIME, "20 apples", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "20", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "5 MS", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "ms", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "-", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "5  ms", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, " 5 ms", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "5 ms ", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "1. s", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, ".5 s", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "1e s", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "0x10 s", false, QUANTITY_BAD, 0 },
  { QUANTITY_TIME, "inf", false, QUANTITY_INF, INT64_MAX },
  { QUANTITY_TIME, "0.1", true, QUANTITY_OK, 100000000 },
  { QUANTITY_TIME, "1e-10", true, QUANTITY_FINE, 0 },
  { QUANTITY_SIZE, "160 B", false, QUANTITY_OK, 160 },
  { QUANTITY_SIZE, "64 kB", false, QUANTITY_OK, 64000 },
  { QUANTITY_SIZE, "64 KiB", false, QUANTITY_OK, 65536 },
  { QUANTITY_SIZE, "1.5 kB", false, QUANTITY_OK, 1500 },
  { QUANTITY_SIZE, "0.5 B", false, QUANTITY_FINE, 0 },
  { QUANTITY_SIZE, "1500", true, QUANTITY_OK, 1500 },
};

static void
test_integers (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (integers); i++)
    {
      const struct integer_case *c = &integers[i];
      int64_t value = 0;

      g_test_message ("%s", c->text);
      g_assert_cmpint (
          quantity_parse_integer (c->quantity, c->text, c->bare, &value), ==,
          c->status);
      if (c->status == QUANTITY_OK || c->status == QUANTITY_INF)
        g_assert_cmpint (value, ==, c->value);
    }
}

static void
assert_double (enum quantity quantity, const char *text, double expected)
{
  double value;

  g_test_message ("%s", text);
  g_assert_cmpint (quantity_parse_double (quantity, text, false, &value), ==,
                   QUANTITY_OK);
  g_assert_true (value == expected);
}

static void
test_doubles (void)
{
  double value;

  assert_double (QUANTITY_SPEED, "108 km/h", 30);
  assert_double (QUANTITY_SPEED, "30 m/s", 30);
  assert_double (QUANTITY_SPEED, "50 km/h", 50000.0 / 3600);
  assert_double (QUANTITY_RATE, "100 Mbps", 1e8);
  assert_double (QUANTITY_RATE, "1.1 Gbps", 1.1e9);
  assert_double (QUANTITY_RATE, "9600 bit/s", 9600);
  assert_double (QUANTITY_LENGTH, "1 km", 1000);
  assert_double (QUANTITY_LENGTH, "-25 m", -25);
  assert_double (QUANTITY_LENGTH, "0.1 km", 100);
  g_assert_cmpint (quantity_parse_double (QUANTITY_RATE, "inf", false, &value),
                   ==, QUANTITY_INF);
  g_assert_true (isinf (value));
  g_assert_cmpint (
      quantity_parse_double (QUANTITY_LENGTH, "1e400 m", false, &value), ==,
      QUANTITY_LARGE);
  g_assert_cmpint (
      quantity_parse_double (QUANTITY_LENGTH, "5 ms", false, &value), ==,
      QUANTITY_BAD);
}

static void
test_written_integers (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (unsigned i = 0; i < 10000; i++)
    {
      int64_t value = (int64_t)g_rand_int (rand) << 20 >> (i % 50);
      g_autofree char *text = quantity_text_integer (QUANTITY_TIME, value);
      int64_t back = -1;

      g_assert_cmpint (
          quantity_parse_integer (QUANTITY_TIME, text, false, &back), ==,
          QUANTITY_OK);
      g_assert_cmpint (back, ==, value);
    }
}

static void
test_written_doubles (void)
{
  static const enum quantity kinds[]
      = { QUANTITY_LENGTH, QUANTITY_SPEED, QUANTITY_RATE };
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (unsigned i = 0; i < 10000; i++)
    {
      enum quantity kind = kinds[i % 3];
      double value = ldexp (g_rand_double (rand), (int)(i % 60) - 20);
      g_autofree char *text = quantity_text_double (kind, value);
      double back = NAN;

      g_assert_cmpint (quantity_parse_double (kind, text, false, &back), ==,
                       QUANTITY_OK);
      if (back != value)
        g_error ("%.17g was written as %s and read as %.17g", value, text,
                 back);
    }
}

static void
test_canonical (void)
{
  static const struct
  {
    double value;
    const char *text;
  } rates[] = { { 1e9, "1 Gbps" },
                { 1.5e9, "1500 Mbps" },
                { 54e6, "54 Mbps" },
                { 9600, "9600 bps" },
                { 0.5, "0.5 bps" } };

  for (size_t i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *text
          = quantity_text_double (QUANTITY_RATE, rates[i].value);

      g_assert_cmpstr (text, ==, rates[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quantity/times-and-sizes-are-exact", test_integers);
  g_test_add_func ("/quantity/others-are-rounded-once", test_doubles);
  g_test_add_func ("/quantity/times-read-back", test_written_integers);
  g_test_add_func ("/quantity/doubles-read-back", test_written_doubles);
  g_test_add_func ("/quantity/one-text-per-value", test_canonical);
  return g_test_run ();
}
