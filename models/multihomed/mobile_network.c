/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/mobile_network.h"

#include "models/access/access.h"

static struct domain *
network_domain (const struct mobile_network *network)
{
  return network->mag->entity.domain;
}

/* ---- hosts --------------------------------------------------------- */

/* The address that the host makes of the prefix (RFC 4862 5.5.3). */
static struct prefix
host_prefix (const struct mobile_network *network,
             const struct mobile_node *host)
{
  struct address address = access_link_local (host->link_layer);

  memcpy (address.octet, network->prefix.address.octet, 8);
  return prefix_make (&address, 128);
}

static void
host_advertise (const struct mobile_network *network, struct mobile_node *host)
{
  const struct access_router *router = network->mag->router;
  const struct bul_entry *entry = mag_find (network->mag, &network->mn);
  sim_time left = entry->expires - sim_now (network_domain (network)->sim);
  uint32_t seconds = (uint32_t)(MAX (left, 0) / SIM_SECOND);
  struct ra_prefix ra = { .prefix = network->prefix,
                          .preferred_lifetime = seconds,
                          .valid_lifetime = seconds };

  access_send_ra (network->mag->router, host, &router->link_local,
                  router->link_layer, &ra, 1);
}

/* The host route stands for the neighbour cache entry, learned at once. */
static void
host_serve (const struct mobile_network *network, struct mobile_node *host)
{
  struct node *node = network->mag->entity.node;
  struct prefix prefix = host_prefix (network, host);
  struct route access = { .kind = ROUTE_ACCESS, .link = host->radio };
  struct trace_prefix record = { .mn = host,
                                 .prefix = network->prefix,
                                 .node = node,
                                 .gateway = node,
                                 .transaction = host->handover->id };

  node_set_exit_route (node, &prefix, &access);
  trace_emit (network_domain (network)->sim->trace, TRACE_GATEWAY_READY,
              &record);
  host_advertise (network, host);
  handover_mark_ready (host->handover, 0);
}

void
mobile_network_attached (struct mobile_network *network,
                         struct mobile_node *host)
{
  if (network->prefix.length > 0)
    host_serve (network, host);
}

void
mobile_network_detached (struct mobile_network *network,
                         const struct mobile_node *host)
{
  struct route gone = { .kind = ROUTE_DROP, .reason = DROP_NOT_ATTACHED };
  struct prefix prefix = host_prefix (network, host);

  if (network->prefix.length > 0)
    node_set_exit_route (network->mag->entity.node, &prefix, &gone);
}

/* Of those that have been here, too. */
static void
forget_hosts (const struct mobile_network *network)
{
  const GPtrArray *all = network_domain (network)->mobile_nodes;

  for (guint i = 0; i < all->len; i++)
    {
      struct prefix prefix = host_prefix (network, g_ptr_array_index (all, i));

      node_remove_exit_route (network->mag->entity.node, &prefix);
    }
}

/* ---- the session --------------------------------------------------- */

void
mobile_network_granted (struct mobile_network *network,
                        const struct bul_entry *entry)
{
  const GPtrArray *all = network_domain (network)->mobile_nodes;

  if (network->prefix.length > 0
      && !prefix_equal (&network->prefix, &entry->delegated))
    forget_hosts (network);
  network->prefix = entry->delegated;
  for (guint i = 0; i < all->len; i++)
    {
      struct mobile_node *host = g_ptr_array_index (all, i);

      if (access_reachable (network->mag->router, host))
        mobile_network_attached (network, host);
    }
}

static void
network_set_timer (struct mobile_network *network, sim_time delay)
{
  struct sim *sim = network_domain (network)->sim;

  timer_set (sim->engine, &network->timer, sim_now (sim) + delay,
             node_origin (network->mag->entity.node),
             network->multihomed->mobile_network, network);
}

void
mobile_network_lost (struct mobile_network *network)
{
  if (network->prefix.length > 0)
    forget_hosts (network);
  network->prefix.length = 0;
  network_set_timer (network,
                     network_domain (network)->config.protocol.retransmit.max);
}

void
mobile_network_due (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct mobile_network *network = subject;

  mag_attach (network->mag, &network->mn);
}

/* ---- life ---------------------------------------------------------- */

struct mobile_network *
mobile_network_new (struct multihomed *multihomed, struct mag *mag, uint32_t i)
{
  struct mobile_network *network = g_new0 (struct mobile_network, 1);
  struct mobile_node *mn = &network->mn;
  struct domain *domain = multihomed->pmipv6.domain;

  network->multihomed = multihomed;
  network->mag = mag;
  mn->logical = true;
  mn->index = domain->mobile_nodes->len + i;
  mn->domain = domain;
  mn->node = mag->entity.node;
  mn->identifier = g_strdup_printf ("%s@example.net", mn->node->name);
  memcpy (mn->link_layer, mag->router->link_layer, sizeof mn->link_layer);
  mn->prefixes = 1;
  mn->router = mag->router;
  mn->handover = &network->attachment;
  network->attachment.id = TRANSACTION_NONE;
  network->attachment.mn = mn;
  network->attachment.to = mag->router;
  network->attachment.ended = true;
  mobility_add_mn (domain, mn);
  network_set_timer (network, 0);
  return network;
}

void
mobile_network_free (struct mobile_network *network)
{
  if (!network)
    return;
  g_free (network->mn.identifier);
  g_free (network);
}
