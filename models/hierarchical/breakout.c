/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hierarchical/breakout.h"

#include "models/access/access.h"
#include "models/hierarchical/sgw.h"
#include "models/ipv6/subnet.h"

/* RFC 6724 2.1: labels mean nothing but by being equal. */
enum
{
  LABEL_CORE,
  LABEL_LOCAL
};

struct breakout
{
  struct hierarchical *hierarchical;
  struct subnet *subnets; /* LIPA: by access router; else NULL */
};

/* ---- policy table of all nodes ------------------------------------- */

/* A correspondent that is named, or a server beside an access router. */
static bool
is_destination (const struct breakout *breakout, const struct node *node,
                const struct address *address)
{
  const struct parameter_list *names
      = &breakout->hierarchical->config->breakout_to;

  if (domain_router_at (breakout->hierarchical->pmipv6.domain, node)
      && node_is_server (node, address))
    return true;
  for (size_t i = 0; i < names->n; i++)
    if (g_str_equal (node->name, ((char **)names->items)[i])
        && address_equal (&node->address, address))
      return true;
  return false;
}

static bool
is_lipa_address (const struct breakout *breakout, const struct node *node,
                 const struct address *address)
{
  const struct access_router *router
      = domain_router_at (breakout->hierarchical->pmipv6.domain, node);

  return breakout->subnets && router
         && prefix_contains (&breakout->subnets[router->index].prefix, address);
}

static bool
is_sipto_address (const struct breakout *breakout, const struct node *node,
                  const struct address *address)
{
  const GPtrArray *sgws = breakout->hierarchical->sgws;

  for (guint i = 0; i < sgws->len; i++)
    {
      const struct sgw *sgw = g_ptr_array_index (sgws, i);
      const struct sgw_session *session
          = sgw->entity.node == node
                ? prefix_table_match (sgw->prefixes, address)
                : NULL;

      if (session && session->n_local > 0
          && prefix_contains (&session->prefixes[session->n_prefixes - 1],
                              address))
        return true;
    }
  return false;
}

static unsigned
breakout_label (const struct address *address, void *data)
{
  const struct breakout *breakout = data;
  const struct domain *domain = breakout->hierarchical->pmipv6.domain;
  const struct node *node = network_anchor (domain->sim->network, address);

  if (node
      && (is_destination (breakout, node, address)
          || is_lipa_address (breakout, node, address)
          || is_sipto_address (breakout, node, address)))
    return LABEL_LOCAL;
  return LABEL_CORE;
}

/* ---- LIPA ---------------------------------------------------------- */

static void
build_subnets (struct breakout *breakout)
{
  const GPtrArray *routers = breakout->hierarchical->pmipv6.domain->routers;

  breakout->subnets = g_new0 (struct subnet, routers->len);
  for (guint i = 0; i < routers->len; i++)
    subnet_init (&breakout->subnets[i], g_ptr_array_index (routers, i));
}

void
breakout_serve (struct breakout *breakout, struct access_router *router,
                struct mobile_node *mn)
{
  if (!breakout || !breakout->subnets)
    return;
  subnet_open (&breakout->subnets[router->index], mn);
  subnet_advertise (&breakout->subnets[router->index], mn);
}

void
breakout_leave (struct breakout *breakout, struct access_router *router,
                struct mobile_node *mn)
{
  if (breakout && breakout->subnets)
    subnet_close (&breakout->subnets[router->index], mn);
}

/* ---- life ---------------------------------------------------------- */

struct breakout *
breakout_new (struct hierarchical *hierarchical)
{
  struct breakout *breakout;

  if (hierarchical->config->breakout == BREAKOUT_OFF)
    return NULL;
  breakout = g_new0 (struct breakout, 1);
  breakout->hierarchical = hierarchical;
  if (hierarchical->config->breakout == BREAKOUT_LIPA)
    build_subnets (breakout);
  access_set_policy (hierarchical->pmipv6.domain, breakout_label, breakout);
  return breakout;
}

void
breakout_free (struct breakout *breakout)
{
  if (breakout)
    g_free (breakout->subnets);
  g_free (breakout);
}
