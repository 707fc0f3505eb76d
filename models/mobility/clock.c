/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks that disagree, RFC 5213 5.5 and 6.9.1.2 9. */
#include "models/mobility/kit.h"

void
mobility_set_clock (struct domain *domain, const struct node *node,
                    sim_time offset)
{
  const struct mobility_kit *kit = domain->mobility;
  struct mobility_entity *entity
      = kit && node->id < kit->entities->len
            ? g_ptr_array_index (kit->entities, node->id)
            : NULL;

  for (; entity; entity = entity->next)
    entity->clock_offset = offset;
}

bool
mobility_synchronize (struct mobility_entity *entity)
{
  if (entity->clock_offset == 0
      || !entity->domain->config.protocol.clock_synchronization)
    return false;
  mobility_set_clock (entity->domain, entity->node, 0);
  return true;
}
