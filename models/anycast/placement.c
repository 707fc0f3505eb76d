/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/anycast/anycast.h"
#include "models/sites.h"

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

GPtrArray *
placement_find (const struct domain *domain,
                const struct anycast_config *config)
{
  return config->home_agents.n > 0
             ? sites_named (domain, &config->home_agents)
             : sites_apart (domain, domain->anchor, (unsigned)config->count);
}
