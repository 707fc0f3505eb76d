/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binding cache of a home agent: entries, their routes and their time. */
#include "models/mipv6/ha.h"

#include "models/mipv6/configuration.h"

#define X(name, text) [HA_##name] = text,
static const char *const ha_state_names[] = { HA_STATES (X) };
#undef X

const char *
ha_state_name (enum ha_state state)
{
  return ha_state_names[state];
}

static int
is_stale (const struct ha_entry *entry)
{
  return !entry->ha->link->ops->is_live (entry->ha, entry->mn);
}

static void
entry_enter (struct ha_entry *entry, enum ha_state state)
{
  struct ha *ha = entry->ha;

  ha->bindings += (state != HA_INVALID) - (entry->state != HA_INVALID);
  entry->state = state;
}

struct ha_entry *
ha_entry_new (struct ha *ha, struct mobile_node *mn)
{
  struct ha_entry *entry = g_new0 (struct ha_entry, 1);

  if (ha->entries->len <= mn->index)
    g_ptr_array_set_size (ha->entries, (gint)mn->index + 1);
  g_ptr_array_index (ha->entries, mn->index) = entry;
  entry->ha = ha;
  entry->mn = mn;
  entry->state = HA_INVALID;
  mobility_count_change (&ha->count, &ha->entity, 1, is_stale (entry));
  return entry;
}

void
ha_entry_free (struct ha_entry *entry)
{
  g_free (entry);
}

static void
entry_set_timer (struct ha_entry *entry, sim_time delay)
{
  struct ha *ha = entry->ha;
  struct sim *sim = ha->entity.domain->sim;

  timer_set (sim->engine, &entry->timer, sim_now (sim) + delay,
             node_origin (ha->entity.node), ha->link->timer, entry);
}

/* ---- interception, 10.4.1, 10.4.2, 10.4.5 -------------------------- */

static struct prefix
entry_prefix (const struct ha_entry *entry)
{
  struct address home = home_link_address (entry->ha->link, entry->mn);

  return prefix_make (&home, 128);
}

/* Whose reverse tunnel is accepted: the primary care-of address (10.4.5).
 * Returns where what is intercepted is tunnelled to. */
static struct node *
entry_intercept (struct ha_entry *entry)
{
  const struct mobility_entity *entity = &entry->ha->entity;
  const struct ha_ops *ops = entry->ha->link->ops;
  struct prefix home = entry_prefix (entry);
  struct route route = { .kind = ROUTE_TUNNEL,
                         .local = entity->address,
                         .peer = entry->care_of };

  node_accept_tunnel (entity->node, &entry->care_of);
  if (ops->route)
    ops->route (entry, &route);
  node_set_route (entity->node, &home, &route);
  return network_anchor (entity->node->network, &route.peer);
}

/* Back to the home link, if the node is on it. */
static void
entry_stop_intercepting (struct ha_entry *entry, uint32_t transaction)
{
  const struct home_link *link = entry->ha->link;
  struct node *node = entry->ha->entity.node;
  struct prefix home = entry_prefix (entry);

  node_withdraw_tunnel (node, &entry->care_of);
  node_remove_route (node, &home);
  if (link->ops->released)
    link->ops->released (entry);
  if (!home_link_is_home (link, entry->mn))
    return;
  subnet_open (link->subnet, entry->mn);
  home_link_trace (link, TRACE_ANCHOR_SWITCHED, entry->mn, node, node,
                   transaction);
  home_link_trace (link, TRACE_GATEWAY_READY, entry->mn, node, node,
                   transaction);
}

/* ---- transitions --------------------------------------------------- */

void
ha_entry_bind (struct ha_entry *entry, const struct ha_request *request)
{
  struct ha *ha = entry->ha;
  struct node *node = ha->entity.node;
  bool bound = entry->state == HA_ACTIVE;

  if (!bound || !address_equal (&entry->care_of, &request->care_of))
    {
      if (bound)
        node_withdraw_tunnel (node, &entry->care_of);
      entry->care_of = request->care_of;
      home_link_trace (ha->link, TRACE_ANCHOR_SWITCHED, entry->mn, node,
                       entry_intercept (entry), request->transaction);
    }
  if (ha->link->ops->bound)
    ha->link->ops->bound (entry, request);
  entry_enter (entry, HA_ACTIVE);
  entry_set_timer (entry, request->lifetime);
}

void
ha_entry_probe (struct ha_entry *entry)
{
  entry_enter (entry, HA_TENTATIVE);
  entry_set_timer (entry, DAD_TIME);
}

void
ha_entry_release (struct ha_entry *entry, uint32_t transaction)
{
  bool bound = entry->state == HA_ACTIVE;

  entry_enter (entry, HA_INVALID);
  if (bound)
    entry_stop_intercepting (entry, transaction);
  entry_set_timer (entry, MAX_DELETE_BCE_TIMEOUT);
}

static void
entry_remove (struct ha_entry *entry)
{
  struct ha *ha = entry->ha;
  bool bound = entry->state == HA_ACTIVE;

  entry_enter (entry, HA_INVALID);
  if (bound)
    entry_stop_intercepting (entry, TRANSACTION_NONE);
  g_ptr_array_index (ha->entries, entry->mn->index) = NULL;
  mobility_count_change (&ha->count, &ha->entity, -1, -is_stale (entry));
  ha_entry_free (entry);
}

void
ha_forget (struct ha *ha)
{
  for (guint i = 0; i < ha->entries->len; i++)
    {
      struct ha_entry *entry = g_ptr_array_index (ha->entries, i);

      if (!entry)
        continue;
      timer_stop (ha->entity.domain->sim->engine, &entry->timer);
      entry_remove (entry);
    }
}

void
ha_entry_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct ha_entry *entry = subject;

  if (entry->state == HA_TENTATIVE)
    ha_confirm (entry);
  else
    entry_remove (entry);
}
