/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile node's registration of one home address with one agent: an entry of
 * its binding update list (RFC 6275 11.1) and its course (11.5, 11.7).
 *
 * A node of mipv6/ has one; other architectures give it several, or let one be
 * the care-of address of another.  What differs between them is behind struct
 * registration_ops.  Embedded in its owner, which lets it begin and end; an
 * agent's answer may come within any call that sends. */
#ifndef DMMSIM_MODELS_MIPV6_REGISTRATION_H
#define DMMSIM_MODELS_MIPV6_REGISTRATION_H

#include "models/mipv6/host_timer.h"
#include "models/mipv6/wire.h"

/* The reverse tunnel stands in REGISTERED and REFRESHING. */
#define REGISTRATION_STATES(X)                                             \
  X (UNREGISTERED, "unregistered")   /* no binding, none asked for */      \
  X (DISCOVERING, "discovering")     /* a home agent is asked for */       \
  X (CONFIGURING, "configuring")     /* a care-of address is verified */   \
  X (REGISTERING, "registering")     /* BU for a care-of address sent */   \
  X (REGISTERED, "registered")       /* bound at the care-of address */    \
  X (REFRESHING, "refreshing")       /* bound, BU sent again */            \
  X (DEREGISTERING, "deregistering") /* at home, BU of lifetime 0 sent */  \
  X (RELEASING, "releasing")         /* away, BU of lifetime 0 sent, or to \
                                        be sent from the next link */      \
  X (HOME, "home")                   /* at home, no binding */
#define X(name, text) REGISTRATION_##name,
enum registration_state
{
  REGISTRATION_STATES (X) REGISTRATION_STATES_N
};
#undef X
const char *registration_state_name (enum registration_state state);

#define REGISTRATION_EVENTS(X)                                          \
  X (MOVED, "moved")       /* the care-of address is good no longer */  \
  X (CARE_OF, "care-of")   /* there is one to be bound */               \
  X (HOME, "home")         /* the node is on the home link */           \
  X (RELEASE, "release")   /* the home address is wanted no longer */   \
  X (ACCEPTED, "accepted") /* BA, status below 128 */                   \
  X (REFUSED, "refused")   /* BA, status 128 or above */                \
  X (GIVE_UP, "give up")   /* no BA to the last copy */                 \
  X (NO_LINK, "no link")   /* nothing to send a copy on */              \
  X (AGENTS, "agents")     /* home agents list received */              \
  X (REQUEST, "request")   /* Binding Refresh Request of the agent */   \
  X (TIMER, "timer")       /* asked too long; refresh; expiry; again */ \
  X (LEAVE, "leave")       /* the node leaves the area */
#define X(name, text) REGISTRATION_ON_##name,
enum registration_event
{
  REGISTRATION_EVENTS (X) REGISTRATION_EVENTS_N
};
#undef X

struct home_registration;

/* What differs between owners.  NULL: nothing. */
struct registration_ops
{
  /* Further flags and options of a Binding Update (11.7.1). */
  void (*compose) (const struct home_registration *r, struct mh_message *bu);
  /* Before every transition: routes of what bears the home address, counts.
   * Never NULL. */
  void (*enter) (struct home_registration *r, enum registration_state next);
  /* The binding is not good any more, or at another care-of address soon: what
   * hangs on it ends. */
  void (*lost) (struct home_registration *r);
  /* Bound at a new care-of address, by @ba. */
  void (*bound) (struct home_registration *r, const struct mh_message *ba);
  /* The agent has no binding any more: at home, or released.  @ba: NULL where
   * nothing had to be asked for. */
  void (*settled) (struct home_registration *r, const struct mh_message *ba);
  /* Refused by @ba, or not answered (NULL).  In UNREGISTERED that is the end of
   * it, unless it is begun again from here; else it is tried again later. */
  void (*failed) (struct home_registration *r, const struct mh_message *ba);
  /* Sends a request for the agents there are (11.4.1).  NULL: the agent is
   * known. */
  void (*ask) (struct home_registration *r, enum signaling_class class);
};

