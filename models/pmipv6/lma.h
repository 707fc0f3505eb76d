/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local mobility anchor (RFC 5213 5).
 *
 * One binding cache entry (BCE) per mobility session; a node has one unless
 * two sessions were asked for (5.4).  The LMA owns its entries; each has one
 * timer, for its lifetime or, de-registered, for MinDelayBeforeBCEDelete.
 * Invariant: an ACTIVE entry has a tunnel route per prefix and accepts the
 * tunnel of its Proxy-CoA; a HELD one accepts none. */
#ifndef DMMSIM_MODELS_PMIPV6_LMA_H
#define DMMSIM_MODELS_PMIPV6_LMA_H

#include "models/pmipv6/pmipv6.h"

#define BCE_STATES(X)                   \
  X (ACTIVE, "active") /* registered */ \
  X (HELD, "held")     /* de-registered, kept for a PBU from a new MAG */
#define X(name, text) BCE_##name,
enum bce_state
{
  BCE_STATES (X) BCE_STATES_N
};
#undef X
const char *bce_state_name (enum bce_state state);

/* Longest link-layer identifier stored; a longer one is refused. */
#define LINK_LAYER_MAX 20

/* RFC 5213 5.1. */
struct bce
{
  struct lma *lma;
  struct bce *next; /* of the same node */
  struct mobile_node *mn;
  enum bce_state state;
  struct address proxy_coa;
  struct node *gateway; /* whose address that is */
  struct address link_local;
  uint8_t link_layer[LINK_LAYER_MAX];
  uint8_t link_layer_length; /* 0: ALL_ZERO, not known */
  uint8_t technology;
  sim_time updated, expires;
  struct timer timer;
  uint32_t more_bindings;          /* of the session, beside this one */
  void *extension;                 /* of pmipv6->extension */
  struct localized_bce *localized; /* or NULL: localized.h */
  struct packet_buffer buffer;     /* HELD: what has come since */
  struct timer bicast;             /* ACTIVE: data goes to former_coa as well */
  struct address former_coa;
  /* Home network prefixes, then at most one delegated mobile network prefix
   * (RFC 7148 5.2.1). */
  uint32_t n_prefixes, n_delegated;
  struct prefix prefixes[];
};

/* Prefixes routed to the MAG. */
static inline uint32_t
bce_n_routed (const struct bce *bce)
{
  return bce->n_prefixes + bce->n_delegated;
}

/* A PBU that waits for the de-registration by the former MAG, at most
 * MaxDelayBeforeNewBCEAssign (5.4.1.2, 5.4.1.3). */
struct lma_deferred
{
  struct lma *lma;
  struct mobile_node *mn;
  GBytes *message; /* Mobility Header */
  struct address source, proxy_coa;
  uint32_t transaction;
  enum signaling_class class;
  struct timer timer;
};

/* What the LMA has on a node; order: of the last PBU accepted (5.5), forgotten
 * with the last entry. */
struct lma_node
{
  struct bce *entries;
  struct binding_order order;
  struct lma_deferred *deferred;
  struct assignment *assignment; /* under way; of the rfLMA */
  struct lma *assigned;          /* the last one's r2LMA */
};

struct lma
{
  struct mobility_entity entity; /* first */
  struct pmipv6 *pmipv6;
  GArray *nodes;        /* struct lma_node, by index of the mobile node */
  GHashTable *prefixes; /* home network prefix to struct bce */
  struct mobility_count count;
  uint32_t index;    /* in pmipv6->lmas */
  uint32_t promised; /* sessions that the rfLMA is setting up here */
  uint16_t sequence; /* of PBUs to r2LMAs */
  uint32_t restarts; /* without its state */
  event_kind expire, give_up_waiting, unicast;
  struct localized_agent *localized; /* or NULL */
  struct lma_peer *peers;            /* by access router; NULL: no heartbeats */
};

struct lma *lma_new (struct pmipv6 *pmipv6, struct node *node);
/* At an address of its own of the node. */
struct lma *lma_new_at (struct pmipv6 *pmipv6, struct node *node,
                        const struct address *address);
void lma_free (struct lma *lma);
/* It is at @node from now on, with all it knows: a standby takes over. */
void lma_move (struct lma *lma, struct node *node);
/* All that it knew of bindings is gone.  What prefixes a node had been given
 * its policy profile still says (RFC 5213 6.2): it gets them when a MAG asks
 * for them by name. */
void lma_restart (struct lma *lma);
/* Valid until the next call. */
struct lma_node *lma_node_get (struct lma *lma, const struct mobile_node *mn);
/* The node's flows have begun (@change 1) or are over (-1). */
void lma_count_live (struct lma *lma, const struct mobile_node *mn, int change);

