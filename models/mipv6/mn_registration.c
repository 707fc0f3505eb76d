/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a mobile node's home registration (RFC 6275 11.5, 11.7). */
#include "models/access/access.h"
#include "models/mipv6/discovery.h"
#include "models/mipv6/mn_correspondent.h"

#define X(name, text) [MN_##name] = text,
static const char *const mn_state_names[] = { MN_STATES (X) };
#undef X

typedef void mn_action (struct mipv6_mn *node, const struct mh_message *ba);

const char *
mn_state_name (enum mn_state state)
{
  return mn_state_names[state];
}

static struct sim *
mn_sim (const struct mipv6_mn *node)
{
  return node->mipv6->domain->sim;
}

static void
mn_set_timer (struct mipv6_mn *node, sim_time at)
{
  timer_set (mn_sim (node)->engine, &node->timer, at,
             node_origin (node->mn->node), node->mipv6->mn_timer, node);
}

static void
mn_stop (struct mipv6_mn *node)
{
  timer_stop (mn_sim (node)->engine, &node->timer);
  binding_exchange_stop (&node->exchange);
}

static bool
mn_is_at_home (const struct mipv6_mn *node)
{
  return address_is_unspecified (&node->care_of);
}

/* Every transition passes here. */
static void
mn_enter (struct mipv6_mn *node, enum mn_state state)
{
  bool counted = node->state != MN_UNREGISTERED && node->state != MN_HOME;
  bool counts = state != MN_UNREGISTERED && state != MN_HOME;

  mn_set_uplink (node, state);
  node->state = state;
  if (counts != counted)
    mobility_count_change (&node->count, &node->entity, counts ? 1 : -1, 0);
}

/* ---- binding updates ----------------------------------------------- */

struct mipv6_key
mn_key (const struct mipv6_mn *node, const struct address *care_of)
{
  struct mipv6_key key
      = { .addresses = { .care_of = *care_of, .peer = node->entity.address } };

  if (node->mipv6->config->authentication == AUTHENTICATION_MN_HA)
    mipv6_mn_ha_key (node->mn->identifier, node->mn->index, &key);
  return key;
}

/* 11.7.1, 11.5.5.  The link-local address has the home address' interface
 * identifier: L. */
static void
mn_compose (struct binding_exchange *exchange, struct mh_message *bu)
{
  const struct mipv6_mn *node = exchange->owner;
  const struct protocol_config *config = &node->mipv6->domain->config.protocol;
  bool home = mn_is_at_home (node);

  mh_init (bu, MH_BU);
  bu->bu.flags = BU_A | BU_H | BU_L;
  bu->bu.lifetime
      = home ? 0 : mobility_lifetime_units (config->binding_lifetime);
  mh_add_address (bu, OPTION_ALTERNATE_CARE_OF,
                  home ? &node->entity.address : &node->care_of);
}

static void
mn_send (struct binding_exchange *exchange, const struct mh_message *message,
         enum signaling_class class)
{
  struct mipv6_mn *node = exchange->owner;
  struct mipv6_path path
      = { .source = node->entity.address, .destination = node->home_agent };
  struct mh_message bu = *message;
  struct mipv6_key key;

  if (!mn_is_at_home (node))
    {
      path.source = node->care_of;
      path.home_source = node->entity.address;
    }
  key = mn_key (node, &path.source);
  mipv6_send (&node->entity, &path, &bu, &key, class, exchange->transaction);
}

static void
mn_give_up (struct binding_exchange *exchange)
{
  mn_handle (exchange->owner, MN_EVENT_GIVE_UP, NULL);
}

static bool
mn_wanted (struct binding_exchange *exchange)
{
  struct mipv6_mn *node = exchange->owner;

  if (node->mn->router)
    return true;
  mn_handle (node, MN_EVENT_NO_LINK, NULL);
  return false;
}

void
mn_init_exchange (struct mipv6_mn *node)
{
  struct binding_exchange *exchange = &node->exchange;

  exchange->entity = &node->entity;
  exchange->peer = node->home_agent;
  exchange->is_host = true;
  exchange->compose = mn_compose;
  exchange->send = mn_send;
  exchange->give_up = mn_give_up;
  exchange->wanted = mn_wanted;
  exchange->owner = node;
}

/* 11.8: the first one leaves the HA the time of its DAD.  The last thing an
 * action does: an HA at hand answers within. */
static void
mn_start (struct mipv6_mn *node, enum signaling_class class,
          uint32_t transaction)
{
  struct handover *handover = mipv6_handover (node->mn, transaction);

  if (handover)
    handover_mark_pbu (handover);
  binding_exchange_stop (&node->exchange);
  node_add_address (node->mn->node, &node->entity.address);
  node->exchange.class = class;
  node->exchange.transaction = transaction;
  node->exchange.initial = node->bound ? 0 : INITIAL_BINDACK_TIMEOUT_FIRST_REG;
  binding_exchange_start (&node->exchange, &node->sequence);
}

