/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording: what happened to a few mobile nodes in a run, for looking at.
 * Sequence charts (analysis/charts/sequence_chart.h) and the replay of a report
 * are made of it.  It listens to the trace points like the collector, and like
 * it changes nothing: a run that is recorded has the same digest.
 *
 * Times are ns since the start of the run, SIM_TIME_NONE for never.  Nodes and
 * names are the simulation's: a recording is read while that lives. */
#ifndef DMMSIM_ANALYSIS_CHARTS_RECORDING_H
#define DMMSIM_ANALYSIS_CHARTS_RECORDING_H

#include <glib.h>

#include "models/trace.h"

#define RECORDING_NONE UINT32_MAX

struct recording_config
{
  const char *node;    /* the only mobile node, or NULL: the first ones */
  uint32_t nodes;      /* how many of these at most */
  sim_time from, to;   /* window of the events; movements and tunnels are
                          recorded for the whole run */
  uint32_t events_max; /* what comes after these is counted, not kept */
};

/* ---- who ----------------------------------------------------------- */

/* Where an entity stands in a chart, from left to right. */
enum recorded_place
{
  PLACE_MOBILE,
  PLACE_GATEWAY, /* on the mobile node's link: access router, MAG, MAAR */
  PLACE_CENTRAL, /* LMA, CMD, HA */
  PLACE_PEER     /* the other end of a flow */
};

/* One party of a chart: all that one node is in one place.  An access router
 * and the MAG on it are one. */
struct recorded_entity
{
  const struct node *node;
  enum recorded_place place;
  enum entity_role role; /* the most particular one met so far */
};

/* ---- what ---------------------------------------------------------- */

/* X (enumerator, name in JSON, has it an arrow?) */
#define RECORDED_KINDS(X)           \
  X (MESSAGE, "message", true)      \
  X (DATA, "data", true)            \
  X (RADIO_DEAD, "dead", false)     \
  X (LINK_DOWN, "down", false)      \
  X (LINK_UP, "up", false)          \
  X (TRIGGER, "trigger", false)     \
  X (READY, "ready", false)         \
  X (TUNNEL_SET, "set", false)      \
  X (TUNNEL_REMOVED, "gone", false) \
  X (OUTCOME, "outcome", false)     \
  X (FAULT, "fault", false)         \
  X (FAULT_OVER, "mended", false)
#define X(name, text, arrow) RECORDED_##name,
enum recorded_kind
{
  RECORDED_KINDS (X) RECORDED_KINDS_N
};
#undef X
const char *recorded_kind_name (enum recorded_kind kind);
bool recorded_kind_is_arrow (enum recorded_kind kind);

/* A message, the first data packet after an attachment, something that came
 * true at one entity, or a fault of the scenario, which is about none. */
struct recorded_event
{
  enum recorded_kind kind;
  sim_time at;          /* sent; DATA: received */
  sim_time until;       /* MESSAGE: received or lost; FAULT: over; NONE: not
                           yet */
  uint32_t node;        /* index in the recording's nodes; faults: NONE */
  uint32_t transaction; /* of the handover, TRANSACTION_NONE */
  uint32_t from, to;    /* entities; to: NONE without an arrow; faults: both */
  bool lost;
  enum drop_reason reason; /* lost, or received and dropped then */
  bool refused;            /* the latter */
  char *text;              /* "PBU seq 1 lifetime 60 s" */
};

/* Traffic for @prefix goes from @anchor to @gateway in a tunnel. */
struct recorded_tunnel
{
  uint32_t node;
  const struct node *anchor, *gateway;
  struct prefix prefix;
  sim_time from, to; /* to: NONE while it stands */
};

struct recorded_attachment
{
  uint32_t node;
  sim_time at;
  const struct node *router; /* NULL: link down */
};

struct recorded_movement
{
  uint32_t node;
  struct trace_movement way;
};

/* An entry of "faults", as it stands. */
struct recorded_fault
{
  bool on;
  enum fault_kind kind;
  const char *text; /* the simulation's */
  sim_time since;
  uint32_t event; /* that began it + 1, or 0 */
};

struct recording
{
  struct sim *sim;
  struct domain *domain;
  struct recording_config config;
  GPtrArray *nodes;     /* const struct mobile_node * */
  GArray *entities;     /* struct recorded_entity */
  GArray *events;       /* struct recorded_event, by time */
  GArray *handovers;    /* struct handover, number 0 included */
  GArray *tunnels;      /* struct recorded_tunnel */
  GArray *attachments;  /* struct recorded_attachment */
  GArray *movements;    /* struct recorded_movement */
  GArray *faults;       /* struct recorded_fault, by entry */
  uint64_t events_lost; /* beyond events_max */

  /* while recording; looked up, never walked */
  GHashTable *entity_of;   /* node id and place -> entity + 1 */
  GHashTable *node_of;     /* index of a mobile node -> own index + 1 */
  GHashTable *transaction; /* id -> own index + 1 of its mobile node */
  GHashTable *under_way;   /* const struct packet * -> event + 1 */
  GHashTable *standing;    /* tunnel_key -> tunnel + 1 */
  GArray *wanted;          /* bool: is the node's first data packet awaited? */
  GArray *triggered;       /* uint32_t: id + 1 whose trigger was noted last */
  GArray *latest;          /* uint32_t: its handover begun last + 1, or 0 */
};

/* Listens from here on; before domain_build().  Without nodes if there is none
 * of the name that is asked for.  (transfer full) */
struct recording *recording_new (struct sim *sim, struct domain *domain,
                                 const struct recording_config *config);
/* After the run: puts events into the order of time. */
void recording_finish (struct recording *r);
void recording_free (struct recording *r);

/* The entities in the order of their columns.  (transfer full) */
uint32_t *recording_columns (const struct recording *r);

static inline const struct recorded_event *
recording_event (const struct recording *r, uint32_t i)
{
  return &g_array_index (r->events, struct recorded_event, i);
}
static inline const struct recorded_entity *
recording_entity (const struct recording *r, uint32_t i)
{
  return &g_array_index (r->entities, struct recorded_entity, i);
}

#endif
