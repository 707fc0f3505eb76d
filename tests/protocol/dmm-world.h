/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A domain for the tests of dmm: any graph, everything signalled and traced
 * recorded, messages lost and repeated at will. */
#ifndef DMMSIM_TESTS_PROTOCOL_DMM_WORLD_H
#define DMMSIM_TESTS_PROTOCOL_DMM_WORLD_H

#include "models/access/access.h"
#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"
#include "models/traffic/traffic.h"
#include "tests/protocol/common.h"

#define MS SIM_MILLISECOND
#define S SIM_SECOND

struct dmm_world
{
  struct sim *sim;
  struct domain *domain;
  struct dmm_config config; /* of the architecture dmm */
  void *own_config;         /* of whatever it is, owned */
  struct recording heard;
  GPtrArray *traffic; /* struct traffic_config * */
};

/* Relay, aggregated within 500 ms, release registered, no pacing. */
struct dmm_config dmm_world_config (void);

/* Routers "r0" .. @n - 1 and no link. */
struct dmm_world *dmm_world_new (const struct domain_config *domain,
                                 unsigned n);
struct node *dmm_world_router (const struct dmm_world *w, unsigned i);
void dmm_world_link (struct dmm_world *w, unsigned a, unsigned b,
                     sim_time delay);
/* Access sites in this order, CMD at @controller. */
void dmm_world_build (struct dmm_world *w, const struct dmm_config *config,
                      const unsigned *access, unsigned n, unsigned controller);
/* The same under an architecture of the family; @config is copied. */
void dmm_world_build_as (struct dmm_world *w,
                         const struct architecture *architecture,
                         const void *config, const unsigned *access, unsigned n,
                         unsigned controller);
/* A star: r0 is the core, r1 .. r@n access routers, 2 ms from it, the next one
 * the CMD's, 3 ms, the last one the correspondent's, 10 ms. */
struct dmm_world *dmm_star_new (const struct domain_config *domain,
                                const struct dmm_config *config, unsigned n);
struct dmm_world *dmm_star_as (const struct domain_config *domain,
                               const struct architecture *architecture,
                               const void *config, unsigned n);
#define STAR_A (5 * MS) /* MAAR to CMD */
#define STAR_C (4 * MS) /* MAAR to MAAR */
#define STAR_W (1 * MS) /* radio */
#define STAR_L2 (50 * MS)
/* A star of three access routers, in this mode. */
struct dmm_world *dmm_star_in (enum dmm_mode mode);
/* The books must balance. */
void dmm_world_free (struct dmm_world *w);

struct mobile_node *dmm_world_node (struct dmm_world *w, const char *name);
void dmm_world_run (struct dmm_world *w, sim_time until);
/* First attachment, or move, to access router @i; at the present time. */
void dmm_world_go (struct dmm_world *w, struct mobile_node *mn, unsigned i);
/* A node "mn" stays at routers 0 .. @n - 1, ten seconds each, from 0 s on. */
struct mobile_node *dmm_world_walk (struct dmm_world *w, unsigned n);
struct maar_session *dmm_world_session (struct dmm_world *w,
                                        struct mobile_node *mn, unsigned i);
/* Of that session; MAAR_GONE without one. */
enum maar_state dmm_world_state (struct dmm_world *w, struct mobile_node *mn,
                                 unsigned i);
struct cmd_bce *dmm_world_bce (struct mobile_node *mn);
struct address dmm_world_address (const struct dmm_world *w, unsigned i);
struct address dmm_world_cmd (const struct dmm_world *w);

/* A downlink flow from the correspondent of a star, 50 packets per second. */
void dmm_world_flow (struct dmm_world *w, struct mobile_node *mn,
                     sim_time start, sim_time stop);

/* Messages of @name (NULL: PBU and PBA) sent for @transaction (or any). */
unsigned dmm_count (const struct dmm_world *w, const char *name,
                    uint32_t transaction);
unsigned dmm_count_class (const struct dmm_world *w,
                          enum signaling_class class);
/* The last @name sent from @source to @destination, decoded; NULL: any. */
const struct signal *dmm_last (const struct dmm_world *w, const char *name,
                               const struct address *source,
                               const struct address *destination,
                               struct mh_message *message);
/* Sends the octets of @signal once more, as they were. */
void dmm_repeat (struct dmm_world *w, const struct signal *signal);
/* The core of a star loses what passes it towards @address. */
void dmm_block (struct dmm_world *w, const struct address *address);
void dmm_unblock (struct dmm_world *w, const struct address *address);
/* Instant of @point for @prefix at @node in @transaction; once, or fails. */
sim_time dmm_instant (const struct dmm_world *w, unsigned point,
                      const struct prefix *prefix, const struct node *node,
                      uint32_t transaction);
/* State of @node's entity of @role as traced last. */
struct trace_state dmm_state (const struct dmm_world *w,
                              const struct node *node, enum entity_role role);
/* K(t) as traced last. */
uint32_t dmm_previous (const struct dmm_world *w);

#endif
