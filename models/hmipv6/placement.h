/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mobility anchor points stand that a scenario does not place, and which
 * access routers are near to which.  RFC 5380 3.1 lets a MAP stand anywhere in
 * the operator's network; the rule is ours. */
#ifndef DMMSIM_MODELS_HMIPV6_PLACEMENT_H
#define DMMSIM_MODELS_HMIPV6_PLACEMENT_H

#include "models/domain.h"

/* Nodes for MAPs of @regions regions of the access routers (0: as many as there
 * are routers in one, the square root of their number).  A region's MAP is
 * where its farthest router is nearest; then where the total delay is least, at
 * a node that is no access site, first in order.  Fewer where two regions want
 * the same node.  Regions begin at routers as far apart as can be and follow
 * their MAPs until they rest: the same network gives the same nodes.
 * O(routers * (regions^2 + nodes)) look-ups of paths.  (transfer full): of
 * struct node *. */
GPtrArray *placement_choose (const struct domain *domain, unsigned regions);

/* Indices of @sites (struct node *) by their delay from @from, nearest first,
 * ties by order; those that cannot be reached are left out.  (transfer full):
 * of guint. */
GArray *placement_by_distance (const struct domain *domain,
                               const struct node *from, const GPtrArray *sites);

#endif
