/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node about to enter at the first MAG of a world, with a real LMA. */
#ifndef DMMSIM_TESTS_PROTOCOL_MAG_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_MAG_SCENE_H

#include "tests/protocol/world.h"

#define T0 SIM_SECOND /* when the node enters at router 0 */

struct scene
{
  struct world *w;
  struct mobile_node *mn;
  struct lma *lma;
  struct mag *mag; /* of router 0 */
};

/* At T0. */
struct scene *scene_new (void);
struct scene *scene_new_with (const struct domain_config *config);
void scene_free (struct scene *s);
void enter (struct scene *s);
/* Registered at router 0, at T0 + 2 a. */
struct bul_entry *enter_and_register (struct scene *s);
/* The node's binding at the LMA, or NULL. */
struct bce *bce_of (struct scene *s);

#define assert_state(s, value)                                           \
  g_assert_cmpstr (bul_state_name (mag_find (s->mag, s->mn)->state), ==, \
                   bul_state_name (BUL_##value))

#endif
