/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two levels of anchors as in a packet core of 3GPP: access routers (eNB)
 * belong to serving gateways (S-GW), these to one gateway to other networks
 * (P-GW), which anchors the prefixes.  Between S-GW and P-GW Proxy Mobile IPv6
 * (RFC 5213), which 3GPP TS 23.402 has on S5 and S8; between access router and
 * S-GW the same messages, as in its PMIP chaining, in place of GTP: our choice.
 *
 * The P-GW is the LMA of models/pmipv6, an access router its MAG; what is here
 * is the S-GW, which is an LMA to the one and a MAG to the other.  A move
 * within the area of an S-GW is its affair alone.  Scope, choices and limits:
 * doc/models/hierarchical.md. */
#ifndef DMMSIM_MODELS_HIERARCHICAL_HIERARCHICAL_H
#define DMMSIM_MODELS_HIERARCHICAL_HIERARCHICAL_H

#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

struct breakout;
struct sgw;
struct sgw_session;

/* Where flows to the breakout's destinations leave the operator's network (3GPP
 * TS 23.401 4.3.15, 4.3.16). */
enum breakout_kind
{
  BREAKOUT_OFF,
  BREAKOUT_LIPA, /* at the access router */
  BREAKOUT_SIPTO /* at the S-GW */
};

struct hierarchical_config
{
  struct pmipv6_config pmipv6;
  struct parameter_list sgws; /* char *, nodes; none: placed by us */
  int64_t sgw_count;          /* how many to place; 0: by the access routers */
  bool revocation;            /* the P-GW tells an S-GW that a node has left it,
                                 RFC 5846 */
  int breakout;               /* enum breakout_kind */
  struct parameter_list breakout_to; /* char *, correspondents */
};

extern const struct architecture architecture_hierarchical;
extern const struct variant variant_hierarchical;

/* What the S-GWs have on a node.  All but the sessions passes from one to the
 * other by context transfer, which stands for what the MME tells them. */
struct hierarchical_node
{
  struct sgw_session *sessions; /* one per S-GW that knows it */
  const struct sgw *serving;    /* that asked the P-GW last */
  struct binding_order order;   /* of the access routers' PBUs */
  uint16_t sequence; /* of PBUs to the P-GW, used without timestamps (RFC 5213
                        5.5) */
};

struct hierarchical
{
  struct pmipv6 pmipv6; /* first */
  const struct hierarchical_config *config;
  GPtrArray *sgws;    /* struct sgw *, in the order of their placement */
  GPtrArray *sgw_of;  /* struct sgw *, by access router; not owned */
  GPtrArray *nodes;   /* struct hierarchical_node *, by mobile node, holes */
  GQueue revocations; /* struct revocation *, under way */
  uint16_t revoked;   /* sequence number of the last */
  struct breakout *breakout; /* NULL without */
  event_kind session_timer, refresh_timer;
};

/* Never NULL. */
struct hierarchical_node *hierarchical_node_get (struct hierarchical *self,
                                                 const struct mobile_node *mn);

/* ---- revocation.c: the P-GW's part (RFC 5846 8.1) ------------------- */

/* pmipv6_gateways.left. */
void revocation_start (struct bce *bce, const struct address *former,
                       uint32_t transaction);
/* The session of @mn at the S-GW of @address is wanted again. */
void revocation_cancel (struct hierarchical *self, const struct mobile_node *mn,
                        const struct address *address);
/* pmipv6_gateways.received: acknowledgements. */
void revocation_receive (struct lma *lma, const struct mh_message *message,
                         const struct packet *packet);
void revocations_clear (struct hierarchical *self);

#endif
