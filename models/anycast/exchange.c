/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests between home agents: each until it is answered, by the kit's
 * retransmission (RFC 6275 11.8).  All copies of a claim, or of a notice, bear
 * the number of the node's own update, which orders them whoever sends them;
 * queries have numbers of their own. */
#include "models/anycast/agent.h"

#define HI_P 0x20            /* RFC 5949 6.1.1 */
#define UPN_A 0x8000         /* RFC 7077 4.1 */
#define UPN_UPDATE_SESSION 2 /* UPDATE-SESSION-PARAMETERS */

/* Most home agents have nothing to say about most nodes: made on first use. */
struct agent_exchange *
agent_exchange_with (struct agent_binding *binding, const struct agent *peer)
{
  if (!binding->exchanges)
    binding->exchanges
        = g_new0 (struct agent_exchange, binding->agent->anycast->agents->len);
  return &binding->exchanges[peer->index];
}

static sim_time
remaining_lifetime (const struct agent_binding *binding)
{
  sim_time now = sim_now (binding->agent->entity.domain->sim);

  return agent_binding_stands (binding) ? MAX (binding->expires - now, 1) : 0;
}

/* ---- composing ----------------------------------------------------- */

static struct prefix
home_prefix (const struct agent_binding *binding)
{
  struct address home
      = home_link_address (binding->agent->ha->link, binding->mn);

  return prefix_make (&home, 128);
}

/* A registration on behalf of the node (RFC 5213 8.1): its home address as the
 * prefix, and the care-of address that it told.  The handoff indicator tells
 * claims from what is passed on to the primary agent. */
static void
compose_pbu (const struct agent_exchange *its, struct mh_message *pbu)
{
  const struct agent_binding *binding = its->binding;
  struct prefix home = home_prefix (binding);
  enum handoff_indicator hi
      = its->kind == EXCHANGE_PASS_ON ? HI_NO_CHANGE : HI_BETWEEN_MAGS;

  proxy_pbu_init (pbu, binding->mn, remaining_lifetime (binding), 0);
  if (its->exchange.once) /* no answer is wanted */
    pbu->bu.flags &= (uint16_t)~BU_A;
  mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &home);
  proxy_pbu_add_access (pbu, binding->mn, ATT_VIRTUAL, hi);
  mh_add_address (pbu, OPTION_ALTERNATE_CARE_OF, &binding->care_of);
}

static void
compose_upn (const struct agent_exchange *its, struct mh_message *upn)
{
  struct prefix home = home_prefix (its->binding);

  mh_init (upn, MH_UPN);
  upn->update.sequence = its->exchange.sequence;
  upn->update.reason = UPN_UPDATE_SESSION;
  upn->update.flags = UPN_A;
  mh_add_mn_identifier (upn, its->binding->mn->identifier);
  mh_add_prefix (upn, OPTION_HOME_NETWORK_PREFIX, &home);
}

/* A request for context without the option that lists it: the default one (RFC
 * 5949 6.1.2). */
static void
compose_hi (const struct agent_exchange *its, struct mh_message *hi)
{
  struct prefix home = home_prefix (its->binding);

  mh_init (hi, MH_HI);
  hi->handover.sequence = its->exchange.sequence;
  hi->handover.flags = HI_P;
  mh_add_mn_identifier (hi, its->binding->mn->identifier);
  mh_add_prefix (hi, OPTION_HOME_NETWORK_PREFIX, &home);
}

static void
compose (struct binding_exchange *exchange, struct mh_message *message)
{
  const struct agent_exchange *its = exchange->owner;

  if (its->kind == EXCHANGE_NOTICE)
    compose_upn (its, message);
  else if (its->kind == EXCHANGE_QUERY)
    compose_hi (its, message);
  else
    compose_pbu (its, message);
}

/* ---- without an answer --------------------------------------------- */

/* A claim that a peer does not answer is repeated with the next refresh. */
static void
give_up (struct binding_exchange *exchange)
{
  const struct agent_exchange *its = exchange->owner;
  struct agent_binding *binding = its->binding;
  const struct registration_news news
      = { .primary = binding->agent,
          .care_of = binding->care_of,
          .ordered = true,
          .sequence = binding->sequence,
          .lifetime = remaining_lifetime (binding),
          .class = exchange->class,
          .transaction = exchange->transaction };

  if (its->kind == EXCHANGE_QUERY || its->kind == EXCHANGE_PASS_ON)
    agent_binding_handle (binding, BINDING_EVENT_GIVE_UP, &news);
}

/* ---- life ---------------------------------------------------------- */

static const struct binding_exchange_type between_agents = {
  .compose = compose,
  .give_up = give_up,
  .is_host = true, /* the node's order is the order: no timestamps */
};

static void
exchange_init (struct agent_exchange *its, struct agent_binding *binding,
               struct agent *peer)
{
  struct binding_exchange *exchange = &its->exchange;

  its->binding = binding;
  its->peer = peer;
  exchange->entity = &binding->agent->entity;
  exchange->peer = peer->entity.address;
  exchange->type = &between_agents;
  exchange->owner = its;
}

void
agent_exchange_start (struct agent_binding *binding, struct agent *peer,
                      enum exchange_kind kind,
                      const struct registration_news *news)
{
  struct agent_exchange *its = agent_exchange_with (binding, peer);
  const struct anycast_config *config = binding->agent->anycast->config;
  bool claims = kind == EXCHANGE_CLAIM;

  if (!its->binding)
    exchange_init (its, binding, peer);
  binding_exchange_stop (&its->exchange);
  its->kind = kind;
  its->exchange.class = news->class;
  its->exchange.transaction = news->transaction;
  its->exchange.numbered = kind != EXCHANGE_QUERY;
  its->exchange.once
      = claims && config->synchronisation == SYNCHRONISATION_UNACKNOWLEDGED;
  if (its->exchange.numbered)
    its->exchange.sequence = news->sequence;
  binding_exchange_start (&its->exchange, &binding->agent->queries);
  if (its->exchange.once)
    binding_exchange_stop (&its->exchange);
}

void
agent_exchange_stop (struct agent_binding *binding, struct agent *peer)
{
  struct agent_exchange *its = agent_exchange_with (binding, peer);

  if (its->binding)
    binding_exchange_stop (&its->exchange);
}

void
agent_exchange_stop_all (struct agent_binding *binding)
{
  const GPtrArray *agents = binding->agent->anycast->agents;

  if (!binding->exchanges)
    return;
  for (guint i = 0; i < agents->len; i++)
    agent_exchange_stop (binding, g_ptr_array_index (agents, i));
}
