/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxy Mobile IPv6 with several paths between MAG and LMA (RFC 8278).
 *
 * A MAG with links to several access networks has an address, a Proxy-CoA, in
 * each.  The session of a node (RFC 5213: a BUL entry, a BCE) then has one
 * binding per path, told apart by its BID; traffic is distributed over their
 * tunnels.  The protocol of the session is that of models/pmipv6; here stands
 * what RFC 8278 adds.  A MAG with no path is one of RFC 5213.
 * doc/models/multihomed.md has scope, choices and limits. */
#ifndef DMMSIM_MODELS_MULTIHOMED_MULTIHOMED_H
#define DMMSIM_MODELS_MULTIHOMED_MULTIHOMED_H

#include "models/mobility/heartbeat.h"
#include "models/multihomed/scheduler.h"
#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

/* The next station of a path whose MAG moves. */
struct station_config
{
  sim_time at; /* when the link to the station before it ends */
  char *via;
};

/* A WAN interface, as the scenario describes it: at every access router with a
 * link to @via. */
struct path_config
{
  char *name; /* in results; NULL: that of @via */
  char *via;  /* node of the access network at the link's far end */
  int technology;
  int64_t bid;                    /* 0: the path's place in the list, from 1 */
  int64_t label;                  /* If-Label */
  int64_t weight;                 /* share of the traffic */
  int tunnel;                     /* enum encapsulation */
  struct parameter_list stations; /* struct station_config, after @via */
  sim_time l2_handover;           /* without link between two of them */
};

/* A station of a path, with the Proxy-CoA that the MAG has there. */
struct station
{
  struct link *link;
  struct address address;
  sim_time at;
};

/* A rule of the MAG for flows (RFC 8278 4.1, If-Label): which, and by the path
 * of which label. */
struct flow_rule_config
{
  char *correspondent;           /* NULL: any */
  int64_t first_port, last_port; /* the node's; first 0: any */
  int64_t label;
  int64_t otherwise; /* label while no path of the first is bound; -1: none */
};

/* What the LMA makes of the multipath option (RFC 8278 4.4). */
enum anchor_support
{
  ANCHOR_SUPPORTS,
  ANCHOR_LEGACY, /* skips it: RFC 5213 */
  ANCHOR_REFUSES /* status 180: not authorized for multipath */
};

/* Whose session it is that a PBU asks for (RFC 8278 3.1, step 3). */
enum session_kind
{
  SESSIONS_PHYSICAL, /* of each mobile node at the MAG */
  SESSIONS_LOGICAL   /* of a logical mobile node configured on the MAG */
};

struct multihomed_config
{
  struct pmipv6_config pmipv6;
  struct parameter_list paths; /* struct path_config */
  struct distribution_config distribution;
  struct parameter_list flows; /* struct flow_rule_config, by priority */
  int anchor_support;          /* enum anchor_support */
  int sessions;                /* enum session_kind */
  int delegation;              /* enum delegation_support */
  bool bulk;             /* one PBU extends all bindings of a session (B) */
  bool interface_events; /* a MAG sees its links go down and come up */
  bool has_heartbeat;
  struct heartbeat_config heartbeat;
};

/* A WAN interface of a MAG. */
struct mag_path
{
  struct mobility_entity entity; /* first; its address is the Proxy-CoA */
  struct multihomed *multihomed;
  struct mag *mag;
  const struct path_config *config;
  uint8_t bid, label, technology;
  uint16_t number;   /* in this run, from 1; packets carry it as meter.path */
  struct link *link; /* that of the station */
  struct station *stations; /* owned; the only one of a MAG that stays */
  uint32_t n_stations, station;
  struct timer move;
  bool usable; /* as far as the MAG knows: link up, LMA reachable */
  struct heartbeat to_lma;
  struct heartbeat from_lma; /* the LMA's, of this Proxy-CoA */
  uint32_t lma_bindings;     /* at this Proxy-CoA, there */
};

struct mobile_network;

/* The WAN interfaces of one MAG, in the order of the scenario. */
struct mag_paths
{
  struct mobile_network *network; /* with logical sessions; owned */
  uint32_t n;
  struct mag_path **items; /* owned, and what they point to */
};

struct multihomed
{
  struct pmipv6 pmipv6; /* first */
  const struct multihomed_config *config;
  struct mag_paths *gateways; /* by index of the access router */
  GHashTable *by_address;     /* Proxy-CoA to struct mag_path; not owned */
  uint16_t n_paths;
  uint32_t keys;            /* GRE keys given out, by MAGs and the LMA */
  struct flow_rule *rules;  /* as configured, bound to none; owned */
  struct flow_body *bodies; /* of the message being composed, by rule */
  event_kind binding_timer, heartbeat, mobile_network, station;
};

extern const struct architecture architecture_multihomed;
extern const struct variant variant_multihomed;

/* ---- path.c -------------------------------------------------------- */

/* Has the configuration a link for each of its paths?  The network must have
 * all its nodes. */
bool paths_check (const struct domain *domain,
                  const struct multihomed_config *config, GError **error);
/* Event: the link to a path's station ends, or that to the next begins. */
void path_station_due (struct sim *sim, void *subject);
/* Gives each MAG an address in the networks it has a link to. */
void paths_build (struct multihomed *multihomed);
void paths_clear (struct multihomed *multihomed);
const struct mag_paths *paths_of (const struct mag *mag);
/* The path with this Proxy-CoA, or NULL. */
struct mag_path *paths_find (const struct multihomed *multihomed,
                             const struct address *proxy_coa);

static inline struct multihomed *
multihomed_of (const struct mag *mag)
{
  return (struct multihomed *)mag->pmipv6;
}

#endif
