/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/reachability.h"

#include "models/traffic/traffic.h"

/* ---- binding cache ------------------------------------------------- */

static struct cmd_bce *
cmd_bce_new (struct cmd *cmd, struct mobile_node *mn)
{
  struct cmd_bce *bce = g_new0 (struct cmd_bce, 1);

  bce->cmd = cmd;
  bce->mn = mn;
  bce->previous = g_ptr_array_new_with_free_func ((GDestroyNotify)p_maar_free);
  bce->transaction = TRANSACTION_NONE;
  dmm_node_get (cmd->dmm, mn)->bce = bce;
  return bce;
}

void
cmd_bce_free (struct cmd_bce *bce)
{
  struct engine *engine = bce->cmd->entity.domain->sim->engine;

  timer_stop (engine, &bce->expiry);
  timer_stop (engine, &bce->aggregation);
  g_ptr_array_unref (bce->previous);
  prefix_list_clear (&bce->prefixes);
  g_free (bce->request);
  g_free (bce);
}

static bool
cmd_any_live (const struct mobile_node *mn, const struct prefix_list *prefixes)
{
  for (guint i = 0; i < prefixes->len; i++)
    if (traffic_live_flows (mn, prefix_list_at (prefixes, i)))
      return true;
  return false;
}

/* One entry for the current P-CoA, one for each previous MAAR. */
void
cmd_recount (struct cmd_bce *bce)
{
  struct dmm_state now = { .entries = 1 + bce->previous->len,
                           .stale = !cmd_any_live (bce->mn, &bce->prefixes) };

  for (guint i = 0; i < bce->previous->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (bce->previous, i);

      now.stale += !cmd_any_live (bce->mn, &p->prefixes);
    }
  dmm_state_change (&bce->cmd->entity, &bce->cmd->state, &bce->counted, now);
}

static void
cmd_forget (struct cmd_bce *bce)
{
  struct dmm_node *node = bce->mn->anchored;

  dmm_state_change (&bce->cmd->entity, &bce->cmd->state, &bce->counted,
                    (struct dmm_state){ 0 });
  node->bce = NULL;
  cmd_bce_free (bce);
}

/* 3.5: the session is over; the previous MAARs are told. */
static void
cmd_end_session (struct cmd_bce *bce)
{
  cmd_close_previous (bce);
  cmd_forget (bce);
}

void
cmd_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  cmd_end_session (subject);
}

/* ---- registration -------------------------------------------------- */

/* RFC 5213 5.3.1.  A previous MAAR that gives a prefix up competes with no
 * registration: its order among them does not matter. */
static enum binding_status
cmd_check (struct cmd *cmd, const struct mobile_node *mn,
           const struct cmd_bce *bce, const struct mh_message *pbu,
           const struct packet *packet)
{
  static const struct binding_order none = { 0 };
  struct address sender = packet_source (packet);
  bool ends = pbu->bu.lifetime == 0;
  enum binding_status order;

  if (!mh_find (pbu, OPTION_MN_IDENTIFIER, 0))
    return STATUS_MISSING_MN_IDENTIFIER;
  if (!dmm_find_maar (cmd->dmm, &sender))
    return STATUS_MAG_NOT_AUTHORIZED;
  if (!mn)
    return STATUS_NOT_LMA_FOR_THIS_MN;
  if (!dmm_is_flagged (pbu) && !mobility_forgives (&cmd->entity, MH_FAULT_NO_D))
    return STATUS_PROHIBITED;
  order = binding_order_check (&cmd->entity, bce && !ends ? &bce->order : &none,
                               pbu);
  return order != STATUS_ACCEPTED ? order : cmd->entity.objection;
}

/* What the current P-CoA says of itself. */
static void
cmd_take_request (struct cmd_bce *bce, const struct mh_message *pbu,
                  const struct packet *packet)
{
  const struct mh_option *o = mh_find (pbu, OPTION_LINK_LOCAL_ADDRESS, 0);

  if (o)
    bce->dlif = dlif_make (&o->address);
  dmm_read_prefixes (&bce->cmd->entity, pbu, OPTION_HOME_NETWORK_PREFIX,
                     &bce->prefixes);
  o = mh_find (pbu, OPTION_ACCESS_TECHNOLOGY, 0);
  bce->technology = o ? o->value : 0;
  g_free (bce->request);
  bce->request_size = packet_ipv6_stored (packet);
  bce->request = g_memdup2 (packet_ipv6_payload (packet), bce->request_size);
  bce->transaction = packet->meter.transaction;
  binding_order_accept (&bce->cmd->entity, &bce->order, pbu);
}

