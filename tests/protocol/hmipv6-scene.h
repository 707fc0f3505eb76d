/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The star of world.h under hierarchical Mobile IPv6, with one mobile node.  A
 * MAP at the core serves routers 0, 1 and the far one, another one router 2,
 * where it stands.  The home link is at the anchor, as in mipv6-scene.h, whose
 * calls serve this scene too. */
#ifndef DMMSIM_TESTS_PROTOCOL_HMIPV6_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_HMIPV6_SCENE_H

#include "models/hmipv6/local.h"
#include "tests/protocol/mipv6-scene.h"

enum
{
  MAP_CORE,
  MAP_AR2,
  SCENE_MAPS
};

/* One way between node and MAP at the core, node and home agent by it. */
#define TO_MAP (WORLD_RADIO_DELAY + WORLD_ACCESS_DELAY)
#define TO_HA (TO_MAP + WORLD_ANCHOR_DELAY)

struct map_scene
{
  struct host_scene *s;
  struct hmipv6_config config;
  struct map_config maps[SCENE_MAPS];
  struct map_failure_config failure;
};

/* Instant addresses, no DAD at agents, nothing signed; a MAP that is left is
 * told.  The domain as world_config(). */
struct map_scene *map_scene_prepare (void);
/* The same, started. */
struct map_scene *map_scene_new (void);
void map_scene_start (struct map_scene *m);
void map_scene_free (struct map_scene *m);

struct map *map_scene_map (const struct map_scene *m, unsigned i);
/* The node's binding at the MAP, or NULL. */
struct ha_entry *map_scene_entry (const struct map_scene *m, unsigned i);
/* Address of the MAP, and of the node there. */
struct address map_scene_address (const struct map_scene *m, unsigned i);
struct address map_scene_rcoa (const struct map_scene *m, unsigned i);
struct local_mobility *map_scene_local (const struct map_scene *m);
/* BUs sent so far. */
unsigned map_scene_updates (const struct map_scene *m);
/* Does a data packet arrive each way? */
bool map_scene_carries (struct map_scene *m);
/* Where BU @nth went and what was in it. */
struct map_scene_update
{
  struct address source, destination;
  struct address home; /* of the Home Address option */
  struct mh_message bu;
};
struct map_scene_update map_scene_bu (const struct map_scene *m, unsigned nth);
/* A BU for the core's MAP from the node's LCoA, A and M, of 60 s, for tests to
 * change. */
void map_scene_update_init (const struct map_scene *m,
                            struct host_scene_update *u, uint16_t sequence);

#define assert_address(a, b) g_assert_true (address_equal ((a), (b)))

#endif
