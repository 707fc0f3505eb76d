/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile network and its nodes.  The MR's own local fixed nodes stand on a
 * link of no length: one for each prefix, with the interface identifier of the
 * MR.  Nodes that ride in the MR's are on links of theirs. */
#include "models/access/access.h"
#include "models/codec/mh.h"
#include "models/nemo/nemo.h"

struct nemo_network *
nemo_network_of (const struct mobile_node *mn)
{
  const struct mipv6_mn *node = mn->entity;

  return node ? node->extension : NULL;
}

/* The address that @mn makes of @prefix (RFC 4862 5.5.3). */
static struct prefix
host_prefix (const struct prefix *prefix, const struct mobile_node *mn)
{
  const struct subnet subnet = { .prefix = *prefix };

  return subnet_host (&subnet, mn);
}

/* ---- local fixed nodes --------------------------------------------- */

static bool
is_fixed_node (const struct nemo_network *network,
               const struct address *address)
{
  for (unsigned i = 0; i < network->n; i++)
    {
      struct prefix its
          = host_prefix (&network->prefixes[i], network->node->mn);

      if (address_equal (&its.address, address))
        return true;
    }
  return false;
}

/* Flows of the MR run on it; the MR's own it is not. */
static void
show_fixed_node (struct nemo_network *network, const struct prefix *prefix)
{
  struct mobile_node *mn = network->node->mn;
  struct prefix host = host_prefix (prefix, mn);

  access_add_home_address (mn, prefix);
  node_remove_address (mn->node, &host.address);
}

/* Route: the network's link. */
static void
deliver (struct node *node, struct packet *p, void *data)
{
  struct address destination = packet_destination (p);

  if (is_fixed_node (data, &destination))
    node_hand_on (node, p);
  else
    packet_drop (node, p, DROP_NO_LISTENER);
}

/* ---- ways in and out ----------------------------------------------- */

