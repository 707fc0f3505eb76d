/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A standby for a central entity, at a node of its own.  Our extension: RFC
 * 5213 and RFC 8885 leave redundancy to the deployment.  It asks the active one
 * by heartbeats (RFC 5847); when that is not there, it takes its place: address
 * and prefixes are routed to it, so that gateways and data notice nothing but
 * the time in between.  Synchronised, it has the state that the other one had,
 * else none.  It stays in place when the other one is back. */
#ifndef DMMSIM_MODELS_MOBILITY_STANDBY_H
#define DMMSIM_MODELS_MOBILITY_STANDBY_H

#include "models/mobility/heartbeat.h"

struct standby_config
{
  char *node;
  struct heartbeat_config heartbeat;
  bool synchronised;
};
extern const struct parameter standby_parameters[];

struct standby
{
  struct mobility_entity entity; /* first: who asks, until it takes over */
  struct heartbeat heartbeat;
  /* Makes @active, of @owner, the entity of the standby's node. */
  void (*take_over) (void *owner, struct node *node, bool synchronised);
  void *owner;
  bool synchronised;
};

/* Begins to watch @active, whose place @owner's @take_over gives it. */
struct standby *standby_new (const struct standby_config *config,
                             struct mobility_entity *active,
                             void (*take_over) (void *owner, struct node *node,
                                                bool synchronised),
                             void *owner);
/* NULL is accepted. */
void standby_free (struct standby *standby);
/* Can @active, whose block of addresses moves as a whole, have it? */
bool standby_check (const struct domain *domain, const struct node *active,
                    const struct standby_config *config, GError **error);

#endif
