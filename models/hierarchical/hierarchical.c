/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hierarchical/hierarchical.h"

#include "models/hierarchical/breakout.h"
#include "models/hierarchical/sgw.h"
#include "models/pmipv6/invariants.h"
#include "models/sites.h"

#define SUMMARY \
  "two levels of anchors as in a packet core: P-GW and S-GWs (TS 23.402)"

/* By enum breakout_kind. */
static const char *const breakout_names[] = { "off", "lipa", "sipto", NULL };

#define AT(member) .offset = offsetof (struct hierarchical_config, member)

static const struct parameter hierarchical_parameters[]
    = { { .key = "pmipv6",
          .type = PARAMETER_INCLUDE,
          AT (pmipv6),
          .of = pmipv6_parameters },
        { .key = "sgws",
          .type = PARAMETER_STRINGS,
          AT (sgws),
          .fallback = "[]",
          .help = "nodes of the S-GWs; an access router belongs to the "
                  "nearest.  None: in the middle of regions",
          .reference = REFERENCE_NODE },
        { .key = "sgw_count",
          .type = PARAMETER_INTEGER,
          AT (sgw_count),
          .fallback = "0",
          .help = "how many S-GWs to place, without sgws; 0: the square root "
                  "of the access routers",
          .maximum = 1000000 },
        { .key = "revocation",
          .type = PARAMETER_BOOL,
          AT (revocation),
          .fallback = "true",
          .help = "the P-GW tells an S-GW that a node has left its area (RFC "
                  "5846), else its lifetime does" },
        { .key = "breakout",
          .type = PARAMETER_ENUM,
          AT (breakout),
          .fallback = "\"off\"",
          .help = "flows to servers beside access routers and to breakout_to "
                  "leave at the access router (LIPA) or the S-GW (SIPTO), "
                  "without mobility beyond (TS 23.401 4.3.15, 4.3.16)",
          .choices = breakout_names },
        { .key = "breakout_to",
          .type = PARAMETER_STRINGS,
          AT (breakout_to),
          .fallback = "[]",
          .help = "correspondents whose flows break out as well",
          .reference = REFERENCE_CORRESPONDENT },
        { 0 } };
#undef AT

struct hierarchical_node *
hierarchical_node_get (struct hierarchical *self, const struct mobile_node *mn)
{
  gpointer *slot;

  if (self->nodes->len <= mn->index)
    g_ptr_array_set_size (self->nodes, (gint)mn->index + 1);
  slot = &self->nodes->pdata[mn->index];
  if (!*slot)
    *slot = g_new0 (struct hierarchical_node, 1);
  return *slot;
}

/* ---- the P-GW's gateways are S-GWs --------------------------------- */

static struct node *
find_gateway (const struct lma *lma, const struct address *proxy_coa)
{
  const struct hierarchical *self = (const struct hierarchical *)lma->pmipv6;
  struct node *node
      = network_anchor (lma->entity.domain->sim->network, proxy_coa);

  for (guint i = 0; node && i < self->sgws->len; i++)
    {
      const struct sgw *sgw = g_ptr_array_index (self->sgws, i);

      if (sgw->entity.node == node
          && address_equal (&sgw->uplink.entity.address, proxy_coa))
        return node;
    }
  return NULL;
}

static void
node_served (struct bul_entry *entry)
{
  const struct hierarchical *self
      = (const struct hierarchical *)entry->mag->pmipv6;

  breakout_serve (self->breakout, entry->mag->router, entry->mn);
}

static const struct pmipv6_gateways gateways = { .find = find_gateway,
                                                 .left = revocation_start,
                                                 .received = revocation_receive,
                                                 .advertised = node_served };

/* ---- operations ---------------------------------------------------- */

static bool
list_has_twice (const struct parameter_list *names, const char **twice)
{
  for (size_t i = 0; i < names->n; i++)
    for (size_t j = 0; j < i; j++)
      if (g_str_equal (((char **)names->items)[i], ((char **)names->items)[j]))
        {
          *twice = ((char **)names->items)[i];
          return true;
        }
  return false;
}

static bool
hierarchical_check (const struct domain *domain G_GNUC_UNUSED,
                    const void *config, GError **error)
{
  const struct hierarchical_config *c = config;
  const char *twice;

  if (list_has_twice (&c->sgws, &twice))
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "sgws: \"%s\" stands there twice; each S-GW has a node of its "
                 "own",
                 twice);
  else if (c->sgws.n > 0 && c->sgw_count > 0)
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "sgw_count: says how many S-GWs to place, but sgws names "
                 "them; give one of the two");
  else if (c->breakout == BREAKOUT_OFF && c->breakout_to.n > 0)
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "breakout_to: nothing breaks out; set breakout to \"lipa\" or "
                 "\"sipto\"");
  else
    return true;
  return false;
}

