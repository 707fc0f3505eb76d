/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scenario's faults did to flows (doc/metrics.md 12).  A flow is dead
 * from the first packet lost since its latest arrival; one that died after a
 * fault began and is dead when the fault, or the flow, ends is broken by it. */
#include "analysis/collectors/parts.h"

/* ---- flows --------------------------------------------------------- */

static struct flow_pulse *
pulse_of (struct collector *c, uint32_t flow)
{
  return record_at (c->pulses, struct flow_pulse, flow);
}

static bool
is_running (const struct fault_record *fault)
{
  return fault->end == SIM_TIME_NONE;
}

static void
mark_nodes (struct fault_record *fault, const struct flow_record *flow)
{
  for (uint32_t i = 0; i < flow->n_ends; i++)
    {
      uint8_t *marked
          = record_at (fault->broken, uint8_t, flow->ends[i].mn->index);

      fault->nodes_broken += !*marked;
      *marked = true;
    }
}

/* The fault or the flow is over: is the flow broken?  What is broken waits for
 * an arrival. */
static void
judge (struct collector *c, uint32_t index, const struct flow_record *flow)
{
  struct fault_record *fault
      = &g_array_index (c->faults, struct fault_record, index);
  struct flow_pulse *pulse = pulse_of (c, flow->id);
  struct flow_break broken = { .fault = index, .next = pulse->waits };

  if (!pulse->dead || pulse->since < fault->begin)
    return;
  fault->flows_broken++;
  mark_nodes (fault, flow);
  g_array_append_val (c->breaks, broken);
  pulse->waits = c->breaks->len;
}

static void
flow_dropped (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct packet *p = ((const struct trace_packet *)record)->packet;
  struct flow_pulse *pulse;

  if (p->meter.flow == FLOW_NONE || p->class != PACKET_DATA || p->meter.copied)
    return;
  pulse = pulse_of (c, p->meter.flow);
  if (pulse->dead)
    return;
  *pulse = (struct flow_pulse){ .dead = true,
                                .since = sim_now (sim),
                                .sequence = p->meter.sequence,
                                .waits = pulse->waits };
}

/* Of a fault that is still on nothing has been said; a flow that is over has
 * nothing to recover, whatever of it is still under way. */
static void
recover (struct collector *c, struct flow_pulse *pulse, sim_time now)
{
  while (pulse->waits)
    {
      const struct flow_break *broken
          = &g_array_index (c->breaks, struct flow_break, pulse->waits - 1);
      struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, broken->fault);

      fault->flows_recovered++;
      fault->recovery_max = MAX (fault->recovery_max, now - fault->end);
      distribution_add (&c->recovery, (double)(now - fault->end), 1);
      distribution_add (&c->interruption, (double)(now - pulse->since), 1);
      pulse->waits = broken->next;
    }
}

static void
flow_received (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_packet *at = record;
  struct flow_pulse *pulse = pulse_of (c, at->flow->id);

  if (!pulse->dead || at->packet->meter.sequence < pulse->sequence)
    return;
  recover (c, pulse, trace_flow_time (sim, at));
  pulse->dead = false;
}

static void
flow_started (struct sim *sim G_GNUC_UNUSED, const void *record G_GNUC_UNUSED,
              void *data)
{
  struct collector *c = data;

  for (guint i = 0; i < c->faults->len; i++)
    {
      struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, i);

      fault->flows += is_running (fault);
    }
}

static void
flow_ended (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  struct collector *c = data;
  const struct flow *flow = record;
  const struct flow_record *own
      = record_at (c->flows, struct flow_record, flow->id);

  for (guint i = 0; own->known && i < c->faults->len; i++)
    if (is_running (&g_array_index (c->faults, struct fault_record, i)))
      judge (c, i, own);
  *pulse_of (c, flow->id) = (struct flow_pulse){ 0 };
}

/* ---- faults -------------------------------------------------------- */

static void
judge_live (struct collector *c, uint32_t fault)
{
  for (uint32_t i = 0; i < c->flows->len; i++)
    {
      const struct flow_record *flow
          = &g_array_index (c->flows, struct flow_record, i);

      if (flow->known && flow->end == SIM_TIME_NONE)
        judge (c, fault, flow);
    }
}

/* Flows are followed only where there are faults. */
static void
listen_to_flows (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  trace_listen (trace, TRACE_FLOW_STARTED, flow_started, c);
  trace_listen (trace, TRACE_FLOW_ENDED, flow_ended, c);
  trace_listen (trace, TRACE_FLOW_RECEIVED, flow_received, c);
  trace_listen (trace, TRACE_PACKET_DROPPED, flow_dropped, c);
}

