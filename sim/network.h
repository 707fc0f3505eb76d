/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network under every model: nodes, links, routes, tunnels, and the books.
 *
 * Nodes have dense ids in order of creation.  Routers (created first, joined by
 * wired links) carry the shortest-delay routes; hosts hang on an access link.
 *
 * Forwarding, per node and packet: addressed to the node -> its handlers;
 * else the node's own routes, longest match (prefix routes set by models:
 * on-link delivery, tunnels, refusals); else towards the node that anchors the
 * destination prefix network-wide (longest match over anchored prefixes, then
 * least total delay, fewest hops, lowest node id); else dropped NO_ROUTE.
 * What leaves a tunnel at the node passes the node's exit routes first, then as
 * above.  Packets that enter by an access link pass the source routes first,
 * packets that the node itself originates its egress routes.
 *
 * The network owns nodes, links, packets; all live until network_free(). */
#ifndef DMMSIM_SIM_NETWORK_H
#define DMMSIM_SIM_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/address.h"
#include "sim/packet.h"
#include "sim/random.h"
#include "sim/time.h"

struct sim;
struct network;
struct pcap_writer;

/* ---- nodes --------------------------------------------------------- */

/* A protocol's receiver at a node: takes the packet over, outer IPv6 header in
 * front, already checked for length. */
typedef void packet_handler (struct node *node, struct packet *p, void *data);

enum node_kind
{
  NODE_ROUTER, /* forwards; has a place in the routing graph */
  NODE_HOST    /* sends all by its access link, takes what is addressed to it,
                  forwards only as a mobile router */
};

struct node
{
  uint32_t id;
  enum node_kind kind;
  struct network *network;
  char *name;
  struct address address; /* a router's own; hosts: unspecified */
  uint64_t forwarded_packets, forwarded_bytes; /* data only, in transit */
  struct node_state *state; /* routes, handlers, links: network's own */
};

/* A router's address is <its block>::1, see network_new_prefix(). */
struct node *network_add_router (struct network *network, const char *name);
struct node *network_add_host (struct network *network, const char *name);
struct node *network_node (const struct network *network, uint32_t id);
uint32_t network_nodes (const struct network *network);
struct node *network_find_node (const struct network *network,
                                const char *name);

/* One handler per next-header value; 41 (tunnel exit) is built in. */
void node_set_handler (struct node *node, enum next_header next_header,
                       packet_handler *handler, void *data);
/* Takes the ICMPv6 errors about packets of the protocol @upper, which is what
 * stands behind their IPv6 header (RFC 4443 2.4 d); other ICMPv6 goes to the
 * handler of NEXT_ICMPV6. */
void node_set_error_handler (struct node *node, enum next_header upper,
                             packet_handler *handler, void *data);
/* More addresses this node answers to (hosts; link-local; several HNPs). */
void node_add_address (struct node *node, const struct address *address);
void node_remove_address (struct node *node, const struct address *address);
bool node_has_address (const struct node *node, const struct address *address);
/* Everything that ends at @node goes to @handler, whatever its Next Header:
 * what is addressed to it, tunnels to it included; at a host all that its
 * access link brings.  The node stands for somebody outside of the simulation.
 * It forwards as before. */
void node_divert (struct node *node, packet_handler *handler, void *data);
bool node_is_diverted (const struct node *node);

/* @tap sees each packet that ends at the node or leaves it by a link, once,
 * IPv6 header in front; not its to keep or change.  NULL: none any more. */
typedef void packet_tap (struct node *node, const struct packet *p, void *data);
void node_set_tap (struct node *node, packet_tap *tap, void *data);

/* ---- links --------------------------------------------------------- */

/* Gilbert-Elliott: good and bad in turn, for so long, with a loss each. */
struct burst_config
{
  struct law good, bad; /* s */
  double loss_good, loss_bad;
};

