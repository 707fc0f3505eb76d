/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signalling load (doc/metrics.md 7): each message once at its origin, and once
 * per link crossed when its way ends.  Neighbour discovery is counted apart and
 * never charged to a handover.  Peaks are over windows that begin at multiples
 * of their length. */
#include <math.h>
#include <string.h>

#include "analysis/collectors/parts.h"

#define ESP_SIZE 8 /* RFC 4303 2: in front of what it protects */

static const sim_time windows[PEAK_WINDOWS]
    = { 10 * SIM_MILLISECOND, 100 * SIM_MILLISECOND, SIM_SECOND };
static const char *const window_names[PEAK_WINDOWS] = { "10ms", "100ms", "1s" };

static struct entity_record *
entity_at (struct collector *c, uint32_t entity)
{
  return &g_array_index (c->entities, struct entity_record, entity);
}

static bool
is_nd (const struct packet *p)
{
  return p->class == PACKET_ND;
}

/* A message within its packet, behind tunnel and extension headers. */
struct inner_message
{
  const uint8_t *octets;
  uint32_t n;
  uint8_t next_header;
  struct address source; /* of the header it was sent with */
};

static struct inner_message
find_message (const struct packet *p)
{
  struct inner_message m = { p->head, p->stored, NEXT_IPV6, { { 0 } } };
  uint32_t skip;

  while (m.n >= IPV6_HEADER_SIZE || m.next_header != NEXT_IPV6)
    {
      if (m.next_header == NEXT_IPV6)
        {
          memcpy (&m.source, m.octets + 8, sizeof m.source);
          m.next_header = m.octets[6];
          skip = IPV6_HEADER_SIZE;
        }
      else if ((m.next_header == NEXT_OPTIONS || m.next_header == NEXT_ROUTING)
               && m.n >= 8)
        {
          m.next_header = m.octets[0];
          skip = MIN (8 * (m.octets[1] + 1u), m.n);
        }
      else if (m.next_header == NEXT_ESP && m.n >= ESP_SIZE)
        {
          m.next_header = NEXT_MH; /* RFC 5213 4: nothing else is inside */
          skip = ESP_SIZE;
        }
      else
        break;
      m.octets += skip;
      m.n -= skip;
    }
  return m;
}

/* MH type (RFC 6275 6.1.1), or ICMPv6 type with the highest bit set, which it
 * lacks in errors only: what tells a sender's kinds of message apart when only
 * the packet is left. */
static uint8_t
message_type (const struct packet *p)
{
  struct inner_message m = find_message (p);

  if (m.n < 3)
    return 0;
  return m.next_header == NEXT_MH ? m.octets[2] : 0x80 | m.octets[0];
}

/* Each link with the headers that were on there. */
static uint64_t
count_byte_hops (const struct packet *p)
{
  uint64_t bare = packet_length (p) - 8u * p->encapsulation;

  return bare * (p->meter.hops + p->meter.radio_hops)
         + p->meter.tunnel_byte_hops;
}

static gpointer
row_key (uint32_t entity, uint8_t class, uint8_t type, bool nd)
{
  return GSIZE_TO_POINTER ((gsize)entity << 17 | (gsize) class << 9
                           | (gsize)type << 1 | nd);
}

static struct signaling_record *
row_find (struct collector *c, uint32_t entity, const struct packet *p)
{
  gpointer at
      = g_hash_table_lookup (c->rows, row_key (entity, p->meter.signaling,
                                               message_type (p), is_nd (p)));

  return at == NULL ? NULL
                    : &g_array_index (c->signaling, struct signaling_record,
                                      GPOINTER_TO_UINT (at) - 1);
}

static struct signaling_record *
row_get (struct collector *c, uint32_t entity, const struct trace_signaling *at)
{
  const struct packet *p = at->packet;
  struct signaling_record fresh = { .entity = entity,
                                    .class = p->meter.signaling,
                                    .type = message_type (p),
                                    .nd = is_nd (p),
                                    .message = at->message };
  struct signaling_record *row = row_find (c, entity, p);

  if (row != NULL)
    return row;
  g_array_append_val (c->signaling, fresh);
  g_hash_table_insert (c->rows,
                       row_key (entity, fresh.class, fresh.type, fresh.nd),
                       GUINT_TO_POINTER (c->signaling->len));
  return row_find (c, entity, p);
}

/* A message in or out, in the entity's windows; mobile nodes together have no
 * load. */
static void
entity_load (struct entity_record *entity, sim_time now)
{
  if (entity->role == ROLE_MN)
    return;
  for (unsigned i = 0; i < PEAK_WINDOWS; i++)
    {
      if (now / windows[i] != entity->window[i])
        entity->in_window[i] = 0;
      entity->window[i] = now / windows[i];
      entity->in_window[i]++;
      entity->window_peak[i]
          = MAX (entity->window_peak[i], entity->in_window[i]);
    }
}

