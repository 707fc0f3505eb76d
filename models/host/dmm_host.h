/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Client-based distributed mobility management (RFC 7429 4.2.1, with the
 * protocol of RFC 6275): every access router is a home agent for the prefix of
 * its own link, an anchor; a mobile node takes an address on each link and
 * registers it with its anchor while it is away and the address is in use.
 * Scope, choices and limits: doc/models/dmm-host.md. */
#ifndef DMMSIM_MODELS_HOST_DMM_HOST_H
#define DMMSIM_MODELS_HOST_DMM_HOST_H

#include "models/dmm/dmm.h"
#include "models/mipv6/configuration.h"
#include "models/mipv6/home_link.h"
#include "models/mipv6/registration.h"

struct dmm_host_config
{
  struct configuration_config configuration;
  struct ha_config ha;
  int release; /* enum dmm_release */
  sim_time prefix_lifetime;
};

extern const struct architecture architecture_dmm_host;
extern const struct variant variant_dmm_host;

/* access_router.entity: an access router and the anchor at it. */
struct host_router
{
  struct subnet subnet; /* first */
  struct home_link link;
};

struct dmm_host
{
  struct domain *domain;
  const struct dmm_host_config *config;
  struct host_router *routers; /* by index of the access router */
  struct configuration_kit configuration;
  GPtrArray *nodes; /* struct host_node *, owned */
};

#endif
