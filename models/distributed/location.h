/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash table's part of a MAAR: records of mobile nodes that the ring puts
 * in its charge, each with where the node is served and which prefixes are
 * anchored where.  What RFC 8885 3 has the CMD keep, without its PBUs: a
 * serving MAAR registers with a PBU, and the PBA names the previous MAARs
 * (4.5); a previous MAAR that gives its prefixes up takes them out with
 * lifetime 0.
 *
 * All MAARs in charge of a node are asked the same and answer for themselves:
 * no message passes between them. */
#ifndef DMMSIM_MODELS_DISTRIBUTED_LOCATION_H
#define DMMSIM_MODELS_DISTRIBUTED_LOCATION_H

#include "models/distributed/distributed.h"

#define REPLICATION_MAX 16

struct anchored
{
  struct prefix prefix;
  struct address maar;
};

/* Owned by the list in dmm_node.own. */
struct location
{
  struct location *next; /* of the same node, at another MAAR */
  struct maar *maar;
  struct mobile_node *mn;
  struct address serving;
  GArray *anchored; /* struct anchored, by age */
  struct binding_order order;
  struct timer expiry;
  struct dmm_state counted;
};

event_action location_on_expiry;
/* All records of @maar are gone. */
void location_restart (struct maar *maar);

/* MAARs in charge of @mn, the first one first; returns how many. */
unsigned location_members (const struct distributed *distributed,
                           const struct mobile_node *mn,
                           struct maar *members[REPLICATION_MAX]);
struct location *location_find (const struct maar *maar,
                                const struct mobile_node *mn);
/* @serving serves the node from now on and anchors @prefixes (struct prefix).
 */
struct location *location_register (struct maar *maar, struct mobile_node *mn,
                                    const struct address *serving,
                                    const struct prefix_list *prefixes,
                                    sim_time lifetime);
/* The previous MAAR @maar_address has given its prefixes up. */
void location_withdraw (struct maar *maar, struct mobile_node *mn,
                        const struct address *maar_address);
/* A PBU for the table. */
void location_receive_pbu (struct maar *maar, const struct mh_message *pbu,
                           const struct packet *packet);
void location_recount (struct dmm_node *node);
void location_clear (struct dmm_node *node);

#endif
