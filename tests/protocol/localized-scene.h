/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two nodes of a PMIPv6 domain with localized routing (RFC 6705), and packets
 * between them. */
#ifndef DMMSIM_TESTS_PROTOCOL_LOCALIZED_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_LOCALIZED_SCENE_H

#include "models/pmipv6/localized.h"
#include "tests/protocol/world.h"

#define S SIM_SECOND
#define MS SIM_MILLISECOND
/* One way from MAG to MAG of the star. */
#define MAG_TO_MAG (2 * WORLD_ACCESS_DELAY)

struct localized_scene
{
  struct world *w;
  struct mobile_node *mn[2];
  char *denied[1]; /* of w->pmipv6.localized */
};

/* Both nodes are registered at routers @a and @b at 2 s; lifetime 60 s.
 * @denied: name of a node whose MAG or LMA refuses, or NULL.  @change: to the
 * configuration, or NULL. */
struct localized_scene *
localized_scene_new (unsigned a, unsigned b, const char *denied,
                     void (*change) (struct domain_config *domain,
                                     struct pmipv6_config *config));
void localized_scene_free (struct localized_scene *s);

void localized_scene_run (struct localized_scene *s, sim_time time);
/* A packet from node @from to the other, then @time. */
void localized_say (struct localized_scene *s, unsigned from, sim_time time);
/* How long the next one takes. */
sim_time localized_time (struct localized_scene *s, unsigned from);
struct bul_entry *localized_entry (struct localized_scene *s, unsigned node);
/* The session of the two at the LMA, or NULL. */
struct localized_session *localized_session (struct localized_scene *s);

/* One way by the LMA between routers near the core; directly. */
#define TIME_BY_LMA (2 * WORLD_RADIO_DELAY + 2 * WORLD_A)
#define TIME_AT_MAG (2 * WORLD_RADIO_DELAY)
#define TIME_BY_MAGS (2 * WORLD_RADIO_DELAY + MAG_TO_MAG)

#define assert_counts(s, lri, lra)                         \
  g_assert_cmpuint (world_count ((s)->w, "LRI"), ==, lri); \
  g_assert_cmpuint (world_count ((s)->w, "LRA"), ==, lra)
#define assert_leg(session, i, value)                            \
  g_assert_cmpstr (leg_state_name ((session)->leg[i].state), ==, \
                   leg_state_name (LEG_##value))

#endif
