/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serving gateway: towards access routers what an LMA is to MAGs (RFC 5213 5),
 * towards the P-GW what a MAG is to an LMA (RFC 5213 6), with an address for
 * each, ::3 and ::4 of its node's block, where its tunnels end.
 *
 * One session per node that is, or was lately, in its area.  The binding of the
 * access router and the one at the P-GW have lifetimes of their own: the S-GW
 * answers refreshes of the former itself and refreshes the latter by itself.
 * What comes out of a tunnel goes on by the session of its prefix, into the
 * other tunnel; node routes and exit routes know nothing of it, so that an
 * access router or the P-GW can share the node. */
#ifndef DMMSIM_MODELS_HIERARCHICAL_SGW_H
#define DMMSIM_MODELS_HIERARCHICAL_SGW_H

#include "models/hierarchical/hierarchical.h"
#include "sim/prefix_table.h"

/* Tunnel and routes stand in ACTIVE; what comes for the node is refused in
 * HELD, RELEASING and RELEASED. */
#define SGW_STATES(X)                                                       \
  X (REQUESTING, "requesting") /* P-GW asked, the access router waits */    \
  X (ACTIVE, "active")         /* bound on both sides */                    \
  X (HELD, "held")             /* given back by the access router, kept for \
                                  another one */                            \
  X (RELEASING, "releasing")   /* lifetime-0 PBU sent to the P-GW */        \
  X (RELEASED, "released")     /* no binding */
#define X(name, text) SGW_##name,
enum sgw_state
{
  SGW_STATES (X) SGW_STATES_N
};
#undef X
const char *sgw_state_name (enum sgw_state state);

#define SGW_EVENTS(X)                                                       \
  X (REGISTER, "register") /* PBU of an access router */                    \
  X (RELEASE, "release")   /* lifetime-0 PBU of the serving one */          \
  X (ACCEPTED, "accepted") /* PBA of the P-GW, status below 128 */          \
  X (REFUSED, "refused")   /* PBA of the P-GW, status 128 or above */       \
  X (GIVE_UP, "give up")   /* no PBA of the P-GW to the last copy */        \
  X (REVOKED, "revoked")   /* BRI of the P-GW */                            \
  X (REFRESH, "refresh")   /* of the binding at the P-GW is due, or its end \
                              has come */                                   \
  X (TIMER, "timer")       /* the access router's lifetime, the time in     \
                              HELD or that in RELEASED is over */
#define X(name, text) SGW_ON_##name,
enum sgw_event
{
  SGW_EVENTS (X) SGW_EVENTS_N
};
#undef X

struct sgw;

/* The half that faces the P-GW. */
struct sgw_uplink
{
  struct mobility_entity entity; /* first; its address is the Proxy-CoA */
  struct sgw *sgw;
};

struct sgw
{
  struct mobility_entity entity; /* first; towards access routers */
  struct sgw_uplink uplink;
  struct hierarchical *hierarchical;
  uint16_t sequence;             /* of PBUs, with timestamps */
  struct prefix_table *prefixes; /* struct sgw_session *, by prefix */
  struct mobility_count count;
};

/* A PBU of an access router, kept until it is answered. */
struct sgw_request
{
  GBytes *message; /* Mobility Header; NULL: none */
  struct address router;
  enum handoff_indicator handoff;
  uint32_t transaction;
  enum signaling_class class;
};

struct sgw_session
{
  struct sgw *sgw;
  struct sgw_session *next; /* of the same node, at another S-GW */
  struct mobile_node *mn;
  enum sgw_state state;
  struct address router; /* Proxy-CoA of the access router; unspecified: none */
  struct node *gateway;  /* whose address that is */
  uint8_t technology;
  enum handoff_indicator handoff; /* of the PBU to the P-GW outstanding */
  struct sgw_request request;
  struct binding_exchange exchange; /* with the P-GW */
  uint32_t refusals;                /* answered by trying again, so far */
  sim_time expires;                 /* at the P-GW */
  struct timer timer, refresh;
  struct prefix *prefixes; /* owned; the P-GW's, then at most one of our own */
  uint32_t n_prefixes, n_local;
  struct route down, up; /* as the state has it */
};

struct sgw *sgw_new (struct hierarchical *hierarchical, struct node *node);
void sgw_free (struct sgw *sgw);
/* Lets an access router's tunnel in: it belongs to the S-GW. */
void sgw_adopt (struct sgw *sgw, const struct access_router *router);
/* The S-GW's session of the node, or NULL. */
struct sgw_session *sgw_find (const struct sgw *sgw,
                              const struct mobile_node *mn);
/* The node's flows have begun (@change 1) or are over (-1). */
void sgw_count_live (const struct hierarchical *hierarchical,
                     const struct mobile_node *mn, int change);
/* Answers the PBU that waits, if one does: with @lifetime, or refuses it. */
void sgw_answer (struct sgw_session *session, sim_time lifetime);
void sgw_refuse (struct sgw_session *session, enum binding_status status);

/* ---- sgw_session.c: the course of a session ------------------------ */

struct sgw_session *sgw_session_new (struct sgw *sgw, struct mobile_node *mn);
/* Just the memory: the domain is going. */
void sgw_session_free (struct sgw_session *session);
/* All sessions are gone; access routers find out with their refreshes. */
void sgw_restart (struct sgw *sgw);
bool sgw_session_counts (enum sgw_state state);
/* @message: for ACCEPTED, REFUSED and REVOKED, else NULL.  The session can be
 * gone afterwards. */
void sgw_handle (struct sgw_session *session, enum sgw_event event,
                 const struct mh_message *message);
/* Events of its timers. */
void sgw_session_due (struct sim *sim, void *subject);
void sgw_refresh_due (struct sim *sim, void *subject);

/* ---- sgw_routes.c: what follows from it ---------------------------- */

/* Makes tunnel ends of the S-GW's addresses. */
void sgw_open_ends (struct sgw *sgw);
/* Between the tunnels, by the access router of the session. */
void sgw_session_open (struct sgw_session *session, uint32_t transaction);
/* Nothing passes; what comes for the node is dropped for @why. */
void sgw_session_close (struct sgw_session *session, enum drop_reason why);
/* Prefixes of an accepting PBA, and one of our own where flows break out here;
 * what it had is gone. */
void sgw_session_take (struct sgw_session *session,
                       const struct mh_message *pba);
/* Prefixes are forgotten. */
void sgw_session_forget (struct sgw_session *session);

#endif
