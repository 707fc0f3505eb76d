/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/anycast/anycast.h"

/* ---- stated -------------------------------------------------------- */

static struct node *
stated_node (const struct domain *domain, const struct anycast_config *config,
             size_t i)
{
  char *const *names = config->home_agents.items;

  return network_find_node (domain->sim->network, names[i]);
}

static bool
check_stated (const struct domain *domain, const struct anycast_config *config,
              size_t i, GError **error)
{
  const struct node *node = stated_node (domain, config, i);

  for (size_t j = 0; j < i; j++)
    if (stated_node (domain, config, j) == node)
      {
        g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                     "home_agents/%zu: \"%s\" has a home agent already, "
                     "home_agents/%zu",
                     i, node->name, j);
        return false;
      }
  return true;
}

static bool
has_anchor (const struct domain *domain, const struct anycast_config *config)
{
  for (size_t i = 0; i < config->home_agents.n; i++)
    if (stated_node (domain, config, i) == domain->anchor)
      return true;
  return config->home_agents.n == 0;
}

bool
placement_check (const struct domain *domain,
                 const struct anycast_config *config, GError **error)
{
  if (config->home_agents.n > ANYCAST_AGENTS_MAX)
    {
      g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                   "home_agents: at most %d, found %zu", ANYCAST_AGENTS_MAX,
                   config->home_agents.n);
      return false;
    }
  for (size_t i = 0; i < config->home_agents.n; i++)
    if (!check_stated (domain, config, i, error))
      return false;
  if (config->location == LOCATION_CENTRAL && !has_anchor (domain, config))
    {
      g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                   "home_agents: with \"location\": \"central\" the anchor "
                   "site \"%s\" must be one of them",
                   domain->anchor->name);
      return false;
    }
  return true;
}

/* ---- spread -------------------------------------------------------- */

/* Least delay from @node to any of those chosen. */
static sim_time
distance_to_chosen (const struct domain *domain, const struct node *node,
                    struct node *const *chosen, unsigned n)
{
  sim_time least = SIM_TIME_MAX;

  for (unsigned i = 0; i < n; i++)
    {
      sim_time delay
          = network_path_delay (domain->sim->network, node, chosen[i]);

      least = MIN (least, delay);
    }
  return least;
}

/* NULL: every access site that can be reached has a home agent. */
static struct node *
find_farthest (const struct domain *domain, struct node *const *chosen,
               unsigned n)
{
  struct node *farthest = NULL;
  sim_time most = -1;

  for (guint i = 0; i < domain->routers->len; i++)
    {
      const struct access_router *router
          = g_ptr_array_index (domain->routers, i);
      sim_time distance = distance_to_chosen (domain, router->node, chosen, n);
      bool taken = false;

      for (unsigned j = 0; j < n; j++)
        taken |= chosen[j] == router->node;
      if (taken || distance == SIM_TIME_MAX || distance <= most)
        continue;
      most = distance;
      farthest = router->node;
    }
  return farthest;
}

unsigned
placement_find (const struct domain *domain,
                const struct anycast_config *config,
                struct node *nodes[ANYCAST_AGENTS_MAX])
{
  unsigned n = 0;

  for (; n < config->home_agents.n; n++)
    nodes[n] = stated_node (domain, config, n);
  if (n > 0)
    return n;
  nodes[n++] = domain->anchor;
  while (n < (unsigned)config->count)
    {
      nodes[n] = find_farthest (domain, nodes, n);
      if (!nodes[n])
        break;
      n++;
    }
  return n;
}
