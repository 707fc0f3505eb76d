/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/nemo/nemo.h"

#include "models/access/access.h"
#include "models/mipv6/invariants.h"

#define SUMMARY "mobile routers with networks behind them (RFC 3963)"

/* ---- parameters ---------------------------------------------------- */

/* But NONE. */
static const char *const modes[]
    = { [NEMO_EXPLICIT] = "explicit", [NEMO_IMPLICIT] = "implicit", NULL };

static const char *const otherwise[]
    = { [OTHERWISE_REFUSE] = "refuse", [OTHERWISE_IGNORE] = "ignore", NULL };

static const struct parameter network_parameters[]
    = { { .key = "delay",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct radio_config, delay),
          .fallback = "\"0 s\"",
          .help = "one way on the link between a rider and the mobile router" },
        { .key = "rate",
          .type = PARAMETER_RATE,
          .offset = offsetof (struct radio_config, rate),
          .fallback = "\"inf\"",
          .help = "of that link, each way",
          .flags = PARAMETER_POSITIVE | PARAMETER_INFINITE },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          .offset = offsetof (struct radio_config, loss),
          .fallback = "0",
          .help = "probability that it loses a packet" },
        { 0 } };

static const struct parameter home_parameters[]
    = { { .key = "nodes",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct nemo_home_config, nodes),
          .help = "entry of mobile_nodes",
          .reference = REFERENCE_MOBILE_NODES },
        { .key = "anchor",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct nemo_home_config, anchor),
          .help = "node of their home agent",
          .reference = REFERENCE_NODE },
        { 0 } };

#define AT(member) .offset = offsetof (struct nemo_config, member)

static const struct parameter nemo_parameters[]
    = { CONFIGURATION_PARAMETERS (struct nemo_config, mipv6.configuration),
        HA_PARAMETERS (struct nemo_config, mipv6.ha),
        HOME_AGENTS_PARAMETERS (struct nemo_config, mipv6.home_agents,
                                mipv6.discovery),
        HA_ADVICE_PARAMETER (struct nemo_config, mipv6.ha),
        { .key = "mode",
          .type = PARAMETER_ENUM,
          AT (mode),
          .fallback = "\"explicit\"",
          .help = "binding updates list the prefixes, or the home agent knows "
                  "them (RFC 3963 5.2)",
          .choices = modes },
        { .key = "other_mode",
          .type = PARAMETER_BOOL,
          AT (other_mode),
          .fallback = "false",
          .help = "a mobile router refused in one mode tries the other (RFC "
                  "3963 5.4)" },
        { .key = "prefix_table",
          .type = PARAMETER_BOOL,
          AT (prefix_table),
          .fallback = "true",
          .help = "home agents know whose the prefixes are (RFC 3963 6.1.2); "
                  "without it they believe what updates list, and refuse "
                  "those that list none with status 143" },
        { .key = "supporting",
          .type = PARAMETER_INTEGER,
          AT (supporting),
          .fallback = "1",
          .help = "first home agent of the list that supports mobile routers, "
                  "from 1",
          .minimum = 1,
          .maximum = HOME_AGENTS_MAX + 1 },
        { .key = "otherwise",
          .type = PARAMETER_ENUM,
          AT (otherwise),
          .fallback = "\"refuse\"",
          .help = "what those before it do: status 140 (RFC 3963 6.6), or as "
                  "if there were no mobile routers (RFC 3963 5.3)",
          .choices = otherwise },
        { .key = "network",
          .type = PARAMETER_OBJECT,
          AT (network),
          .fallback = "{}",
          .help = "links of the mobile networks, to the nodes that ride",
          .of = network_parameters },
        { .key = "routers",
          .type = PARAMETER_STRINGS,
          AT (routers),
          .help = "entries of mobile_nodes whose nodes are mobile routers "
                  "though they ride in others; other riders are local fixed "
                  "nodes of the network they are on",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_MOBILE_NODES },
        { .key = "homes",
          .type = PARAMETER_OBJECTS,
          AT (homes),
          .fallback = "[]",
          .help = "home links of nodes whose home agent is not at the anchor "
                  "site",
          .of = home_parameters,
          .size = sizeof (struct nemo_home_config) },
        { 0 } };
#undef AT

/* ---- who is what --------------------------------------------------- */

bool
nemo_is_fixed (const struct mobile_node *mn)
{
  const struct parameter_list *routers = &nemo_of (mn->domain)->config->routers;

  for (size_t i = 0; i < routers->n; i++)
    if (mobile_node_is_of (mn, ((char **)routers->items)[i]))
      return false;
  return mn->vehicle;
}

/* What runs on @mn; a rider may attach before its vehicle's router knows. */
static struct mipv6_mn *
router_of (struct nemo *nemo, struct mobile_node *mn)
{
  if (!mn->entity)
    g_ptr_array_add (nemo->mipv6.nodes, mn_new (&nemo->mipv6, mn));
  return mn->entity;
}

/* ---- operations ---------------------------------------------------- */

static void
nemo_advertise (struct access_router *router, struct mobile_node *mn)
{
  if (access_is_carried (mn))
    nemo_network_advertise (nemo_network_of (mn->vehicle), mn);
  else
    subnet_advertise (router->entity, mn);
}

static void
board (struct nemo *nemo, struct mobile_node *mn)
{
  struct mipv6_mn *vehicle = router_of (nemo, mn->vehicle);

  if (!nemo_is_fixed (mn))
    router_of (nemo, mn);
  nemo_network_serve (vehicle->extension, mn);
}

