/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GraphML through igraph.  Nodes are called by their label (name, number);
 * a label that is there already gets "-2", "-3", ...  Coordinates are
 * longitude and latitude in degrees; a link's delay is that of the great
 * circle between its ends.  For the cells, positions are also given in
 * metres on a plane (equirectangular, origin at the south-west corner).
 *
 * igraph gives missing numbers as NaN and missing strings as "".  It drops the
 * XML id of nodes when an attribute of theirs is itself called "id", as in all
 * files of the Internet Topology Zoo; nodes are therefore told apart by their
 * place in the file. */
#include <errno.h>
#include <igraph.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scenarios/topology.h"

/* Mean radius, IUGG. */
#define EARTH_RADIUS 6371008.8
#define RADIANS(degrees) ((degrees)*G_PI / 180)

/* ---- attributes ---------------------------------------------------- */

/* The attribute of this name if it has this type, else NULL. */
static const char *
find_attribute (const igraph_t *graph, igraph_attribute_elemtype_t of,
                const char *name, igraph_attribute_type_t wanted)
{
  igraph_strvector_t names[3];
  igraph_vector_int_t types[3];
  int which = of == IGRAPH_ATTRIBUTE_VERTEX ? 1 : 2;
  bool found = false;

  for (int i = 0; i < 3; i++)
    {
      igraph_strvector_init (&names[i], 0);
      igraph_vector_int_init (&types[i], 0);
    }
  igraph_cattribute_list (graph, &names[0], &types[0], &names[1], &types[1],
                          &names[2], &types[2]);
  for (igraph_integer_t i = 0; i < igraph_strvector_size (&names[which]); i++)
    found = found
            || (strcmp (igraph_strvector_get (&names[which], i), name) == 0
                && VECTOR (types[which])[i] == (igraph_integer_t)wanted);
  for (int i = 0; i < 3; i++)
    {
      igraph_strvector_destroy (&names[i]);
      igraph_vector_int_destroy (&types[i]);
    }
  return found ? name : NULL;
}

static double
vertex_number (const igraph_t *graph, const char *attribute, uint32_t i)
{
  return attribute ? VAN (graph, attribute, i) : (double)NAN;
}

