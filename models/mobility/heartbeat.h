/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heartbeats (RFC 5847 3): an entity asks a peer that it has sessions with
 * whether it is there.  Whoever misses more answers in a row than allowed takes
 * the peer for dead, and for alive again with the next answer; an answer with
 * another Restart Counter than before tells that the peer has lost its state
 * meanwhile.  Between MAGs and LMAs, by each path where there are several (RFC
 * 8278), and, which no RFC has, between MAARs and their CMD. */
#ifndef DMMSIM_MODELS_MOBILITY_HEARTBEAT_H
#define DMMSIM_MODELS_MOBILITY_HEARTBEAT_H

#include "models/mobility/mobility.h"

struct heartbeat_config
{
  sim_time interval; /* HEARTBEAT_INTERVAL */
  int64_t missing;   /* MISSING_HEARTBEATS_ALLOWED */
};
extern const struct parameter heartbeat_parameters[];

struct heartbeat
{
  const struct heartbeat_config *config;
  struct mobility_entity *entity; /* that asks */
  struct address peer;
  uint32_t sequence; /* of the last request */
  uint32_t missing;  /* requests without an answer, in a row */
  bool awaiting;     /* the answer to the last one */
  bool reachable;
  bool counted; /* the peer's Restart Counter is known: it is */
  uint32_t counter;
  sim_time answered; /* when it was heard last */
  struct timer timer;
  event_kind kind;
  /* May one ask now (RFC 5847 3: only a peer one has a session with)? */
  bool (*wanted) (const struct heartbeat *heartbeat);
  void (*changed) (struct heartbeat *heartbeat); /* reachable did */
  /* The peer has lost all that it knew at @since, or later; NULL: nobody wants
   * to know. */
  void (*restarted) (struct heartbeat *heartbeat, sim_time since);
  void *owner;
};

/* Begins to ask, an interval from now.  The caller has set config, entity,
 * peer, kind (of heartbeat_due()), wanted, changed, restarted and owner. */
void heartbeat_start (struct heartbeat *heartbeat);
/* Asks no more. */
void heartbeat_stop (struct heartbeat *heartbeat);
/* Event: time for the next request. */
void heartbeat_due (struct sim *sim, void *subject);
/* The peer's answer, asked for or not (3.2). */
void heartbeat_answered (struct heartbeat *heartbeat,
                         const struct mh_message *message);
/* A message of the peer's came by the path: it works. */
void heartbeat_heard (struct heartbeat *heartbeat);
/* Answers the request @message from @peer; @restarts: our Restart Counter. */
void heartbeat_answer (struct mobility_entity *entity,
                       const struct address *peer,
                       const struct mh_message *message, uint32_t restarts);
/* The entity that asks has lost its state: what it knew of the peer with it
 * (3.2).  Tells the peer, without having been asked, if it had answered before.
 */
void heartbeat_restart (struct heartbeat *heartbeat, uint32_t restarts);

#endif
