/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flow: packets in one direction between a mobile node's address, chosen at
 * the start (RFC 6724) and kept, and a peer.  With MOBILITY_NONE the
 * application takes another address when that would be chosen now: to the
 * architecture one flow ends on the old address and one starts on the new, to
 * all others it is the same flow.
 *
 * The peer is a correspondent, a server beside an access router, or another
 * mobile node.  The last one has its own view of the flow, in which it is the
 * mobile node: other.  An architecture hears of the flow once for each view, as
 * each node's prefix is to be kept; trace points tell only the first.
 *
 * Packets that are on their way when a flow ends still arrive; the record
 * stands for at least a minute after that, then serves another flow. */
#ifndef DMMSIM_MODELS_TRAFFIC_FLOW_H
#define DMMSIM_MODELS_TRAFFIC_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/address.h"
#include "sim/time.h"

struct mobile_node;
struct node;

enum flow_direction
{
  FLOW_DOWN, /* to the mobile node */
  FLOW_UP
};

enum flow_mobility
{
  MOBILITY_REQUIRED,
  MOBILITY_NONE /* the application copes with a new address */
};

struct flow
{
  uint32_t id;      /* counted over the run; packets carry it as meter.flow.
                       Flows that end before their node has an address leave
                       a gap */
  const char *name; /* of the traffic entry */
  uint32_t entry;   /* index of the traffic entry */
  struct mobile_node *mn;
  struct node *peer;  /* correspondent, access router of the server, or host */
  struct flow *other; /* the flow as the peer sees it; NULL: peer not mobile */
  enum flow_direction direction;
  enum flow_mobility mobility;
  struct address mn_address, peer_address;
  struct prefix mn_prefix; /* the mobile node's prefix the address is from */
  struct node *anchor;     /* node that anchors mn_prefix */
  uint16_t mn_port, peer_port;
  sim_time start, end; /* end: SIM_TIME_NONE while it lives */
  uint32_t sent;
  struct flow_sender *sender;
};

#endif
