/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Home agent (RFC 6275 10) on a home link.  One binding cache entry per mobile
 * node, by its home address.  The HA owns its entries; timers refer to them.
 * A mobility anchor point (RFC 5380) and an access router that anchors its own
 * prefix are home agents on links of their own. */
#ifndef DMMSIM_MODELS_MIPV6_HA_H
#define DMMSIM_MODELS_MIPV6_HA_H

#include "models/mipv6/home_link.h"

/* Packets for the home address are intercepted in ACTIVE (10.4.1). */
#define HA_STATES(X)                                                         \
  X (TENTATIVE, "tentative") /* DAD on the home link is under way, 10.3.1 */ \
  X (ACTIVE, "active")       /* bound */                                     \
  X (INVALID, "invalid")     /* de-registered, kept for its sequence number  \
                                (10.3.2) */
#define X(name, text) HA_##name,
enum ha_state
{
  HA_STATES (X) HA_STATES_N
};
#undef X
const char *ha_state_name (enum ha_state state);

#define MAX_DELETE_BCE_TIMEOUT (10 * SIM_SECOND) /* RFC 6275 12 */

/* A Binding Update as it was received. */
struct ha_request
{
  struct address home_address, care_of; /* 9.5.1 */
  struct address sender;                /* Source Address of the packet */
  uint16_t sequence, flags;
  sim_time lifetime;
  uint32_t transaction;
  enum signaling_class class;
};

struct ha_entry
{
  struct ha *ha;
  struct mobile_node *mn;
  enum ha_state state;
  struct address care_of;
  struct binding_order order;
  struct timer timer; /* end of DAD, of the lifetime, of the time in INVALID */
  struct ha_request waiting; /* TENTATIVE: what is answered after DAD */
};

struct ha
{
  struct mobility_entity entity; /* first */
  struct home_link *link;
  GPtrArray *entries; /* struct ha_entry *, by mobile node's index, with
                         holes */
  uint32_t bindings;  /* TENTATIVE and ACTIVE */
  struct mobility_count count;
};

/* The next one on @link, at @node; @address is its own. */
struct ha *ha_new (struct home_link *link, struct node *node,
                   const struct address *address, enum entity_role role);
void ha_free (struct ha *ha);
/* The entry, or NULL. */
struct ha_entry *ha_find (const struct ha *ha, const struct mobile_node *mn);
/* The node has a live flow now (1), or none any more (-1). */
void ha_count_live (struct ha *ha, const struct mobile_node *mn, int change);

/* ---- ha_cache.c ---------------------------------------------------- */

/* Loses all entries, as an agent does that fails. */
void ha_forget (struct ha *ha);

/* A new entry, INVALID as yet. */
struct ha_entry *ha_entry_new (struct ha *ha, struct mobile_node *mn);
/* Event: whatever the entry's timer was set for. */
void ha_entry_expire (struct sim *sim, void *subject);
/* DAD on the home link begins. */
void ha_entry_probe (struct ha_entry *entry);
/* Intercepts for the request's care-of address from now on. */
void ha_entry_bind (struct ha_entry *entry, const struct ha_request *request);
/* Stops; the entry is INVALID for MAX_DELETE_BCE_TIMEOUT. */
void ha_entry_release (struct ha_entry *entry, uint32_t transaction);
void ha_entry_free (struct ha_entry *entry);

/* ha.c: DAD on the home link has found no other. */
void ha_confirm (struct ha_entry *entry);

#endif
