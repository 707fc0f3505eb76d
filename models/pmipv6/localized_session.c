/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An initiator's sessions: each leg's course (RFC 6705 4, 10, 12). */
#include "models/pmipv6/localized.h"

#define X(name, text) [LEG_##name] = text,
static const char *const leg_state_names[] = { LEG_STATES (X) };
#undef X

typedef void leg_action (struct localized_leg *leg,
                         const struct mh_message *lra);

const char *
leg_state_name (enum leg_state state)
{
  return leg_state_names[state];
}

static struct sim *
leg_sim (const struct localized_leg *leg)
{
  return leg->exchange.entity->domain->sim;
}

/* ---- sending ------------------------------------------------------- */

/* 10.1: the peer's own node first, so that it is the one whose packets go
 * another way; the MAG address says where the other one is. */
static void
leg_compose (struct binding_exchange *exchange, struct mh_message *lri)
{
  const struct localized_leg *leg = exchange->owner;
  const struct localized_session *session = leg->session;
  unsigned first = leg == &session->leg[1];

  mh_init (lri, MH_LRI);
  lri->localized.sequence = exchange->sequence;
  lri->localized.lifetime = leg->lifetime;
  localized_add_party (lri, &session->party[first]);
  localized_add_party (lri, &session->party[!first]);
  if (!address_is_unspecified (&leg->gateway))
    mh_add_prefix (lri, OPTION_MAG_IPV6_ADDRESS,
                   &(struct prefix){ leg->gateway, 128 });
}

/* The last thing an action does: the answer of a neighbour at the same node
 * comes within. */
static void
leg_send (struct localized_leg *leg, enum leg_state state, uint16_t lifetime)
{
  leg->state = state;
  leg->lifetime = lifetime;
  binding_exchange_start (&leg->exchange, &leg->session->agent->sequence);
}

/* Nothing is awaited from the peer any more. */
static void
leg_settle (struct localized_leg *leg, enum leg_state state)
{
  binding_exchange_stop (&leg->exchange);
  if (state != LEG_ACTIVE)
    timer_stop (leg_sim (leg)->engine, &leg->timer);
  leg->state = state;
  if (!leg->session->busy)
    leg->session->settled (leg->session);
}

/* ---- actions ------------------------------------------------------- */

static void
leg_request (struct localized_leg *leg,
             const struct mh_message *lra G_GNUC_UNUSED)
{
  const struct localized *localized = leg->session->agent->localized;

  binding_exchange_stop (&leg->exchange);
  timer_stop (leg_sim (leg)->engine, &leg->timer);
  leg_send (leg, LEG_REQUESTED,
            localized_lifetime_units (localized->config->lifetime));
}

static void
leg_fail (struct localized_leg *leg, const struct mh_message *lra G_GNUC_UNUSED)
{
  leg_settle (leg, LEG_REFUSED);
}

static void
leg_end (struct localized_leg *leg, const struct mh_message *lra G_GNUC_UNUSED)
{
  leg_settle (leg, LEG_IDLE);
}

/* The lifetime counts from the LRI that was answered, so that it is over here
 * before it is at the peer. */
static void
leg_accept (struct localized_leg *leg, const struct mh_message *lra)
{
  struct sim *sim = leg_sim (leg);
  uint16_t granted = MIN (lra->localized.lifetime, leg->lifetime);

  leg->expires = leg->exchange.last_sent + granted * SIM_SECOND;
  if (granted == LOCALIZED_FOREVER)
    timer_stop (sim->engine, &leg->timer);
  else
    timer_set (sim->engine, &leg->timer, MAX (leg->expires, sim_now (sim)),
               node_origin (leg->exchange.entity->node),
               leg->session->agent->localized->leg, leg);
  leg_settle (leg, LEG_ACTIVE);
}

/* 10.2: what an unsolicited LRA asks for is granted by an LRI, within what the
 * initiator allows. */
static void
leg_refresh (struct localized_leg *leg, const struct mh_message *lra)
{
  const struct localized *localized = leg->session->agent->localized;
  uint16_t most = localized_lifetime_units (localized->config->lifetime);

  leg->exchange.class = SIGNALING_REFRESH;
  leg->exchange.transaction = TRANSACTION_NONE;
  leg_send (leg, LEG_REFRESHING, MIN (lra->localized.lifetime, most));
}