static enum signaling_class
mn_class (const struct mipv6_mn *node)
{
  const struct handover *handover = node->mn->handover;

  return handover->number == 0 ? SIGNALING_ATTACH : SIGNALING_HANDOVER;
}

/* ---- the home agent, 11.4.1 ---------------------------------------- */

/* A copy of the request, and twice the time for the next. */
static void
mn_ask (struct mipv6_mn *node, enum signaling_class class)
{
  sim_time wait = INITIAL_DHAAD_TIMEOUT << node->requests++;

  mn_set_timer (node, sim_now (mn_sim (node)) + wait);
  discovery_ask (node, class);
}

static void
mn_discover (struct mipv6_mn *node)
{
  node->discovery++;
  node->requests = 0;
  mn_enter (node, MN_DISCOVERING);
  mn_ask (node, mn_class (node));
}

static void
mn_choose_agent (struct mipv6_mn *node, uint32_t agent)
{
  node->agent = agent;
  node->home_agent = node->agents[agent];
  node->exchange.peer = node->home_agent;
}

/* ---- the care-of address, RFC 4862 5.4 ----------------------------- */

static void
mn_register (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  if (node->mipv6->config->discovery && node->n_agents == 0)
    {
      mn_discover (node);
      return;
    }
  node->refusals = 0;
  mn_enter (node, MN_REGISTERING);
  mn_start (node, mn_class (node), node->transaction);
}

static void
mn_wait (struct mipv6_mn *node, sim_time delay)
{
  mn_set_timer (node, sim_now (mn_sim (node)) + delay);
}

/* The delay before the probe is over, or the time in which another node would
 * have answered it. */
static void
mn_verify (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (node->probed)
    {
      mn_register (node, ba);
      return;
    }
  node->probed = true;
  access_probe_address (node->mn, &node->care_of);
  mn_wait (node, DAD_TIME);
}

static void
mn_configure (struct mipv6_mn *node, const struct mh_message *ba)
{
  const struct mipv6 *mipv6 = node->mipv6;
  int addressing = mipv6->config->addressing;

  mn_stop (node);
  mn_correspondents_stop (node);
  node->entity.other_address = node->care_of;
  if (node->denied)
    return;
  mn_enter (node, MN_CONFIGURING);
  if (addressing == ADDRESSING_DAD)
    {
      node->probed = false;
      mn_wait (node,
               mipv6_draw (mipv6, &mipv6->config->dad_delay, &node->delays));
      return;
    }
  if (addressing == ADDRESSING_OPTIMISTIC)
    access_probe_address (node->mn, &node->care_of);
  mn_register (node, ba);
}

static void
mn_take_agents (struct mipv6_mn *node, const struct mh_message *ba)
{
  timer_stop (mn_sim (node)->engine, &node->timer);
  mn_choose_agent (node, 0);
  mn_register (node, ba);
}

/* ---- answers ------------------------------------------------------- */

/* Counted from the sending of the BU (11.7.3); refreshed when the HA advises
 * it, else as the kit has it. */
static void
mn_extend (struct mipv6_mn *node, const struct mh_message *ba)
{
  const struct mh_option *advice = mh_find (ba, OPTION_REFRESH_ADVICE, 0);
  sim_time granted = mobility_lifetime (ba->ba.lifetime);
  sim_time sent = node->exchange.last_sent, due = granted;

  binding_exchange_stop (&node->exchange);
  node->bound = true;
  node->expires = sent + granted;
  if (node->mipv6->domain->config.protocol.refresh)
    due = advice ? MIN (mobility_lifetime (advice->refresh_interval), granted)
                 : mobility_refresh_delay (granted);
  mn_set_timer (node, MAX (sent + due, sim_now (mn_sim (node))));
}

/* @ba: NULL where nothing had to be asked for. */
static void
mn_mark_ready (struct mipv6_mn *node, const struct mh_message *ba)
{
  struct handover *handover = mipv6_handover (node->mn, node->transaction);

  if (!handover)
    return;
  if (ba)
    handover_mark_pba (handover, node->entity.received);
  handover_mark_ready (handover, 0);
}

static void
mn_accept (struct mipv6_mn *node, const struct mh_message *ba)
{
  mn_extend (node, ba);
  mn_enter (node, MN_REGISTERED);
  mn_mark_ready (node, ba);
  mn_correspondents_begin (node);
  access_add_home_address (node->mn, &node->mipv6->home_prefix);
}

static void
mn_refreshed (struct mipv6_mn *node, const struct mh_message *ba)
{
  mn_extend (node, ba);
  mn_enter (node, MN_REGISTERED);
}

