/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/looking/figure_sources.h"

#include "cli/predictions/predictions.h"
#include "scenarios/scenario.h"
#include "scenarios/topology.h"

static struct site_map *
map_of (const struct topology *topology)
{
  struct site_map *map = g_new0 (struct site_map, 1);

  map->n_sites = topology->nodes->len;
  map->n_links = topology->links->len;
  map->names = g_new0 (char *, map->n_sites + 1);
  map->x = g_new (double, MAX (1, map->n_sites));
  map->y = g_new (double, MAX (1, map->n_sites));
  map->links = g_new (unsigned, MAX (1, 2 * map->n_links));
  for (unsigned i = 0; i < map->n_sites; i++)
    {
      const struct topology_node *node = topology_node (topology, i);

      map->names[i] = g_strdup (node->name);
      map->x[i] = node->x;
      map->y[i] = node->y;
    }
  for (unsigned i = 0; i < map->n_links; i++)
    {
      const struct topology_link *link
          = &g_array_index (topology->links, struct topology_link, i);

      map->links[2 * i] = link->a;
      map->links[2 * i + 1] = link->b;
    }
  return map;
}

static struct site_map *
read_map (const char *text, void *data, GError **error)
{
  g_autoptr (scenario) s = scenario_parse (text, "scenario.json", error);

  (void)data;
  return s != NULL ? map_of (s->topology) : NULL;
}

/* A scenario that cannot be wired has no closed forms.  (transfer full) */
static GArray *
predictions_of_text (const char *text)
{
  g_autoptr (scenario) s = scenario_parse (text, "scenario.json", NULL);
  GArray *predictions = s != NULL ? predictions_of_scenario (s, NULL) : NULL;

  return predictions != NULL
             ? predictions
             : g_array_new (FALSE, FALSE, sizeof (struct prediction));
}

static double
predict (const char *text, const char *metric, void *data)
{
  GHashTable *known = data;
  GArray *predictions = g_hash_table_lookup (known, text);

  if (predictions == NULL)
    {
      predictions = predictions_of_text (text);
      g_hash_table_insert (known, g_strdup (text), predictions);
    }
  return predictions_find (predictions, metric);
}

struct figure_sources
figure_sources_new (void)
{
  return (struct figure_sources){
    .map = read_map,
    .predict = predict,
    .data = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify)g_array_unref),
  };
}

void
figure_sources_clear (struct figure_sources *sources)
{
  g_hash_table_destroy (sources->data);
}