static void
nemo_attached (void *self, struct access_router *router, struct mobile_node *mn,
               struct handover *handover)
{
  struct mipv6_mn *node;

  if (access_is_carried (mn))
    {
      board (self, mn);
      return;
    }
  node = router_of (self, mn);
  if (router->entity == node->link->subnet)
    nemo_home_attached (node->extension, handover->id);
  else
    nemo_network_trace_ready (node->extension, mn);
  mipv6_attached (self, router, mn, handover);
}

static void
nemo_detached (void *self, struct access_router *router, struct mobile_node *mn)
{
  const struct mipv6_mn *node = mn->entity;

  if (access_is_carried (mn))
    return;
  mipv6_detached (self, router, mn);
  if (node && router->entity == node->link->subnet)
    nemo_home_detached (node->extension);
}

static void
nemo_flow_started (void *self G_GNUC_UNUSED, struct flow *flow)
{
  struct mobile_node *mn = flow->mn;

  mipv6_count_flow (nemo_is_fixed (mn) ? mn->vehicle->entity : mn->entity, 1);
}

static void
nemo_flow_ended (void *self G_GNUC_UNUSED, struct flow *flow)
{
  struct mobile_node *mn = flow->mn;

  mipv6_count_flow (nemo_is_fixed (mn) ? mn->vehicle->entity : mn->entity, -1);
}

/* ---- building ------------------------------------------------------ */

/* The link that serves the nodes of the @i-th of config->homes. */
static struct home_link *
make_home (struct nemo *nemo, size_t i)
{
  const struct nemo_home_config *configs = nemo->config->homes.items;
  struct domain *domain = nemo->mipv6.domain;
  struct node *node
      = network_find_node (domain->sim->network, configs[i].anchor);
  const struct access_router *router = domain_router_at (domain, node);
  const struct subnet *subnet
      = router ? &nemo->mipv6.subnets[router->index] : NULL;
  struct address address = mobility_central_address (node);
  struct home_link *link;
  struct prefix prefix;

  if (node == domain->anchor)
    return &nemo->mipv6.home;
  for (size_t j = 0; j < i; j++)
    if (home_link_agent (nemo->homes[j], 0)->entity.node == node)
      return nemo->homes[j];
  prefix = subnet ? subnet->prefix : network_new_prefix (node->network, node);
  link = g_new0 (struct home_link, 1);
  home_link_init (link, domain, &nemo->config->mipv6.ha, &nemo_agent_ops, nemo,
                  &prefix, subnet);
  ha_new (link, node, &address, ROLE_HA);
  g_ptr_array_add (nemo->links, link);
  return link;
}

static void *
nemo_build (struct domain *domain, const void *config)
{
  struct nemo *nemo = g_new0 (struct nemo, 1);
  struct channel_config channel = channel_config_default;

  nemo->config = config;
  mipv6_init_hosts (&nemo->mipv6, domain, &nemo->config->mipv6);
  nemo->mipv6.ops = &nemo_router_ops;
  nemo->mipv6.configuration.advertiser = nemo_advertise;
  mipv6_init_home (&nemo->mipv6, &nemo_agent_ops);
  nemo->links = g_ptr_array_new ();
  nemo->homes = g_new0 (struct home_link *, nemo->config->homes.n);
  for (size_t i = 0; i < nemo->config->homes.n; i++)
    nemo->homes[i] = make_home (nemo, i);
  channel.delay = nemo->config->network.delay;
  channel.rate = nemo->config->network.rate;
  channel.loss = nemo->config->network.loss;
  access_carry_networks (domain, &channel);
  return nemo;
}

static void
nemo_free (void *self)
{
  struct nemo *nemo = self;

  mipv6_clear (&nemo->mipv6);
  for (guint i = 0; i < nemo->links->len; i++)
    {
      home_link_clear (g_ptr_array_index (nemo->links, i));
      g_free (g_ptr_array_index (nemo->links, i));
    }
  g_ptr_array_unref (nemo->links);
  g_free (nemo->homes);
  g_free (nemo);
}

static bool
nemo_check (const struct domain *domain G_GNUC_UNUSED, const void *config,
            GError **error)
{
  const struct nemo_config *c = config;

  if (!c->mipv6.discovery || c->homes.n == 0)
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "discovery: home agents are discovered on the home link of the "
               "anchor site alone; leave out \"homes\"");
  return false;
}

static void
nemo_restarted (void *self, struct node *node, bool state_kept)
{
  struct nemo *nemo = self;

  mipv6_restarted (self, node, state_kept);
  for (guint i = 0; i < nemo->links->len && !state_kept; i++)
    home_link_restart (g_ptr_array_index (nemo->links, i), node);
}

const struct architecture architecture_nemo
    = { .name = "nemo",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = nemo_parameters,
        .config_size = sizeof (struct nemo_config),
        .check = nemo_check,
        .build = nemo_build,
        .free = nemo_free,
        .attached = nemo_attached,
        .detached = nemo_detached,
        .flow_started = nemo_flow_started,
        .flow_ended = nemo_flow_ended,
        .restarted = nemo_restarted,
        .invariants = mipv6_invariants };

const struct variant variant_nemo = { .name = "nemo",
                                      .help = SUMMARY,
                                      .of = nemo_parameters,
                                      .size = sizeof (struct nemo_config),
                                      .implementation = &architecture_nemo };
