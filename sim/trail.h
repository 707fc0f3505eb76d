/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails: the way that a packet took, kept as long as another one like it,
 * sent now, would fare the same.
 *
 * A scout is a real packet that leaves a trail: at each node that it comes to,
 * its headers as they are there and the instant.  The trail stands once the
 * scout has arrived, if on the way nothing but the network's own tables decided
 * about it (routes, tunnels, addresses) and no link has a rate, a loss or
 * jitter; then the way of a packet depends on no other packet.
 *
 * What could change that way touches the trail, before it changes: a table's
 * entry at a node that the trail passes, for an address that one of the
 * headers has there; a link, the service of a link or node, an attachment.
 * Whoever owns the trail is told once; the trail is gone then but for its
 * hops, from which packets that are on their way can be made real.
 *
 * Packets that are no scouts pay nothing: a scout enters each channel under an
 * epoch that no channel has, so that its arrivals take the way of the few that
 * are looked at closely. */
#ifndef DMMSIM_SIM_TRAIL_H
#define DMMSIM_SIM_TRAIL_H

#include "sim/network.h"

struct trail;

/* The trail does not stand any more.  Its hops may be read until it is sent
 * again. */
typedef void trail_touched (void *data);

/* Owned by the caller; trail_free() before network_free(). */
struct trail *trail_new (struct network *network, trail_touched *touched,
                         void *data);
void trail_free (struct trail *trail);

/* Sends @p at @node as node_send() does, as the scout.  The trail is that of
 * another no longer.  It may be over when this returns. */
void trail_send (struct trail *trail, struct node *node, struct packet *p);
/* Is a scout under way? */
bool trail_scouts (const struct trail *trail);
/* @p has arrived: if it was the scout its trail stands from now on, or is
 * over.  Returns: does the trail stand since now? */
bool trail_arrive (struct trail *trail, const struct packet *p);
/* The trail is over; who owns it is not told. */
void trail_end (struct trail *trail);

/* ---- hops ---------------------------------------------------------- */

/* Of a trail that stands, or did until it was touched. */
unsigned trail_hops (const struct trail *trail);
/* Node that hop @i leads from, and from the sending of the packet until it
 * arrives at the hop's far end. */
struct node *trail_node (const struct trail *trail, unsigned i);
sim_time trail_arrived (const struct trail *trail, unsigned i);
/* @packets have passed the node that hop @i leads from: counts those it only
 * passed on (node->forwarded_packets). */
void trail_count_transit (const struct trail *trail, unsigned i,
                          uint64_t packets);
/* A packet that was sent at @sent_at, with number @sequence, and would be on
 * hop @i now, becomes real: in the books it is sent already, and among those
 * in flight (network_count_settled()). */
void trail_resume (const struct trail *trail, unsigned i, sim_time sent_at,
                   uint32_t sequence);
/* Packets that no event was needed for: @sent and @delivered enter the books,
 * the rest are in flight. */
void network_count_settled (struct network *network, uint64_t sent,
                            uint64_t delivered);

/* ---- what touches -------------------------------------------------- */

/* What @node's tables say about addresses in @prefix is about to change. */
void trails_touch (struct node *node, const struct prefix *prefix);
/* The same of one address; of everything at @node; of what crosses @link; of
 * all. */
void trails_touch_address (struct node *node, const struct address *address);
void trails_touch_node (struct node *node);
void trails_touch_link (struct link *link);
void trails_touch_all (struct network *network);

/* ---- losses -------------------------------------------------------- */

/* Hears of the loss of each packet with packet->watched before anybody else
 * does. */
typedef void loss_watcher (const struct packet *p, void *data);
void network_watch_losses (struct network *network, loss_watcher *watcher,
                           void *data);

#endif
