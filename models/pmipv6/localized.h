/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing (RFC 6705): traffic between two nodes of the domain leaves
 * the way by the LMA for one at their MAG, or through a tunnel between their
 * MAGs.
 *
 * An initiator, which is the LMA when both nodes are anchored at it and the MAG
 * when they are at it but at different LMAs (3), keeps a session per pair of
 * nodes; to each peer that has to act there is a leg of the session, an
 * exchange of LRI for LRA with a lifetime.  A MAG that carries one out keeps a
 * localized routing entry (LRE) per pair.  All of it hangs on
 * pmipv6->localized, NULL unless the scenario wants it.  Choices and limits:
 * doc/models/localized.md. */
#ifndef DMMSIM_MODELS_PMIPV6_LOCALIZED_H
#define DMMSIM_MODELS_PMIPV6_LOCALIZED_H

#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

/* RFC 6705 10.2. */
enum localized_status
{
  LOCALIZED_SUCCESS = 0,
  LOCALIZED_NOT_ALLOWED = 128,
  LOCALIZED_NOT_ATTACHED = 129
};
/* Lifetime field that means for ever (10.1). */
#define LOCALIZED_FOREVER 0xffff

struct localized
{
  const struct localized_config *config;
  struct retransmit_config retransmit; /* LRA_WAIT_TIME, LRI_RETRIES */
  event_kind traffic, leg, lre;
};

/* What a MAG or an LMA has for localized routing, whichever its part is. */
struct localized_agent
{
  struct localized *localized;
  struct mobility_entity *entity;
  bool denied;         /* by the scenario: answers 128 */
  uint16_t sequence;   /* of its LRIs */
  GPtrArray *sessions; /* struct localized_session *, owned: as initiator */
  GHashTable *lres;    /* MAG: by pair of nodes, struct lre *, owned */
  /* MAG of a domain with several LMAs: its BUL entries by prefix; else NULL. */
  struct prefix_table *attached;
};

struct localized *localized_new (struct pmipv6 *pmipv6);
void localized_free (struct localized *localized);
struct localized_agent *localized_agent_new (struct localized *localized,
                                             struct mobility_entity *entity);
void localized_agent_free (struct localized_agent *agent);

/* ---- localized_message.c: [MN-ID, HNP...] tuples, 10.1 -------------- */

struct localized_party
{
  struct mobile_node *mn;  /* NULL: the domain has no such node */
  struct prefix *prefixes; /* owned */
  uint32_t n_prefixes;
};

void localized_party_clear (struct localized_party *party);
void localized_add_party (struct mh_message *message,
                          const struct localized_party *party);
/* Reads two tuples, in this order, each of an MN-ID and at least one HNP.
 * False, and nothing is to be cleared, unless @message has them. */
bool localized_read (struct mobility_entity *entity,
                     const struct mh_message *message,
                     struct localized_party party[2]);
/* The Lifetime field, in s: at least 1, or LOCALIZED_FOREVER. */
uint16_t localized_lifetime_units (sim_time lifetime);
/* Answers @lri, which @packet brought; @party: what the LRA names, one without
 * node is left out. */
void localized_answer (struct mobility_entity *entity,
                       const struct mh_message *lri,
                       const struct packet *packet,
                       const struct localized_party party[2],
                       enum localized_status status);

/* ---- localized_session.c: an initiator's pair of nodes --------------- */

#define LEG_STATES(X)                                                    \
  X (IDLE, "idle")             /* nothing at the peer */                 \
  X (REQUESTED, "requested")   /* LRI sent, no LRA */                    \
  X (ACTIVE, "active")         /* LRA with status 0 */                   \
  X (REFRESHING, "refreshing") /* active, LRI sent again */              \
  X (STOPPING, "stopping")     /* LRI with lifetime 0 sent */            \
  X (REFUSED, "refused")       /* or never answered: not asked again for \
                                  this attachment */
#define X(name, text) LEG_##name,
enum leg_state
{
  LEG_STATES (X) LEG_STATES_N
};
#undef X
const char *leg_state_name (enum leg_state state);

#define LEG_EVENTS(X)                                          \
  X (START, "start")       /* at a peer, or at another one */  \
  X (ACCEPTED, "accepted") /* LRA, status 0 */                 \
  X (REFUSED, "refused")   /* LRA, status 128 or above */      \
  X (GIVE_UP, "give up")   /* LRI_RETRIES copies unanswered */ \
  X (ASKED, "asked")       /* LRA with U: wants more time */   \
  X (STOP, "stop")                                             \
  X (TIMER, "timer") /* lifetime over */
#define X(name, text) LEG_EVENT_##name,
enum leg_event
{
  LEG_EVENTS (X) LEG_EVENTS_N
};
#undef X

struct localized_session;

struct localized_leg
{
  struct localized_session *session;
  struct binding_exchange exchange; /* its peer: who has to act */
  enum leg_state state;
  struct address gateway; /* the other node's MAG, if it is not the peer */
  uint16_t lifetime;      /* of the LRI */
  struct timer timer;
  sim_time expires;
};

