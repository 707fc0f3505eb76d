/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast handover between MAGs (RFC 5949 on RFC 5568).
 *
 * The MAG that a node leaves (PMAG) and the one it comes to (NMAG) agree by
 * Handover Initiate and Handover Acknowledge on the node's context and on a
 * tunnel between them.  Each end of such a handover is a session: one state
 * machine for the PMAG (fast_previous.c), one for the NMAG (fast_next.c), one
 * exchange of HI for HAck at a time (fast_session.c).  The LMA takes no part.
 *
 * A session hangs on the node, as the BUL entries do.  It owns its routes as
 * long as no BUL entry of the same MAG has bound the same prefixes.  Scope and
 * choices: doc/models/fast-handover.md. */
#ifndef DMMSIM_MODELS_PMIPV6_FAST_H
#define DMMSIM_MODELS_PMIPV6_FAST_H

#include "models/access/access.h"
#include "models/pmipv6/mag.h"
#include "models/pmipv6/pmipv6.h"

/* RFC 5568 10. */
#define HI_RETRIES 3
#define HI_FIRST_RETRY (100 * SIM_MILLISECOND)

enum hi_flag /* RFC 5949 6.1.1 */
{
  HI_S = 0x80,
  HI_U = 0x40,
  HI_P = 0x20,
  HI_F = 0x10
};

enum hack_flag /* RFC 5949 6.1.2 */
{
  HACK_U = 0x80,
  HACK_P = 0x40,
  HACK_F = 0x20
};

enum hi_code
{
  HI_CODE_DEFAULT = 0,
  HI_CODE_FORWARDING_COMPLETE = 2,
  HI_CODE_ALL_CONTEXT = 3
};

enum hack_code
{
  HACK_ACCEPTED = 0,
  HACK_CONTEXT_ACCEPTED = 5,
  HACK_ALL_CONTEXT = 6,
  HACK_UNSPECIFIED = 128, /* from here on: refused */
  HACK_PROHIBITED = 129,
  HACK_INSUFFICIENT_RESOURCES = 130,
  HACK_NO_CONTEXT = 131,
  HACK_NO_FORWARDING = 132
};

enum fast_mode
{
  FAST_OFF,
  FAST_PREDICTIVE,
  FAST_REACTIVE
};

/* When the PMAG of a predictive handover starts to forward. */
enum fast_forward
{
  FORWARD_AT_ONCE,      /* F in its first HI: with the HAck (4.1 c, d) */
  FORWARD_ON_DEPARTURE, /* F in a second HI, when the node has left (4.2) */
  FORWARD_ON_ATTACHMENT /* U, later F in HIs of the NMAG (4.1 e) */
};

/* Keys of "fast_handover". */
struct fast_config
{
  sim_time lead;           /* indication before t_dead */
  double wrong_prediction; /* probability that it names another router */
  int forward;             /* enum fast_forward */
  sim_time lifetime;       /* of forwarding; of a context nobody comes for */
  int64_t capacity;        /* sessions a MAG has room for; 0: no bound */
};
extern const struct variant *const fast_variants[];

#define FAST_PREVIOUS_STATES(X)                                             \
  X (INITIATING, "initiating") /* HI with the context sent */               \
  X (PREPARED, "prepared")     /* acknowledged, nothing is forwarded yet */ \
  X (BUFFERING, "buffering")   /* keeps what comes for the node */          \
  X (FORWARDING, "forwarding") /* tunnels it to the NMAG */                 \
  X (COMPLETING, "completing") /* has said that forwarding is over (code 2) */
#define X(name, text) PREVIOUS_##name,
enum fast_previous_state
{
  FAST_PREVIOUS_STATES (X) PREVIOUS_STATES_N
};
#undef X

#define FAST_PREVIOUS_EVENTS(X)                                          \
  X (ACCEPTED, "accepted") /* HAck below 128 */                          \
  X (REFUSED, "refused")   /* HAck of 128 or above */                    \
  X (GIVE_UP, "give up")   /* no HAck to the last copy */                \
  X (BUFFER, "buffer")     /* HI with U of the NMAG */                   \
  X (FORWARD, "forward")   /* HI with F of the NMAG */                   \
  X (DEPARTED, "departed") /* the node has left, by link-layer notice */ \
  X (TIMER, "timer")       /* lifetime over */
