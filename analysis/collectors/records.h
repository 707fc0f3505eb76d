/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collector remembers of a run: one record per handover, handover and
 * flow, flow, entity, kind of message and sampling instant.  They become the
 * rows of the result files.  Pointers are to what the domain and the traffic
 * configuration own, so records are read while the simulation lives.
 *
 * Times are ns since the start of the run, SIM_TIME_NONE where an instant was
 * not reached.  Indices are into the collector's arrays of the same record. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_RECORDS_H
#define DMMSIM_ANALYSIS_COLLECTORS_RECORDS_H

#include "analysis/collectors/copies.h"
#include "analysis/collectors/reordering.h"
#include "analysis/collectors/resequencer.h"
#include "analysis/metrics/distribution.h"
#include "models/trace.h"

#define RECORD_NONE UINT32_MAX

/* Mobility messages, each counted once. */
struct message_counts
{
  uint64_t messages, bytes, byte_hops;
};

/* A handover begun after warm-up, number 1 and above. */
struct handover_record
{
  struct handover handover; /* as it stood when last seen */
  struct message_counts signaling;
  sim_time t_left;     /* the radio at the new router died */
  uint32_t first_flow; /* its rows, by next; RECORD_NONE ends */
  uint32_t next; /* of the same node, or of those free; RECORD_NONE ends */
  bool ended;
  bool kept;    /* becomes a row of handovers.csv */
  bool settled; /* is in the totals */
};

/* What the metrics of handovers are made of; ns. */
struct handover_totals
{
  uint64_t begun, failed, ping_pong;
  struct distribution signaling, gateway, previous_anchors;
  struct distribution messages, bytes, byte_hops; /* per handover */
  struct message_counts late; /* of handovers that were in the totals already */
};

/* Where a packet was lost to a handover (doc/metrics.md 4). */
#define LOSS_PLACES(X)              \
  X (OLD_RADIO, "lost_old_radio")   \
  X (OLD_ROUTER, "lost_old_router") \
  X (ANCHOR, "lost_anchor")         \
  X (NEW_ROUTER, "lost_new_router") \
  X (OTHER, "lost_other")           \
  X (BUFFER, "lost_buffer")
#define X(name, text) LOSS_##name,
enum loss_place
{
  LOSS_PLACES (X) LOSS_PLACES_N
};
#undef X

/* A flow alive when a handover of a node at one of its ends began, or started
 * before the trigger; @prefix and @anchor are those it had then. */
struct handover_flow_record
{
  uint32_t handover, flow;
  uint32_t end;    /* of the flow, that moved */
  uint32_t next;   /* of the same handover, or of those free */
  uint64_t serial; /* counts rows as they are made */
  struct prefix prefix;
  const struct node *anchor;
  sim_time t_last, t_first, t_switch, t_ready;
  /* Who switched at t_switch, and where it sends since; NULL: not told. */
  const struct node *switched_at, *switched_to;
  uint32_t lost[LOSS_PLACES_N];
};

/* What the metrics per handover and flow are made of; ns. */
struct handover_flow_totals
{
  uint64_t rows;
  struct distribution recovery, loss;
  struct distribution flow[2], interruption[2]; /* by direction */
};

/* The way a packet took beside the shortest there was. */
struct path_pair
{
  uint32_t hops, radio_hops, shortest_hops;
  uint32_t ends; /* mobile ones, each with an access link */
  sim_time delay, shortest_delay;
  sim_time radio; /* one way over these, of the nodes' technologies */
};

/* Sums over packets for one stretch and detour: see collector_paths.c. */
struct path_sums
{
  double ratio; /* sum of ratios */
  double taken, shortest;
  uint64_t n;
};

/* An end of a flow that is at a mobile node. */
struct flow_end
{
  struct mobile_node *mn;
  const struct flow *live;       /* as it sees the flow; NULL when that ended */
  enum flow_direction direction; /* as it sees the flow */
  uint32_t next_live;            /* of the same node: see flow_end_at() */
  uint32_t row;                  /* of the node's latest handover */
};
#define FLOW_ENDS 2 /* a peer that is a mobile node is the second */

