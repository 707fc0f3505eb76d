/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs on a mobile node of dmm-host: movement detection (RFC 6275 11.5.1),
 * and one home registration for each address that an anchor keeps for it.  The
 * address of the link it is on is a home address there, and the care-of address
 * of all others. */
#ifndef DMMSIM_MODELS_HOST_HOST_NODE_H
#define DMMSIM_MODELS_HOST_HOST_NODE_H

#include "models/host/dmm_host.h"

/* A home address and who anchors it; made when the node is on that link for
 * the first time. */
struct host_anchor
{
  struct mobility_entity entity; /* first; at the home address */
  struct host_anchor *next;      /* of the same node, by age */
  struct host_node *node;
  struct home_link *link;
  struct home_registration registration;
  bool visited;             /* since the node came into the area */
  uint32_t flows;           /* live ones on the address */
  struct host_timer expiry; /* release lifetime: since the node left */
  sim_time until;           /* when that is over */
};

/* mobile_node.entity. */
struct host_node
{
  struct dmm_host *host;
  struct mobile_node *mn;
  struct address_configuration configuration;
  struct host_anchor *anchors; /* owned, by age */
  struct host_anchor *here;    /* of the link that was heard of last, or NULL */
  bool usable;                 /* the address there may be used */
  uint32_t transaction;        /* attachment that was heard of last */
  uint32_t previous;           /* K */
  struct mobility_count count;
};

/* Of a node that attaches for the first time. */
struct host_node *host_node_new (struct dmm_host *host, struct mobile_node *mn);
void host_node_free (struct host_node *node);
/* The node has attached to @router, which does not wait for it to hear so. */
void host_node_attached (struct host_node *node, struct host_router *router,
                         const struct handover *handover);
/* What the node believes of its addresses may have changed. */
void host_node_hear (struct host_node *node);
/* A flow on an address in @prefix begins (1) or ends (-1). */
void host_node_count_flow (struct host_node *node, const struct prefix *prefix,
                           int change);
/* What the node has on @link, or NULL. */
struct host_anchor *host_node_find (const struct host_node *node,
                                    const struct prefix *prefix);

#endif