#define X(name, text) PREVIOUS_EVENT_##name,
enum fast_previous_event
{
  FAST_PREVIOUS_EVENTS (X) PREVIOUS_EVENTS_N
};
#undef X

#define FAST_NEXT_STATES(X)                                                \
  X (SOLICITING, "soliciting") /* node here, HI for its context sent */    \
  X (EXPECTING, "expecting")   /* context here, node awaited, data kept */ \
  X (SERVING, "serving")       /* node here, by way of the PMAG */         \
  X (CLOSING, "closing")       /* bound at the LMA; late packets come still */
#define X(name, text) NEXT_##name,
enum fast_next_state
{
  FAST_NEXT_STATES (X) NEXT_STATES_N
};
#undef X

#define FAST_NEXT_EVENTS(X)                                           \
  X (ATTACHED, "attached")     /* the node is here */                 \
  X (ACCEPTED, "accepted")     /* HAck below 128 */                   \
  X (REFUSED, "refused")       /* HAck of 128 or above */             \
  X (GIVE_UP, "give up")       /* no HAck to the last copy */         \
  X (CONTEXT, "context")       /* HI of the PMAG, with the context */ \
  X (REGISTERED, "registered") /* the BUL entry is bound */           \
  X (FAILED, "failed")         /* the registration has failed */      \
  X (DEPARTED, "departed")     /* the node has left again */          \
  X (COMPLETED, "completed")   /* HI of the PMAG with code 2 */       \
  X (TIMER, "timer")           /* lifetime over */
#define X(name, text) NEXT_EVENT_##name,
enum fast_next_event
{
  FAST_NEXT_EVENTS (X) NEXT_EVENTS_N
};
#undef X

const char *fast_previous_state_name (enum fast_previous_state state);
const char *fast_next_state_name (enum fast_next_state state);

enum fast_side
{
  SIDE_PREVIOUS,
  SIDE_NEXT
};

/* One end of one handover. */
struct fast_session
{
  struct mag *mag;
  struct fast_session *next; /* of the same node, at any MAG and either side */
  struct mobile_node *mn;
  enum fast_side side;
  union
  {
    enum fast_previous_state previous;
    enum fast_next_state state;
  };
  struct address peer; /* the other MAG; unspecified: not known yet */
  struct address lma;  /* NMAG: that the node is bound at */
  uint32_t transaction;
  struct binding_exchange exchange; /* HI for HAck */
  uint8_t flags, code;              /* of the HI outstanding */
  struct timer timer;
  struct packet_buffer buffer;
  struct prefix *prefixes; /* owned */
  uint32_t n_prefixes;
  struct route uplink; /* PMAG: to the LMA, for what the NMAG sends back */
  bool departed;       /* PMAG: knows that the node has left */
  bool keeps;          /* PMAG: what has come since then */
  bool superseded;     /* PMAG: by another session */
  bool confirmed;      /* PMAG: knows that it has come to the NMAG */
  bool owns_routes;    /* NMAG: for the prefixes, none are the BUL entry's */
};

/* Of a domain whose MAGs do fast handover. */
struct fast
{
  struct pmipv6 *pmipv6;
  enum fast_mode mode;
  const struct fast_config *config;
  event_kind timer;
};

bool fast_is_on (const struct variant_value *fast_handover);
/* Can it be as asked for?  See struct architecture. */
bool fast_check (const struct domain *domain,
                 const struct variant_value *fast_handover, GError **error);
/* NULL when it is off. */
struct fast *fast_new (struct pmipv6 *pmipv6,
                       const struct variant_value *fast_handover);
void fast_free (struct fast *fast);
/* The node's flows have begun (@change 1) or are over (-1). */
void fast_count_live (const struct pmipv6_node *node, int change);
/* Just the memory of the node's sessions: the domain is going. */
void fast_node_free (struct pmipv6_node *node);

/* ---- for mag.c and bul.c: false, or nothing, where it is off -------- */

/* Is the attachment in the hands of fast handover?  Then the registration
 * follows when the context is here. */
