/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topology: nodes and wired links of a scenario, from a GraphML file, a
 * generator and the scenario's own list, in that order, joined into one
 * graph.  Nodes keep the order in which they were stated; it breaks ties. */
#ifndef DMMSIM_SCENARIOS_TOPOLOGY_H
#define DMMSIM_SCENARIOS_TOPOLOGY_H

#include <stdbool.h>

#include "scenarios/reader.h"
#include "sim/network.h"

/* Octets of a node's name: it goes into messages as an identifier. */
#define NODE_NAME_MAX 200

extern const struct parameter topology_parameters[];
/* Rows of a whole struct direction_config; only the delay may be open. */
extern const struct parameter channel_parameters[];
extern const struct variant *const generator_variants[];
extern const struct custom_type queue_type; /* queue.c */

/* ---- as it is built ------------------------------------------------ */

struct topology_node
{
  char *name;
  double x, y;                /* m; NAN: no position */
  double longitude, latitude; /* degrees; NAN: none */
  uint32_t degree;            /* distinct neighbours */
};

struct topology_link
{
  uint32_t a, b; /* node indices */
  struct channel_config ab, ba;
};

struct topology
{
  GArray *nodes;     /* struct topology_node */
  GArray *links;     /* struct topology_link, at most one per pair */
  GHashTable *index; /* name -> index + 1; looked up, never walked */
  GHashTable *pairs; /* both ends of a link -> its index + 1; likewise */
};

/* Builds @config; NULL with the reader's error set.  The reader stands at the
 * topology.  (transfer full) */
struct topology *topology_build (reader *r,
                                 const struct topology_config *config);
void topology_free (struct topology *topology);

static inline struct topology_node *
topology_node (const struct topology *topology, uint32_t i)
{
  return &g_array_index (topology->nodes, struct topology_node, i);
}
/* Index of the node of this name, or -1. */
int64_t topology_find (const struct topology *topology, const char *name);
/* Names of all nodes, for messages.  (transfer container) */
GPtrArray *topology_names (const struct topology *topology);

/* Least total delay in ns from @from to every node, INFINITY where there is
 * no way.  (transfer full): one double per node. */
double *topology_delays (const struct topology *topology, uint32_t from);
/* No way between nodes that reach @at and are reached from it takes longer
 * than this, ns. */
double topology_longest (const struct topology *topology, uint32_t at);
/* Node with the least total delay to @sites (uint32_t indices), ties to the
 * earlier one; -1 if none reaches them all.  O(nodes * links * log nodes). */
int64_t topology_most_central (const struct topology *topology,
                               const GArray *sites);
/* Sizes of the connected components, greatest first: "30, 7, 1 and 1".
 * Returns their number.  @sizes: (out) (transfer full) */
unsigned topology_components (const struct topology *topology, char **sizes);

/* ---- for the sources ----------------------------------------------- */

/* Adds a node; false if the name is taken. */
bool topology_add_node (struct topology *topology, const char *name, double x,
                        double y);
/* Adds a link, or, between nodes that have one already, lets the better of
 * the two stand: the shorter delay, the higher rate. */
void topology_merge_link (struct topology *topology,
                          const struct topology_link *link);
/* Are @count nodes no more than a network can have? */
bool topology_check_count (reader *r, int64_t count);
/* The channel that @direction describes, with @delay where it states none. */
struct channel_config
direction_channel (const struct direction_config *direction, sim_time delay);
/* Does it state one kind of loss at most?  What is not stated is NAN or 0. */
bool topology_check_losses (reader *r,
                            const struct direction_config *direction);
/* Time light takes in fibre over @distance (m): 5 us/km times the detour, and
 * not less than the least.  Above LINK_DELAY_MAX for what cannot be. */
sim_time topology_distance_delay (const struct topology_config *config,
                                  double distance);

/* topology_generate.c: adds nodes and links of the chosen generator. */
bool topology_generate (reader *r, struct topology *topology,
                        const struct topology_config *config);
/* topology_graphml.c: the same from the file. */
bool topology_read_graphml (reader *r, struct topology *topology,
                            const struct topology_config *config);
#endif
