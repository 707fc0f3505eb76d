/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash ring: golden places, shares, and what a member that leaves takes
 * with it. */
#include "models/distributed/ring.h"

#define MEMBERS 40
#define KEYS 4000

static struct ring *
ring_of (unsigned n, unsigned points)
{
  struct address addresses[MEMBERS];

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("2001:db8:%x::1", i + 1);

      g_assert_true (address_parse (text, &addresses[i]));
    }
  return ring_new (addresses, n, points);
}

/* FIPS 180-4 has the digests of "" and "abc". */
static void
test_hash (void)
{
  g_assert_cmphex (ring_hash ("", 0), ==,
                   G_GUINT64_CONSTANT (0xe3b0c44298fc1c14));
  g_assert_cmphex (ring_hash ("abc", 3), ==,
                   G_GUINT64_CONSTANT (0xba7816bf8f01cfea));
}

static unsigned
owner (const struct ring *ring, unsigned key)
{
  g_autofree char *name = g_strdup_printf ("mn%u@example.net", key);
  unsigned member;

  g_assert_cmpuint (ring_find (ring, name, &member, 1), ==, 1);
  return member;
}

/* With eight points the busiest of 40 has less than three times the mean. */
static void
test_shares (void)
{
  struct ring *ring = ring_of (MEMBERS, 8);
  unsigned keys[MEMBERS] = { 0 }, most = 0;

  for (unsigned i = 0; i < KEYS; i++)
    keys[owner (ring, i)]++;
  for (unsigned i = 0; i < MEMBERS; i++)
    {
      g_assert_cmpuint (keys[i], >, 0);
      most = MAX (most, keys[i]);
    }
  g_test_message ("busiest %u of a mean %u", most, KEYS / MEMBERS);
  g_assert_cmpuint (most, <, 3 * KEYS / MEMBERS);
  ring_free (ring);
}

/* Without the last member only its keys move: that is what the ring is for. */
static void
test_member_leaves (void)
{
  struct ring *all = ring_of (MEMBERS, 8), *less = ring_of (MEMBERS - 1, 8);
  unsigned moved = 0;

  for (unsigned i = 0; i < KEYS; i++)
    {
      unsigned before = owner (all, i);

      if (before == MEMBERS - 1)
        moved++;
      else
        g_assert_cmpuint (owner (less, i), ==, before);
    }
  g_assert_cmpuint (moved, >, 0);
  ring_free (all);
  ring_free (less);
}

/* Different ones, in order, no more than there are. */
static void
test_copies (void)
{
  struct ring *ring = ring_of (5, 8);
  unsigned members[8], first;

  g_assert_cmpuint (ring_find (ring, "mn@example.net", members, 8), ==, 5);
  for (unsigned i = 0; i < 5; i++)
    for (unsigned j = 0; j < i; j++)
      g_assert_cmpuint (members[i], !=, members[j]);
  first = members[0];
  g_assert_cmpuint (ring_find (ring, "mn@example.net", members, 2), ==, 2);
  g_assert_cmpuint (members[0], ==, first);
  ring_free (ring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ring/hash-is-sha-256", test_hash);
  g_test_add_func ("/ring/shares", test_shares);
  g_test_add_func ("/ring/only-the-leavers-keys-move", test_member_leaves);
  g_test_add_func ("/ring/copies-are-with-different-members", test_copies);
  return g_test_run ();
}