/* ---- lma_cache.c: the entries -------------------------------------- */

/* A PBU with what its IPv6 header and the observer add. */
struct lma_request
{
  const struct mh_message *pbu;
  struct address source;        /* of the packet: where the answer goes */
  struct address proxy_coa;     /* the same, or the alternate one */
  const struct mh_option *path; /* of pmipv6->extension, or NULL */
  uint32_t transaction;
  enum signaling_class class;
  struct mobile_node *mn;
  struct node *gateway;
  struct lma *via; /* the rfLMA that it came to and that answers, or NULL */
  bool assigned;   /* stays where it is: has been assigned */
};

enum lma_lookup
{
  LOOKUP_NEW,            /* asks for a new mobility session */
  LOOKUP_UPDATE,         /* of the entry found */
  LOOKUP_WAIT,           /* of the entry found, once it is de-registered */
  LOOKUP_NOT_AUTHORIZED, /* 155 */
  LOOKUP_SET_MISMATCH    /* 159 */
};
/* The existence test of 5.4.1. */
enum lma_lookup lma_lookup (struct lma *lma, const struct lma_request *request,
                            struct bce **found);

/* An entry with @n prefixes, not bound yet: those of @claimed, which the node
 * has been given already, or fresh ones (NULL). */
struct bce *bce_new (struct lma *lma, struct mobile_node *mn, uint32_t n,
                     const struct prefix *claimed);
/* Binds to the MAG that asks, active for @lifetime: 5.3.2 4 to 6, 5.3.3 1,
 * 5.3.4 1 to 4. */
void bce_bind (struct bce *bce, const struct lma_request *request,
               sim_time lifetime);
/* Keeps what the request says of node and access (5.3.2 4). */
void bce_store (struct bce *bce, const struct lma_request *request);
void bce_set_timer (struct bce *bce, sim_time at);
/* Counts more or fewer bindings beside the entry's own. */
void bce_count_bindings (struct bce *bce, int change);
/* Says that the prefixes now lead to @gateway. */
void bce_trace_switch (const struct bce *bce, struct node *gateway,
                       uint32_t transaction);
/* Route through the tunnel to one of its MAGs. */
struct route bce_tunnel (const struct bce *bce,
                         const struct address *proxy_coa);
/* Routes of all prefixes through the tunnel of the entry. */
void bce_set_routes (struct bce *bce);
/* Takes one more prefix into the cache, @claimed or a fresh one (NULL); or out
 * of it. */
void bce_add_prefix (struct bce *bce, struct prefix *prefix,
                     const struct prefix *claimed);
void bce_remove_prefix (struct bce *bce, const struct prefix *prefix);
/* De-registered: 5.3.5 2. */
void bce_hold (struct bce *bce);
void bce_delete (struct bce *bce);
/* Event: lifetime or hold time is over. */
void bce_expire (struct sim *sim, void *subject);

/* ---- lma.c, for who assigns LMAs ----------------------------------- */

/* Checks and acts upon @request, whose PBU @packet brought (NULL: none that
 * can be made to wait). */
void lma_handle (struct lma *lma, struct lma_request *request,
                 const struct packet *packet);
void lma_reject (struct lma *lma, const struct lma_request *request,
                 enum binding_status status);

/* ---- lma_bridging.c: between two MAGs ------------------------------ */

/* Keeps what comes from now on, if the LMA is to; false: it is not. */
bool bce_buffer (struct bce *bce);
/* Sends what was kept to the MAG that the entry is bound to. */
void bce_empty_buffer (struct bce *bce);
/* Sends copies to the MAG @former for a while, and takes what comes from it, if
 * the LMA is to. */
void bce_bicast (struct bce *bce, const struct address *former);
/* Event: that is over. */
void bce_unicast (struct sim *sim, void *subject);
void bce_stop_bicast (struct bce *bce);
/* No copies any more; what is kept is dropped. */
void bce_stop_bridging (struct bce *bce);

/* ---- delegation.c: delegated prefixes, RFC 7148 5.2.2 -------------- */

/* Can what the request says of them be granted?  Else 177 or 178. */
enum binding_status lma_check_delegation (struct lma *lma,
                                          const struct lma_request *request);
/* Delegates a prefix to the session that asks for one; takes it back from one
 * that does not say it any more. */
void bce_delegate (struct bce *bce, const struct mh_message *pbu);
/* Says in the PBA what is delegated. */
void bce_answer_delegation (const struct bce *bce, struct mh_message *pba);

#endif
