/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/invariants.h"

#include "models/mipv6/ha.h"
#include "models/mipv6/mn.h"

static bool
entry_holds (const struct ha_entry *entry, const struct ha *ha, guint index,
             GError **error)
{
  const struct node *at = ha->entity.node;
  struct address address = home_link_address (ha->link, entry->mn);
  struct prefix home = prefix_make (&address, 128);

  return invariant_holds (entry->ha == ha && entry->mn->index == index, "HA",
                          at, "a binding is listed with another node",
                          entry->mn, error)
         && invariant_holds (
             timer_armed (ha->entity.domain->sim->engine, &entry->timer), "HA",
             at, "a binding without a lifetime", entry->mn, error)
         && invariant_holds (
             entry->state != HA_ACTIVE || node_find_route (at, &home), "HA", at,
             "a binding that intercepts nothing", entry->mn, error);
}

static bool
ha_holds (const struct ha *ha, GError **error)
{
  uint64_t entries = 0, bindings = 0, active = 0;
  bool ok = true;

  for (guint i = 0; ok && i < ha->entries->len; i++)
    {
      const struct ha_entry *entry = g_ptr_array_index (ha->entries, i);

      if (!entry)
        continue;
      ok = entry_holds (entry, ha, i, error);
      entries++;
      bindings += entry->state != HA_INVALID;
      active += entry->state == HA_ACTIVE;
    }
  return ok
         && invariant_equals (entries, ha->count.entries, "HA", ha->entity.node,
                              "entries of state", error)
         && invariant_equals (bindings, ha->bindings, "HA", ha->entity.node,
                              "bindings", error)
         && invariant_holds (active <= node_tunnels (ha->entity.node), "HA",
                             ha->entity.node, "a binding without its tunnel",
                             NULL, error);
}

bool
home_link_holds (const struct home_link *link, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && link->agents && i < link->agents->len; i++)
    ok = ha_holds (home_link_agent (link, i), error);
  return ok;
}

bool
mipv6_invariants (const void *self, GError **error)
{
  return home_link_holds (&((const struct mipv6 *)self)->home, error);
}
