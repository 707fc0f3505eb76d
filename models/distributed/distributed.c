/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/distributed/distributed.h"

#include "models/distributed/location.h"
#include "models/distributed/session.h"
#include "models/dmm/invariants.h"

static const char *const lookup_names[] = { "hint", "dht", "flood", NULL };

static const struct parameter distributed_parameters[] = {
  { .key = "lookup",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct distributed_config, lookup),
    .fallback = "\"hint\"",
    .help = "previous MAARs are told by the node, kept in a hash table over "
            "the MAARs, or asked for everywhere",
    .choices = lookup_names },
  { .key = "replication",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct distributed_config, replication),
    .fallback = "2",
    .help = "lookup dht: MAARs that keep the record of a node",
    .minimum = 1,
    .maximum = REPLICATION_MAX },
  { .key = "points",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct distributed_config, points),
    .fallback = "8",
    .help = "lookup dht: points of each MAAR on the ring",
    .minimum = 1,
    .maximum = 1024 },
  { .key = "flood_timeout",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct distributed_config, flood_timeout),
    .fallback = "\"100 ms\"",
    .help = "lookup flood: who has not answered by then holds nothing",
    .flags = PARAMETER_POSITIVE },
  { .key = "flood_repeats",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct distributed_config, flood_repeats),
    .fallback = "0",
    .help = "lookup flood: times that all are asked again",
    .minimum = 0,
    .maximum = 100 },
  { .key = "release",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct distributed_config, release),
    .fallback = "\"flow\"",
    .help = "a previous MAAR gives its prefix up with the last flow on it, "
            "after prefix_lifetime, or with the node's session",
    .choices = dmm_release_names },
  { .key = "prefix_lifetime",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct distributed_config, prefix_lifetime),
    .fallback = "\"60 s\"",
    .help = "release lifetime: from the node's departure" },
  { 0 }
};

struct distributed *
distributed_of (const struct maar *maar)
{
  return (struct distributed *)maar->dmm;
}

/* ---- the plug ------------------------------------------------------ */

static struct ring *
distributed_ring (const struct distributed *distributed)
{
  const GPtrArray *maars = distributed->dmm.maars;
  g_autofree struct address *addresses = g_new (struct address, maars->len);

  for (guint i = 0; i < maars->len; i++)
    {
      const struct maar *maar = g_ptr_array_index (maars, i);

      addresses[i] = maar->entity.address;
    }
  return ring_new (addresses, maars->len,
                   (unsigned)distributed->config->points);
}

/* RFC 5949 is spoken where all are asked; elsewhere its messages are unknown
 * (RFC 6275 9.2). */
static void
distributed_prepare (struct distributed *distributed)
{
  const GPtrArray *maars = distributed->dmm.maars;

  for (guint i = 0; i < maars->len; i++)
    {
      struct maar *maar = g_ptr_array_index (maars, i);

      if (distributed->config->lookup == LOOKUP_FLOOD)
        maar->entity.recognises
            |= MOBILITY_TYPE (MH_HI) | MOBILITY_TYPE (MH_HACK);
    }
  if (distributed->config->lookup == LOOKUP_DHT)
    distributed->ring = distributed_ring (distributed);
}

static void *
distributed_build (struct domain *domain, const void *config)
{
  struct distributed *distributed = g_new0 (struct distributed, 1);
  struct dmm *dmm = &distributed->dmm;
  struct engine *engine = domain->sim->engine;

  distributed->config = config;
  dmm_init (dmm, domain);
  distributed->flood_over = engine_kind (engine, "maar-flood-over", flood_over);
  distributed->location_expired
      = engine_kind (engine, "location-expire", location_on_expiry);
  dmm->scheme = &maar_without_cmd;
  dmm->release = distributed->config->release;
  dmm->prefix_lifetime = distributed->config->prefix_lifetime;
  dmm_add_maars (dmm);
  distributed_prepare (distributed);
  return distributed;
}

static void
distributed_free (void *self)
{
  struct distributed *distributed = self;

  dmm_clear (&distributed->dmm);
  ring_free (distributed->ring);
  g_free (distributed);
}

static void
distributed_restarted (void *self, struct node *node, bool state_kept)
{
  struct distributed *distributed = self;
  const GPtrArray *maars = distributed->dmm.maars;

  for (guint i = 0; i < maars->len && !state_kept; i++)
    {
      struct maar *maar = g_ptr_array_index (maars, i);

      if (maar->entity.node == node)
        location_restart (maar);
    }
  dmm_restarted (&distributed->dmm, node, state_kept);
}

#define SUMMARY "anchors at the edge (MAAR) that find each other, no database"

const struct architecture architecture_distributed
    = { .name = "dmm-distributed",
        .summary = SUMMARY,
        .parameters = distributed_parameters,
        .config_size = sizeof (struct distributed_config),
        .build = distributed_build,
        .free = distributed_free,
        .attached = dmm_attached,
        .detached = dmm_detached,
        .flow_started = dmm_flow_started,
        .flow_ended = dmm_flow_ended,
        .restarted = distributed_restarted,
        .invariants = dmm_invariants };

const struct variant variant_distributed
    = { .name = "dmm-distributed",
        .help = SUMMARY,
        .of = distributed_parameters,
        .size = sizeof (struct distributed_config),
        .implementation = &architecture_distributed };