/* Packets sent after warm-up count. */
struct flow_record
{
  bool known;
  uint32_t id, entry;
  const char *name;
  struct mobile_node *mn;
  struct node *peer, *anchor; /* @anchor: where the flow began */
  enum flow_direction direction;
  sim_time start, end;
  struct flow_end ends[FLOW_ENDS];
  uint32_t n_ends;
  uint32_t group; /* index of its struct flow_group */
  uint32_t sent, sent_all, delivered, lost, reordered, tunnelled, duplicates;
  uint64_t delivered_bytes, tunnel_byte_hops, tunnel_byte_hops_radio;
  sim_time last_received; /* of any packet */
  sim_time last_delay;    /* of the last one counted, SIM_TIME_NONE */
  uint32_t next_expected; /* RFC 4737 3.3 */
  double jitter, jitter_sum;
  struct distribution delay; /* ns */
  struct resequencer order;
  struct reordering reordering;
  struct copies copies;
  uint32_t failover; /* its latest struct failover_record */
  const struct node *path_router, *path_peer; /* shortest_* are between them */
  struct path_pair path;
  uint64_t path_run; /* packets in a row that took it */
  struct path_sums hops, delays;
};

/* All flows of one traffic entry in one direction. */
struct flow_group
{
  const char *name;
  enum flow_direction direction;
  struct distribution delay, jitter, ipdv, inorder; /* ns */
  struct distribution extent;                       /* packets */
  struct distribution stretch_hops, stretch_hops_e2e, detour_hops;
  struct distribution stretch_delay, stretch_delay_e2e, detour_delay;
  struct path_sums hops, hops_e2e, delays, delays_e2e;
  uint64_t delivered, lost, reordered, tunnelled, duplicates, tunnel_byte_hops,
      tunnel_byte_hops_radio, delivered_bytes;
  sim_time offered_time, delivered_time;
};

/* One of several paths between a gateway and its anchor; packets sent after
 * warm-up count, without their tunnel headers. */
struct path_record
{
  struct trace_path path;
  uint64_t sent, sent_bytes, delivered, delivered_bytes, lost;
  struct distribution delay; /* ns, of those delivered, end to end */
};

/* A flow that lost packets to an outage of a link. */
struct failover_record
{
  uint32_t outage, flow; /* outages count from 1 */
  uint32_t lost, last_lost;
  sim_time began;
  sim_time recovered; /* a packet after the last one lost arrived */
};

/* A fault that began after warm-up, and what it broke (outages.c). */
struct fault_record
{
  uint32_t entry; /* of "faults" */
  enum fault_kind kind;
  const char *text;    /* what it was about; as long as the simulation */
  sim_time begin, end; /* the end of the run if @unfinished */
  bool unfinished;
  uint32_t nodes, nodes_broken; /* mobile nodes: all, with a broken flow */
  uint32_t flows, flows_broken, flows_recovered; /* alive meanwhile */
  sim_time recovery_max;                         /* since the end */
  GArray *broken; /* uint8_t by mobile node, while it lasts; else NULL */
};

/* A flow that a fault broke. */
struct flow_break
{
  uint32_t fault;
  uint32_t next; /* of the same flow, + 1; 0: none */
};

/* Does the flow, by its id, arrive?  If not: since when its packets are lost,
 * and from which number on. */
struct flow_pulse
{
  bool dead;
  uint32_t sequence;
  uint32_t waits; /* its latest struct flow_break to recover from, + 1 */
  sim_time since;
};

#define PEAK_WINDOWS 3
struct entity_record
{
  struct node *node; /* NULL: all mobile nodes */
  enum entity_role role;
  bool stateful; /* told its state at least once */
  uint32_t entries, stale, peak;
  sim_time since;                     /* integrals are up to date until */
  double entry_ns, stale_ns;          /* integrals over time */
  uint64_t messages_in, messages_out; /* mobility messages */
  uint64_t forgiven;                  /* faults in messages received */
  uint64_t refused, evicted;          /* entries, for want of room */
  sim_time window[PEAK_WINDOWS];      /* number of the current one */
  uint64_t in_window[PEAK_WINDOWS], window_peak[PEAK_WINDOWS];
};

/* Messages that wait for an entity that serves one at a time. */
struct queue_record
{
  bool known; /* it does */
  uint32_t waiting, peak;
  uint64_t lost;
  sim_time busy, busy_until; /* served since warm-up, in all; now until */
  struct distribution wait;  /* ns, of those whose turn came */
};

/* Messages of one name and class at one entity. */
struct signaling_record
{
  uint32_t entity;
  uint8_t class; /* enum signaling_class */
  uint8_t type;  /* MH type or ICMPv6 type, tells the sender's row later */
  bool nd;
  const char *message;
  uint64_t sent, received;
  uint64_t received_bytes;
  struct message_counts origin; /* of those sent */
};

/* State at @at and what happened in the interval that ends there. */
struct series_record
{
  sim_time at;
  uint32_t attached, live_flows;
  uint64_t handovers, sent, delivered, lost, delivered_bytes;
  struct message_counts signaling;
  uint64_t state_entries, state_stale, previous_anchors;
};

#endif
