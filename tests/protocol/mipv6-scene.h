/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The star of world.h under Mobile IPv6, with one mobile node.  The anchor is
 * an access router too: the home link. */
#ifndef DMMSIM_TESTS_PROTOCOL_MIPV6_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_MIPV6_SCENE_H

#include "models/mipv6/cn.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/mn_correspondent.h"
#include "tests/protocol/world.h"

#define SCENE_HOME WORLD_ROUTERS /* index of the home link's router */

struct host_scene
{
  struct world *w;
  struct mipv6_config config;
  /* What is built: mipv6 with this configuration, unless set otherwise. */
  const struct architecture *architecture;
  const void *architecture_config;
  struct mobile_node *mn;
  unsigned at_cn; /* data packets at the correspondent */
};

/* Instant addresses, no DAD at the HA, nothing signed, no route optimization;
 * the domain as world_config(). */
struct host_scene *host_scene_new (void);
/* The same, for a test to change before host_scene_start(). */
struct host_scene *host_scene_prepare (const struct domain_config *config);
void host_scene_start (struct host_scene *s);
void host_scene_free (struct host_scene *s);

struct mipv6 *host_scene_mipv6 (const struct host_scene *s);
struct ha *host_scene_ha (const struct host_scene *s);
struct cn *host_scene_cn (const struct host_scene *s);
/* What runs on the node; it has attached before. */
struct mipv6_mn *host_scene_mn (const struct host_scene *s);
struct ha_entry *host_scene_entry (const struct host_scene *s);
/* First attachment at router @i, or a move there, and half a second. */
void host_scene_attach (struct host_scene *s, unsigned i);
void host_scene_move (struct host_scene *s, unsigned i);
void host_scene_run_for (struct host_scene *s, sim_time time);

/* The @nth message of this name sent, decoded; extension headers skipped. */
void host_scene_read (const struct host_scene *s, const char *name,
                      unsigned nth, struct mh_message *message);
/* Status of the last BA sent. */
unsigned host_scene_last_status (const struct host_scene *s);
/* A BU from the node's care-of address to the HA, home registration with A,
 * of 60 s, for @home_address, @care_of and @sequence; for tests to change. */
struct host_scene_update
{
  struct mh_message bu;
  struct mipv6_path path;
  struct mipv6_key key;
};
void host_scene_update_init (const struct host_scene *s,
                             struct host_scene_update *u, uint16_t sequence);
void host_scene_update_send (const struct host_scene *s,
                             struct host_scene_update *u);
/* A data packet each way between home address and correspondent, and time to
 * arrive; how many did. */
unsigned host_scene_data_down (struct host_scene *s);
unsigned host_scene_data_up (struct host_scene *s);

#endif
