/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest-delay routes over the wired links.  Internal to the network.
 *
 * Distances are compared by (total delay, hops), ties broken by the lowest id
 * of the next hop, then by the order in which parallel links were made.
 * Distances come from igraph, one row per destination, on demand; the cached
 * row holds just the channel to take from each router. */
#ifndef DMMSIM_SIM_ROUTING_H
#define DMMSIM_SIM_ROUTING_H

#include "sim/link.h"

/* delay * ROUTING_HOP_SCALE + 1 is a link's weight: lexicographic in (delay,
 * hops) below 65536 hops, and exact in a double up to 2^53, i.e. to a total
 * delay of 2^37 ns = 137 s. */
#define ROUTING_HOP_SCALE 65536
#define ROUTING_DELAY_MAX ((INT64_C (1) << 37) - 1)
#define ROUTING_ROUTERS_MAX 65535u

struct routing;

/* @channels: the wired ones (not owned), as they will stay. */
struct routing *routing_new (uint32_t routers, struct channel *const *channels,
                             uint32_t n_channels);
/* The same without some channels, @out by number. */
struct routing *routing_new_without (const struct routing *routing,
                                     const bool *out);
void routing_free (struct routing *routing);
/* No path leads through @router from now on; before the first look-up. */
void routing_set_stub (struct routing *routing, uint32_t router);
/* Channel that @from takes towards @to, or NULL when there is no path;
 * @from != @to. */
struct channel *routing_next (struct routing *routing, uint32_t from,
                              uint32_t to);

#endif
