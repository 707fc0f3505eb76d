/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile IPv6 with home agents at several sites that announce one home prefix
 * (Global HAHA, RFC 6301 4.15; Migrating Home Agents).  A node's update, and a
 * packet for it, go to the home agent nearest to where they are sent; the home
 * agents tell each other where nodes are, or keep that in one place and ask
 * (Chan's split of location and routing).
 *
 * RFC 6301 has the mechanism; no document has the messages between home agents.
 * They are our own design, made of registered ones: doc/models/anycast-ha.md.
 */
#ifndef DMMSIM_MODELS_ANYCAST_ANYCAST_H
#define DMMSIM_MODELS_ANYCAST_ANYCAST_H

#include "models/mipv6/mipv6.h"

struct agent;

/* Where it is known where nodes are. */
enum anycast_location
{
  LOCATION_SYNCHRONISED, /* at every home agent */
  LOCATION_CENTRAL       /* at that of the anchor site, others ask and keep */
};

/* Where a home agent tunnels to that is not the primary one. */
enum anycast_forwarding
{
  FORWARDING_PRIMARY, /* to that */
  FORWARDING_DIRECT   /* to the care-of address */
};

enum anycast_synchronisation
{
  SYNCHRONISATION_ACKNOWLEDGED,
  SYNCHRONISATION_UNACKNOWLEDGED
};

/* What becomes of a packet while its node's location is asked for. */
enum anycast_miss
{
  MISS_FORWARD, /* tunnelled to the home agent that is asked */
  MISS_DROP
};

struct anycast_config
{
  struct mipv6_config mipv6;
  struct parameter_list home_agents; /* char *: nodes; empty: count of them */
  int64_t count;
  int location, forwarding, synchronisation, miss; /* enums as above */
  bool migrate; /* the home agent that takes an update becomes primary */
  bool notify;  /* central: who keeps an answer learns that it is outdated */
  sim_time cache_lifetime; /* central: of an answer */
};

extern const struct architecture architecture_anycast;
extern const struct variant variant_anycast;

#define ANYCAST_AGENTS_MAX 16

struct anycast
{
  struct mipv6 mipv6; /* first; its home link's agents are all at one address */
  const struct anycast_config *config;
  GPtrArray *agents;     /* struct agent *, owned, as mipv6.home.agents */
  struct agent *manager; /* location is central: where; else NULL */
  struct ha_config ha;   /* of the home agents */
  event_kind held;       /* a negative answer has been kept long enough */
};

/* ---- placement.c --------------------------------------------------- */

/* Are the stated nodes routers, all different, the anchor among them where it
 * must be? */
bool placement_check (const struct domain *domain,
                      const struct anycast_config *config, GError **error);
/* The nodes of the home agents: as stated, or the first at the anchor site, the
 * others by sites_apart(). */
GPtrArray *placement_find (const struct domain *domain,
                           const struct anycast_config *config);

#endif