static void
cmd_arm (struct cmd_bce *bce, struct timer *timer, sim_time delay,
         event_kind kind)
{
  struct sim *sim = bce->cmd->entity.domain->sim;

  timer_set (sim->engine, timer, sim_now (sim) + delay,
             node_origin (bce->cmd->entity.node), kind, bce);
}

/* For the observer, who must know when the last tunnel stands. */
static void
cmd_expect (struct cmd_bce *bce)
{
  struct dmm_node *node = bce->mn->anchored;

  node->expected.maars = bce->previous->len;
  node->expected.prefixes = 0;
  for (guint i = 0; i < bce->previous->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (bce->previous, i);

      node->expected.prefixes += p->prefixes.len;
    }
}

static bool
cmd_any_current (const struct cmd_bce *bce)
{
  for (guint i = 0; i < bce->previous->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (bce->previous, i);

      if (p->state == P_MAAR_CURRENT)
        return true;
    }
  return false;
}

/* Who answers, and when: at once if nothing is outstanding (3.1, and copies of
 * a PBU whose answer was lost), else as the mode has it.  Locator: with a
 * previous MAAR up to date already, this is a copy, and its direct PBA was
 * lost. */
static void
cmd_respond (struct cmd_bce *bce)
{
  const struct dmm_config *config = bce->cmd->dmm->config;
  struct engine *engine = bce->cmd->entity.domain->sim->engine;

  if (!cmd_is_updating (bce) || config->mode == DMM_PROXY
      || (config->mode == DMM_LOCATOR && cmd_any_current (bce)))
    cmd_answer (bce);
  else if (config->mode == DMM_RELAY && config->aggregate
           && config->aggregation_timeout < SIM_TIME_MAX
           && !timer_armed (engine, &bce->aggregation))
    cmd_arm (bce, &bce->aggregation, config->aggregation_timeout,
             bce->cmd->dmm->cmd_aggregate);
}

/* 3.1 to 3.4: one way for attachment, handover, return and refresh.  What is up
 * to date already is not updated again, so that a copy of the PBU does not fan
 * out twice.  The refresh of a node that is not known, or no more, is a first
 * registration. */
static void
cmd_register (struct cmd *cmd, struct mobile_node *mn,
              const struct mh_message *pbu, const struct packet *packet)
{
  struct dmm_node *node = dmm_node_get (cmd->dmm, mn);
  bool known = node->bce;
  struct cmd_bce *bce = known ? node->bce : cmd_bce_new (cmd, mn);
  struct address sender = packet_source (packet);
  enum handoff_indicator handoff = dmm_handoff (pbu);

  cmd_stop_closing (cmd, mn, &sender);
  if (!address_equal (&sender, &bce->p_coa))
    {
      cmd_move_to (bce, &sender);
      if (handoff == HI_NO_CHANGE && cmd->entity.leniency == MH_REAL_WORLD)
        {
          mobility_forgives (&cmd->entity, MH_FAULT_HANDOFF);
          handoff = HI_UNKNOWN;
        }
    }
  cmd_take_request (bce, pbu, packet);
  if (cmd->dmm->release == DMM_RELEASE_FLOW)
    cmd_keep_in_use (bce, pbu);
  else
    cmd_recall (bce, pbu);
  cmd_limit_previous (bce);
  cmd_arm (bce, &bce->expiry, mobility_lifetime (pbu->bu.lifetime),
           cmd->dmm->cmd_expire);
  cmd_recount (bce);
  cmd_update_previous (bce, handoff);
  if (handoff == HI_NO_CHANGE && known)
    {
      cmd_answer (bce);
      return;
    }
  bce->answered = bce->silent = false;
  cmd_expect (bce);
  cmd_respond (bce);
}

