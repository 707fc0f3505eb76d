/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/coexistence/coexistence.h"

#include <string.h>

#include "models/dmm/cmd.h"
#include "models/dmm/invariants.h"
#include "models/dmm/maar.h"
#include "models/mipv6/invariants.h"
#include "models/pmipv6/invariants.h"
#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

#define SUMMARY "MAARs, MAGs and plain routers in one network (RFC 7333 REQ5)"

/* Behind those of LMA and CMD at the same node. */
#define FIRST_HOME_AGENT 16

enum router_kind
{
  ROUTER_MAAR,
  ROUTER_MAG,
  ROUTER_PLAIN
};

static bool
lists (const struct parameter_list *names, const char *name)
{
  for (size_t i = 0; i < names->n; i++)
    if (g_str_equal (((char **)names->items)[i], name))
      return true;
  return false;
}

static enum router_kind
kind_of (const struct coexistence *self, const struct access_router *router)
{
  return (enum router_kind)self->kinds[router->index];
}

/* Node of an entry, NAME or NAME-1, NAME-2, ...? */
static bool
is_mobile_host (const struct coexistence_config *config,
                const struct mobile_node *mn)
{
  const struct parameter_list *entries = &config->mobile_hosts;

  for (size_t i = 0; i < entries->n; i++)
    {
      const char *entry = ((char **)entries->items)[i];
      size_t n = strlen (entry);
      const char *rest = mn->node->name + n;

      if (strncmp (mn->node->name, entry, n) == 0
          && (*rest == '\0'
              || (*rest == '-' && rest[1] != '\0'
                  && strspn (rest + 1, "0123456789") == strlen (rest + 1))))
        return true;
    }
  return false;
}

/* ---- check and build ----------------------------------------------- */

static bool
coexistence_check (const struct domain *domain, const void *own, GError **error)
{
  const struct coexistence_config *config = own;

  for (guint i = 0; i < domain->routers->len; i++)
    {
      const struct access_router *router
          = g_ptr_array_index (domain->routers, i);
      const char *name = router->node->name;

      if (!lists (&config->mags, name) || !lists (&config->plain, name))
        continue;
      g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                   "plain: \"%s\" is in mags as well; a router is of one kind",
                   name);
      return false;
    }
  return dmm_schedule_check (&config->dmm, "dmm/", error);
}

/* MAGs; MAARs, too, where the LMA is their database. */
static struct node *
find_gateway (const struct lma *lma, const struct address *proxy_coa)
{
  const struct coexistence *self = (const struct coexistence *)lma->pmipv6;
  struct node *node
      = network_anchor (lma->entity.domain->sim->network, proxy_coa);
  const struct access_router *router
      = node ? domain_router_at (lma->entity.domain, node) : NULL;
  bool trusted = router
                 && (kind_of (self, router) == ROUTER_MAG
                     || (kind_of (self, router) == ROUTER_MAAR
                         && self->config->maar_anchor == ANCHOR_LMA));

  return trusted && address_equal (&node->address, proxy_coa) ? node : NULL;
}

static const struct pmipv6_gateways gateways = { .find = find_gateway };

static void
build_router (struct coexistence *self, struct access_router *router)
{
  const struct address *lma = &self->pmipv6.lma->entity.address;
  const struct coexistence_config *config = self->config;
  const char *name = router->node->name;

  if (lists (&config->mags, name))
    {
      self->kinds[router->index] = ROUTER_MAG;
      pmipv6_add_mag (&self->pmipv6, router,
                      config->mag_anchor == ANCHOR_CMD
                          ? &self->dmm.cmd->entity.address
                          : lma);
    }
  else if (lists (&config->plain, name))
    {
      self->kinds[router->index] = ROUTER_PLAIN;
      subnet_init (&self->subnets[router->index], router);
    }
  else
    {
      dmm_add_maar (&self->dmm, router);
      if (config->maar_anchor == ANCHOR_LMA)
        ((struct maar *)router->entity)->cmd = *lma;
    }
}

