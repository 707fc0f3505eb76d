/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small domain for protocol tests: a star of access routers, anchor and
 * correspondent around a core, everything recorded that was signalled.
 * Dialogues run until a message has passed, then both ends are looked at. */
#ifndef DMMSIM_TESTS_PROTOCOL_WORLD_H
#define DMMSIM_TESTS_PROTOCOL_WORLD_H

#include "models/access/access.h"
#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"
#include "tests/protocol/common.h"

#define WORLD_ROUTERS 4
#define WORLD_FAR 3 /* index of the one that is far away */
/* One way: core to an access router, to the anchor, to the correspondent. */
#define WORLD_FAR_DELAY (40 * SIM_MILLISECOND)
#define WORLD_ACCESS_DELAY (2 * SIM_MILLISECOND)
#define WORLD_ANCHOR_DELAY (3 * SIM_MILLISECOND)
#define WORLD_CN_DELAY (10 * SIM_MILLISECOND)
#define WORLD_RADIO_DELAY (1 * SIM_MILLISECOND)
#define WORLD_A (WORLD_ACCESS_DELAY + WORLD_ANCHOR_DELAY)

struct world
{
  struct sim *sim;
  struct domain *domain;
  struct node *core, *anchor, *cn;
  struct recording heard;
  unsigned received; /* data packets at the mobile nodes */
  struct pmipv6_config pmipv6;
};

/* As common_config(), with notice of departures. */
struct domain_config world_config (void);
/* Star of WORLD_ROUTERS routers, architecture not built. */
struct world *world_new (const struct domain_config *config);
void world_build (struct world *w, const struct architecture *architecture);
/* The star with PMIPv6: hold, de-registration, known handovers. */
struct world *world_new_pmipv6 (const struct domain_config *config);
/* The books must balance. */
void world_free (struct world *w);

struct access_router *world_router (struct world *w, unsigned i);
struct mobile_node *world_add_node (struct world *w, const char *name,
                                    uint32_t prefixes);
struct lma *world_lma (struct world *w);
struct mag *world_mag (struct world *w, unsigned i);
void world_run (struct world *w, sim_time until);

/* Loses what passes the core towards @address. */
void world_block (struct world *w, const struct address *address);
void world_unblock (struct world *w, const struct address *address);

/* Messages of this name sent so far, and the @nth of them (from 0). */
unsigned world_count (const struct world *w, const char *name);
const struct signal *world_sent (const struct world *w, const char *name,
                                 unsigned nth);
/* The last one sent, decoded. */
void world_last (const struct world *w, const char *name,
                 struct mh_message *message);
unsigned world_marks (const struct world *w, unsigned point);
const struct mark *world_mark (const struct world *w, unsigned point,
                               unsigned nth);

/* A data packet from @from to @destination; @source: its source address. */
void world_send_data (struct world *w, struct node *from,
                      const struct address *source,
                      const struct address *destination);
uint64_t world_dropped (const struct world *w, enum drop_reason reason);
struct address world_host (const struct prefix *prefix);

#define assert_dropped(w, reason, n) \
  g_assert_cmpuint (world_dropped (w, DROP_##reason), ==, n)

#endif
