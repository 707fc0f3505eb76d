/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replay of a report as JSON: see analysis/report/recording_json.h, and
 *
 *   duration  s
 *   map       {nodes: [{name, x, y, kind}], links: [[a, b], ...]}
 *             kind: "access", "anchor", "correspondent", "router" */
#include <math.h>
#include <string.h>

#include "analysis/report/layout.h"
#include "analysis/report/recording_json.h"
#include "analysis/results/json_file.h"
#include "cli/looking/report_parts.h"
#include "scenarios/topology.h"

static bool
is_listed (const struct parameter_list *list, const char *name)
{
  char *const *names = list->items;

  for (size_t i = 0; i < list->n; i++)
    if (strcmp (names[i], name) == 0)
      return true;
  return false;
}

static const char *
kind_of (const scenario *s, const char *name)
{
  if (is_listed (&s->sites.access, name))
    return "access";
  if (g_strcmp0 (s->sites.anchor, name) == 0
      || g_strcmp0 (s->sites.controller, name) == 0)
    return "anchor";
  return is_listed (&s->sites.correspondents, name) ? "correspondent"
                                                    : "router";
}

static struct layout_node *
place_nodes (const scenario *s)
{
  uint32_t n = s->topology->nodes->len, m = s->topology->links->len;
  struct layout_node *nodes = g_new (struct layout_node, n);
  g_autofree struct layout_link *links = g_new (struct layout_link, m);

  for (uint32_t i = 0; i < n; i++)
    {
      const struct topology_node *node = topology_node (s->topology, i);

      nodes[i]
          = (struct layout_node){ node->x, node->y,
                                  is_listed (&s->sites.access, node->name) };
    }
  for (uint32_t i = 0; i < m; i++)
    {
      const struct topology_link *link
          = &g_array_index (s->topology->links, struct topology_link, i);

      links[i] = (struct layout_link){ link->a, link->b };
    }
  layout_place (nodes, n, links, m);
  return nodes;
}

static cJSON *
map_json (const scenario *s)
{
  cJSON *map = cJSON_CreateObject ();
  cJSON *nodes = cJSON_AddArrayToObject (map, "nodes");
  cJSON *links = cJSON_AddArrayToObject (map, "links");
  g_autofree struct layout_node *places = place_nodes (s);

  for (uint32_t i = 0; i < s->topology->nodes->len; i++)
    {
      const char *name = topology_node (s->topology, i)->name;
      cJSON *item = cJSON_CreateObject ();

      json_add_text (item, "name", name);
      json_add_number (item, "x", places[i].x);
      json_add_number (item, "y", places[i].y);
      json_add_text (item, "kind", kind_of (s, name));
      cJSON_AddItemToArray (nodes, item);
    }
  for (uint32_t i = 0; i < s->topology->links->len; i++)
    {
      const struct topology_link *link
          = &g_array_index (s->topology->links, struct topology_link, i);
      const int ends[] = { (int)link->a, (int)link->b };

      cJSON_AddItemToArray (links, cJSON_CreateIntArray (ends, 2));
    }
  return map;
}

void
report_put_scene (struct report_page *page, const scenario *s,
                  const struct recording *recording)
{
  cJSON *scene = cJSON_CreateObject ();

  json_add_number (scene, "duration", sim_time_to_seconds (s->duration));
  cJSON_AddItemToObject (scene, "map", map_json (s));
  recording_json_add (scene, recording);
  report_page_set_json (page, "SCENE", scene);
  cJSON_Delete (scene);
}
