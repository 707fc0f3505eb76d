/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ipv6/ipv6.h"
#include "models/access/access.h"
#include "models/ipv6/subnet.h"
#include "models/trace.h"

#define SUMMARY "no mobility support: a new address at each move"

static const struct parameter ipv6_parameters[] = { { 0 } };

static void *
ipv6_build (struct domain *domain, const void *config G_GNUC_UNUSED)
{
  struct subnet *subnets = g_new0 (struct subnet, domain->routers->len);

  for (guint i = 0; i < domain->routers->len; i++)
    subnet_init (&subnets[i], g_ptr_array_index (domain->routers, i));
  return subnets;
}

static void
ipv6_free (void *self)
{
  g_free (self);
}

static void
ipv6_attached (void *self G_GNUC_UNUSED, struct access_router *router,
               struct mobile_node *mn, struct handover *handover)
{
  subnet_serve (router->entity, mn, handover);
}

/* Without the notice the route stays, and what still comes for the node dies
 * at its old link. */
static void
ipv6_detached (void *self G_GNUC_UNUSED, struct access_router *router,
               struct mobile_node *mn)
{
  subnet_close (router->entity, mn);
}

/* The neighbour cache of a host outside of the simulation. */
static void
ipv6_address_seen (void *self G_GNUC_UNUSED, struct access_router *router,
                   struct mobile_node *mn, const struct address *address)
{
  const struct subnet *subnet = router->entity;
  const struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };
  struct prefix host = prefix_make (address, 128);

  if (prefix_contains (&subnet->prefix, address))
    node_set_route (router->node, &host, &access);
}

const struct architecture architecture_ipv6
    = { .name = "ipv6",
        .summary = SUMMARY,
        .parameters = ipv6_parameters,
        .build = ipv6_build,
        .free = ipv6_free,
        .attached = ipv6_attached,
        .detached = ipv6_detached,
        .address_seen = ipv6_address_seen };

const struct variant variant_ipv6 = { .name = "ipv6",
                                      .help = SUMMARY,
                                      .of = ipv6_parameters,
                                      .implementation = &architecture_ipv6 };
