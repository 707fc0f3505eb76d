/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hmipv6/hmipv6.h"

#include "models/hmipv6/local.h"
#include "models/mipv6/invariants.h"

#define SUMMARY "Mobile IPv6 with mobility anchor points nearby (RFC 5380)"

/* ---- parameters ---------------------------------------------------- */

#define PREFERENCE_MAX 15

static const char *const selection_names[]
    = { [SELECTION_FURTHEST] = "furthest",
        [SELECTION_NEAREST] = "nearest",
        [SELECTION_PREFERENCE] = "preference",
        NULL };

static const struct parameter map_parameters[]
    = { { .key = "node",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct map_config, node),
          .help = "where it stands",
          .reference = REFERENCE_NODE },
        { .key = "preference",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct map_config, preference),
          .fallback = "15",
          .help = "of the operator, 15 the highest; 0: takes no new nodes (RFC "
                  "5380 5, 7.1)",
          .maximum = PREFERENCE_MAX },
        { 0 } };

static const struct parameter failure_parameters[]
    = { { .key = "map",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct map_failure_config, map),
          .help = "the node of one of \"maps\"",
          .reference = REFERENCE_NODE },
        { .key = "at",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct map_failure_config, at),
          .help = "when it stops and loses its bindings" },
        { .key = "for",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct map_failure_config, duration),
          .help = "how long it is away; default: to the end",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { 0 } };

#define AT(member) .offset = offsetof (struct hmipv6_config, member)

static const struct parameter hmipv6_parameters[]
    = { { .key = "mipv6",
          .type = PARAMETER_INCLUDE,
          AT (mipv6),
          .of = mipv6_parameters },
        { .key = "maps",
          .type = PARAMETER_OBJECTS,
          AT (maps),
          .fallback = "[]",
          .help = "nodes with a mobility anchor point; none: placed by regions",
          .of = map_parameters,
          .size = sizeof (struct map_config),
          .tag = "node" },
        { .key = "regions",
          .type = PARAMETER_INTEGER,
          AT (regions),
          .fallback = "0",
          .help = "without maps: regions of the access routers, each with a "
                  "MAP in its middle; 0: the square root of the access routers",
          .maximum = 1000 },
        { .key = "advertised",
          .type = PARAMETER_INTEGER,
          AT (advertised),
          .fallback = "1",
          .help = "MAPs that an access router advertises, the nearest ones",
          .minimum = 1,
          .maximum = ND_MAPS_MAX },
        { .key = "selection",
          .type = PARAMETER_ENUM,
          AT (selection),
          .fallback = "\"furthest\"",
          .help = "which of several a node takes: by distance (RFC 5380 9.1, "
                  "9.2) or by preference (7.1)",
          .choices = selection_names },
        { .key = "map_dad",
          .type = PARAMETER_BOOL,
          AT (map_dad),
          .fallback = "true",
          .help = "a MAP verifies a regional care-of address for 1 s before it "
                  "answers its first registration" },
        { .key = "map_capacity",
          .type = PARAMETER_INTEGER,
          AT (map_capacity),
          .fallback = "0",
          .help = "bindings a MAP has room for, then status 130; 0: no bound" },
        { .key = "neighbours",
          .type = PARAMETER_BOOL,
          AT (neighbours),
          .fallback = "true",
          .help = "MAPs forward to nodes at routers that do not advertise "
                  "them; else status 129 (RFC 5380 6.2, 8)" },
        { .key = "forwarding",
          .type = PARAMETER_TIME,
          AT (forwarding),
          .fallback = "\"12 s\"",
          .help = "lifetime asked of the MAP that is left, which forwards to "
                  "the new address (RFC 5380 6.1, 8); 0: it is not told" },
        { .key = "failures",
          .type = PARAMETER_OBJECTS,
          AT (failures),
          .fallback = "[]",
          .help = "MAPs that fail (RFC 5380 10)",
          .of = failure_parameters,
          .size = sizeof (struct map_failure_config) },
        { .key = "failure_detection",
          .type = PARAMETER_TIME,
          AT (failure_detection),
          .fallback = "\"25 s\"",
          .help = "until access routers advertise that a MAP has failed (RFC "
                  "5380 10: a probe every 10 s, then for 15 s more)" },
        { 0 } };
#undef AT

/* ---- operations ---------------------------------------------------- */

static bool
hmipv6_check (const struct domain *domain, const void *config, GError **error)
{
  return maps_check (domain, config, error);
}

static const struct ha_ops home_ops
    = { .flag = BU_H, .is_live = mipv6_is_live };

static void *
hmipv6_build (struct domain *domain, const void *config)
{
  struct hmipv6 *hmipv6 = g_new0 (struct hmipv6, 1);

  hmipv6->config = config;
  mipv6_init_hosts (&hmipv6->mipv6, domain, &hmipv6->config->mipv6);
  mipv6_init_home (&hmipv6->mipv6, &home_ops);
  hmipv6->mipv6.ops = &local_ops;
  hmipv6->map_ha = hmipv6->config->mipv6.ha;
  hmipv6->map_ha.dad = hmipv6->config->map_dad;
  hmipv6->map_ha.capacity = hmipv6->config->map_capacity;
  maps_build (hmipv6);
  return hmipv6;
}

static void
hmipv6_free (void *self)
{
  struct hmipv6 *hmipv6 = self;

  mipv6_clear (&hmipv6->mipv6);
  maps_clear (hmipv6);
  g_free (hmipv6);
}

static void
count_live (const struct hmipv6 *hmipv6, const struct mobile_node *mn,
            int change)
{
  for (guint i = 0; i < hmipv6->maps->len; i++)
    {
      struct map *map = g_ptr_array_index (hmipv6->maps, i);

      home_link_count_live (&map->link, mn, change);
    }
}

static void
hmipv6_flow_started (void *self, struct flow *flow)
{
  const struct mipv6_mn *node = flow->mn->entity;

  mipv6_flow_started (self, flow);
  if (node->flows == 1)
    count_live (self, flow->mn, 1);
}

static void
hmipv6_flow_ended (void *self, struct flow *flow)
{
  const struct mipv6_mn *node = flow->mn->entity;

  mipv6_flow_ended (self, flow);
  if (node->flows == 0)
    count_live (self, flow->mn, -1);
}

static void
hmipv6_restarted (void *self, struct node *node, bool state_kept)
{
  struct hmipv6 *hmipv6 = self;

  mipv6_restarted (self, node, state_kept);
  for (guint i = 0; i < hmipv6->maps->len && !state_kept; i++)
    {
      struct map *map = g_ptr_array_index (hmipv6->maps, i);

      home_link_restart (&map->link, node);
    }
}

const struct architecture architecture_hmipv6
    = { .name = "hmipv6",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = hmipv6_parameters,
        .config_size = sizeof (struct hmipv6_config),
        .check = hmipv6_check,
        .build = hmipv6_build,
        .free = hmipv6_free,
        .attached = mipv6_attached,
        .detached = mipv6_detached,
        .flow_started = hmipv6_flow_started,
        .flow_ended = hmipv6_flow_ended,
        .restarted = hmipv6_restarted,
        .invariants = mipv6_invariants };

const struct variant variant_hmipv6
    = { .name = "hmipv6",
        .help = SUMMARY,
        .of = hmipv6_parameters,
        .size = sizeof (struct hmipv6_config),
        .implementation = &architecture_hmipv6 };
