/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets kept for a node that is between two routers: a bounded queue, first
 * in, first out, whatever entity keeps it (RFC 5568 5.4, RFC 5949 4.1).  What
 * finds no room is dropped BUFFER_FULL, the newest first.
 *
 * A packet that is kept is in flight for the books.  Embedded in its owner;
 * zeroed is empty, without room: set the bounds. */
#ifndef DMMSIM_MODELS_MOBILITY_BUFFER_H
#define DMMSIM_MODELS_MOBILITY_BUFFER_H

#include "sim/network.h"
#include "sim/parameter.h"

/* What one node's packets may take. */
struct buffer_config
{
  int64_t packets; /* 0: no room */
  int64_t bytes;   /* inner packets; 0: no bound but the other */
};
extern const struct parameter buffer_parameters[];

struct packet_buffer
{
  const struct buffer_config *bounds;
  struct packet *first, *last;
  uint64_t packets, bytes;
};

/* Keeps @p, which @node was about to forward, or drops it there. */
void packet_buffer_put (struct packet_buffer *buffer, struct node *node,
                        struct packet *p);
/* Takes the oldest out (transfer full), or NULL. */
struct packet *packet_buffer_take (struct packet_buffer *buffer);
/* Sends all by @route of @node, in their order. */
void packet_buffer_drain (struct packet_buffer *buffer, struct node *node,
                          const struct route *route);
/* All of @from comes behind what is in @to, whatever its bounds. */
void packet_buffer_move (struct packet_buffer *from, struct packet_buffer *to);
/* Drops all. */
void packet_buffer_discard (struct packet_buffer *buffer, struct node *node,
                            enum drop_reason why);

#endif
