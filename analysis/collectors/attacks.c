/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attackers sent, what became of it, and what it did to the traffic of
 * their victims (doc/metrics.md 14). */
#include "analysis/collectors/parts.h"

enum verdict
{
  VERDICT_PENDING,
  VERDICT_ACCEPTED,
  VERDICT_REJECTED
};

/* A forged message, by its transaction. */
struct forgery_record
{
  struct trace_forgery forgery; /* its packet is gone */
  enum verdict verdict;
  char reason[32]; /* of a rejection */
  bool ended;      /* reached its end, without a drop */
  bool counts;
};

/* What attacks have done to a mobile node, by its index. */
struct victim_record
{
  bool open;         /* a forged registration stands in for its own */
  sim_time since;    /* it does */
  uint32_t forged;   /* index + 1 of the latest accepted; 0: none */
  uint32_t diverted; /* the same of those that lead somewhere */
};

/* Entries of an entity, by its index. */
struct state_record
{
  uint32_t now, before, peak; /* before: when the first forged message came */
  bool attacked;
};

struct attack_records
{
  bool any;
  GArray *forgeries, *victims, *states, *redirections;
  GHashTable *redirected; /* name of an end -> count as pointer */
  uint64_t redirections_packets, refused;
  uint64_t in, in_bytes, out, out_bytes; /* of those attacked */
};

/* ---- verdicts ------------------------------------------------------ */

static struct forgery_record *
find_forgery (struct collector *c, uint32_t transaction)
{
  uint32_t index = transaction - TRANSACTION_FORGED;

  if (!transaction_is_forged (transaction)
      || index >= c->attacks->forgeries->len)
    return NULL;
  return &g_array_index (c->attacks->forgeries, struct forgery_record, index);
}

static struct victim_record *
find_victim (struct collector *c, const struct mobile_node *mn)
{
  return record_at (c->attacks->victims, struct victim_record, mn->index);
}

/* The victim's registration is not its own from now on. */
static void
forgery_believed (struct collector *c, struct forgery_record *own)
{
  uint32_t number = (uint32_t)(own
                               - (struct forgery_record *)(void *)
                                     c->attacks->forgeries->data)
                    + 1;
  struct victim_record *victim;

  own->verdict = VERDICT_ACCEPTED;
  if (!own->forgery.victim || own->forgery.registers)
    return;
  victim = find_victim (c, own->forgery.victim);
  victim->forged = number;
  if (own->forgery.gateway)
    victim->diverted = number;
  if (!victim->open)
    victim->since = sim_now (c->sim);
  victim->open = true;
}

static void
forgery_rejected (struct forgery_record *own, const char *reason)
{
  if (own->verdict != VERDICT_PENDING)
    return;
  own->verdict = VERDICT_REJECTED;
  g_strlcpy (own->reason, reason, sizeof own->reason);
}

/* ---- trace points: messages ---------------------------------------- */

static void
attacks_begin (struct sim *sim G_GNUC_UNUSED, const void *record G_GNUC_UNUSED,
               void *data)
{
  ((struct collector *)data)->attacks->any = true;
}

/* Entities at @node are under attack from now on. */
static void
mark_states (struct collector *c, const struct node *node)
{
  GArray *states = c->attacks->states;

  for (guint i = 0; i < states->len; i++)
    {
      struct state_record *state
          = &g_array_index (states, struct state_record, i);
      const struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);

      if (entity->node != node || state->attacked)
        continue;
      state->attacked = true;
      state->before = state->peak = state->now;
    }
}

static void
forged (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  struct attack_records *attacks = c->attacks;
  const struct trace_forgery *forgery = record;
  struct forgery_record own
      = { .forgery = *forgery, .counts = collector_counts (c, sim_now (sim)) };

  own.forgery.packet = NULL;
  g_array_append_val (attacks->forgeries, own);
  if (forgery->target)
    mark_states (c, forgery->target);
  attacks->in += own.counts;
  if (own.counts)
    attacks->in_bytes += packet_length (forgery->packet);
}

/* Status of a BA or PBA, behind no more than an IPv6 header and a routing
 * header; of one that is encrypted as its class has it.  -1: it is none. */
static int
answer_status (const struct trace_signaling *at)
{
  const struct packet *p = at->packet;
  const uint8_t *octets = packet_ipv6_payload (p);
  uint32_t n = packet_ipv6_stored (p);
  uint8_t next = packet_next_header (p);

  if (!g_str_equal (at->message, "BA") && !g_str_equal (at->message, "PBA"))
    return -1;
  if (next == NEXT_ROUTING && n > 24)
    {
      next = octets[0];
      octets += 24;
      n -= 24;
    }
  if (next == NEXT_MH && n > 6)
    return octets[6];
  return p->meter.signaling == SIGNALING_ERROR ? STATUS_UNSPECIFIED
                                               : STATUS_ACCEPTED;
}

