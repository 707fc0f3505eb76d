/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/multihomed.h"

#include "models/multihomed/anchor.h"
#include "models/multihomed/mobile_network.h"
#include "models/multihomed/session.h"
#include "models/pmipv6/invariants.h"

#define SUMMARY "Proxy Mobile IPv6 over several paths at once (RFC 8278)"

/* ---- parameters ---------------------------------------------------- */

/* RFC 5213 8.5 and its registry, from 1. */
static const char *const technology_names[]
    = { "virtual", "ppp",   "ethernet", "wlan",  "wimax", "geran",  "utran",
        "lte",     "ehrpd", "hrpd",     "1xrtt", "umb",   "nb-iot", NULL };

/* By enum encapsulation. */
static const char *const tunnel_names[] = { "ipv6", "gre", "udp", NULL };

static const struct parameter station_parameters[]
    = { { .key = "at",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct station_config, at),
          .help = "when the link to the station before it ends" },
        { .key = "via",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct station_config, via),
          .help = "its node",
          .reference = REFERENCE_NODE },
        { 0 } };

#define AT(member) .offset = offsetof (struct path_config, member)

static const struct parameter path_parameters[]
    = { { .key = "via",
          .type = PARAMETER_STRING,
          AT (via),
          .help = "node of the access network; the access router's link to it "
                  "is the path's",
          .reference = REFERENCE_NODE },
        { .key = "name",
          .type = PARAMETER_STRING,
          AT (name),
          .help = "of the path in results; default: that of its node",
          .flags = PARAMETER_OPTIONAL },
        { .key = "technology",
          .type = PARAMETER_ENUM,
          AT (technology),
          .fallback = "\"ethernet\"",
          .help = "interface access technology type (RFC 8278 4.1)",
          .choices = technology_names },
        { .key = "label",
          .type = PARAMETER_INTEGER,
          AT (label),
          .fallback = "0",
          .help = "interface label (RFC 8278 4.1)",
          .maximum = 255 },
        { .key = "bid",
          .type = PARAMETER_INTEGER,
          AT (bid),
          .help = "binding identifier (RFC 8278 4.1); default: the place in "
                  "the list, from 1",
          .minimum = 1,
          .maximum = 254,
          .flags = PARAMETER_OPTIONAL },
        { .key = "weight",
          .type = PARAMETER_INTEGER,
          AT (weight),
          .fallback = "1",
          .help = "share of the traffic: n of n:m",
          .minimum = 1,
          .maximum = 1000000 },
        { .key = "tunnel",
          .type = PARAMETER_ENUM,
          AT (tunnel),
          .fallback = "\"ipv6\"",
          .help = "encapsulation: IPv6 (RFC 2473), GRE with keys (RFC 5845), "
                  "UDP (RFC 5844)",
          .choices = tunnel_names },
        { .key = "stations",
          .type = PARAMETER_OBJECTS,
          AT (stations),
          .fallback = "[]",
          .help = "nodes that serve the path after via, one after the other, "
                  "when the MAG itself moves; the binding keeps its BID",
          .of = station_parameters,
          .size = sizeof (struct station_config) },
        { .key = "l2_handover",
          .type = PARAMETER_TIME,
          AT (l2_handover),
          .fallback = "\"50 ms\"",
          .help = "without a link between two stations" },
        { 0 } };
#undef AT

static const char *const scheme_names[] = { "per-flow", "per-packet", NULL };
static const char *const schedule_names[]
    = { "round-robin", "random", "load", NULL };
static const char *const support_names[]
    = { "multipath", "legacy", "refused", NULL };
/* By enum session_kind, enum delegation_support. */
static const char *const session_names[] = { "physical", "logical", NULL };
static const char *const delegation_names[]
    = { "supported", "unsupported", "refused", NULL };

#define AT(member) .offset = offsetof (struct flow_rule_config, member)

