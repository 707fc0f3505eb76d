/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receivers: UDP at mobile nodes, correspondents and servers.  Address and
 * ports decide which flow a packet is of; one that is over still takes what was
 * on its way. */
#include "models/access/access.h"
#include "models/traffic/state.h"

/* Ports of mobile nodes lie above all others, but a peer that is a mobile node
 * has the peer's. */
static struct flow_sender *
find_flow (const struct traffic *traffic, const struct packet *p)
{
  const uint8_t *udp = packet_ipv6_payload (p);
  uint16_t source = wire_get16 (udp), destination = wire_get16 (udp + 2);

  return destination > source ? flow_by_ports (traffic, destination, source)
                              : flow_by_ports (traffic, source, destination);
}

/* Access router of a mobile end for a packet of @sender that arrives now. */
static struct node *
router_of (struct flow_sender *sender, const struct flow *end,
           const struct packet *p)
{
  if (!end)
    return NULL;
  return end == flow_sending_end (sender)
             ? sender_entrance (sender, p->meter.sequence)
             : end->mn->router->node;
}

static void
take_data (struct flow_sender *sender, struct node *node, struct packet *p)
{
  struct flow *flow = &sender->flow;
  struct trace_flow_packet record
      = { .flow = flow,
          .packet = p,
          .router = router_of (sender, flow, p),
          .peer_router = router_of (sender, flow->other, p) };

  fluid_tell (sender);
  trace_emit (traffic_sim (sender->source->traffic)->trace, TRACE_FLOW_RECEIVED,
              &record);
  fluid_receive (sender, &record);
  packet_deliver (node, p);
}

/* The receiver of a flow says where it is now. */
static void
take_update (struct flow_sender *sender, struct node *node, struct packet *p)
{
  fluid_unsettle (sender);
  sender->destination = packet_source (p);
  packet_consume (node, p);
}

/* Data for the end of a flow that is at a mobile node. */
static void
take_at_end (struct flow_sender *sender, const struct flow *end,
             struct packet *p)
{
  struct node *node = end->mn->node;
  struct address destination = packet_destination (p);
  bool here = address_equal (&destination, &end->mn_address);

  if (!here && end->mobility == MOBILITY_REQUIRED)
    {
      packet_drop (node, p, DROP_NO_LISTENER);
      return;
    }
  if (here)
    timer_stop (traffic_sim (sender->source->traffic)->engine,
                &sender->update_timer);
  end->mn->router->served_bytes += packet_length (p);
  take_data (sender, node, p);
}

void
receiver_at_mobile_node (struct node *node, struct packet *p, void *data)
{
  struct mobile_node *mn = data;
  enum drop_reason why = packet_check_udp (p);
  struct flow_sender *sender;
  struct flow *to, *from;

  if (why != DROP_N)
    {
      packet_drop (node, p, why);
      return;
    }
  sender = find_flow (mn->domain->traffic, p);
  to = sender ? flow_receiving_end (sender) : NULL;
  from = sender ? flow_sending_end (sender) : NULL;
  if (to && to->mn == mn)
    take_at_end (sender, to, p);
  else if (from && from->mn == mn && to)
    take_update (sender, node, p);
  else
    packet_drop (node, p, DROP_NO_LISTENER);
}

/* From a mobile node come data of an uplink flow, or its new address for a
 * downlink one. */
void
receiver_at_peer (struct node *node, struct packet *p, void *data)
{
  struct traffic *traffic = data;
  enum drop_reason why = packet_check_udp (p);
  struct flow_sender *sender;

  if (why != DROP_N)
    {
      packet_drop (node, p, why);
      return;
    }
  sender = find_flow (traffic, p);
  if (!sender || sender->flow.peer != node)
    packet_drop (node, p, DROP_NO_LISTENER);
  else if (sender->flow.direction == FLOW_UP)
    take_data (sender, node, p);
  else
    take_update (sender, node, p);
}
