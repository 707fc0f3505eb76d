/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/anycast/anycast.h"

#include "models/anycast/agent.h"
#include "models/anycast/invariants.h"

#define SUMMARY                                                         \
  "home agents at several sites announce one home prefix, Mobile IPv6 " \
  "hosts (RFC 6301 4.15)"

/* ---- parameters ---------------------------------------------------- */

static const char *const location_names[] = {
  [LOCATION_SYNCHRONISED] = "synchronised", [LOCATION_CENTRAL] = "central", NULL
};
static const char *const forwarding_names[] = {
  [FORWARDING_PRIMARY] = "primary", [FORWARDING_DIRECT] = "direct", NULL
};
static const char *const synchronisation_names[]
    = { [SYNCHRONISATION_ACKNOWLEDGED] = "acknowledged",
        [SYNCHRONISATION_UNACKNOWLEDGED] = "unacknowledged",
        NULL };
static const char *const miss_names[]
    = { [MISS_FORWARD] = "forward", [MISS_DROP] = "drop", NULL };

#define AT(member) .offset = offsetof (struct anycast_config, member)

static const struct parameter anycast_parameters[]
    = { { .key = "home_agents",
          .type = PARAMETER_STRINGS,
          AT (home_agents),
          .help = "nodes of the home agents, all different; default: spread, "
                  "by count",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_NODE },
        { .key = "count",
          .type = PARAMETER_INTEGER,
          AT (count),
          .fallback = "3",
          .help = "without home_agents: how many, the first at the anchor "
                  "site, each further one at the access site farthest from "
                  "those before it",
          .minimum = 1,
          .maximum = ANYCAST_AGENTS_MAX },
        { .key = "location",
          .type = PARAMETER_ENUM,
          AT (location),
          .fallback = "\"synchronised\"",
          .help = "where it is known where nodes are: at every home agent; or "
                  "at the anchor site, which the others ask",
          .choices = location_names },
        { .key = "forwarding",
          .type = PARAMETER_ENUM,
          AT (forwarding),
          .fallback = "\"primary\"",
          .help = "where the home agent nearest to a correspondent tunnels "
                  "to: to the node's primary home agent, or to its care-of "
                  "address",
          .choices = forwarding_names },
        { .key = "migrate",
          .type = PARAMETER_BOOL,
          AT (migrate),
          .fallback = "true",
          .help = "the home agent that takes an update becomes the primary "
                  "one; else it passes the update on to that which took the "
                  "first. Not with central location, where it always does" },
        { .key = "synchronisation",
          .type = PARAMETER_ENUM,
          AT (synchronisation),
          .fallback = "\"acknowledged\"",
          .help = "of registrations told to other home agents: retransmitted "
                  "until acknowledged, or sent once",
          .choices = synchronisation_names },
        { .key = "cache_lifetime",
          .type = PARAMETER_TIME,
          AT (cache_lifetime),
          .fallback = "\"60 s\"",
          .help = "central location: how long an answer is kept",
          .flags = PARAMETER_POSITIVE },
        { .key = "notify",
          .type = PARAMETER_BOOL,
          AT (notify),
          .fallback = "true",
          .help = "central location: who keeps an answer is told when it is "
                  "outdated; the primary home agent always is" },
        { .key = "miss",
          .type = PARAMETER_ENUM,
          AT (miss),
          .fallback = "\"forward\"",
          .help = "central location: packets that wait for an answer go by "
                  "the anchor site, or are dropped",
          .choices = miss_names },
        CONFIGURATION_PARAMETERS (struct anycast_config, mipv6.configuration),
        HA_PARAMETERS (struct anycast_config, mipv6.ha),
        HA_ADVICE_PARAMETER (struct anycast_config, mipv6.ha),
        { 0 } };

static bool
anycast_check (const struct domain *domain, const void *config, GError **error)
{
  return placement_check (domain, config, error);
}

