/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node keeps and network.h does not show.  Internal to the network. */
#ifndef DMMSIM_SIM_NODE_H
#define DMMSIM_SIM_NODE_H

#include "sim/link.h"
#include "sim/prefix_pool.h"
#include "sim/prefix_table.h"

struct handler
{
  packet_handler *call;
  void *data;
  uint8_t next_header;
  bool errors; /* ICMPv6 errors about packets of that protocol */
};

/* All of it is made on first use: a million hosts are cheap. */
struct node_state
{
  struct prefix_table *routes;  /* struct route *, by destination */
  struct prefix_table *sources; /* struct route *, by source */
  struct prefix_table *exits;   /* struct route *, for what leaves a tunnel */
  struct prefix_table *egress;  /* struct route *, by source, of its own */
  struct prefix_table *keys;    /* of GRE tunnels that end here: node */
  struct prefix_table *ends;    /* struct route *, by tunnel end beside
                                   node->address: PLAIN: by exit routes */
  struct prefix_table *servers; /* addresses of the servers beside it: node */
  struct prefix_table *peers;   /* count as pointer, by /128 */
  struct address *addresses;    /* beyond node->address */
  struct handler *handlers;
  struct handler *diverted; /* who takes all that ends here, or NULL */
  struct pcap_writer *pcap; /* not owned */
  packet_tap *tap;          /* or NULL */
  void *tap_data;
  struct link *access;      /* of a host */
  struct prefix_pool *pool; /* of a router */
  uint32_t n_addresses, n_handlers;
  uint32_t tunnels;   /* accepts without withdrawal */
  sim_time failed_at; /* the latest time it went out of service */
  bool down;          /* out of service */
  bool routes_locally;
  bool is_mobile_router; /* of a host */
  bool checks_exits;
  uint8_t exit_reason; /* enum drop_reason */
};

/* Shows @p to who listens at the node. */
static inline void
node_show (struct node *node, const struct packet *p)
{
  if (G_UNLIKELY (node->state->tap))
    node->state->tap (node, p, node->state->tap_data);
}

/* @p has come over p->via, which ends here. */
void node_receive (struct node *node, struct packet *p);
/* May access links of hosts be joined to it? */
static inline bool
node_is_gateway (const struct node *node)
{
  return node->kind == NODE_ROUTER || node->state->is_mobile_router;
}

/* To the handler of its Next Header; dropped NO_LISTENER without. */
void node_hand_over (struct node *node, struct packet *p);
void node_clear (struct node *node);
/* Gives back a value of the node's tables of routes. */
void node_free_route (void *route);

#endif
