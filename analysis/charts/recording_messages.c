/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signalling: who sent what to whom, when it arrived, or where it was lost. */
#include <string.h>

#include "analysis/charts/recording_parts.h"

/* ---- whose --------------------------------------------------------- */

#define HEADER_ROUTING 43 /* RFC 8200 4.4 */
#define HEADER_DESTINATION 60
#define HEADER_ESP_SIZE 8 /* RFC 4303 2 */

/* A Mobility Header, also behind a home address option or a type 2 routing
 * header (RFC 6275 6.3, 6.4), or in ESP. */
static bool
decode (const struct packet *p, struct mh_message *message)
{
  const uint8_t *at = packet_ipv6_payload (p);
  size_t n = packet_ipv6_stored (p);
  unsigned next = packet_next_header (p);

  while ((next == HEADER_ROUTING || next == HEADER_DESTINATION) && n >= 8)
    {
      size_t size = (at[1] + 1u) * 8u;

      if (size > n)
        return false;
      next = at[0];
      at += size;
      n -= size;
    }
  if (next == NEXT_ESP && n >= HEADER_ESP_SIZE) /* NULL encryption */
    {
      next = NEXT_MH;
      at += HEADER_ESP_SIZE;
      n -= HEADER_ESP_SIZE;
    }
  return next == NEXT_MH && mh_decode (at, n, NULL, NULL, message) == MH_OK;
}

/* The one whose identifier the message bears. */
static uint32_t
node_named (const struct recording *r, const struct packet *p)
{
  struct mh_message message;
  const struct mh_option *o;

  if (!decode (p, &message))
    return RECORDING_NONE;
  o = mh_find (&message, OPTION_MN_IDENTIFIER, 0);
  for (uint32_t i = 0; o != NULL && i < r->nodes->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (r->nodes, i);
      const struct view *id = &o->mn_identifier.id;

      if (id->n == strlen (mn->identifier)
          && memcmp (id->octets, mn->identifier, id->n) == 0)
        return i;
    }
  return RECORDING_NONE;
}

/* The one at an end of the packet's way. */
static uint32_t
node_at_end (const struct recording *r, const struct node *node,
             const struct packet *p)
{
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);

  for (uint32_t i = 0; i < r->nodes->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (r->nodes, i);

      if (mn->node == node || node_has_address (mn->node, &source)
          || node_has_address (mn->node, &destination))
        return i;
    }
  return RECORDING_NONE;
}

/* A message of a handover is its node's, any other that of the node it names,
 * or comes from or goes to. */
static uint32_t
message_node (const struct recording *r, const struct trace_signaling *at)
{
  const struct packet *p = at->packet;
  uint32_t node;

  if (p->meter.transaction != TRANSACTION_NONE)
    return GPOINTER_TO_UINT (g_hash_table_lookup (
               r->transaction, GUINT_TO_POINTER (p->meter.transaction)))
           - 1;
  node = node_named (r, p);
  return node != RECORDING_NONE ? node : node_at_end (r, at->node, p);
}

/* Who should get it, as far as that is known when it is sent. */
static uint32_t
receiver (struct recording *r, uint32_t node, uint32_t sender,
          const struct packet *p)
{
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, node);
  struct address to = packet_destination (p);
  const struct node *anchor;

  if (node_has_address (mn->node, &to))
    return recording_find (r, mn->node, PLACE_MOBILE);
  if (recording_entity (r, sender)->place == PLACE_MOBILE
      && (address_is_multicast (&to) || address_is_link_local (&to)))
    return mn->router == NULL
               ? RECORDING_NONE
               : recording_find (r, mn->router->node, PLACE_GATEWAY);
  anchor = network_anchor (r->sim->network, &to);
  if (anchor == NULL)
    return recording_find (r, mn->node, PLACE_MOBILE);
  return address_equal (&anchor->address, &to)
             ? recording_anchor (r, anchor)
             : recording_find (r, anchor, PLACE_CENTRAL);
}

