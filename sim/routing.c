/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/routing.h"

#include <glib.h>
#include <igraph/igraph.h>

#define NO_CHANNEL UINT32_MAX
/* Largest integer below which a double is exact. */
#define EXACT_MAX ((double)(INT64_C (1) << 53))

struct routing
{
  uint32_t n, n_channels;
  struct channel *const *channels;
  igraph_t graph;          /* edge i is channel i */
  igraph_vector_t lengths; /* lexicographic (delay, hops) */
  igraph_vector_t weights; /* the same, infinite out of a stub */
  bool *stub;              /* by router, or NULL while there is none */
  uint32_t **rows;         /* by destination: channel from each router */
};

/* An igraph call that cannot fail on what we pass has failed. */
static void
must (igraph_error_t status)
{
  if (status != IGRAPH_SUCCESS)
    g_error ("igraph: %s", igraph_strerror (status));
}

static igraph_real_t
channel_length (const struct channel *channel)
{
  if (channel->delay > ROUTING_DELAY_MAX)
    g_error ("link %s - %s: a delay of %g s cannot be routed exactly, at most "
             "%g s can",
             channel->from->name, channel->to->name,
             sim_time_to_seconds (channel->delay),
             sim_time_to_seconds (ROUTING_DELAY_MAX));
  return (double)channel->delay * ROUTING_HOP_SCALE + 1;
}

static void
routing_build_graph (struct routing *routing)
{
  igraph_vector_int_t ends;

  must (igraph_vector_int_init (&ends,
                                2 * (igraph_integer_t)routing->n_channels));
  must (igraph_vector_init (&routing->lengths, routing->n_channels));
  for (uint32_t i = 0; i < routing->n_channels; i++)
    {
      const struct channel *channel = routing->channels[i];

      VECTOR (ends)[2 * i] = channel->from->id;
      VECTOR (ends)[2 * i + 1] = channel->to->id;
      VECTOR (routing->lengths)[i] = channel_length (channel);
    }
  must (igraph_vector_init_copy (&routing->weights, &routing->lengths));
  must (igraph_create (&routing->graph, &ends, routing->n, IGRAPH_DIRECTED));
  igraph_vector_int_destroy (&ends);
}

struct routing *
routing_new (uint32_t routers, struct channel *const *channels,
             uint32_t n_channels)
{
  struct routing *routing = g_new0 (struct routing, 1);

  g_assert (routers <= ROUTING_ROUTERS_MAX);
  routing->n = routers;
  routing->n_channels = n_channels;
  routing->channels = channels;
  routing->rows = g_new0 (uint32_t *, routers);
  routing_build_graph (routing);
  return routing;
}

struct routing *
routing_new_without (const struct routing *routing, const bool *out)
{
  struct routing *rest = g_new0 (struct routing, 1);

  rest->n = routing->n;
  rest->n_channels = routing->n_channels;
  rest->channels = routing->channels;
  rest->rows = g_new0 (uint32_t *, routing->n);
  if (routing->stub)
    rest->stub = g_memdup2 (routing->stub, routing->n * sizeof *rest->stub);
  must (igraph_copy (&rest->graph, &routing->graph));
  must (igraph_vector_init_copy (&rest->lengths, &routing->lengths));
  must (igraph_vector_init_copy (&rest->weights, &routing->weights));
  for (uint32_t i = 0; i < rest->n_channels; i++)
    if (out[i])
      VECTOR (rest->lengths)[i] = VECTOR (rest->weights)[i] = IGRAPH_INFINITY;
  return rest;
}

void
routing_free (struct routing *routing)
{
  if (!routing)
    return;
  for (uint32_t i = 0; i < routing->n; i++)
    g_free (routing->rows[i]);
  g_free (routing->rows);
  g_free (routing->stub);
  igraph_vector_destroy (&routing->lengths);
  igraph_vector_destroy (&routing->weights);
  igraph_destroy (&routing->graph);
  g_free (routing);
}

