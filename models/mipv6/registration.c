/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a home registration (RFC 6275 11.5, 11.7). */
#include "models/mipv6/registration.h"

#include "models/access/access.h"

#define X(name, text) [REGISTRATION_##name] = text,
static const char *const registration_state_names[]
    = { REGISTRATION_STATES (X) };
#undef X

typedef void registration_action (struct home_registration *r,
                                  const struct mh_message *ba);

const char *
registration_state_name (enum registration_state state)
{
  return registration_state_names[state];
}

static struct sim *
registration_sim (const struct home_registration *r)
{
  return r->entity->domain->sim;
}

static const struct protocol_config *
protocol_of (const struct home_registration *r)
{
  return &r->entity->domain->config.protocol;
}

static void
registration_stop (struct home_registration *r)
{
  host_timer_stop (&r->timer);
  binding_exchange_stop (&r->exchange);
}

/* Every transition passes here. */
static void
registration_enter (struct home_registration *r, enum registration_state state)
{
  r->ops->enter (r, state);
  r->state = state;
}

static void
registration_lose (struct home_registration *r)
{
  if (r->ops->lost)
    r->ops->lost (r);
}

static enum signaling_class
registration_class (const struct home_registration *r)
{
  const struct handover *handover = r->mn->handover;

  return handover->number == 0 ? SIGNALING_ATTACH : SIGNALING_HANDOVER;
}

/* ---- the home agent, 11.4.1 ---------------------------------------- */

/* A copy of the request, and twice the time for the next. */
static void
registration_ask (struct home_registration *r, enum signaling_class class)
{
  sim_time wait = INITIAL_DHAAD_TIMEOUT << r->discovery.requests++;

  host_timer_set (&r->timer, sim_now (registration_sim (r)) + wait);
  r->ops->ask (r, class);
}

static void
registration_discover (struct home_registration *r)
{
  r->discovery.identifier++;
  r->discovery.requests = 0;
  registration_enter (r, REGISTRATION_DISCOVERING);
  registration_ask (r, registration_class (r));
}

static void
choose_agent (struct home_registration *r, uint32_t agent)
{
  r->discovery.at = agent;
  r->home_agent = r->discovery.agents[agent];
  r->exchange.peer = r->home_agent;
}

/* ---- registering --------------------------------------------------- */

static void
registration_register (struct home_registration *r,
                       const struct mh_message *ba G_GNUC_UNUSED)
{
  if (r->denied)
    return;
  if (r->ops->ask && r->discovery.n == 0)
    {
      registration_discover (r);
      return;
    }
  r->refusals = 0;
  registration_enter (r, REGISTRATION_REGISTERING);
  registration_start (r, registration_class (r), r->transaction);
}

static void
registration_pause (struct home_registration *r,
                    const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_stop (r);
  registration_lose (r);
  if (!r->denied)
    registration_enter (r, REGISTRATION_CONFIGURING);
}

/* Another care-of address, without a time to verify it in. */
static void
registration_rebind (struct home_registration *r, const struct mh_message *ba)
{
  registration_pause (r, ba);
  registration_register (r, ba);
}

static void
registration_found (struct home_registration *r, const struct mh_message *ba)
{
  host_timer_stop (&r->timer);
  choose_agent (r, 0);
  registration_register (r, ba);
}

/* ---- answers ------------------------------------------------------- */

/* Counted from the sending of the BU (11.7.3); refreshed when the HA advises
 * it, else as the kit has it. */
static void
registration_extend (struct home_registration *r, const struct mh_message *ba)
{
  const struct mh_option *advice = mh_find (ba, OPTION_REFRESH_ADVICE, 0);
  sim_time granted = mobility_lifetime (ba->ba.lifetime);
  sim_time sent = r->exchange.last_sent, due = granted;

  binding_exchange_stop (&r->exchange);
  r->bound = true;
  r->expires = sent + granted;
  if (protocol_of (r)->refresh)
    due = advice ? MIN (mobility_lifetime (advice->refresh_interval), granted)
                 : mobility_refresh_delay (granted);
  host_timer_set (&r->timer, MAX (sent + due, sim_now (registration_sim (r))));
}

