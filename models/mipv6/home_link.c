/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/home_link.h"

#include "models/access/access.h"
#include "models/mipv6/ha.h"

const char *const authentication_names[] = {
  [AUTHENTICATION_NONE] = "none", [AUTHENTICATION_MN_HA] = "mn-ha", NULL
};

/* ---- home addresses ------------------------------------------------ */

struct address
home_link_address (const struct home_link *link, const struct mobile_node *mn)
{
  const struct subnet home = { .prefix = link->prefix };

  return subnet_host (&home, mn).address;
}

/* The interface identifier ends with the node's index (models/domain.c). */
struct mobile_node *
home_link_find_mn (const struct home_link *link,
                   const struct address *home_address)
{
  const GPtrArray *nodes = link->domain->mobile_nodes;
  uint32_t index = wire_get32 (&home_address->octet[12]) & 0xffffff;
  struct mobile_node *mn;
  struct address its;

  if (index >= nodes->len)
    return NULL;
  mn = g_ptr_array_index (nodes, index);
  its = home_link_address (link, mn);
  return address_equal (&its, home_address) ? mn : NULL;
}

/* ---- agents -------------------------------------------------------- */

void
home_link_restart (struct home_link *link, const struct node *node)
{
  for (guint i = 0; i < link->agents->len; i++)
    {
      struct ha *ha = home_link_agent (link, i);

      if (ha->entity.node == node)
        {
          ha_forget (ha);
          mobility_service_clear (&ha->entity, DROP_NODE_DOWN);
        }
    }
}

struct ha *
home_link_agent (const struct home_link *link, unsigned i)
{
  return g_ptr_array_index (link->agents, i);
}

bool
home_link_intercepts (const struct home_link *link,
                      const struct mobile_node *mn)
{
  for (guint i = 0; i < link->agents->len; i++)
    {
      const struct ha_entry *entry = ha_find (home_link_agent (link, i), mn);

      if (entry && entry->state == HA_ACTIVE)
        return true;
    }
  return false;
}

void
home_link_count_live (struct home_link *link, const struct mobile_node *mn,
                      int change)
{
  for (guint i = 0; i < link->agents->len; i++)
    ha_count_live (home_link_agent (link, i), mn, change);
}

/* ---- hosts --------------------------------------------------------- */

bool
home_link_is_home (const struct home_link *link, const struct mobile_node *mn)
{
  return link->subnet && mn->router == link->subnet->router
         && !access_is_carried (mn);
}

void
home_link_attached (struct home_link *link, struct mobile_node *mn,
                    uint32_t transaction)
{
  struct node *node = link->subnet->router->node;

  if (home_link_intercepts (link, mn))
    return;
  subnet_open (link->subnet, mn);
  home_link_trace (link, TRACE_GATEWAY_READY, mn, node, node, transaction);
}

void
home_link_detached (struct home_link *link, struct mobile_node *mn)
{
  if (!home_link_intercepts (link, mn))
    subnet_close (link->subnet, mn);
}

void
home_link_trace (const struct home_link *link, unsigned point,
                 struct mobile_node *mn, struct node *at, struct node *gateway,
                 uint32_t transaction)
{
  const struct trace_prefix record = { .mn = mn,
                                       .prefix = link->prefix,
                                       .node = at,
                                       .gateway = gateway,
                                       .transaction = transaction };

  trace_emit (link->domain->sim->trace, point, &record);
}

/* ---- life ---------------------------------------------------------- */

void
home_link_init (struct home_link *link, struct domain *domain,
                const struct ha_config *config, const struct ha_ops *ops,
                void *owner, const struct prefix *prefix,
                const struct subnet *subnet)
{
  link->domain = domain;
  link->config = config;
  link->ops = ops;
  link->owner = owner;
  link->prefix = *prefix;
  link->subnet = subnet;
  link->agents = g_ptr_array_new ();
  link->timer = engine_kind (domain->sim->engine, "ha-timer", ha_entry_expire);
}

void
home_link_clear (struct home_link *link)
{
  for (guint i = 0; i < link->agents->len; i++)
    ha_free (home_link_agent (link, i));
  g_ptr_array_unref (link->agents);
}