/* What the entity attacked sends on account of it. */
static void
message_sent (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_signaling *at = record;
  const struct packet *p = at->packet;
  struct forgery_record *own = find_forgery (c, p->meter.transaction);
  int status;
  char reason[32];

  if (!own)
    {
      if (p->meter.signaling == SIGNALING_ERROR && p->class == PACKET_SIGNALING)
        c->attacks->refused += collector_counts (c, sim_now (sim));
      return;
    }
  if (at->node != own->forgery.target)
    return;
  if (own->counts)
    {
      c->attacks->out++;
      c->attacks->out_bytes += packet_length (p);
    }
  status = answer_status (at);
  if (status < 0 || own->verdict != VERDICT_PENDING)
    return;
  g_snprintf (reason, sizeof reason, "status-%d", status);
  if (status >= STATUS_UNSPECIFIED)
    forgery_rejected (own, reason);
  else
    forgery_believed (c, own);
}

/* An acknowledgement ended what waited for it. */
static void
answer_heeded (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_signaling *at = record;
  struct forgery_record *own
      = find_forgery (data, at->packet->meter.transaction);

  if (own && at->packet->meter.forged)
    own->verdict = VERDICT_ACCEPTED;
}

static void
packet_consumed (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_packet *at = record;
  struct forgery_record *own
      = find_forgery (data, at->packet->meter.transaction);

  if (own && at->packet->meter.forged)
    own->ended = true;
}

/* ---- trace points: traffic ----------------------------------------- */

/* Where what is sent to nobody ends; radio, queues and failures are none of an
 * attacker's doing. */
static bool
is_stranded (enum drop_reason reason)
{
  switch (reason)
    {
    case DROP_NO_TUNNEL:
    case DROP_NOT_READY:
    case DROP_NO_ROUTE:
    case DROP_NO_LISTENER:
    case DROP_BINDING_HOLD:
    case DROP_INGRESS:
    case DROP_HOP_LIMIT:
    case DROP_MALFORMED:
    case DROP_REFUSED:
    case DROP_NOT_ATTACHED:
      return true;
    default:
      return false;
    }
}

/* To where the node is not; or nowhere, while it is not registered. */
static const char *
find_end (struct collector *c, const struct mobile_node *mn,
          const struct trace_packet *at)
{
  const struct victim_record *victim = find_victim (c, mn);
  const GArray *all = c->attacks->forgeries;
  const struct trace_forgery *latest, *diverted;

  if (victim->diverted)
    {
      diverted
          = &g_array_index (all, struct forgery_record, victim->diverted - 1)
                 .forgery;
      if (diverted->gateway == at->node
          && (!mn->router || mn->router->node != at->node)
          && (victim->open || at->reason != DROP_NOT_ATTACHED))
        return diverted->end;
    }
  if (!victim->open)
    return NULL;
  latest
      = &g_array_index (all, struct forgery_record, victim->forged - 1).forgery;
  return latest->gateway || at->reason == DROP_NOT_ATTACHED ? NULL
                                                            : latest->end;
}

static void
count_redirected (struct collector *c, const char *end)
{
  GHashTable *ends = c->attacks->redirected;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (ends, end));

  g_hash_table_insert (ends, (gpointer)end, GUINT_TO_POINTER (n + 1));
  c->attacks->redirections_packets++;
}

static void
data_dropped (struct collector *c, const struct trace_packet *at)
{
  const struct packet_meter *meter = &at->packet->meter;
  const struct flow_record *flow;

  if (!is_stranded (at->reason) || meter->flow >= c->flows->len
      || !collector_counts (c, meter->sent_at))
    return;
  flow = &g_array_index (c->flows, struct flow_record, meter->flow);
  for (uint32_t i = 0; i < flow->n_ends; i++)
    {
      const struct flow_end *to = &flow->ends[i];
      const char *end
          = to->direction == FLOW_DOWN ? find_end (c, to->mn, at) : NULL;

      if (end)
        count_redirected (c, end);
    }
}

static void
packet_dropped (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_packet *at = record;
  struct forgery_record *own;

  if (!c->attacks->any)
    return;
  if (at->packet->class == PACKET_DATA)
    {
      data_dropped (c, at);
      return;
    }
  own = find_forgery (c, at->packet->meter.transaction);
  if (own && at->packet->meter.forged)
    forgery_rejected (own, drop_reason_name (at->reason));
}

/* A genuine registration puts things right. */
static void
anchor_switched (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_prefix *at = record;
  struct forgery_record *own = find_forgery (c, at->transaction);
  struct victim_record *victim;
  double seconds;

  if (own)
    {
      forgery_believed (c, own);
      return;
    }
  if (!c->attacks->any)
    return;
  victim = find_victim (c, at->mn);
  if (!victim->open)
    return;
  victim->open = false;
  seconds = sim_time_to_seconds (sim_now (sim) - victim->since);
  if (collector_counts (c, victim->since))
    g_array_append_val (c->attacks->redirections, seconds);
}

static void
state_changed (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_state *at = record;
  uint32_t index = collector_entity (c, at->node, at->role);
  struct state_record *state
      = record_at (c->attacks->states, struct state_record, index);

  if (at->role == ROLE_MN)
    return;
  state->now = at->entries;
  state->peak = MAX (state->peak, state->now);
}