/* A previous MAAR gives its prefixes up, or the serving MAAR the node; 3.5
 * leaves both to the expiry of a lifetime. */
static void
cmd_deregister (struct cmd *cmd, struct cmd_bce *bce,
                const struct mh_message *pbu, const struct packet *packet)
{
  struct address sender = packet_source (packet);
  struct p_maar *p = bce ? cmd_find_previous (bce, &sender) : NULL;

  cmd_reply (cmd, pbu, packet, STATUS_ACCEPTED, 0);
  if (p)
    cmd_lose_previous (bce, p);
  else if (bce && address_equal (&bce->p_coa, &sender))
    cmd_end_session (bce);
}

static void
cmd_receive_pbu (struct cmd *cmd, const struct mh_message *pbu,
                 const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&cmd->entity, pbu);
  struct cmd_bce *bce = mn ? dmm_node_get (cmd->dmm, mn)->bce : NULL;
  enum binding_status status = cmd_check (cmd, mn, bce, pbu, packet);
  struct address sender = packet_source (packet);

  if (status == STATUS_ACCEPTED)
    reachability_note (cmd, &sender);
  if (status == STATUS_ACCEPTED && pbu->bu.lifetime > 0
      && !cmd_has_room (cmd, bce, &sender))
    status = STATUS_INSUFFICIENT_RESOURCES;
  if (status != STATUS_ACCEPTED)
    cmd_reply (cmd, pbu, packet, status, bce ? bce->order.sequence : 0);
  else if (pbu->bu.lifetime == 0)
    cmd_deregister (cmd, bce, pbu, packet);
  else
    cmd_register (cmd, mn, pbu, packet);
}

static void
cmd_receive (struct mobility_entity *entity, const struct mh_message *message,
             const struct packet *packet)
{
  struct cmd *cmd = (struct cmd *)entity;

  if (reachability_cmd_receive (cmd, message, packet))
    return;
  if (message->type == MH_BU)
    cmd_receive_pbu (cmd, message, packet);
  else if (message->type == MH_BA)
    cmd_receive_pba (cmd, message, packet);
}

/* ---- life ---------------------------------------------------------- */

struct cmd *
cmd_new (struct dmm *dmm, struct node *node)
{
  struct cmd *cmd = g_new0 (struct cmd, 1);
  struct trace_state none = { .node = node, .role = ROLE_CMD };

  mobility_entity_init (&cmd->entity, dmm->domain, node, ROLE_CMD, cmd_receive);
  cmd->dmm = dmm;
  cmd->closing = g_ptr_array_new_with_free_func ((GDestroyNotify)p_maar_free);
  trace_emit (dmm->domain->sim->trace, TRACE_STATE, &none);
  return cmd;
}

static void
cmd_trace_state (const struct cmd *cmd, struct dmm_state state)
{
  struct trace_state record = { .node = cmd->entity.node,
                                .role = ROLE_CMD,
                                .entries = state.entries,
                                .stale = state.stale };

  trace_emit (cmd->entity.domain->sim->trace, TRACE_STATE, &record);
}

void
cmd_move (struct cmd *cmd, struct node *node)
{
  cmd_trace_state (cmd, (struct dmm_state){ 0 });
  mobility_entity_move (&cmd->entity, node);
  cmd_trace_state (cmd, cmd->state);
}

void
cmd_restart (struct cmd *cmd)
{
  const GPtrArray *nodes = cmd->entity.domain->mobile_nodes;

  cmd->restarts++;
  mobility_service_clear (&cmd->entity, DROP_NODE_DOWN);
  cmd->pace = 0;
  g_ptr_array_set_size (cmd->closing, 0);
  for (guint i = 0; i < nodes->len; i++)
    {
      struct cmd_bce *bce
          = dmm_node_get (cmd->dmm, g_ptr_array_index (nodes, i))->bce;

      if (bce)
        cmd_forget (bce);
    }
  reachability_cmd_restarted (cmd);
}

void
cmd_free (struct cmd *cmd)
{
  g_ptr_array_unref (cmd->closing);
  g_free (cmd->peers);
  g_free (cmd);
}
