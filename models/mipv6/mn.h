/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile node (RFC 6275 11): what runs on the host itself.
 *
 * Movement is detected by the Router Advertisement of another link (11.5.1).
 * The care-of address is verified as the configuration has it, then registered
 * with the home agent (11.7.1). */
#ifndef DMMSIM_MODELS_MIPV6_MN_H
#define DMMSIM_MODELS_MIPV6_MN_H

#include "models/mipv6/mipv6.h"

/* What an architecture whose hosts are Mobile IPv6 nodes adds to them.  NULL:
 * nothing. */
struct mn_care_of_ops
{
  /* Runs on a new node, which has all but its extension. */
  void (*init) (struct mipv6_mn *node);
  void (*free) (struct mipv6_mn *node);
  /* The home link of @mn.  NULL: that of @mipv6. */
  struct home_link *(*home_link) (struct mipv6 *mipv6,
                                  const struct mobile_node *mn);
  /* Hears of its @address on a link that is not home; @fresh: for the first
   * time in this attachment.  NULL: that becomes its care-of address. */
  void (*heard) (struct mipv6_mn *node, const struct address *address,
                 bool fresh);
  /* That address, node->care_of, may be used.  NULL: is registered. */
  void (*configured) (struct mipv6_mn *node);
  /* Is at home, or has left the area. */
  void (*ended) (struct mipv6_mn *node);
  /* As struct registration_ops has them, of the home registration; entered
   * after the routes of the home address are set.  serves: is @ba the service
   * that was asked for?  If not, somebody else has taken care of it. */
  void (*compose) (const struct mipv6_mn *node, struct mh_message *bu);
  void (*entered) (struct mipv6_mn *node, enum registration_state next);
  bool (*serves) (struct mipv6_mn *node, const struct mh_message *ba);
  void (*bound) (struct mipv6_mn *node);
  void (*settled) (struct mipv6_mn *node);
  void (*failed) (struct mipv6_mn *node, const struct mh_message *ba);
  /* Nothing runs on the home address itself. */
  bool hides_home;
};

/* mobile_node.entity. */
struct mipv6_mn
{
  struct mobility_entity entity; /* first; its address is the home address */
  struct mipv6 *mipv6;
  struct mobile_node *mn;
  struct home_link *link; /* its home link */
  struct home_registration home;
  struct address_configuration configuration;
  struct address care_of; /* of the link it is on; unspecified at home */
  struct mobility_count count;
  uint32_t flows;                          /* live ones */
  struct route tunnel;                     /* the reverse tunnel */
  struct mn_correspondent *correspondents; /* owned */
  uint64_t cookies;                        /* made so far */
  void *extension;                         /* of mipv6->ops */
};

/* Of a node that attaches for the first time. */
struct mipv6_mn *mn_new (struct mipv6 *mipv6, struct mobile_node *mn);
void mn_free (struct mipv6_mn *node);
/* What the node believes of its addresses may have changed. */
void mn_hear (struct mipv6_mn *node);

/* mn_route.c: the way of what bears the home address, in @state. */
void mn_set_uplink (struct mipv6_mn *node, enum registration_state state);

#endif
