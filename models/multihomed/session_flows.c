/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for flows at the MAG: bound to paths by label, stated to the LMA with
 * the options of RFC 6089 (RFC 8278 3.2). */
#include "models/multihomed/session.h"

static const struct flow_rule_config *
rule_config (const struct session *session, uint32_t rule)
{
  const struct multihomed *multihomed = multihomed_of (session->entry->mag);

  return (const struct flow_rule_config *)multihomed->config->flows.items
         + rule;
}

void
session_flows_init (struct session *session)
{
  const struct multihomed *multihomed = multihomed_of (session->entry->mag);

  session->uplink.upstream = true;
  session->stated = g_new0 (uint8_t, multihomed->config->flows.n + 1);
  for (size_t i = 0; i < multihomed->config->flows.n; i++)
    path_scheduler_set_rule (&session->uplink, &multihomed->rules[i]);
}

/* BID of the first path with @label that is up, or is @asked for; 0: none. */
static uint8_t
bid_of_label (const struct session *session, int64_t label, uint32_t asked)
{
  for (uint32_t i = 0; i < session->n; i++)
    {
      const struct path_member *member = &session->uplink.members[i];

      if ((member->usable || i == asked) && member->label == label)
        return member->bid;
    }
  return 0;
}

static uint8_t
rule_bid (const struct session *session, uint32_t rule, uint32_t asked)
{
  const struct flow_rule_config *config = rule_config (session, rule);
  uint8_t bid = bid_of_label (session, config->label, asked);

  return bid || config->otherwise < 0
             ? bid
             : bid_of_label (session, config->otherwise, asked);
}

void
session_flows_bind (struct session *session)
{
  for (uint32_t i = 0; i < session->uplink.n_rules; i++)
    session->uplink.rules[i].bid = rule_bid (session, i, session->n);
}

void
session_flows_put (const struct session *session, uint32_t asked, bool all,
                   struct mh_message *pbu)
{
  struct multihomed *multihomed = multihomed_of (session->entry->mag);

  for (uint32_t i = 0; i < session->uplink.n_rules; i++)
    {
      struct flow_rule rule = session->uplink.rules[i];

      rule.bid = rule_bid (session, i, asked);
      if (rule.bid == 0 || rule.bid == session->stated[i]
          || (!all && rule.bid != session->uplink.members[asked].bid))
        continue;
      flow_rule_put (&rule, pbu, &multihomed->bodies[i]);
    }
}

void
session_flows_answered (struct session *session, const struct mh_message *pba)
{
  const struct mh_option *option;

  for (unsigned i = 0; (option = mh_find (pba, OPTION_FLOW_IDENTIFICATION, i));
       i++)
    if (option->flow.id >= 1 && option->flow.id <= session->uplink.n_rules
        && option->flow.status == FLOW_ACCEPTED)
      session->stated[option->flow.id - 1]
          = session->uplink.rules[option->flow.id - 1].bid;
}

bool
session_flows_changed (const struct session *session)
{
  for (uint32_t i = 0; i < session->uplink.n_rules; i++)
    if (session->uplink.rules[i].bid
        && session->uplink.rules[i].bid != session->stated[i])
      return true;
  return false;
}