/* ---- what it says -------------------------------------------------- */

static void
append_status (GString *text, unsigned status)
{
  const char *name = mh_status_name (status);

  g_string_append_printf (text, " status %u", status);
  if (status != 0 && name != NULL)
    g_string_append_printf (text, " (%s)", name);
}

char *
recorded_message_text (const char *name, const struct packet *p)
{
  GString *text = g_string_new (name);
  struct mh_message message;

  if (!decode (p, &message))
    return g_string_free (text, FALSE);
  if (message.type == MH_BU)
    g_string_append_printf (text, " seq %u lifetime %u s", message.bu.sequence,
                            message.bu.lifetime * 4u); /* RFC 6275 6.1.7 */
  else if (message.type == MH_BA)
    {
      g_string_append_printf (text, " seq %u", message.ba.sequence);
      append_status (text, message.ba.status);
      g_string_append_printf (text, " lifetime %u s",
                              message.ba.lifetime * 4u); /* 6.1.8 */
    }
  return g_string_free (text, FALSE);
}

/* ---- its way ------------------------------------------------------- */

static void
message_sent (struct sim *sim, const void *record, void *data)
{
  struct recording *r = data;
  const struct trace_signaling *at = record;
  uint32_t node = message_node (r, at), kept;
  struct recorded_event event = { .kind = RECORDED_MESSAGE,
                                  .at = sim_now (sim),
                                  .until = SIM_TIME_NONE,
                                  .node = node };

  if (node == RECORDING_NONE)
    return;
  event.transaction = at->packet->meter.transaction;
  event.from = recording_meet (r, at->node, at->role);
  event.to = receiver (r, node, event.from, at->packet);
  event.text = recorded_message_text (at->message, at->packet);
  kept = recording_add (r, &event);
  if (kept > 0)
    g_hash_table_insert (r->under_way, (gpointer)at->packet,
                         GUINT_TO_POINTER (kept));
}

static struct recorded_event *
event_of (struct recording *r, const struct packet *p)
{
  uint32_t i = GPOINTER_TO_UINT (g_hash_table_lookup (r->under_way, p));

  return i == 0 ? NULL
                : &g_array_index (r->events, struct recorded_event, i - 1);
}

static void
message_received (struct sim *sim, const void *record, void *data)
{
  struct recording *r = data;
  const struct trace_signaling *at = record;
  struct recorded_event *event = event_of (r, at->packet);

  if (event == NULL)
    return;
  event->until = sim_now (sim);
  event->to = recording_meet (r, at->node, at->role);
}

static bool
is_signaling (const struct packet *p)
{
  return p->class == PACKET_SIGNALING || p->class == PACKET_ND;
}

static void
message_consumed (struct sim *sim, const void *record, void *data)
{
  const struct packet *p = ((const struct trace_packet *)record)->packet;
  struct recording *r = data;

  (void)sim;
  if (is_signaling (p))
    g_hash_table_remove (r->under_way, p);
}

static void
message_dropped (struct sim *sim, const void *record, void *data)
{
  const struct trace_packet *at = record;
  struct recording *r = data;
  struct recorded_event *event
      = is_signaling (at->packet) ? event_of (r, at->packet) : NULL;

  if (event == NULL)
    return;
  event->reason = at->reason;
  if (event->until != SIM_TIME_NONE)
    event->refused = true;
  else
    {
      event->lost = true;
      event->until = sim_now (sim);
    }
  g_hash_table_remove (r->under_way, at->packet);
}

void
recording_messages_listen (struct recording *r)
{
  struct trace *trace = r->sim->trace;

  trace_listen (trace, TRACE_SIGNALING_SENT, message_sent, r);
  trace_listen (trace, TRACE_SIGNALING_RECEIVED, message_received, r);
  trace_listen (trace, TRACE_PACKET_CONSUMED, message_consumed, r);
  trace_listen (trace, TRACE_PACKET_DROPPED, message_dropped, r);
}
