/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What traffic keeps per domain.  Private to models/traffic/.
 *
 * entry -> one source per mobile node -> sessions -> one flow, or one each
 * way.  Sessions and flows are slots that are used again, so that none is
 * allocated once the peak is reached. */
#ifndef DMMSIM_MODELS_TRAFFIC_STATE_H
#define DMMSIM_MODELS_TRAFFIC_STATE_H

#include "models/trace.h"
#include "models/traffic/traffic.h"

struct session;
struct traffic_source;

/* ---- patterns ------------------------------------------------------ */

/* When an application sends, counted from the start of its session, and how
 * much.  Draws belong to (node, entry, session, direction, packet), whatever
 * else is drawn in between. */
struct traffic_pattern
{
  /* From the start to the first packet. */
  sim_time (*first) (const void *config, const struct random_key *key,
                     uint64_t stream);
  /* From packet @k to the next. */
  sim_time (*gap) (const void *config, const struct random_key *key,
                   uint64_t stream, uint64_t k);
  /* UDP payload in octets. */
  uint32_t (*size) (const void *config);
  /* Mean gap, s. */
  double (*mean) (const void *config);
  bool constant; /* no gap differs from the mean */
};

/* ---- flows --------------------------------------------------------- */

/* Access routers by which the latest packets of an uplink flow entered: a
 * packet on its way is never older than a few attachments. */
#define ENTRANCES 4
struct entrance
{
  uint32_t first; /* sequence number */
  struct node *router;
};

/* Beside the flow, what only traffic needs of it. */
struct fluid;

struct flow_sender
{
  struct flow flow;
  struct flow other; /* flow.other, when there is one */
  struct traffic_source *source;
  struct session *session; /* NULL once it is over */
  struct flow_sender *next_idle;
  uint32_t slot;              /* told by the two ports */
  struct node *node;          /* that sends */
  struct address destination; /* the receiver's, as the sender knows it */
  uint64_t stream, packet;    /* of the pattern: next packet's number */
  sim_time next_at;
  struct timer timer, update_timer;
  struct entrance entrances[ENTRANCES];
  unsigned n_entrances;
  struct fluid *fluid; /* NULL: packet by packet */
};

/* ---- sessions ------------------------------------------------------ */

struct session
{
  struct traffic_source *source;
  uint32_t number, first_flow; /* of the source; flow id of the first */
  sim_time start, end;         /* end: SIM_TIME_MAX if never */
  bool opened;                 /* had flows before */
  struct timer timer;
  struct flow_sender *flows[2]; /* NULL while waiting for an address */
};

/* One entry at one mobile node, with one of its peers. */
struct traffic_source
{
  struct traffic *traffic;
  const struct traffic_entry *entry;
  struct mobile_node *mn;
  struct mobile_node *peer_mn; /* or NULL: */
  struct node *peer;           /* or NULL: server beside the node's router */
  struct random_parked arrivals, durations; /* with sessions */
  struct random_key gaps;
  uint32_t sessions;
  sim_time next; /* arrival */
  struct timer timer;
};

struct traffic_entry
{
  uint32_t index;
  const struct traffic_config *config;
};

/* Between what a flow that opens now would run. */
struct flow_ends
{
  const struct mn_address *address; /* the mobile node's */
  struct node *peer;
  struct address peer_address;
  const struct mn_address *peer_mn_address; /* NULL: peer is not mobile */
};

/* Flows that live on one address. */
struct address_count
{
  struct prefix prefix;
  uint32_t flows;
};

/* Of one mobile node. */
struct node_traffic
{
  GPtrArray *sessions; /* struct session *, under way, by age */
  GArray *counts;      /* struct address_count, all positive */
};

struct traffic
{
  struct domain *domain;
  event_kind arrive, end, send, update;
  gsl_rng *seat;       /* the sources' streams take turns on it */
  GPtrArray *entries;  /* struct traffic_entry * */
  GPtrArray *sources;  /* struct traffic_source * */
  GPtrArray *nodes;    /* struct node_traffic *, by mobile node, with holes */
  GPtrArray *sessions; /* struct session *, all */
  GPtrArray *idle_sessions; /* of these, to be used again */
  GPtrArray *flows;         /* struct flow_sender *, by slot */
  GArray *servers;          /* struct address, by access router; NULL: none */
  struct flow_sender *idle_head, *idle_tail; /* of these, longest idle first */
  uint32_t next_flow;                        /* id */
  GHashTable *fluid; /* struct flow_sender by id; NULL: no entry asks for it */
  uint64_t settled;  /* packets that needed no event */
};

