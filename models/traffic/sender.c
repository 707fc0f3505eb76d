/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Senders: the packets of a flow, and the word of an application that moved
 * to another address. */
#include <string.h>

#include "models/traffic/state.h"

/* An application repeats its new address until it hears its peer there. */
#define UPDATE_INTERVAL SIM_SECOND
#define UPDATE_SIZE 8

static const struct traffic_config *
sender_config (const struct flow_sender *sender)
{
  return sender->source->entry->config;
}

static const struct traffic_pattern *
sender_pattern (const struct flow_sender *sender)
{
  return sender_config (sender)->pattern.chosen->implementation;
}

sim_time
sender_interval (const struct flow_sender *sender)
{
  const struct traffic_pattern *pattern = sender_pattern (sender);

  if (!pattern->constant)
    return 0;
  return pattern->gap (sender_config (sender)->pattern.config,
                       &sender->source->gaps, sender->stream, sender->packet);
}

void
sender_arm (struct flow_sender *sender)
{
  struct traffic *traffic = sender->source->traffic;

  if (sender->next_at < sender->session->end)
    timer_set (traffic_sim (traffic)->engine, &sender->timer, sender->next_at,
               node_origin (sender->node), traffic->send, sender);
}

static void
sender_advance (struct flow_sender *sender)
{
  sender->next_at += sender_pattern (sender)->gap (
      sender_config (sender)->pattern.config, &sender->source->gaps,
      sender->stream, sender->packet++);
}

void
sender_start (struct flow_sender *sender)
{
  sim_time now = sim_now (traffic_sim (sender->source->traffic));

  sender->packet = 0;
  sender->next_at = sender->session->start
                    + sender_pattern (sender)->first (
                        sender_config (sender)->pattern.config,
                        &sender->source->gaps, sender->stream);
  while (sender->next_at < now)
    sender_advance (sender);
  sender_arm (sender);
}

void
sender_stop (struct flow_sender *sender)
{
  struct engine *engine = traffic_sim (sender->source->traffic)->engine;

  fluid_close (sender);
  timer_stop (engine, &sender->timer);
  timer_stop (engine, &sender->update_timer);
}

/* ---- where a mobile node's packets entered ------------------------- */

static void
note_entrance (struct flow_sender *sender, const struct mobile_node *mn)
{
  const struct access_router *router = mn->router;
  struct entrance *e = sender->entrances;
  unsigned n = sender->n_entrances;

  if (!router || (n > 0 && e[n - 1].router == router->node))
    return;
  if (n == ENTRANCES)
    {
      memmove (e, e + 1, (ENTRANCES - 1) * sizeof *e);
      n--;
    }
  e[n] = (struct entrance){ sender->flow.sent, router->node };
  sender->n_entrances = n + 1;
}

struct node *
sender_entrance (const struct flow_sender *sender, uint32_t sequence)
{
  for (unsigned i = sender->n_entrances; i-- > 0;)
    if (sequence >= sender->entrances[i].first)
      return sender->entrances[i].router;
  return sender->n_entrances > 0 ? sender->entrances[0].router : NULL;
}

/* ---- packets ------------------------------------------------------- */

/* A datagram from the mobile node's end to the peer's, or back. */
static struct packet *
compose (const struct flow_sender *sender, enum packet_class class,
         enum flow_direction direction, const struct address *destination,
         uint32_t size)
{
  const struct flow *flow = &sender->flow;
  bool down = direction == FLOW_DOWN;
  struct ipv6_header header = {
    .source = down ? flow->peer_address : flow->mn_address,
    .destination = *destination,
    .next_header = NEXT_UDP,
    .hop_limit = IPV6_DEFAULT_HOP_LIMIT,
  };
  struct packet *p = packet_new (flow->peer->network, class,
                                 IPV6_HEADER_SIZE + UDP_HEADER_SIZE);

  p->payload = size;
  packet_push_udp (p, &header.source, &header.destination,
                   down ? flow->peer_port : flow->mn_port,
                   down ? flow->mn_port : flow->peer_port);
  packet_push_ipv6 (p, &header);
  p->meter.flow = flow->id;
  return p;
}

/* Data cross the access link of the sending node's router, if it has one. */
static void
count_uplink (struct flow_sender *sender, const struct packet *p)
{
  const struct flow *end = flow_sending_end (sender);

  if (!end)
    return;
  note_entrance (sender, end->mn);
  if (end->mn->router)
    end->mn->router->served_bytes += packet_length (p);
}

void
sender_send (struct sim *sim, void *subject)
{
  struct flow_sender *sender = subject;
  struct flow *flow = &sender->flow;
  struct packet *p = compose (
      sender, PACKET_DATA, flow->direction, &sender->destination,
      sender_pattern (sender)->size (sender_config (sender)->pattern.config));

  count_uplink (sender, p);
  p->meter.sequence = flow->sent++;
  p->meter.sent_at = sim_now (sim);
  trace_emit (sim->trace, TRACE_FLOW_SENT,
              &(struct trace_flow_packet){ .flow = flow, .packet = p });
  sender_advance (sender);
  sender_arm (sender);
  if (sender->fluid)
    fluid_send (sender, p);
  else
    node_send (sender->node, p);
}

/* The receiving node tells the sender where it is now, and again until data
 * come.  A sender that is mobile itself is found at the address it has now:
 * what helps two nodes that move at once to find each other is no part of the
 * model. */
void
sender_update (struct sim *sim, void *subject)
{
  struct flow_sender *sender = subject;
  const struct flow *flow = &sender->flow;
  bool down = flow->direction == FLOW_DOWN;
  struct node *node = flow_receiving_end (sender)->mn->node;
  struct packet *p
      = compose (sender, PACKET_OTHER, down ? FLOW_UP : FLOW_DOWN,
                 down ? &flow->peer_address : &flow->mn_address, UPDATE_SIZE);

  timer_set (sim->engine, &sender->update_timer,
             sim_now (sim) + UPDATE_INTERVAL, node_origin (node),
             sender->source->traffic->update, sender);
  node_send (node, p);
}