static void
build_sgws (struct hierarchical *self)
{
  struct domain *domain = self->pmipv6.domain;
  const struct hierarchical_config *config = self->config;
  g_autoptr (GPtrArray) sites
      = config->sgws.n > 0
            ? sites_named (domain, &config->sgws)
            : sites_between (domain, (unsigned)config->sgw_count);
  g_autoptr (GArray) assigned = sites_nearest (domain, sites);

  for (guint i = 0; i < sites->len; i++)
    g_ptr_array_add (self->sgws, sgw_new (self, g_ptr_array_index (sites, i)));
  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct access_router *router = g_ptr_array_index (domain->routers, i);
      struct sgw *sgw = g_ptr_array_index (
          self->sgws, g_array_index (assigned, uint32_t, i));

      g_ptr_array_add (self->sgw_of, sgw);
      sgw_adopt (sgw, router);
      pmipv6_add_mag (&self->pmipv6, router, &sgw->entity.address);
    }
}

static void *
hierarchical_build (struct domain *domain, const void *config)
{
  struct hierarchical *self = g_new0 (struct hierarchical, 1);
  struct engine *engine = domain->sim->engine;

  self->config = config;
  self->sgws = g_ptr_array_new ();
  self->sgw_of = g_ptr_array_new ();
  self->nodes = g_ptr_array_new ();
  g_queue_init (&self->revocations);
  self->session_timer = engine_kind (engine, "sgw-session", sgw_session_due);
  self->refresh_timer = engine_kind (engine, "sgw-refresh", sgw_refresh_due);
  pmipv6_init_anchor (&self->pmipv6, domain, &self->config->pmipv6, &gateways);
  self->pmipv6.lma->entity.recognises |= MOBILITY_TYPE (MH_BRM);
  self->breakout = breakout_new (self);
  build_sgws (self);
  return self;
}

static void
node_free (struct hierarchical_node *node)
{
  while (node && node->sessions)
    {
      struct sgw_session *session = node->sessions;

      node->sessions = session->next;
      sgw_session_free (session);
    }
  g_free (node);
}

static void
hierarchical_free (void *data)
{
  struct hierarchical *self = data;

  revocations_clear (self);
  for (guint i = 0; i < self->nodes->len; i++)
    node_free (g_ptr_array_index (self->nodes, i));
  for (guint i = 0; i < self->sgws->len; i++)
    sgw_free (g_ptr_array_index (self->sgws, i));
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->sgws);
  g_ptr_array_unref (self->sgw_of);
  breakout_free (self->breakout);
  pmipv6_clear (&self->pmipv6);
  g_free (self);
}

static void
hierarchical_detached (void *data, struct access_router *router,
                       struct mobile_node *mn)
{
  struct hierarchical *self = data;

  breakout_leave (self->breakout, router, mn);
  pmipv6_detached (data, router, mn);
}

static void
hierarchical_flow_started (void *self, struct flow *flow)
{
  bool was = pmipv6_node_is_live (flow->mn);

  pmipv6_flow_started (self, flow);
  if (!was)
    sgw_count_live (self, flow->mn, 1);
}

static void
hierarchical_flow_ended (void *self, struct flow *flow)
{
  pmipv6_flow_ended (self, flow);
  if (!pmipv6_node_is_live (flow->mn))
    sgw_count_live (self, flow->mn, -1);
}

static void
forget_breakout (struct hierarchical *self, const struct node *node)
{
  const GPtrArray *nodes = self->pmipv6.domain->mobile_nodes;
  struct access_router *router = domain_router_at (self->pmipv6.domain, node);

  for (guint i = 0; router && i < nodes->len; i++)
    breakout_leave (self->breakout, router, g_ptr_array_index (nodes, i));
}

static void
hierarchical_restarted (void *data, struct node *node, bool state_kept)
{
  struct hierarchical *self = data;

  if (state_kept)
    return;
  if (self->pmipv6.lma->entity.node == node)
    revocations_clear (self);
  for (guint i = 0; i < self->sgws->len; i++)
    {
      struct sgw *sgw = g_ptr_array_index (self->sgws, i);

      if (sgw->entity.node == node)
        sgw_restart (sgw);
    }
  forget_breakout (self, node);
  pmipv6_restarted (data, node, false);
}

static bool
hierarchical_can_restart (const void *own, GError **error)
{
  const struct hierarchical_config *config = own;

  return pmipv6_can_restart (&config->pmipv6, error);
}

const struct architecture architecture_hierarchical
    = { .name = "hierarchical",
        .summary = SUMMARY,
        .parameters = hierarchical_parameters,
        .config_size = sizeof (struct hierarchical_config),
        .check = hierarchical_check,
        .build = hierarchical_build,
        .free = hierarchical_free,
        .attached = pmipv6_attached,
        .detached = hierarchical_detached,
        .flow_started = hierarchical_flow_started,
        .flow_ended = hierarchical_flow_ended,
        .restarted = hierarchical_restarted,
        .can_restart = hierarchical_can_restart,
        .invariants = pmipv6_invariants };

const struct variant variant_hierarchical
    = { .name = "hierarchical",
        .help = SUMMARY,
        .of = hierarchical_parameters,
        .size = sizeof (struct hierarchical_config),
        .implementation = &architecture_hierarchical };
