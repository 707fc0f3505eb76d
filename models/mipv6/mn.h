/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile node (RFC 6275 11): what runs on the host itself.
 *
 * Movement is detected by the Router Advertisement of another link (11.5.1).
 * The care-of address is verified as the configuration has it, then registered
 * with the home agent (11.7.1).  The home registration is one entry of the
 * binding update list and a state machine. */
#ifndef DMMSIM_MODELS_MIPV6_MN_H
#define DMMSIM_MODELS_MIPV6_MN_H

#include "models/mipv6/mipv6.h"
#include "models/mipv6/wire.h"

/* The reverse tunnel stands in REGISTERED and REFRESHING. */
#define MN_STATES(X)                                                      \
  X (UNREGISTERED, "unregistered")   /* no binding, none asked for */     \
  X (DISCOVERING, "discovering")     /* a home agent is asked for */      \
  X (CONFIGURING, "configuring")     /* a care-of address is verified */  \
  X (REGISTERING, "registering")     /* BU for a care-of address sent */  \
  X (REGISTERED, "registered")       /* bound at the care-of address */   \
  X (REFRESHING, "refreshing")       /* bound, BU sent again */           \
  X (DEREGISTERING, "deregistering") /* at home, BU of lifetime 0 sent */ \
  X (HOME, "home")                   /* at home, no binding */
#define X(name, text) MN_##name,
enum mn_state
{
  MN_STATES (X) MN_STATES_N
};
#undef X
const char *mn_state_name (enum mn_state state);

#define MN_EVENTS(X)                                                    \
  X (CARE_OF, "care-of")   /* another link has been heard */            \
  X (HOME, "home")         /* the home link has been heard */           \
  X (ACCEPTED, "accepted") /* BA, status below 128 */                   \
  X (REFUSED, "refused")   /* BA, status 128 or above */                \
  X (GIVE_UP, "give up")   /* no BA to the last copy */                 \
  X (NO_LINK, "no link")   /* nothing to send a copy on */              \
  X (AGENTS, "agents")     /* home agents list received */              \
  X (REQUEST, "request")   /* Binding Refresh Request of the HA */      \
  X (TIMER, "timer")       /* verified; refresh or expiry; try again */ \
  X (LEAVE, "leave")       /* the node leaves the area */
#define X(name, text) MN_EVENT_##name,
enum mn_event
{
  MN_EVENTS (X) MN_EVENTS_N
};
#undef X

/* mobile_node.entity. */
struct mipv6_mn
{
  struct mobility_entity entity; /* first; its address is the home address */
  struct mipv6 *mipv6;
  struct mobile_node *mn;
  enum mn_state state;
  struct address home_agent;
  struct address agents[HOME_AGENTS_MAX]; /* as they were discovered */
  uint32_t n_agents, agent;               /* which of them it is */
  uint16_t discovery;                     /* identifier of the last request */
  uint32_t requests;                      /* copies of it sent */
  struct address care_of; /* of the link it is on; unspecified at home */
  bool bound;             /* the HA may hold a binding, until: */
  sim_time expires;
  struct binding_exchange exchange;
  uint16_t sequence;
  uint32_t transaction; /* attachment it serves */
  bool probed;          /* CONFIGURING: the probe is out */
  uint32_t refusals;    /* answered by trying again, so far */
  bool denied;          /* 134: the home address is somebody else's */
  struct timer timer;
  struct random_parked delays;    /* before probes */
  struct random_parked ra_delays; /* before Router Advertisements */
  struct timer ra_timer;
  struct mobility_count count;
  uint32_t flows;                          /* live ones */
  struct route tunnel;                     /* the reverse tunnel */
  struct mn_correspondent *correspondents; /* owned */
  uint64_t cookies;                        /* made so far */
};

/* Of a node that attaches for the first time. */
struct mipv6_mn *mn_new (struct mipv6 *mipv6, struct mobile_node *mn);
void mn_free (struct mipv6_mn *node);
/* What the node believes of its addresses may have changed. */
void mn_hear (struct mipv6_mn *node);

/* mn_route.c: the way of what bears the home address, in @state. */
void mn_set_uplink (struct mipv6_mn *node, enum mn_state state);

/* ---- mn_registration.c: the home registration ---------------------- */

/* @ba: of ACCEPTED and REFUSED, else NULL. */
void mn_handle (struct mipv6_mn *node, enum mn_event event,
                const struct mh_message *ba);
/* Event: whatever the node's timer was set for. */
void mn_expire (struct sim *sim, void *subject);
void mn_init_exchange (struct mipv6_mn *node);
/* The key of home registrations from @care_of; SIGNATURE_NONE: unsigned. */
struct mipv6_key mn_key (const struct mipv6_mn *node,
                         const struct address *care_of);

#endif
