/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runtime assignment of local mobility anchors (RFC 6463).
 *
 * The LMA that MAGs know (rfLMA) has another one (r2LMA) anchor a new session
 * and names it in the PBA; from then on the MAG talks to that one.  An r2LMA at
 * the rfLMA's own node is co-located with it (5.3.1); to one elsewhere the
 * rfLMA is a MAG, by a PBU of its own (5.3.2).  Where a node has been assigned
 * is kept in its policy profile, from which the next MAG has it (6).  Choices
 * and limits: doc/models/pmipv6.md. */
#ifndef DMMSIM_MODELS_PMIPV6_ASSIGNMENT_H
#define DMMSIM_MODELS_PMIPV6_ASSIGNMENT_H

#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

/* Most LMAs of a domain. */
#define LMAS_MAX 64

/* A new session that an r2LMA elsewhere has been asked to anchor: the proxy
 * state of 5.3.2. */
struct assignment
{
  struct lma *rflma, *r2lma;
  struct mobile_node *mn;
  GBytes *message; /* the MAG's PBU, Mobility Header */
  struct address source, proxy_coa;
  uint64_t tried; /* r2LMAs, by index in pmipv6->lmas */
  struct binding_exchange exchange;
};

/* ---- LMA ----------------------------------------------------------- */

/* LMAs beside that of the anchor site, and the loopback address of rfLMA
 * functions there, as the scenario wants them. */
void assignment_add_lmas (struct pmipv6 *pmipv6);
/* Can they be built?  For the architecture's check. */
bool assignment_check (const struct domain *domain,
                       const struct assignment_config *config, GError **error);
/* A request for a new session at @lma: true if it is seen to (assigned, or
 * refused with 130), false if @lma is to anchor it itself. */
bool assignment_take (struct lma *lma, const struct lma_request *request,
                      const struct packet *packet);
/* A PBA for the rfLMA as a MAG. */
void assignment_receive_pba (struct lma *rflma, const struct mh_message *pba,
                             const struct packet *packet);
/* Redirect and load information of the PBA to @request (4.2, 4.3). */
void assignment_answer (const struct lma *lma,
                        const struct lma_request *request,
                        struct mh_message *pba);
/* Is the packet's source the rfLMA, whose requests this LMA takes
 * (EnableLMARedirectAcceptFunction)? */
bool assignment_trusts (const struct lma *lma, const struct address *source);
void assignment_free (struct assignment *assignment);

/* ---- MAG ----------------------------------------------------------- */

/* The MAG accepts the tunnels of all LMAs. */
void assignment_join_mag (const struct mag *mag);
/* Where a new registration of the node goes. */
struct address assignment_anchor (const struct bul_entry *entry);
/* Adds the Redirect-Capability option to a PBU for a new session (5.2). */
void assignment_ask (struct bul_entry *entry, struct mh_message *pbu);
/* Follows what an accepting PBA says. */
void assignment_follow (struct bul_entry *entry, const struct mh_message *pba);
/* The node's registration has failed: it begins at the rfLMA again. */
void assignment_forget (struct bul_entry *entry);

#endif