static const struct parameter flow_rule_parameters[]
    = { { .key = "correspondent",
          .type = PARAMETER_STRING,
          AT (correspondent),
          .help = "the peer; default: any",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_CORRESPONDENT },
        { .key = "first_port",
          .type = PARAMETER_INTEGER,
          AT (first_port),
          .fallback = "0",
          .help = "the node's port, or the first of a range; 0: any",
          .maximum = 65535 },
        { .key = "last_port",
          .type = PARAMETER_INTEGER,
          AT (last_port),
          .fallback = "65535",
          .help = "the last of the range",
          .maximum = 65535 },
        { .key = "label",
          .type = PARAMETER_INTEGER,
          AT (label),
          .help = "of the paths to take",
          .maximum = 255 },
        { .key = "otherwise",
          .type = PARAMETER_INTEGER,
          AT (otherwise),
          .fallback = "-1",
          .help = "label to take while no path of the first is bound; -1: as "
                  "flows without a rule",
          .minimum = -1,
          .maximum = 255,
          .flags = PARAMETER_SIGNED },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct multihomed_config, member)

static const struct parameter multihomed_parameters[]
    = { { .key = "pmipv6",
          .type = PARAMETER_INCLUDE,
          AT (pmipv6),
          .of = pmipv6_parameters },
        { .key = "paths",
          .type = PARAMETER_OBJECTS,
          AT (paths),
          .help = "networks between MAG and LMA; a MAG has those it has a link "
                  "to",
          .of = path_parameters,
          .size = sizeof (struct path_config),
          .flags = PARAMETER_NOT_EMPTY,
          .tag = "via" },
        { .key = "distribution",
          .type = PARAMETER_ENUM,
          AT (distribution.scheme),
          .fallback = "\"per-flow\"",
          .help = "a flow stays on one path, or is spread over all (RFC 8278 "
                  "3.2)",
          .choices = scheme_names },
        { .key = "schedule",
          .type = PARAMETER_ENUM,
          AT (distribution.schedule),
          .fallback = "\"round-robin\"",
          .help = "of per-packet distribution: in turn or at random by the "
                  "weights of the paths, or where octets over weight are "
                  "least",
          .choices = schedule_names },
        { .key = "flows",
          .type = PARAMETER_OBJECTS,
          AT (flows),
          .fallback = "[]",
          .help = "flows that go by a path of a certain label, the first that "
                  "fits (RFC 8278 3.2, RFC 6089)",
          .of = flow_rule_parameters,
          .size = sizeof (struct flow_rule_config) },
        { .key = "anchor",
          .type = PARAMETER_ENUM,
          AT (anchor_support),
          .fallback = "\"multipath\"",
          .help = "the LMA knows the multipath option, skips it, or refuses "
                  "with status 180 (RFC 8278 4.4)",
          .choices = support_names },
        { .key = "sessions",
          .type = PARAMETER_ENUM,
          AT (sessions),
          .fallback = "\"physical\"",
          .help = "one of each mobile node, or one of a logical mobile node "
                  "of the MAG, for whose network a prefix is delegated (RFC "
                  "8278 3.1, RFC 7148)",
          .choices = session_names },
        { .key = "delegation",
          .type = PARAMETER_ENUM,
          AT (delegation),
          .fallback = "\"supported\"",
          .help = "the LMA delegates prefixes, skips the option, or refuses "
                  "with status 177 (RFC 7148 5.2.2)",
          .choices = delegation_names },
        { .key = "bulk",
          .type = PARAMETER_BOOL,
          AT (bulk),
          .fallback = "true",
          .help = "one PBU extends all bindings of a session (RFC 8278 4.1, "
                  "B), else one per path" },
        { .key = "interface_events",
          .type = PARAMETER_BOOL,
          AT (interface_events),
          .fallback = "true",
          .help = "a MAG sees at once that a link of its own goes down or "
                  "comes up" },
        { .key = "heartbeat",
          .type = PARAMETER_OBJECT,
          AT (heartbeat),
          .help = "MAG and LMA ask each other by every path whether it works "
                  "(RFC 5847)",
          .of = heartbeat_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct multihomed_config, has_heartbeat) },
        { 0 } };
#undef AT

/* ---- operations ---------------------------------------------------- */

static const struct pmipv6_extension extension
    = { .compose = session_compose,
        .accepted = session_accepted,
        .refused = session_refused,
        .entered = session_entered,
        .freed = session_freed,
        .uplink = session_uplink,
        .gateway = anchor_gateway,
        .requested = anchor_requested,
        .order = anchor_order,
        .check = anchor_check,
        .bind = anchor_bind,
        .release = anchor_release,
        .received = anchor_received,
        .answer = anchor_answer,
        .unbind = anchor_unbind,
        .expire = anchor_expire,
        .forget = anchor_forget };

