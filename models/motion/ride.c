/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that ride in another one, and are where it is. */
#include "models/access/access.h"
#include "models/motion/models.h"

struct ride_config
{
  char *vehicle;
};

static const struct parameter ride_parameters[]
    = { { .key = "in",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct ride_config, vehicle),
          .help = "entry of mobile_nodes: its node, or its nodes by turns",
          .reference = REFERENCE_MOBILE_NODES },
        { 0 } };

/* (transfer container) */
static GPtrArray *
find_vehicles (const struct domain *domain, const char *entry)
{
  GPtrArray *vehicles = g_ptr_array_new ();

  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (domain->mobile_nodes, i);

      if (mobile_node_is_of (mn, entry))
        g_ptr_array_add (vehicles, mn);
    }
  return vehicles;
}

static bool
ride_start (struct domain *domain, const void *config,
            struct mobile_node *const *nodes, unsigned n,
            void **state G_GNUC_UNUSED, GError **error)
{
  const struct ride_config *c = config;
  g_autoptr (GPtrArray) vehicles = find_vehicles (domain, c->vehicle);

  for (unsigned i = 0; i < n; i++)
    {
      struct mobile_node *vehicle
          = vehicles->len > 0 ? g_ptr_array_index (vehicles, i % vehicles->len)
                              : NULL;

      if (!vehicle || vehicle == nodes[i] || vehicle->vehicle
          || nodes[i]->riders)
        {
          g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                       "\"%s\" cannot ride in \"%s\": expected an entry of "
                       "mobile_nodes whose nodes ride in no other",
                       nodes[i]->node->name, c->vehicle);
          return false;
        }
      access_ride (nodes[i], vehicle);
    }
  return true;
}

static const struct motion_model model = { .start = ride_start };

const struct variant motion_ride = {
  .name = "ride",
  .help = "rides in another node: goes where that one goes",
  .of = ride_parameters,
  .size = sizeof (struct ride_config),
  .implementation = &model,
};