/* No service on this link; the next one is tried again.  134: the address is
 * not to be used any more (11.7.1). */
static void
mn_fail (struct mipv6_mn *node, const struct mh_message *ba)
{
  struct handover *handover = mipv6_handover (node->mn, node->transaction);

  mn_stop (node);
  mn_correspondents_stop (node);
  node->bound = false;
  node->denied = ba && ba->ba.status == STATUS_DAD_FAILED;
  mn_enter (node, MN_UNREGISTERED);
  if (handover)
    handover_mark_failed (handover);
}

/* 11.7.1: a home agent that does not answer is asked again at the slower
 * rate. */
static void
mn_retry_later (struct mipv6_mn *node,
                const struct mh_message *ba G_GNUC_UNUSED)
{
  const struct domain *domain = node->mipv6->domain;
  struct handover *handover = mipv6_handover (node->mn, node->transaction);

  if (handover)
    handover_mark_failed (handover);
  mn_set_timer (node,
                sim_now (domain->sim) + domain->config.protocol.retransmit.max);
}

/* 11.7.3: an order that was refused is asserted again, from there on. */
static bool
mn_corrects_order (struct mipv6_mn *node, const struct mh_message *ba)
{
  int64_t limit = node->mipv6->domain->config.protocol.retransmit.limit;

  if (ba->ba.status != STATUS_SEQUENCE_OUT_OF_WINDOW || node->refusals >= limit)
    return false;
  node->refusals++;
  node->sequence = ba->ba.sequence;
  return true;
}

/* The link was lost with a BU under way; what is heard next starts again. */
static void
mn_lose_link (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  mn_stop (node);
  mn_enter (node, MN_UNREGISTERED);
}

/* The next one of the list, if there is one and the HA that may hold a binding
 * has had its say; at its end the list is asked for again, another time. */
static bool
mn_try_next (struct mipv6_mn *node)
{
  if (node->agent + 1 >= node->n_agents)
    {
      node->n_agents = 0;
      return false;
    }
  mn_choose_agent (node, node->agent + 1);
  mn_start (node, mn_class (node), node->transaction);
  return true;
}

static void
mn_refuse (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (mn_corrects_order (node, ba))
    mn_start (node, SIGNALING_RETRANSMISSION, node->transaction);
  else if (ba->ba.status == STATUS_DAD_FAILED || !mn_try_next (node))
    mn_fail (node, ba);
}

static void
mn_go_on (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (!mn_try_next (node))
    mn_retry_later (node, ba);
}

/* DHAAD_RETRIES copies, then again at the slower rate. */
static void
mn_ask_again (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (!node->mn->router)
    mn_lose_link (node, ba);
  else if (node->requests <= DHAAD_RETRIES)
    mn_ask (node, SIGNALING_RETRANSMISSION);
  else
    {
      mn_enter (node, MN_REGISTERING);
      mn_retry_later (node, ba);
    }
}

/* ---- refresh ------------------------------------------------------- */

static void
mn_refresh (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  node->refusals = 0;
  mn_enter (node, MN_REFRESHING);
  mn_set_timer (node, node->expires);
  mn_start (node, SIGNALING_REFRESH, TRANSACTION_NONE);
}

/* The binding is over.  Who refreshes registers anew, if there is a link. */
static void
mn_end (struct mipv6_mn *node)
{
  bool again = node->mipv6->domain->config.protocol.refresh && node->mn->router;

  node->bound = false;
  if (again)
    mn_register (node, NULL);
  else
    mn_enter (node, MN_UNREGISTERED);
}

static void
mn_due (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (sim_now (mn_sim (node)) >= node->expires)
    mn_end (node);
  else if (node->mn->router && node->mipv6->domain->config.protocol.refresh)
    mn_refresh (node, ba);
  else
    mn_set_timer (node, node->expires);
}

/* The binding stands until it expires; asked again at the slower rate. */
static void
mn_refresh_later (struct mipv6_mn *node,
                  const struct mh_message *ba G_GNUC_UNUSED)
{
  const struct domain *domain = node->mipv6->domain;
  sim_time later
      = sim_now (domain->sim) + domain->config.protocol.retransmit.max;

  mn_enter (node, MN_REGISTERED);
  mn_set_timer (node, MIN (later, node->expires));
}

/* The lifetime is over with a BU under way: a first registration from now
 * on. */
static void
mn_lapse (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  node->bound = false;
  mn_enter (node, MN_REGISTERING);
}

static void
mn_refuse_refresh (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (mn_corrects_order (node, ba))
    mn_start (node, SIGNALING_RETRANSMISSION, TRANSACTION_NONE);
  else
    mn_fail (node, ba);
}

/* ---- home, 11.5.5 -------------------------------------------------- */

