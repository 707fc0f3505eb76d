/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/motion.h"

#include "models/motion/models.h"

G_DEFINE_QUARK (dmmsim - motion - error - quark, motion_error)

const struct variant *const motion_variants[] = { &motion_static,
                                                  &motion_schedule,
                                                  &motion_highway,
                                                  &motion_manhattan,
                                                  &motion_random_waypoint,
                                                  &motion_markov,
                                                  &motion_fcd,
                                                  &motion_ns2,
                                                  &motion_ride,
                                                  NULL };

struct access_router *
motion_find_router (const struct domain *domain, const char *name,
                    GError **error)
{
  const struct node *node = network_find_node (domain->sim->network, name);
  struct access_router *router = node ? domain_router_at (domain, node) : NULL;

  if (!router)
    g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                 "\"%s\" is not an access router; sites.access lists them",
                 name);
  return router;
}

bool
motion_need_cells (const struct domain *domain, GError **error)
{
  if (domain->cells->len > 0)
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "positions need cells: give the access sites positions, or "
               "list access.cells");
  return false;
}

double
motion_draw_once (const struct mobile_node *mn, const struct law *law,
                  const char *purpose)
{
  gsl_rng *stream
      = random_stream_new (&mn->domain->sim->random, mn->node->name, purpose);
  double value = law_draw (law, stream);

  gsl_rng_free (stream);
  return value;
}
