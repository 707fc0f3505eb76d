/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/mipv6.h"

#include "models/access/access.h"
#include "models/mipv6/cn.h"
#include "models/mipv6/discovery.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/invariants.h"
#include "models/mipv6/mn_correspondent.h"

/* ::2, mobility_central_address(). */
#define CENTRAL_NUMBER 2
#define SUMMARY "Mobile IPv6, hosts register with a home agent (RFC 6275)"

const struct parameter mipv6_parameters[]
    = { CONFIGURATION_PARAMETERS (struct mipv6_config, configuration),
        HA_PARAMETERS (struct mipv6_config, ha),
        HOME_AGENTS_PARAMETERS (struct mipv6_config, home_agents, discovery),
        { .key = "route_optimization",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct mipv6_config, route_optimization),
          .fallback = "false",
          .help
          = "nodes register with correspondents too, by return "
            "routability, and data goes directly (RFC 6275 5.2, 11.7.2)" },
        { .key = "correspondent_ack",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct mipv6_config, correspondent_ack),
          .fallback = "true",
          .help = "correspondents acknowledge binding updates" },
        HA_ADVICE_PARAMETER (struct mipv6_config, ha),
        { 0 } };

/* ---- operations ---------------------------------------------------- */

static void
hear (struct mobile_node *mn, void *data G_GNUC_UNUSED)
{
  if (mn->entity)
    mn_hear (mn->entity);
}

static void
advertise (struct access_router *router, struct mobile_node *mn)
{
  subnet_advertise (router->entity, mn);
}

static void
build_subnets (struct mipv6 *mipv6)
{
  const struct domain *domain = mipv6->domain;

  mipv6->subnets = g_new0 (struct subnet, domain->routers->len);
  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct access_router *router = g_ptr_array_index (domain->routers, i);

      subnet_init (&mipv6->subnets[i], router);
    }
}

/* The link of the access router at the anchor site, or NULL. */
static const struct subnet *
find_home_subnet (const struct mipv6 *mipv6)
{
  const struct domain *domain = mipv6->domain;
  const struct access_router *router
      = domain_router_at (domain, domain->anchor);

  return router ? &mipv6->subnets[router->index] : NULL;
}

bool
mipv6_is_live (const struct ha *ha G_GNUC_UNUSED, const struct mobile_node *mn)
{
  const struct mipv6_mn *node = mn->entity;

  return node && node->flows > 0;
}

static const struct ha_ops ha_ops = { .flag = BU_H, .is_live = mipv6_is_live };

/* @home: NULL: a virtual home link.  Its agents begin at ::@first. */
static void
init_home (struct mipv6 *mipv6, const struct ha_ops *ops,
           const struct subnet *home, unsigned first)
{
  struct domain *domain = mipv6->domain;
  const struct prefix prefix
      = home ? home->prefix
             : network_new_prefix (domain->sim->network, domain->anchor);
  const struct prefix block = prefix_make (&domain->anchor->address, 64);

  home_link_init (&mipv6->home, domain, &mipv6->config->ha, ops, mipv6, &prefix,
                  home);
  for (unsigned i = 0; i < MAX (1, (unsigned)mipv6->config->home_agents); i++)
    {
      struct address address = prefix_host (&block, first + i);

      ha_new (&mipv6->home, domain->anchor, &address, ROLE_HA);
    }
  if (mipv6->config->discovery)
    discovery_init (mipv6);
}

void
mipv6_init_home (struct mipv6 *mipv6, const struct ha_ops *ops)
{
  init_home (mipv6, ops, find_home_subnet (mipv6), CENTRAL_NUMBER);
}

void
mipv6_init_correspondents (struct mipv6 *mipv6)
{
  const GPtrArray *sites = mipv6->domain->correspondents;

  mipv6->correspondent_timer
      = engine_kind (mipv6->domain->sim->engine, "mipv6-correspondent-timer",
                     mn_correspondent_expire);
  for (guint i = 0; mipv6->config->route_optimization && i < sites->len; i++)
    g_ptr_array_add (mipv6->correspondents,
                     cn_new (mipv6, g_ptr_array_index (sites, i)));
}

static void
init (struct mipv6 *mipv6, struct domain *domain,
      const struct mipv6_config *config)
{
  mipv6->domain = domain;
  mipv6->config = config;
  mipv6->nodes = g_ptr_array_new ();
  mipv6->correspondents = g_ptr_array_new ();
  configuration_kit_init (&mipv6->configuration, domain->sim,
                          &mipv6->config->configuration, advertise);
}

void
mipv6_init_hosts (struct mipv6 *mipv6, struct domain *domain,
                  const struct mipv6_config *config)
{
  init (mipv6, domain, config);
  build_subnets (mipv6);
  access_listen_addresses (domain, hear, NULL);
}

