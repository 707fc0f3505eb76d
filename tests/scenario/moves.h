/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small domain for tests of access, motion and traffic: routers in a row,
 * 1 ms apart, a cell at each, a correspondent beyond the first, and a double
 * that stands for an architecture. */
#ifndef DMMSIM_TESTS_SCENARIO_MOVES_H
#define DMMSIM_TESTS_SCENARIO_MOVES_H

#include "models/access/access.h"
#include "models/motion/motion.h"
#include "models/trace.h"
#include "models/traffic/traffic.h"

#define CELL_SPACING 1000.0

/* Advertises a prefix of the router at each attachment (or always that of the
 * first one), after a delay; nothing is signalled and nothing tunnelled. */
struct stand_in
{
  sim_time delay;
  bool keep; /* always the first prefix */
  uint32_t preferred, valid;
  /* seen */
  unsigned attached, detached, started, ended;
  sim_time attached_at[64], detached_at;
  struct access_router *detached_from;
  GHashTable *prefixes; /* "mn router" to struct prefix */
  struct domain *domain;
};

extern const struct architecture stand_in_architecture;

struct moves
{
  struct sim *sim;
  struct domain *domain;
  struct node *cn;
  struct stand_in stand_in;
  GString *log; /* what happened, a line each */
  unsigned begun, ended[HANDOVER_OUTCOMES_N];
  struct handover last; /* as it ended */
};

/* Radio 2 ms, layer-2 handover 50 ms. */
struct domain_config moves_config (void);
/* @routers access routers "ar0", ... and the correspondent. */
struct moves *moves_new (unsigned routers, const struct domain_config *config,
                         uint64_t seed);
void moves_free (struct moves *m);
/* Makes @n nodes mn0, mn1, ... and builds the stand-in. */
struct mobile_node *const *moves_populate (struct moves *m, unsigned n);
struct access_router *moves_router (const struct moves *m, unsigned i);
struct mobile_node *moves_mn (const struct moves *m, unsigned i);
/* The books must balance. */
void moves_run (struct moves *m, sim_time until);

#endif
