/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access: cells, attachment, the abstract layer-2 handover, and the mobile
 * node's IPv6 stack on its access link (RFC 4861 host, RFC 4862 addresses,
 * RFC 6724 source selection).
 *
 * A handover: t_dead (old radio stops) -> loss detection -> t_down -> layer-2
 * handover -> t_up (link up at the new router) -> trigger -> the architecture
 * registers -> RA -> addresses.  Motion decides when and where to; access runs
 * the instants; the architecture marks its own. */
#ifndef DMMSIM_MODELS_ACCESS_ACCESS_H
#define DMMSIM_MODELS_ACCESS_ACCESS_H

#include "models/domain.h"

/* ---- for motion ---------------------------------------------------- */

/* Models without positions say routers.  The technology is that of the
 * router's first cell. */

/* First attachment, or return after access_leave(): link up now, transaction
 * number 0, no layer-2 handover. */
void access_enter (struct mobile_node *mn, struct access_router *router);
/* Handover begins: the old radio is dead now.  During a handover that has no
 * link yet: that one ends ABANDONED and a new one begins.  Moving to the
 * router it is attached to (or heading for) does nothing. */
void access_move (struct mobile_node *mn, struct access_router *router);

/* @mn, which no model moves, goes where @vehicle goes, from its first entry
 * on.  A vehicle rides in none itself. */
void access_ride (struct mobile_node *mn, struct mobile_node *vehicle);

/* Models with positions say cells. */

#define CELL_NONE UINT32_MAX /* no coverage */

/* As access_enter(), at the cell that serves the point.  Without coverage the
 * node is in the area, and enters when it comes into a cell. */
void access_enter_at (struct mobile_node *mn, double x, double y);
/* Changes to @cell.  One of another router: as access_move().  Another one of
 * the same router: the radio is dead for the time of a layer-2 handover, the
 * router and what is above notice nothing.  CELL_NONE: a handover begins that
 * goes to no router until a cell is given; if that is one of the old router's
 * and the node has not noticed yet, it ends RESUMED. */
void access_change_cell (struct mobile_node *mn, uint32_t cell);
/* Cell that serves a point: of the cells that cover it, and of these of those
 * with the greatest preference, the nearest, ties to the lower index; CELL_NONE
 * without coverage. */
uint32_t access_best_cell (const struct domain *domain, double x, double y);

/* The node leaves the area: radio dead now, no new attachment, its addresses
 * are forgotten. */
void access_leave (struct mobile_node *mn);
/* Router the node is attached to or heading for; NULL when away, or without
 * coverage. */
struct access_router *access_heading (const struct mobile_node *mn);

/* A straight, uniform movement. */
struct segment
{
  sim_time begin, end;
  double x0, y0, x1, y1; /* m */
};
struct cell_change
{
  sim_time when;
  uint32_t cell; /* CELL_NONE: coverage ends */
};
/* First instant in [@from, segment->end] at which the node changes cell by the
 * attach rule, and to which; false if none.  Exact to the nanosecond grid
 * (first ns at which the rule holds).  Remembers for how long a neighbour has
 * been nearer: ask for the segments of a node in their order, again after each
 * change. */
bool access_next_change (const struct mobile_node *mn,
                         const struct segment *segment, sim_time from,
                         struct cell_change *change);

/* What motion knows of the node's future, for access networks that tell of
 * handovers beforehand: at @when it goes to @router (NULL: to none), or to
 * @cell.  Takes the place of what was said before; costs nothing where nobody
 * wants to know. */
void access_expect (struct mobile_node *mn, sim_time when,
                    struct access_router *router);
void access_expect_cell (struct mobile_node *mn, sim_time when, uint32_t cell);

/* ---- for architectures --------------------------------------------- */

/* The access network's handover indication (RFC 5949 4.1 b): @mn, attached to
 * @from, is about to go to @to. */
typedef void departure_listener (struct mobile_node *mn,
                                 struct access_router *from,
                                 struct access_router *to, void *data);
/* Called @lead before the old radio dies, later when motion knows later.  One
 * listener per domain, before the run. */
void access_foresee (struct domain *domain, sim_time lead,
                     departure_listener *listener, void *data);

/* The node of @router is in service again: who attached meanwhile triggers as
 * if it did so now. */
void access_router_restored (struct access_router *router);