/* Later, a packet's source tells whose it was; sources nobody is remembered by
 * are mobile nodes'. */
static void
remember_sender (struct collector *c, uint32_t entity, const struct packet *p)
{
  struct address source = find_message (p).source;

  if (entity + 1 == c->mobile_entity)
    return;
  if (GPOINTER_TO_UINT (g_hash_table_lookup (c->entity_of, &source))
      != entity + 1)
    g_hash_table_insert (c->entity_of, g_memdup2 (&source, sizeof source),
                         GUINT_TO_POINTER (entity + 1));
}

static void
charge_handover (struct collector *c, const struct packet *p, uint64_t messages,
                 uint64_t bytes, uint64_t byte_hops)
{
  if (is_nd (p))
    return;
  c->now.signaling.messages += messages;
  c->now.signaling.bytes += bytes;
  c->now.signaling.byte_hops += byte_hops;
  collector_charge_handover (
      c, p->meter.transaction,
      &(struct message_counts){ messages, bytes, byte_hops });
}

/* RA sent after the handover's outcome was known. */
static void
note_ra (struct collector *c, const struct trace_signaling *at)
{
  struct handover_record *handover
      = collector_handover (c, at->packet->meter.transaction);

  if (handover != NULL && strcmp (at->message, "RA") == 0
      && handover->handover.t_ra_sent == SIM_TIME_NONE)
    handover->handover.t_ra_sent = sim_now (c->sim);
}

static void
signaling_sent (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_signaling *at = record;
  uint32_t entity = collector_entity (c, at->node, at->role);
  uint32_t bytes = packet_length (at->packet);
  struct signaling_record *row;

  remember_sender (c, entity, at->packet);
  note_ra (c, at);
  if (!collector_counts (c, sim_now (sim)))
    return;
  row = row_get (c, entity, at);
  row->sent++;
  row->origin.messages++;
  row->origin.bytes += bytes;
  charge_handover (c, at->packet, 1, bytes, 0);
  if (is_nd (at->packet))
    return;
  entity_at (c, entity)->messages_out++;
  entity_load (entity_at (c, entity), sim_now (sim));
}

static void
signaling_received (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_signaling *at = record;
  uint32_t entity = collector_entity (c, at->node, at->role);
  struct signaling_record *row;

  if (!collector_counts (c, at->packet->meter.sent_at))
    return;
  row = row_get (c, entity, at);
  row->received++;
  row->received_bytes += packet_length (at->packet);
  if (is_nd (at->packet))
    return;
  entity_at (c, entity)->messages_in++;
  entity_load (entity_at (c, entity), sim_now (sim));
}

/* The way of a message ended: the links it crossed are known. */
static void
signaling_ended (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct packet *p = ((const struct trace_packet *)record)->packet;
  struct address source;
  uint32_t entity;
  struct signaling_record *row;
  uint64_t byte_hops;

  (void)sim;
  if ((p->class != PACKET_SIGNALING && p->class != PACKET_ND)
      || !collector_counts (c, p->meter.sent_at))
    return;
  source = find_message (p).source;
  entity = GPOINTER_TO_UINT (g_hash_table_lookup (c->entity_of, &source));
  entity = entity != 0 ? entity : c->mobile_entity;
  row = entity == 0 ? NULL : row_find (c, entity - 1, p);
  if (row == NULL)
    return;
  byte_hops = count_byte_hops (p);
  row->origin.byte_hops += byte_hops;
  charge_handover (c, p, 0, 0, byte_hops);
}

static guint
address_hash (gconstpointer key)
{
  const struct address *a = key;

  return wire_get32 (a->octet) * 31u ^ wire_get32 (a->octet + 4) * 37u
         ^ wire_get32 (a->octet + 8) * 41u ^ wire_get32 (a->octet + 12);
}

static gboolean
address_same (gconstpointer a, gconstpointer b)
{
  return address_equal (a, b);
}

void
collector_signaling_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  c->rows = g_hash_table_new (NULL, NULL);
  c->entity_of
      = g_hash_table_new_full (address_hash, address_same, g_free, NULL);
  trace_listen (trace, TRACE_SIGNALING_SENT, signaling_sent, c);
  trace_listen (trace, TRACE_SIGNALING_RECEIVED, signaling_received, c);
  trace_listen (trace, TRACE_PACKET_CONSUMED, signaling_ended, c);
  trace_listen (trace, TRACE_PACKET_DROPPED, signaling_ended, c);
}

