/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traffic: entries of a scenario become flows between mobile nodes and
 * correspondents, servers beside their access routers, or each other.  Arrival
 * of sessions, their durations and packet gaps draw from streams named after
 * mobile node and entry, so that they are the same under every architecture.
 *
 * A flow opens when its node has an address, which may be later than its
 * session arrives; it ends with its session, or when the node leaves the
 * area. */
#ifndef DMMSIM_MODELS_TRAFFIC_TRAFFIC_H
#define DMMSIM_MODELS_TRAFFIC_TRAFFIC_H

#include "models/domain.h"
#include "models/traffic/flow.h"

enum traffic_direction
{
  TRAFFIC_DOWN,
  TRAFFIC_UP,
  TRAFFIC_BOTH /* two flows on the same address, one each way */
};

enum traffic_fidelity
{
  FIDELITY_PACKET,
  FIDELITY_FLUID /* no events for packets that fare as the last one did */
};

struct sessions_config
{
  struct law arrivals; /* between arrivals at one node; first after start */
  struct law duration;
};

/* One entry of "traffic". */
struct traffic_config
{
  char *name;
  char *nodes;                  /* name of a mobile_nodes entry; NULL: all */
  char *correspondent;          /* NULL: spread over all, by node index */
  struct variant_value peer;    /* of traffic_peer_variants; NULL: that */
  int direction;                /* enum traffic_direction */
  struct variant_value pattern; /* of traffic_pattern_variants */
  struct law start;             /* offset of the (first) flow, per node */
  sim_time stop;                /* SIM_TIME_NONE: the end */
  bool has_sessions;
  struct sessions_config sessions;
  int mobility; /* enum flow_mobility */
  int fidelity; /* enum traffic_fidelity */
};

extern const struct parameter traffic_parameters[];
/* cbr, poisson; {"cbr": {"interval": .., "size": ..}} */
extern const struct variant *const traffic_pattern_variants[];
/* access-router, mobile-node; {"mobile-node": {"nodes": ..}} */
extern const struct variant *const traffic_peer_variants[];

#define TRAFFIC_ERROR traffic_error_quark ()
GQuark traffic_error_quark (void);
enum traffic_error
{
  TRAFFIC_ERROR_PEER
};

/* Mean time between packets, s; *@constant: is it always that? */
double traffic_mean_interval (const struct traffic_config *config,
                              bool *constant);
/* Is the peer the server beside the access router? */
bool traffic_peer_is_server (const struct traffic_config *config);
/* Entry of mobile nodes that the peers are of, or NULL. */
const char *traffic_peer_nodes (const struct traffic_config *config);
/* Do they pair with these in their order? */
bool traffic_pairs_by_index (const struct traffic_config *config);

/* Some of the domain's mobile nodes, one after the other. */
struct node_stretch
{
  struct mobile_node *const *nodes;
  unsigned n;
};

/* Becomes domain->traffic, which domain_free() frees if nobody did before. */
struct traffic *traffic_new (struct domain *domain);
void traffic_free (struct traffic *traffic);
/* Starts @config (kept by the caller for the whole run) on @nodes.  @peer:
 * resolved correspondent, NULL: spread, or the server beside the access
 * router. */
void traffic_add (struct traffic *traffic, const struct traffic_config *config,
                  struct mobile_node *const *nodes, unsigned n,
                  struct node *peer);
/* As traffic_add(), where the peers are mobile nodes.  Fails where a node has
 * none but itself. */
bool traffic_add_pairs (struct traffic *traffic,
                        const struct traffic_config *config,
                        const struct node_stretch *nodes,
                        const struct node_stretch *peers, GError **error);
/* Live flows of @mn whose address is in @prefix. */
uint32_t traffic_live_flows (const struct mobile_node *mn,
                             const struct prefix *prefix);
/* A flow that no traffic entry makes lives on @flow->mn_prefix of @flow->mn: a
 * host outside of the simulation talks.  It counts as live, and the
 * architecture is told, until it is over; collectors hear nothing of it. */
void traffic_flow_seen (struct flow *flow);
void traffic_flow_over (struct flow *flow);
/* Ends every live flow at the end of the run (TRACE_FLOW_ENDED, end = now);
 * the architecture is not told. */
void traffic_finish (struct traffic *traffic);

#endif
