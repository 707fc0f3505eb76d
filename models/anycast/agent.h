/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A home agent among several: towards mobile nodes an ordinary one (struct ha),
 * at the address that all of them share; towards the others an entity at an
 * address of its own.
 *
 * What it knows of a node is a binding cache entry of the struct ha, however it
 * came to know it, and beside it a struct agent_binding: which home agent is
 * the primary one, and the exchanges about it.  Agents own their bindings. */
#ifndef DMMSIM_MODELS_ANYCAST_AGENT_H
#define DMMSIM_MODELS_ANYCAST_AGENT_H

#include "models/anycast/anycast.h"
#include "models/mipv6/ha.h"

/* ---- what an agent knows of a node --------------------------------- */

#define BINDING_STATES(X)                                                 \
  X (UNKNOWN, "unknown")     /* nothing */                                \
  X (ASKING, "asking")       /* central: the location manager is asked */ \
  X (ABSENT, "absent")       /* it knew nothing; not asked for a while */ \
  X (SECONDARY, "secondary") /* what another one told */                  \
  X (PRIMARY, "primary")     /* what the node told: the primary home agent */
#define X(name, text) BINDING_##name,
enum binding_state
{
  BINDING_STATES (X) BINDING_STATES_N
};
#undef X
const char *agent_binding_state_name (enum binding_state state);

#define BINDING_EVENTS(X)                                                     \
  X (ACCEPTED, "accepted")   /* an update of the node's, here */              \
  X (RELEASED, "released")   /* one of lifetime 0 */                          \
  X (EXPIRED, "expired")     /* the lifetime of the entry is over */          \
  X (TOLD, "told")           /* another agent is the primary one */           \
  X (PASSED_ON, "passed on") /* another one took an update for this one */    \
  X (WITHDRAWN, "withdrawn") /* the node has de-registered elsewhere */       \
  X (OUTDATED, "outdated")   /* what is known is not true any more */         \
  X (MISSED, "missed")       /* a packet for a node of which nothing is known \
                              */                                              \
  X (DENIED, "denied")       /* the location manager knows nothing */         \
  X (GIVE_UP, "give up")     /* or does not answer */                         \
  X (TIMER, "timer")         /* it may be asked again */
#define X(name, text) BINDING_EVENT_##name,
enum binding_event
{
  BINDING_EVENTS (X) BINDING_EVENTS_N
};
#undef X

/* A registration of a node's, as it is told from one agent to another. */
struct registration_news
{
  struct agent *primary; /* whose binding it is */
  struct agent *from;    /* who told; NULL: the node itself */
  struct address care_of;
  bool ordered;      /* has the: */
  uint16_t sequence; /* of the node's update */
  sim_time lifetime;
  enum signaling_class class;
  uint32_t transaction;
};

/* What passes between an agent and one other about one node. */
enum exchange_kind
{
  EXCHANGE_CLAIM,   /* PBU, of lifetime 0 a release */
  EXCHANGE_PASS_ON, /* PBU for the primary agent */
  EXCHANGE_NOTICE,  /* UPN: outdated */
  EXCHANGE_QUERY    /* HI: where is the node */
};
struct agent_exchange
{
  struct binding_exchange exchange; /* first */
  struct agent_binding *binding;
  struct agent *peer;
  enum exchange_kind kind;
  sim_time kept_until; /* at the manager: the peer keeps an answer until */
};

struct agent_binding
{
  struct agent *agent;
  struct mobile_node *mn;
  enum binding_state state;
  struct agent *primary; /* or NULL */
  struct address care_of;
  bool ordered; /* the next is known */
  uint16_t sequence;
  sim_time expires;
  bool telling;                     /* the entry is being told, not asked */
  struct agent_exchange *exchanges; /* by index of the other agent; or NULL */
  struct timer held;                /* ABSENT */
};

/* ---- the agent ----------------------------------------------------- */

struct agent
{
  struct mobility_entity entity; /* first; at the agent's own address */
  struct anycast *anycast;
  unsigned index;      /* a conflict of equals is the lower one's */
  struct ha *ha;       /* of the home link */
  GPtrArray *bindings; /* struct agent_binding *, by mobile node's index, with
                          holes */
  uint16_t queries;    /* sequence number of the last */
  struct route to_manager, not_yet, nowhere; /* of packets for unknown nodes */
};

/* The @index-th one, at @node, beside its struct ha. */
struct agent *agent_new (struct anycast *anycast, struct node *node,
                         unsigned index, struct ha *ha);
void agent_free (struct agent *agent);
/* What it knows beside the struct ha, which is forgotten after this. */
void agent_restart (struct agent *agent);
/* Tunnels between agents, and what happens to packets for unknown nodes: when
 * all are there. */
void agent_connect (struct agent *agent);
/* The agent whose struct ha this is; whose own address this is, or NULL. */
struct agent *agent_of (const struct ha *ha);
struct agent *agent_find (const struct anycast *anycast,
                          const struct address *address);
/* What it knows of @mn: always something, if only that it is UNKNOWN. */
struct agent_binding *agent_binding_get (struct agent *agent,
                                         struct mobile_node *mn);

/* ---- binding.c ----------------------------------------------------- */

/* @news: of ACCEPTED, RELEASED, TOLD, PASSED_ON and WITHDRAWN, else NULL. */
void agent_binding_handle (struct agent_binding *binding,
                           enum binding_event event,
                           const struct registration_news *news);
/* Is the registration numbered @sequence later than what is known? */
bool agent_binding_is_older (const struct agent_binding *binding,
                             uint16_t sequence);
/* As if nothing had ever been known; nobody is told. */
void agent_binding_lose (struct agent_binding *binding);
/* Event: the binding's timer. */
void agent_binding_expire (struct sim *sim, void *subject);
bool agent_binding_stands (const struct agent_binding *binding);

/* ---- exchange.c ---------------------------------------------------- */

/* Sends @kind about @binding to @peer, in place of what was under way. */
void agent_exchange_start (struct agent_binding *binding, struct agent *peer,
                           enum exchange_kind kind,
                           const struct registration_news *news);
void agent_exchange_stop (struct agent_binding *binding, struct agent *peer);
void agent_exchange_stop_all (struct agent_binding *binding);
struct agent_exchange *agent_exchange_with (struct agent_binding *binding,
                                            const struct agent *peer);

/* ---- interception.c: struct ha_ops of the home link ---------------- */

extern const struct ha_ops agent_ha_ops;

/* ---- receive.c: messages of other agents --------------------------- */

void agent_receive (struct mobility_entity *entity,
                    const struct mh_message *message,
                    const struct packet *packet);

#endif