struct ra_prefix
{
  struct prefix prefix;
  uint32_t preferred_lifetime, valid_lifetime; /* s; preferred 0: deprecated */
};
/* Unicasts an RA to @mn from @link_local / @link_layer over its access link
 * (lost like any packet if the node is not there; none from a router that is
 * out of service).  The first one of a
 * handover sets t_ra_sent. */
void access_send_ra (struct access_router *router, struct mobile_node *mn,
                     const struct address *link_local,
                     const uint8_t link_layer[6],
                     const struct ra_prefix *prefixes, unsigned n);

/* Can the router reach the node now?  Stands for neighbour unreachability
 * detection before a refresh (RFC 5213 6.9.4: the MAG must know it is there).
 */
bool access_reachable (const struct access_router *router,
                       const struct mobile_node *mn);

/* The latest transaction of the node if its id is @transaction; else NULL, for
 * those before it are forgotten. */
struct handover *handover_of (const struct mobile_node *mn,
                              uint32_t transaction);
/* Marks on a transaction, ignored once it is over; so is NULL.  ready: tunnels
 * and routes of every prefix stand, sets t_ready and ends it COMPLETED.
 * failed: refused or given up.  pba: @received is when the packet arrived,
 * which processing can have kept until now. */
void handover_mark_pbu (struct handover *handover);
void handover_mark_pba (struct handover *handover, sim_time received);
void handover_mark_ready (struct handover *handover, uint32_t previous_anchors);
void handover_mark_failed (struct handover *handover);

/* Makes the address of @mn in @prefix a home address, formed if need be: valid
 * on every link until the node leaves the area. */
void access_add_home_address (struct mobile_node *mn,
                              const struct prefix *prefix);
/* The address that the router of this link gave the prefix of, or NULL: none
 * was heard of yet.  At home it is a home address. */
const struct mn_address *access_link_address (const struct mobile_node *mn);
/* Sends the probe of duplicate address detection for @address (RFC 4862
 * 5.4.2). */
void access_probe_address (struct mobile_node *mn,
                           const struct address *address);

/* Takes the messages of home agent address discovery (RFC 6275 6.5, 6.6) that
 * come to hosts and access routers, whose other ICMPv6 is access's own. */
void access_take_discovery (struct domain *domain, packet_handler *handler,
                            void *data);

/* Mobile nodes carry networks: from now on a node that rides in another is on a
 * link of its network, which has the parameters of @channel, and attaches when
 * the vehicle first does.  Its router is that of the vehicle; the node's own
 * link ends at the vehicle, which must be a mobile router by then. */
void access_carry_networks (struct domain *domain,
                            const struct channel_config *channel);
bool access_is_carried (const struct mobile_node *mn);
/* Where the link of @mn, at @router, ends: there, or at its vehicle. */
struct node *access_gateway (const struct access_router *router,
                             const struct mobile_node *mn);

/* Access Technology Type (RFC 5213 8.5) of the cell that the node is in, or was
 * in last; a logical one's is virtual. */
uint8_t access_technology_type (const struct mobile_node *mn);

/* fe80::/64 with the modified EUI-64 of @link_layer (RFC 4291 2.5.1). */
struct address access_link_local (const uint8_t link_layer[6]);

/* ---- for traffic --------------------------------------------------- */

/* Source address for a new flow to @peer (RFC 6724 rules 1 to 3 and 8), or
 * NULL while the node has none. */
const struct mn_address *access_select_address (const struct mobile_node *mn,
                                                const struct address *peer);
/* The policy table of all nodes (RFC 6724 2.1): the label of an address, of
 * theirs or of a peer.  Without it all labels are equal. */
typedef unsigned address_label (const struct address *address, void *data);
void access_set_policy (struct domain *domain, address_label *label,
                        void *data);
/* Called after each RA a node took in, and when it leaves the area: whenever
 * its addresses, or what it believes of them, may have changed. */
typedef void address_listener (struct mobile_node *mn, void *data);
void access_listen_addresses (struct domain *domain, address_listener *listener,
                              void *data);

/* ---- life (by domain.c) -------------------------------------------- */

/* @router has restarted: its access links come up anew, and with them, for both
 * ends, the nodes that are attached; in the order of their numbers. */
void access_links_up (struct access_router *router);

struct access_state *access_state_new (struct domain *domain);
void access_state_free (struct access_state *access);
/* Handlers on the host of a new node and on the node of a new router. */
void access_init_mobile_node (struct mobile_node *mn);
void access_init_router (struct access_router *router);

#endif
