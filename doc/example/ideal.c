/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ideal.h"

#include "models/access/access.h"
#include "models/trace.h"

#define SUMMARY "first router anchors, all tunnels move at once, no signalling"
#define LIFETIME 86400 /* s, of the advertised prefix */

/* mobile_node.entity: where a node is anchored. */
struct anchoring
{
  struct access_router *anchor;
  struct prefix prefix;
  struct access_router *serving;
};

static const struct parameter ideal_parameters[] = { { 0 } };

static void *
ideal_build (struct domain *domain, const void *config G_GNUC_UNUSED)
{
  struct anchoring *all
      = g_new0 (struct anchoring, domain->mobile_nodes->len + 1);

  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (domain->mobile_nodes, i);

      mn->entity = &all[i];
    }
  return all;
}

static void
ideal_free (void *self)
{
  g_free (self);
}

/* The anchor's and the serving router's routes while they are not one. */
static void
tunnel_set_up (const struct anchoring *a, const struct mobile_node *mn)
{
  struct node *anchor = a->anchor->node, *serving = a->serving->node;
  struct route out = { .kind = ROUTE_TUNNEL, .peer = serving->address };
  struct route back = { .kind = ROUTE_TUNNEL, .peer = anchor->address };
  struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };

  node_set_route (anchor, &a->prefix, &out);
  node_accept_tunnel (anchor, &serving->address);
  node_set_exit_route (serving, &a->prefix, &access);
  node_set_source_route (serving, &a->prefix, &back);
  node_accept_tunnel (serving, &anchor->address);
}

static void
tunnel_tear_down (const struct anchoring *a)
{
  node_withdraw_tunnel (a->anchor->node, &a->serving->node->address);
  node_withdraw_tunnel (a->serving->node, &a->anchor->node->address);
  node_remove_exit_route (a->serving->node, &a->prefix);
  node_remove_source_route (a->serving->node, &a->prefix);
}

static void
local_set_up (const struct anchoring *a, const struct mobile_node *mn)
{
  struct route access = { .kind = ROUTE_ACCESS, .link = mn->radio };
  struct route plain = { .kind = ROUTE_PLAIN };

  node_set_route (a->anchor->node, &a->prefix, &access);
  node_set_source_route (a->anchor->node, &a->prefix, &plain);
}

static void
anchoring_begin (struct anchoring *a, struct access_router *router)
{
  a->anchor = a->serving = router;
  a->prefix = network_new_prefix (router->node->network, router->node);
}

static void
anchoring_move (struct anchoring *a, struct access_router *router)
{
  if (a->serving == router)
    return;
  if (a->serving != a->anchor)
    tunnel_tear_down (a);
  else
    node_remove_source_route (a->anchor->node, &a->prefix);
  a->serving = router;
}

static void
trace_instants (const struct anchoring *a, struct mobile_node *mn,
                const struct handover *handover)
{
  struct trace *trace = mn->domain->sim->trace;
  struct trace_prefix record = { .mn = mn,
                                 .prefix = a->prefix,
                                 .node = a->anchor->node,
                                 .gateway = a->serving->node,
                                 .transaction = handover->id };

  trace_emit (trace, TRACE_ANCHOR_SWITCHED, &record);
  record.node = a->serving->node;
  trace_emit (trace, TRACE_GATEWAY_READY, &record);
}

static void
ideal_attached (void *self G_GNUC_UNUSED, struct access_router *router,
                struct mobile_node *mn, struct handover *handover)
{
  struct anchoring *a = mn->entity;
  struct ra_prefix ra
      = { .preferred_lifetime = LIFETIME, .valid_lifetime = LIFETIME };

  if (!a->anchor)
    anchoring_begin (a, router);
  anchoring_move (a, router);
  if (a->serving == a->anchor)
    local_set_up (a, mn);
  else
    tunnel_set_up (a, mn);
  trace_instants (a, mn, handover);
  ra.prefix = a->prefix;
  access_send_ra (router, mn, &a->anchor->link_local, a->anchor->link_layer,
                  &ra, 1);
  handover_mark_ready (handover, a->serving != a->anchor);
}

static const struct architecture architecture_ideal
    = { .name = "ideal",
        .summary = SUMMARY,
        .parameters = ideal_parameters,
        .build = ideal_build,
        .free = ideal_free,
        .attached = ideal_attached };

const struct variant variant_ideal = { .name = "ideal",
                                       .help = SUMMARY,
                                       .of = ideal_parameters,
                                       .implementation = &architecture_ideal };