/* Unanswered: what stands lasts as long as it was granted. */
static void
leg_stay (struct localized_leg *leg, const struct mh_message *lra G_GNUC_UNUSED)
{
  leg_settle (leg, LEG_ACTIVE);
}

/* 4: before its lifetime is over. */
static void
leg_stop (struct localized_leg *leg, const struct mh_message *lra G_GNUC_UNUSED)
{
  binding_exchange_stop (&leg->exchange);
  timer_stop (leg_sim (leg)->engine, &leg->timer);
  leg_send (leg, LEG_STOPPING, 0);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static leg_action *const leg_actions[LEG_STATES_N][LEG_EVENTS_N] = {
  [LEG_IDLE] = { [LEG_EVENT_START] = leg_request },
  [LEG_REQUESTED] = { [LEG_EVENT_START] = leg_request,
                      [LEG_EVENT_ACCEPTED] = leg_accept,
                      [LEG_EVENT_REFUSED] = leg_fail,
                      [LEG_EVENT_GIVE_UP] = leg_fail,
                      [LEG_EVENT_STOP] = leg_stop },
  [LEG_ACTIVE] = { [LEG_EVENT_START] = leg_request,
                   [LEG_EVENT_ASKED] = leg_refresh,
                   [LEG_EVENT_STOP] = leg_stop,
                   [LEG_EVENT_TIMER] = leg_end },
  [LEG_REFRESHING] = { [LEG_EVENT_START] = leg_request,
                       [LEG_EVENT_ACCEPTED] = leg_accept,
                       [LEG_EVENT_REFUSED] = leg_fail,
                       [LEG_EVENT_GIVE_UP] = leg_stay,
                       [LEG_EVENT_STOP] = leg_stop,
                       [LEG_EVENT_TIMER] = leg_end },
  [LEG_STOPPING] = { [LEG_EVENT_START] = leg_request,
                     [LEG_EVENT_ACCEPTED] = leg_end,
                     [LEG_EVENT_REFUSED] = leg_end,
                     [LEG_EVENT_GIVE_UP] = leg_end },
  [LEG_REFUSED] = { [LEG_EVENT_START] = leg_request },
};

static void
leg_handle (struct localized_leg *leg, enum leg_event event,
            const struct mh_message *lra)
{
  leg_action *action = leg_actions[leg->state][event];

  if (action)
    action (leg, lra);
}

static void
leg_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  leg_handle (subject, LEG_EVENT_TIMER, NULL);
}

static void
session_wake (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct localized_session *session = subject;

  session->woken (session);
}

static void
leg_give_up (struct binding_exchange *exchange)
{
  leg_handle (exchange->owner, LEG_EVENT_GIVE_UP, NULL);
}

static const struct retransmit_config *
leg_schedule (const struct binding_exchange *exchange)
{
  const struct localized_leg *leg = exchange->owner;

  return &leg->session->agent->localized->retransmit;
}

static const struct binding_exchange_type leg_exchange
    = { .compose = leg_compose,
        .give_up = leg_give_up,
        .schedule = leg_schedule,
        .is_host = true /* no timestamp in an LRI */ };

/* ---- what the initiator wants -------------------------------------- */

void
localized_leg_aim (struct localized_leg *leg, const struct address *peer,
                   const struct address *gateway, bool again,
                   enum signaling_class class, uint32_t transaction)
{
  bool same = address_equal (&leg->exchange.peer, peer)
              && address_equal (&leg->gateway, gateway);

  if (same && !again && leg->state != LEG_IDLE && leg->state != LEG_STOPPING)
    return;
  leg->exchange.peer = *peer;
  leg->gateway = *gateway;
  leg->exchange.class = class;
  leg->exchange.transaction = transaction;
  leg_handle (leg, LEG_EVENT_START, NULL);
}

void
localized_leg_rest (struct localized_leg *leg)
{
  binding_exchange_stop (&leg->exchange);
  timer_stop (leg_sim (leg)->engine, &leg->timer);
  leg->state = LEG_IDLE;
}

void
localized_leg_stop (struct localized_leg *leg, uint32_t transaction)
{
  leg->exchange.class = SIGNALING_DEREGISTRATION;
  leg->exchange.transaction = transaction;
  leg_handle (leg, LEG_EVENT_STOP, NULL);
}

