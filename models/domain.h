/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mobility domain: what every architecture, motion model and traffic
 * source shares.  Access routers, mobile nodes, their handovers, the anchor,
 * controller and correspondent sites.  Knows no mobility protocol.
 *
 * The domain owns all of it; everything lives until domain_free(). */
#ifndef DMMSIM_MODELS_DOMAIN_H
#define DMMSIM_MODELS_DOMAIN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/architecture.h"
#include "models/security/parameters.h"
#include "sim/parameter.h"
#include "sim/sim.h"

struct access_state;
struct mobility_kit;
struct nd_map;
struct traffic;

/* ---- parameters (tables in models/domain.c and models/access/access.c) */

enum detection
{
  DETECTION_TRIGGER, /* link-layer event at the access router */
  DETECTION_RS       /* router solicitation from the mobile node */
};

struct radio_config
{
  sim_time delay;
  double rate, loss;
  bool has_bursts; /* then in place of loss */
  struct burst_config bursts;
  double corruption;
};
/* One way over it. */
struct channel_config radio_channel (const struct radio_config *radio);

/* Which cell serves a node that has a position (models/access/cells.c). */
struct attach_config
{
  double hysteresis;        /* m; 0: nearest */
  sim_time time_to_trigger; /* how long another cell must be nearer */
  double radius;            /* m, of cells that state none; INFINITY or 0: no
                               bound */
};

/* What the cells of an access technology have in common. */
struct technology_config
{
  char *name;
  int64_t att;        /* Access Technology Type, RFC 5213 8.5 */
  int64_t preference; /* the higher one serves where several cover */
  double radius;      /* as in attach_config */
  struct radio_config radio;
  struct law l2_handover;    /* t_down to t_up, into a cell of it */
  struct law loss_detection; /* t_dead to t_down, out of a cell of it */
};

struct access_config
{
  struct radio_config radio;
  struct law l2_handover;    /* t_down to t_up */
  struct law loss_detection; /* t_dead to t_down */
  struct attach_config attach;
  int detection;      /* enum detection */
  bool detach_notice; /* the old router learns of the departure, at t_down */
  struct parameter_list technologies; /* struct technology_config */
};

enum processing_model
{
  PROCESSING_DELAY, /* messages do not wait for each other */
  PROCESSING_QUEUE  /* one server per entity, first come first served */
};

/* Per control message received, before the entity acts. */
struct processing_config
{
  sim_time gateway;  /* MAG, serving MAAR */
  sim_time previous; /* previous MAAR */
  sim_time central;  /* LMA, CMD, HA */
  int model;         /* enum processing_model */
  int64_t queue; /* of the model queue: messages that wait, INT64_MAX: all */
  bool sending;  /* of the same: messages sent are served, too */
};

struct retransmit_config
{
  sim_time initial, max; /* INITIAL_BINDACK_TIMEOUT, MAX_BINDACK_TIMEOUT */
  int64_t limit;         /* retransmissions, then give up */
};
extern const struct parameter retransmit_parameters[];

struct protocol_config
{
  sim_time binding_lifetime; /* rounded down to 4 s units on the wire */
  bool refresh;
  struct retransmit_config retransmit;
  sim_time min_delay_before_bce_delete;     /* RFC 5213 9.1 */
  sim_time max_delay_before_new_bce_assign; /* RFC 5213 9.1 */
  sim_time timestamp_validity_window;       /* RFC 5213 9.1 */
  bool timestamps; /* TimestampBasedApproachInUse; else sequence numbers */
  bool clock_synchronization;
  int leniency;                        /* enum mh_leniency, of all entities */
  struct parameter_list lenient_nodes; /* char *: real-world at these */
};

extern const struct parameter access_parameters[];
extern const struct parameter processing_parameters[];
extern const struct parameter protocol_parameters[];
extern const struct parameter routing_parameters[];

struct routing_config
{
  sim_time reconvergence; /* SIM_TIME_NONE: routes never change */
};

struct domain_config
{
  struct access_config access;
  struct processing_config processing;
  struct protocol_config protocol;
  struct security_config security;
  struct routing_config routing;
};