void
routing_set_stub (struct routing *routing, uint32_t router)
{
  if (!routing->stub)
    routing->stub = g_new0 (bool, routing->n);
  routing->stub[router] = true;
  for (uint32_t i = 0; i < routing->n_channels; i++)
    if (routing->channels[i]->from->id == router)
      VECTOR (routing->weights)[i] = IGRAPH_INFINITY;
  for (uint32_t i = 0; i < routing->n; i++)
    g_assert (!routing->rows[i]);
}

static bool
routing_is_stub (const struct routing *routing, uint32_t router)
{
  return routing->stub && routing->stub[router];
}

/* A stub's own distance is by its best neighbour that is none, or is the
 * destination. */
static void
routing_reach_stubs (const struct routing *routing, uint32_t to,
                     igraph_matrix_t *distance)
{
  for (uint32_t i = 0; routing->stub && i < routing->n_channels; i++)
    {
      uint32_t from = routing->channels[i]->from->id;
      uint32_t by = routing->channels[i]->to->id;
      double way = MATRIX (*distance, 0, by) + VECTOR (routing->lengths)[i];

      if (routing_is_stub (routing, from) && from != to
          && (!routing_is_stub (routing, by) || by == to))
        MATRIX (*distance, 0, from) = MIN (MATRIX (*distance, 0, from), way);
    }
}

/* Is channel @a the better first step than @b, both on shortest paths? */
static bool
channel_precedes (const struct routing *routing, uint32_t a, uint32_t b)
{
  return b == NO_CHANNEL
         || routing->channels[a]->to->id < routing->channels[b]->to->id;
}

/* From each router the channel on a shortest path, given distances to the
 * destination.  Weights are positive, so each step comes nearer: no loops,
 * zero delays or not.  Channels are taken in order of creation. */
static void
routing_fill_row (const struct routing *routing, uint32_t to,
                  const igraph_matrix_t *distance, uint32_t *row)
{
  for (uint32_t i = 0; i < routing->n; i++)
    row[i] = NO_CHANNEL;
  for (uint32_t i = 0; i < routing->n_channels; i++)
    {
      uint32_t from = routing->channels[i]->from->id;
      uint32_t by = routing->channels[i]->to->id;
      double here = MATRIX (*distance, 0, from);
      double there = MATRIX (*distance, 0, by);

      if (here > EXACT_MAX || (routing_is_stub (routing, by) && by != to))
        continue;
      if (here == there + VECTOR (routing->lengths)[i]
          && channel_precedes (routing, i, row[from]))
        row[from] = i;
    }
}

/* Distances beyond 2^53 are not exact: refused rather than routed wrongly. */
static void
routing_check_range (const struct routing *routing,
                     const igraph_matrix_t *distance)
{
  for (uint32_t i = 0; i < routing->n; i++)
    {
      double d = MATRIX (*distance, 0, i);

      if (d > EXACT_MAX && d < IGRAPH_INFINITY)
        g_error ("a path with a delay of %g s cannot be routed exactly, at "
                 "most %g s can",
                 d / ROUTING_HOP_SCALE / 1e9,
                 sim_time_to_seconds (ROUTING_DELAY_MAX));
    }
}

static uint32_t *
routing_compute_row (const struct routing *routing, uint32_t to)
{
  uint32_t *row = g_new (uint32_t, routing->n);
  igraph_error_handler_t *before
      = igraph_set_error_handler (igraph_error_handler_ignore);
  igraph_matrix_t distance;

  must (igraph_matrix_init (&distance, 1, routing->n));
  must (igraph_distances_dijkstra (&routing->graph, &distance,
                                   igraph_vss_1 (to), igraph_vss_all (),
                                   &routing->weights, IGRAPH_IN));
  routing_reach_stubs (routing, to, &distance);
  routing_check_range (routing, &distance);
  routing_fill_row (routing, to, &distance, row);
  igraph_matrix_destroy (&distance);
  igraph_set_error_handler (before);
  return row;
}

struct channel *
routing_next (struct routing *routing, uint32_t from, uint32_t to)
{
  uint32_t *row = routing->rows[to];
  uint32_t channel;

  g_assert (from < routing->n && to < routing->n);
  if (G_UNLIKELY (!row))
    row = routing->rows[to] = routing_compute_row (routing, to);
  channel = row[from];
  return channel == NO_CHANNEL ? NULL : routing->channels[channel];
}
