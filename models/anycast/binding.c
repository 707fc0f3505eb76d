/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of what a home agent knows of a node. */
#include "models/anycast/agent.h"

#define X(name, text) [BINDING_##name] = text,
static const char *const binding_state_names[] = { BINDING_STATES (X) };
#undef X

typedef void binding_action (struct agent_binding *binding,
                             const struct registration_news *news);

const char *
agent_binding_state_name (enum binding_state state)
{
  return binding_state_names[state];
}

bool
agent_binding_stands (const struct agent_binding *binding)
{
  return binding->state == BINDING_SECONDARY
         || binding->state == BINDING_PRIMARY;
}

/* RFC 6275 9.5.1: modulo 2^16. */
bool
agent_binding_is_older (const struct agent_binding *binding, uint16_t sequence)
{
  const struct binding_order order
      = { .any = binding->ordered, .sequence = binding->sequence };

  return binding_sequence_check (&order, sequence) == STATUS_ACCEPTED;
}

static struct sim *
binding_sim (const struct agent_binding *binding)
{
  return binding->agent->entity.domain->sim;
}

/* Every transition passes here. */
static void
binding_enter (struct agent_binding *binding, enum binding_state state)
{
  binding->state = state;
  timer_stop (binding_sim (binding)->engine, &binding->held);
}

static void
binding_note (struct agent_binding *binding,
              const struct registration_news *news)
{
  binding->primary = news->primary;
  binding->care_of = news->care_of;
  binding->ordered = news->ordered;
  binding->sequence = news->sequence;
  binding->expires = sim_now (binding_sim (binding)) + news->lifetime;
}

/* ---- the binding cache entry --------------------------------------- */

/* As an update of the node's would, but nobody is answered and nothing
 * verified: who told has done that. */
static void
entry_tell (struct agent_binding *binding, const struct registration_news *news)
{
  struct ha *ha = binding->agent->ha;
  struct ha_entry *entry = ha_find (ha, binding->mn);
  const struct ha_request request
      = { .home_address = home_link_address (ha->link, binding->mn),
          .care_of = news->care_of,
          .sequence = news->sequence,
          .lifetime = news->lifetime,
          .class = news->class,
          .transaction = news->transaction };

  if (!entry)
    entry = ha_entry_new (ha, binding->mn);
  entry->order.any = news->ordered;
  entry->order.sequence = news->sequence;
  binding->telling = true;
  ha_entry_bind (entry, &request);
  binding->telling = false;
}

static void
entry_release (struct agent_binding *binding, uint32_t transaction)
{
  struct ha_entry *entry = ha_find (binding->agent->ha, binding->mn);

  if (entry && entry->state == HA_ACTIVE)
    ha_entry_release (entry, transaction);
}

/* ---- telling others ------------------------------------------------ */

static void
tell_agents (struct agent_binding *binding, const struct agent *but,
             const struct registration_news *news)
{
  const GPtrArray *agents = binding->agent->anycast->agents;

  for (guint i = 0; i < agents->len; i++)
    {
      struct agent *peer = g_ptr_array_index (agents, i);

      if (peer != binding->agent && peer != but)
        agent_exchange_start (binding, peer, EXCHANGE_CLAIM, news);
    }
}

/* Who keeps an answer, and who was primary before, unless that is who told. */
static bool
is_to_be_notified (struct agent_binding *binding, const struct agent *peer,
                   const struct agent *before,
                   const struct registration_news *news)
{
  const struct anycast *anycast = binding->agent->anycast;
  sim_time kept = agent_exchange_with (binding, peer)->kept_until;

  if (peer == binding->agent || peer == news->primary)
    return false;
  return peer == before
         || (anycast->config->notify && kept > sim_now (binding_sim (binding)));
}

/* Central, at the location manager. */
static void
notify_agents (struct agent_binding *binding, const struct agent *before,
               const struct registration_news *news)
{
  const GPtrArray *agents = binding->agent->anycast->agents;

  for (guint i = 0; i < agents->len; i++)
    {
      struct agent *peer = g_ptr_array_index (agents, i);

      if (!is_to_be_notified (binding, peer, before, news))
        continue;
      agent_exchange_with (binding, peer)->kept_until = 0;
      agent_exchange_start (binding, peer, EXCHANGE_NOTICE, news);
    }
}

/* Everybody who has to know does: all others; or the location manager, who sees
 * to the rest. */
static void
spread (struct agent_binding *binding, const struct agent *before,
        const struct registration_news *news)
{
  const struct anycast *anycast = binding->agent->anycast;

  if (!anycast->manager)
    tell_agents (binding, news->from, news);
  else if (anycast->manager != binding->agent)
    agent_exchange_start (binding, anycast->manager, EXCHANGE_CLAIM, news);
  else
    notify_agents (binding, before, news);
}

/* ---- from the node ------------------------------------------------- */

static void
binding_claim (struct agent_binding *binding,
               const struct registration_news *news)
{
  const struct agent *before = binding->primary;

  agent_exchange_stop_all (binding);
  binding_note (binding, news);
  binding_enter (binding, BINDING_PRIMARY);
  spread (binding, before, news);
}

/* Another agent is primary and stays it, unless it does not answer. */
static void
binding_pass_on (struct agent_binding *binding,
                 const struct registration_news *news)
{
  struct registration_news its = *news;

  its.primary = binding->primary;
  agent_exchange_stop_all (binding);
  binding_note (binding, &its);
  agent_exchange_start (binding, binding->primary, EXCHANGE_PASS_ON, &its);
}

static void
binding_accept (struct agent_binding *binding,
                const struct registration_news *news)
{
  const struct anycast *anycast = binding->agent->anycast;

  if (anycast->config->migrate || anycast->manager)
    binding_claim (binding, news);
  else
    binding_pass_on (binding, news);
}

