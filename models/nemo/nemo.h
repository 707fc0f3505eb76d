/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network mobility (RFC 3963): mobile nodes are mobile routers (MR), Mobile
 * IPv6 nodes with a network behind them, whose prefixes their home agent
 * forwards.  Nodes that ride in one are local fixed nodes of its network, or
 * mobile routers on it, one level deep.  Scope, choices and limits:
 * doc/models/nemo.md. */
#ifndef DMMSIM_MODELS_NEMO_NEMO_H
#define DMMSIM_MODELS_NEMO_NEMO_H

#include "models/mipv6/ha.h"
#include "models/mipv6/mipv6.h"
#include "models/mipv6/mn.h"

/* How a home agent learns of the prefixes, 5.2; also what a MR tries after a
 * refusal. */
#define NEMO_MODES(X)                                             \
  X (EXPLICIT, "explicit") /* by Mobile Network Prefix options */ \
  X (IMPLICIT, "implicit") /* it knows them */                    \
  X (NONE, "none")         /* no update with R is sent any more, 5.4 */
#define X(name, text) NEMO_##name,
enum nemo_mode
{
  NEMO_MODES (X) NEMO_MODES_N
};
#undef X
const char *nemo_mode_name (enum nemo_mode mode);

/* What home agents before the first that supports mobile routers do with R. */
enum nemo_otherwise
{
  OTHERWISE_REFUSE, /* status 140, 6.6 */
  OTHERWISE_IGNORE  /* as RFC 6275 alone: BA without R */
};

/* Of the nodes of an entry of mobile_nodes, another home link. */
struct nemo_home_config
{
  char *nodes, *anchor;
};

struct nemo_config
{
  struct mipv6_config mipv6;
  int mode;        /* enum nemo_mode, but NONE */
  bool other_mode; /* tried after a refusal, 5.4.1, 5.4.2: MAY */
  bool prefix_table;
  int64_t supporting; /* first home agent of the list that knows R, from 1 */
  int otherwise;      /* enum nemo_otherwise, of those before */
  struct radio_config network;   /* links of the mobile networks */
  struct parameter_list routers; /* char *: entries of which riders are MRs */
  struct parameter_list homes;   /* struct nemo_home_config */
};

extern const struct architecture architecture_nemo;
extern const struct variant variant_nemo;

struct nemo
{
  struct mipv6 mipv6; /* first */
  const struct nemo_config *config;
  struct home_link **homes; /* by element of config->homes */
  GPtrArray *links;         /* struct home_link *, owned: those beside that of
                               the anchor site */
};

/* The prefixes that a home agent forwards, or is going to. */
struct prefix_registration
{
  bool is_router;   /* R was set */
  GArray *prefixes; /* struct prefix */
};

/* A mobile network: mipv6_mn.extension of its MR.  Its prefixes are the MR's
 * configuration and, with a prefix table, the home agents' as well (6.1.2). */
struct nemo_network
{
  struct nemo *nemo;
  struct mipv6_mn *node; /* the MR */
  struct prefix *prefixes;
  unsigned n;
  /* The MR's */
  enum nemo_mode mode;
  bool changed_mode;
  bool advertised; /* to its nodes; from the first registration on */
  bool unserved;   /* leaves a home agent that does not know R, 5.3 */
  /* The home agents' */
  struct prefix_registration bound, waiting;
  struct address care_of; /* that the bound ones are forwarded to */
};

static inline struct nemo *
nemo_of (const struct domain *domain)
{
  return domain->architecture_state;
}
/* The network of the MR that runs on @mn, or NULL. */
struct nemo_network *nemo_network_of (const struct mobile_node *mn);
/* Is @mn a local fixed node of its vehicle's network? */
bool nemo_is_fixed (const struct mobile_node *mn);

/* ---- network.c: behind the MR -------------------------------------- */

void nemo_network_init (struct mipv6_mn *node);
void nemo_network_free (struct mipv6_mn *node);
/* The ways of its packets while the home registration is in @state. */
void nemo_network_route (struct nemo_network *network,
                         enum registration_state state);
/* Tells that what @mn has is delivered where it is: its own network's prefixes,
 * or those of the network it is on. */
void nemo_network_trace_ready (const struct nemo_network *network,
                               struct mobile_node *mn);
/* @rider has attached; it is advertised to if that is due. */
void nemo_network_serve (struct nemo_network *network,
                         struct mobile_node *rider);
/* Sends @rider an RA. */
void nemo_network_advertise (const struct nemo_network *network,
                             struct mobile_node *rider);
/* The network can be reached for the first time, or again: its nodes are told.
 */
void nemo_network_open (struct nemo_network *network);

/* ---- router.c: the MR ---------------------------------------------- */

extern const struct mn_care_of_ops nemo_router_ops;

/* ---- prefixes.c: the home agent ------------------------------------ */

extern const struct ha_ops nemo_agent_ops;
/* The MR is on its home link, or has left it: the home link's router delivers
 * to the network while no home agent forwards. */
void nemo_home_attached (struct nemo_network *network, uint32_t transaction);
void nemo_home_detached (struct nemo_network *network);

#endif
