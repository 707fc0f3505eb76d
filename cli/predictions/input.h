/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a scenario becomes the input of the closed forms, part by part.  Private
 * to cli/prediction*.c. */
#ifndef DMMSIM_CLI_PREDICTIONS_INPUT_H
#define DMMSIM_CLI_PREDICTIONS_INPUT_H

#include "analysis/predictions/prediction.h"
#include "models/motion/motion.h"
#include "scenarios/scenario.h"

struct prediction_case
{
  const struct simulation *simulation; /* wired, not run */
  const scenario *scenario;
  const struct domain *domain;
  GPtrArray *laws; /* struct motion_law *, by index of the mobile node; owned */
  GArray *entry_of; /* size_t: entry of mobile_nodes, by the same index */
  struct prediction_input *input;
};

/* Delay in seconds and links between the sites' nodes. */
double path_seconds (const struct prediction_case *of, const struct node *from,
                     const struct node *to);
double path_links (const struct prediction_case *of, const struct node *from,
                   const struct node *to);
const struct node *router_node (const struct prediction_case *of, uint32_t i);
/* Is the flow's address anchored at the LMA, whatever the router? */
bool anchored_centrally (const struct prediction_case *of);

/* Packets that cross from @peer by the anchor @anchor (router's node) to
 * @serving. */
void add_packets (struct prediction_case *of, double weight,
                  const struct node *peer, const struct node *anchor,
                  const struct node *serving);
/* A flow anchored at @anchor at a handover to @serving; all @b_max but that of
 * relay is known. */
struct prediction_flow flow_at (const struct prediction_case *of, double weight,
                                const struct node *anchor,
                                const struct node *serving);
/* A handover to @serving, without previous anchors yet. */
struct prediction_handover handover_to (const struct prediction_case *of,
                                        double weight,
                                        const struct node *serving);
/* Adds what the previous anchor @anchor means for @h, to @serving. */
void count_anchor (const struct prediction_case *of, const struct node *anchor,
                   const struct node *serving, struct prediction_handover *h);
/* Fills the input's scheme and what belongs to it. */
void read_scheme (const struct prediction_case *of);
/* Between two access routers, of schemes with two levels of anchors; zero for
 * others. */
struct prediction_levels levels_between (const struct prediction_case *of,
                                         uint32_t from, uint32_t to);
/* The correspondent of an entry's flows of the mobile node, NULL if it is no
 * node of the network (a mobile node). */
const struct node *peer_of (const struct prediction_case *of,
                            const struct traffic_config *traffic,
                            uint32_t mobile_node, const struct node *at);
/* Does the entry concern the node? */
bool traffic_is_of (const struct prediction_case *of,
                    const struct traffic_config *traffic, uint32_t mobile_node);

/* All nodes have stated visits: handovers, flows and packets one by one. */
void predict_visits (struct prediction_case *of);
/* All nodes walk by one law: handovers, flows and packets in the mean. */
void predict_walk (struct prediction_case *of);
/* Paths of a multihomed gateway. */
void predict_paths (struct prediction_case *of);

#endif
