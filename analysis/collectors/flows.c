/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flow records: what became of each packet sent after warm-up, delay, jitter
 * (RFC 3550 6.4.1), reordering (RFC 4737 3.3).  Per packet: one look into the
 * flow's record by index, one into its group's. */
#include <math.h>
#include <string.h>

#include "analysis/collectors/parts.h"

/* Different delays kept exactly, per flow and per group of flows. */
#define FLOW_VALUES 256
#define GROUP_VALUES 8192

static struct flow_group *
flow_group (struct collector *c, const struct flow_record *flow)
{
  return &g_array_index (c->groups, struct flow_group, flow->group);
}

#define GROUP_DISTRIBUTIONS 11

static void
group_distributions (struct flow_group *group,
                     struct distribution *all[GROUP_DISTRIBUTIONS])
{
  struct distribution *const list[GROUP_DISTRIBUTIONS] = {
    &group->delay,        &group->jitter,        &group->ipdv,
    &group->inorder,      &group->stretch_hops,  &group->stretch_hops_e2e,
    &group->detour_hops,  &group->stretch_delay, &group->stretch_delay_e2e,
    &group->detour_delay, &group->extent
  };

  memcpy (all, list, sizeof list);
}

static void
flow_group_init (struct flow_group *group, const struct flow *flow)
{
  struct distribution *all[GROUP_DISTRIBUTIONS];

  group->name = flow->name;
  group->direction = flow->direction;
  group_distributions (group, all);
  for (unsigned i = 0; i < GROUP_DISTRIBUTIONS; i++)
    distribution_init (all[i], GROUP_VALUES);
}

static uint32_t
flow_group_index (struct collector *c, const struct flow *flow)
{
  for (uint32_t i = 0; i < c->groups->len; i++)
    {
      const struct flow_group *group
          = &g_array_index (c->groups, struct flow_group, i);

      if (group->direction == flow->direction
          && strcmp (group->name, flow->name) == 0)
        return i;
    }
  flow_group_init (record_at (c->groups, struct flow_group, c->groups->len),
                   flow);
  return c->groups->len - 1;
}

struct flow_end *
collector_flow_end (struct collector *c, uint32_t at)
{
  return &g_array_index (c->flows, struct flow_record, at / FLOW_ENDS)
              .ends[at % FLOW_ENDS];
}

/* The next end of a flow's record, as @view has it. */
static void
flow_end_add (struct collector *c, struct flow_record *own,
              const struct flow *view)
{
  struct node_record *node = collector_node (c, view->mn);
  uint32_t end = own->n_ends++;

  own->ends[end] = (struct flow_end){ .mn = view->mn,
                                      .live = view,
                                      .direction = view->direction,
                                      .next_live = node->live_flow,
                                      .row = RECORD_NONE };
  node->live_flow = flow_end_at (own->id, end);
  handover_flows_join (c, own, end);
}

static void
flow_end_remove (struct collector *c, const struct flow_record *own,
                 uint32_t end)
{
  uint32_t *link = &collector_node (c, own->ends[end].mn)->live_flow;

  while (*link != flow_end_at (own->id, end))
    link = &collector_flow_end (c, *link)->next_live;
  *link = own->ends[end].next_live;
}

static void
flow_started (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct flow *flow = record;
  struct flow_record *own = record_at (c->flows, struct flow_record, flow->id);

  (void)sim;
  *own = (struct flow_record){
    .known = true,
    .id = flow->id,
    .entry = flow->entry,
    .name = flow->name,
    .mn = flow->mn,
    .peer = flow->peer,
    .anchor = flow->anchor,
    .direction = flow->direction,
    .start = flow->start,
    .end = SIM_TIME_NONE,
    .failover = RECORD_NONE,
    .group = flow_group_index (c, flow),
    .last_received = SIM_TIME_NONE,
    .last_delay = SIM_TIME_NONE,
  };
  distribution_init (&own->delay, FLOW_VALUES);
  c->now.live_flows++;
  flow_end_add (c, own, flow);
  if (flow->other != NULL)
    flow_end_add (c, own, flow->other);
}

static void
flow_ended (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct flow *flow = record;
  struct flow_record *own = record_at (c->flows, struct flow_record, flow->id);

  if (!own->known || own->end != SIM_TIME_NONE)
    return;
  own->end = sim_now (sim);
  c->now.live_flows--;
  for (uint32_t i = 0; i < own->n_ends; i++)
    {
      own->ends[i].live = NULL;
      flow_end_remove (c, own, i);
    }
}

static void
flow_sent (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_packet *at = record;
  struct flow_record *own
      = record_at (c->flows, struct flow_record, at->flow->id);

  own->sent_all = at->packet->meter.sequence + 1;
  if (!collector_counts (c, trace_flow_time (sim, at)))
    return;
  if (own->sent == 0)
    {
      resequencer_init (&own->order, at->packet->meter.sequence);
      own->next_expected = at->packet->meter.sequence;
    }
  own->sent++;
  c->now.sent++;
}