static void
fault_begun (struct collector *c, const struct trace_fault_state *state)
{
  struct fault_record fresh = { .entry = state->entry,
                                .kind = state->kind,
                                .text = state->text,
                                .begin = sim_now (c->sim),
                                .end = SIM_TIME_NONE,
                                .nodes = c->domain->mobile_nodes->len,
                                .flows = c->now.live_flows };

  if (!c->follows_faults)
    listen_to_flows (c);
  c->follows_faults = true;
  fresh.broken = g_array_new (FALSE, TRUE, sizeof (uint8_t));
  g_array_append_val (c->faults, fresh);
}

static void
fault_over (struct collector *c, uint32_t index, sim_time at)
{
  struct fault_record *fault
      = &g_array_index (c->faults, struct fault_record, index);

  judge_live (c, index);
  fault->end = at;
  g_clear_pointer (&fault->broken, g_array_unref);
}

static void
fault_state (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_fault_state *state = record;

  traffic_tell (c->domain->traffic, NULL);
  if (state->active && collector_counts (c, sim_now (sim)))
    fault_begun (c, state);
  for (guint i = 0; !state->active && i < c->faults->len; i++)
    {
      const struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, i);

      if (fault->entry == state->entry && is_running (fault))
        fault_over (c, i, sim_now (sim));
    }
}

/* ---- all ----------------------------------------------------------- */

#define OUTAGE_VALUES 8192

void
collector_outages_listen (struct collector *c)
{
  c->faults = g_array_new (FALSE, TRUE, sizeof (struct fault_record));
  c->breaks = g_array_new (FALSE, TRUE, sizeof (struct flow_break));
  c->pulses = g_array_new (FALSE, TRUE, sizeof (struct flow_pulse));
  distribution_init (&c->recovery, OUTAGE_VALUES);
  distribution_init (&c->interruption, OUTAGE_VALUES);
  trace_listen (c->sim->trace, TRACE_FAULT_STATE, fault_state, c);
}

/* Number and duration of the faults of @kind; FAULT_KINDS_N: of all. */
static void
put_kind (struct collector *c, enum fault_kind kind)
{
  const char *text = fault_kind_name (kind);
  g_autofree char *label
      = text ? g_strdup_printf ("{kind=%s}", text) : g_strdup ("");
  g_autofree char *count = g_strdup_printf ("fault.count%s", label);
  g_autofree char *downtime = g_strdup_printf ("fault.downtime%s", label);
  double n = 0, total = 0;

  for (guint i = 0; i < c->faults->len; i++)
    {
      const struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, i);

      if (kind != FAULT_KINDS_N && fault->kind != kind)
        continue;
      n++;
      total += sim_time_to_seconds (fault->end - fault->begin);
    }
  if (n == 0 && kind != FAULT_KINDS_N)
    return;
  metric_set_value (c->metrics, count, n);
  metric_set_value (c->metrics, downtime, total);
}

/* One observation per fault that had anything to break. */
static void
put_shares (struct collector *c)
{
  struct distribution blast, broken;
  double lost = 0;

  distribution_init (&blast, OUTAGE_VALUES);
  distribution_init (&broken, OUTAGE_VALUES);
  for (guint i = 0; i < c->faults->len; i++)
    {
      const struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, i);

      if (fault->nodes > 0)
        distribution_add (&blast, (double)fault->nodes_broken / fault->nodes,
                          1);
      if (fault->flows > 0)
        distribution_add (&broken, (double)fault->flows_broken / fault->flows,
                          1);
      lost += fault->flows_broken - fault->flows_recovered;
    }
  metric_set_distribution (c->metrics, "fault.blast", &blast, 1);
  metric_set_distribution (c->metrics, "fault.broken", &broken, 1);
  metric_set_value (c->metrics, "fault.unrecovered", lost);
  distribution_clear (&blast);
  distribution_clear (&broken);
}

void
collector_outages_finish (struct collector *c)
{
  for (guint i = 0; i < c->faults->len; i++)
    {
      struct fault_record *fault
          = &g_array_index (c->faults, struct fault_record, i);

      fault->unfinished = is_running (fault);
      if (fault->unfinished)
        fault_over (c, i, c->finished);
    }
  for (int kind = 0; kind <= FAULT_KINDS_N; kind++)
    put_kind (c, (enum fault_kind)kind);
  put_shares (c);
  metric_set_distribution (c->metrics, "fault.recovery", &c->recovery, 1e9);
  metric_set_distribution (c->metrics, "fault.interruption", &c->interruption,
                           1e9);
}

void
collector_outages_free (struct collector *c)
{
  for (guint i = 0; i < c->faults->len; i++)
    g_clear_pointer (&g_array_index (c->faults, struct fault_record, i).broken,
                     g_array_unref);
  g_array_unref (c->faults);
  g_array_unref (c->breaks);
  g_array_unref (c->pulses);
  distribution_clear (&c->recovery);
  distribution_clear (&c->interruption);
}
