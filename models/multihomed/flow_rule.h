/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which flows go by which path: a traffic selector (RFC 6088) and the binding
 * it is bound to (RFC 6089).  MAG and LMA hold the same rules: the MAG states
 * them in its PBUs. */
#ifndef DMMSIM_MODELS_MULTIHOMED_FLOW_RULE_H
#define DMMSIM_MODELS_MULTIHOMED_FLOW_RULE_H

#include "models/codec/flow.h"
#include "sim/packet.h"

struct flow_rule
{
  uint16_t id;       /* FID, from 1 */
  uint16_t priority; /* the lowest that matches wins */
  uint8_t bid;       /* 0: bound to none */
  struct selector selector;
};

/* Does the rule select @p?  A selector speaks of packets to the mobile node;
 * @upstream: @p comes from it. */
bool flow_rule_matches (const struct flow_rule *rule, const struct packet *p,
                        bool upstream);

/* Adds the rule as a flow identification option; @body lives as long as the
 * message. */
void flow_rule_put (const struct flow_rule *rule, struct mh_message *pbu,
                    struct flow_body *body);
/* Reads a rule from an option of a PBU: its status in the answer (RFC 6089
 * 4.2).  Without a selector, that of @known, the rule with this FID or NULL. */
enum flow_status flow_rule_read (struct flow_rule *rule,
                                 const struct mh_option *option,
                                 const struct flow_rule *known);

#endif
