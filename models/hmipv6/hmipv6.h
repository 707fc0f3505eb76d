/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hierarchical Mobile IPv6 (RFC 5380): Mobile IPv6 (models/mipv6) whose nodes
 * register their address on the link (LCoA) with a mobility anchor point (MAP)
 * nearby, and with home agent and correspondents only the regional address
 * (RCoA) that the MAP intercepts for them.  Scope, choices and limits:
 * doc/models/hmipv6.md. */
#ifndef DMMSIM_MODELS_HMIPV6_HMIPV6_H
#define DMMSIM_MODELS_HMIPV6_HMIPV6_H

#include "models/codec/nd.h"
#include "models/mipv6/mipv6.h"

struct map;

/* Of several MAPs that could be chosen, which. */
enum map_selection
{
  SELECTION_FURTHEST,  /* RFC 5380 9.1 */
  SELECTION_NEAREST,   /* 9.2: anchoring at the router */
  SELECTION_PREFERENCE /* 7.1 */
};

/* An entry of "maps". */
struct map_config
{
  char *node;
  int64_t preference; /* 0: takes no new nodes (7.1) */
};

/* An entry of "failures". */
struct map_failure_config
{
  char *map; /* its node */
  sim_time at;
  sim_time duration; /* SIM_TIME_NONE: to the end */
};

struct hmipv6_config
{
  struct mipv6_config mipv6;
  struct parameter_list maps; /* struct map_config; none: placed by regions */
  int64_t regions;            /* 0: as sites_between() has it */
  int64_t advertised;         /* MAPs by each access router */
  int selection;              /* enum map_selection */
  bool map_dad;               /* of RCoAs, as home_agent_dad */
  int64_t map_capacity;       /* as capacity */
  bool neighbours;     /* MAPs take nodes at routers that do not advertise them
                          (6.2, 8) */
  sim_time forwarding; /* lifetime asked of the MAP left, 0: it is not told
                          (6.1, 8) */
  struct parameter_list failures; /* struct map_failure_config */
  sim_time failure_detection;     /* until routers tell (10) */
};

extern const struct architecture architecture_hmipv6;
extern const struct variant variant_hmipv6;

struct hmipv6
{
  struct mipv6 mipv6; /* first */
  const struct hmipv6_config *config;
  struct ha_config map_ha; /* of all MAPs */
  GPtrArray *maps;         /* struct map *, owned */
  struct nd_map *options;  /* of the routers, config->advertised for each */
};

static inline const struct hmipv6 *
hmipv6_of (const struct mipv6 *mipv6)
{
  return (const struct hmipv6 *)mipv6;
}

#endif