bool fast_attach (struct mag *mag, struct mobile_node *mn);
/* The same of a departure: de-registration follows, if need be. */
bool fast_detach (struct mag *mag, struct mobile_node *mn);
/* HI or HAck, else nothing of fast handover. */
bool fast_take (struct mag *mag, const struct mh_message *message,
                const struct packet *packet);
/* The entry has been bound, or has changed state. */
void fast_registered (struct bul_entry *entry);
void fast_entered (struct bul_entry *entry);
/* Does forwarding go on that the entry must stay for? */
bool fast_holds (const struct bul_entry *entry);
/* Session whose context the registration can use, or NULL. */
const struct fast_session *fast_context (const struct bul_entry *entry);

/* ---- fast_session.c ------------------------------------------------ */

struct fast_session *fast_session_new (struct mag *mag, struct mobile_node *mn,
                                       enum fast_side side);
/* Stops, discards what is kept, takes its tunnel and routes away, frees. */
void fast_session_end (struct fast_session *session);
/* The node's at the MAG, or NULL. */
struct fast_session *fast_find (const struct mag *mag,
                                const struct mobile_node *mn,
                                enum fast_side side);
/* Has the MAG room for another one? */
bool fast_has_room (const struct mag *mag);
/* Knows the other MAG from now on, and takes its tunnel. */
void fast_session_join (struct fast_session *session,
                        const struct address *peer);
/* Takes the prefixes and the LMA of a message; false: there are none. */
bool fast_session_take_context (struct fast_session *session,
                                const struct mh_message *message);
void fast_session_take_prefixes (struct fast_session *session,
                                 const struct prefix *prefixes, uint32_t n);
void fast_session_set_timer (struct fast_session *session, sim_time delay);
/* Sends an HI with @flags beside P. */
void fast_initiate (struct fast_session *session, unsigned flags,
                    enum hi_code code);
/* Answers @hi; @entry: with its context, or NULL. */
void fast_acknowledge (struct mag *mag, const struct mh_message *hi,
                       const struct packet *packet, enum hack_code code,
                       const struct bul_entry *entry);
/* Has the tunnel ended where another MAG's has begun, all routes of the
 * prefixes at the node become @route. */
void fast_session_route (const struct fast_session *session,
                         const struct route *route);
/* PMAG: what comes back from the NMAG goes nowhere any more. */
void fast_session_close_back (const struct fast_session *session);
/* Routes through the tunnel to the other MAG; into the session's buffer; to
 * the node. */
struct route fast_tunnel (const struct fast_session *session);
struct route fast_keep (struct fast_session *session);
struct route fast_access (const struct fast_session *session);

/* ---- fast_previous.c, fast_next.c ---------------------------------- */

void fast_previous_handle (struct fast_session *session,
                           enum fast_previous_event event,
                           const struct mh_message *message);
/* An HI of an NMAG. */
void fast_previous_receive (struct mag *mag, const struct mh_message *hi,
                            const struct packet *packet);
/* The access network's indication (4.1 b). */
departure_listener fast_previous_foresee;
bool fast_previous_depart (struct mag *mag, struct mobile_node *mn);
/* The node is at the MAG (again): what it did as the node's PMAG is over. */
void fast_previous_return (struct fast_session *session);

void fast_next_handle (struct fast_session *session, enum fast_next_event event,
                       const struct mh_message *message);
/* An HI of a PMAG. */
void fast_next_receive (struct mag *mag, const struct mh_message *hi,
                        const struct packet *packet);
bool fast_next_attach (struct mag *mag, struct mobile_node *mn);

/* ---- waiting.c: what comes before the registration ----------------- */

/* Sets the MAG's way for what leaves a tunnel for an unknown destination. */
void mag_wait_init (struct mag *mag);
void mag_wait_free (struct mag *mag);
/* One more, or one less, node at the MAG whose prefixes are awaited. */
void mag_wait (struct mag *mag, int change);
/* The prefixes are known: what has come for them goes by @route. */
void mag_wait_over (struct mag *mag, const struct prefix *prefixes, uint32_t n,
                    const struct route *route);
/* What comes out of a tunnel from these sources goes by @route (NULL: no
 * more). */
void mag_route_back (struct mag *mag, const struct prefix *source,
                     struct route *route);

#endif
