/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobility anchor point (RFC 5380 6.2): a home agent on a link of its own,
 * which RCoAs are from and that has no hosts.  A BU for it has the flag M in
 * place of H; statuses are those of RFC 6275. */
#ifndef DMMSIM_MODELS_HMIPV6_MAP_H
#define DMMSIM_MODELS_HMIPV6_MAP_H

#include "models/hmipv6/hmipv6.h"
#include "models/mipv6/ha.h"

struct map
{
  struct hmipv6 *hmipv6;
  struct node *node;
  struct home_link link; /* of the RCoAs; its agent: */
  struct ha *ha;
  uint8_t preference;
  unsigned outages;           /* failures that last */
  bool withdrawn;             /* the routers say that it has failed (10) */
  mobility_receiver *receive; /* the agent's own, during an outage */
};

/* Makes the MAPs of @hmipv6->config, and the options of all access routers:
 * each advertises those that are nearest to it. */
void maps_build (struct hmipv6 *hmipv6);
void maps_clear (struct hmipv6 *hmipv6);
/* Do the nodes of "maps" and "failures" make sense?  As architecture.check. */
bool maps_check (const struct domain *domain,
                 const struct hmipv6_config *config, GError **error);
/* The MAP of this address, or NULL. */
struct map *map_find (const struct hmipv6 *hmipv6,
                      const struct address *address);

#endif
