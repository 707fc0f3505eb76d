/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The /64s of a router: whoever gave one back last waits longest. */
#include "sim/prefix_pool.h"

/* Against a GQueue: 10^5 releases and re-uses in a fixed disorder. */
static void
test_order (void)
{
  struct prefix_pool *pool = prefix_pool_new ();
  GQueue expected = G_QUEUE_INIT;
  uint32_t subnet, state = 1;

  for (uint32_t i = 1; i <= 100000; i++)
    {
      state = state * UINT32_C (1664525) + UINT32_C (1013904223);
      if (state >> 31)
        {
          prefix_pool_release (pool, i);
          g_queue_push_tail (&expected, GUINT_TO_POINTER (i));
        }
      else if (prefix_pool_reuse (pool, &subnet))
        g_assert_cmpuint (subnet, ==,
                          GPOINTER_TO_UINT (g_queue_pop_head (&expected)));
      else
        g_assert_true (g_queue_is_empty (&expected));
    }
  while (prefix_pool_reuse (pool, &subnet))
    g_assert_cmpuint (subnet, ==,
                      GPOINTER_TO_UINT (g_queue_pop_head (&expected)));
  g_assert_true (g_queue_is_empty (&expected));
  prefix_pool_free (pool);
}

/* As many as are outstanding, whatever has come and gone. */
static void
test_memory (void)
{
  struct prefix_pool *pool = prefix_pool_new ();
  uint32_t subnet;

  for (uint32_t i = 0; i < 100; i++)
    prefix_pool_release (pool, i);
  for (uint32_t i = 0; i < 1000000; i++)
    {
      prefix_pool_release (pool, i);
      g_assert_true (prefix_pool_reuse (pool, &subnet));
      g_assert_cmpuint (pool->released->len, <=, 203);
    }
  prefix_pool_free (pool);
}

static void
test_withdraw (void)
{
  struct prefix_pool *pool = prefix_pool_new ();
  uint32_t subnet;

  for (uint32_t i = 1; i <= 4; i++)
    prefix_pool_release (pool, i);
  g_assert_true (prefix_pool_reuse (pool, &subnet));
  g_assert_false (prefix_pool_withdraw (pool, 1)); /* out already */
  g_assert_true (prefix_pool_withdraw (pool, 3));
  g_assert_false (prefix_pool_withdraw (pool, 3));
  g_assert_true (prefix_pool_reuse (pool, &subnet));
  g_assert_cmpuint (subnet, ==, 2);
  g_assert_true (prefix_pool_reuse (pool, &subnet));
  g_assert_cmpuint (subnet, ==, 4);
  g_assert_false (prefix_pool_reuse (pool, &subnet));
  prefix_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prefix-pool/oldest-first", test_order);
  g_test_add_func ("/prefix-pool/holds-no-more-than-is-out", test_memory);
  g_test_add_func ("/prefix-pool/withdrawn-by-name", test_withdraw);
  return g_test_run ();
}