/* ---- access routers ------------------------------------------------ */

struct cell
{
  double x, y;         /* m */
  uint32_t router;     /* index of the access router that serves it */
  uint32_t technology; /* index in domain->technologies */
  double radius;       /* m, of its coverage; 0 or INFINITY: no bound */
};

struct access_router
{
  uint32_t index;
  struct node *node;
  struct domain *domain;
  uint8_t link_layer[6];
  struct address link_local; /* towards mobile nodes, from link_layer */
  uint32_t attached;         /* mobile nodes now */
  uint64_t served_bytes;     /* data over its access links, both ways */
  uint32_t solicited;        /* transaction of the solicitation in hand */
  /* MAP options of its advertisements (RFC 5380 7: configured in access
   * routers); the architecture's. */
  const struct nd_map *maps;
  unsigned n_maps;
  void *entity; /* the architecture's own (MAG, MAAR) */
};

/* ---- mobile nodes -------------------------------------------------- */

/* An address by stateless autoconfiguration (RFC 4862). */
struct mn_address
{
  struct address address;
  struct address router; /* link-local of who advertised it */
  sim_time preferred_until, valid_until;
  uint8_t prefix_length;
  bool confirmed; /* seen in an RA, or its router seen, on this link */
  bool home;      /* a home address (RFC 6275 3.1): good on every link */
};

static inline struct prefix
mn_address_prefix (const struct mn_address *a)
{
  return prefix_make (&a->address, a->prefix_length);
}

/* Those of a node, by age.  No larger than they are many. */
struct mn_addresses
{
  struct mn_address *at;
  guint len;
};

struct mobile_node
{
  uint32_t index;
  struct node *node; /* host; its name is the mobile node's */
  struct domain *domain;
  char *identifier;      /* MN-ID, an NAI */
  uint8_t link_layer[6]; /* MN-LL-ID */
  uint32_t prefixes;     /* home network prefixes it asks for */
  struct link *radio;
  uint32_t technology;          /* of the cell it is in, or was in last */
  bool present;                 /* in the area, be it without coverage */
  struct access_router *router; /* attached to now, or NULL */
  struct handover *handover; /* latest transaction, or NULL before any; always
                                the same record */
  uint32_t handovers;        /* begun */
  struct mn_addresses addresses;
  bool advertised; /* RA heard since link up */
  GArray *maps; /* struct nd_map of the RA heard last (RFC 5380 7.1); NULL: none
                   ever */
  uint32_t solicitations; /* RS sent since link up */
  struct timer rs_timer;
  struct timer l2_timer;
  uint32_t live_flows;
  struct mobile_node *vehicle; /* it rides in (access_ride()), or NULL */
  GPtrArray *riders;           /* struct mobile_node *; NULL: none */
  /* Speaks Mobile IPv6: what runs on it uses its home addresses alone (RFC
   * 6275 11.3.1), never those of the link it is on. */
  bool is_mobile_host;
  /* No host at all but a configuration of @router (RFC 8278 3.1), for which
   * prefixes are delegated (RFC 7148 5.1.2): @node is the router's, @radio
   * NULL; not in domain->mobile_nodes. */
  bool logical;
  void *entity;   /* the architecture's own for this node, if it keeps one */
  void *proxied;  /* what MAGs have on it (models/pmipv6) */
  void *anchored; /* what MAARs and CMD have on it (models/dmm) */
  struct outside_host *outside; /* a host outside of the simulation stands for
                                   it (models/access/outside.h); NULL: none */
};

/* ---- handovers ----------------------------------------------------- */

#define HANDOVER_OUTCOMES(X)                                                \
  X (PENDING, "pending")     /* not yet registered when the run ended */    \
  X (COMPLETED, "completed") /* registered; RA sent */                      \
  X (ABANDONED, "abandoned") /* node moved on before the link was up */     \
  X (FAILED, "failed")       /* node moved on, or registration was refused  \
                                or given up, before it completed */         \
  X (LEFT, "left")           /* node left the area before it completed */   \
  X (RESUMED, "resumed")     /* the old router covers the node again before \
                                it noticed that its radio was dead */
