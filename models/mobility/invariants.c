/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/invariants.h"

#include "models/mobility/kit.h"

static bool
exchange_holds (const struct mobility_entity *entity,
                const struct binding_exchange *exchange, GError **error)
{
  const char *role = entity_role_name (entity->role);

  return invariant_holds (exchange->entity == entity && exchange->pending, role,
                          entity->node, "lists an exchange that is not its own",
                          NULL, error)
         && invariant_holds (binding_exchange_is_timed (exchange), role,
                             entity->node, "an exchange waits without a timer",
                             NULL, error);
}

static bool
entity_holds (const struct mobility_entity *entity, GError **error)
{
  bool ok = true;

  for (const GList *at = entity->exchanges.head; ok && at; at = at->next)
    ok = exchange_holds (entity, at->data, error);
  return ok;
}

bool
mobility_holds_invariants (const struct domain *domain, GError **error)
{
  const struct mobility_kit *kit = domain->mobility;
  bool ok = true;

  for (guint i = 0; kit && ok && i < kit->entities->len; i++)
    {
      const struct mobility_entity *entity
          = g_ptr_array_index (kit->entities, i);

      for (; ok && entity; entity = entity->next)
        ok = entity_holds (entity, error);
    }
  return ok;
}
