/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation is a value: engine, network, trace points, digest and random
 * source in one place.  Two can live in one process. */
#ifndef DMMSIM_SIM_SIM_H
#define DMMSIM_SIM_SIM_H

#include "sim/digest.h"
#include "sim/engine.h"
#include "sim/network.h"
#include "sim/random.h"
#include "sim/trace.h"

struct sim
{
  struct engine *engine;
  struct network *network;
  struct trace *trace;
  struct digest *digest;
  struct random_source random;
};

struct sim *sim_new (uint64_t seed, uint64_t replication);
void sim_free (struct sim *sim);

static inline sim_time
sim_now (const struct sim *sim)
{
  return engine_now (sim->engine);
}

/* The origin under which a node schedules its events. */
static inline uint32_t
node_origin (const struct node *node)
{
  return node->id + 1;
}

#endif
