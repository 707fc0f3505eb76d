/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heartbeats (RFC 5847 3): a MAG asks the LMA by each of its paths, the LMA
 * each Proxy-CoA with a binding, whether the other is there.  Whoever misses
 * more answers in a row than allowed takes the path for dead, and for alive
 * again with the next answer. */
#ifndef DMMSIM_MODELS_MULTIHOMED_HEARTBEAT_H
#define DMMSIM_MODELS_MULTIHOMED_HEARTBEAT_H

#include "models/mobility/mobility.h"

struct heartbeat_config
{
  sim_time interval; /* HEARTBEAT_INTERVAL */
  int64_t missing;   /* MISSING_HEARTBEATS_ALLOWED */
};

struct heartbeat
{
  const struct heartbeat_config *config;
  struct mobility_entity *entity; /* that asks */
  struct address peer;
  uint32_t sequence; /* of the last request */
  uint32_t missing;  /* requests without an answer, in a row */
  bool awaiting;     /* the answer to the last one */
  bool reachable;
  struct timer timer;
  event_kind kind;
  /* May one ask now (RFC 5847 3: only a peer one has a session with)? */
  bool (*wanted) (const struct heartbeat *heartbeat);
  void (*changed) (struct heartbeat *heartbeat); /* reachable did */
  void *owner;
};

/* Begins to ask, an interval from now.  The caller has set config, entity,
 * peer, kind (of heartbeat_due()), wanted, changed and owner. */
void heartbeat_start (struct heartbeat *heartbeat);
/* Event: time for the next request. */
void heartbeat_due (struct sim *sim, void *subject);
/* The peer's answer. */
void heartbeat_answered (struct heartbeat *heartbeat,
                         const struct mh_message *message);
/* A message of the peer's came by the path: it works. */
void heartbeat_heard (struct heartbeat *heartbeat);
/* Answers the request @message from @peer. */
void heartbeat_answer (struct mobility_entity *entity,
                       const struct address *peer,
                       const struct mh_message *message);

#endif