struct localized_session
{
  struct localized_agent *agent;
  struct localized_party party[2];
  /* leg i is for what party i sends, or for both ways (A11, leg 0). */
  struct localized_leg leg[2];
  struct timer traffic; /* packets were seen that could go another way */
  /* The packet that localized_session_wake() was called for is on its way. */
  void (*woken) (struct localized_session *session);
  /* A leg has come to a state in which no LRA is awaited; may free the
   * session. */
  void (*settled) (struct localized_session *session);
  void *owner[2];  /* the initiator's: what it has for each party */
  bool busy;       /* @settled is to wait */
  struct lre *lre; /* MAG: what it is for, while it stands */
};

void localized_session_kinds (struct localized *localized,
                              struct engine *engine);
/* Of the agent's from now on; takes the parties' prefixes over. */
struct localized_session *
localized_session_new (struct localized_agent *agent,
                       const struct localized_party party[2]);
/* Ends without a word; timers and exchanges are stopped. */
void localized_session_free (struct localized_session *session);
/* The leg is to be at @peer, which reaches the other node by @gateway
 * (unspecified: is it).  Nothing if that is what was asked for last and has not
 * ended, unless @again. */
void localized_leg_aim (struct localized_leg *leg, const struct address *peer,
                        const struct address *gateway, bool again,
                        enum signaling_class class, uint32_t transaction);
/* What was there has been replaced, or is gone with its MAG's state. */
void localized_leg_rest (struct localized_leg *leg);
void localized_leg_stop (struct localized_leg *leg, uint32_t transaction);
/* Is nothing at the peer, and nothing awaited? */
bool localized_leg_is_over (const struct localized_leg *leg);
/* Ends all there is (4); the session may be gone afterwards. */
void localized_session_stop (struct localized_session *session);
/* Looks at the session once the packet at hand is on its way. */
void localized_session_wake (struct localized_session *session);
/* An LRA for one of the agent's sessions. */
void localized_take_lra (struct localized_agent *agent,
                         const struct mh_message *lra,
                         const struct packet *packet);

/* ---- localized_lma.c: RFC 6705 3.2, 5, 6 ----------------------------- */

/* The way to the entry's node, @tunnel, with an eye on who uses it. */
struct route localized_watch (struct bce *bce, const struct route *tunnel);
/* A PBU has been accepted that registers the node anew. */
void localized_lma_moved (struct bce *bce, const struct lma_request *request);
/* The entry is about to be freed. */
void localized_lma_forget (struct bce *bce);
/* Just the memory: the domain is going. */
void localized_bce_free (struct bce *bce);
/* True if the message is an LRI or an LRA. */
bool localized_lma_receive (struct lma *lma, const struct mh_message *message,
                            const struct packet *packet);

/* ---- localized_mag.c: RFC 6705 5, 6 ---------------------------------- */

/* A localized routing entry: one per pair of nodes of which at least the first
 * is at the MAG. */
struct lre
{
  struct localized_agent *agent;
  gint64 key; /* of the pair, in agent->lres */
  struct localized_party party[2];
  struct bul_entry *entry[2]; /* [1]: NULL unless it is here, too */
  struct address initiator;
  struct localized_session *session; /* of the MAG as initiator, or NULL */
  struct address gateway; /* the other node's MAG; unspecified: this one */
  uint16_t sequence;      /* of the LRI */
  uint16_t lifetime;      /* s, or LOCALIZED_FOREVER */
  sim_time expires;
  struct timer timer;
  bool used; /* since that LRI */
};

/* What the MAG has on an attached node for localized routing. */
struct localized_uplink
{
  struct bul_entry *entry;
  struct route tunnel;       /* as the BUL entry has it */
  struct prefix_table *ways; /* struct localized_way *, owned */
  GPtrArray *lres;           /* struct lre * that the node is a party of */
  GPtrArray *sessions;       /* struct localized_session *: as initiator */
};

void localized_mag_kinds (struct localized *localized, struct engine *engine);
/* Makes @mag's part. */
void localized_mag_new (struct mag *mag);
/* The way from the entry's node: @tunnel, but for what an LRE is for. */
struct route localized_uplink (struct bul_entry *entry,
                               const struct route *tunnel);
/* The node is served from now on. */
void localized_mag_open (struct bul_entry *entry);
/* The node is not to be served any more: its LREs are removed. */
void localized_mag_leave (struct bul_entry *entry);
/* True if the message is an LRI or an LRA. */
bool localized_mag_receive (struct mag *mag, const struct mh_message *message,
                            const struct packet *packet);
/* Just the memory: the domain is going. */
void localized_uplink_free (struct bul_entry *entry);
void localized_lre_free (gpointer lre);
/* Both ways between the nodes of @session, which are here. */
void localized_lre_open (struct localized_session *session, uint16_t lifetime);
void localized_lre_extend (struct lre *lre, uint16_t sequence,
                           uint16_t lifetime);
void localized_lre_remove (struct lre *lre);

/* ---- localized_between.c: the MAG between two LMAs, RFC 6705 3.1, 7 -- */

/* A packet from one node at the MAG to another one goes by their LMAs. */
void localized_between_notice (struct bul_entry *from, struct bul_entry *to);
/* The LRE is half through its lifetime, and in use. */
void localized_between_refresh (struct localized_session *session);
/* 7.1, 8: the node has left; the LMAs are told. */
void localized_between_leave (struct bul_entry *entry);

#endif