/* Of what comes from the network: RFC 3963 5.5. */
static struct route
way_out (const struct nemo_network *network, enum registration_state state)
{
  const struct home_registration *r = &network->node->home;

  if (registration_is_home (state))
    return (struct route){ .kind = ROUTE_PLAIN };
  if (registration_stands (state) && network->mode != NEMO_NONE)
    return (struct route){ .kind = ROUTE_TUNNEL,
                           .local = r->care_of,
                           .peer = r->home_agent };
  return (struct route){ .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
}

typedef void route_setter (struct node *node, const struct prefix *prefix,
                           const struct route *route);

/* To the nodes of @prefix, on their links. */
static void
set_ways_in (struct nemo_network *network, const struct prefix *prefix,
             route_setter *set)
{
  const struct mobile_node *mn = network->node->mn;
  struct route fixed
      = { .kind = ROUTE_HANDLER, .handler = deliver, .handler_data = network };

  set (mn->node, prefix, &fixed);
  for (guint i = 0; mn->riders && i < mn->riders->len; i++)
    {
      const struct mobile_node *rider = g_ptr_array_index (mn->riders, i);
      struct prefix host = host_prefix (prefix, rider);
      struct route access = { .kind = ROUTE_ACCESS, .link = rider->radio };

      set (mn->node, &host, &access);
    }
}

/* On the home link the MR takes what comes without a tunnel. */
static void
remove_ways_in (struct nemo_network *network, const struct prefix *prefix)
{
  const struct mobile_node *mn = network->node->mn;

  node_remove_route (mn->node, prefix);
  for (guint i = 0; mn->riders && i < mn->riders->len; i++)
    {
      struct prefix host
          = host_prefix (prefix, g_ptr_array_index (mn->riders, i));

      node_remove_route (mn->node, &host);
    }
}

void
nemo_network_route (struct nemo_network *network, enum registration_state state)
{
  struct node *node = network->node->mn->node;
  struct route out = way_out (network, state);

  for (unsigned i = 0; i < network->n; i++)
    {
      const struct prefix *prefix = &network->prefixes[i];

      node_set_egress_route (node, prefix, &out);
      node_set_source_route (node, prefix, &out);
      if (registration_is_home (state))
        set_ways_in (network, prefix, node_set_route);
      else
        remove_ways_in (network, prefix);
    }
}

/* ---- advertisements ------------------------------------------------ */

void
nemo_network_advertise (const struct nemo_network *network,
                        struct mobile_node *rider)
{
  const struct mobile_node *mn = network->node->mn;
  struct address link_local = access_link_local (mn->link_layer);
  g_autofree struct ra_prefix *ra = g_new (struct ra_prefix, network->n);

  if (!network->advertised)
    return;
  subnet_ra_prefixes (network->prefixes, network->n, ra);
  access_send_ra (rider->router, rider, &link_local, mn->link_layer, ra,
                  network->n);
}

/* A local fixed node's attachment is over with that; a MR registers now. */
static void
welcome (const struct nemo_network *network, struct mobile_node *rider)
{
  struct mipv6_mn *node = rider->entity;

  if (!network->advertised)
    return;
  if (!nemo_is_fixed (rider))
    {
      configuration_advertise (&node->configuration);
      return;
    }
  nemo_network_advertise (network, rider);
  handover_mark_ready (rider->handover, 0);
}

void
nemo_network_trace_ready (const struct nemo_network *network,
                          struct mobile_node *mn)
{
  struct node *node = mn->router->node;

  for (unsigned i = 0; i < network->n; i++)
    trace_emit (mn->domain->sim->trace, TRACE_GATEWAY_READY,
                &(struct trace_prefix){ mn, network->prefixes[i], node, node,
                                        mn->handover->id });
}

void
nemo_network_serve (struct nemo_network *network, struct mobile_node *rider)
{
  const struct nemo_network *own = nemo_network_of (rider);

  nemo_network_trace_ready (own ? own : network, rider);
  welcome (network, rider);
}

void
nemo_network_open (struct nemo_network *network)
{
  struct mobile_node *mn = network->node->mn;

  for (unsigned i = 0; i < network->n; i++)
    show_fixed_node (network, &network->prefixes[i]);
  if (network->advertised)
    return;
  network->advertised = true;
  for (guint i = 0; mn->riders && i < mn->riders->len; i++)
    {
      struct mobile_node *rider = g_ptr_array_index (mn->riders, i);

      if (rider->present)
        welcome (network, rider);
    }
}

/* ---- life ---------------------------------------------------------- */

/* Out of the tunnel comes only what is for the network (3): no other exit. */
void
nemo_network_init (struct mipv6_mn *node)
{
  struct nemo_network *network = g_new0 (struct nemo_network, 1);
  struct mobile_node *mn = node->mn;
  struct node *home = home_link_agent (node->link, 0)->entity.node;
  struct route plain = { .kind = ROUTE_PLAIN };

  network->nemo = nemo_of (mn->domain);
  network->node = node;
  network->mode = (enum nemo_mode)network->nemo->config->mode;
  network->n = mn->prefixes;
  network->prefixes = g_new (struct prefix, MAX (1, network->n));
  network->bound.prefixes = g_array_new (FALSE, FALSE, sizeof (struct prefix));
  network->waiting.prefixes
      = g_array_new (FALSE, FALSE, sizeof (struct prefix));
  node->extension = network;
  node_make_mobile_router (mn->node);
  node_check_exits (mn->node, DROP_INGRESS);
  for (unsigned i = 0; i < network->n; i++)
    {
      network->prefixes[i] = network_new_prefix (home->network, home);
      set_ways_in (network, &network->prefixes[i], node_set_exit_route);
      node_set_source_route (home, &network->prefixes[i], &plain);
    }
  nemo_network_route (network, REGISTRATION_UNREGISTERED);
}

void
nemo_network_free (struct mipv6_mn *node)
{
  struct nemo_network *network = node->extension;

  g_array_unref (network->bound.prefixes);
  g_array_unref (network->waiting.prefixes);
  g_free (network->prefixes);
  g_free (network);
}
