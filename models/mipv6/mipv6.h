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

struct mipv6_config
{
  struct configuration_config configuration;
  struct ha_config ha;
  int64_t home_agents;     /* on the home link */
  bool discovery;          /* nodes ask for them, RFC 6275 11.4.1 */
  bool route_optimization; /* 1.2, 11.7.2 */
  bool correspondent_ack;  /* updates to correspondents want an answer */
};

extern const struct architecture architecture_mipv6;
extern const struct variant variant_mipv6;

struct mipv6
{
  struct domain *domain;
  const struct mipv6_config *config;
  struct subnet *subnets; /* by index of the access router */
  struct home_link home;
  struct configuration_kit configuration;
  GPtrArray *nodes;          /* struct mipv6_mn *, owned */
  GPtrArray *correspondents; /* struct cn *, owned */
  event_kind correspondent_timer;
};

#endif
