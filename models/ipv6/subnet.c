/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ipv6/subnet.h"
#include "models/trace.h"

/* RFC 4861 6.2.1, s. */
#define ADV_VALID_LIFETIME 2592000
#define ADV_PREFERRED_LIFETIME 604800

static void
subnet_trace_state (const struct subnet *subnet)
{
  struct trace_state record
      = { .node = subnet->router->node, .role = ROLE_ACCESS_ROUTER };

  trace_emit (subnet->router->domain->sim->trace, TRACE_STATE, &record);
}

void
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

struct prefix
subnet_host (const struct subnet *subnet, const struct mobile_node *mn)
{
  struct address address = access_link_local (mn->link_layer);

  memcpy (address.octet, subnet->prefix.address.octet, 8);
  return prefix_make (&address, 128);
}

void
subnet_open (const struct subnet *subnet, struct mobile_node *mn)
{
  struct prefix host = subnet_host (subnet, mn);
  struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };

  node_set_route (subnet->router->node, &host, &access);
}

void
subnet_close (const struct subnet *subnet, const struct mobile_node *mn)
{
  struct prefix host = subnet_host (subnet, mn);

  node_remove_route (subnet->router->node, &host);
}

void
subnet_ra_prefixes (const struct prefix *prefixes, unsigned n,
                    struct ra_prefix *ra)
{
  for (unsigned i = 0; i < n; i++)
    ra[i] = (struct ra_prefix){ .prefix = prefixes[i],
                                .preferred_lifetime = ADV_PREFERRED_LIFETIME,
                                .valid_lifetime = ADV_VALID_LIFETIME };
}

void
subnet_advertise (const struct subnet *subnet, struct mobile_node *mn)
{
  struct access_router *router = subnet->router;
  struct ra_prefix ra;

  subnet_ra_prefixes (&subnet->prefix, 1, &ra);
  access_send_ra (router, mn, &router->link_local, router->link_layer, &ra, 1);
}

void
subnet_serve (const struct subnet *subnet, struct mobile_node *mn,
              struct handover *handover)
{
  struct access_router *router = subnet->router;
  struct trace_prefix record = { .mn = mn,
                                 .prefix = subnet->prefix,
                                 .node = router->node,
                                 .gateway = router->node,
                                 .transaction = handover->id };

  subnet_open (subnet, mn);
  trace_emit (router->domain->sim->trace, TRACE_GATEWAY_READY, &record);
  subnet_advertise (subnet, mn);
  handover_mark_ready (handover, 0);
}
