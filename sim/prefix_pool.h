/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The /64s a router gives out: fresh ones in turn, and those given back, the
 * oldest first.  A subnet is block << 16 | number within the /48.  Internal to
 * the network. */
#ifndef DMMSIM_SIM_PREFIX_POOL_H
#define DMMSIM_SIM_PREFIX_POOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct prefix_pool
{
  uint32_t block, next_subnet;
  guint first;         /* index of the oldest of released */
  GArray *released;    /* uint32_t subnets; those before first are stale */
  GHashTable *claimed; /* set of subnets given out ahead of turn, or NULL */
};

struct prefix_pool *prefix_pool_new (void);
void prefix_pool_free (struct prefix_pool *pool);

/* @subnet was given back. */
void prefix_pool_release (struct prefix_pool *pool, uint32_t subnet);
/* The subnet that was given back longest ago goes out again; false if there is
 * none. */
bool prefix_pool_reuse (struct prefix_pool *pool, uint32_t *subnet);
/* That very subnet goes out again; false if it was not given back. */
bool prefix_pool_withdraw (struct prefix_pool *pool, uint32_t subnet);

/* Has the pool not come to the subnet by itself yet? */
bool prefix_pool_is_ahead (const struct prefix_pool *pool, uint32_t subnet);
/* @subnet goes out ahead of its turn; false if it did already. */
bool prefix_pool_claim (struct prefix_pool *pool, uint32_t subnet);
/* True if @subnet was claimed: no longer. */
bool prefix_pool_forget_claim (struct prefix_pool *pool, uint32_t subnet);

#endif