struct channel_config
{
  sim_time delay;
  double rate;            /* bit/s, INFINITY for none */
  uint64_t queue_packets; /* waiting or in transmission when another comes,
                             UINT64_MAX for no bound; an infinite rate keeps
                             nothing waiting */
  uint64_t queue_bytes;   /* the same in octets */
  double loss;            /* probability per packet, on entry: what is lost
                             takes no transmission time */
  bool has_bursts;        /* then they are the loss, in its place */
  struct burst_config bursts;
  double corruption; /* probability per octet that it arrives damaged */
  sim_time jitter;   /* uniform extra delay 0 .. jitter; keeps order */
};
extern const struct channel_config channel_config_default;

/* A link joins @a and @b; ab and ba configure the two directions.  Both wired
 * ends must be routers.  An access link joins a router (may be NULL: not
 * attached yet) and a host, and can be moved. */
struct link *network_add_link (struct network *network, struct node *a,
                               struct node *b, const struct channel_config *ab,
                               const struct channel_config *ba);
struct link *network_add_access_link (struct network *network,
                                      struct node *host,
                                      const struct channel_config *down,
                                      const struct channel_config *up);
/* Joins the link to @router, or to a mobile router (NULL: detached).  Packets
 * on the air at the change are lost (RADIO_GONE); what the old router still
 * sends towards the host is dropped NOT_ATTACHED, what the host sends while
 * detached MN_DETACHED. */
void link_attach (struct link *link, struct node *router);
struct node *link_router (const struct link *link);
struct node *link_host (const struct link *link);
/* @host becomes a mobile router (RFC 3963): other hosts' access links may be
 * joined to it, and it forwards.  What these bring passes its source routes and
 * leaves by its own access link; what leaves a tunnel passes its exit routes,
 * whichever of its addresses the tunnel ends at; what its own access link
 * brings for others goes by its routes alone, and without one is dropped
 * INGRESS. */
void node_make_mobile_router (struct node *host);
/* Replaces the parameters of a link: an access link's @ab is the downlink.
 * Routes stay those of the delays at network_freeze(). */
void link_configure (struct link *link, const struct channel_config *ab,
                     const struct channel_config *ba);
/* The parameters of its two directions as they are now. */
void link_read (const struct link *link, struct channel_config *ab,
                struct channel_config *ba);

/* The link that joins routers @a and @b, or NULL; @a_first: (out) is @a the
 * end that ab leads away from?  O(links). */
struct link *network_find_link (const struct network *network,
                                const struct node *a, const struct node *b,
                                bool *a_first);
/* All links by number, in the order in which they were added. */
unsigned network_links (const struct network *network);
struct link *network_link (const struct network *network, unsigned i);
/* The routers that a wired link joins, that of ab's beginning first.  False: it
 * is an access link. */
bool link_routers (const struct link *link, struct node **a, struct node **b);
/* Takes a wired link out of service, or back into it.  What is on it is lost,
 * as is all that is sent onto it meanwhile: LINK_DOWN.  Routes follow as
 * network_set_reconvergence() says, or not. */
void link_set_up (struct link *link, bool up);
bool link_is_up (const struct link *link);
/* Takes @node out of service, or back into it.  While it is out nothing enters,
 * leaves or passes it: what arrives, and what entities at it would send, is
 * dropped NODE_DOWN, and so is what waited in its transmitters when it failed;
 * what had left them arrives.  What it knows it keeps; timers of its entities
 * run on.  The other ends of its links do not notice; routes as above. */
void node_set_up (struct node *node, bool up);
bool node_is_up (const struct node *node);
/* Routes do without a wired link or a router from @delay after it went out of
 * service on, until as long after it is back: all routers at one instant.
 * Without this they never change.  After network_freeze(). */
void network_set_reconvergence (struct network *network, sim_time delay);
/* Interface event: both ends of a link hear of it when it goes down or comes
 * up, in the order of watching. */
typedef void link_watcher (struct link *link, bool up, void *data);
void network_watch_link (struct network *network, struct link *link,
                         link_watcher *watcher, void *data);