/* Attribute that names the nodes, or NULL. */
static const char *
find_name_attribute (const igraph_t *graph)
{
  static const char *const candidates[] = { "label", "name", "id" };

  for (size_t i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (find_attribute (graph, IGRAPH_ATTRIBUTE_VERTEX, candidates[i],
                        IGRAPH_ATTRIBUTE_STRING))
      return candidates[i];
  return NULL;
}

/* ---- nodes --------------------------------------------------------- */

/* @name, or the first of "name-2", "name-3", ... that is free. */
static char *
unique_name (const struct topology *topology, const char *name)
{
  char *unique = g_strdup (name);

  for (unsigned n = 2; topology_find (topology, unique) >= 0; n++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s-%u", name, n);
    }
  return unique;
}

static void
add_nodes (struct topology *topology, const igraph_t *graph)
{
  const char *naming = find_name_attribute (graph);
  const char *longitude = find_attribute (
      graph, IGRAPH_ATTRIBUTE_VERTEX, "Longitude", IGRAPH_ATTRIBUTE_NUMERIC);
  const char *latitude = find_attribute (graph, IGRAPH_ATTRIBUTE_VERTEX,
                                         "Latitude", IGRAPH_ATTRIBUTE_NUMERIC);

  for (uint32_t i = 0; i < (uint32_t)igraph_vcount (graph); i++)
    {
      const char *label = naming ? VAS (graph, naming, i) : "";
      g_autofree char *plain
          = *label ? g_strdup (label) : g_strdup_printf ("node%u", i);
      g_autofree char *name = unique_name (topology, plain);
      struct topology_node *node;

      topology_add_node (topology, name, (double)NAN, (double)NAN);
      node = topology_node (topology, i);
      node->longitude = vertex_number (graph, longitude, i);
      node->latitude = vertex_number (graph, latitude, i);
    }
}

static bool
is_placed (const struct topology_node *node)
{
  return !isnan (node->longitude) && !isnan (node->latitude);
}

/* Puts nodes without coordinates at the mean of their neighbours that have
 * some; one round.  Returns whether any was placed. */
static bool
place_by_neighbours (struct topology *topology, const igraph_t *graph)
{
  uint32_t n = topology->nodes->len;
  g_autofree double *sums = g_new0 (double, 3 * (gsize)n);
  bool placed = false;

  for (igraph_integer_t e = 0; e < igraph_ecount (graph); e++)
    for (int way = 0; way < 2; way++)
      {
        uint32_t to
            = (uint32_t)(way ? IGRAPH_FROM (graph, e) : IGRAPH_TO (graph, e));
        const struct topology_node *from
            = topology_node (topology, (uint32_t)IGRAPH_OTHER (graph, e, to));

        if (!is_placed (from))
          continue;
        sums[3 * to] += from->longitude;
        sums[3 * to + 1] += from->latitude;
        sums[3 * to + 2] += 1;
      }
  for (uint32_t i = 0; i < n; i++)
    {
      struct topology_node *node = topology_node (topology, i);

      if (is_placed (node) || sums[3 * i + 2] == 0)
        continue;
      node->longitude = sums[3 * i] / sums[3 * i + 2];
      node->latitude = sums[3 * i + 1] / sums[3 * i + 2];
      placed = true;
    }
  return placed;
}

static bool
refuse_missing (reader *r, const struct topology *topology)
{
  for (uint32_t i = 0; i < topology->nodes->len; i++)
    if (!is_placed (topology_node (topology, i)))
      return reader_fail (r,
                          "node \"%s\" has no coordinates; say "
                          "\"missing_position\": \"neighbours\" or \"delay\"",
                          topology_node (topology, i)->name);
  return true;
}

/* Metres on a plane that touches the earth along the middle latitude. */
static void
project (struct topology *topology)
{
  double west = INFINITY, south = INFINITY, north = -INFINITY;
  double shrink;

  for (uint32_t i = 0; i < topology->nodes->len; i++)
    {
      const struct topology_node *node = topology_node (topology, i);

      if (!is_placed (node))
        continue;
      west = fmin (west, node->longitude);
      south = fmin (south, node->latitude);
      north = fmax (north, node->latitude);
    }
  shrink = cos (RADIANS ((south + north) / 2));
  for (uint32_t i = 0; i < topology->nodes->len; i++)
    {
      struct topology_node *node = topology_node (topology, i);

      if (!is_placed (node))
        continue;
      node->x = EARTH_RADIUS * shrink * RADIANS (node->longitude - west);
      node->y = EARTH_RADIUS * RADIANS (node->latitude - south);
    }
}

/* ---- links --------------------------------------------------------- */

/* Great circle by the haversine formula, m. */
static double
great_circle (const struct topology_node *a, const struct topology_node *b)
{
  double north = sin (RADIANS (b->latitude - a->latitude) / 2);
  double east = sin (RADIANS (b->longitude - a->longitude) / 2);
  double h = north * north
             + cos (RADIANS (a->latitude)) * cos (RADIANS (b->latitude)) * east
                   * east;

  return 2 * EARTH_RADIUS * asin (fmin (1, sqrt (h)));
}

static void
add_links (struct topology *topology, const struct topology_config *config,
           const igraph_t *graph)
{
  const char *speed = find_attribute (graph, IGRAPH_ATTRIBUTE_EDGE,
                                      "LinkSpeedRaw", IGRAPH_ATTRIBUTE_NUMERIC);

  for (igraph_integer_t e = 0; e < igraph_ecount (graph); e++)
    {
      struct topology_link link
          = { (uint32_t)IGRAPH_FROM (graph, e), (uint32_t)IGRAPH_TO (graph, e),
              channel_config_default, channel_config_default };
      const struct topology_node *a = topology_node (topology, link.a);
      const struct topology_node *b = topology_node (topology, link.b);
      double rate = speed ? EAN (graph, speed, e) : (double)NAN;

      link.ab.delay
          = is_placed (a) && is_placed (b)
                ? topology_distance_delay (config, great_circle (a, b))
                : config->missing_delay;
      link.ab.rate = rate > 0 ? rate : config->rate;
      link.ba = link.ab;
      topology_merge_link (topology, &link);
    }
}

/* ---- file ---------------------------------------------------------- */

/* igraph tells what it drops and what fails through handlers of the whole
 * process: silenced for the call, restored after it. */
static igraph_error_t
read_graph (igraph_t *graph, FILE *file)
{
  igraph_error_handler_t *on_error
      = igraph_set_error_handler (igraph_error_handler_ignore);
  igraph_warning_handler_t *on_warning
      = igraph_set_warning_handler (igraph_warning_handler_ignore);
  igraph_error_t status;

  igraph_set_attribute_table (&igraph_cattribute_table);
  status = igraph_read_graph_graphml (graph, file, 0);
  igraph_set_error_handler (on_error);
  igraph_set_warning_handler (on_warning);
  return status;
}

static bool
build_from (reader *r, struct topology *topology,
            const struct topology_config *config, const igraph_t *graph)
{
  add_nodes (topology, graph);
  if (config->missing_position == MISSING_REJECT
      && !refuse_missing (r, topology))
    return false;
  if (config->missing_position == MISSING_NEIGHBOURS)
    while (place_by_neighbours (topology, graph))
      ;
  project (topology);
  add_links (topology, config, graph);
  return true;
}

bool
topology_read_graphml (reader *r, struct topology *topology,
                       const struct topology_config *config)
{
  size_t mark = reader_enter (r, "file");
  FILE *file = fopen (config->file, "rb");
  igraph_t graph;
  bool good;

  if (!file)
    return reader_fail (r, "the file \"%s\" cannot be read (%s)", config->file,
                        g_strerror (errno));
  good = read_graph (&graph, file) == IGRAPH_SUCCESS;
  fclose (file);
  if (!good)
    return reader_fail (r, "\"%s\" is not GraphML that igraph can read",
                        config->file);
  good = build_from (r, topology, config, &graph);
  igraph_destroy (&graph);
  reader_leave (r, mark);
  return good;
}