void
mipv6_init_guests (struct mipv6 *mipv6, struct domain *domain,
                   const struct mipv6_config *config, unsigned first_agent)
{
  init (mipv6, domain, config);
  mipv6_init_correspondents (mipv6);
  access_listen_addresses (domain, hear, NULL);
  init_home (mipv6, &ha_ops, NULL, first_agent);
}

void
mipv6_add_host (struct mipv6 *mipv6, struct mobile_node *mn)
{
  if (!mn->entity)
    g_ptr_array_add (mipv6->nodes, mn_new (mipv6, mn));
}

static void *
mipv6_build (struct domain *domain, const void *config)
{
  struct mipv6 *mipv6 = g_new0 (struct mipv6, 1);

  mipv6_init_hosts (mipv6, domain, config);
  mipv6_init_home (mipv6, &ha_ops);
  mipv6_init_correspondents (mipv6);
  return mipv6;
}

void
mipv6_clear (struct mipv6 *mipv6)
{
  for (guint i = 0; i < mipv6->nodes->len; i++)
    mn_free (g_ptr_array_index (mipv6->nodes, i));
  for (guint i = 0; i < mipv6->correspondents->len; i++)
    cn_free (g_ptr_array_index (mipv6->correspondents, i));
  g_ptr_array_unref (mipv6->correspondents);
  home_link_clear (&mipv6->home);
  configuration_kit_clear (&mipv6->configuration);
  g_ptr_array_unref (mipv6->nodes);
  g_free (mipv6->subnets);
}

static void
mipv6_free (void *self)
{
  mipv6_clear (self);
  g_free (self);
}

/* The access router is plain: it delivers to the care-of address at once.  At
 * home that is the home address, which the HA may intercept. */
void
mipv6_attached (void *self, struct access_router *router,
                struct mobile_node *mn, struct handover *handover)
{
  struct mipv6 *mipv6 = self;
  struct mipv6_mn *node;

  mipv6_add_host (mipv6, mn);
  node = mn->entity;
  if (router->entity == node->link->subnet)
    home_link_attached (node->link, mn, handover->id);
  else
    {
      subnet_open (router->entity, mn);
      home_link_trace (node->link, TRACE_GATEWAY_READY, mn, router->node,
                       router->node, handover->id);
    }
  configuration_advertise (&node->configuration);
}

void
mipv6_detached (void *self G_GNUC_UNUSED, struct access_router *router,
                struct mobile_node *mn)
{
  const struct mipv6_mn *node = mn->entity;

  if (node && router->entity == node->link->subnet)
    home_link_detached (node->link, mn);
  else
    subnet_close (router->entity, mn);
}

/* Two mobile nodes reach each other by the home agent. */
static bool
optimizes (const struct mipv6 *mipv6, const struct flow *flow)
{
  return mipv6->config->route_optimization && !flow->other;
}

void
mipv6_count_flow (struct mipv6_mn *node, int change)
{
  bool was_live = node->flows > 0;

  node->flows += (uint32_t)change;
  if ((node->flows > 0) != was_live)
    home_link_count_live (node->link, node->mn, change);
}

void
mipv6_flow_started (void *self, struct flow *flow)
{
  mipv6_count_flow (flow->mn->entity, 1);
  if (optimizes (self, flow))
    mn_correspondent_count (flow->mn->entity, &flow->peer_address, 1);
}

void
mipv6_flow_ended (void *self, struct flow *flow)
{
  mipv6_count_flow (flow->mn->entity, -1);
  if (optimizes (self, flow))
    mn_correspondent_count (flow->mn->entity, &flow->peer_address, -1);
}

/* Mobile nodes learn of it by nothing but the answers to what they send next
 * (RFC 6275 11.3.6, 11.7). */
void
mipv6_restarted (void *self, struct node *node, bool state_kept)
{
  struct mipv6 *mipv6 = self;

  if (state_kept)
    return;
  home_link_restart (&mipv6->home, node);
  for (guint i = 0; i < mipv6->correspondents->len; i++)
    {
      struct cn *cn = g_ptr_array_index (mipv6->correspondents, i);

      if (cn->entity.node == node)
        cn_restart (cn);
    }
}

const struct architecture architecture_mipv6
    = { .name = "mipv6",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = mipv6_parameters,
        .config_size = sizeof (struct mipv6_config),
        .build = mipv6_build,
        .free = mipv6_free,
        .attached = mipv6_attached,
        .detached = mipv6_detached,
        .flow_started = mipv6_flow_started,
        .flow_ended = mipv6_flow_ended,
        .restarted = mipv6_restarted,
        .invariants = mipv6_invariants };

const struct variant variant_mipv6 = { .name = "mipv6",
                                       .help = SUMMARY,
                                       .of = mipv6_parameters,
                                       .size = sizeof (struct mipv6_config),
                                       .implementation = &architecture_mipv6 };