/* The n-th rule has FID and priority n. */
static void
rule_init (struct flow_rule *rule, const struct domain *domain,
           const struct flow_rule_config *config, size_t i)
{
  struct selector *selector = &rule->selector;

  *rule = (struct flow_rule){ .id = (uint16_t)(i + 1),
                              .priority = (uint16_t)(i + 1) };
  selector->format = SELECTOR_IPV6;
  if (config->correspondent)
    {
      selector->flags |= selector_flag (SELECTOR_IPV6,
                                        offsetof (struct selector, source[0]));
      selector->source[0]
          = network_find_node (domain->sim->network, config->correspondent)
                ->address;
    }
  if (config->first_port == 0)
    return;
  selector->flags |= selector_flag (
      SELECTOR_IPV6, offsetof (struct selector, destination_port[0]));
  selector->flags |= selector_flag (
      SELECTOR_IPV6, offsetof (struct selector, destination_port[1]));
  selector->destination_port[0] = (uint16_t)config->first_port;
  selector->destination_port[1] = (uint16_t)config->last_port;
}

static void
rules_build (struct multihomed *multihomed, const struct domain *domain)
{
  const struct parameter_list *flows = &multihomed->config->flows;

  multihomed->rules = g_new0 (struct flow_rule, flows->n + 1);
  multihomed->bodies = g_new0 (struct flow_body, flows->n + 1);
  for (size_t i = 0; i < flows->n; i++)
    rule_init (&multihomed->rules[i], domain,
               (const struct flow_rule_config *)flows->items + i, i);
}

static bool
multihomed_check (const struct domain *domain, const void *config,
                  GError **error)
{
  return paths_check (domain, config, error);
}

static void *
multihomed_build (struct domain *domain, const void *config)
{
  struct multihomed *multihomed = g_new0 (struct multihomed, 1);

  multihomed->config = config;
  multihomed->binding_timer = engine_kind (
      domain->sim->engine, "path-binding-timer", path_binding_due);
  multihomed->heartbeat
      = engine_kind (domain->sim->engine, "heartbeat", heartbeat_due);
  multihomed->mobile_network
      = engine_kind (domain->sim->engine, "mobile-network", mobile_network_due);
  pmipv6_init (&multihomed->pmipv6, domain, &multihomed->config->pmipv6,
               &extension);
  multihomed->pmipv6.delegation
      = (enum delegation_support)multihomed->config->delegation;
  multihomed->station
      = engine_kind (domain->sim->engine, "station", path_station_due);
  rules_build (multihomed, domain);
  paths_build (multihomed);
  return multihomed;
}

static void
multihomed_free (void *self)
{
  struct multihomed *multihomed = self;

  pmipv6_clear (&multihomed->pmipv6);
  paths_clear (multihomed);
  g_free (multihomed->rules);
  g_free (multihomed->bodies);
  g_free (multihomed);
}

static struct mobile_network *
network_at (const struct access_router *router)
{
  return paths_of (router->entity)->network;
}

static void
multihomed_attached (void *self, struct access_router *router,
                     struct mobile_node *mn, struct handover *handover)
{
  if (network_at (router))
    mobile_network_attached (network_at (router), mn);
  else
    pmipv6_attached (self, router, mn, handover);
}

static void
multihomed_detached (void *self, struct access_router *router,
                     struct mobile_node *mn)
{
  if (network_at (router))
    mobile_network_detached (network_at (router), mn);
  else
    pmipv6_detached (self, router, mn);
}

const struct architecture architecture_multihomed
    = { .name = "pmipv6-multihomed",
        .summary = SUMMARY,
        .parameters = multihomed_parameters,
        .config_size = sizeof (struct multihomed_config),
        .check = multihomed_check,
        .build = multihomed_build,
        .free = multihomed_free,
        .attached = multihomed_attached,
        .detached = multihomed_detached,
        .flow_started = pmipv6_flow_started,
        .flow_ended = pmipv6_flow_ended,
        .invariants = pmipv6_invariants };

const struct variant variant_multihomed
    = { .name = "pmipv6-multihomed",
        .help = SUMMARY,
        .of = multihomed_parameters,
        .size = sizeof (struct multihomed_config),
        .implementation = &architecture_multihomed };
