/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnel headers on packets.  Internal to the network. */
#ifndef DMMSIM_SIM_TUNNEL_H
#define DMMSIM_SIM_TUNNEL_H

#include "sim/node.h"

#define UDP_TUNNEL_PORT 5437 /* RFC 5844 4.1.3.1 */

/* Octets of the headers of @route, a TUNNEL. */
uint32_t tunnel_octets (const struct route *route);
/* Puts the headers of @route, a TUNNEL, in front of @p; counts them in
 * packet.encapsulation.  @source: when the route names none. */
void tunnel_push (struct packet *p, const struct route *route,
                  const struct address *source);

/* Is what @route, a TUNNEL, adds an extension header within the packet? */
bool tunnel_is_extension (const struct route *route);
/* Adds it; counted likewise. */
void tunnel_insert (struct packet *p, const struct route *route);

/* Is @p, addressed to @node, for a tunnel exit? */
bool tunnel_ends (const struct node *node, const struct packet *p);
/* Takes them off again.  DROP_N, or why it cannot be: of no peer, with a key
 * that was not given out, malformed. */
enum drop_reason tunnel_pull (const struct node *node, struct packet *p);

#endif
