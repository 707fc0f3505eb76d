/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The star of dmm-world.h without a CMD, for the tests of dmm-distributed. */
#ifndef DMMSIM_TESTS_PROTOCOL_DISTRIBUTED_WORLD_H
#define DMMSIM_TESTS_PROTOCOL_DISTRIBUTED_WORLD_H

#include "models/distributed/location.h"
#include "models/distributed/session.h"
#include "tests/protocol/dmm-world.h"

/* Two copies, eight points, 100 ms to flood, release registered. */
struct distributed_config distributed_config (enum lookup lookup);
/* A star of @n access routers. */
struct dmm_world *distributed_star (const struct domain_config *domain,
                                    const struct distributed_config *config,
                                    unsigned n);
/* The same with the settings above and those of common_config(). */
struct dmm_world *distributed_star_in (enum lookup lookup, unsigned n);
struct maar *distributed_maar (const struct dmm_world *w, unsigned i);
/* The first in charge of @mn, or the next one, as index; @n if none is. */
unsigned distributed_in_charge (const struct dmm_world *w,
                                const struct mobile_node *mn, unsigned which);
/* A new node of whom none of routers 0 to @n - 1 is in charge. */
struct mobile_node *distributed_outsider (struct dmm_world *w, unsigned n);
void distributed_walk (struct dmm_world *w, struct mobile_node *mn,
                       unsigned from, unsigned to);
/* A PBU composed anew: of @mn, lifetime 60 s, timestamp now, one HNP, Serving
 * MAAR unless NULL, HI 4. */
struct forged
{
  struct mobile_node *mn;
  struct node *from;
  struct address source, destination;
  const struct prefix *prefix;
  const struct address *serving;
};
/* Sends it; returns the status of the answer that comes to its source within a
 * second, or -1. */
int distributed_forge (struct dmm_world *w, const struct forged *forged);

/* Adds "@path/LOOKUP" for each. */
void add_per_lookup (const char *path, GTestDataFunc test);

#endif
