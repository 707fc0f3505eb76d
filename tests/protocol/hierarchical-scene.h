/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The star of world.h under the two levels of anchors, with one mobile node.
 * The S-GW at router 0 serves all routers but router 1, which has one of its
 * own, at its node; the P-GW is at the anchor. */
#ifndef DMMSIM_TESTS_PROTOCOL_HIERARCHICAL_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_HIERARCHICAL_SCENE_H

#include "models/hierarchical/sgw.h"
#include "tests/protocol/world.h"

enum
{
  SGW_WIDE,  /* of routers 0, 2 and the far one */
  SGW_OTHER, /* of router 1 */
  SCENE_SGWS
};
#define SCENE_OTHER 1  /* router of SGW_OTHER */
#define SCENE_REMOTE 2 /* router that reaches SGW_WIDE by the core */

/* One way, of S-GW and P-GW, and of the remote router and its S-GW. */
#define TO_PGW (WORLD_ACCESS_DELAY + WORLD_ANCHOR_DELAY)
#define TO_SGW (2 * WORLD_ACCESS_DELAY)

struct sgw_scene
{
  struct world *w;
  struct hierarchical_config config;
  char *names[SCENE_SGWS];
  struct mobile_node *mn;
  unsigned at_cn; /* data packets */
};

/* De-registration, hold, known handovers, revocation; @domain: NULL is
 * world_config(). */
struct sgw_scene *sgw_scene_prepare (const struct domain_config *domain);
void sgw_scene_start (struct sgw_scene *s);
/* Both. */
struct sgw_scene *sgw_scene_new (void);
void sgw_scene_free (struct sgw_scene *s);

void sgw_scene_run_for (struct sgw_scene *s, sim_time time);
/* To the router, then half a second. */
void sgw_scene_attach (struct sgw_scene *s, unsigned router);
void sgw_scene_move (struct sgw_scene *s, unsigned router);

struct sgw *sgw_scene_sgw (const struct sgw_scene *s, unsigned i);
/* The node's session, or NULL. */
struct sgw_session *sgw_scene_session (const struct sgw_scene *s, unsigned i);
/* The P-GW's binding of the node, or NULL. */
struct bce *sgw_scene_bce (const struct sgw_scene *s);
/* Does a data packet arrive each way? */
bool sgw_scene_carries (struct sgw_scene *s);
/* Loses what passes the core towards the address, until it is not lost. */
enum sgw_scene_way
{
  WAY_TO_SGW,    /* from the remote router, to SGW_WIDE */
  WAY_TO_PGW,    /* from an S-GW */
  WAY_FROM_PGW,  /* to SGW_WIDE */
  WAY_TO_REMOTE, /* from SGW_WIDE, to the remote router */
  WAY_TO_OTHER,  /* from the P-GW, to SGW_OTHER */
  SCENE_WAYS
};
void sgw_scene_lose (struct sgw_scene *s, enum sgw_scene_way way);
void sgw_scene_pass (struct sgw_scene *s, enum sgw_scene_way way);
/* Sends the @nth message of this name a second time, or late. */
void sgw_scene_repeat (struct sgw_scene *s, const char *name, unsigned nth);
/* The node is gone for good: nothing must be left of it anywhere. */
void sgw_scene_assert_empty (struct sgw_scene *s);

#define assert_session(s, i, value)                                       \
  g_assert_cmpstr (sgw_scene_session (s, i)                               \
                       ? sgw_state_name (sgw_scene_session (s, i)->state) \
                       : "none",                                          \
                   ==, sgw_state_name (SGW_##value))

#endif
