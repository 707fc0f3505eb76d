/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a handover does to each flow: the totals of doc/metrics.md 3 that are
 * per flow, and losses by place (doc/metrics.md 4).  A flow between two mobile
 * nodes has rows at the handovers of both, up and down as the node sees it.  A
 * loss is charged once: to the latest handover of the flow's node or nodes. */
#include "analysis/collectors/parts.h"

/* Place of a loss that only a handover can cause; LOSS_PLACES_N: another
 * cause. */
static enum loss_place
loss_place (enum drop_reason reason)
{
  switch (reason)
    {
    case DROP_RADIO_GONE:
      return LOSS_OLD_RADIO;
    case DROP_NOT_ATTACHED:
      return LOSS_OLD_ROUTER;
    case DROP_BINDING_HOLD:
      return LOSS_ANCHOR;
    case DROP_BUFFER_FULL:
    case DROP_BUFFER_STALE:
      return LOSS_BUFFER;
    case DROP_NOT_READY:
    case DROP_NO_TUNNEL:
    case DROP_INGRESS:
      return LOSS_NEW_ROUTER;
    case DROP_MN_DETACHED:
    case DROP_NO_ROUTE:
    case DROP_NO_LISTENER:
    case DROP_HOP_LIMIT:
      return LOSS_OTHER;
    default:
      return LOSS_PLACES_N;
    }
}

static struct handover_flow_record *
row_at (const struct collector *c, uint32_t row)
{
  return &g_array_index (c->handover_flows, struct handover_flow_record, row);
}

static struct flow_record *
flow_at (const struct collector *c, uint32_t flow)
{
  return &g_array_index (c->flows, struct flow_record, flow);
}

/* The end of its flow that a row is about. */
static struct flow_end *
row_end (const struct collector *c, const struct handover_flow_record *row)
{
  return &flow_at (c, row->flow)->ends[row->end];
}

static uint32_t
row_keep (struct collector *c, const struct handover_flow_record *row)
{
  uint32_t index = c->free_row;

  if (index != RECORD_NONE)
    c->free_row = row_at (c, index)->next;
  else
    {
      index = c->handover_flows->len;
      g_array_set_size (c->handover_flows, index + 1);
    }
  *row_at (c, index) = *row;
  return index;
}

/* Nothing is added to it any more. */
static void
row_free (struct collector *c, uint32_t index)
{
  struct handover_flow_record *row = row_at (c, index);

  if (row_end (c, row)->row == index)
    row_end (c, row)->row = RECORD_NONE;
  row->handover = RECORD_NONE;
  row->next = c->free_row;
  c->free_row = index;
}

static void
row_add (struct collector *c, uint32_t handover, struct flow_record *flow,
         uint32_t end)
{
  struct handover_record *of = handover_record_at (c, handover);
  const struct flow *live = flow->ends[end].live;
  struct handover_flow_record row = {
    .handover = handover,
    .flow = flow->id,
    .end = end,
    .next = of->first_flow,
    .serial = c->flow_totals.rows++,
    .prefix = live->mn_prefix,
    .anchor = live->anchor,
    .t_last = flow->last_received,
    .t_first = SIM_TIME_NONE,
    .t_switch = SIM_TIME_NONE,
    .t_ready = SIM_TIME_NONE,
  };

  of->first_flow = flow->ends[end].row = row_keep (c, &row);
}

void
handover_flows_begin (struct collector *c, struct node_record *node,
                      uint32_t handover)
{
  for (uint32_t i = node->live_flow; i != RECORD_NONE;
       i = collector_flow_end (c, i)->next_live)
    row_add (c, handover, flow_at (c, i / FLOW_ENDS), i % FLOW_ENDS);
}

void
handover_flows_join (struct collector *c, struct flow_record *flow,
                     uint32_t end)
{
  const struct mobile_node *mn = flow->ends[end].mn;
  const struct handover *latest = mn->handover;
  uint32_t handover = collector_node (c, mn)->handover;

  if (handover == RECORD_NONE || latest == NULL
      || latest->id != handover_record_at (c, handover)->handover.id
      || latest->t_trigger != SIM_TIME_NONE
      || latest->outcome != HANDOVER_PENDING)
    return;
  row_add (c, handover, flow, end);
}

/* Downlink, whatever comes after t_dead comes by the new link.  Uplink, what
 * was sent before is still on its way for a while. */
