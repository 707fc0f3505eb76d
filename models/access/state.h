/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What access keeps per domain.  Private to models/access/ and
 * models/domain.c. */
#ifndef DMMSIM_MODELS_ACCESS_STATE_H
#define DMMSIM_MODELS_ACCESS_STATE_H

#include "models/access/access.h"
#include "models/codec/nd.h"
#include "models/trace.h"

/* Where the layer-2 machine of a node stands.  In the first three no timer
 * runs; the others name what the timer waits for. */
#define L2_STATES(X)                                                       \
  X (AWAY, "away")             /* not in the area */                       \
  X (UP, "up")                 /* link up at mn->router */                 \
  X (SEARCHING, "searching")   /* no coverage, and the node knows */       \
  X (DETECTING, "detecting")   /* radio dead, t_down not reached */        \
  X (SWITCHING, "switching")   /* t_down passed, t_up not reached */       \
  X (RESELECTING, "selecting") /* as both, to a cell of the same router */ \
  X (FADING, "fading")         /* as DETECTING, no coverage */             \
  X (LEAVING, "leaving")       /* as AWAY, old router not told of it yet */
#define X(name, text) L2_##name,
enum l2_state
{
  L2_STATES (X) L2_STATES_N
};
#undef X

/* A neighbour that has been leading since then (cells.c). */
struct pursuit
{
  uint32_t cell;
  sim_time since;
};

/* The part of a mobile node's access that no other room reads. */
struct access_node
{
  enum l2_state state;
  uint32_t cell;                   /* in it, or heading for it; CELL_NONE */
  GArray *pursuits;                /* struct pursuit; NULL: none */
  struct gap *gap;                 /* NULL until there is one */
  struct random_parked *l2, *loss; /* streams, NULL while not drawn from */
  struct access_router *left;      /* whom to inform at t_down */
  struct foresight *foresight;     /* NULL where nobody wants to know */
};

/* Where a node goes next, as far as is known. */
struct foresight
{
  struct timer timer;
  struct access_router *to;
};

/* Who is to be told of handovers beforehand; listener NULL: nobody. */
struct foresight_listener
{
  sim_time lead;
  departure_listener *listener;
  void *data;
  event_kind kind;
};

struct access_listener
{
  address_listener *listener;
  void *data;
};

#define HANDOVERS_PER_CHUNK 256

struct access_state
{
  struct domain *domain;
  event_kind l2, solicit;
  gsl_rng *seat;      /* the nodes' streams take turns on it */
  GArray *nodes;      /* struct access_node, by mobile node's index */
  GPtrArray *by_node; /* struct mobile_node *, by node id, with holes */
  GPtrArray *sites;   /* struct access_router *, by node id, with holes */
  GPtrArray *chunks;  /* struct handover[HANDOVERS_PER_CHUNK] */
  uint32_t records;   /* of these in use: one per node that ever attached */
  GArray *listeners;  /* struct access_listener */
  bool carries;       /* mobile nodes carry networks, on links like that: */
  struct channel_config carried_link;
  address_label *label; /* or NULL */
  void *label_data;
  packet_handler *discovery; /* home agent address discovery, or NULL */
  void *discovery_data;
  struct foresight_listener foresees;
  struct cell_index *index; /* of the cells; made when asked for */
};

static inline struct access_node *
access_node (const struct mobile_node *mn)
{
  return &g_array_index (mn->domain->access->nodes, struct access_node,
                         mn->index);
}

static inline const struct cell *
access_cell (const struct domain *domain, uint32_t index)
{
  return &g_array_index (domain->cells, struct cell, index);
}

/* cell_index.c: the cells by place, made anew when their number has changed. */
struct cell_index *cell_index_of (const struct domain *domain);
void cell_index_free (struct cell_index *index);
/* A rectangle, m; infinite sides are good. */
struct box
{
  double left, bottom, right, top;
};
/* Cells in @box and perhaps some near it.  Valid until the next call. */
const GArray *cell_index_find (struct cell_index *index, const struct box *box);
/* Everything lies in @box. */
bool cell_index_is_within (const struct cell_index *index,
                           const struct box *box);
