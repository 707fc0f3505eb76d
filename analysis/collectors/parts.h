/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The collector from inside: one part per subject, each listening to its own
 * trace points and filling its own records.  What several parts need of a flow
 * or a node stands in their records; no part calls another but through the
 * functions below.  Memory grows with the records, never with the packets. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_PARTS_H
#define DMMSIM_ANALYSIS_COLLECTORS_PARTS_H

#include "analysis/collectors/collector.h"
#include "analysis/collectors/records.h"
#include "analysis/metrics/metrics.h"

/* What is remembered of a mobile node, by its index. */
struct node_record
{
  bool seen; /* attached at least once */
  bool attached;
  uint32_t handover;       /* the latest one counted, RECORD_NONE */
  uint32_t oldest;         /* the first one not in the totals, RECORD_NONE */
  uint32_t live_flow;      /* first of its ends of live flows, by next_live */
  uint32_t previous;       /* K now */
  sim_time since;          /* the integral is up to date until */
  double previous_ns;      /* integral of K over time */
  sim_time present;        /* time in the area, up to since */
  double previous_ns_left; /* both as they were at the latest detachment */
  sim_time present_left;
};

/* Octets of delivered data, by node id. */
struct load_record
{
  uint64_t anchored;
  uint64_t forwarded_before; /* node->forwarded_bytes at warm-up */
};

/* What the protection of signalling cost, and did. */
struct security_counts
{
  uint64_t associations, messages, octets; /* set up; what that took */
  sim_time setup, verification;            /* sums */
  uint64_t verifications;
  uint64_t refused[SECURITY_VERDICTS_N]; /* legitimate messages */
};

struct attack_records;

struct collector
{
  struct sim *sim;
  struct domain *domain;
  struct collector_config config;
  sim_time finished; /* SIM_TIME_NONE while running */
  struct metric_set *metrics;
  event_kind series_kind;

  uint64_t cell_changes; /* within routers, after warm-up */
  uint64_t forgiven[MH_FAULTS_N], unforgiven[MH_FAULTS_N]; /* messages */
  struct security_counts security;

  GArray *handovers;      /* struct handover_record */
  GArray *by_transaction; /* uint32_t: index into handovers + 1, or 0 */
  GArray *handover_flows; /* struct handover_flow_record */
  uint32_t free_handover, free_row; /* unused ones of these, or RECORD_NONE */
  struct handover_totals handover_totals;
  struct handover_flow_totals flow_totals;
  GArray *flows;         /* struct flow_record, by flow id */
  GArray *groups;        /* struct flow_group */
  GArray *nodes;         /* struct node_record, by mobile node index */
  GArray *entities;      /* struct entity_record */
  GArray *entity_index;  /* uint32_t by node id x ENTITY_ROLES_N + role */
  GArray *queues;        /* struct queue_record, by entity */
  GArray *signaling;     /* struct signaling_record */
  GArray *loads;         /* struct load_record, by node id */
  GArray *served_before; /* uint64_t by access router index */
  GArray *series;        /* struct series_record */
  GArray *paths;         /* struct path_record, by number; 0 is none */
  GArray *failovers;     /* struct failover_record */
  uint32_t outages;      /* of links, so far */
  sim_time outage_at;    /* the latest */
  GArray *faults;        /* struct fault_record */
  GArray *breaks;        /* struct flow_break */
  GArray *pulses;        /* struct flow_pulse, by flow id */
  struct distribution recovery, interruption; /* ns, of broken flows */
  bool follows_faults;
  GHashTable *rows;               /* of signaling, by entity, class and type */
  GHashTable *entity_of;          /* source address -> entity index + 1 */
  uint32_t mobile_entity;         /* the mobile nodes' index + 1 */
  struct attack_records *attacks; /* attacks.c */
  uint64_t delivered_bytes, remote_bytes;
  struct series_record now; /* running state and the open interval's counts */
};

/* One way over the radio of an access technology. */
static inline sim_time
collector_radio_delay (const struct collector *c, uint32_t technology)
{
  return g_array_index (c->domain->technologies, struct technology_config,
                        technology)
      .radio.delay;
}

/* Has an instant been reached at which counting is on? */
static inline bool
collector_counts (const struct collector *c, sim_time at)
{
  return at >= c->config.warmup;
}

/* Element @i of an array of records that grows as indices are met; fresh ones
 * are zero. */
#define record_at(array, type, i) \
  ((type *)array_at ((array), (i), sizeof (type)))
void *array_at (GArray *array, uint32_t i, size_t size);

static inline struct handover_record *
handover_record_at (const struct collector *c, uint32_t i)
{
  return &g_array_index (c->handovers, struct handover_record, i);
}

/* The time between two instants, if both were reached. */
static inline void
distribution_add_interval (struct distribution *d, sim_time from, sim_time to)
{
  if (from != SIM_TIME_NONE && to != SIM_TIME_NONE)
    distribution_add (d, (double)(to - from), 1);
}

struct node_record *collector_node (struct collector *c,
                                    const struct mobile_node *mn);

/* Ends of flows in lists: the flow's id and which of its ends. */
static inline uint32_t
flow_end_at (uint32_t flow, uint32_t end)
{
  return flow * FLOW_ENDS + end;
}
struct flow_end *collector_flow_end (struct collector *c, uint32_t at);