/* ---- prefixes and routes ------------------------------------------- */

/* A /64 out of @router's own block of 2001:db8::/32, anchored there; each call
 * gives the next one that is not in use.  Blocks are /48 and a router gets
 * another when one is used up; dies when the space is exhausted. */
struct prefix network_new_prefix (struct network *network, struct node *router);
/* The same with a /64 that the caller chooses.  False: it is not of the
 * router's blocks, or in use. */
bool network_claim_prefix (struct network *network, struct node *router,
                           const struct prefix *prefix);
/* From now on the prefixes of the router @from, its own addresses among them,
 * are routed to @to, and prefixes released go to its pool: another takes its
 * place.  @from keeps its addresses, but nobody reaches it by them. */
void network_take_over (struct network *network, const struct node *from,
                        struct node *to);
/* Gives a prefix back; it is handed out again only after all fresh ones. */
void network_release_prefix (struct network *network,
                             const struct prefix *prefix);
/* Node that anchors @address network-wide, or NULL; NULL as well where several
 * do, see network_nearest(). */
struct node *network_anchor (const struct network *network,
                             const struct address *address);

/* A /64 that all of @routers announce (RFC 4291 2.6, RFC 4786), of a block of
 * its own: what is sent there goes to the nearest of them, by least total delay
 * from where the packet is, then by the order of @routers.  Routers beyond
 * reach are passed over; what none can be reached for is dropped NO_ROUTE.
 * After network_freeze(), at most a few per network. */
struct prefix network_new_anycast (struct network *network,
                                   struct node *const *routers, unsigned n);
/* network_anchor(), or of an anycast prefix the node that the router @from
 * sends to; NULL: none. */
struct node *network_nearest (struct network *network, const struct node *from,
                              const struct address *address);

/* No way between two others leads through @node (a router with several access
 * networks is not a transit network); itself it stays within reach.  Before
 * the first packet. */
void network_set_stub (struct network *network, const struct node *node);

enum route_kind
{
  ROUTE_ACCESS, /* out of a link that ends here: link */
  ROUTE_TUNNEL, /* encapsulated from local to peer (RFC 2473); a fifth header
                   is not put on: HOP_LIMIT */
  ROUTE_DROP,   /* dropped: reason */
  ROUTE_PLAIN,  /* as if there were no such route: overrides a shorter one */
  ROUTE_CHOICE, /* by the route that choose returns for the packet */
  ROUTE_HANDLER /* taken over by a model's handler: out of the simulation */
};
/* Headers of a tunnel.  The last two are none, but instead of a header around
 * the packet one within, of 24 octets; handlers at the other end take it off.
 * They count as encapsulation all the same. */
enum encapsulation
{
  ENCAPSULATION_IPV6, /* IPv6 (RFC 2473): 40 octets */
  ENCAPSULATION_GRE,  /* IPv6, GRE with key (RFC 2890, RFC 5845): 48 */
  ENCAPSULATION_UDP,  /* IPv6, UDP (as RFC 5844 4 has it over IPv4): 48 */
  /* The source goes into a Home Address option, local takes its place (RFC
   * 6275 6.3, 11.3.1); peer means nothing. */
  ENCAPSULATION_HOME_ADDRESS,
  /* The destination goes into a type 2 routing header, peer takes its place
   * (RFC 6275 6.4, 9.3.2); local means nothing. */
  ENCAPSULATION_ROUTING
};
struct route;
/* Picks a packet's route among several: never NULL, never a CHOICE.  @p: as
 * it is forwarded, IPv6 header in front. */
typedef const struct route *route_chooser (struct node *node, struct packet *p,
                                           void *data);