bool
localized_leg_is_over (const struct localized_leg *leg)
{
  return leg->state == LEG_IDLE || leg->state == LEG_REFUSED;
}

/* The answer of a neighbour can come within. */
void
localized_session_stop (struct localized_session *session)
{
  session->busy = true;
  for (unsigned i = 0; i < 2; i++)
    localized_leg_stop (&session->leg[i], TRANSACTION_NONE);
  session->busy = false;
  session->settled (session);
}

void
localized_session_wake (struct localized_session *session)
{
  struct mobility_entity *entity = session->agent->entity;
  struct sim *sim = entity->domain->sim;

  if (!timer_armed (sim->engine, &session->traffic))
    timer_set (sim->engine, &session->traffic, sim_now (sim),
               node_origin (entity->node), session->agent->localized->traffic,
               session);
}

/* ---- receiving ----------------------------------------------------- */

/* The leg that awaits this answer from there, or NULL. */
static struct localized_leg *
find_pending_leg (const struct localized_agent *agent, uint16_t sequence,
                  const struct address *peer)
{
  for (GList *l = agent->entity->exchanges.head; l; l = l->next)
    {
      struct binding_exchange *exchange = l->data;

      if (exchange->type == &leg_exchange && exchange->sequence == sequence
          && address_equal (&exchange->peer, peer))
        return exchange->owner;
    }
  return NULL;
}

/* The leg towards @peer of the session for the nodes it names, or NULL. */
static struct localized_leg *
find_named_leg (const struct localized_agent *agent,
                const struct mh_message *lra, const struct address *peer)
{
  struct localized_party party[2];
  struct localized_leg *found = NULL;

  if (!localized_read (agent->entity, lra, party))
    return NULL;
  for (guint i = 0; i < agent->sessions->len && !found; i++)
    {
      struct localized_session *session
          = g_ptr_array_index (agent->sessions, i);

      for (unsigned k = 0; k < 2; k++)
        if (session->party[k].mn == party[0].mn
            && session->party[!k].mn == party[1].mn
            && address_equal (&session->leg[k].exchange.peer, peer))
          found = &session->leg[k];
    }
  localized_party_clear (&party[0]);
  localized_party_clear (&party[1]);
  return found;
}

void
localized_take_lra (struct localized_agent *agent, const struct mh_message *lra,
                    const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct localized_leg *leg;
  enum leg_event event = LEG_EVENT_ASKED;

  if (lra->localized.unsolicited)
    leg = find_named_leg (agent, lra, &source);
  else
    {
      leg = find_pending_leg (agent, lra->localized.sequence, &source);
      event = lra->localized.status < LOCALIZED_NOT_ALLOWED ? LEG_EVENT_ACCEPTED
                                                            : LEG_EVENT_REFUSED;
    }
  if (leg)
    leg_handle (leg, event, lra);
}

/* ---- life ---------------------------------------------------------- */

static void
leg_init (struct localized_leg *leg, struct localized_session *session)
{
  leg->session = session;
  leg->exchange.entity = session->agent->entity;
  leg->exchange.type = &leg_exchange;
  leg->exchange.owner = leg;
}

struct localized_session *
localized_session_new (struct localized_agent *agent,
                       const struct localized_party party[2])
{
  struct localized_session *session = g_new0 (struct localized_session, 1);

  session->agent = agent;
  session->party[0] = party[0];
  session->party[1] = party[1];
  leg_init (&session->leg[0], session);
  leg_init (&session->leg[1], session);
  g_ptr_array_add (agent->sessions, session);
  return session;
}

void
localized_session_free (struct localized_session *session)
{
  struct engine *engine = session->agent->entity->domain->sim->engine;

  localized_leg_rest (&session->leg[0]);
  localized_leg_rest (&session->leg[1]);
  timer_stop (engine, &session->traffic);
  localized_party_clear (&session->party[0]);
  localized_party_clear (&session->party[1]);
  g_ptr_array_remove_fast (session->agent->sessions, session);
  g_free (session);
}

void
localized_session_kinds (struct localized *localized, struct engine *engine)
{
  localized->traffic = engine_kind (engine, "localized-traffic", session_wake);
  localized->leg = engine_kind (engine, "localized-leg", leg_expire);
}
