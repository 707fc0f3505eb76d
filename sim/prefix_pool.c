/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/prefix_pool.h"

struct prefix_pool *
prefix_pool_new (void)
{
  struct prefix_pool *pool = g_new0 (struct prefix_pool, 1);

  pool->released = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  return pool;
}

void
prefix_pool_free (struct prefix_pool *pool)
{
  if (!pool)
    return;
  g_array_unref (pool->released);
  g_clear_pointer (&pool->claimed, g_hash_table_unref);
  g_free (pool);
}

void
prefix_pool_release (struct prefix_pool *pool, uint32_t subnet)
{
  g_array_append_val (pool->released, subnet);
}

/* Stale ones leave when they are the half: a constant number of moves each. */
static void
drop_stale (struct prefix_pool *pool)
{
  if (2 * pool->first < pool->released->len)
    return;
  g_array_remove_range (pool->released, 0, pool->first);
  pool->first = 0;
}

bool
prefix_pool_reuse (struct prefix_pool *pool, uint32_t *subnet)
{
  if (pool->first == pool->released->len)
    return false;
  *subnet = g_array_index (pool->released, uint32_t, pool->first++);
  drop_stale (pool);
  return true;
}

bool
prefix_pool_withdraw (struct prefix_pool *pool, uint32_t subnet)
{
  for (guint i = pool->first; i < pool->released->len; i++)
    if (g_array_index (pool->released, uint32_t, i) == subnet)
      {
        g_array_remove_index (pool->released, i);
        return true;
      }
  return false;
}

bool
prefix_pool_is_ahead (const struct prefix_pool *pool, uint32_t subnet)
{
  return subnet >> 16 == pool->block && (subnet & 0xffff) >= pool->next_subnet;
}

bool
prefix_pool_claim (struct prefix_pool *pool, uint32_t subnet)
{
  if (!pool->claimed)
    pool->claimed = g_hash_table_new (NULL, NULL);
  return g_hash_table_add (pool->claimed, GUINT_TO_POINTER (subnet));
}

bool
prefix_pool_forget_claim (struct prefix_pool *pool, uint32_t subnet)
{
  return pool->claimed
         && g_hash_table_remove (pool->claimed, GUINT_TO_POINTER (subnet));
}
