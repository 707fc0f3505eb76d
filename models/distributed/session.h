/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A MAAR's session with a mobile node when there is no CMD: states and events
 * are those of models/dmm/maar.h.
 *
 *   pending    the prefix is served here; previous MAARs are being looked for
 *              and told
 *   serving    all that were found have answered
 *   previous   another MAAR is served by our tunnel; it keeps the binding alive
 *   releasing  prefixes given up, the hash table being told
 *
 * Towards others the session has binding update list entries (RFC 5213 6.1),
 * one per previous MAAR and, with the hash table, one per MAAR in charge. */
#ifndef DMMSIM_MODELS_DISTRIBUTED_SESSION_H
#define DMMSIM_MODELS_DISTRIBUTED_SESSION_H

#include "models/distributed/distributed.h"

/* What a binding update list entry is for. */
#define BULE_KINDS(X)                                                \
  X (ANCHOR, "anchor")  /* a previous MAAR, to forward its prefix */ \
  X (LOOKUP, "look-up") /* a MAAR in charge, asked for the others */ \
  X (COPY, "copy")      /* another one in charge, told the same */
#define X(name, text) BULE_##name,
enum bule_kind
{
  BULE_KINDS (X) BULE_KINDS_N
};
#undef X

#define BULE_STATES(X)                                       \
  X (PENDING, "pending")       /* PBU sent, none answered */ \
  X (REGISTERED, "registered") /* answered; may be refreshed */
#define X(name, text) BULE_##name,
enum bule_state
{
  BULE_STATES (X) BULE_STATES_N
};
#undef X
const char *bule_kind_name (enum bule_kind kind);
const char *bule_state_name (enum bule_state state);

/* Owned by the session's list. */
struct bule
{
  struct maar_session *session;
  enum bule_kind kind;
  enum bule_state state;
  enum maar_request request;
  bool due; /* prefixes were added that it has not been told of */
  struct prefix_list prefixes; /* ANCHOR: theirs.  Else our own are meant */
  struct binding_exchange exchange;
};

/* maar_session.own */
struct distributed_session
{
  GPtrArray *list;   /* struct bule * */
  bool looking;      /* previous MAARs may still be found */
  bool requested;    /* handover_mark_pbu() was called for this attachment */
  bool failed;       /* somebody did not answer since the attachment */
  uint32_t previous; /* k: previous MAARs that answered since then */
  sim_time answered; /* arrival of the latest answer */
  uint16_t flood_sequence; /* of the HI sent last */
  int64_t floods;          /* HIs sent to each since the attachment */
  struct timer flood;
};

struct distributed_session *session_own (const struct maar_session *session);

/* session.c: the scheme */
extern const struct maar_scheme maar_without_cmd;
/* One less to wait for: if none is left the handover is complete.  @session
 * lives on. */
void session_settle (struct maar_session *session);

/* bule.c: the binding update list */
void bule_free (struct bule *bule);
/* @maar anchors @prefix, which is neither served here nor being asked for: it
 * is, with the next bule_ask_anchors(). */
void bule_add_anchor (struct maar_session *session, const struct address *maar,
                      const struct prefix *prefix);
/* Sends a PBU to each previous MAAR that was added. */
void bule_ask_anchors (struct maar_session *session);
/* Sends a PBU with our own prefixes to a MAAR in charge. */
void bule_ask_table (struct maar_session *session, enum bule_kind kind,
                     const struct address *maar, enum maar_request request);
/* Refreshes what is registered with previous MAARs; those of which no prefix is
 * served here any more are forgotten. */
void bule_refresh_anchors (struct maar_session *session);
void bule_receive_pba (struct maar *maar, const struct mh_message *pba,
                       const struct packet *packet);

/* lookup.c: who the previous MAARs are */
void lookup_start (struct maar_session *session);
/* dht: registers anew with all MAARs in charge. */
void lookup_refresh (struct maar_session *session);
/* dht: our prefixes go out of the table.  False if nobody has to be told. */
bool lookup_withdraw (struct maar_session *session);
/* dht: what a PBA of a MAAR in charge names. */
void lookup_read (struct maar_session *session, const struct mh_message *pba);
/* dht: a copy of the request would go elsewhere: where; false: no copy, for we
 * have looked ourselves. */
bool lookup_next (struct bule *bule, struct address *maar);
/* The look-up is over.  dht: tells the MAARs in charge but @knows, which has
 * answered; NULL: none has, or we have looked ourselves. */
void lookup_over (struct maar_session *session, const struct address *knows);
void lookup_stop (struct maar_session *session);
/* Release policy flow, hint: a flow began on a prefix that nobody named. */
void lookup_cover_flows (struct maar_session *session);

/* flood.c: HI and HAck, RFC 5949 */
void flood_start (struct maar_session *session);
event_action flood_over;
void flood_receive_hi (struct maar *maar, const struct mh_message *hi,
                       const struct packet *packet);
void flood_receive_hack (struct maar *maar, const struct mh_message *hack,
                         const struct packet *packet);

#endif
