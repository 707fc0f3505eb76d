/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim.h"

#include <glib.h>

struct sim *
sim_new (uint64_t seed, uint64_t replication)
{
  struct sim *sim = g_new0 (struct sim, 1);

  sim->random = (struct random_source){ seed, replication };
  sim->digest = digest_new ();
  sim->engine = engine_new (sim, sim->digest);
  sim->trace = trace_new (sim);
  sim->network = network_new (sim);
  return sim;
}

void
sim_free (struct sim *sim)
{
  if (sim == NULL)
    return;
  /* The network stands on all the others. */
  network_free (sim->network);
  trace_free (sim->trace);
  engine_free (sim->engine);
  digest_free (sim->digest);
  g_free (sim);
}
