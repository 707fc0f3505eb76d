/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether MAGs and their LMA reach each other, and what they do when the other
 * has failed, or restarted without its state (RFC 5847): the MAG registers its
 * nodes once more, the LMA holds the bindings of the MAG (RFC 5213 5.3.5) until
 * somebody asks for them or they are deleted.  What is to be done beyond
 * marking them invalid RFC 5847 3 leaves open. */
#ifndef DMMSIM_MODELS_PMIPV6_REACHABILITY_H
#define DMMSIM_MODELS_PMIPV6_REACHABILITY_H

#include "models/mobility/heartbeat.h"
#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

/* What the LMA has on a MAG. */
struct lma_peer
{
  struct heartbeat heartbeat;
  uint32_t bindings; /* ACTIVE entries of it */
};

/* Heartbeats between the LMA and all MAGs, which there are. */
void reachability_watch (struct pmipv6 *pmipv6);
/* Can they be had?  For the architecture's check. */
bool reachability_check (const struct pmipv6_config *config, GError **error);
/* A message for the LMA, or the MAG: true if it is one of these.  A standby's
 * are answered as well. */
bool reachability_lma_receive (struct lma *lma,
                               const struct mh_message *message,
                               const struct packet *packet);
bool reachability_mag_receive (struct mag *mag,
                               const struct mh_message *message,
                               const struct packet *packet);
/* The LMA has one binding more, or less, with the MAG of @bce. */
void reachability_count (const struct bce *bce, int change);
/* They have lost their state: their peers are told (3.2). */
void reachability_lma_restarted (struct lma *lma);
void reachability_mag_restarted (struct mag *mag);

#endif
