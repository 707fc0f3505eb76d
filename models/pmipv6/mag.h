/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile access gateway (RFC 5213 6).
 *
 * One binding update list entry (BUL entry) per mobile node that is, or was
 * lately, at the MAG.  A node's entries at all MAGs hang on the node itself
 * (struct pmipv6_node): they are few, so finding one is a short walk and no
 * table of MAGs by nodes exists.
 *
 * Delivery is by exit routes: only what the LMA tunnelled to the MAG reaches a
 * node (6.10.5).  Without a binding it dies NOT_READY, as the MAG learns the
 * prefixes with the PBA only. */
#ifndef DMMSIM_MODELS_PMIPV6_MAG_H
#define DMMSIM_MODELS_PMIPV6_MAG_H

#include "models/mobility/buffer.h"
#include "models/pmipv6/pmipv6.h"

/* Routes towards the node stand in REGISTERED, REFRESHING; refusals of what
 * still comes in DEREGISTERING, RELEASED. */
#define BUL_STATES(X)                                                     \
  X (UNREGISTERED, "unregistered")   /* no service: refused, given up */  \
  X (PENDING, "pending")             /* PBU sent, no binding */           \
  X (REGISTERED, "registered")       /* bound */                          \
  X (REFRESHING, "refreshing")       /* bound, PBU sent again */          \
  X (DEREGISTERING, "deregistering") /* node gone, lifetime-0 PBU sent */ \
  X (RELEASED, "released")           /* node gone, no binding */
#define X(name, text) BUL_##name,
enum bul_state
{
  BUL_STATES (X) BUL_STATES_N
};
#undef X
const char *bul_state_name (enum bul_state state);

#define BUL_EVENTS(X)                                                \
  X (ATTACH, "attach")     /* node is here, or asks again */         \
  X (ACCEPTED, "accepted") /* PBA, status below 128 */               \
  X (REFUSED, "refused")   /* PBA, status 128 or above */            \
  X (MISMATCH, "mismatch") /* PBA with options of another node */    \
  X (GIVE_UP, "give up")   /* no PBA to the last copy */             \
  X (DETACH, "detach")     /* node has left, by link-layer notice */ \
  X (MOVED, "moved")       /* another MAG has said it serves it */   \
  X (INVALID, "invalid")   /* the LMA may have lost the binding */   \
  X (TIMER, "timer")       /* refresh, expiry, end of RELEASED */
#define X(name, text) BUL_EVENT_##name,
enum bul_event
{
  BUL_EVENTS (X) BUL_EVENTS_N
};
#undef X

struct mag;

/* RFC 5213 6.1. */
struct bul_entry
{
  struct mag *mag;
  struct bul_entry *next; /* of the same node, at another MAG */
  struct mobile_node *mn;
  enum bul_state state;
  enum handoff_indicator handoff; /* of the PBU outstanding */
  uint8_t technology;             /* of the attachment, RFC 5213 8.5 */
  uint32_t transaction;           /* attachment it serves */
  uint32_t refusals;              /* answered by trying again, so far */
  bool denied; /* UNREGISTERED for this attachment, not to be asked again */
  struct binding_exchange exchange;
  struct timer timer;
  sim_time expires;
  struct prefix *prefixes; /* owned; none before the first PBA */
  uint32_t n_prefixes;
  struct prefix delegated; /* RFC 7148 5.1.1; length 0: none */
  bool no_delegation;      /* refused: not to be asked for again */
  uint32_t more_bindings;  /* of the session, beside this one */
  bool redirectable;       /* the PBU outstanding may be (RFC 6463 5.2) */
  void *extension;         /* of pmipv6->extension */
  struct localized_uplink *localized; /* or NULL: localized.h */
};

struct mag
{
  struct mobility_entity entity; /* first */
  struct pmipv6 *pmipv6;
  struct access_router *router;
  struct address anchor; /* where it registers: the LMA, or who stands for it */
  uint16_t sequence;     /* of all nodes, with timestamps (6.9.1.1 6) */
  uint32_t restarts;     /* without its state */
  struct heartbeat *heartbeat; /* to the LMA, or NULL */
  struct mobility_count count;
  event_kind timer;
  struct localized_agent *localized; /* or NULL */
  /* waiting.c: data that overtook the message with its prefixes */
  struct packet_buffer waiting;
  uint32_t awaited; /* nodes whose prefixes are to come */
  struct route keep;
  struct prefix_table *back; /* sources that another MAG sends back, to struct
                                route * of their sessions; NULL: none */
  /* fast.h */
  uint16_t hi_sequence;
  uint32_t sessions;
};

