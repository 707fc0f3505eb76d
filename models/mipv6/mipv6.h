/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile IPv6 (RFC 6275): a home agent (HA) at the anchor site, plain access
 * routers, and mobile nodes (MN) that register where they are themselves.  The
 * home link is that of the access router at the anchor site, if there is one;
 * else it has no hosts and all nodes are always away.  Scope, choices and
 * limits: doc/models/mipv6.md. */
#ifndef DMMSIM_MODELS_MIPV6_MIPV6_H
#define DMMSIM_MODELS_MIPV6_MIPV6_H

#include "models/mipv6/configuration.h"
#include "models/mipv6/home_link.h"
#include "models/mipv6/registration.h"

struct ha;
struct mipv6_mn;
struct mn_correspondent;
struct mn_care_of_ops;

struct mipv6_config
{
  struct configuration_config configuration;
  struct ha_config ha;
  int64_t home_agents;     /* on the home link */
  bool discovery;          /* nodes ask for them, RFC 6275 11.4.1 */
  bool route_optimization; /* 1.2, 11.7.2 */
  bool correspondent_ack;  /* updates to correspondents want an answer */
};

/* Rows of a parameter table for the members @home_agents and @discovery, of a
 * struct mipv6_config, of @of. */
#define HOME_AGENTS_PARAMETERS(of, home_agents, discovery)                \
  { .key = "home_agents",                                                 \
    .type = PARAMETER_INTEGER,                                            \
    .offset = offsetof (of, home_agents),                                 \
    .fallback = "1",                                                      \
    .help = "on the home link, each with bindings of its own",            \
    .minimum = 1,                                                         \
    .maximum = HOME_AGENTS_MAX },                                         \
  {                                                                       \
    .key = "discovery", .type = PARAMETER_BOOL,                           \
    .offset = offsetof (of, discovery), .fallback = "false",              \
    .help = "nodes do not know their home agents and discover them (RFC " \
            "6275 11.4.1)"                                                \
  }

extern const struct architecture architecture_mipv6;
extern const struct variant variant_mipv6;
extern const struct parameter mipv6_parameters[];

struct mipv6
{
  struct domain *domain;
  const struct mipv6_config *config;
  struct subnet *subnets; /* by index of the access router */
  struct home_link home;
  struct configuration_kit configuration;
  const struct mn_care_of_ops *ops; /* of all nodes; NULL: none */
  GPtrArray *nodes;                 /* struct mipv6_mn *, owned */
  GPtrArray *correspondents;        /* struct cn *, owned */
  event_kind correspondent_timer;
};

/* ---- for architectures whose hosts are Mobile IPv6 nodes: struct mipv6 is
 * the first member of theirs ----------------------------------------- */

/* All but the home link, which the caller makes before a node attaches, and the
 * correspondents. */
void mipv6_init_hosts (struct mipv6 *mipv6, struct domain *domain,
                       const struct mipv6_config *config);
/* The home link of the anchor site, with agents that differ by @ops. */
void mipv6_init_home (struct mipv6 *mipv6, const struct ha_ops *ops);
/* With route optimization, after the home link: what it is done with. */
void mipv6_init_correspondents (struct mipv6 *mipv6);
/* What @mipv6 holds, the home link with it; not itself. */
void mipv6_clear (struct mipv6 *mipv6);
/* struct ha_ops.is_live of its home agents. */
bool mipv6_is_live (const struct ha *ha, const struct mobile_node *mn);
/* Operations of the plug; @self: a struct mipv6. */
void mipv6_attached (void *self, struct access_router *router,
                     struct mobile_node *mn, struct handover *handover);
void mipv6_detached (void *self, struct access_router *router,
                     struct mobile_node *mn);
void mipv6_flow_started (void *self, struct flow *flow);
void mipv6_flow_ended (void *self, struct flow *flow);
void mipv6_restarted (void *self, struct node *node, bool state_kept);
/* Mobile IPv6 of some nodes in a network that has access routers of its own:
 * home agents at the anchor site from ::@first_agent on, on a virtual home
 * link. Whatever address a router gives such a node is its care-of address. */
void mipv6_init_guests (struct mipv6 *mipv6, struct domain *domain,
                        const struct mipv6_config *config,
                        unsigned first_agent);
/* @mn speaks Mobile IPv6, if it did not before. */
void mipv6_add_host (struct mipv6 *mipv6, struct mobile_node *mn);
/* A flow lives on @node's binding now (1), or none any more (-1). */
void mipv6_count_flow (struct mipv6_mn *node, int change);

#endif