/* ---- building ------------------------------------------------------ */

/* The home link has no hosts: the prefix is that of no link.  The address of
 * the home agents is ::1 of it. */
static void
build_home_link (struct anycast *anycast, const GPtrArray *sites)
{
  struct domain *domain = anycast->mipv6.domain;
  struct home_link *link = &anycast->mipv6.home;
  struct node *const *nodes = (struct node **)sites->pdata;
  struct prefix prefix
      = network_new_anycast (domain->sim->network, nodes, sites->len);
  struct address shared = prefix_host (&prefix, 1);

  home_link_init (link, domain, &anycast->ha, &agent_ha_ops, anycast, &prefix,
                  NULL);
  for (guint i = 0; i < sites->len; i++)
    {
      struct ha *ha = ha_new (link, nodes[i], &shared, ROLE_HA);

      g_ptr_array_add (anycast->agents, agent_new (anycast, nodes[i], i, ha));
    }
}

static struct agent *
find_manager (const struct anycast *anycast)
{
  for (guint i = 0; i < anycast->agents->len; i++)
    {
      struct agent *agent = g_ptr_array_index (anycast->agents, i);

      if (agent->entity.node == anycast->mipv6.domain->anchor)
        return agent;
    }
  return NULL;
}

static void
build_agents (struct anycast *anycast)
{
  g_autoptr (GPtrArray) sites
      = placement_find (anycast->mipv6.domain, anycast->config);

  anycast->agents = g_ptr_array_new ();
  build_home_link (anycast, sites);
  if (anycast->config->location == LOCATION_CENTRAL)
    anycast->manager = find_manager (anycast);
  for (guint i = 0; i < sites->len; i++)
    agent_connect (g_ptr_array_index (anycast->agents, i));
}

/* Where location is central a home agent cannot know whether another one has
 * verified a home address; no host is on the home link that could have it. */
static void *
anycast_build (struct domain *domain, const void *data)
{
  const struct anycast_config *config = data;
  struct anycast *anycast = g_new0 (struct anycast, 1);

  anycast->config = config;
  anycast->ha = config->mipv6.ha;
  if (config->location == LOCATION_CENTRAL)
    anycast->ha.dad = false;
  anycast->held
      = engine_kind (domain->sim->engine, "binding-held", agent_binding_expire);
  mipv6_init_hosts (&anycast->mipv6, domain, &config->mipv6);
  build_agents (anycast);
  return anycast;
}

static void
anycast_free (void *self)
{
  struct anycast *anycast = self;

  for (guint i = 0; i < anycast->agents->len; i++)
    agent_free (g_ptr_array_index (anycast->agents, i));
  g_ptr_array_unref (anycast->agents);
  mipv6_clear (&anycast->mipv6);
  g_free (anycast);
}

static void
anycast_restarted (void *self, struct node *node, bool state_kept)
{
  struct anycast *anycast = self;

  for (guint i = 0; i < anycast->agents->len && !state_kept; i++)
    {
      struct agent *agent = g_ptr_array_index (anycast->agents, i);

      if (agent->entity.node == node)
        agent_restart (agent);
    }
  mipv6_restarted (&anycast->mipv6, node, state_kept);
}

const struct architecture architecture_anycast
    = { .name = "anycast-ha",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = anycast_parameters,
        .config_size = sizeof (struct anycast_config),
        .check = anycast_check,
        .build = anycast_build,
        .free = anycast_free,
        .attached = mipv6_attached,
        .detached = mipv6_detached,
        .flow_started = mipv6_flow_started,
        .flow_ended = mipv6_flow_ended,
        .restarted = anycast_restarted,
        .invariants = anycast_invariants };

const struct variant variant_anycast
    = { .name = "anycast-ha",
        .help = SUMMARY,
        .of = anycast_parameters,
        .size = sizeof (struct anycast_config),
        .implementation = &architecture_anycast };
