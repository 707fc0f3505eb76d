/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An attach point and its role: who stands behind the interface.  To add a
 * role: one file with one struct attach_role, and a line in the list of
 * models/bridge/roles.c. */
#ifndef DMMSIM_MODELS_BRIDGE_ROLE_H
#define DMMSIM_MODELS_BRIDGE_ROLE_H

#include "models/bridge/bridge.h"
#include "models/bridge/neighbors.h"
#include "models/codec/mh.h"

struct attach_role
{
  const char *name; /* what "role=" calls it */

  /* Is the node called @name of this kind in the scenario?  The first role of
   * the list that says so is taken unless the user names one. */
  bool (*fits) (const struct domain *domain, const char *name);

  /* Wires the point: sets point->node and lets packets for outside come to
   * attach_point_send(), by node_divert() (all that ends at the node),
   * attach_point_route() (a prefix that is anchored at the node) or a handler
   * of its own that calls it.  The architecture is not built yet. */
  bool (*attach) (struct attach_point *point, GError **error);

  /* A packet came in by the interface: complete IPv6 header, length right, not
   * sent yet.  (transfer full): send it by node_send() at point->node, or end
   * it by packet_free().  Neighbour discovery comes here only if the point is
   * no gateway.  NULL: node_send (point->node, p). */
  void (*receive) (struct attach_point *point, struct packet *p);

  /* Is a frame to this unicast link-layer address for who the role plays on the
   * link?  NULL: point->link_layer is the one. */
  bool (*accepts) (const struct attach_point *point,
                   const uint8_t link_layer[6]);

  /* Frees what attach() left in point->state; NULL: nothing. */
  void (*detach) (struct attach_point *point);
};

extern const struct attach_role *const attach_roles[]; /* ended by NULL */

struct attach_point
{
  struct attach_point_config config;
  struct device *device;
  const struct attach_role *role;
  struct domain *domain;
  struct node *node; /* where what comes in enters */
  /* The point answers for the router on the link: neighbour discovery is its
   * own business.  Otherwise the simulated network's. */
  bool gateway;
  uint8_t link_layer[6]; /* the router's on this link: frames leave from it */
  struct address link_local; /* the gateway's: fe80::1 */
  unsigned mtu;              /* octets of a packet */
  struct prefix on_link;     /* of the host outside; length 0: none */
  struct address address;    /* of the host outside; unspecified: its own
                                choice */
  struct neighbors neighbors;
  struct attach_counters counters;
  void *state; /* the role's */
};

/* Is this IPv6 packet neighbour discovery (RFC 4861 4)? */
bool attach_is_discovery (const uint8_t *octets, size_t n);
/* The Mobility Header of an IPv6 packet, behind the extension headers of Mobile
 * IPv6 and in tunnels too; false if it has none.  @message: into @octets. */
bool attach_find_message (const uint8_t *octets, size_t n,
                          struct view *message);
/* Packets for @prefix that node point->node routes leave by the interface. */
void attach_point_route (struct attach_point *point,
                         const struct prefix *prefix);
/* Sends a packet of the simulation out of the interface of @data, a struct
 * attach_point, and ends it in the books.  A packet_handler. */
void attach_point_send (struct node *node, struct packet *p, void *data);
/* Makes a packet of the simulation of @n octets, an IPv6 packet; NULL, and
 * counted, if it is malformed.  (transfer full), not sent. */
struct packet *attach_point_packet (struct attach_point *point,
                                    const uint8_t *octets, size_t n);
/* As if @octets had come in as a packet. */
void attach_point_receive (struct attach_point *point, const uint8_t *octets,
                           size_t n);
/* Writes a packet that is not of the simulation, @n octets, to @link_layer
 * (TUN: ignored).  Returns whether the interface took it. */
bool attach_point_write (struct attach_point *point, const uint8_t *octets,
                         size_t n, const uint8_t link_layer[6]);
/* A realtime_reader; @data: the attach point. */
bool attach_point_read (int fd, void *data);

/* errors.c: tells the source of @p, dropped at @node, which length would pass
 * (RFC 4443 3.2).  A too_big_handler. */
void bridge_tell_too_big (struct node *node, const struct packet *p,
                          uint32_t mtu);
/* The same of a hop limit that ran out (RFC 4443 3.3).  An expired_handler. */
void bridge_tell_expired (struct node *node, const struct packet *p);

/* gateway.c: takes neighbour discovery of a point that is a gateway; false if
 * the packet is something else. */
bool gateway_take (struct attach_point *point, const uint8_t *octets, size_t n);

#endif
