/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion models decide when a mobile node enters, moves to another access
 * router, and leaves.  Those with positions hand out straight segments and
 * leave it to access_next_change() when that means a new cell; no node is
 * polled. */
#ifndef DMMSIM_MODELS_MOTION_MOTION_H
#define DMMSIM_MODELS_MOTION_MOTION_H

#include <glib.h>

#include "models/domain.h"

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
};

/* static, schedule, highway, manhattan, random-waypoint, markov, fcd, ns2;
 * value of "motion", tag "model".
 */
extern const struct variant *const motion_variants[];

#define MOTION_ERROR motion_error_quark ()
GQuark motion_error_quark (void);
enum motion_error
{
  MOTION_ERROR_INPUT
};

#endif