struct mag *mag_new (struct pmipv6 *pmipv6, struct access_router *router,
                     const struct address *anchor);
void mag_free (struct mag *mag);
/* The binding update list and what follows from it are gone. */
void mag_restart (struct mag *mag);
void mag_attach (struct mag *mag, struct mobile_node *mn);
void mag_detach (struct mag *mag, struct mobile_node *mn);
/* The registration alone, whatever fast handover there is. */
void mag_register (struct mag *mag, struct mobile_node *mn);
/* What the MAG still has on a node that is not here any more makes way for a
 * new attachment. */
void mag_dismiss (struct mag *mag, struct mobile_node *mn);
/* A message that arrived at @received, at whichever of the MAG's addresses.
 * False if it is no answer to an entry's PBU. */
bool mag_take (struct mag *mag, const struct mh_message *message,
               const struct packet *packet, sim_time received);
/* The MAG's entry for the node, or NULL. */
struct bul_entry *mag_find (const struct mag *mag,
                            const struct mobile_node *mn);

/* ---- bul.c: the course of an entry --------------------------------- */

struct bul_entry *bul_entry_new (struct mag *mag, struct mobile_node *mn);
/* Just the memory: the domain is going. */
void bul_entry_free (struct bul_entry *entry);
/* Event: refresh due, lifetime over, or end of the time in RELEASED. */
void bul_timer (struct sim *sim, void *subject);
/* @pba: for ACCEPTED, REFUSED and MISMATCH, else NULL.  The entry can be gone
 * afterwards. */
void bul_handle (struct bul_entry *entry, enum bul_event event,
                 const struct mh_message *pba);
/* Registers once more, after a refusal that has been dealt with. */
void bul_register_again (struct bul_entry *entry);
/* Forgets the entry, whatever its state: frees it. */
void bul_dismiss (struct bul_entry *entry);
/* Extends a binding that stands, before its time. */
void bul_refresh (struct bul_entry *entry);
/* Counts more or fewer bindings beside the entry's own. */
void bul_count_bindings (struct bul_entry *entry, int change);
/* Does the MAG hold a binding, or an exchange about one? */
bool bul_entry_counts (enum bul_state state);

/* ---- delegation.c: delegated prefixes, RFC 7148 5.1.2 -------------- */

/* Asks in a PBU for the node's, by name if it has one. */
void bul_ask_delegation (const struct bul_entry *entry, struct mh_message *pbu);
/* What the PBA says of it.  True if it is another one than before. */
bool bul_take_delegation (struct bul_entry *entry,
                          const struct mh_message *pba);
/* A registration refused for it; true: to be sent again. */
bool bul_refuse_delegation (struct bul_entry *entry,
                            const struct mh_message *pba);

/* ---- mag_routes.c: what follows from a binding --------------------- */

/* Everything from an unknown source, and everything tunnelled here for an
 * unknown destination, is refused. */
void mag_refuse_unknown (struct mag *mag);
/* Routes from the node for each prefix. */
void bul_set_uplink (struct bul_entry *entry);
/* Routes to and from the node for each prefix. */
void bul_open (struct bul_entry *entry);
/* No way from the node; what comes for it is dropped for @why. */
void bul_close (struct bul_entry *entry, enum drop_reason why);
/* Nothing of the entry's routes is left; prefixes are forgotten. */
void bul_forget (struct bul_entry *entry);
/* Takes the prefixes of an accepting PBA; false if they are what it has. */
bool bul_take_prefixes (struct bul_entry *entry, const struct mh_message *pba);
/* RA with @prefixes, valid for @lifetime, from the fixed addresses of RFC
 * 6543. */
void mag_advertise (struct mag *mag, struct mobile_node *mn,
                    const struct prefix *prefixes, uint32_t n,
                    sim_time lifetime);
/* The same with those of the entry, for as long as it is bound. */
void bul_advertise (struct bul_entry *entry);

#endif
