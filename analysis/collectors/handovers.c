/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handover records and the totals of doc/metrics.md 3 that are per handover.
 * First attachments (number 0) are no handovers. */
#include "analysis/collectors/parts.h"

struct handover_record *
collector_handover (struct collector *c, uint32_t transaction)
{
  uint32_t index;

  if (transaction >= c->by_transaction->len)
    return NULL;
  index = g_array_index (c->by_transaction, uint32_t, transaction);
  return index == 0
             ? NULL
             : &g_array_index (c->handovers, struct handover_record, index - 1);
}

static void
handover_begun (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct handover *handover = record;
  struct node_record *node = collector_node (c, handover->mn);

  (void)sim;
  if (handover->number == 0)
    return;
  if (!collector_counts (c, handover->t_dead))
    return;
  g_array_append_vals (c->handovers,
                       &(struct handover_record){ .handover = *handover,
                                                  .t_left = SIM_TIME_NONE,
                                                  .first_flow = RECORD_NONE },
                       1);
  *record_at (c->by_transaction, uint32_t, handover->id) = c->handovers->len;
  node->handover = c->handovers->len - 1;
  c->now.handovers++;
  handover_flows_begin (c, node, node->handover);
}

static void
handover_ended (struct sim *sim, const void *record, void *data)
{
  const struct handover *handover = record;
  struct handover_record *own = collector_handover (data, handover->id);

  (void)sim;
  if (own == NULL)
    return;
  own->handover = *handover;
  own->ended = true;
}

/* A node still has the transaction that brought it where it leaves. */
static void
handover_node_detached (struct sim *sim, const void *record, void *data)
{
  const struct mobile_node *mn = record;
  struct handover_record *own
      = mn->handover ? collector_handover (data, mn->handover->id) : NULL;

  if (own != NULL && own->t_left == SIM_TIME_NONE)
    own->t_left = sim_now (sim);
}

/* The node's transaction can outlive its outcome: RA sent and heard come
 * last. */
static void
handover_ra_received (struct sim *sim, const void *record, void *data)
{
  const struct trace_prefix *ra = record;
  struct handover_record *own = collector_handover (data, ra->transaction);

  if (own == NULL)
    return;
  if (ra->mn->handover != NULL && ra->mn->handover->id == ra->transaction)
    own->handover = *ra->mn->handover;
  if (own->handover.t_ra == SIM_TIME_NONE)
    own->handover.t_ra = sim_now (sim);
}

static void
cell_changed (struct sim *sim, const void *record G_GNUC_UNUSED, void *data)
{
  struct collector *c = data;

  c->cell_changes += collector_counts (c, sim_now (sim));
}

void
collector_handovers_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  trace_listen (trace, TRACE_HANDOVER_BEGUN, handover_begun, c);
  trace_listen (trace, TRACE_HANDOVER_ENDED, handover_ended, c);
  trace_listen (trace, TRACE_RA_RECEIVED, handover_ra_received, c);
  trace_listen (trace, TRACE_DETACHED, handover_node_detached, c);
  trace_listen (trace, TRACE_CELL_CHANGED, cell_changed, c);
}

/* Seconds from @from to @to, if both were reached, to @samples. */
static void
add_interval (GArray *samples, sim_time from, sim_time to)
{
  double seconds;

  if (from == SIM_TIME_NONE || to == SIM_TIME_NONE)
    return;
  seconds = sim_time_to_seconds (to - from);
  g_array_append_val (samples, seconds);
}

static void
put_samples (struct collector *c, const char *name, GArray *samples)
{
  metric_set_samples (c->metrics, name, (double *)(void *)samples->data,
                      samples->len);
  g_array_free (samples, TRUE);
}

static GArray *
samples_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

static void
add_number (GArray *samples, double value)
{
  g_array_append_val (samples, value);
}

static bool
handover_never_completed (enum handover_outcome outcome)
{
  return outcome == HANDOVER_FAILED || outcome == HANDOVER_ABANDONED
         || outcome == HANDOVER_LEFT;
}

static void
handovers_take_open (struct collector *c)
{
  for (uint32_t i = 0; i < c->handovers->len; i++)
    {
      struct handover_record *own
          = &g_array_index (c->handovers, struct handover_record, i);
      const struct handover *latest = own->handover.mn->handover;

      if (latest != NULL && latest->id == own->handover.id)
        own->handover = *latest;
    }
}

/* What the signalling of a handover cost; of those still pending it is not
 * known yet. */
static void
handovers_put_cost (struct collector *c)
{
  GArray *messages = samples_new (), *bytes = samples_new (),
         *byte_hops = samples_new ();

  for (uint32_t i = 0; i < c->handovers->len; i++)
    {
      const struct handover_record *own
          = &g_array_index (c->handovers, struct handover_record, i);

      if (own->handover.outcome == HANDOVER_PENDING)
        continue;
      add_number (messages, (double)own->signaling.messages);
      add_number (bytes, (double)own->signaling.bytes);
      add_number (byte_hops, (double)own->signaling.byte_hops);
    }
  put_samples (c, "signaling.messages.per_handover", messages);
  put_samples (c, "signaling.bytes.per_handover", bytes);
  put_samples (c, "signaling.byte_hops.per_handover", byte_hops);
}

/* Does @h undo @before, the handover of the same node right before it, after
 * too short a stay? */
static bool
is_ping_pong (const struct collector *c, const struct handover *h,
              const struct handover *before)
{
  return h->number == before->number + 1 && h->to && h->to == before->from
         && before->t_up != SIM_TIME_NONE
         && h->t_dead - before->t_up < c->config.ping_pong;
}

static unsigned
count_ping_pong (const struct collector *c)
{
  const struct handover_record *records
      = (const struct handover_record *)c->handovers->data;
  g_autofree uint32_t *latest = g_new (uint32_t, c->domain->mobile_nodes->len);
  unsigned n = 0;

  for (uint32_t i = 0; i < c->domain->mobile_nodes->len; i++)
    latest[i] = RECORD_NONE;
  for (uint32_t i = 0; i < c->handovers->len; i++)
    {
      const struct handover *h = &records[i].handover;
      uint32_t *before = &latest[h->mn->index];

      n += *before != RECORD_NONE
           && is_ping_pong (c, h, &records[*before].handover);
      *before = i;
    }
  return n;
}

void
collector_handovers_finish (struct collector *c)
{
  GArray *signaling = samples_new (), *gateway = samples_new (),
         *previous = samples_new ();
  unsigned failed = 0;

  handovers_take_open (c);
  for (uint32_t i = 0; i < c->handovers->len; i++)
    {
      const struct handover *h
          = &g_array_index (c->handovers, struct handover_record, i).handover;

      failed += handover_never_completed (h->outcome);
      if (h->outcome != HANDOVER_COMPLETED)
        continue;
      add_interval (signaling, h->t_pbu, h->t_pba);
      add_interval (gateway, h->t_trigger, h->t_ra_sent);
      add_number (previous, h->previous_anchors);
    }
  metric_set_value (c->metrics, "handover.count", c->handovers->len);
  metric_set_value (c->metrics, "handover.failed", failed);
  metric_set_value (c->metrics, "handover.ping_pong", count_ping_pong (c));
  metric_set_value (c->metrics, "handover.l2", (double)c->cell_changes);
  put_samples (c, "handover.signaling", signaling);
  put_samples (c, "handover.gateway", gateway);
  put_samples (c, "handover.previous_anchors", previous);
  handovers_put_cost (c);
}