static void
registration_accept (struct home_registration *r, const struct mh_message *ba)
{
  registration_extend (r, ba);
  registration_enter (r, REGISTRATION_REGISTERED);
  if (r->ops->bound)
    r->ops->bound (r, ba);
}

static void
registration_refreshed (struct home_registration *r,
                        const struct mh_message *ba)
{
  registration_extend (r, ba);
  registration_enter (r, REGISTRATION_REGISTERED);
}

static void
registration_tell_failed (struct home_registration *r,
                          const struct mh_message *ba)
{
  if (r->ops->failed)
    r->ops->failed (r, ba);
}

/* No service on this link; the next one is tried again.  134: the address is
 * not to be used any more (11.7.1). */
static void
registration_fail (struct home_registration *r, const struct mh_message *ba)
{
  registration_stop (r);
  registration_lose (r);
  r->bound = false;
  r->denied = ba && ba->ba.status == STATUS_DAD_FAILED;
  registration_enter (r, REGISTRATION_UNREGISTERED);
  registration_tell_failed (r, ba);
}

/* 11.7.1: a home agent that does not answer is asked again at the slower
 * rate. */
static void
registration_retry_later (struct home_registration *r,
                          const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_tell_failed (r, NULL);
  host_timer_set (&r->timer, sim_now (registration_sim (r))
                                 + protocol_of (r)->retransmit.max);
}

/* 11.7.3: an order that was refused is asserted again, from there on. */
static bool
corrects_order (struct home_registration *r, const struct mh_message *ba)
{
  if (ba->ba.status != STATUS_SEQUENCE_OUT_OF_WINDOW
      || r->refusals >= protocol_of (r)->retransmit.limit)
    return false;
  r->refusals++;
  r->sequence = ba->ba.sequence;
  return true;
}

/* The link was lost with a BU under way; what is heard next starts again. */
static void
registration_lose_link (struct home_registration *r,
                        const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_stop (r);
  registration_enter (r, REGISTRATION_UNREGISTERED);
}

/* The next one of the list, if there is one and the HA that may hold a binding
 * has had its say; at its end the list is asked for again, another time. */
static bool
tries_next (struct home_registration *r)
{
  if (r->discovery.at + 1 >= r->discovery.n)
    {
      r->discovery.n = 0;
      return false;
    }
  choose_agent (r, r->discovery.at + 1);
  registration_start (r, registration_class (r), r->transaction);
  return true;
}

bool
registration_try_next (struct home_registration *r)
{
  if (r->discovery.at + 1 >= r->discovery.n)
    return false;
  registration_enter (r, REGISTRATION_REGISTERING);
  return tries_next (r);
}

static void
registration_refuse (struct home_registration *r, const struct mh_message *ba)
{
  if (corrects_order (r, ba))
    registration_start (r, SIGNALING_RETRANSMISSION, r->transaction);
  else if (ba->ba.status == STATUS_DAD_FAILED || !tries_next (r))
    registration_fail (r, ba);
}

static void
registration_go_on (struct home_registration *r, const struct mh_message *ba)
{
  if (!tries_next (r))
    registration_retry_later (r, ba);
}

/* DHAAD_RETRIES copies, then again at the slower rate. */
static void
registration_ask_again (struct home_registration *r,
                        const struct mh_message *ba)
{
  if (!r->mn->router)
    registration_lose_link (r, ba);
  else if (r->discovery.requests <= DHAAD_RETRIES)
    registration_ask (r, SIGNALING_RETRANSMISSION);
  else
    {
      registration_enter (r, REGISTRATION_REGISTERING);
      registration_retry_later (r, ba);
    }
}

/* ---- refresh ------------------------------------------------------- */

static void
registration_refresh (struct home_registration *r,
                      const struct mh_message *ba G_GNUC_UNUSED)
{
  r->refusals = 0;
  registration_enter (r, REGISTRATION_REFRESHING);
  host_timer_set (&r->timer, r->expires);
  registration_start (r, SIGNALING_REFRESH, TRANSACTION_NONE);
}

/* The binding is over.  Who refreshes registers anew, if there is a link. */
static void
registration_end (struct home_registration *r)
{
  bool again = protocol_of (r)->refresh && r->mn->router;

  r->bound = false;
  if (again)
    registration_register (r, NULL);
  else
    registration_enter (r, REGISTRATION_UNREGISTERED);
}