/* How many of the packets of a run were sent before counting began. */
static uint32_t
run_before (const struct collector *c, const struct trace_flow_run *run,
            sim_time sent_at)
{
  sim_time gap = c->config.warmup - sent_at;

  if (gap <= 0)
    return 0;
  return (uint32_t)MIN (run->n, (uint64_t)((gap - 1) / run->interval + 1));
}

/* The one before the first has made the flow count, if it counts itself; else
 * the first that does comes by itself. */
static void
flow_sent_run (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_run *run = record;
  struct flow_record *own
      = record_at (c->flows, struct flow_record, run->first.flow->id);
  uint32_t n = run->n - run_before (c, run, trace_flow_time (sim, &run->first));

  own->sent_all = run->first.packet->meter.sequence + run->n;
  if (n > 0 && own->sent == 0)
    {
      resequencer_init (&own->order, own->sent_all - n);
      own->next_expected = own->sent_all - n;
    }
  own->sent += n;
  c->now.sent += n;
}

/* RFC 4737 3.3 and 4.2.  No number below the first open fate is to come. */
static void
flow_order (struct flow_record *own, struct flow_group *group,
            uint32_t sequence)
{
  uint32_t extent
      = reordering_add (&own->reordering, sequence, own->order.next);

  if (sequence < own->next_expected)
    own->reordered++;
  else
    own->next_expected = sequence + 1;
  if (extent > 0)
    distribution_add (&group->extent, extent, 1);
}

/* RFC 3550 6.4.1, in ns. */
static void
flow_jitter (struct flow_record *own, struct flow_group *group, sim_time delay)
{
  double change;

  if (own->last_delay != SIM_TIME_NONE)
    {
      change = fabs ((double)(delay - own->last_delay));
      own->jitter += (change - own->jitter) / 16;
      own->jitter_sum += own->jitter;
      distribution_add (&group->ipdv, change, 1);
    }
  own->last_delay = delay;
}

/* Below this, in ns, smoothed jitter is lost in the rounding of any sum of it
 * with a change, which is a whole number of ns. */
#define JITTER_LEAST 1e-20

/* The same for @n packets as late as the one before. */
static void
flow_jitter_run (struct flow_record *own, struct flow_group *group, uint32_t n)
{
  for (uint32_t i = 0; i < n && own->jitter >= JITTER_LEAST; i++)
    {
      own->jitter += (0 - own->jitter) / 16;
      own->jitter_sum += own->jitter;
    }
  distribution_add (&group->ipdv, 0, n);
}

/* In order, or, while others are awaited, one by one. */
static void
flow_order_run (struct flow_record *own, struct flow_group *group,
                const struct fate_run *run)
{
  struct fate fate = run->first;

  if (resequencer_is_steady (&own->order, run)
      && reordering_skip (&own->reordering, run->sequence, run->n))
    {
      own->next_expected = run->sequence + run->n;
      resequencer_add_run (&own->order, run, &group->inorder);
      return;
    }
  for (uint32_t i = 0; i < run->n; i++)
    {
      flow_order (own, group, run->sequence + i);
      resequencer_add (&own->order, run->sequence + i, &fate, &group->inorder);
      fate.sent += run->interval;
      fate.received += run->interval;
    }
}

static void
flow_count_run (struct collector *c, struct flow_record *own,
                const struct packet *p, const struct fate_run *run)
{
  struct flow_group *group = flow_group (c, own);
  sim_time delay = run->first.received - run->first.sent;
  uint64_t bytes = (uint64_t)packet_length (p) * run->n;

  own->delivered += run->n;
  own->delivered_bytes += bytes;
  c->now.delivered += run->n;
  c->now.delivered_bytes += bytes;
  distribution_add (&own->delay, (double)delay, run->n);
  distribution_add (&group->delay, (double)delay, run->n);
  flow_jitter (own, group, delay);
  flow_jitter_run (own, group, run->n - 1);
  flow_order_run (own, group, run);
}

static void
flow_count_received (struct collector *c, struct flow_record *own,
                     const struct packet *p, sim_time now)
{
  struct flow_group *group = flow_group (c, own);
  sim_time delay = now - p->meter.sent_at;

  own->delivered++;
  own->delivered_bytes += packet_length (p);
  c->now.delivered++;
  c->now.delivered_bytes += packet_length (p);
  flow_order (own, group, p->meter.sequence);
  distribution_add (&own->delay, (double)delay, 1);
  distribution_add (&group->delay, (double)delay, 1);
  flow_jitter (own, group, delay);
  resequencer_add (&own->order, p->meter.sequence,
                   &(struct fate){ p->meter.sent_at, now, true },
                   &group->inorder);
}

static void
flow_copied (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  struct collector *c = data;
  const struct packet *p = ((const struct trace_packet *)record)->packet;
  struct flow_record *own;

  if (p->meter.flow == FLOW_NONE || p->class != PACKET_DATA)
    return;
  own = record_at (c->flows, struct flow_record, p->meter.flow);
  if (own->known)
    copies_add (&own->copies, p->meter.sequence);
}

