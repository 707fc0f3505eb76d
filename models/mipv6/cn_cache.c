/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binding cache of a correspondent, and the way of its data. */
#include "models/mipv6/cn.h"

/* ---- data, RFC 6275 9.3 -------------------------------------------- */

/* What the correspondent itself sends.  Messages of the Mobility Header do not
 * heed the cache (9.3.2). */
static const struct route *
choose_route (struct node *node G_GNUC_UNUSED, struct packet *p, void *data)
{
  const struct cn *cn = data;
  struct address destination = packet_destination (p);
  struct cn_entry *entry = NULL;

  if (packet_next_header (p) != NEXT_MH)
    entry = prefix_table_match (cn->bindings, &destination);
  if (!entry)
    return &cn->plain;
  entry->used = true;
  return &entry->route;
}

void
cn_init_routes (struct cn *cn)
{
  struct prefix own = prefix_make (&cn->entity.address, 128);
  struct route choice
      = { .kind = ROUTE_CHOICE, .choose = choose_route, .data = cn };

  cn->plain = (struct route){ .kind = ROUTE_PLAIN };
  node_set_egress_route (cn->entity.node, &own, &choice);
}

struct cn_entry *
cn_find (const struct cn *cn, const struct address *home_address)
{
  struct prefix home = prefix_make (home_address, 128);

  return prefix_table_get (cn->bindings, &home);
}

bool
cn_knows_binding (const struct mobility_entity *entity,
                  const struct address *home_address,
                  const struct address *care_of)
{
  const struct cn_entry *entry
      = cn_find ((const struct cn *)entity, home_address);

  return entry && address_equal (&entry->care_of, care_of);
}

/* ---- time ---------------------------------------------------------- */

static void
set_timer (struct cn_entry *entry, sim_time at)
{
  struct cn *cn = entry->cn;

  timer_set (cn->entity.domain->sim->engine, &entry->timer, at,
             node_origin (cn->entity.node), cn->timer, entry);
}

/* 9.5.5: of who is about to lose a binding that is in use; asked once, to the
 * home address. */
static void
request_refresh (struct cn_entry *entry)
{
  struct mh_message brr;

  entry->requested = true;
  set_timer (entry, entry->expires);
  if (!entry->used)
    return;
  mh_init (&brr, MH_BRR);
  mobility_send (&entry->cn->entity, &entry->home.address, &brr,
                 SIGNALING_REFRESH, TRANSACTION_NONE);
}

void
cn_entry_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct cn_entry *entry = subject;

  if (entry->requested)
    cn_remove (entry);
  else
    request_refresh (entry);
}

/* ---- entries ------------------------------------------------------- */

static struct cn_entry *
entry_new (struct cn *cn, const struct address *home_address)
{
  struct cn_entry *entry = g_new0 (struct cn_entry, 1);

  entry->cn = cn;
  entry->home = prefix_make (home_address, 128);
  prefix_table_set (cn->bindings, &entry->home, entry);
  mobility_count_change (&cn->count, &cn->entity, 1, 0);
  return entry;
}

/* A refresh is asked for when a quarter of the lifetime is left. */
struct cn_entry *
cn_bind (struct cn *cn, const struct address *home_address,
         const struct address *care_of, sim_time lifetime)
{
  sim_time now = sim_now (cn->entity.domain->sim);
  struct cn_entry *entry = cn_find (cn, home_address);

  if (!entry)
    entry = entry_new (cn, home_address);
  entry->care_of = *care_of;
  entry->route = (struct route){ .kind = ROUTE_TUNNEL,
                                 .encapsulation = ENCAPSULATION_ROUTING,
                                 .peer = *care_of };
  entry->expires = now + lifetime;
  entry->used = entry->requested = false;
  set_timer (entry, now + lifetime - lifetime / 4);
  return entry;
}

void
cn_remove (struct cn_entry *entry)
{
  struct cn *cn = entry->cn;

  timer_stop (cn->entity.domain->sim->engine, &entry->timer);
  prefix_table_remove (cn->bindings, &entry->home);
  mobility_count_change (&cn->count, &cn->entity, -1, 0);
  g_free (entry);
}

void
cn_restart (struct cn *cn)
{
  const GPtrArray *nodes = cn->entity.domain->mobile_nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      struct address home
          = home_link_address (&cn->mipv6->home, g_ptr_array_index (nodes, i));
      struct cn_entry *entry = cn_find (cn, &home);

      if (entry)
        cn_remove (entry);
    }
}
