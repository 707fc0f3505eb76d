/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the proxy kit keeps per domain.  Private to models/proxy/. */
#ifndef DMMSIM_MODELS_PROXY_KIT_H
#define DMMSIM_MODELS_PROXY_KIT_H

#include "models/proxy/proxy.h"

/* A message that waits for its entity's processing time.  Records are reused:
 * none is allocated once the peak is reached. */
struct proxy_pending
{
  struct proxy_pending *next;
  struct proxy_entity *entity;
  struct packet *packet;
  sim_time received;
};

struct proxy_kit
{
  GPtrArray *entities; /* first struct proxy_entity * of a node, by node id */
  GPtrArray *pending;  /* struct proxy_pending *, all of them, owned */
  struct proxy_pending *idle;
  GHashTable *mobile_nodes; /* struct view * (owned) to mobile node, by MN-ID */
  guint indexed;            /* mobile nodes in the table, the first ones */
  event_kind process, retransmit;
};

/* The domain's kit, made on first use. */
struct proxy_kit *proxy_kit_get (struct domain *domain);
/* Event: an exchange's answer did not come in time. */
void binding_exchange_expire (struct sim *sim, void *subject);

#endif
