/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receivers: UDP at mobile nodes and at correspondents.  Address and ports
 * decide which flow a packet is of; one that is over still takes what was on
 * its way. */
#include "models/access/access.h"
#include "models/traffic/state.h"

static struct flow_sender *
find_flow (struct traffic *traffic, const struct packet *p, bool at_mn)
{
  const uint8_t *udp = packet_ipv6_payload (p);
  uint16_t source = wire_get16 (udp), destination = wire_get16 (udp + 2);

  return at_mn ? flow_by_ports (traffic, destination, source)
               : flow_by_ports (traffic, source, destination);
}

static bool
has_udp_header (const struct packet *p)
{
  return packet_ipv6_stored (p) >= UDP_HEADER_SIZE;
}

static void
take_data (struct flow_sender *sender, struct node *node, struct packet *p,
           struct node *router)
{
  struct trace *trace = traffic_sim (sender->source->traffic)->trace;

  trace_emit (trace, TRACE_FLOW_RECEIVED,
              &(struct trace_flow_packet){ &sender->flow, p, router });
  packet_deliver (node, p);
}

void
receiver_at_mobile_node (struct node *node, struct packet *p, void *data)
{
  struct mobile_node *mn = data;
  struct traffic *traffic = mn->domain->traffic;
  struct address destination = packet_destination (p);
  struct flow_sender *sender;
  bool here;

  if (!has_udp_header (p))
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  sender = find_flow (traffic, p, true);
  if (!sender || sender->flow.mn != mn || sender->flow.direction != FLOW_DOWN)
    {
      packet_drop (node, p, DROP_NO_LISTENER);
      return;
    }
  here = address_equal (&destination, &sender->flow.mn_address);
  if (!here && sender->flow.mobility == MOBILITY_REQUIRED)
    {
      packet_drop (node, p, DROP_NO_LISTENER);
      return;
    }
  if (here)
    timer_stop (traffic_sim (traffic)->engine, &sender->update_timer);
  mn->router->served_bytes += packet_length (p);
  take_data (sender, node, p, mn->router->node);
}

/* From a mobile node come data of an uplink flow, or its new address for a
 * downlink one. */
void
receiver_at_peer (struct node *node, struct packet *p, void *data)
{
  struct traffic *traffic = data;
  struct flow_sender *sender;

  if (!has_udp_header (p))
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  sender = find_flow (traffic, p, false);
  if (!sender || sender->flow.peer != node)
    packet_drop (node, p, DROP_NO_LISTENER);
  else if (sender->flow.direction == FLOW_UP)
    take_data (sender, node, p, sender_entrance (sender, p->meter.sequence));
  else
    {
      sender->destination = packet_source (p);
      packet_consume (node, p);
    }
}