struct route
{
  uint8_t kind;          /* enum route_kind */
  uint8_t reason;        /* DROP: enum drop_reason */
  uint8_t encapsulation; /* TUNNEL: enum encapsulation */
  uint32_t key;          /* the same, GRE */
  union
  {
    struct link *link; /* ACCESS */
    struct             /* TUNNEL */
    {
      struct address local; /* unspecified: the node's own address */
      struct address peer;
    };
    struct /* CHOICE */
    {
      route_chooser *choose;
      void *data;
    };
    struct /* HANDLER */
    {
      packet_handler *handler;
      void *handler_data;
    };
  };
};

/* Sets or replaces the node's route for @prefix. */
void node_set_route (struct node *node, const struct prefix *prefix,
                     const struct route *route);
bool node_remove_route (struct node *node, const struct prefix *prefix);
const struct route *node_find_route (const struct node *node,
                                     const struct prefix *prefix);
/* Routes by source, for packets that enter from an access link: TUNNEL (to
 * the anchor), PLAIN (forward by destination) or DROP.  A source without a
 * route is dropped INGRESS. */
void node_set_source_route (struct node *node, const struct prefix *source,
                            const struct route *route);
bool node_remove_source_route (struct node *node, const struct prefix *source);

/* Routes by source for what the node itself originates, tunnels it enters
 * included: a multihomed node sends what bears the address of an interface by
 * that interface.  A source without a route goes by destination. */
void node_set_egress_route (struct node *node, const struct prefix *source,
                            const struct route *route);
bool node_remove_egress_route (struct node *node, const struct prefix *source);

/* Routes for what leaves a tunnel that ends at node->address, looked up before
 * all others and for nothing else: a gateway delivers what the anchor tunnelled
 * to it, while what merely crosses the gateway on its way to the anchor stays
 * on it (RFC 5213 6.10.5).  Tunnels that end at another address of the node (a
 * central anchor's) do not see them, unless node_add_tunnel_end() says so:
 * anchor and gateway can share a node. */
void node_set_exit_route (struct node *node, const struct prefix *prefix,
                          const struct route *route);
bool node_remove_exit_route (struct node *node, const struct prefix *prefix);
/* One more address of the node whose tunnels pass the exit routes: that of
 * another interface. */
void node_add_tunnel_end (struct node *node, const struct address *address);
/* @end, one more address of the node, has a table of its own: what leaves a
 * tunnel there goes by the route that @choose returns for it, by no exit route.
 * A gateway between two tunnels has such an end towards each.  PLAIN: as what
 * leaves a tunnel at an address without exit routes. */
void node_set_end_chooser (struct node *node, const struct address *end,
                           route_chooser *choose, void *data);
/* What is longer than @mtu with the headers of a tunnel is dropped TOO_BIG at
 * its entry, after @tell has been told the length that would pass (RFC 2473
 * 7.1): @p is not its to keep.  Without this call links and tunnels take
 * packets of any length. */
typedef void too_big_handler (struct node *node, const struct packet *p,
                              uint32_t mtu);
void network_set_mtu (struct network *network, uint32_t mtu,
                      too_big_handler *tell);
/* @tell hears of each packet that a router drops since its hop limit has run
 * out (RFC 8200 3): @p is not its to keep.  Without this call nobody is told.
 */
typedef void expired_handler (struct node *node, const struct packet *p);
void network_set_expired (struct network *network, expired_handler *tell);
/* May @node send one more error message now?  Then it counts as sent: at most
 * 10 in a burst and 10 per second of each node, whatever they are about (RFC
 * 4443 2.4 f). */
bool node_may_report (struct node *node);
/* Strict reverse path (RFC 3704 2.2) for what leaves a tunnel at node->address
 * and has no exit route: dropped @reason unless the node's own route to the
 * inner source leads into the tunnel it came by.  So a serving router does not
 * send back what an anchor sent too early, and an anchor forwards for a prefix
 * only what the prefix's gateway sends. */
void node_check_exits (struct node *node, enum drop_reason reason);