static void *
coexistence_build (struct domain *domain, const void *config)
{
  struct coexistence *self = g_new0 (struct coexistence, 1);
  GPtrArray *routers = domain->routers;

  self->config = config;
  self->kinds = g_new0 (uint8_t, routers->len);
  self->subnets = g_new0 (struct subnet, routers->len);
  pmipv6_init_anchor (&self->pmipv6, domain, &self->config->pmipv6, &gateways);
  self->pmipv6.ignores_d = self->config->legacy_ignores_d;
  dmm_init_with_cmd (&self->dmm, domain, &self->config->dmm,
                     domain->controller);
  if (self->config->mobile_hosts.n > 0)
    {
      self->mipv6 = g_new0 (struct mipv6, 1);
      mipv6_init_guests (self->mipv6, domain, &self->config->mipv6,
                         FIRST_HOME_AGENT);
    }
  for (guint i = 0; i < routers->len; i++)
    build_router (self, g_ptr_array_index (routers, i));
  return self;
}

static void
coexistence_free (void *data)
{
  struct coexistence *self = data;

  if (self->mipv6)
    mipv6_clear (self->mipv6);
  g_free (self->mipv6);
  dmm_clear (&self->dmm);
  cmd_free (self->dmm.cmd);
  pmipv6_clear (&self->pmipv6);
  g_free (self->subnets);
  g_free (self->kinds);
  g_free (self);
}

/* ---- operations ---------------------------------------------------- */

static void
coexistence_attached (void *data, struct access_router *router,
                      struct mobile_node *mn, struct handover *handover)
{
  struct coexistence *self = data;

  if (is_mobile_host (self->config, mn))
    mipv6_add_host (self->mipv6, mn);
  switch (kind_of (self, router))
    {
    case ROUTER_MAG:
      pmipv6_attached (&self->pmipv6, router, mn, handover);
      break;
    case ROUTER_MAAR:
      dmm_attached (&self->dmm, router, mn, handover);
      break;
    case ROUTER_PLAIN:
      subnet_serve (router->entity, mn, handover);
      break;
    }
}

static void
coexistence_detached (void *data, struct access_router *router,
                      struct mobile_node *mn)
{
  struct coexistence *self = data;

  switch (kind_of (self, router))
    {
    case ROUTER_MAG:
      pmipv6_detached (&self->pmipv6, router, mn);
      break;
    case ROUTER_MAAR:
      dmm_detached (&self->dmm, router, mn);
      break;
    case ROUTER_PLAIN:
      subnet_close (router->entity, mn);
      break;
    }
}

static void
coexistence_flow_started (void *data, struct flow *flow)
{
  struct coexistence *self = data;

  pmipv6_flow_started (&self->pmipv6, flow);
  dmm_flow_started (&self->dmm, flow);
  if (flow->mn->entity)
    mipv6_flow_started (self->mipv6, flow);
}

static void
coexistence_flow_ended (void *data, struct flow *flow)
{
  struct coexistence *self = data;

  pmipv6_flow_ended (&self->pmipv6, flow);
  dmm_flow_ended (&self->dmm, flow);
  if (flow->mn->entity)
    mipv6_flow_ended (self->mipv6, flow);
}

static void
coexistence_restarted (void *data, struct node *node, bool state_kept)
{
  struct coexistence *self = data;

  pmipv6_restarted (&self->pmipv6, node, state_kept);
  dmm_restarted (&self->dmm, node, state_kept);
  if (self->mipv6)
    mipv6_restarted (self->mipv6, node, state_kept);
}

static bool
coexistence_can_restart (const void *own, GError **error)
{
  const struct coexistence_config *config = own;

  return pmipv6_can_restart (&config->pmipv6, error);
}

static bool
coexistence_invariants (const void *data, GError **error)
{
  const struct coexistence *self = data;

  return pmipv6_invariants (&self->pmipv6, error)
         && dmm_invariants (&self->dmm, error)
         && (!self->mipv6 || mipv6_invariants (self->mipv6, error));
}

const struct architecture architecture_coexistence
    = { .name = "coexistence",
        .summary = SUMMARY,
        .parameters = coexistence_parameters,
        .config_size = sizeof (struct coexistence_config),
        .host_based = true,
        .check = coexistence_check,
        .build = coexistence_build,
        .free = coexistence_free,
        .attached = coexistence_attached,
        .detached = coexistence_detached,
        .flow_started = coexistence_flow_started,
        .flow_ended = coexistence_flow_ended,
        .restarted = coexistence_restarted,
        .can_restart = coexistence_can_restart,
        .invariants = coexistence_invariants };

const struct variant variant_coexistence
    = { .name = "coexistence",
        .help = SUMMARY,
        .of = coexistence_parameters,
        .size = sizeof (struct coexistence_config),
        .implementation = &architecture_coexistence };
