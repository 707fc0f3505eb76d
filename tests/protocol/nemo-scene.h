/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The star of world.h under nemo, with one mobile router.  The anchor is an
 * access router too: the home link. */
#ifndef DMMSIM_TESTS_PROTOCOL_NEMO_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_NEMO_SCENE_H

#include "models/nemo/nemo.h"
#include "tests/protocol/mipv6-scene.h"

struct nemo_scene
{
  struct host_scene *host; /* its mn is the mobile router */
  struct nemo_config config;
};

/* A home agent that knows the prefixes and supports mobile routers; instant
 * addresses, no DAD at the home agent.  For a test to change before
 * nemo_scene_start(), which makes the MR, with @prefixes. */
struct nemo_scene *nemo_scene_prepare (void);
void nemo_scene_start (struct nemo_scene *s, unsigned prefixes);
/* Both, and attached at router 0. */
struct nemo_scene *nemo_scene_new (int mode, unsigned prefixes);
void nemo_scene_free (struct nemo_scene *s);

struct nemo_network *nemo_scene_network_of (const struct nemo_scene *s);
struct node *nemo_scene_agent_node (const struct nemo_scene *s);
/* Of the route for the @i-th prefix at the home agent; PLAIN: there is none. */
enum route_kind nemo_scene_route_at_agent (const struct nemo_scene *s,
                                           unsigned i);
unsigned nemo_scene_count_prefixes (const struct mh_message *bu);
/* The @nth BU sent, which must have A, H and R. */
void nemo_scene_read_bu (const struct nemo_scene *s, unsigned nth,
                         struct mh_message *bu);
/* The MR's own of the @i-th prefix. */
struct address nemo_scene_fixed_node (const struct nemo_scene *s, unsigned i);
/* A data packet from the correspondent, or from @node with the source @from to
 * it, and time to arrive; how many did. */
unsigned nemo_scene_data_down (struct nemo_scene *s, const struct address *to);
unsigned nemo_scene_data_up (struct nemo_scene *s, struct node *node,
                             const struct address *from);
/* @wanted packets arrive each way with each of the MR's own fixed nodes. */
void nemo_scene_assert_reachable (struct nemo_scene *s, unsigned wanted);

#endif