/* ---- life ---------------------------------------------------------- */

void
collector_attacks_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;
  struct attack_records *attacks = c->attacks
      = g_new0 (struct attack_records, 1);

  attacks->forgeries
      = g_array_new (FALSE, TRUE, sizeof (struct forgery_record));
  attacks->victims = g_array_new (FALSE, TRUE, sizeof (struct victim_record));
  attacks->states = g_array_new (FALSE, TRUE, sizeof (struct state_record));
  attacks->redirections = g_array_new (FALSE, FALSE, sizeof (double));
  attacks->redirected = g_hash_table_new (g_str_hash, g_str_equal);
  trace_listen (trace, TRACE_ATTACKS, attacks_begin, c);
  trace_listen (trace, TRACE_FORGED, forged, c);
  trace_listen (trace, TRACE_SIGNALING_SENT, message_sent, c);
  trace_listen (trace, TRACE_HEEDED, answer_heeded, c);
  trace_listen (trace, TRACE_PACKET_CONSUMED, packet_consumed, c);
  trace_listen (trace, TRACE_PACKET_DROPPED, packet_dropped, c);
  trace_listen (trace, TRACE_ANCHOR_SWITCHED, anchor_switched, c);
  trace_listen (trace, TRACE_STATE, state_changed, c);
}

/* ---- metrics ------------------------------------------------------- */

static void
put_labelled (struct collector *c, const char *base, const char *label,
              const char *value, uint64_t n)
{
  g_autofree char *name = g_strdup_printf ("%s{%s=%s}", base, label, value);

  metric_set_value (c->metrics, name, (double)n);
}

/* One label after the other, in the order of their names. */
static void
put_counts (struct collector *c, const char *base, const char *label,
            GHashTable *counts)
{
  g_autoptr (GList) names = g_hash_table_get_keys (counts);

  names = g_list_sort (names, (GCompareFunc)strcmp);
  for (const GList *at = names; at; at = at->next)
    put_labelled (c, base, label, at->data,
                  GPOINTER_TO_UINT (g_hash_table_lookup (counts, at->data)));
}

/* What was neither answered nor dropped, but taken in, was ignored; what is
 * under way still counts as nothing. */
static void
put_verdicts (struct collector *c)
{
  const GArray *all = c->attacks->forgeries;
  g_autoptr (GHashTable) reasons = g_hash_table_new (g_str_hash, g_str_equal);
  uint64_t sent = 0, accepted = 0, rejected = 0;

  for (guint i = 0; i < all->len; i++)
    {
      struct forgery_record *own
          = &g_array_index (all, struct forgery_record, i);
      guint n;

      if (own->forgery.asks || !own->counts)
        continue;
      if (own->ended)
        forgery_rejected (own, "ignored");
      sent++;
      accepted += own->verdict == VERDICT_ACCEPTED;
      if (own->verdict != VERDICT_REJECTED)
        continue;
      rejected++;
      n = GPOINTER_TO_UINT (g_hash_table_lookup (reasons, own->reason));
      g_hash_table_insert (reasons, own->reason, GUINT_TO_POINTER (n + 1));
    }
  metric_set_value (c->metrics, "attack.messages", (double)sent);
  metric_set_value (c->metrics, "attack.accepted", (double)accepted);
  metric_set_value (c->metrics, "attack.rejected", (double)rejected);
  put_counts (c, "attack.rejected", "reason", reasons);
}

static uint32_t
state_rise (const struct attack_records *attacks)
{
  uint32_t rise = 0;

  for (guint i = 0; i < attacks->states->len; i++)
    {
      const struct state_record *state
          = &g_array_index (attacks->states, struct state_record, i);

      if (state->attacked)
        rise = MAX (rise, state->peak - state->before);
    }
  return rise;
}

static void
put_metrics (struct collector *c)
{
  const struct attack_records *attacks = c->attacks;
  GArray *times = attacks->redirections;

  put_verdicts (c);
  metric_set_value (c->metrics, "attack.redirected",
                    (double)attacks->redirections_packets);
  put_counts (c, "attack.redirected", "end", attacks->redirected);
  metric_set_samples (c->metrics, "attack.redirection",
                      (double *)(void *)times->data, times->len);
  metric_set_ratio (c->metrics, "attack.amplification", (double)attacks->out,
                    (double)attacks->in);
  metric_set_ratio (c->metrics, "attack.amplification.bytes",
                    (double)attacks->out_bytes, (double)attacks->in_bytes);
  metric_set_value (c->metrics, "attack.state", state_rise (attacks));
  metric_set_value (c->metrics, "attack.refused", (double)attacks->refused);
}

void
collector_attacks_finish (struct collector *c)
{
  if (c->attacks->any)
    put_metrics (c);
}

void
collector_attacks_free (struct collector *c)
{
  struct attack_records *attacks = c->attacks;

  g_array_unref (attacks->forgeries);
  g_array_unref (attacks->victims);
  g_array_unref (attacks->states);
  g_array_unref (attacks->redirections);
  g_hash_table_unref (attacks->redirected);
  g_free (attacks);
}