static void
end_received (struct collector *c, const struct flow_end *end,
              const struct packet *p, sim_time at)
{
  struct handover_flow_record *row;

  if (end->row == RECORD_NONE)
    return;
  row = row_at (c, end->row);
  if (row->t_first != SIM_TIME_NONE)
    return;
  if (end->direction == FLOW_UP
      && p->meter.sent_at
             < handover_record_at (c, row->handover)->handover.t_dead)
    row->t_last = at;
  else
    row->t_first = at;
}

void
handover_flows_received (struct collector *c, struct flow_record *flow,
                         const struct packet *p, sim_time at)
{
  for (uint32_t i = 0; i < flow->n_ends; i++)
    end_received (c, &flow->ends[i], p, at);
}

/* A node that is neither attached nor on its way has left the area: what is
 * still sent to it is no handover's loss. */
static bool
node_left (struct collector *c, const struct mobile_node *mn)
{
  return !collector_node (c, mn)->attached
         && (mn->handover == NULL || mn->handover->outcome != HANDOVER_PENDING);
}

/* The row of the handover that began last, of whichever end; RECORD_NONE. */
static uint32_t
latest_row (struct collector *c, const struct flow_record *flow)
{
  uint32_t latest = RECORD_NONE;

  for (uint32_t i = 0; i < flow->n_ends; i++)
    {
      uint32_t row = flow->ends[i].row;

      if (node_left (c, flow->ends[i].mn))
        return RECORD_NONE;
      if (row != RECORD_NONE
          && (latest == RECORD_NONE
              || row_at (c, row)->serial > row_at (c, latest)->serial))
        latest = row;
    }
  return latest;
}

void
handover_flows_dropped (struct collector *c, struct flow_record *flow,
                        enum drop_reason reason)
{
  enum loss_place place = loss_place (reason);
  uint32_t row = place != LOSS_PLACES_N ? latest_row (c, flow) : RECORD_NONE;

  if (row != RECORD_NONE)
    row_at (c, row)->lost[place]++;
}

typedef void mark_row (struct handover_flow_record *row,
                       const struct trace_prefix *at, sim_time now);

/* The first time counts. */
static void
mark_switched (struct handover_flow_record *row, const struct trace_prefix *at,
               sim_time now)
{
  if (row->t_switch != SIM_TIME_NONE)
    return;
  row->t_switch = now;
  row->switched_at = at->node;
  row->switched_to = at->gateway;
}

static void
mark_ready (struct handover_flow_record *row,
            const struct trace_prefix *at G_GNUC_UNUSED, sim_time now)
{
  if (row->t_ready == SIM_TIME_NONE)
    row->t_ready = now;
}

/* Marks @prefix's flows of a transaction. */
static void
mark_rows (struct collector *c, const struct trace_prefix *at, mark_row *mark)
{
  const struct handover_record *handover
      = collector_handover (c, at->transaction);

  if (handover == NULL)
    return;
  for (uint32_t i = handover->first_flow; i != RECORD_NONE;
       i = row_at (c, i)->next)
    {
      struct handover_flow_record *row = row_at (c, i);

      if (prefix_equal (&row->prefix, &at->prefix))
        mark (row, at, sim_now (c->sim));
    }
}

static void
anchor_switched (struct sim *sim, const void *record, void *data)
{
  (void)sim;
  mark_rows (data, record, mark_switched);
}

static void
gateway_ready (struct sim *sim, const void *record, void *data)
{
  (void)sim;
  mark_rows (data, record, mark_ready);
}

void
collector_handover_flows_listen (struct collector *c)
{
  trace_listen (c->sim->trace, TRACE_ANCHOR_SWITCHED, anchor_switched, c);
  trace_listen (c->sim->trace, TRACE_GATEWAY_READY, gateway_ready, c);
}

static bool
flow_alive (const struct flow_record *flow, sim_time at)
{
  return flow->start <= at && (flow->end == SIM_TIME_NONE || flow->end > at);
}

/* From who switched to the new router @to, by the one that it sends to: a
 * mobility anchor point between home agent and router is passed on the way. */
static sim_time
switched_way (const struct collector *c, const struct handover_flow_record *row,
              const struct node *to)
{
  struct network *network = c->sim->network;
  const struct node *from = row->switched_at ? row->switched_at : row->anchor;
  const struct node *by = row->switched_to ? row->switched_to : to;

  return network_path_delay (network, from, by)
         + network_path_delay (network, by, to);
}

