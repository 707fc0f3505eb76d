/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile IPv6 (RFC 6275): a home agent (HA) at the anchor site, plain access
 * routers, and mobile nodes (MN) that register where they are themselves.  The
 * home link is that of the access router at the anchor site, if there is one;
 * else it has no hosts and all nodes are always away.  Scope, choices and
 * limits: doc/models/mipv6.md. */
#ifndef DMMSIM_MODELS_MIPV6_MIPV6_H
#define DMMSIM_MODELS_MIPV6_MIPV6_H

#include "models/ipv6/subnet.h"
#include "models/mobility/mobility.h"

struct ha;
struct mipv6_mn;
struct mn_correspondent;

/* When a new care-of address may be used. */
enum mipv6_addressing
{
  ADDRESSING_INSTANT,    /* at once, nothing is verified */
  ADDRESSING_OPTIMISTIC, /* at once, while it is verified (RFC 4429) */
  ADDRESSING_DAD         /* when it has been verified (RFC 4862 5.4) */
};

enum mipv6_authentication
{
  AUTHENTICATION_NONE,
  AUTHENTICATION_MN_HA /* RFC 4285 */
};

struct mipv6_config
{
  struct law ra_delay;     /* trigger to Router Advertisement */
  int addressing;          /* enum mipv6_addressing */
  struct law dad_delay;    /* before the first probe, RFC 4862 5.4.2 */
  bool home_agent_dad;     /* RFC 6275 10.3.1 */
  int authentication;      /* enum mipv6_authentication, home registrations */
  int64_t capacity;        /* bindings the HA has room for, 0: no bound */
  int64_t home_agents;     /* on the home link */
  bool discovery;          /* nodes ask for them, RFC 6275 11.4.1 */
  bool route_optimization; /* 1.2, 11.7.2 */
  bool correspondent_ack;  /* updates to correspondents want an answer */
  sim_time refresh_advice; /* Binding Refresh Advice in BAs, 0: none */
};

extern const struct architecture architecture_mipv6;
extern const struct variant variant_mipv6;

#define HOME_AGENTS_MAX 8
/* RFC 6275 12; the others are scenario keys. */
#define INITIAL_BINDACK_TIMEOUT_FIRST_REG (1500 * SIM_MILLISECOND)
#define MAX_DELETE_BCE_TIMEOUT (10 * SIM_SECOND)
/* RFC 4862 5.1, RFC 4861 10: one probe, RETRANS_TIMER. */
#define DAD_TIME SIM_SECOND

struct mipv6
{
  struct domain *domain;
  const struct mipv6_config *config;
  struct subnet *subnets; /* by index of the access router */
  struct subnet *home;    /* the home link, or NULL */
  struct prefix home_prefix;
  struct ha *ha;             /* the first of: */
  GPtrArray *home_agents;    /* struct ha *, owned, most preferred first */
  GPtrArray *nodes;          /* struct mipv6_mn *, owned */
  GPtrArray *correspondents; /* struct cn *, owned */
  event_kind mn_timer, correspondent_timer, advertise;
  gsl_rng *seat; /* the nodes' streams take turns on it */
};

/* The node's address on the home link. */
struct address mipv6_home_address (const struct mipv6 *mipv6,
                                   const struct mobile_node *mn);
/* Mobile node of a home address, or NULL. */
struct mobile_node *mipv6_find_mn (const struct mipv6 *mipv6,
                                   const struct address *home_address);
/* The transaction of that id, if it is still the node's current one. */
struct handover *mipv6_handover (const struct mobile_node *mn,
                                 uint32_t transaction);
/* A draw of @law from the node's @stream. */
sim_time mipv6_draw (const struct mipv6 *mipv6, const struct law *law,
                     struct random_parked *stream);
/* Emits a trace_prefix about the home prefix of @mn at @point. */
void mipv6_trace (const struct mipv6 *mipv6, unsigned point,
                  struct mobile_node *mn, struct node *at, struct node *gateway,
                  uint32_t transaction);

#endif
