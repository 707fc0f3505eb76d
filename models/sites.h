/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an architecture's entities stand that the scenario does not place, and
 * which of them is near to whom: S-GWs, MAPs, home agents.  No RFC says; the
 * rules are ours.  The same network gives the same sites: ties go to what comes
 * first in order.  Delays are those of shortest paths. */
#ifndef DMMSIM_MODELS_SITES_H
#define DMMSIM_MODELS_SITES_H

#include "models/domain.h"

/* The nodes of these names, which exist, in their order.  (transfer full): of
 * struct node *, as everywhere here. */
GPtrArray *sites_named (const struct domain *domain,
                        const struct parameter_list *names);

/* Sites in the middle of @n regions of the access routers (0: as many as there
 * are routers in one, the square root of their number), on routers of the
 * topology that are neither access site nor anchor site; where there is none,
 * on access sites.  A region's site is where its farthest router is nearest,
 * then where the total delay is least.  Regions begin at routers as far apart
 * as can be and follow their sites until they rest (k-centre).  Fewer where two
 * regions want the same node.  O(routers * (n^2 + candidates)) look-ups of
 * paths. */
GPtrArray *sites_between (const struct domain *domain, unsigned n);

/* @first and then, again and again, the access site that is farthest from those
 * chosen, up to @n; fewer if there are no more. */
GPtrArray *sites_apart (const struct domain *domain, struct node *first,
                        unsigned n);

/* For every access router, by index, the index of its nearest site.  (transfer
 * full): of uint32_t. */
GArray *sites_nearest (const struct domain *domain, const GPtrArray *sites);

/* Indices of @sites by their delay from @from, nearest first; those that cannot
 * be reached are left out.  (transfer full): of guint. */
GArray *sites_by_distance (const struct domain *domain, const struct node *from,
                           const GPtrArray *sites);

#endif
