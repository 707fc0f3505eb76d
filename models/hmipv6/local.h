/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile node's local registrations (RFC 5380 6.1): which MAP it uses, its
 * RCoA there, and the binding of its LCoA.  With the home registration of
 * models/mipv6, whose care-of address the RCoA is, they make a node of
 * hmipv6. */
#ifndef DMMSIM_MODELS_HMIPV6_LOCAL_H
#define DMMSIM_MODELS_HMIPV6_LOCAL_H

#include "models/hmipv6/map.h"
#include "models/mipv6/mn.h"

/* An entry of the binding update list: the node and one MAP. */
struct local_binding
{
  struct mobility_entity entity; /* first; its address is the RCoA */
  struct local_mobility *local;
  struct map *map;
  struct home_registration
      registration; /* of the RCoA; care-of address: LCoA */
  bool refused;     /* by the MAP, or not answered: not on this link again */
  sim_time granted; /* lifetime of the binding (6.1) */
  struct local_binding *next;
};

/* mipv6_mn.extension. */
struct local_mobility
{
  struct mipv6_mn *node;
  bool usable; /* the LCoA, node->care_of, has been verified */
  /* The MAP whose RCoA is the care-of address, or is to be; NULL: none, as in
   * plain Mobile IPv6. */
  struct local_binding *current;
  /* The MAP left, told of the new LCoA until home agent and correspondents know
   * of the new RCoA; or NULL. */
  struct local_binding *previous;
  struct local_binding *bindings; /* owned, all there ever were */
};

extern const struct mn_care_of_ops local_ops;

#endif
