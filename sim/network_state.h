/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of struct network, for the files that make it up. */
#ifndef DMMSIM_SIM_NETWORK_STATE_H
#define DMMSIM_SIM_NETWORK_STATE_H

#include "sim/node.h"
#include "sim/packet_pool.h"
#include "sim/routing.h"
#include "sim/sim.h"

/* What is left of the newest chunk. */
struct arena
{
  uint8_t *at;
  size_t left;
};

/* Somebody who hears of a link's service. */
struct link_watch
{
  struct link *link;
  link_watcher *watcher;
  void *data;
};

struct network
{
  struct sim *sim;
  struct node **nodes;
  uint32_t n_nodes, room, n_routers;
  uint32_t mtu; /* of what leaves a tunnel entry */
  too_big_handler *tell_too_big;
  expired_handler *tell_expired; /* NULL: nobody is told */
  event_kind arrival;
  event_kind unreadable;   /* where a channel damages packets */
  struct routing *routing; /* from network_freeze() on; of the whole network */
  struct routing
      *forwarding; /* by which packets go; NULL: network_converge() */
  struct reconvergence *reconvergence; /* NULL: routes stay as they are */
  /* Router that owns 2001:db8:<i>::/48, by i; block 0 is nobody's. */
  struct node **blocks;
  uint32_t n_blocks;
  GPtrArray *anycast; /* struct anycast *, of blocks with several; or NULL */
  struct books books;
  struct packet_pool packets;
  GPtrArray *channels; /* wired struct channel *, in order of creation */
  GPtrArray *links;    /* all */
  GArray *watches;     /* struct link_watch */
  GArray *errors;      /* sim_time by node id, as far as needed: error_rate.c */
  GHashTable *names;   /* node by name */
  GPtrArray *chunks;   /* memory of nodes and links */
  struct arena lines, words;
  struct trails *trails; /* NULL: there are none */
  void (*watch_loss) (const struct packet *p, void *data);
  void *watch_loss_data;
};

/* Zeroed memory that lives as long as the network: whole cache lines, for what
 * a hop touches; octets at an even eight, for the rest. */
void *network_allocate_lines (struct network *network, size_t n);
void *network_allocate (struct network *network, size_t n);
/* Channel by which router @from sends to router @to, or NULL without a path. */
struct channel *network_next (struct network *network, const struct node *from,
                              const struct node *to);
/* The next /48, which is @router's from now on (NULL: nobody's own). */
uint32_t network_new_block (struct network *network, struct node *router);
void network_free_anycast (struct network *network);
/* What is nearest is asked anew. */
void network_forget_nearest (struct network *network);
/* Finds network->forwarding. */
void network_converge (struct network *network);
/* Routing tables will follow, if they do. */
void network_announce_link (struct network *network, struct link *link,
                            bool up);
void network_announce_node (struct network *network, struct node *node,
                            bool up);
void network_free_reconvergence (struct network *network);
/* Enters @p in the books as sent at @node. */
void network_enter (struct node *node, struct packet *p);

#endif