/* @address is that of a server beside the node, on a link of no length: what
 * comes for it is taken by the node's handlers.  Unlike what is sent to the
 * node itself, what enters by an access link goes the way its source route
 * says first, and may come back by a tunnel. */
void node_add_server (struct node *node, const struct address *address);
bool node_is_server (const struct node *node, const struct address *address);
/* What enters by an access link with a source that is let in, or is sent by the
 * node itself or its servers, goes straight to a server of the node, or out of
 * the access link that an exit route names, while the destination is on it
 * (RFC 5213 6.10.3). */
void node_route_locally (struct node *node);

/* Tunnel exit: accept what @peer has encapsulated, GRE with a key that the
 * node has given out.  Counted: as many accepts as
 * withdrawals.  What others tunnel here is dropped NO_TUNNEL. */
void node_accept_tunnel (struct node *node, const struct address *peer);
void node_withdraw_tunnel (struct node *node, const struct address *peer);
void node_accept_gre_key (struct node *node, uint32_t key);
void node_withdraw_gre_key (struct node *node, uint32_t key);
uint32_t node_tunnels (const struct node *node);

/* Least total delay over wired links, ties by hops; SIM_TIME_MAX and
 * UINT32_MAX when there is no path.  Of the network as it was built, whatever
 * is out of service now. */
sim_time network_path_delay (struct network *network, const struct node *from,
                             const struct node *to);
uint32_t network_path_hops (struct network *network, const struct node *from,
                            const struct node *to);
/* Probability that no link of that path loses a packet at random. */
double network_path_success (struct network *network, const struct node *from,
                             const struct node *to);

/* ---- sending ------------------------------------------------------- */

/* Injects a packet at @node, complete IPv6 header in front: enters the books
 * as sent, is digested, and is forwarded. */
void node_send (struct node *node, struct packet *p);
/* Ends @p, which was to be sent, at once: in the books as sent and dropped. */
void node_lose (struct node *node, struct packet *p, enum drop_reason why);
/* Passes on a packet that is in the books already, by destination: without
 * source or exit routes, its hop limit as it is. */
void node_forward (struct node *node, struct packet *p);
/* Passes on a packet that a handler route of the node took over, by @route:
 * its hop limit as it is. */
void node_forward_by (struct node *node, struct packet *p,
                      const struct route *route);
/* Enters the books with a copy of a packet that is being forwarded, which goes
 * by @route.  Both are marked as copied, and as old as the packet is. */
void node_send_copy (struct node *node, struct packet *p,
                     const struct route *route);
/* Goes on with a packet that is at the node it is for and has lost its foremost
 * extension header: to a tunnel exit, or the handler of what follows. */
void node_hand_on (struct node *node, struct packet *p);
/* Injects a packet straight onto an access link, whatever its destination
 * (RA, RS to link-local and multicast addresses). */
void node_send_on_link (struct node *node, struct link *link, struct packet *p);
/* The access link by which the packet being handled came in, or NULL. */
struct link *packet_access_link (const struct packet *p);

/* ---- books --------------------------------------------------------- */

struct books
{
  uint64_t sent[PACKET_CLASSES], delivered[PACKET_CLASSES],
      consumed[PACKET_CLASSES], dropped[PACKET_CLASSES][DROP_N];
};
const struct books *network_books (const struct network *network);
/* Packets that exist: scheduled on a channel or held by a model.  Counted in
 * the pool, independently of the books. */
uint64_t network_in_flight (const struct network *network,
                            enum packet_class class);
/* sent = delivered + consumed + dropped + in flight, per class. */
bool network_books_balance (const struct network *network);

/* ---- life ---------------------------------------------------------- */

struct network *network_new (struct sim *sim);
void network_free (struct network *network);
struct sim *network_sim (const struct network *network);
/* After the last router and link: from here on routes are found on demand. */
void network_freeze (struct network *network);
/* Records what @node sends and receives (not: drops on entry). */
void node_set_pcap (struct node *node, struct pcap_writer *writer);

#endif
