/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether MAARs and CMD reach each other, by the heartbeats of RFC 5847: an
 * extension of ours, RFC 8885 has nothing of the kind.  A MAAR whose CMD has
 * lost its state, or is there again, registers its nodes once more and names
 * the prefixes that it serves by tunnels in Anchored Prefix options (RFC 8885
 * 4.3), from which the CMD has its P-MAAR lists back; a CMD takes a MAAR that
 * has lost its state off these lists. */
#ifndef DMMSIM_MODELS_DMM_REACHABILITY_H
#define DMMSIM_MODELS_DMM_REACHABILITY_H

#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"
#include "models/mobility/heartbeat.h"

/* What the CMD has on a MAAR. */
struct cmd_peer
{
  struct heartbeat heartbeat;
  bool known; /* has registered a node, so it is asked */
};

/* Heartbeats between the CMD and all MAARs, which there are. */
void reachability_watch_maars (struct dmm *dmm);
/* A message for the CMD, or the MAAR: true if it is one of these. */
bool reachability_cmd_receive (struct cmd *cmd,
                               const struct mh_message *message,
                               const struct packet *packet);
bool reachability_maar_receive (struct maar *maar,
                                const struct mh_message *message,
                                const struct packet *packet);
/* The MAAR of this address has registered a node. */
void reachability_note (struct cmd *cmd, const struct address *maar);
/* They have lost their state: their peers are told. */
void reachability_cmd_restarted (struct cmd *cmd);
void reachability_maar_restarted (struct maar *maar);

#endif
