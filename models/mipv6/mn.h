/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile node (RFC 6275 11): what runs on the host itself.
 *
 * Movement is detected by the Router Advertisement of another link (11.5.1).
 * The care-of address is verified as the configuration has it, then registered
 * with the home agent (11.7.1). */
#ifndef DMMSIM_MODELS_MIPV6_MN_H
#define DMMSIM_MODELS_MIPV6_MN_H

#include "models/mipv6/mipv6.h"

/* mobile_node.entity. */
struct mipv6_mn
{
  struct mobility_entity entity; /* first; its address is the home address */
  struct mipv6 *mipv6;
  struct mobile_node *mn;
  struct home_registration home;
  struct address_configuration configuration;
  struct address care_of; /* of the link it is on; unspecified at home */
  struct mobility_count count;
  uint32_t flows;                          /* live ones */
  struct route tunnel;                     /* the reverse tunnel */
  struct mn_correspondent *correspondents; /* owned */
  uint64_t cookies;                        /* made so far */
};

/* Of a node that attaches for the first time. */
struct mipv6_mn *mn_new (struct mipv6 *mipv6, struct mobile_node *mn);
void mn_free (struct mipv6_mn *node);
/* What the node believes of its addresses may have changed. */
void mn_hear (struct mipv6_mn *node);

/* mn_route.c: the way of what bears the home address, in @state. */
void mn_set_uplink (struct mipv6_mn *node, enum registration_state state);

#endif
