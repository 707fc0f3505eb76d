/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trace points of the models: the only thing analysis/ knows of them. */
#ifndef DMMSIM_MODELS_TRACE_H
#define DMMSIM_MODELS_TRACE_H

#include "models/codec/mh_fault.h"
#include "models/domain.h"
#include "models/traffic/flow.h"
#include "sim/trace.h"

enum models_trace_point
{
  /* struct handover: begun (t_dead), and ended (outcome and all instants
   * final: a completed one when its first RA is received as well, at the
   * latest when the node moves on) */
  TRACE_HANDOVER_BEGUN = TRACE_MODELS,
  TRACE_HANDOVER_ENDED,
  TRACE_ANCHOR_SWITCHED,    /* struct trace_prefix: t_sw */
  TRACE_GATEWAY_READY,      /* struct trace_prefix: t_rdy */
  TRACE_RA_RECEIVED,        /* struct trace_prefix: t_ra */
  TRACE_PREVIOUS_ANCHORS,   /* struct trace_count: K(t) of a node */
  TRACE_SIGNALING_SENT,     /* struct trace_signaling */
  TRACE_SIGNALING_RECEIVED, /* struct trace_signaling */
  TRACE_STATE,              /* struct trace_state: of an entity */
  TRACE_FLOW_STARTED,       /* struct flow */
  TRACE_FLOW_ENDED,         /* struct flow */
  TRACE_FLOW_SENT,          /* struct trace_flow_packet */
  TRACE_FLOW_RECEIVED,      /* struct trace_flow_packet */
  TRACE_FLOW_SENT_RUN,      /* struct trace_flow_run, after the one before */
  TRACE_FLOW_RECEIVED_RUN,  /* likewise */
  TRACE_ATTACHED,           /* struct mobile_node: at mn->router */
  TRACE_DETACHED,           /* struct mobile_node: from mn->router */
  TRACE_CELL_CHANGED,       /* struct mobile_node: to another cell of
                               mn->router, which has not noticed */
  TRACE_PATH_ADDED,         /* struct trace_path: at build */
  TRACE_PATH_TAKEN,         /* struct trace_packet: enters a tunnel by one of
                               several paths, packet->meter.path; tunnel header
                               not on yet */
  TRACE_MOVEMENT,           /* struct trace_movement */
  TRACE_FAULT,              /* struct trace_fault: in a message received */
  TRACE_SECURITY,           /* struct trace_security */
  TRACE_QUEUE,              /* struct trace_queue: of an entity's server */
  TRACE_STATE_REFUSED,      /* struct trace_refusal */
  TRACE_FAULT_STATE,        /* struct trace_fault_state: of "faults" */
  TRACE_ATTACKS,            /* NULL: there are attackers */
  TRACE_FORGED,             /* struct trace_forgery: sent by an attacker */
  TRACE_HEEDED              /* struct trace_signaling: an acknowledgement that
                               ended an exchange */
};

/* What an entry of "faults" does. */
#define FAULT_KINDS(X)                                         \
  X (LINK, "link")           /* a link out of service */       \
  X (NODE, "node")           /* a node out of service */       \
  X (PARTITION, "partition") /* links out of service */        \
  X (RESTART, "restart")     /* a node, which then restarts */ \
  X (CLOCK, "clock")         /* a clock that is off */         \
  X (CHANGE, "change")       /* a link that changes */
#define X(name, text) FAULT_##name,
enum fault_kind
{
  FAULT_KINDS (X) FAULT_KINDS_N
};
#undef X
const char *fault_kind_name (enum fault_kind kind);

/* An entry begins, or is over. */
struct trace_fault_state
{
  uint32_t entry; /* its place in "faults" */
  enum fault_kind kind;
  const char *text; /* what it is about; lives as long as the run */
  bool active;
};

/* Something became true for @prefix of @mn at @node: the anchor forwards it
 * towards @gateway, or the gateway can deliver it. */
struct trace_prefix
{
  struct mobile_node *mn;
  struct prefix prefix;
  struct node *node;    /* where: the anchor, or the serving router */
  struct node *gateway; /* serving router */
  uint32_t transaction;
};

/* One of several paths between a gateway and its anchor. */
struct trace_path
{
  uint16_t number; /* packet_meter.path */
  struct node *gateway;
  const char *name;
  uint8_t bid, label, technology;
};

/* A node that has positions is on this straight, uniform way from @begin on,
 * until another one begins; after @end it rests.  Coordinates NAN: it has left
 * the area. */
struct trace_movement
{
  const struct mobile_node *mn;
  sim_time begin, end;
  double x0, y0, x1, y1; /* m */
};

struct trace_count
{
  struct mobile_node *mn;
  uint32_t count;
};

/* What an entity is; the role column of signaling.csv and entities.csv. */
#define ENTITY_ROLES(X)   \
  X (ACCESS_ROUTER, "AR") \
  X (MAG, "MAG")          \
  X (LMA, "LMA")          \
  X (MAAR, "MAAR")        \
  X (CMD, "CMD")          \
  X (HA, "HA") X (MN, "MN") X (CN, "CN") X (MAP, "MAP") X (SGW, "S-GW")
