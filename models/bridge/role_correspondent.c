/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A correspondent: a real host on a link at the node of a correspondent site,
 * which is its router.  The host has a prefix out of the node's own block
 * beside what is simulated at the node, or the address the user gives. */
#include <string.h>

#include "models/bridge/roles.h"

static bool
correspondent_fits (const struct domain *domain, const char *name)
{
  for (guint i = 0; i < domain->correspondents->len; i++)
    {
      const struct node *node = g_ptr_array_index (domain->correspondents, i);

      if (strcmp (node->name, name) == 0)
        return true;
    }
  return false;
}

/* The prefix on the link: that of the stated address, else the node's next. */
static bool
choose_prefix (struct attach_point *point, GError **error)
{
  struct network *network = point->domain->sim->network;
  const struct attach_point_config *config = &point->config;
  char stated[ADDRESS_TEXT_SIZE], own[ADDRESS_TEXT_SIZE];

  if (!config->has_address)
    {
      point->on_link = network_new_prefix (network, point->node);
      point->address = prefix_host (&point->on_link, 2);
      return true;
    }
  point->on_link = prefix_make (&config->address, 64);
  point->address = config->address;
  if (network_anchor (network, &config->address) == point->node)
    return true;
  g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
               "address= %s is not out of the block of node %s, whose own "
               "address is %s",
               address_text (&config->address, stated), point->node->name,
               address_text (&point->node->address, own));
  return false;
}

/* The host needs one. */
static bool
is_router (const struct node *node, GError **error)
{
  if (node->kind == NODE_ROUTER)
    return true;
  g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
               "'%s' is a mobile node, which is no correspondent's router",
               node->name);
  return false;
}

static bool
correspondent_attach (struct attach_point *point, GError **error)
{
  point->node
      = network_find_node (point->domain->sim->network, point->config.node);
  if (!is_router (point->node, error) || !choose_prefix (point, error))
    return false;
  point->gateway = true;
  if (address_equal (&point->address, &point->node->address))
    node_divert (point->node, attach_point_send, point);
  attach_point_route (point, &point->on_link);
  return true;
}

const struct attach_role role_correspondent
    = { .name = "correspondent",
        .fits = correspondent_fits,
        .attach = correspondent_attach };