/* Puts messages, bytes and byte_hops of one kind, and their rates. */
static void
put_counts (struct collector *c, const char *kind, const char *label,
            const struct message_counts *counts)
{
  double span = sim_time_to_seconds (c->finished - c->config.warmup);
  const struct
  {
    const char *base;
    uint64_t value;
  } of[] = { { "messages", counts->messages },
             { "bytes", counts->bytes },
             { "byte_hops", counts->byte_hops } };

  for (unsigned i = 0; i < G_N_ELEMENTS (of); i++)
    {
      char *total = g_strdup_printf ("%s.%s%s", kind, of[i].base, label);
      char *rate = g_strdup_printf ("%s.%s.rate%s", kind, of[i].base, label);

      metric_set_value (c->metrics, total, (double)of[i].value);
      metric_set_value (c->metrics, rate,
                        span > 0 ? (double)of[i].value / span : NAN);
      g_free (total);
      g_free (rate);
    }
}

/* Which rows a metric is made of; -1 and RECORD_NONE: any. */
struct selection
{
  bool nd;
  int class;
  uint32_t entity;
};

static struct message_counts
rows_sum (const struct collector *c, const struct selection *s)
{
  struct message_counts sum = { 0 };

  for (uint32_t i = 0; i < c->signaling->len; i++)
    {
      const struct signaling_record *row
          = &g_array_index (c->signaling, struct signaling_record, i);

      if (row->nd != s->nd || (s->class >= 0 && row->class != s->class)
          || (s->entity != RECORD_NONE && row->entity != s->entity))
        continue;
      sum.messages += row->origin.messages;
      sum.bytes += row->origin.bytes;
      sum.byte_hops += row->origin.byte_hops;
    }
  return sum;
}

static void
put_rows (struct collector *c, const struct selection *s)
{
  struct message_counts sum = rows_sum (c, s);
  char *label = NULL, *entity = NULL;

  if (s->class >= 0)
    label = g_strdup_printf ("{class=%s}", signaling_class_name (s->class));
  else if (s->entity != RECORD_NONE)
    {
      entity = entity_name (entity_at (c, s->entity));
      label = g_strdup_printf ("{entity=%s}", entity);
    }
  put_counts (c, s->nd ? "nd" : "signaling", label != NULL ? label : "", &sum);
  g_free (label);
  g_free (entity);
}

static void
put_peaks (struct collector *c)
{
  for (unsigned i = 0; i < PEAK_WINDOWS; i++)
    {
      char *name
          = g_strdup_printf ("signaling.peak{window=%s}", window_names[i]);
      uint64_t peak = 0;

      for (uint32_t j = 0; j < c->entities->len; j++)
        peak = MAX (peak, entity_at (c, j)->window_peak[i]);
      metric_set_value (c->metrics, name, (double)peak);
      g_free (name);
    }
}

/* Does it answer for many gateways? */
static bool
role_is_central (enum entity_role role)
{
  return role == ROLE_CMD || role == ROLE_LMA || role == ROLE_HA
         || role == ROLE_MAP;
}

/* What central entities send over the updates they receive. */
static void
put_amplification (struct collector *c, int class, const char *label)
{
  g_autofree char *messages
      = g_strconcat ("signaling.amplification", label, NULL);
  g_autofree char *bytes
      = g_strconcat ("signaling.amplification.bytes", label, NULL);
  struct message_counts out = { 0 }, in = { 0 };

  for (uint32_t i = 0; i < c->signaling->len; i++)
    {
      const struct signaling_record *row
          = &g_array_index (c->signaling, struct signaling_record, i);

      if (row->nd || !role_is_central (entity_at (c, row->entity)->role)
          || (class >= 0 && row->class != class))
        continue;
      out.messages += row->origin.messages;
      out.bytes += row->origin.bytes;
      if (row->type != MH_BU)
        continue;
      in.messages += row->received;
      in.bytes += row->received_bytes;
    }
  metric_set_ratio (c->metrics, messages, (double)out.messages,
                    (double)in.messages);
  metric_set_ratio (c->metrics, bytes, (double)out.bytes, (double)in.bytes);
}

static void
put_amplifications (struct collector *c)
{
  put_amplification (c, -1, "");
  for (int class = 0; class < SIGNALING_CLASSES; class ++)
    {
      g_autofree char *label
          = g_strdup_printf ("{class=%s}", signaling_class_name (class));

      put_amplification (c, class, label);
    }
}

void
collector_signaling_finish (struct collector *c)
{
  for (int nd = 0; nd < 2; nd++)
    {
      put_rows (c, &(struct selection){ nd, -1, RECORD_NONE });
      for (int class = 0; class < SIGNALING_CLASSES; class ++)
        put_rows (c, &(struct selection){ nd, class, RECORD_NONE });
      for (uint32_t i = 0; i < c->entities->len; i++)
        put_rows (c, &(struct selection){ nd, -1, i });
    }
  put_peaks (c);
  put_amplifications (c);
}