#define X(name, text) ROLE_##name,
enum entity_role
{
  ENTITY_ROLES (X) ENTITY_ROLES_N
};
#undef X
const char *entity_role_name (enum entity_role role);

/* A message breaks a rule in a way that deployed programs do; once per message
 * and fault. */
struct trace_fault
{
  struct node *node; /* entity that received it */
  enum entity_role role;
  enum mh_fault fault;
  bool forgiven; /* by protocol.leniency */
};

/* What is wrong with a message that its receiver wants protected. */
#define SECURITY_VERDICTS(X)                                                \
  X (PASS, "pass")                     /* nothing */                        \
  X (UNPROTECTED, "unprotected")       /* neither option nor ESP */         \
  X (NO_ASSOCIATION, "no_association") /* of these two addresses */         \
  X (UNKNOWN_SPI, "unknown_spi")       /* of another association */         \
  X (FORGED, "forged")                 /* authenticator is another */       \
  X (REPLAYED, "replayed")             /* not new to ESP's window */        \
  X (MALFORMED, "malformed")           /* option or ESP not as they must be \
                                        */                                  \
  X (RATE_LIMITED, "rate_limited")     /* the peer sends too much */        \
  X (NOT_ENTITLED, "not_entitled")     /* by security.policy */
#define X(name, text) SECURITY_##name,
enum security_verdict
{
  SECURITY_VERDICTS (X) SECURITY_VERDICTS_N
};
#undef X
const char *security_verdict_name (enum security_verdict verdict);

enum security_event
{
  SECURITY_ASSOCIATED, /* an association stands */
  SECURITY_VERIFIED,   /* a message's protection was verified, in vain or not */
  SECURITY_REFUSED     /* a message was not heeded */
};

struct trace_security
{
  struct node *node; /* who began, or received */
  enum entity_role role;
  enum security_event event;
  sim_time setup;                /* ASSOCIATED: how long it took */
  uint32_t messages, octets;     /* ASSOCIATED: that it took */
  sim_time cost;                 /* VERIFIED */
  enum security_verdict verdict; /* REFUSED */
  const struct packet *packet;   /* REFUSED: as received */
};

struct trace_signaling
{
  struct node *node; /* entity that sent or received it */
  enum entity_role role;
  const char *message;         /* "PBU", "PBA", "RS", "RA"; static */
  const struct packet *packet; /* IPv6 header in front; class in meter */
};

/* Entries of mobility state (BCE, BULE, previous-MAAR entry) at an entity;
 * emitted for every role an entity has once at build with 0. */
struct trace_state
{
  struct node *node;
  enum entity_role role;
  uint32_t entries;
  uint32_t stale; /* of these without a live flow */
};

/* An entity has no room for an entry of mobility state. */
struct trace_refusal
{
  struct node *node;
  enum entity_role role;
  bool evicted; /* ends one it has, instead of refusing the new one */
};

/* A message that waits for its entity (models/mobility/service.h). */
enum queue_event
{
  QUEUE_JOINED, /* others are before it */
  QUEUE_BEGUN,  /* its turn has come */
  QUEUE_LOST    /* no room */
};
struct trace_queue
{
  struct node *node;
  enum entity_role role;
  enum queue_event event;
  uint32_t waiting; /* now */
  sim_time waited;  /* BEGUN: ns from its coming until now */
  sim_time time;    /* BEGUN: ns it will be served from now on */
};

/* A message of an attacker, before it is sent. */
struct trace_forgery
{
  const char *kind;                     /* of attack; static */
  const struct mobile_node *victim;     /* NULL: none in particular */
  const struct node *attacker, *target; /* @target: whom it is to deceive */
  /* Where the victim's traffic goes if it is believed; NULL: nowhere. */
  const struct node *gateway;
  const char *end; /* what that is; static */
  bool asks;       /* says nothing that could be believed */
  bool registers;  /* if it is believed, an entry stands that did not */
  const struct packet *packet; /* meter.transaction is its own */
};

struct trace_flow_packet
{
  struct flow *flow;
  const struct packet *packet; /* UDP in front of nothing; meter complete */
  struct node *router; /* access router that serves the node at this instant,
                          uplink: by which the packet entered; RECEIVED only */
  struct node *peer_router; /* the same of a peer that is a mobile node; else
                               NULL */
  sim_time late; /* ns since: of a packet of a fluid flow that was not sent
                    from link to link, but counted */
};

/* @n packets of a fluid flow, numbered one after the other: @first, and the
 * others like it, each @interval later than the one before.  Just before,
 * TRACE_FLOW_SENT or TRACE_FLOW_RECEIVED told the one before @first. */
struct trace_flow_run
{
  struct trace_flow_packet first;
  uint32_t n;
  sim_time interval;
};

/* When it happened. */
static inline sim_time
trace_flow_time (const struct sim *sim, const struct trace_flow_packet *at)
{
  return sim_now (sim) - at->late;
}

/* Who listens is about to read what it knows of the flows of @mn (NULL: of
 * all): what became, before this event, of packets for which there were no
 * events is told now. */
void traffic_tell (struct traffic *traffic, const struct mobile_node *mn);
/* Is any flow fluid?  *@packets: that needed no event. */
bool traffic_settled (const struct traffic *traffic, uint64_t *packets);

#endif
