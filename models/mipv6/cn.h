/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correspondent node (RFC 6275 9): return routability without state (9.4),
 * bindings that are authorised by it (9.5), and data by them: type 2 routing
 * headers out, Home Address options in (9.3). */
#ifndef DMMSIM_MODELS_MIPV6_CN_H
#define DMMSIM_MODELS_MIPV6_CN_H

#include "models/mipv6/mipv6.h"
#include "models/mipv6/wire.h"
#include "sim/prefix_table.h"

/* RFC 6275 12, 5.2.2: a nonce serves for 30 s and is known for 240 s. */
#define NONCE_INTERVAL (30 * SIM_SECOND)
#define NONCES_KEPT 8
#define NONCE_SIZE 8
#define MAX_RR_BINDING_LIFETIME (420 * SIM_SECOND)

struct cn_entry
{
  struct cn *cn;
  struct prefix home; /* home address, /128 */
  struct address care_of;
  struct binding_order order;
  struct route route; /* to the care-of address */
  sim_time expires;
  bool used;      /* since it was last asked for */
  bool requested; /* Binding Refresh Request sent (9.5.5) */
  struct timer timer;
};

struct cn
{
  struct mobility_entity entity; /* first */
  struct mipv6 *mipv6;
  struct prefix_table *bindings; /* struct cn_entry *, by home address */
  struct route plain;
  uint8_t kcn[AUTH_KCN_SIZE];
  struct mobility_count count;
  event_kind timer;
};

struct cn *cn_new (struct mipv6 *mipv6, struct node *node);
void cn_free (struct cn *cn);
/* The binding cache is gone. */
void cn_restart (struct cn *cn);

/* ---- cn_cache.c ---------------------------------------------------- */

struct cn_entry *cn_find (const struct cn *cn,
                          const struct address *home_address);
/* Sends to @care_of for @lifetime; makes the entry if there is none. */
struct cn_entry *cn_bind (struct cn *cn, const struct address *home_address,
                          const struct address *care_of, sim_time lifetime);
void cn_remove (struct cn_entry *entry);
/* Event: time to ask for a refresh, or the end. */
void cn_entry_expire (struct sim *sim, void *subject);
void cn_init_routes (struct cn *cn);
/* Is it a Home Address option of a binding (9.3.1)? */
bool cn_knows_binding (const struct mobility_entity *entity,
                       const struct address *home_address,
                       const struct address *care_of);

/* ---- cn_nonce.c ---------------------------------------------------- */

/* The index now, and whether one is still known. */
uint16_t cn_nonce_index (const struct cn *cn);
bool cn_knows_nonce (const struct cn *cn, uint16_t index);
/* The tokens of a home and a care-of test (5.2.5). */
void cn_home_token (const struct cn *cn, const struct address *home_address,
                    uint16_t index, uint8_t token[AUTH_TOKEN_SIZE]);
void cn_care_of_token (const struct cn *cn, const struct address *care_of,
                       uint16_t index, uint8_t token[AUTH_TOKEN_SIZE]);

#endif
