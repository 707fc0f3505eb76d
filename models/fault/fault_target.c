/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fault/fault_target.h"

#include <string.h>

#define REFUSE(...) \
  (g_set_error (error, FAULT_ERROR, FAULT_ERROR_CONFIG, __VA_ARGS__), false)

/* The names have been checked: REFERENCE_NODE and REFERENCE_PLACE. */
static struct node *
find_place (const struct domain *domain, const char *name)
{
  struct node *node = network_find_node (domain->sim->network, name);

  if (node && node->kind == NODE_ROUTER)
    return node;
  return strcmp (name, SITE_ANCHOR) == 0 ? domain->anchor : domain->controller;
}

static char *
join_names (const struct parameter_list *names, const char *between)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *const *items = names->items;

  for (size_t i = 0; i < names->n; i++)
    g_string_append_printf (text, "%s%s", i ? between : "", items[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- kinds --------------------------------------------------------- */

static bool
target_link (struct fault_target *target, const struct domain *domain,
             const struct parameter_list *names, const char *key,
             GError **error)
{
  struct network *network = domain->sim->network;
  char *const *ends = names->items;
  struct link *link = NULL;
  bool first = true;

  if (names->n == 2)
    link = network_find_link (network, network_find_node (network, ends[0]),
                              network_find_node (network, ends[1]), &first);
  if (!link)
    return REFUSE ("%s/link: expected the two nodes of a link", key);
  target->text = join_names (names, " - ");
  g_ptr_array_add (target->links, link);
  target->reversed = !first;
  return true;
}

/* Every link with one end among the nodes. */
static bool
target_partition (struct fault_target *target, const struct domain *domain,
                  const struct parameter_list *names, GError **error)
{
  struct network *network = domain->sim->network;
  g_autoptr (GHashTable) inside = g_hash_table_new (NULL, NULL);

  for (size_t i = 0; i < names->n; i++)
    if (!g_hash_table_add (inside,
                           find_place (domain, ((char **)names->items)[i])))
      return REFUSE ("fail/partition/%zu: named before", i);
  for (unsigned i = 0; i < network_links (network); i++)
    {
      struct link *link = network_link (network, i);
      struct node *a, *b;

      if (link_routers (link, &a, &b)
          && g_hash_table_contains (inside, a)
                 != g_hash_table_contains (inside, b))
        g_ptr_array_add (target->links, link);
    }
  if (target->links->len == 0)
    return REFUSE ("fail/partition: expected nodes that links join to others");
  target->text = join_names (names, ", ");
  return true;
}

static bool
target_failure (struct fault_target *target, const struct domain *domain,
                const struct failure_config *config, GError **error)
{
  bool node = config->node, link = config->link.n > 0,
       partition = config->partition.n > 0;

  if (node + link + partition != 1)
    return REFUSE (
        "fail: expected one of \"node\", \"link\" and \"partition\"");
  if (node)
    {
      target->kind = FAULT_NODE;
      target->node = find_place (domain, config->node);
      target->text = g_strdup (target->node->name);
      return true;
    }
  target->kind = link ? FAULT_LINK : FAULT_PARTITION;
  if (link)
    return target_link (target, domain, &config->link, "fail", error);
  return target_partition (target, domain, &config->partition, error);
}

/* ---- life ---------------------------------------------------------- */

bool
fault_target_init (struct fault_target *target, const struct domain *domain,
                   const struct fault_config *config, GError **error)
{
  *target = (struct fault_target){ .links = g_ptr_array_new () };
  if (config->has_fail + config->has_change + (config->restart != NULL)
          + config->has_clock
      != 1)
    return REFUSE (": expected one of \"fail\", \"change\", \"restart\" and "
                   "\"clock\"");
  if (config->has_fail)
    return target_failure (target, domain, &config->fail, error);
  if (config->has_change)
    {
      target->kind = FAULT_CHANGE;
      return target_link (target, domain, &config->change.link, "change",
                          error);
    }
  target->kind = config->restart ? FAULT_RESTART : FAULT_CLOCK;
  target->node = find_place (domain, config->restart ? config->restart
                                                     : config->clock.node);
  target->text = g_strdup (target->node->name);
  return true;
}

void
fault_target_clear (struct fault_target *target)
{
  g_free (target->text);
  g_clear_pointer (&target->links, g_ptr_array_unref);
}

bool
fault_target_has_link (const struct fault_target *target,
                       const struct link *link)
{
  return g_ptr_array_find (target->links, link, NULL);
}
