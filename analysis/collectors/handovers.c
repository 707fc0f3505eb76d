/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handover records and the totals of doc/metrics.md 3 that are per handover.
 * First attachments (number 0) are no handovers. */
#include "analysis/collectors/parts.h"

/* What by_transaction says of one that is in the totals and has no record any
 * more. */
#define GONE RECORD_NONE

static uint32_t
find_handover (const struct collector *c, uint32_t transaction)
{
  return transaction < c->by_transaction->len
             ? g_array_index (c->by_transaction, uint32_t, transaction)
             : 0;
}

struct handover_record *
collector_handover (struct collector *c, uint32_t transaction)
{
  uint32_t index = find_handover (c, transaction);

  return index == 0 || index == GONE ? NULL : handover_record_at (c, index - 1);
}

static void
counts_add (struct message_counts *to, const struct message_counts *more)
{
  to->messages += more->messages;
  to->bytes += more->bytes;
  to->byte_hops += more->byte_hops;
}

void
collector_charge_handover (struct collector *c, uint32_t transaction,
                           const struct message_counts *signaling)
{
  uint32_t index = find_handover (c, transaction);
  struct handover_record *own = collector_handover (c, transaction);

  if (own != NULL)
    counts_add (&own->signaling, signaling);
  if (index == GONE || (own != NULL && own->settled))
    counts_add (&c->handover_totals.late, signaling);
}

/* ---- the totals ---------------------------------------------------- */