static void
flow_received (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_packet *at = record;
  struct flow_record *own
      = record_at (c->flows, struct flow_record, at->flow->id);
  const struct packet_meter *meter = &at->packet->meter;
  sim_time now = trace_flow_time (sim, at);

  if (meter->copied && !copies_arrive (&own->copies, meter->sequence))
    {
      own->duplicates += collector_counts (c, meter->sent_at);
      return;
    }
  handover_flows_received (c, own, at->packet, now);
  own->last_received = now;
  if (!collector_counts (c, meter->sent_at))
    return;
  flow_count_received (c, own, at->packet, now);
  flow_path_received (c, own, at, 1);
}

static void
flow_received_run (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_run *run = record;
  const struct packet *p = run->first.packet;
  struct flow_record *own
      = record_at (c->flows, struct flow_record, run->first.flow->id);
  uint32_t skip = run_before (c, run, p->meter.sent_at);
  sim_time later = skip * run->interval;
  sim_time first = trace_flow_time (sim, &run->first);
  struct fate_run fates
      = { .first = { p->meter.sent_at + later, first + later, true },
          .sequence = p->meter.sequence + skip,
          .n = run->n - skip,
          .interval = run->interval };

  own->last_received = first + (run->n - 1) * run->interval;
  if (fates.n == 0)
    return;
  flow_count_run (c, own, p, &fates);
  flow_path_received (c, own, &run->first, fates.n);
}

static void
flow_dropped (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_packet *at = record;
  const struct packet_meter *meter = &at->packet->meter;
  struct flow_record *own;

  (void)sim;
  if (meter->flow == FLOW_NONE || at->packet->class != PACKET_DATA)
    return;
  own = record_at (c->flows, struct flow_record, meter->flow);
  if (!own->known
      || (meter->copied && !copies_lose (&own->copies, meter->sequence)))
    return;
  handover_flows_dropped (c, own, at->reason);
  if (!collector_counts (c, meter->sent_at))
    return;
  own->lost++;
  c->now.lost++;
  resequencer_add (&own->order, meter->sequence,
                   &(struct fate){ meter->sent_at, SIM_TIME_NONE, true },
                   &flow_group (c, own)->inorder);
}

void
collector_flows_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  trace_listen (trace, TRACE_FLOW_STARTED, flow_started, c);
  trace_listen (trace, TRACE_FLOW_ENDED, flow_ended, c);
  trace_listen (trace, TRACE_FLOW_SENT, flow_sent, c);
  trace_listen (trace, TRACE_PACKET_COPIED, flow_copied, c);
  trace_listen (trace, TRACE_FLOW_RECEIVED, flow_received, c);
  trace_listen (trace, TRACE_FLOW_SENT_RUN, flow_sent_run, c);
  trace_listen (trace, TRACE_FLOW_RECEIVED_RUN, flow_received_run, c);
  trace_listen (trace, TRACE_PACKET_DROPPED, flow_dropped, c);
}

/* Adds a flow's counts to its group's. */
static void
flow_close (struct collector *c, struct flow_record *own)
{
  struct flow_group *group = flow_group (c, own);

  flow_path_flush (c, own);
  group->duplicates += own->duplicates;
  if (own->sent == 0)
    return;
  resequencer_finish (&own->order,
                      own->end != SIM_TIME_NONE ? own->end : c->finished,
                      own->sent_all);
  if (own->delivered > 1)
    distribution_add (&group->jitter,
                      own->jitter_sum / (double)(own->delivered - 1), 1);
  group->delivered += own->delivered;
  group->lost += own->lost;
  group->delivered_bytes += own->delivered_bytes;
  group->reordered += own->reordered;
  group->tunnelled += own->tunnelled;
  group->tunnel_byte_hops += own->tunnel_byte_hops;
  group->tunnel_byte_hops_radio += own->tunnel_byte_hops_radio;
  group->offered_time += own->order.offered;
  group->delivered_time += own->order.delivered;
}

void
collector_flows_finish (struct collector *c)
{
  for (uint32_t i = 0; i < c->flows->len; i++)
    {
      struct flow_record *own
          = &g_array_index (c->flows, struct flow_record, i);

      if (own->known)
        flow_close (c, own);
    }
}

void
collector_flows_free (struct collector *c)
{
  struct distribution *all[GROUP_DISTRIBUTIONS];

  for (uint32_t i = 0; i < c->flows->len; i++)
    {
      struct flow_record *own
          = &g_array_index (c->flows, struct flow_record, i);

      distribution_clear (&own->delay);
      resequencer_clear (&own->order);
      reordering_clear (&own->reordering);
      copies_clear (&own->copies);
    }
  for (uint32_t i = 0; i < c->groups->len; i++)
    {
      group_distributions (&g_array_index (c->groups, struct flow_group, i),
                           all);
      for (unsigned j = 0; j < GROUP_DISTRIBUTIONS; j++)
        distribution_clear (all[j]);
    }
}