#define HOME_AGENTS_MAX 8
/* RFC 6275 12. */
#define INITIAL_BINDACK_TIMEOUT_FIRST_REG (1500 * SIM_MILLISECOND)
#define INITIAL_DHAAD_TIMEOUT (3 * SIM_SECOND)
#define DHAAD_RETRIES 4

/* The home agents list, as a node learned of it (11.4.1). */
struct agent_discovery
{
  struct address agents[HOME_AGENTS_MAX];
  uint32_t n, at;      /* which of them is the registration's */
  uint16_t identifier; /* of the last request */
  uint32_t requests;   /* copies of it sent */
};

struct home_registration
{
  const struct registration_ops *ops;
  void *owner;
  struct mobile_node *mn;
  struct mobility_entity *entity; /* at the home address */
  int authentication;             /* enum mipv6_authentication */
  enum registration_state state;
  struct address home_agent;
  struct address care_of; /* unspecified at home */
  uint32_t transaction;   /* attachment it serves; the owner's */
  bool bound;             /* the agent may hold a binding, until: */
  sim_time expires;
  struct binding_exchange exchange;
  uint16_t sequence;
  uint32_t refusals; /* answered by trying again, so far */
  bool denied;       /* 134: the home address is somebody else's */
  struct host_timer timer;
  struct agent_discovery discovery;
};

/* Sets the fields of a cleared @r: those named here, and what follows from
 * them.  @entity has its address already. */
void registration_init (struct home_registration *r,
                        const struct registration_ops *ops, void *owner,
                        struct mobile_node *mn, struct mobility_entity *entity,
                        const struct address *home_agent, int authentication);

/* The node is on another link, whose address is not to be used yet: no binding
 * is counted on until the next call. */
void registration_suspend (struct home_registration *r);
/* Registers @care_of, also after registration_release(), which it then
 * repeats from there. */
void registration_bind (struct home_registration *r,
                        const struct address *care_of);
/* The node is on the home link: de-registers if need be (11.5.5). */
void registration_return (struct home_registration *r);
/* Away, the home address is wanted no longer: de-registers from the care-of
 * address, if there may be a binding. */
void registration_release (struct home_registration *r);
/* The node leaves the area; a binding is left to expire. */
void registration_leave (struct home_registration *r);
/* A BA or BRR of the agent's, addressed to the home address. */
void registration_receive (struct home_registration *r,
                           const struct mh_message *message,
                           const struct packet *packet);
/* The discovery's list has been filled with @n agents. */
void registration_take_agents (struct home_registration *r, uint32_t n);

/* Is the tunnel to the agent to be used? */
static inline bool
registration_stands (enum registration_state state)
{
  return state == REGISTRATION_REGISTERED || state == REGISTRATION_REFRESHING;
}
/* Does the node deliver and send as one at home? */
static inline bool
registration_is_home (enum registration_state state)
{
  return state == REGISTRATION_HOME || state == REGISTRATION_DEREGISTERING;
}

/* The attachment it serves, if it is still the node's current one. */
struct handover *registration_handover (const struct home_registration *r);
/* Marks that one ready, with @previous_anchors, and by when @ba arrived. */
void registration_mark_ready (const struct home_registration *r,
                              const struct mh_message *ba,
                              uint32_t previous_anchors);
/* Marks it failed. */
void registration_mark_failed (const struct home_registration *r);
/* Registers with the next agent of the list, if there is one; in UNREGISTERED.
 */
bool registration_try_next (struct home_registration *r);
/* The key of home registrations from @care_of; SIGNATURE_NONE: unsigned. */
struct mipv6_key registration_key (const struct home_registration *r,
                                   const struct address *care_of);

/* ---- between registration.c and registration_update.c -------------- */

/* @ba: of ACCEPTED and REFUSED, else NULL. */
void registration_handle (struct home_registration *r,
                          enum registration_event event,
                          const struct mh_message *ba);
void registration_init_exchange (struct home_registration *r);
/* Sends a Binding Update.  The last thing an action does. */
void registration_start (struct home_registration *r,
                         enum signaling_class class, uint32_t transaction);

#endif
