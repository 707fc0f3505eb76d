/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a topology as a graph: distances and components, by
 * igraph. */
#include <igraph.h>
#include <math.h>

#include "scenarios/topology.h"

/* A directed graph with both arcs of each link, and their delays in ns:
 * integers, so that sums are exact and ties are ties. */
static void
make_graph (const struct topology *topology, igraph_t *graph,
            igraph_vector_t *weights)
{
  igraph_vector_int_t arcs;
  igraph_integer_t n = topology->links->len;

  igraph_vector_int_init (&arcs, 4 * n);
  igraph_vector_init (weights, 2 * n);
  for (igraph_integer_t i = 0; i < n; i++)
    {
      const struct topology_link *link
          = &g_array_index (topology->links, struct topology_link, i);

      VECTOR (arcs)[4 * i] = VECTOR (arcs)[4 * i + 3] = link->a;
      VECTOR (arcs)[4 * i + 1] = VECTOR (arcs)[4 * i + 2] = link->b;
      VECTOR (*weights)[2 * i] = (double)link->ab.delay;
      VECTOR (*weights)[2 * i + 1] = (double)link->ba.delay;
    }
  igraph_create (graph, &arcs, topology->nodes->len, IGRAPH_DIRECTED);
  igraph_vector_int_destroy (&arcs);
}

double *
topology_delays (const struct topology *topology, uint32_t from)
{
  double *delays = g_new (double, topology->nodes->len);
  igraph_t graph;
  igraph_vector_t weights;
  igraph_matrix_t result;

  make_graph (topology, &graph, &weights);
  igraph_matrix_init (&result, 0, 0);
  igraph_distances_dijkstra (&graph, &result, igraph_vss_1 (from),
                             igraph_vss_all (), &weights, IGRAPH_OUT);
  for (uint32_t i = 0; i < topology->nodes->len; i++)
    delays[i] = MATRIX (result, 0, i);
  igraph_matrix_destroy (&result);
  igraph_vector_destroy (&weights);
  igraph_destroy (&graph);
  return delays;
}

/* Greatest finite delay from @at (OUT) or to it (IN). */
static double
longest_way (const igraph_t *graph, const igraph_vector_t *weights, uint32_t at,
             igraph_neimode_t mode)
{
  igraph_matrix_t row;
  double longest = 0;

  igraph_matrix_init (&row, 0, 0);
  igraph_distances_dijkstra (graph, &row, igraph_vss_1 (at), igraph_vss_all (),
                             weights, mode);
  for (igraph_integer_t i = 0; i < igraph_vcount (graph); i++)
    if (!isinf (MATRIX (row, 0, i)))
      longest = fmax (longest, MATRIX (row, 0, i));
  igraph_matrix_destroy (&row);
  return longest;
}

/* By the triangle inequality: to @at, and on from there. */
double
topology_longest (const struct topology *topology, uint32_t at)
{
  igraph_t graph;
  igraph_vector_t weights;
  double longest;

  make_graph (topology, &graph, &weights);
  longest = longest_way (&graph, &weights, at, IGRAPH_IN)
            + longest_way (&graph, &weights, at, IGRAPH_OUT);
  igraph_vector_destroy (&weights);
  igraph_destroy (&graph);
  return longest;
}

/* Sum of the delays from @from to the sites; INFINITY if one is cut off. */
static double
total_delay (const igraph_t *graph, const igraph_vector_t *weights,
             uint32_t from, const GArray *sites)
{
  igraph_matrix_t row;
  double total = 0;

  igraph_matrix_init (&row, 0, 0);
  igraph_distances_dijkstra (graph, &row, igraph_vss_1 (from),
                             igraph_vss_all (), weights, IGRAPH_OUT);
  for (unsigned i = 0; i < sites->len; i++)
    total += MATRIX (row, 0, g_array_index (sites, uint32_t, i));
  igraph_matrix_destroy (&row);
  return total;
}

int64_t
topology_most_central (const struct topology *topology, const GArray *sites)
{
  igraph_t graph;
  igraph_vector_t weights;
  double least = INFINITY;
  int64_t best = -1;

  make_graph (topology, &graph, &weights);
  for (uint32_t i = 0; i < topology->nodes->len; i++)
    {
      double total = total_delay (&graph, &weights, i, sites);

      if (total < least)
        {
          least = total;
          best = i;
        }
    }
  igraph_vector_destroy (&weights);
  igraph_destroy (&graph);
  return best;
}

static char *
sizes_text (igraph_vector_int_t *sizes, igraph_integer_t n)
{
  GString *text = g_string_new (NULL);

  igraph_vector_int_reverse_sort (sizes);
  for (igraph_integer_t i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" IGRAPH_PRId,
                            i == 0       ? ""
                            : i == n - 1 ? " and "
                                         : ", ",
                            VECTOR (*sizes)[i]);
  return g_string_free (text, FALSE);
}

unsigned
topology_components (const struct topology *topology, char **sizes)
{
  igraph_t graph;
  igraph_vector_t weights;
  igraph_vector_int_t members, counts;
  igraph_integer_t n = 0;

  make_graph (topology, &graph, &weights);
  igraph_vector_int_init (&members, 0);
  igraph_vector_int_init (&counts, 0);
  igraph_connected_components (&graph, &members, &counts, &n, IGRAPH_WEAK);
  *sizes = sizes_text (&counts, n);
  igraph_vector_int_destroy (&members);
  igraph_vector_int_destroy (&counts);
  igraph_vector_destroy (&weights);
  igraph_destroy (&graph);
  return (unsigned)n;
}
