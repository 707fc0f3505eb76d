/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/reachability.h"

/* ---- MAG ----------------------------------------------------------- */

static bool
mag_has_binding (const struct heartbeat *heartbeat)
{
  const struct mag *mag = heartbeat->owner;

  return mag->count.entries > 0;
}

static void
mag_register_all (struct mag *mag)
{
  const GPtrArray *nodes = mag->pmipv6->domain->mobile_nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      struct bul_entry *entry = mag_find (mag, g_ptr_array_index (nodes, i));

      if (entry)
        bul_handle (entry, BUL_EVENT_INVALID, NULL);
    }
}

/* Bindings that may be gone are asserted when the LMA can hear it. */
static void
mag_peer_changed (struct heartbeat *heartbeat)
{
  if (heartbeat->reachable)
    mag_register_all (heartbeat->owner);
}

static void
mag_peer_restarted (struct heartbeat *heartbeat, sim_time since G_GNUC_UNUSED)
{
  mag_register_all (heartbeat->owner);
}

static void
mag_watch (struct mag *mag, event_kind kind)
{
  mag->heartbeat = g_new0 (struct heartbeat, 1);
  *mag->heartbeat
      = (struct heartbeat){ .config = &mag->pmipv6->config->heartbeat,
                            .entity = &mag->entity,
                            .peer = mag->anchor,
                            .kind = kind,
                            .wanted = mag_has_binding,
                            .changed = mag_peer_changed,
                            .restarted = mag_peer_restarted,
                            .owner = mag };
  mag->entity.recognises |= MOBILITY_TYPE (MH_HB);
  heartbeat_start (mag->heartbeat);
}

bool
reachability_mag_receive (struct mag *mag, const struct mh_message *message,
                          const struct packet *packet)
{
  struct address source = packet_source (packet);

  if (message->type != MH_HB || !mag->heartbeat)
    return false;
  if (!message->heartbeat.response)
    heartbeat_answer (&mag->entity, &source, message, mag->restarts);
  else if (address_equal (&source, &mag->heartbeat->peer))
    heartbeat_answered (mag->heartbeat, message);
  return true;
}

void
reachability_mag_restarted (struct mag *mag)
{
  if (mag->heartbeat)
    heartbeat_restart (mag->heartbeat, mag->restarts);
}

/* ---- LMA ----------------------------------------------------------- */

static bool
lma_has_binding (const struct heartbeat *heartbeat)
{
  const struct lma_peer *peer = heartbeat->owner;

  return peer->bindings > 0;
}

/* Bindings with the MAG that are not younger than @since. */
static void
lma_hold_all (const struct heartbeat *heartbeat, sim_time since)
{
  struct lma *lma = (struct lma *)heartbeat->entity;

  for (guint i = 0; i < lma->nodes->len; i++)
    for (struct bce *bce
         = g_array_index (lma->nodes, struct lma_node, i).entries;
         bce; bce = bce->next)
      if (address_equal (&bce->proxy_coa, &heartbeat->peer)
          && bce->updated <= since)
        bce_hold (bce);
}

static void
lma_peer_changed (struct heartbeat *heartbeat)
{
  if (!heartbeat->reachable)
    lma_hold_all (heartbeat, sim_now (heartbeat->entity->domain->sim));
}

static void
lma_peer_restarted (struct heartbeat *heartbeat, sim_time since)
{
  lma_hold_all (heartbeat, since);
}

static void
lma_watch (struct lma *lma, event_kind kind)
{
  const GPtrArray *mags = lma->pmipv6->mags;

  lma->peers = g_new0 (struct lma_peer, mags->len);
  lma->entity.recognises |= MOBILITY_TYPE (MH_HB);
  for (guint i = 0; i < mags->len; i++)
    {
      const struct mag *mag = g_ptr_array_index (mags, i);
      struct lma_peer *peer = &lma->peers[i];

      peer->heartbeat
          = (struct heartbeat){ .config = &lma->pmipv6->config->heartbeat,
                                .entity = &lma->entity,
                                .peer = mag->entity.address,
                                .kind = kind,
                                .wanted = lma_has_binding,
                                .changed = lma_peer_changed,
                                .restarted = lma_peer_restarted,
                                .owner = peer };
      heartbeat_start (&peer->heartbeat);
    }
}

/* By the node that has the address: MAGs are in the order of routers. */
static struct lma_peer *
lma_find_peer (const struct lma *lma, const struct address *address)
{
  const struct domain *domain = lma->entity.domain;
  const struct node *node = network_anchor (domain->sim->network, address);
  const struct access_router *router
      = node ? domain_router_at (domain, node) : NULL;

  return router && lma->peers ? &lma->peers[router->index] : NULL;
}

bool
reachability_lma_receive (struct lma *lma, const struct mh_message *message,
                          const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct lma_peer *peer;

  if (message->type != MH_HB || lma->pmipv6->extension)
    return false;
  peer = lma_find_peer (lma, &source);
  if (!message->heartbeat.response)
    heartbeat_answer (&lma->entity, &source, message, lma->restarts);
  else if (peer && address_equal (&peer->heartbeat.peer, &source))
    heartbeat_answered (&peer->heartbeat, message);
  return true;
}

void
reachability_count (const struct bce *bce, int change)
{
  struct lma_peer *peer
      = bce->lma->peers ? lma_find_peer (bce->lma, &bce->proxy_coa) : NULL;

  if (peer)
    peer->bindings += (uint32_t)change;
}

void
reachability_lma_restarted (struct lma *lma)
{
  for (guint i = 0; lma->peers && i < lma->pmipv6->mags->len; i++)
    heartbeat_restart (&lma->peers[i].heartbeat, lma->restarts);
}

/* ---- both ---------------------------------------------------------- */

bool
reachability_check (const struct pmipv6_config *config, GError **error)
{
  if (!config->has_heartbeat
      || (config->assignment.lmas.n == 0 && !config->assignment.front))
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "heartbeat: MAGs ask the LMA of the anchor site alone; leave "
               "out \"lmas\" and \"lma_loopback\"");
  return false;
}

void
reachability_watch (struct pmipv6 *pmipv6)
{
  event_kind kind
      = engine_kind (pmipv6->domain->sim->engine, "heartbeat", heartbeat_due);

  lma_watch (pmipv6->lma, kind);
  for (guint i = 0; i < pmipv6->mags->len; i++)
    mag_watch (g_ptr_array_index (pmipv6->mags, i), kind);
}
