/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion models decide when a mobile node enters, moves to another access
 * router, and leaves.  Those with positions hand out straight segments and
 * leave it to access_next_change() when that means a new cell; no node is
 * polled. */
#ifndef DMMSIM_MODELS_MOTION_MOTION_H
#define DMMSIM_MODELS_MOTION_MOTION_H

#include <glib.h>

#include "models/domain.h"

/* How long a node stays at an access router. */
enum motion_stays
{
  MOTION_STAYS_UNKNOWN,
  MOTION_STAYS_STATED, /* visits tell; a single one: for ever */
  MOTION_STAYS_CONSTANT,
  MOTION_STAYS_EXPONENTIAL
};
/* Where it goes from there. */
enum motion_walk
{
  MOTION_WALK_UNKNOWN,
  MOTION_WALK_ONWARD, /* always to a router it has not visited, but for a road
                         or list that is closed */
  MOTION_WALK_JUMPS,  /* to any other with equal probability */
  MOTION_WALK_RETURNS /* comes back in another way */
};
struct motion_visit
{
  sim_time at; /* t_dead of the router before */
  uint32_t router;
};
struct motion_step
{
  uint32_t from, to;
  double probability;
};
/* What is certain of a node's motion before any run: the input of closed
 * forms (analysis/predictions/prediction.h). */
struct motion_law
{
  enum motion_stays stays;
  enum motion_walk walk;
  double mean;    /* s, of a stay */
  double gap;     /* s, mean: nodes enter one after the other at random; 0: not
                     so */
  bool together;  /* all nodes begin one at time 0, else at random */
  GArray *visits; /* struct motion_visit */
  GArray *steps;  /* struct motion_step by from, where the next router depends
                     on the present one alone; else empty.  Without one the
                     router ends the road */
};

struct motion_model
{
  /* How many nodes the entry makes and what they are called when the scenario
   * gives no count (a trace: one per vehicle).  Appends (transfer full)
   * strings to @names; NULL operation: one node. */
  bool (*names) (const void *config, GPtrArray *names, GError **error);
  /* Sets @nodes (all nodes of one mobile_nodes entry, in order; @names as
   * above for traces) in motion from time 0.  Fails on input that cannot be:
   * unknown router, unreadable trace. */
  bool (*start) (struct domain *domain, const void *config,
                 struct mobile_node *const *nodes, unsigned n, void **state,
                 GError **error);
  void (*free) (void *state);
  /* Fills @law, which is zeroed but for its empty arrays, with what is known
   * of @mn; NULL operation: nothing is.  The domain has all its nodes. */
  void (*law) (const struct domain *domain, const void *config,
               const struct mobile_node *mn, struct motion_law *law);
};

/* static, schedule, highway, manhattan, random-waypoint, markov, fcd, ns2,
 * ride; value of "motion", tag "model".
 */
extern const struct variant *const motion_variants[];

#define MOTION_ERROR motion_error_quark ()
GQuark motion_error_quark (void);
enum motion_error
{
  MOTION_ERROR_INPUT
};

#endif
