/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/reachability.h"

/* ---- MAAR ---------------------------------------------------------- */

static bool
maar_has_session (const struct heartbeat *heartbeat)
{
  const struct maar *maar = heartbeat->owner;

  return maar->state.entries > 0;
}

/* The CMD counts its PBUs afresh, if it is by numbers. */
static void
maar_register_all (struct maar *maar)
{
  const struct domain *domain = maar->entity.domain;

  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct maar_session *session
          = maar_find (maar, g_ptr_array_index (domain->mobile_nodes, i));

      if (!session)
        continue;
      if (!domain->config.protocol.timestamps)
        session->order.any = false;
      maar_step (session, MAAR_ON_INVALID, NULL);
    }
}

static void
maar_peer_changed (struct heartbeat *heartbeat)
{
  if (heartbeat->reachable)
    maar_register_all (heartbeat->owner);
}

static void
maar_peer_restarted (struct heartbeat *heartbeat, sim_time since G_GNUC_UNUSED)
{
  maar_register_all (heartbeat->owner);
}

static void
maar_watch (struct maar *maar, event_kind kind)
{
  maar->heartbeat = g_new0 (struct heartbeat, 1);
  *maar->heartbeat
      = (struct heartbeat){ .config = &maar->dmm->config->heartbeat,
                            .entity = &maar->entity,
                            .peer = maar->cmd,
                            .kind = kind,
                            .wanted = maar_has_session,
                            .changed = maar_peer_changed,
                            .restarted = maar_peer_restarted,
                            .owner = maar };
  maar->entity.recognises |= MOBILITY_TYPE (MH_HB);
  heartbeat_start (maar->heartbeat);
}

bool
reachability_maar_receive (struct maar *maar, const struct mh_message *message,
                           const struct packet *packet)
{
  struct address source = packet_source (packet);

  if (message->type != MH_HB || !maar->heartbeat)
    return false;
  if (!message->heartbeat.response)
    heartbeat_answer (&maar->entity, &source, message, maar->restarts);
  else if (address_equal (&source, &maar->cmd))
    heartbeat_answered (maar->heartbeat, message);
  return true;
}

void
reachability_maar_restarted (struct maar *maar)
{
  if (maar->heartbeat)
    heartbeat_restart (maar->heartbeat, maar->restarts);
}

/* ---- CMD ----------------------------------------------------------- */

static bool
cmd_asks (const struct heartbeat *heartbeat)
{
  const struct cmd_peer *peer = heartbeat->owner;

  return peer->known;
}

/* Nothing is known to be lost as long as it does not say so. */
static void
cmd_peer_changed (struct heartbeat *heartbeat G_GNUC_UNUSED)
{
}

/* The prefixes that it anchored for nodes elsewhere are gone; who is there it
 * registers itself. */
static void
cmd_peer_restarted (struct heartbeat *heartbeat, sim_time since)
{
  struct cmd *cmd = (struct cmd *)heartbeat->entity;
  const GPtrArray *nodes = cmd->entity.domain->mobile_nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      struct cmd_bce *bce
          = dmm_node_get (cmd->dmm, g_ptr_array_index (nodes, i))->bce;
      struct p_maar *p = bce ? cmd_find_previous (bce, &heartbeat->peer) : NULL;

      if (p && p->made <= since)
        cmd_lose_previous (bce, p);
    }
}

static void
cmd_watch (struct cmd *cmd, event_kind kind)
{
  const GPtrArray *maars = cmd->dmm->maars;

  cmd->peers = g_new0 (struct cmd_peer, maars->len);
  cmd->entity.recognises |= MOBILITY_TYPE (MH_HB);
  for (guint i = 0; i < maars->len; i++)
    {
      const struct maar *maar = g_ptr_array_index (maars, i);
      struct cmd_peer *peer = &cmd->peers[i];

      peer->heartbeat
          = (struct heartbeat){ .config = &cmd->dmm->config->heartbeat,
                                .entity = &cmd->entity,
                                .peer = maar->entity.address,
                                .kind = kind,
                                .wanted = cmd_asks,
                                .changed = cmd_peer_changed,
                                .restarted = cmd_peer_restarted,
                                .owner = peer };
      heartbeat_start (&peer->heartbeat);
    }
}

static struct cmd_peer *
cmd_find_peer (const struct cmd *cmd, const struct address *address)
{
  const struct maar *maar
      = cmd->peers ? dmm_find_maar (cmd->dmm, address) : NULL;

  return maar ? &cmd->peers[maar->router->index] : NULL;
}

bool
reachability_cmd_receive (struct cmd *cmd, const struct mh_message *message,
                          const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct cmd_peer *peer;

  if (message->type != MH_HB)
    return false;
  peer = cmd_find_peer (cmd, &source);
  if (!message->heartbeat.response)
    heartbeat_answer (&cmd->entity, &source, message, cmd->restarts);
  else if (peer)
    heartbeat_answered (&peer->heartbeat, message);
  return true;
}

void
reachability_note (struct cmd *cmd, const struct address *maar)
{
  struct cmd_peer *peer = cmd_find_peer (cmd, maar);

  if (peer)
    peer->known = true;
}

void
reachability_cmd_restarted (struct cmd *cmd)
{
  for (guint i = 0; cmd->peers && i < cmd->dmm->maars->len; i++)
    heartbeat_restart (&cmd->peers[i].heartbeat, cmd->restarts);
}

/* ---- both ---------------------------------------------------------- */

void
reachability_watch_maars (struct dmm *dmm)
{
  event_kind kind
      = engine_kind (dmm->domain->sim->engine, "heartbeat", heartbeat_due);

  cmd_watch (dmm->cmd, kind);
  for (guint i = 0; i < dmm->maars->len; i++)
    maar_watch (g_ptr_array_index (dmm->maars, i), kind);
}
