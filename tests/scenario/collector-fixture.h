/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bare simulation for collectors: a small network, one domain without
 * architecture, one mobile node, and functions that emit trace records at
 * chosen instants as models would.
 *
 *   cn --10 ms-- core --5 ms-- lma        radio 2 ms
 *                core --2 ms-- ar1
 *                core --3 ms-- ar2
 */
#ifndef DMMSIM_TESTS_SCENARIO_COLLECTOR_FIXTURE_H
#define DMMSIM_TESTS_SCENARIO_COLLECTOR_FIXTURE_H

#include "analysis/collectors/collector.h"
#include "analysis/metrics/metrics.h"
#include "models/trace.h"

#define MS SIM_MILLISECOND

struct fixture
{
  struct sim *sim;
  struct domain *domain;
  struct collector *collector;
  struct node *cn, *core, *lma;
  struct access_router *ar1, *ar2;
  struct mobile_node *mn;
  struct handover handover; /* the node's current one */
  struct flow flow;         /* downlink, id 0, anchored at lma */
  struct packet *packet;    /* scratch */
};

void fixture_init (struct fixture *f, sim_time warmup, sim_time series);
void fixture_clear (struct fixture *f);

/* Advances the clock; events of the collector run. */
void fixture_at (struct fixture *f, sim_time t);
/* Begins handover @number (id the same) from ar1 to ar2 now. */
void fixture_handover (struct fixture *f, uint32_t number);
void fixture_flow_start (struct fixture *f);
void fixture_flow_end (struct fixture *f);
/* Packet @sequence sent now; @at later: received, or dropped. */
void fixture_sent (struct fixture *f, uint32_t sequence);
/* Somebody on the way makes a copy of packet @sequence now; what is received or
 * dropped from here on is marked as copied. */
void fixture_copied (struct fixture *f, uint32_t sequence, sim_time sent);
void fixture_received (struct fixture *f, uint32_t sequence, sim_time sent,
                       struct access_router *router);
void fixture_dropped (struct fixture *f, uint32_t sequence, sim_time sent,
                      enum drop_reason reason);
/* A Mobility Header message of 100 octets from @node's address. */
struct packet *fixture_message (struct fixture *f, const struct node *node,
                                enum signaling_class class,
                                uint32_t transaction);
void fixture_signal (struct fixture *f, unsigned point, struct node *node,
                     enum entity_role role, const char *message);
/* The way of the latest message ends after @hops links. */
void fixture_consumed (struct fixture *f, struct node *node, unsigned hops);

/* Ends the run at @t; metrics can be asked for from here on. */
void fixture_finish (struct fixture *f, sim_time t);
const struct metric *fixture_metric (const struct fixture *f, const char *name);
#define assert_mean(f, name, expected)                                      \
  g_assert_cmpfloat_with_epsilon (fixture_metric (f, name)->mean, expected, \
                                  1e-12)
#define assert_n(f, name, expected) \
  g_assert_cmpuint (fixture_metric (f, name)->n, ==, expected)

#endif
