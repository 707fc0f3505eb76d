/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes behind a MAG as one network: the MAG registers a logical mobile
 * node (RFC 8278 3.1), always enabled, and assigns the hosts on its links
 * addresses from the prefix delegated for that (RFC 7148).  The LMA knows
 * nothing of the hosts, whose coming and going costs no signalling. */
#ifndef DMMSIM_MODELS_MULTIHOMED_MOBILE_NETWORK_H
#define DMMSIM_MODELS_MULTIHOMED_MOBILE_NETWORK_H

#include "models/multihomed/multihomed.h"

/* Of one MAG.  Invariant: hosts attached have a route at the MAG iff @prefix is
 * delegated (length above 0). */
struct mobile_network
{
  struct multihomed *multihomed;
  struct mag *mag;
  struct mobile_node mn;      /* the logical one; its NAI is the MAG's */
  struct handover attachment; /* of it: over, no instant of it counts */
  struct prefix prefix;
  struct timer timer; /* when to register, or to try again */
};

/* The @i-th of the domain; registers as soon as the run begins. */
struct mobile_network *mobile_network_new (struct multihomed *multihomed,
                                           struct mag *mag, uint32_t i);
/* Just the memory: the domain is going. */
void mobile_network_free (struct mobile_network *network);

/* Event: registers. */
void mobile_network_due (struct sim *sim, void *subject);
/* The session stands with what the entry has been delegated: every host is told
 * (again). */
void mobile_network_granted (struct mobile_network *network,
                             const struct bul_entry *entry);
/* The session has ended: tries again after MAX_BINDACK_TIMEOUT. */
void mobile_network_lost (struct mobile_network *network);

/* A host is there, asks again, or has left. */
void mobile_network_attached (struct mobile_network *network,
                              struct mobile_node *host);
void mobile_network_detached (struct mobile_network *network,
                              const struct mobile_node *host);

#endif