static void
registration_due (struct home_registration *r, const struct mh_message *ba)
{
  if (sim_now (registration_sim (r)) >= r->expires)
    registration_end (r);
  else if (r->mn->router && protocol_of (r)->refresh)
    registration_refresh (r, ba);
  else
    host_timer_set (&r->timer, r->expires);
}

/* The binding stands until it expires; asked again at the slower rate. */
static void
registration_refresh_later (struct home_registration *r,
                            const struct mh_message *ba G_GNUC_UNUSED)
{
  sim_time later
      = sim_now (registration_sim (r)) + protocol_of (r)->retransmit.max;

  registration_enter (r, REGISTRATION_REGISTERED);
  host_timer_set (&r->timer, MIN (later, r->expires));
}

/* The lifetime is over with a BU under way: a first registration from now
 * on. */
static void
registration_lapse (struct home_registration *r,
                    const struct mh_message *ba G_GNUC_UNUSED)
{
  r->bound = false;
  registration_enter (r, REGISTRATION_REGISTERING);
}

static void
registration_refuse_refresh (struct home_registration *r,
                             const struct mh_message *ba)
{
  if (corrects_order (r, ba))
    registration_start (r, SIGNALING_RETRANSMISSION, TRANSACTION_NONE);
  else
    registration_fail (r, ba);
}

/* ---- home, 11.5.5 -------------------------------------------------- */

static void
registration_settle (struct home_registration *r, const struct mh_message *ba)
{
  registration_stop (r);
  r->bound = false;
  registration_enter (r, address_is_unspecified (&r->care_of)
                             ? REGISTRATION_HOME
                             : REGISTRATION_UNREGISTERED);
  if (r->ops->settled)
    r->ops->settled (r, ba);
}

static void
registration_deregister (struct home_registration *r,
                         const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_stop (r);
  registration_lose (r);
  if (!r->bound)
    {
      registration_settle (r, NULL);
      return;
    }
  r->refusals = 0;
  registration_enter (r, REGISTRATION_DEREGISTERING);
  registration_start (r, SIGNALING_DEREGISTRATION, r->transaction);
}

/* 133: there is no binding any more, which is what was asked for. */
static void
registration_refuse_end (struct home_registration *r,
                         const struct mh_message *ba)
{
  if (corrects_order (r, ba))
    registration_start (r, SIGNALING_RETRANSMISSION, r->exchange.transaction);
  else
    registration_settle (r, ba);
}

/* ---- released while away ------------------------------------------- */

/* Without an answer, until the binding is over of itself. */
static void
registration_send_release (struct home_registration *r,
                           const struct mh_message *ba G_GNUC_UNUSED)
{
  r->refusals = 0;
  registration_start (r, SIGNALING_DEREGISTRATION, TRANSACTION_NONE);
}

static void
registration_begin_release (struct home_registration *r,
                            const struct mh_message *ba)
{
  bool asked = r->exchange.pending;
  bool linked = r->mn->router && r->state != REGISTRATION_CONFIGURING;

  registration_stop (r);
  registration_lose (r);
  if (!r->bound && !asked)
    {
      registration_settle (r, NULL);
      return;
    }
  if (!r->bound)
    r->expires
        = sim_now (registration_sim (r)) + protocol_of (r)->binding_lifetime;
  r->bound = true;
  registration_enter (r, REGISTRATION_RELEASING);
  host_timer_set (&r->timer, r->expires);
  if (linked)
    registration_send_release (r, ba);
}

/* It goes on from the next care-of address. */
static void
registration_hold_release (struct home_registration *r,
                           const struct mh_message *ba G_GNUC_UNUSED)
{
  binding_exchange_stop (&r->exchange);
}

static void
registration_end_release (struct home_registration *r,
                          const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_settle (r, NULL);
}

/* Addresses are the area's; the binding at the HA is left to expire. */
static void
registration_forget (struct home_registration *r,
                     const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_stop (r);
  registration_lose (r);
  r->bound = false;
  r->care_of = address_unspecified;
  registration_enter (r, REGISTRATION_UNREGISTERED);
}

/* ---- the state machine --------------------------------------------- */

