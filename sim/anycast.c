/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefixes that several routers announce (RFC 4291 2.6, RFC 4786): to each
 * router the nearest of them.  Found once per router and prefix, when the first
 * packet asks, while routes stay as they are. */
#include <glib.h>
#include <string.h>

#include "sim/network_state.h"

#define NEAREST_UNKNOWN UINT32_MAX
#define NEAREST_NONE (UINT32_MAX - 1)

struct anycast
{
  uint32_t block; /* 2001:db8:<block>::/48 */
  struct node **members;
  unsigned n;
  uint32_t *nearest; /* by router: index of its member, or as above */
};

struct prefix
network_new_anycast (struct network *network, struct node *const *routers,
                     unsigned n)
{
  struct anycast *anycast = g_new (struct anycast, 1);
  struct address address = { { 0x20, 0x01, 0x0d, 0xb8 } };

  g_assert (n > 0 && network->routing);
  anycast->block = network_new_block (network, NULL);
  anycast->n = n;
  anycast->members = g_memdup2 (routers, n * sizeof *routers);
  anycast->nearest = g_new (uint32_t, network->n_routers);
  memset (anycast->nearest, 0xff, network->n_routers * sizeof (uint32_t));
  if (!network->anycast)
    network->anycast = g_ptr_array_new ();
  g_ptr_array_add (network->anycast, anycast);
  wire_put16 (address.octet + 4, anycast->block);
  return prefix_make (&address, 64);
}

void
network_forget_nearest (struct network *network)
{
  for (guint i = 0; network->anycast && i < network->anycast->len; i++)
    {
      struct anycast *anycast = g_ptr_array_index (network->anycast, i);

      memset (anycast->nearest, 0xff, network->n_routers * sizeof (uint32_t));
    }
}

void
network_free_anycast (struct network *network)
{
  if (!network->anycast)
    return;
  for (guint i = 0; i < network->anycast->len; i++)
    {
      struct anycast *anycast = g_ptr_array_index (network->anycast, i);

      g_free (anycast->members);
      g_free (anycast->nearest);
      g_free (anycast);
    }
  g_ptr_array_unref (network->anycast);
}

static struct anycast *
anycast_find (const struct network *network, const struct address *address)
{
  bool ours = wire_get32 (address->octet) == UINT32_C (0x20010db8);
  guint n = network->anycast && ours ? network->anycast->len : 0;

  for (guint i = 0; i < n; i++)
    {
      struct anycast *anycast = g_ptr_array_index (network->anycast, i);

      if (anycast->block == wire_get16 (address->octet + 4))
        return anycast;
    }
  return NULL;
}

/* By the routes as they are now; SIM_TIME_MAX without one. */
static sim_time
delay_now (struct network *network, const struct node *from,
           const struct node *to)
{
  sim_time delay = 0;

  while (from != to)
    {
      const struct channel *next = network_next (network, from, to);

      if (!next)
        return SIM_TIME_MAX;
      delay += next->delay;
      from = next->to;
    }
  return delay;
}

/* The choice is the same all along the way to the nearest: what is nearer, or
 * as near and earlier in the list, from a router on that way would be so from
 * its beginning. */
static uint32_t
find_nearest (struct network *network, const struct anycast *anycast,
              const struct node *from)
{
  sim_time best = SIM_TIME_MAX;
  uint32_t nearest = NEAREST_NONE;

  for (unsigned i = 0; i < anycast->n; i++)
    {
      sim_time delay = delay_now (network, from, anycast->members[i]);

      if (delay < best)
        {
          best = delay;
          nearest = i;
        }
    }
  return nearest;
}

struct node *
network_nearest (struct network *network, const struct node *from,
                 const struct address *address)
{
  struct node *anchor = network_anchor (network, address);
  const struct anycast *anycast;
  uint32_t *nearest;

  if (anchor)
    return anchor;
  anycast = anycast_find (network, address);
  if (!anycast)
    return NULL;
  g_assert (from->kind == NODE_ROUTER);
  nearest = &anycast->nearest[from->id];
  if (*nearest == NEAREST_UNKNOWN)
    *nearest = find_nearest (network, anycast, from);
  return *nearest == NEAREST_NONE ? NULL : anycast->members[*nearest];
}