#define X(name, text) HANDOVER_##name,
enum handover_outcome
{
  HANDOVER_OUTCOMES (X) HANDOVER_OUTCOMES_N
};
#undef X
const char *handover_outcome_name (enum handover_outcome outcome);

/* An attachment as a transaction: the first one of a node (number 0) and each
 * handover (number 1, 2, ...).  Instants as in doc/metrics.md 2,
 * SIM_TIME_NONE until reached; number 0 has no t_dead and t_down.  A node's
 * next one takes its place; its latest may still be open when the run ends. */
struct handover
{
  uint32_t id; /* dense over the run; packets carry it as meter.transaction */
  uint32_t number;
  struct mobile_node *mn;
  /* from is NULL for number 0; to is NULL as long as there is no coverage, and
   * can be from after that */
  struct access_router *from, *to;
  uint32_t technology;     /* of the cell at the new router */
  bool between_interfaces; /* the old cell was of another technology */
  sim_time t_dead, t_down, t_up, t_trigger;
  sim_time t_pbu, t_pba;     /* PBU sent / PBA arrived at the serving router (of
                                the exchange that succeeded) */
  sim_time t_ready;          /* tunnel and route for every prefix */
  sim_time t_ra_sent, t_ra;  /* RA sent; first RA received */
  uint32_t previous_anchors; /* k */
  enum handover_outcome outcome;
  bool ended; /* TRACE_HANDOVER_ENDED said so: no instant changes any more */
};

/* ---- the domain ---------------------------------------------------- */

struct domain
{
  struct sim *sim;
  struct domain_config config;
  GPtrArray *routers;        /* struct access_router *, by index */
  GPtrArray *mobile_nodes;   /* struct mobile_node *, by index */
  GPtrArray *correspondents; /* struct node * */
  struct node *anchor;       /* site of LMA, HA, MAP */
  struct node *controller;   /* site of CMD */
  GArray *technologies;      /* struct technology_config; 0: of cells that name
                                none, from the keys of "access" itself */
  GArray *cells;             /* struct cell, all there before the run */
  const struct architecture *architecture;
  const void *architecture_config;
  void *architecture_state;
  uint32_t transactions;
  sim_time epoch; /* ns since 1970 of simulated time 0: what timestamps on the
                     wire count from.  0, but for real time */
  struct access_state *access;
  struct traffic *traffic;
  struct mobility_kit
      *mobility; /* of models/mobility, NULL without an entity */
};

struct domain *domain_new (struct sim *sim, const struct domain_config *config);
void domain_free (struct domain *domain);

struct access_router *domain_add_access_router (struct domain *domain,
                                                struct node *node);
/* Adds a host of this name with its access link. */
struct mobile_node *domain_add_mobile_node (struct domain *domain,
                                            const char *name,
                                            uint32_t prefixes);
/* Builds the architecture on the sites: after all routers, before the run. */
void domain_build (struct domain *domain,
                   const struct architecture *architecture,
                   const void *architecture_config);

/* Can the entities of the architecture, which is built, restart without their
 * state?  What is wrong is a sentence about the architecture. */
bool domain_can_restart (const struct domain *domain, GError **error);
/* The entities at @node are back after an outage: struct architecture. */
void domain_restart (struct domain *domain, struct node *node, bool state_kept);

/* True time of day, ns since 1970; an entity's own: mobility_clock(). */
static inline int64_t
domain_clock (const struct domain *domain)
{
  return domain->epoch + sim_now (domain->sim);
}

/* Router whose node this is, or NULL. */
struct access_router *domain_router_at (const struct domain *domain,
                                        const struct node *node);
/* Is the node of the @entry of mobile_nodes: called so, or so with a number? */
bool mobile_node_is_of (const struct mobile_node *mn, const char *entry);
/* Mobile node whose host or access link this is. */
struct mobile_node *domain_mobile_node (const struct domain *domain,
                                        const struct node *host);
struct mobile_node *link_mobile_node (const struct domain *domain,
                                      const struct link *link);

#endif