/* ---- the parts: listen, (at warm-up,) finish ----------------------- */

void collector_handovers_listen (struct collector *c);
void collector_handovers_finish (struct collector *c);
/* The record of a transaction, or NULL if it is none that counts, or one that
 * is in the totals and becomes no row. */
struct handover_record *collector_handover (struct collector *c,
                                            uint32_t transaction);
/* Charges signalling to a transaction, if it is one that counts. */
void collector_charge_handover (struct collector *c, uint32_t transaction,
                                const struct message_counts *signaling);
/* Indices of the records that become rows, in order.  (transfer full) */
GArray *collector_handover_rows (const struct collector *c);
void collector_handovers_init (struct collector *c);
void collector_handovers_free (struct collector *c);

void collector_handover_flows_listen (struct collector *c);
void collector_handover_flows_finish (struct collector *c);
/* Indices of the records that become rows, in order.  (transfer full) */
GArray *collector_handover_flow_rows (const struct collector *c);
void collector_handover_flows_init (struct collector *c);
void collector_handover_flows_free (struct collector *c);
/* Adds the rows of a handover to the totals; they are freed unless it is kept.
 */
void handover_flows_settle (struct collector *c,
                            struct handover_record *handover);
/* A handover that counts began: makes a row for every live flow. */
void handover_flows_begin (struct collector *c, struct node_record *node,
                           uint32_t handover);
/* A flow started: end @end joins its node's handover if that has no trigger
 * yet. */
void handover_flows_join (struct collector *c, struct flow_record *flow,
                          uint32_t end);
/* A packet of the flow was received at @at, or dropped for a reason that
 * handovers have. */
void handover_flows_received (struct collector *c, struct flow_record *flow,
                              const struct packet *p, sim_time at);
void handover_flows_dropped (struct collector *c, struct flow_record *flow,
                             enum drop_reason reason);
/* handover.recovery of a row in ns, SIM_TIME_NONE if undefined. */
sim_time handover_flow_recovery (const struct collector *c,
                                 const struct handover_flow_record *row);
uint32_t handover_flow_lost (const struct handover_flow_record *row);

void collector_flows_listen (struct collector *c);
void collector_flows_finish (struct collector *c);
void collector_flows_free (struct collector *c);
/* Stretch, detour, tunnel octets and anchor of a delivered packet, and of
 * others like it: @n in all. */
void flow_path_received (struct collector *c, struct flow_record *flow,
                         const struct trace_flow_packet *at, uint32_t n);
/* Adds the packets in a row that took the same path to the sums. */
void flow_path_flush (struct collector *c, struct flow_record *flow);
/* Metrics of all groups, by name and by direction. */
void collector_flow_metrics (struct collector *c);

void collector_signaling_listen (struct collector *c);
void collector_signaling_finish (struct collector *c);

void collector_entities_listen (struct collector *c);
void collector_entities_warmup (struct collector *c);
void collector_entities_finish (struct collector *c);
/* Index of the entity of @role at @node, made when first met.  All mobile nodes
 * are one entity, however many: its node is NULL. */
uint32_t collector_entity (struct collector *c, struct node *node,
                           enum entity_role role);
/* "LMA@core", "MN@*". (transfer full) */
char *entity_name (const struct entity_record *entity);

void collector_anchors_listen (struct collector *c);
void collector_anchors_warmup (struct collector *c);
void collector_anchors_finish (struct collector *c);
/* Does this role anchor prefixes, or serve mobile nodes on its link? */
bool role_anchors (enum entity_role role);
bool role_serves (enum entity_role role);
/* Octets since warm-up at the entity's site. */
uint64_t entity_anchored (const struct collector *c,
                          const struct entity_record *entity);
uint64_t entity_served (const struct collector *c,
                        const struct entity_record *entity);
uint64_t entity_transit (const struct collector *c,
                         const struct entity_record *entity);

void collector_series_listen (struct collector *c);
void collector_series_finish (struct collector *c);

void collector_multipath_listen (struct collector *c);
void collector_multipath_finish (struct collector *c);
void collector_multipath_free (struct collector *c);

void collector_faults_listen (struct collector *c);
void collector_faults_finish (struct collector *c);

void collector_security_listen (struct collector *c);
void collector_security_finish (struct collector *c);

void collector_queues_listen (struct collector *c);
void collector_queues_warmup (struct collector *c);
void collector_queues_finish (struct collector *c);
void collector_queues_free (struct collector *c);
/* NULL: messages do not wait for each other there. */
const struct queue_record *collector_queue (const struct collector *c,
                                            uint32_t entity);
/* Share of the time measured in which it served; after the end. */
double queue_utilization (const struct collector *c,
                          const struct queue_record *queue);
void collector_outages_listen (struct collector *c);
void collector_outages_finish (struct collector *c);
void collector_outages_free (struct collector *c);

void collector_attacks_listen (struct collector *c);
void collector_attacks_finish (struct collector *c);
void collector_attacks_free (struct collector *c);

/* The books, whole run. */
void collector_packets_finish (struct collector *c);

#endif