sim_time
handover_flow_recovery (const struct collector *c,
                        const struct handover_flow_record *row)
{
  const struct handover *h = &handover_record_at (c, row->handover)->handover;
  const struct flow_record *flow = flow_at (c, row->flow);
  sim_time left = handover_record_at (c, row->handover)->t_left;
  sim_time ready = row->t_ready;

  if (row_end (c, row)->direction != FLOW_DOWN || h->t_trigger == SIM_TIME_NONE
      || row->t_ready == SIM_TIME_NONE || row->anchor == NULL
      || !flow_alive (flow, h->t_trigger))
    return SIM_TIME_NONE;
  if (row->anchor != h->to->node)
    {
      if (row->t_switch == SIM_TIME_NONE)
        return SIM_TIME_NONE;
      ready = MAX (ready, row->t_switch + switched_way (c, row, h->to->node));
    }
  ready += collector_radio_delay (c, h->technology);
  if (left != SIM_TIME_NONE && left < ready)
    return SIM_TIME_NONE;
  return ready - h->t_trigger;
}

uint32_t
handover_flow_lost (const struct handover_flow_record *row)
{
  uint32_t lost = 0;

  for (unsigned i = 0; i < LOSS_PLACES_N; i++)
    lost += row->lost[i];
  return lost;
}

/* ---- the totals ---------------------------------------------------- */

static void
row_settle (struct collector *c, const struct handover_flow_record *row)
{
  struct handover_flow_totals *totals = &c->flow_totals;
  enum flow_direction direction = row_end (c, row)->direction;

  distribution_add_interval (&totals->recovery, 0,
                             handover_flow_recovery (c, row));
  distribution_add (&totals->loss, handover_flow_lost (row), 1);
  distribution_add_interval (
      &totals->flow[direction],
      handover_record_at (c, row->handover)->handover.t_up, row->t_first);
  distribution_add_interval (&totals->interruption[direction], row->t_last,
                             row->t_first);
}

void
handover_flows_settle (struct collector *c, struct handover_record *handover)
{
  uint32_t next;

  for (uint32_t i = handover->first_flow; i != RECORD_NONE; i = next)
    {
      next = row_at (c, i)->next;
      row_settle (c, row_at (c, i));
      if (!handover->kept)
        row_free (c, i);
    }
  if (!handover->kept)
    handover->first_flow = RECORD_NONE;
}

/* Instants of packets, per direction: HL_L3 and SI.  The bare names are the
 * downlink's. */
static void
put_directions (struct collector *c, const char *base,
                const struct distribution d[])
{
  static const char *const labels[]
      = { [FLOW_DOWN] = "{direction=down}", [FLOW_UP] = "{direction=up}" };

  metric_set_distribution (c->metrics, base, &d[FLOW_DOWN], 1e9);
  for (unsigned i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *name = g_strconcat (base, labels[i], NULL);

      metric_set_distribution (c->metrics, name, &d[i], 1e9);
    }
}

void
collector_handover_flows_finish (struct collector *c)
{
  const struct handover_flow_totals *totals = &c->flow_totals;

  metric_set_distribution (c->metrics, "handover.recovery", &totals->recovery,
                           1e9);
  metric_set_distribution (c->metrics, "handover.loss", &totals->loss, 1);
  put_directions (c, "handover.flow", totals->flow);
  put_directions (c, "handover.interruption", totals->interruption);
}

static int
by_serial (gconstpointer a, gconstpointer b, gpointer collector)
{
  uint64_t i = row_at (collector, *(const uint32_t *)a)->serial;
  uint64_t j = row_at (collector, *(const uint32_t *)b)->serial;

  return i < j ? -1 : i > j;
}

GArray *
collector_handover_flow_rows (const struct collector *c)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (uint32_t i = 0; i < c->handover_flows->len; i++)
    if (row_at (c, i)->handover != RECORD_NONE)
      g_array_append_val (rows, i);
  g_array_sort_with_data (rows, by_serial, (gpointer)c);
  return rows;
}

static struct distribution *
totals_at (struct handover_flow_totals *t, unsigned i)
{
  struct distribution *const all[] = { &t->recovery,
                                       &t->loss,
                                       &t->flow[FLOW_DOWN],
                                       &t->flow[FLOW_UP],
                                       &t->interruption[FLOW_DOWN],
                                       &t->interruption[FLOW_UP] };

  return i < G_N_ELEMENTS (all) ? all[i] : NULL;
}

void
collector_handover_flows_init (struct collector *c)
{
  struct distribution *d;

  c->free_row = RECORD_NONE;
  for (unsigned i = 0; (d = totals_at (&c->flow_totals, i)) != NULL; i++)
    distribution_init (d, G_MAXUINT16);
}

void
collector_handover_flows_free (struct collector *c)
{
  struct distribution *d;

  for (unsigned i = 0; (d = totals_at (&c->flow_totals, i)) != NULL; i++)
    distribution_clear (d);
}
