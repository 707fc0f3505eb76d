/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ipv6/ipv6.h"
#include "models/access/access.h"
#include "models/trace.h"

#define SUMMARY "no mobility support: a new address at each move"

/* RFC 4861 6.2.1, s. */
#define ADV_VALID_LIFETIME 2592000
#define ADV_PREFERRED_LIFETIME 604800

/* access_router.entity: a router and the subnet of its access links. */
struct subnet
{
  struct access_router *router;
  struct prefix prefix;
};

static const struct parameter ipv6_parameters[] = { { 0 } };

static void
subnet_trace_state (const struct subnet *subnet)
{
  struct trace_state record
      = { .node = subnet->router->node, .role = ROLE_ACCESS_ROUTER };

  trace_emit (subnet->router->domain->sim->trace, TRACE_STATE, &record);
}

/* RFC 2827: only the subnet's own sources are let in. */
static void
subnet_init (struct subnet *subnet, struct access_router *router)
{
  struct route plain = { .kind = ROUTE_PLAIN };
  struct node *node = router->node;

  subnet->router = router;
  subnet->prefix = network_new_prefix (node->network, node);
  node_set_source_route (node, &subnet->prefix, &plain);
  router->entity = subnet;
  subnet_trace_state (subnet);
}

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

/* The address that the node makes of the prefix (RFC 4862 5.5.3). */
static struct prefix
subnet_host (const struct subnet *subnet, const struct mobile_node *mn)
{
  struct address address = access_link_local (mn->link_layer);

  memcpy (address.octet, subnet->prefix.address.octet, 8);
  return prefix_make (&address, 128);
}

static void
subnet_advertise (const struct subnet *subnet, struct mobile_node *mn)
{
  struct access_router *router = subnet->router;
  struct ra_prefix ra = { .prefix = subnet->prefix,
                          .preferred_lifetime = ADV_PREFERRED_LIFETIME,
                          .valid_lifetime = ADV_VALID_LIFETIME };

  access_send_ra (router, mn, &router->link_local, router->link_layer, &ra, 1);
}

/* The host route stands for the neighbour cache entry, learned at once. */
static void
ipv6_attached (void *self G_GNUC_UNUSED, struct access_router *router,
               struct mobile_node *mn, struct handover *handover)
{
  const struct subnet *subnet = router->entity;
  struct prefix host = subnet_host (subnet, mn);
  struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };
  struct trace_prefix record = { .mn = mn,
                                 .prefix = subnet->prefix,
                                 .node = router->node,
                                 .gateway = router->node,
                                 .transaction = handover->id };

  node_set_route (router->node, &host, &access);
  trace_emit (router->domain->sim->trace, TRACE_GATEWAY_READY, &record);
  subnet_advertise (subnet, mn);
  handover_mark_ready (handover, 0);
}

/* Without the notice the route stays, and what still comes for the node dies
 * at its old link. */
static void
ipv6_detached (void *self G_GNUC_UNUSED, struct access_router *router,
               struct mobile_node *mn)
{
  struct prefix host = subnet_host (router->entity, mn);

  node_remove_route (router->node, &host);
}

const struct architecture architecture_ipv6 = { .name = "ipv6",
                                                .summary = SUMMARY,
                                                .parameters = ipv6_parameters,
                                                .build = ipv6_build,
                                                .free = ipv6_free,
                                                .attached = ipv6_attached,
                                                .detached = ipv6_detached };

const struct variant variant_ipv6 = { .name = "ipv6",
                                      .help = SUMMARY,
                                      .of = ipv6_parameters,
                                      .implementation = &architecture_ipv6 };
