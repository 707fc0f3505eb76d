/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the LMA does for a node between two MAGs: keeps its packets while no
 * MAG serves it, or sends them to both for a while.
 *
 * Copies are in the spirit of RFC 6058, which has a binding for each MAG for a
 * time and takes what the node sends by either; it is the LMA alone that
 * decides here. */
#include "models/pmipv6/lma.h"

static void
bce_set_all (const struct bce *bce, const struct route *route)
{
  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_set_route (bce->lma->entity.node, &bce->prefixes[i], route);
}

/* ---- buffering ----------------------------------------------------- */

static void
bce_keep (struct node *node, struct packet *p, void *data)
{
  struct bce *bce = data;

  packet_buffer_put (&bce->buffer, node, p);
}

bool
bce_buffer (struct bce *bce)
{
  const struct pmipv6_config *config = bce->lma->pmipv6->config;
  struct route keep
      = { .kind = ROUTE_HANDLER, .handler = bce_keep, .handler_data = bce };

  if (config->buffering != BUFFERING_ANCHOR)
    return false;
  bce->buffer.bounds = &config->buffer;
  bce_set_all (bce, &keep);
  return true;
}

/* The PBA has been sent: it is on its way before them. */
void
bce_empty_buffer (struct bce *bce)
{
  struct route tunnel = bce_tunnel (bce, &bce->proxy_coa);

  packet_buffer_drain (&bce->buffer, bce->lma->entity.node, &tunnel);
}

/* ---- bicasting ----------------------------------------------------- */

static void
bce_send_twice (struct node *node, struct packet *p, void *data)
{
  const struct bce *bce = data;
  struct route former = bce_tunnel (bce, &bce->former_coa);
  struct route tunnel = bce_tunnel (bce, &bce->proxy_coa);

  node_send_copy (node, p, &former);
  node_forward_by (node, p, &tunnel);
}

void
bce_bicast (struct bce *bce, const struct address *former)
{
  struct lma *lma = bce->lma;
  struct sim *sim = lma->entity.domain->sim;
  sim_time duration = lma->pmipv6->config->bicasting;
  struct route both = { .kind = ROUTE_HANDLER,
                        .handler = bce_send_twice,
                        .handler_data = bce };

  if (duration == 0)
    return;
  bce->former_coa = *former;
  node_accept_tunnel (lma->entity.node, former);
  bce_set_all (bce, &both);
  timer_set (sim->engine, &bce->bicast, sim_now (sim) + duration,
             node_origin (lma->entity.node), lma->unicast, bce);
}

void
bce_stop_bicast (struct bce *bce)
{
  struct mobility_entity *entity = &bce->lma->entity;

  if (address_is_unspecified (&bce->former_coa))
    return;
  timer_stop (entity->domain->sim->engine, &bce->bicast);
  node_withdraw_tunnel (entity->node, &bce->former_coa);
  bce->former_coa = address_unspecified;
}

void
bce_unicast (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  bce_stop_bicast (subject);
  bce_set_routes (subject);
}

void
bce_stop_bridging (struct bce *bce)
{
  struct node *node = bce->lma->entity.node;

  bce_stop_bicast (bce);
  packet_buffer_discard (&bce->buffer, node, DROP_BUFFER_STALE);
}
