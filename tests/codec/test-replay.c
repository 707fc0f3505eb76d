/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timestamps of RFC 4285 6.  NTP's seconds of known days come from RFC 5905,
 * figure 4. */
#include <glib.h>

#include "models/codec/replay.h"

#define S INT64_C (1000000000)
/* 2036-02-07 06:28:16 UTC, where NTP's seconds start over, and 1970-01-01 */
#define ERA_1_S INT64_C (2085978496)
#define UNIX_EPOCH UINT64_C (2208988800)
/* 1999-12-31 00:00:00 UTC is second 3 155 587 200 of NTP */
#define LAST_DAY_1999_S (INT64_C (3155587200) - (int64_t)UNIX_EPOCH)

static void
test_known_days (void)
{
  g_assert_cmpuint (replay_timestamp (0), ==, UNIX_EPOCH << 32);
  g_assert_cmpuint (replay_timestamp (LAST_DAY_1999_S * S), ==,
                    UINT64_C (3155587200) << 32);
  g_assert_cmpuint (replay_timestamp (ERA_1_S * S), ==, 0);
  g_assert_cmpuint (replay_timestamp (S / 2), ==,
                    UNIX_EPOCH << 32 | UINT64_C (0x80000000));
  g_assert_cmpuint (replay_timestamp (S / 4 * 3), ==,
                    UNIX_EPOCH << 32 | UINT64_C (0xc0000000));
}

/* Every ns survives, also when the clock it is held against is years off or
 * in the other era. */
static void
test_round_trip (void)
{
  static const int64_t off[] = { 0, 1, -1, 3 * S, 20 * INT64_C (31556952) * S };

  for (unsigned i = 0; i < 20000; i++)
    {
      int64_t ns = (int64_t)g_test_rand_int_range (30 * 31556952, 1 << 30) * S
                   + g_test_rand_int_range (0, (int)S)
                   + (i % 2 != 0 ? ERA_1_S * S : 0);

      for (size_t j = 0; j < G_N_ELEMENTS (off); j++)
        g_assert_cmpint (replay_ns (replay_timestamp (ns), ns + off[j]), ==,
                         ns);
    }
}

static void
test_never_before_1970 (void)
{
  g_assert_cmpint (replay_ns ((UNIX_EPOCH - 1) << 32, 5), ==, 0);
}

static void
test_window (void)
{
  const int64_t now = LAST_DAY_1999_S * S;
  const uint64_t fresh = replay_timestamp (now);
  const uint64_t older = fresh - 1, newer = fresh + 1;

  g_assert_cmpint (replay_check (fresh, NULL, now, REPLAY_WINDOW_NS), ==,
                   REPLAY_FRESH);
  g_assert_cmpint (replay_check (fresh, &older, now, REPLAY_WINDOW_NS), ==,
                   REPLAY_FRESH);
  g_assert_cmpint (replay_check (fresh, &fresh, now, REPLAY_WINDOW_NS), ==,
                   REPLAY_NOT_NEWER);
  g_assert_cmpint (replay_check (fresh, &newer, now, REPLAY_WINDOW_NS), ==,
                   REPLAY_NOT_NEWER);
  for (int sign = -1; sign <= 1; sign += 2)
    {
      uint64_t edge = replay_timestamp (now + sign * REPLAY_WINDOW_NS);
      uint64_t past = replay_timestamp (now + sign * (REPLAY_WINDOW_NS + 1));

      g_assert_cmpint (replay_check (edge, NULL, now, REPLAY_WINDOW_NS), ==,
                       REPLAY_FRESH);
      g_assert_cmpint (replay_check (past, NULL, now, REPLAY_WINDOW_NS), ==,
                       REPLAY_NOT_CLOSE);
    }
}

/* The second after the last of era 0 is newer and close. */
static void
test_across_eras (void)
{
  const uint64_t last = replay_timestamp (ERA_1_S * S - 1);
  const uint64_t first = replay_timestamp (ERA_1_S * S + 1);

  g_assert_cmpuint (first, <, last);
  g_assert_cmpint (replay_check (first, &last, ERA_1_S * S, S), ==,
                   REPLAY_FRESH);
  g_assert_cmpint (replay_check (last, &first, ERA_1_S * S, S), ==,
                   REPLAY_NOT_NEWER);
}

static void
test_answer (void)
{
  const int64_t now = LAST_DAY_1999_S * S;
  const uint64_t timestamp = UINT64_C (0x0123456789abcdef);

  g_assert_cmpuint (replay_answer (timestamp, REPLAY_FRESH, now), ==,
                    timestamp);
  g_assert_cmpuint (replay_answer (timestamp, REPLAY_NOT_CLOSE, now), ==,
                    UINT64_C (3155587200) << 32 | UINT64_C (0x89abcdef));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/known-days", test_known_days);
  g_test_add_func ("/replay/nanoseconds-survive", test_round_trip);
  g_test_add_func ("/replay/never-before-1970", test_never_before_1970);
  g_test_add_func ("/replay/window-and-order", test_window);
  g_test_add_func ("/replay/order-across-eras", test_across_eras);
  g_test_add_func ("/replay/answer-gives-own-seconds", test_answer);
  return g_test_run ();
}
