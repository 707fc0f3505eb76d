/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain access router's /64 for all its hosts (RFC 4861, RFC 4862): what
 * hosts without help of the network attach to.  Used by ipv6/ and mipv6/. */
#ifndef DMMSIM_MODELS_IPV6_SUBNET_H
#define DMMSIM_MODELS_IPV6_SUBNET_H

#include "models/access/access.h"

/* access_router.entity: a router and the subnet of its access links. */
struct subnet
{
  struct access_router *router;
  struct prefix prefix;
};

/* Takes a prefix of the router's and lets in its sources only (RFC 2827). */
void subnet_init (struct subnet *subnet, struct access_router *router);
/* The address that the node makes of the prefix (RFC 4862 5.5.3), /128. */
struct prefix subnet_host (const struct subnet *subnet,
                           const struct mobile_node *mn);
/* Delivers to the node's address here: the host route stands for the neighbour
 * cache entry, learned at once.  And no longer. */
void subnet_open (const struct subnet *subnet, struct mobile_node *mn);
void subnet_close (const struct subnet *subnet, const struct mobile_node *mn);
/* The @n prefixes for an RA, as routers of subnets advertise them. */
void subnet_ra_prefixes (const struct prefix *prefixes, unsigned n,
                         struct ra_prefix *ra);
/* All that a router without mobility support does for a node that has come:
 * opens, advertises; the handover is complete. */
void subnet_serve (const struct subnet *subnet, struct mobile_node *mn,
                   struct handover *handover);
/* Sends @mn an RA with the prefix. */
void subnet_advertise (const struct subnet *subnet, struct mobile_node *mn);

#endif