/* A usual distance between neighbouring cells, m, above 0. */
double cell_index_spacing (const struct cell_index *index);
/* The greatest radius of all cells that @technology's must give way to, by
 * preference; negative if there are none. */
double cell_index_reach_above (const struct cell_index *index,
                               uint32_t technology);
/* The greatest radius of all cells; INFINITY without bound. */
double cell_index_widest (const struct cell_index *index);

/* handover.c: opens the next transaction of the node and announces it.  The
 * one before must be closed. */
struct handover *handover_begin (struct mobile_node *mn,
                                 struct access_router *from,
                                 struct access_router *to, uint32_t number);
/* Announces the end of the node's transaction, once.  One that is pending gets
 * @outcome; others keep theirs. */
void handover_close (struct mobile_node *mn, enum handover_outcome outcome);
/* First RA of the transaction received. */
void handover_mark_ra (struct handover *handover);

/* l2.c: the kind of its timer. */
void l2_init (struct access_state *access);

/* host.c: link up, link down, up again before anybody noticed, out of the area
 * at the node's IPv6 stack. */
void host_link_up (struct mobile_node *mn);
void host_link_down (struct mobile_node *mn);
void host_link_resumed (struct mobile_node *mn);
void host_leave (struct mobile_node *mn);
void host_receive (struct node *node, struct packet *p, void *data);
void host_expire_solicitation (struct sim *sim, void *subject);
/* False unless @p is a router advertisement, and a valid one. */
bool host_read_advertisement (const struct packet *p,
                              struct ipv6_header *header,
                              struct nd_message *message);
/* What @router's tells the node. */
void host_take_advertisement (struct mobile_node *mn,
                              const struct nd_message *message,
                              const struct address *router,
                              uint32_t transaction);

/* Is it a message of home agent address discovery, and somebody takes those?
 * Then it is theirs. */
bool access_hands_over (const struct access_state *access, struct node *node,
                        struct packet *p);
/* Files a packet under @handover while that is open, later under none. */
void access_charge (struct packet *p, const struct handover *handover);

/* router.c: @router accepts the attachment as a trigger. */
void router_trigger (struct access_router *router, struct mobile_node *mn);
void router_receive (struct node *node, struct packet *p, void *data);
/* riding.c: those who ride in @vehicle do as it does. */
void riders_enter (struct mobile_node *vehicle, struct access_router *router);
void riders_enter_at (struct mobile_node *vehicle, double x, double y);
void riders_move (struct mobile_node *vehicle, struct access_router *router);
void riders_change_cell (struct mobile_node *vehicle, uint32_t cell);
void riders_leave (struct mobile_node *vehicle);
/* The vehicle has a link: who is on its network comes along, or attaches. */
void riders_board (struct mobile_node *vehicle);
/* Has @p come from a rider's link?  Then it is dealt with. */
bool vehicle_takes (struct mobile_node *vehicle, struct packet *p);

/* echo.c: answers an echo request to an address of @node and ends it; false:
 * @p is something else, still the caller's. */
bool access_answer_echo (struct node *node, struct packet *p);

/* outside.c: the router at this end of @mn's link speaks as @link_local with
 * @link_layer from now on; MTU that it advertises, 0: none; where to. */
void outside_learn_router (struct mobile_node *mn,
                           const struct address *link_local,
                           const uint8_t link_layer[6]);
uint32_t outside_mtu (const struct mobile_node *mn);
/* A neighbour solicitation (RFC 4861 7.2.3) came to @router from @mn's link. */
void outside_solicited (struct access_router *router, struct mobile_node *mn,
                        const struct nd_message *message,
                        const struct address *source);
void outside_free (struct outside_host *outside);

#endif