/* The entry has been released already. */
static void
binding_spread_release (struct agent_binding *binding,
                        const struct registration_news *news)
{
  const struct agent *before = binding->primary;

  agent_exchange_stop_all (binding);
  binding_note (binding, news);
  binding->primary = NULL;
  binding_enter (binding, BINDING_UNKNOWN);
  spread (binding, before, news);
}

/* ---- from other agents --------------------------------------------- */

static void
binding_learn (struct agent_binding *binding,
               const struct registration_news *news)
{
  const struct agent *before = binding->primary;
  bool manages = binding->agent->anycast->manager == binding->agent;

  agent_exchange_stop_all (binding);
  binding_note (binding, news);
  binding_enter (binding, BINDING_SECONDARY);
  entry_tell (binding, news);
  if (manages)
    notify_agents (binding, before, news);
}

/* An update that another agent took: told to the others in our name. */
static void
binding_take (struct agent_binding *binding,
              const struct registration_news *news)
{
  agent_exchange_stop_all (binding);
  binding_note (binding, news);
  entry_tell (binding, news);
  spread (binding, binding->agent, news);
}

static void
binding_withdraw (struct agent_binding *binding,
                  const struct registration_news *news)
{
  const struct agent *before = binding->primary;
  bool manages = binding->agent->anycast->manager == binding->agent;

  agent_exchange_stop_all (binding);
  binding_note (binding, news);
  binding->primary = NULL;
  binding_enter (binding, BINDING_UNKNOWN);
  entry_release (binding, news->transaction);
  if (manages)
    notify_agents (binding, before, news);
}

static void
binding_forget (struct agent_binding *binding,
                const struct registration_news *news G_GNUC_UNUSED)
{
  agent_exchange_stop_all (binding);
  binding->primary = NULL;
  binding->ordered = false;
  binding_enter (binding, BINDING_UNKNOWN);
}

void
agent_binding_lose (struct agent_binding *binding)
{
  binding_forget (binding, NULL);
}

static void
binding_drop (struct agent_binding *binding,
              const struct registration_news *news)
{
  binding_forget (binding, news);
  entry_release (binding, TRANSACTION_NONE);
}

/* ---- central: asking ----------------------------------------------- */

static void
binding_ask (struct agent_binding *binding,
             const struct registration_news *news G_GNUC_UNUSED)
{
  static const struct registration_news query
      = { .class = SIGNALING_ATTACH, .transaction = TRANSACTION_NONE };

  binding_enter (binding, BINDING_ASKING);
  agent_exchange_start (binding, binding->agent->anycast->manager,
                        EXCHANGE_QUERY, &query);
}

/* Packets for nobody are no reason to ask each time. */
static void
binding_hold (struct agent_binding *binding,
              const struct registration_news *news G_GNUC_UNUSED)
{
  const struct agent *agent = binding->agent;
  struct sim *sim = binding_sim (binding);
  sim_time held = agent->entity.domain->config.protocol.retransmit.initial;

  agent_exchange_stop_all (binding);
  binding_enter (binding, BINDING_ABSENT);
  timer_set (sim->engine, &binding->held, sim_now (sim) + held,
             node_origin (agent->entity.node), agent->anycast->held, binding);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static binding_action *const binding_actions[BINDING_STATES_N][BINDING_EVENTS_N]
    = {
        [BINDING_UNKNOWN] = { [BINDING_EVENT_ACCEPTED] = binding_claim,
                              [BINDING_EVENT_TOLD] = binding_learn,
                              [BINDING_EVENT_WITHDRAWN] = binding_withdraw,
                              [BINDING_EVENT_MISSED] = binding_ask },
        [BINDING_ASKING] = { [BINDING_EVENT_ACCEPTED] = binding_claim,
                             [BINDING_EVENT_TOLD] = binding_learn,
                             [BINDING_EVENT_OUTDATED] = binding_ask,
                             [BINDING_EVENT_DENIED] = binding_hold,
                             [BINDING_EVENT_GIVE_UP] = binding_hold },
        [BINDING_ABSENT] = { [BINDING_EVENT_ACCEPTED] = binding_claim,
                             [BINDING_EVENT_TIMER] = binding_forget },
        [BINDING_SECONDARY]
        = { [BINDING_EVENT_ACCEPTED] = binding_accept,
            [BINDING_EVENT_RELEASED] = binding_spread_release,
            [BINDING_EVENT_EXPIRED] = binding_forget,
            [BINDING_EVENT_TOLD] = binding_learn,
            [BINDING_EVENT_WITHDRAWN] = binding_withdraw,
            [BINDING_EVENT_OUTDATED] = binding_drop,
            [BINDING_EVENT_GIVE_UP] = binding_claim },
        [BINDING_PRIMARY] = { [BINDING_EVENT_ACCEPTED] = binding_claim,
                              [BINDING_EVENT_RELEASED] = binding_spread_release,
                              [BINDING_EVENT_EXPIRED] = binding_forget,
                              [BINDING_EVENT_TOLD] = binding_learn,
                              [BINDING_EVENT_PASSED_ON] = binding_take,
                              [BINDING_EVENT_WITHDRAWN] = binding_withdraw,
                              [BINDING_EVENT_OUTDATED] = binding_drop },
      };

void
agent_binding_handle (struct agent_binding *binding, enum binding_event event,
                      const struct registration_news *news)
{
  binding_action *action = binding_actions[binding->state][event];

  if (action)
    action (binding, news);
}

void
agent_binding_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  agent_binding_handle (subject, BINDING_EVENT_TIMER, NULL);
}