/* traffic.c: @mn's part of an entry.  @peer_mn: or NULL; @peer: its node, a
 * correspondent, or NULL for the server beside the node's router. */
void source_add (struct traffic *traffic, const struct traffic_entry *entry,
                 struct mobile_node *mn, struct mobile_node *peer_mn,
                 struct node *peer);
struct traffic_entry *traffic_new_entry (struct traffic *traffic,
                                         const struct traffic_config *config);

/* peer.c: makes servers of all access routers, once. */
void peers_add_servers (struct traffic *traffic);
/* What @source's flow would run between now; false while an end has no
 * address. */
bool peers_find_ends (const struct traffic_source *source,
                      struct flow_ends *ends);

static inline unsigned
source_flows (const struct traffic_source *source)
{
  return source->entry->config->direction == TRAFFIC_BOTH ? 2 : 1;
}

static inline struct sim *
traffic_sim (const struct traffic *traffic)
{
  return traffic->domain->sim;
}

/* NULL of a node that has had no session yet. */
struct node_traffic *traffic_find_node (const struct traffic *traffic,
                                        const struct mobile_node *mn);
/* Makes it if need be. */
struct node_traffic *traffic_of_node (struct traffic *traffic,
                                      const struct mobile_node *mn);

/* flow.c: opens the flows of @session between @ends; closes them: announced to
 * the architecture unless the run is over. */
void flows_open (struct session *session, const struct flow_ends *ends);
void flows_close (struct session *session, bool run_over);
/* The application at one end of @sender's flow, its mobile node's or the
 * other's, takes @address; the flow goes on there. */
void flow_move (struct flow_sender *sender, struct flow *end,
                const struct mn_address *address);
/* The end that takes in the flow's packets: NULL if it is not mobile. */
struct flow *flow_receiving_end (struct flow_sender *sender);
/* The end that sends them: likewise. */
struct flow *flow_sending_end (struct flow_sender *sender);
/* Flow between two ports, or NULL; it may be over. */
struct flow_sender *flow_by_ports (const struct traffic *traffic,
                                   uint16_t mn_port, uint16_t peer_port);

/* sender.c: the first packet is the first of the session's schedule that is
 * not in the past. */
void sender_start (struct flow_sender *sender);
void sender_stop (struct flow_sender *sender);
/* Arms the timer of the next packet, unless the session is over by then. */
void sender_arm (struct flow_sender *sender);
/* The gap between any two packets; 0: it varies. */
sim_time sender_interval (const struct flow_sender *sender);
void sender_send (struct sim *sim, void *subject);
void sender_update (struct sim *sim, void *subject);
/* Access router by which packet @sequence of a mobile node's entered; NULL if
 * its sender is not mobile. */
struct node *sender_entrance (const struct flow_sender *sender,
                              uint32_t sequence);

/* fluid.c: a flow begins; is over. */
void fluid_open (struct flow_sender *sender);
void fluid_close (struct flow_sender *sender);
/* Nobody is told any more. */
void fluid_free (struct flow_sender *sender);
/* Sends @p, the next packet. */
void fluid_send (struct flow_sender *sender, struct packet *p);
/* A packet that was sent has been received, and collectors were told. */
void fluid_receive (struct flow_sender *sender,
                    const struct trace_flow_packet *record);
/* Collectors hear what became of the packets that are not sent, up to now. */
void fluid_tell (struct flow_sender *sender);
/* Something that decides about the flow's packets, and of which the network
 * knows nothing, is about to change. */
void fluid_unsettle (struct flow_sender *sender);

/* receiver.c */
void receiver_at_mobile_node (struct node *node, struct packet *p, void *data);
void receiver_at_peer (struct node *node, struct packet *p, void *data);

#endif