static void
mn_settle (struct mipv6_mn *node, const struct mh_message *ba)
{
  mn_stop (node);
  node->bound = false;
  mn_enter (node, MN_HOME);
  mn_mark_ready (node, ba);
  mn_correspondents_delete (node);
  access_add_home_address (node->mn, &node->mipv6->home_prefix);
}

static void
mn_deregister (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  mn_stop (node);
  mn_correspondents_stop (node);
  node->entity.other_address = address_unspecified;
  if (!node->bound)
    {
      mn_settle (node, NULL);
      return;
    }
  node->refusals = 0;
  mn_enter (node, MN_DEREGISTERING);
  mn_start (node, SIGNALING_DEREGISTRATION, node->transaction);
}

/* 133: there is no binding any more, which is what was asked for. */
static void
mn_refuse_deregistration (struct mipv6_mn *node, const struct mh_message *ba)
{
  if (mn_corrects_order (node, ba))
    mn_start (node, SIGNALING_RETRANSMISSION, node->transaction);
  else
    mn_settle (node, ba);
}

/* Addresses are the area's; the binding at the HA is left to expire. */
static void
mn_leave (struct mipv6_mn *node, const struct mh_message *ba G_GNUC_UNUSED)
{
  mn_stop (node);
  mn_correspondents_stop (node);
  node->bound = false;
  node->care_of = address_unspecified;
  mn_enter (node, MN_UNREGISTERED);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static mn_action *const mn_actions[MN_STATES_N][MN_EVENTS_N] = {
  [MN_UNREGISTERED] = { [MN_EVENT_CARE_OF] = mn_configure,
                        [MN_EVENT_HOME] = mn_deregister,
                        [MN_EVENT_LEAVE] = mn_leave },
  [MN_DISCOVERING] = { [MN_EVENT_CARE_OF] = mn_configure,
                       [MN_EVENT_HOME] = mn_deregister,
                       [MN_EVENT_AGENTS] = mn_take_agents,
                       [MN_EVENT_TIMER] = mn_ask_again,
                       [MN_EVENT_LEAVE] = mn_leave },
  [MN_CONFIGURING] = { [MN_EVENT_CARE_OF] = mn_configure,
                       [MN_EVENT_HOME] = mn_deregister,
                       [MN_EVENT_TIMER] = mn_verify,
                       [MN_EVENT_LEAVE] = mn_leave },
  [MN_REGISTERING] = { [MN_EVENT_CARE_OF] = mn_configure,
                       [MN_EVENT_HOME] = mn_deregister,
                       [MN_EVENT_ACCEPTED] = mn_accept,
                       [MN_EVENT_REFUSED] = mn_refuse,
                       [MN_EVENT_GIVE_UP] = mn_go_on,
                       [MN_EVENT_NO_LINK] = mn_lose_link,
                       [MN_EVENT_TIMER] = mn_register,
                       [MN_EVENT_LEAVE] = mn_leave },
  [MN_REGISTERED] = { [MN_EVENT_CARE_OF] = mn_configure,
                      [MN_EVENT_HOME] = mn_deregister,
                      [MN_EVENT_REQUEST] = mn_refresh,
                      [MN_EVENT_TIMER] = mn_due,
                      [MN_EVENT_LEAVE] = mn_leave },
  [MN_REFRESHING] = { [MN_EVENT_CARE_OF] = mn_configure,
                      [MN_EVENT_HOME] = mn_deregister,
                      [MN_EVENT_ACCEPTED] = mn_refreshed,
                      [MN_EVENT_REFUSED] = mn_refuse_refresh,
                      [MN_EVENT_GIVE_UP] = mn_refresh_later,
                      [MN_EVENT_NO_LINK] = mn_refresh_later,
                      [MN_EVENT_TIMER] = mn_lapse,
                      [MN_EVENT_LEAVE] = mn_leave },
  [MN_DEREGISTERING] = { [MN_EVENT_CARE_OF] = mn_configure,
                         [MN_EVENT_HOME] = mn_deregister,
                         [MN_EVENT_ACCEPTED] = mn_settle,
                         [MN_EVENT_REFUSED] = mn_refuse_deregistration,
                         [MN_EVENT_GIVE_UP] = mn_retry_later,
                         [MN_EVENT_NO_LINK] = mn_lose_link,
                         [MN_EVENT_TIMER] = mn_deregister,
                         [MN_EVENT_LEAVE] = mn_leave },
  [MN_HOME] = { [MN_EVENT_CARE_OF] = mn_configure,
                [MN_EVENT_HOME] = mn_settle,
                [MN_EVENT_LEAVE] = mn_leave },
};

void
mn_handle (struct mipv6_mn *node, enum mn_event event,
           const struct mh_message *ba)
{
  mn_action *action = mn_actions[node->state][event];

  if (action)
    action (node, ba);
}

void
mn_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  mn_handle (subject, MN_EVENT_TIMER, NULL);
}
