/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The access link: where the node is, what layer 2 does, and the first data
 * packet that comes through after an attachment. */
#include "analysis/charts/recording_parts.h"

static void
note (struct recording *r, enum recorded_kind kind, uint32_t node,
      uint32_t entity, char *text)
{
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, node);
  struct recorded_event event
      = { .kind = kind,
          .at = sim_now (r->sim),
          .until = SIM_TIME_NONE,
          .node = node,
          .transaction
          = mn->handover != NULL ? mn->handover->id : TRANSACTION_NONE,
          .from = entity,
          .to = RECORDING_NONE,
          .text = text };

  recording_add (r, &event);
}

static uint32_t
mobile_entity (struct recording *r, const struct mobile_node *mn)
{
  return recording_meet (r, mn->node, ROLE_MN);
}

/* Where the loss is noticed at once, the link has gone down just before. */
static void
claim_link_down (struct recording *r, uint32_t node, const struct handover *h)
{
  struct recorded_event *last;

  if (r->events->len == 0)
    return;
  last = &g_array_index (r->events, struct recorded_event, r->events->len - 1);
  if (last->kind == RECORDED_LINK_DOWN && last->node == node
      && last->at == h->t_dead)
    last->transaction = h->id;
}

static void
handover_begun (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;
  struct recording *r = data;
  uint32_t node = recording_node (r, h->mn);

  (void)sim;
  if (node == RECORDING_NONE)
    return;
  g_array_append_val (r->handovers, *h);
  g_array_index (r->latest, uint32_t, node) = r->handovers->len;
  g_hash_table_insert (r->transaction, GUINT_TO_POINTER (h->id),
                       GUINT_TO_POINTER (node + 1));
  claim_link_down (r, node, h);
  if (h->number > 0 && h->from != NULL)
    note (r, RECORDED_RADIO_DEAD, node, mobile_entity (r, h->mn),
          g_strdup_printf ("radio to %s dead", h->from->node->name));
}

void
recording_update_handover (struct recording *r, uint32_t node,
                           const struct handover *h)
{
  uint32_t latest = g_array_index (r->latest, uint32_t, node);

  if (latest > 0)
    g_array_index (r->handovers, struct handover, latest - 1) = *h;
}

static void
handover_ended (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;
  struct recording *r = data;
  uint32_t node = recording_node (r, h->mn);

  (void)sim;
  if (node == RECORDING_NONE)
    return;
  recording_update_handover (r, node, h);
  if (h->outcome != HANDOVER_COMPLETED)
    note (r, RECORDED_OUTCOME, node, mobile_entity (r, h->mn),
          g_strdup_printf ("handover %u %s", h->number,
                           handover_outcome_name (h->outcome)));
}

static void
link_changed (struct recording *r, const struct mobile_node *mn, bool up)
{
  uint32_t node = recording_node (r, mn);
  const struct recorded_attachment now
      = { node, sim_now (r->sim), up ? mn->router->node : NULL };

  if (node == RECORDING_NONE)
    return;
  g_array_append_val (r->attachments, now);
  g_array_index (r->wanted, bool, node) = up;
  note (r, up ? RECORDED_LINK_UP : RECORDED_LINK_DOWN, node,
        mobile_entity (r, mn),
        g_strdup_printf ("link to %s %s", mn->router->node->name,
                         up ? "up" : "down"));
}

static void
attached (struct sim *sim, const void *record, void *data)
{
  (void)sim;
  link_changed (data, record, true);
}

static void
detached (struct sim *sim, const void *record, void *data)
{
  (void)sim;
  link_changed (data, record, false);
}

static void
moved (struct sim *sim, const void *record, void *data)
{
  const struct trace_movement *way = record;
  struct recording *r = data;
  const struct recorded_movement own = { recording_node (r, way->mn), *way };

  (void)sim;
  if (own.node != RECORDING_NONE)
    g_array_append_val (r->movements, own);
}

/* ---- data ---------------------------------------------------------- */

/* A correspondent, another mobile node, or a server beside a router. */
static enum recorded_place
peer_place (const struct recording *r, const struct flow *flow)
{
  const GPtrArray *correspondents = r->domain->correspondents;

  if (flow->other != NULL)
    return PLACE_MOBILE;
  for (uint32_t i = 0; i < correspondents->len; i++)
    if (g_ptr_array_index (correspondents, i) == flow->peer)
      return PLACE_PEER;
  return PLACE_GATEWAY;
}

/* Uplink, a packet that was sent before the attachment does not count. */
static bool
is_first (const struct recording *r, const struct flow *flow, uint32_t node,
          const struct packet *p)
{
  return node != RECORDING_NONE && g_array_index (r->wanted, bool, node)
         && (flow->direction == FLOW_DOWN
             || p->meter.sent_at >= flow->mn->handover->t_up);
}

static void
flow_received (struct sim *sim, const void *record, void *data)
{
  const struct trace_flow_packet *at = record;
  const struct flow *flow = at->flow;
  struct recording *r = data;
  uint32_t node = recording_node (r, flow->mn), own, peer;
  bool down = flow->direction == FLOW_DOWN;
  struct recorded_event event;

  if (!is_first (r, flow, node, at->packet))
    return;
  g_array_index (r->wanted, bool, node) = false;
  own = mobile_entity (r, flow->mn);
  peer = recording_find (r, flow->peer, peer_place (r, flow));
  event = (struct recorded_event){ .kind = RECORDED_DATA,
                                   .at = trace_flow_time (sim, at),
                                   .until = trace_flow_time (sim, at),
                                   .node = node,
                                   .transaction = flow->mn->handover->id,
                                   .from = down ? peer : own,
                                   .to = down ? own : peer,
                                   .text = g_strdup_printf (
                                       "first data: %s %u", flow->name,
                                       at->packet->meter.sequence) };
  recording_add (r, &event);
}

void
recording_access_listen (struct recording *r)
{
  struct trace *trace = r->sim->trace;

  trace_listen (trace, TRACE_HANDOVER_BEGUN, handover_begun, r);
  trace_listen (trace, TRACE_HANDOVER_ENDED, handover_ended, r);
  trace_listen (trace, TRACE_ATTACHED, attached, r);
  trace_listen (trace, TRACE_DETACHED, detached, r);
  trace_listen (trace, TRACE_MOVEMENT, moved, r);
  trace_listen (trace, TRACE_FLOW_RECEIVED, flow_received, r);
}
