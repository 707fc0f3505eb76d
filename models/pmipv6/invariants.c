/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/invariants.h"

#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

/* ---- LMA ----------------------------------------------------------- */

/* What the bindings of all nodes add up to at one LMA. */
struct lma_sum
{
  uint64_t entries, prefixes, tunnels;
};

/* An ACTIVE entry has a tunnel route per prefix.  Bicasting, localized routing
 * and the paths of RFC 8278 put a choice in its place. */
static bool
routes_hold (const struct bce *bce, GError **error)
{
  const struct node *at = bce->lma->entity.node;
  bool ok = true;

  for (uint32_t i = 0; ok && i < bce_n_routed (bce); i++)
    {
      const struct route *route = node_find_route (at, &bce->prefixes[i]);

      ok = invariant_holds (
               g_hash_table_lookup (bce->lma->prefixes, &bce->prefixes[i])
                   == bce,
               "LMA", at, "a prefix leads to another binding", bce->mn, error)
           && invariant_holds (bce->state != BCE_ACTIVE || route, "LMA", at,
                               "a binding without its route", bce->mn, error)
           && invariant_holds (
               bce->state != BCE_ACTIVE || !route || route->kind != ROUTE_TUNNEL
                   || bce->extension
                   || address_equal (&route->peer, &bce->proxy_coa),
               "LMA", at, "a tunnel leads elsewhere than the binding", bce->mn,
               error);
    }
  return ok;
}

static bool
bce_holds (const struct bce *bce, const struct lma *lma, uint32_t index,
           GError **error)
{
  const struct domain *domain = lma->entity.domain;
  const struct node *at = lma->entity.node;

  return invariant_holds (
             bce->lma == lma && (bce->mn->logical || bce->mn->index == index),
             "LMA", at, "a binding is listed with another node", bce->mn, error)
         && invariant_holds (timer_armed (domain->sim->engine, &bce->timer),
                             "LMA", at, "a binding without a lifetime", bce->mn,
                             error)
         && invariant_holds (bce->state == BCE_ACTIVE
                                 || address_is_unspecified (&bce->former_coa),
                             "LMA", at, "bicasts for a binding that is held",
                             bce->mn, error)
         && routes_hold (bce, error);
}

static bool
lma_holds (const struct lma *lma, struct lma_sum *sum, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && i < lma->nodes->len; i++)
    {
      const struct lma_node *node
          = &g_array_index (lma->nodes, struct lma_node, i);

      for (const struct bce *bce = node->entries; ok && bce; bce = bce->next)
        {
          ok = bce_holds (bce, lma, i, error);
          sum->entries += 1 + bce->more_bindings;
          sum->prefixes += bce_n_routed (bce);
          sum->tunnels += (bce->state == BCE_ACTIVE)
                          + !address_is_unspecified (&bce->former_coa);
        }
    }
  return ok
         && invariant_equals (sum->entries, lma->count.entries, "LMA",
                              lma->entity.node, "bindings", error)
         && invariant_equals (sum->prefixes, g_hash_table_size (lma->prefixes),
                              "LMA", lma->entity.node, "prefixes of bindings",
                              error);
}

/* Nobody else at the node has tunnels. */
static bool
is_alone (const struct pmipv6 *pmipv6, const struct lma *lma)
{
  return pmipv6->lmas->len == 1 && !pmipv6->extension && !pmipv6->gateways
         && !pmipv6->front
         && !domain_router_at (pmipv6->domain, lma->entity.node);
}

static bool
lmas_hold (const struct pmipv6 *pmipv6, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && i < pmipv6->lmas->len; i++)
    {
      const struct lma *lma = g_ptr_array_index (pmipv6->lmas, i);
      struct lma_sum sum = { 0 };

      ok = lma_holds (lma, &sum, error)
           && (!is_alone (pmipv6, lma)
               || invariant_equals (
                   sum.tunnels, node_tunnels (lma->entity.node), "LMA",
                   lma->entity.node, "tunnels accepted", error));
    }
  return ok;
}

/* ---- MAG ----------------------------------------------------------- */

static bool
is_bound (const struct bul_entry *entry)
{
  return entry->state == BUL_REGISTERED || entry->state == BUL_REFRESHING;
}

static bool
waits (const struct bul_entry *entry)
{
  return entry->state == BUL_PENDING || entry->state == BUL_REFRESHING
         || entry->state == BUL_DEREGISTERING;
}

static bool
bul_entry_holds (const struct bul_entry *entry, const struct mobile_node *mn,
                 GError **error)
{
  const struct engine *engine = entry->mag->entity.domain->sim->engine;
  const struct node *at = entry->mag->entity.node;

  return invariant_holds (entry->mn == mn, "MAG", at,
                          "an entry is listed with another node", mn, error)
         && invariant_holds (!waits (entry) || entry->exchange.pending, "MAG",
                             at, "an entry waits for no answer", mn, error)
         && invariant_holds (!is_bound (entry) || entry->n_prefixes > 0, "MAG",
                             at, "an entry is bound without a prefix", mn,
                             error)
         && invariant_holds (
             !is_bound (entry) || timer_armed (engine, &entry->timer)
                 || entry->exchange.pending,
             "MAG", at, "an entry that nothing will end", mn, error);
}

bool
pmipv6_invariants (const void *self, GError **error)
{
  const struct pmipv6 *pmipv6 = self;
  const GPtrArray *mns = pmipv6->domain->mobile_nodes;
  bool ok = lmas_hold (pmipv6, error);

  for (guint i = 0; ok && i < mns->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (mns, i);
      const struct pmipv6_node *node = mn->proxied;
      const struct bul_entry *entry = node ? node->entries : NULL;

      for (; ok && entry; entry = entry->next)
        ok = bul_entry_holds (entry, mn, error);
    }
  return ok;
}
