/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobility anchor and access router, RFC 8885 section 3: for each mobile node a
 * session that is a binding cache entry for the prefixes anchored here and, as
 * long as the node is served here, a binding update list entry towards the CMD
 * with the prefixes anchored elsewhere.
 *
 * What a MAAR is with a CMD and without one (models/distributed/) is in maar.c,
 * maar_tunnel.c and maar_previous.c; a scheme says what differs. */
#ifndef DMMSIM_MODELS_DMM_MAAR_H
#define DMMSIM_MODELS_DMM_MAAR_H

#include "models/dmm/dmm.h"

#define MAAR_STATES(X)                                                      \
  X (IDLE, "idle")           /* made, nothing sent */                       \
  X (PENDING, "pending")     /* temporary BCE; PBU sent (3.1 steps 1, 2) */ \
  X (SERVING, "serving")     /* registered; anchor and access router */     \
  X (PREVIOUS, "previous")   /* anchor only: tunnel to the serving MAAR */  \
  X (RELEASING, "releasing") /* prefix given up, CMD being told */          \
  X (GONE, "gone")           /* to be freed */
#define X(name, text) MAAR_##name,
enum maar_state
{
  MAAR_STATES (X) MAAR_STATES_N
};
#undef X
const char *maar_state_name (enum maar_state state);

#define MAAR_EVENTS(X)                                                  \
  X (ATTACH)      /* the node is on our link */                         \
  X (PBA)         /* the CMD's answer, accepted */                      \
  X (DIRECT_PBA)  /* a previous MAAR's own (3.3) */                     \
  X (REFUSED)     /* the CMD's answer, refused */                       \
  X (GIVE_UP)     /* no answer */                                       \
  X (REDIRECT)    /* PBU with Serving MAAR option: the node is there */ \
  X (CLOSE)       /* PBU with lifetime 0: the node's session is over */ \
  X (REFRESH)     /* time to refresh */                                 \
  X (EXPIRE)      /* binding lifetime over */                           \
  X (RELEASE)     /* prefix lifetime over */                            \
  X (INVALID)     /* the CMD may have lost the registration */          \
  X (FLOWS_ENDED) /* no live flow on the prefixes anchored here */
#define X(name) MAAR_ON_##name,
enum maar_event
{
  MAAR_EVENTS (X) MAAR_EVENTS_N
};
#undef X

struct maar
{
  struct mobility_entity entity; /* first */
  struct dmm *dmm;
  struct access_router *router;
  struct address cmd;
  struct dlif dlif;
  struct dmm_state state;
  uint32_t restarts;           /* without its state */
  struct heartbeat *heartbeat; /* to the CMD, or NULL */
  uint32_t anchored;           /* prefixes of all sessions */
};

/* What the session's PBU is for. */
enum maar_request
{
  MAAR_REGISTER,
  MAAR_REFRESH,
  MAAR_RESTORE, /* as MAAR_REFRESH, of a CMD that may know nothing */
  MAAR_DEREGISTER
};

/* A prefix anchored at a previous MAAR, served here through its tunnel. */
struct maar_previous
{
  struct prefix prefix;
  struct address maar;
  struct dlif dlif;
  uint16_t heard; /* sequence number of the PBA that named it last */
};

/* Owned by the MAAR, listed in dmm_node.sessions. */
struct maar_session
{
  struct maar_session *next; /* of the same node, by age */
  struct maar *maar;
  struct mobile_node *mn;
  enum maar_state state;
  struct prefix_list prefixes; /* anchored here */
  GArray *previous;          /* struct maar_previous: served here; NULL: none */
  struct prefix_list listed; /* in use, as told in the latest PBU */
  struct binding_exchange exchange;
  enum maar_request request;
  uint16_t sequence;
  uint32_t transaction;       /* that it registers or registered for */
  bool initial;               /* it is the node's first attachment */
  uint8_t technology;         /* of that attachment, RFC 5213 8.5 */
  uint32_t answered;          /* previous prefixes heard of since then */
  bool acknowledged;          /* since then */
  uint32_t ra_lifetime;       /* s, of the prefixes in RAs */
  struct address serving;     /* PREVIOUS: the serving MAAR */
  struct binding_order order; /* of the CMD's PBUs */
  struct timer refresh, expiry, release;
  struct dmm_state counted;
  void *own; /* the scheme's, or NULL */
};

static inline guint
maar_n_previous (const struct maar_session *session)
{
  return session->previous ? session->previous->len : 0;
}

/* What an event brings along; what it does not bring is NULL. */
struct maar_input
{
  const struct mh_message *message;
  const struct packet *packet;
  const struct handover *handover;
  uint16_t last; /* sequence number accepted last (RFC 6275 9.5.1) */
};

/* Events of the session's timers. */
event_action maar_on_refresh, maar_on_expire, maar_on_release;

/* An action of the state machine.  It enters the next state before it sends:
 * the answer of an entity at the same node comes within the call. */
typedef void maar_action (struct maar_session *session,
                          const struct maar_input *input);

