/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/dmm_host.h"

#include "models/access/access.h"
#include "models/host/host_node.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/invariants.h"

#define SUMMARY "hosts register with an anchor at each access router they left"

static const struct parameter dmm_host_parameters[]
    = { CONFIGURATION_PARAMETERS (struct dmm_host_config, configuration),
        HA_PARAMETERS_WITH (struct dmm_host_config, ha, "false"),
        HA_ADVICE_PARAMETER (struct dmm_host_config, ha),
        { .key = "release",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct dmm_host_config, release),
          .fallback = "\"flow\"",
          .help = "a node gives a previous address up with the last flow on "
                  "it, after prefix_lifetime, or when it leaves the area",
          .choices = dmm_release_names },
        { .key = "prefix_lifetime",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct dmm_host_config, prefix_lifetime),
          .fallback = "\"60 s\"",
          .help = "release lifetime: from the node's departure" },
        { 0 } };

/* ---- anchors ------------------------------------------------------- */

static bool
is_live (const struct ha *ha, const struct mobile_node *mn)
{
  const struct host_anchor *a
      = mn->entity ? host_node_find (mn->entity, &ha->link->prefix) : NULL;

  return a && a->flows > 0;
}

static const struct ha_ops ha_ops = { .flag = BU_H, .is_live = is_live };

static sim_time
anchor_processing (const struct mobility_entity *entity,
                   const struct mh_message *message G_GNUC_UNUSED)
{
  return entity->domain->config.processing.previous;
}

static void
build_router (struct dmm_host *host, struct host_router *router,
              struct access_router *at)
{
  struct ha *anchor;

  subnet_init (&router->subnet, at);
  home_link_init (&router->link, host->domain, &host->config->ha, &ha_ops, host,
                  &router->subnet.prefix, &router->subnet);
  anchor = ha_new (&router->link, at->node, &at->node->address, ROLE_HA);
  anchor->entity.processing = anchor_processing;
}

/* ---- operations ---------------------------------------------------- */

static void
hear (struct mobile_node *mn, void *data G_GNUC_UNUSED)
{
  if (mn->entity)
    host_node_hear (mn->entity);
}

static void
advertise (struct access_router *router, struct mobile_node *mn)
{
  subnet_advertise (router->entity, mn);
}

static void *
dmm_host_build (struct domain *domain, const void *config)
{
  struct dmm_host *host = g_new0 (struct dmm_host, 1);

  host->domain = domain;
  host->config = config;
  host->nodes = g_ptr_array_new ();
  configuration_kit_init (&host->configuration, domain->sim,
                          &host->config->configuration, advertise);
  host->routers = g_new0 (struct host_router, domain->routers->len);
  for (guint i = 0; i < domain->routers->len; i++)
    build_router (host, &host->routers[i],
                  g_ptr_array_index (domain->routers, i));
  access_listen_addresses (domain, hear, NULL);
  return host;
}

static void
dmm_host_free (void *self)
{
  struct dmm_host *host = self;

  for (guint i = 0; i < host->nodes->len; i++)
    host_node_free (g_ptr_array_index (host->nodes, i));
  g_ptr_array_unref (host->nodes);
  for (guint i = 0; i < host->domain->routers->len; i++)
    home_link_clear (&host->routers[i].link);
  configuration_kit_clear (&host->configuration);
  g_free (host->routers);
  g_free (host);
}

static void
dmm_host_attached (void *self, struct access_router *router,
                   struct mobile_node *mn, struct handover *handover)
{
  struct dmm_host *host = self;
  struct host_node *node;

  if (!mn->entity)
    g_ptr_array_add (host->nodes, host_node_new (host, mn));
  node = mn->entity;
  host_node_attached (node, router->entity, handover);
  configuration_advertise (&node->configuration);
}

static void
dmm_host_detached (void *self G_GNUC_UNUSED, struct access_router *router,
                   struct mobile_node *mn)
{
  struct host_router *at = router->entity;

  home_link_detached (&at->link, mn);
}

static void
dmm_host_flow_started (void *self G_GNUC_UNUSED, struct flow *flow)
{
  host_node_count_flow (flow->mn->entity, &flow->mn_prefix, 1);
}

static void
dmm_host_flow_ended (void *self G_GNUC_UNUSED, struct flow *flow)
{
  host_node_count_flow (flow->mn->entity, &flow->mn_prefix, -1);
}

static void
dmm_host_restarted (void *self, struct node *node, bool state_kept)
{
  struct dmm_host *host = self;

  for (guint i = 0; i < host->domain->routers->len && !state_kept; i++)
    home_link_restart (&host->routers[i].link, node);
}

static bool
dmm_host_invariants (const void *self, GError **error)
{
  const struct dmm_host *host = self;
  bool ok = true;

  for (guint i = 0; ok && i < host->domain->routers->len; i++)
    ok = home_link_holds (&host->routers[i].link, error);
  return ok;
}

const struct architecture architecture_dmm_host
    = { .name = "dmm-host",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = dmm_host_parameters,
        .config_size = sizeof (struct dmm_host_config),
        .build = dmm_host_build,
        .free = dmm_host_free,
        .attached = dmm_host_attached,
        .detached = dmm_host_detached,
        .flow_started = dmm_host_flow_started,
        .flow_ended = dmm_host_flow_ended,
        .restarted = dmm_host_restarted,
        .invariants = dmm_host_invariants };

const struct variant variant_dmm_host
    = { .name = "dmm-host",
        .help = SUMMARY,
        .of = dmm_host_parameters,
        .size = sizeof (struct dmm_host_config),
        .implementation = &architecture_dmm_host };