static bool
handover_never_completed (enum handover_outcome outcome)
{
  return outcome == HANDOVER_FAILED || outcome == HANDOVER_ABANDONED
         || outcome == HANDOVER_LEFT;
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

/* What the signalling of a handover cost; of those still pending it is not
 * known yet. */
static void
settle_cost (struct handover_totals *totals,
             const struct handover_record *record)
{
  if (record->handover.outcome == HANDOVER_PENDING)
    return;
  distribution_add (&totals->messages, (double)record->signaling.messages, 1);
  distribution_add (&totals->bytes, (double)record->signaling.bytes, 1);
  distribution_add (&totals->byte_hops, (double)record->signaling.byte_hops, 1);
}

/* Adds the node's oldest handover that is not in the totals to them. */
static void
settle_oldest (struct collector *c, struct node_record *node)
{
  struct handover_totals *totals = &c->handover_totals;
  uint32_t index = node->oldest;
  struct handover_record *own = handover_record_at (c, index);
  const struct handover *h = &own->handover;

  node->oldest = own->next;
  own->settled = true;
  if (own->next != RECORD_NONE)
    totals->ping_pong
        += is_ping_pong (c, &handover_record_at (c, own->next)->handover, h);
  totals->failed += handover_never_completed (h->outcome);
  if (h->outcome == HANDOVER_COMPLETED)
    {
      distribution_add_interval (&totals->signaling, h->t_pbu, h->t_pba);
      distribution_add_interval (&totals->gateway, h->t_trigger, h->t_ra_sent);
      distribution_add (&totals->previous_anchors, h->previous_anchors, 1);
    }
  settle_cost (totals, own);
  handover_flows_settle (c, own);
  if (own->kept)
    return;
  g_array_index (c->by_transaction, uint32_t, h->id) = GONE;
  own->next = c->free_handover;
  c->free_handover = index;
}

/* Where not every handover becomes a row, a node's are kept only as long as
 * they may change: until the next one has ended, for what comes late. */
static void
settle_former (struct collector *c, struct node_record *node)
{
  while (c->config.handover_rows != 1 && node->oldest != node->handover)
    settle_oldest (c, node);
}

/* ---- records ------------------------------------------------------- */

static uint32_t
record_new (struct collector *c)
{
  uint32_t index = c->free_handover;

  if (index != RECORD_NONE)
    c->free_handover = handover_record_at (c, index)->next;
  else
    {
      index = c->handovers->len;
      g_array_set_size (c->handovers, index + 1);
    }
  return index;
}

/* The new one ends the list of its node's. */
static void
join_node (struct collector *c, struct node_record *node, uint32_t index)
{
  if (node->oldest == RECORD_NONE)
    node->oldest = index;
  else
    handover_record_at (c, node->handover)->next = index;
  node->handover = index;
}

static void
handover_begun (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct handover *handover = record;
  struct node_record *node = collector_node (c, handover->mn);
  uint32_t rows = c->config.handover_rows, index;

  (void)sim;
  if (handover->number == 0)
    return;
  traffic_tell (c->domain->traffic, handover->mn);
  if (!collector_counts (c, handover->t_dead))
    return;
  index = record_new (c);
  *handover_record_at (c, index) = (struct handover_record){
    .handover = *handover,
    .t_left = SIM_TIME_NONE,
    .first_flow = RECORD_NONE,
    .next = RECORD_NONE,
    .kept = rows > 0 && c->handover_totals.begun % rows == 0,
  };
  c->handover_totals.begun++;
  *record_at (c->by_transaction, uint32_t, handover->id) = index + 1;
  join_node (c, node, index);
  c->now.handovers++;
  handover_flows_begin (c, node, index);
}

static void
handover_ended (struct sim *sim, const void *record, void *data)
{
  const struct handover *handover = record;
  struct handover_record *own = collector_handover (data, handover->id);

  (void)sim;
  if (own == NULL)
    return;
  traffic_tell (((struct collector *)data)->domain->traffic, handover->mn);
  own->handover = *handover;
  own->ended = true;
  settle_former (data, collector_node (data, handover->mn));
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

/* ---- the end ------------------------------------------------------- */

static void
handovers_take_open (struct collector *c)
{
  for (uint32_t i = 0; i < c->nodes->len; i++)
    {
      const struct node_record *node
          = &g_array_index (c->nodes, struct node_record, i);
      struct handover_record *own;
      const struct handover *latest;

      if (node->handover == RECORD_NONE)
        continue;
      own = handover_record_at (c, node->handover);
      latest = own->handover.mn->handover;
      if (latest->id == own->handover.id)
        own->handover = *latest;
    }
}

/* Of signalling that came when its handover was in the totals, the mean knows,
 * the percentiles do not. */
static void
put_cost (struct collector *c, const char *name, struct distribution *d,
          uint64_t late)
{
  d->sum += (double)late;
  metric_set_distribution (c->metrics, name, d, 1);
}

static void
put_totals (struct collector *c)
{
  struct handover_totals *t = &c->handover_totals;

  metric_set_value (c->metrics, "handover.count", (double)t->begun);
  metric_set_value (c->metrics, "handover.failed", (double)t->failed);
  metric_set_value (c->metrics, "handover.ping_pong", (double)t->ping_pong);
  metric_set_value (c->metrics, "handover.l2", (double)c->cell_changes);
  metric_set_distribution (c->metrics, "handover.signaling", &t->signaling,
                           1e9);
  metric_set_distribution (c->metrics, "handover.gateway", &t->gateway, 1e9);
  metric_set_distribution (c->metrics, "handover.previous_anchors",
                           &t->previous_anchors, 1);
  put_cost (c, "signaling.messages.per_handover", &t->messages,
            t->late.messages);
  put_cost (c, "signaling.bytes.per_handover", &t->bytes, t->late.bytes);
  put_cost (c, "signaling.byte_hops.per_handover", &t->byte_hops,
            t->late.byte_hops);
}

void
collector_handovers_finish (struct collector *c)
{
  handovers_take_open (c);
  for (uint32_t i = 0; i < c->nodes->len; i++)
    {
      struct node_record *node
          = &g_array_index (c->nodes, struct node_record, i);

      while (node->oldest != RECORD_NONE)
        settle_oldest (c, node);
    }
  put_totals (c);
}

static int
by_transaction (gconstpointer a, gconstpointer b, gpointer collector)
{
  uint32_t i
      = handover_record_at (collector, *(const uint32_t *)a)->handover.id;
  uint32_t j
      = handover_record_at (collector, *(const uint32_t *)b)->handover.id;

  return i < j ? -1 : i > j;
}

GArray *
collector_handover_rows (const struct collector *c)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (uint32_t i = 0; i < c->handovers->len; i++)
    if (handover_record_at (c, i)->kept)
      g_array_append_val (rows, i);
  g_array_sort_with_data (rows, by_transaction, (gpointer)c);
  return rows;
}

static struct distribution *
totals_at (struct handover_totals *t, unsigned i)
{
  struct distribution *const all[]
      = { &t->signaling, &t->gateway, &t->previous_anchors,
          &t->messages,  &t->bytes,   &t->byte_hops };

  return i < G_N_ELEMENTS (all) ? all[i] : NULL;
}

void
collector_handovers_init (struct collector *c)
{
  struct distribution *d;

  c->free_handover = RECORD_NONE;
  for (unsigned i = 0; (d = totals_at (&c->handover_totals, i)) != NULL; i++)
    distribution_init (d, G_MAXUINT16);
}

void
collector_handovers_free (struct collector *c)
{
  struct distribution *d;

  for (unsigned i = 0; (d = totals_at (&c->handover_totals, i)) != NULL; i++)
    distribution_clear (d);
}