/* How MAARs find each other: by a CMD (maar_cmd.c), or without one. */
struct maar_scheme
{
  /* By state; an empty cell ignores the event. */
  maar_action *const (*actions)[MAAR_EVENTS_N];
  mobility_receiver *receive;
  /* May @sender tell a previous MAAR where the node is? */
  bool (*may_update) (const struct maar *maar, const struct address *sender);
  void (*session_init) (struct maar_session *session);
  void (*session_clear) (struct maar_session *session);
  /* Release policy flow: a flow of the node served here began. */
  void (*cover_flows) (struct maar_session *session);
  /* What is held for the node elsewhere than in sessions. */
  void (*recount) (struct dmm_node *node);
  void (*node_clear) (struct dmm_node *node);
};
extern const struct maar_scheme maar_with_cmd;

struct maar *maar_new (struct dmm *dmm, struct access_router *router);
void maar_free (struct maar *maar);
/* All sessions are gone, and their prefixes with them. */
void maar_restart (struct maar *maar);
/* NULL if the MAAR holds nothing for the node. */
struct maar_session *maar_find (struct maar *maar, struct mobile_node *mn);
void maar_attach (struct maar *maar, struct mobile_node *mn,
                  const struct handover *handover);
/* What the session registers or registered for, while it is the node's latest
 * transaction; else NULL. */
struct handover *maar_handover (const struct maar_session *session);
void maar_flow_ended (struct maar_session *session,
                      const struct prefix *prefix);
void maar_recount (struct maar_session *session);
void maar_session_free (struct maar_session *session);

/* ---- between the files of the MAAR --------------------------------- */

/* maar.c */
/* Runs the action for @event in the session's state, if there is one.  The
 * session may be gone afterwards. */
void maar_step (struct maar_session *session, enum maar_event event,
                const struct maar_input *input);
/* Every transition passes here; entering GONE frees the session. */
void maar_enter (struct maar_session *session, enum maar_state state);
void maar_arm_expiry (struct maar_session *session, sim_time lifetime);
bool maar_has_live_flow (const struct maar_session *session);

maar_action maar_vanish;

/* maar_register.c: the requests of a serving MAAR */
maar_action maar_register, maar_fail, maar_retry, maar_refresh, maar_restore,
    maar_begin_release;
void maar_exchange_init (struct maar_session *session);
/* Prefixes of our own pool (3.1 step 1), as many as the node wants. */
void maar_allot (struct maar_session *session);
/* capacity.c: is there room for those it lacks?  Else the node that has just
 * come is not served, and the session is no more. */
bool maar_has_room (const struct maar_session *session);
void maar_turn_away (struct maar_session *session);
/* The node uses a prefix anchored elsewhere that is neither among @listed nor
 * served here: registers again.  The answer may come within. */
void maar_cover_flows (struct maar_session *session);
/* Refused as out of order: somebody knows of a later registration. */
bool maar_is_outrun (const struct maar_input *input);

/* maar_serving.c: their answers */
maar_action maar_accept, maar_accept_direct;
void maar_serving_receive_pba (struct maar *maar, const struct mh_message *pba,
                               const struct packet *packet);

/* maar_tunnel.c: prefixes anchored elsewhere, and what the node is told */
/* All prefixes / those anchored here / those of session->previous from @from
 * on, each by its MAAR's logical interface (3.7). */
void maar_advertise (struct maar_session *session);
void maar_advertise_own (struct maar_session *session);
void maar_advertise_previous (struct maar_session *session, guint from);
/* TRACE_GATEWAY_READY for a prefix, or all that are anchored here. */
void maar_trace_ready (const struct maar_session *session,
                       const struct prefix *prefix);
void maar_trace_own_ready (const struct maar_session *session);
/* Tunnel and routes for a prefix anchored elsewhere.  The same news may come
 * twice: false if it is none. */
bool maar_learn (struct maar_session *session,
                 const struct maar_previous *news);
struct maar_previous *maar_previous_at (const struct maar_session *session,
                                        guint i);
/* Ends the i-th of session->previous. */
void maar_uninstall (struct maar_session *session, guint i);
void maar_drop_previous (struct maar_session *session);
/* Those without a live flow; @prefix: NULL for all. */
void maar_drop_idle_previous (struct maar_session *session,
                              const struct prefix *prefix);

/* maar_previous.c: the MAAR as previous MAAR */
maar_action maar_redirect, maar_redirect_present, maar_close, maar_close_kept,
    maar_refuse;
void maar_previous_receive_pbu (struct maar *maar, const struct mh_message *pbu,
                                const struct packet *packet);
/* Answers a PBU of a previous MAAR's peer. */
void maar_answer (struct maar *maar, const struct maar_input *input,
                  enum binding_status status);
/* Forwards to the serving MAAR that the PBU names. */
void maar_follow (struct maar_session *session, const struct maar_input *input);
/* Of a previous MAAR only the prefix lifetime runs. */
void maar_stop_timers (struct maar_session *session);
/* Routes of the prefixes anchored here: out of the access link, or none. */
void maar_route_access (struct maar_session *session);
void maar_route_none (struct maar_session *session);

#endif