#define ON(event, action) [REGISTRATION_ON_##event] = registration_##action

/* An empty cell ignores the event. */
static registration_action
    *const registration_actions[REGISTRATION_STATES_N][REGISTRATION_EVENTS_N]
    = {
        [REGISTRATION_UNREGISTERED]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (LEAVE, forget) },
        [REGISTRATION_DISCOVERING]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (AGENTS, found),
            ON (TIMER, ask_again), ON (LEAVE, forget) },
        [REGISTRATION_CONFIGURING]
        = { ON (MOVED, pause), ON (CARE_OF, register), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (LEAVE, forget) },
        [REGISTRATION_REGISTERING]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (ACCEPTED, accept),
            ON (REFUSED, refuse), ON (GIVE_UP, go_on), ON (NO_LINK, lose_link),
            ON (TIMER, register), ON (LEAVE, forget) },
        [REGISTRATION_REGISTERED]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (REQUEST, refresh), ON (TIMER, due),
            ON (LEAVE, forget) },
        [REGISTRATION_REFRESHING]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (ACCEPTED, refreshed),
            ON (REFUSED, refuse_refresh), ON (GIVE_UP, refresh_later),
            ON (NO_LINK, refresh_later), ON (TIMER, lapse),
            ON (LEAVE, forget) },
        [REGISTRATION_DEREGISTERING]
        = { ON (MOVED, pause), ON (CARE_OF, rebind), ON (HOME, deregister),
            ON (RELEASE, begin_release), ON (ACCEPTED, settle),
            ON (REFUSED, refuse_end), ON (GIVE_UP, retry_later),
            ON (NO_LINK, lose_link), ON (TIMER, deregister),
            ON (LEAVE, forget) },
        [REGISTRATION_RELEASING]
        = { ON (MOVED, hold_release), ON (CARE_OF, send_release),
            ON (HOME, deregister), ON (ACCEPTED, settle),
            ON (REFUSED, refuse_end), ON (TIMER, end_release),
            ON (LEAVE, forget) },
        [REGISTRATION_HOME] = { ON (MOVED, pause), ON (CARE_OF, rebind),
                                ON (HOME, settle), ON (LEAVE, forget) },
      };
#undef ON

void
registration_handle (struct home_registration *r, enum registration_event event,
                     const struct mh_message *ba)
{
  registration_action *action = registration_actions[r->state][event];

  if (action)
    action (r, ba);
}

/* ---- what its owner lets it do ------------------------------------- */

static void
registration_expire (void *r)
{
  registration_handle (r, REGISTRATION_ON_TIMER, NULL);
}

void
registration_suspend (struct home_registration *r)
{
  registration_handle (r, REGISTRATION_ON_MOVED, NULL);
}

void
registration_bind (struct home_registration *r, const struct address *care_of)
{
  r->care_of = *care_of;
  registration_handle (r, REGISTRATION_ON_CARE_OF, NULL);
}

void
registration_return (struct home_registration *r)
{
  r->care_of = address_unspecified;
  registration_handle (r, REGISTRATION_ON_HOME, NULL);
}

void
registration_release (struct home_registration *r)
{
  registration_handle (r, REGISTRATION_ON_RELEASE, NULL);
}

void
registration_leave (struct home_registration *r)
{
  registration_handle (r, REGISTRATION_ON_LEAVE, NULL);
}

void
registration_take_agents (struct home_registration *r, uint32_t n)
{
  r->discovery.n = n;
  r->discovery.at = 0;
  registration_handle (r, REGISTRATION_ON_AGENTS, NULL);
}

void
registration_init (struct home_registration *r,
                   const struct registration_ops *ops, void *owner,
                   struct mobile_node *mn, struct mobility_entity *entity,
                   const struct address *home_agent, int authentication)
{
  r->ops = ops;
  r->owner = owner;
  r->mn = mn;
  r->entity = entity;
  r->home_agent = *home_agent;
  r->authentication = mipv6_authentication (mn->domain, authentication);
  host_timer_init (&r->timer, mn, registration_expire, r);
  r->state = REGISTRATION_UNREGISTERED;
  r->transaction = TRANSACTION_NONE;
  registration_init_exchange (r);
}
