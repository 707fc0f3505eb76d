/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correspondent registration by a mobile node (RFC 6275 11.6, 11.7.2): return
 * routability and the binding made by it, one entry of the binding update list
 * for each correspondent that flows run with. */
#ifndef DMMSIM_MODELS_MIPV6_MN_CORRESPONDENT_H
#define DMMSIM_MODELS_MIPV6_MN_CORRESPONDENT_H

#include "models/mipv6/mn.h"

#define MAX_RO_FAILURE 3 /* RFC 6275 12 */

/* Data goes direct in BOUND, and while it is RENEWING or REBINDING; else by the
 * home agent. */
#define CORRESPONDENT_STATES(X)                                            \
  X (IDLE, "idle")           /* no binding, none asked for */              \
  X (TESTING, "testing")     /* HoTI and CoTI sent */                      \
  X (BINDING, "binding")     /* BU sent */                                 \
  X (BOUND, "bound")         /* bound at the present care-of address */    \
  X (RENEWING, "renewing")   /* bound, HoTI and CoTI sent again */         \
  X (REBINDING, "rebinding") /* bound, BU sent again */                    \
  X (LEAVING, "leaving")     /* at home: HoTI sent, to delete a binding */ \
  X (DELETING, "deleting")   /* at home: BU of lifetime 0 sent */
#define X(name, text) CORRESPONDENT_##name,
enum correspondent_state
{
  CORRESPONDENT_STATES (X) CORRESPONDENT_STATES_N
};
#undef X
const char *correspondent_state_name (enum correspondent_state state);

/* Half of return routability: 11.6.1, 11.6.2. */
struct routability_test
{
  struct binding_exchange exchange;
  uint8_t cookie[8];
  uint8_t token[AUTH_TOKEN_SIZE];
  uint16_t nonce_index;
  bool done;
};

struct mn_correspondent
{
  struct mn_correspondent *next;
  struct mipv6_mn *node;
  struct address peer;
  uint32_t flows; /* live ones with it */
  enum correspondent_state state;
  struct routability_test home, care_of;
  struct binding_exchange update;
  struct mipv6_key key;
  struct route route; /* with a Home Address option */
  uint16_t sequence;
  uint32_t failures; /* in a row, up to MAX_RO_FAILURE */
  bool held;         /* the correspondent may hold a binding */
  sim_time expires;
  struct timer timer;
};

/* A flow with @peer begins or ends. */
void mn_correspondent_count (struct mipv6_mn *node, const struct address *peer,
                             int change);
/* The home registration stands at a new care-of address: tests begin. */
void mn_correspondents_begin (struct mipv6_mn *node);
/* The care-of address is no longer good: everything goes by the HA. */
void mn_correspondents_stop (struct mipv6_mn *node);
/* At home: bindings are deleted. */
void mn_correspondents_delete (struct mipv6_mn *node);
/* HoT, CoT, BRR, BE, and BA that is not of the HA. */
void mn_correspondents_receive (struct mipv6_mn *node,
                                const struct mh_message *message,
                                const struct packet *packet);
/* The way of a packet from the home address; NULL: the reverse tunnel. */
const struct route *mn_correspondent_route (const struct mipv6_mn *node,
                                            const struct packet *p);
/* Event: time to renew, or the end of a binding. */
void mn_correspondent_expire (struct sim *sim, void *subject);
void mn_correspondents_free (struct mipv6_mn *node);

#endif
