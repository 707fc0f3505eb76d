/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host outside of the simulation in the place of a mobile node's own: the
 * plug of models/bridge in the host side of access.
 *
 * The node moves, attaches and registers as ever.  What its access link brings
 * goes to the host, after the node has taken note of advertisements; what the
 * host sends enters by the access link, and is lost while there is none.  The
 * routers answer the host's neighbour solicitations.  Where a simulated host
 * would wait for an advertisement and then ask (host_link_up()), the node asks
 * in the host's place. */
#ifndef DMMSIM_MODELS_ACCESS_OUTSIDE_H
#define DMMSIM_MODELS_ACCESS_OUTSIDE_H

#include "models/domain.h"

/* RFC 8885 3.7: one logical router per MAAR that anchors a prefix. */
#define OUTSIDE_ROUTERS_MAX 64
/* Addresses that a router takes note of; a hostile host makes any number. */
#define OUTSIDE_ADDRESSES_MAX 64

/* What a router on the link calls itself. */
struct outside_router
{
  struct address link_local;
  uint8_t link_layer[6];
};

struct outside_host
{
  /* Takes what came for the host: sent already, ends with it. */
  packet_handler *deliver;
  /* The node has heard an advertisement and drawn its conclusions. */
  void (*advertised) (struct mobile_node *mn, void *data);
  void *data;
  uint32_t mtu; /* advertised to the host (RFC 4861 4.6.4); 0: none */

  /* access's own */
  unsigned n_addresses; /* that it has said it would use on this link */
  unsigned n_routers;   /* that have advertised on this link */
  struct outside_router routers[OUTSIDE_ROUTERS_MAX];
};

/* From now on @host, copied, stands for @mn, whose link-layer address becomes
 * @link_layer.  Before the architecture is built. */
void access_set_outside_host (struct mobile_node *mn,
                              const struct outside_host *host,
                              const uint8_t link_layer[6]);
/* The router on the present link that has this address, or NULL. */
const struct outside_router *
outside_find_router (const struct mobile_node *mn,
                     const struct address *link_local);

#endif
