/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's course: what the S-GW does at each event in each state. */
#include "models/hierarchical/sgw.h"

#define X(name, text) [SGW_##name] = text,
static const char *const sgw_state_names[] = { SGW_STATES (X) };
#undef X

typedef void sgw_action (struct sgw_session *session,
                         const struct mh_message *message);

const char *
sgw_state_name (enum sgw_state state)
{
  return sgw_state_names[state];
}

bool
sgw_session_counts (enum sgw_state state)
{
  return state != SGW_RELEASED;
}

/* The one place where a session changes state. */
static void
sgw_enter (struct sgw_session *session, enum sgw_state state)
{
  struct sgw *sgw = session->sgw;
  int change = sgw_session_counts (state) - sgw_session_counts (session->state);

  session->state = state;
  if (change)
    mobility_count_change (&sgw->count, &sgw->entity, change,
                           pmipv6_node_is_live (session->mn) ? 0 : change);
}

static struct engine *
session_engine (const struct sgw_session *session)
{
  return session->sgw->entity.domain->sim->engine;
}

static sim_time
session_now (const struct sgw_session *session)
{
  return sim_now (session->sgw->entity.domain->sim);
}

static const struct protocol_config *
session_protocol (const struct sgw_session *session)
{
  return &session->sgw->entity.domain->config.protocol;
}

static void
session_set_timer (struct sgw_session *session, sim_time at)
{
  timer_set (session_engine (session), &session->timer, at,
             node_origin (session->sgw->entity.node),
             session->sgw->hierarchical->session_timer, session);
}

static void
session_set_refresh (struct sgw_session *session, sim_time at)
{
  timer_set (session_engine (session), &session->refresh,
             MAX (at, session_now (session)),
             node_origin (session->sgw->entity.node),
             session->sgw->hierarchical->refresh_timer, session);
}

static void
session_stop_timers (struct sgw_session *session)
{
  timer_stop (session_engine (session), &session->timer);
  timer_stop (session_engine (session), &session->refresh);
}

/* ---- towards the P-GW, RFC 5213 6.9.1 ------------------------------ */

static void
session_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct sgw_session *session = exchange->owner;
  bool release = session->state == SGW_RELEASING;
  uint32_t n = session->n_prefixes - session->n_local;

  proxy_pbu_init (pbu, session->mn,
                  release ? 0 : session_protocol (session)->binding_lifetime,
                  0);
  if (session->state == SGW_REQUESTING || n == 0)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  else
    for (uint32_t i = 0; i < n; i++)
      mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &session->prefixes[i]);
  proxy_pbu_add_access (pbu, session->mn, session->technology,
                        session->handoff);
}

/* The P-GW has bound the node to another S-GW since, or is about to. */
static bool
session_is_former (const struct sgw_session *session)
{
  return hierarchical_node_get (session->sgw->hierarchical, session->mn)
             ->serving
         != session->sgw;
}

static void
session_give_up (struct binding_exchange *exchange)
{
  sgw_handle (exchange->owner, SGW_ON_GIVE_UP, NULL);
}

/* A PBU to the P-GW after that of another S-GW would take the node back. */
static bool
session_is_wanted (struct binding_exchange *exchange)
{
  struct sgw_session *session = exchange->owner;

  if (session->state == SGW_RELEASING || !session_is_former (session))
    return true;
  sgw_handle (session, SGW_ON_GIVE_UP, NULL);
  return false;
}

/* The last thing an action does: the answer of a P-GW at the same node comes
 * within. */
static void
session_send (struct sgw_session *session, enum handoff_indicator handoff,
              enum signaling_class class, uint32_t transaction)
{
  struct sgw *sgw = session->sgw;
  struct hierarchical_node *node
      = hierarchical_node_get (sgw->hierarchical, session->mn);
  bool timestamps = session_protocol (session)->timestamps;

  binding_exchange_stop (&session->exchange);
  session->handoff = handoff;
  session->exchange.class = class;
  session->exchange.transaction = transaction;
  session->exchange.once = session->state == SGW_RELEASING;
  binding_exchange_start (&session->exchange,
                          timestamps ? &sgw->sequence : &node->sequence);
}

/* The binding at the P-GW runs from the sending of the PBU. */
static void
session_extend (struct sgw_session *session, const struct mh_message *pba)
{
  const struct protocol_config *config = session_protocol (session);
  sim_time granted = mobility_lifetime (pba->ba.lifetime);
  sim_time due = session->exchange.last_sent;

  binding_exchange_stop (&session->exchange);
  session->expires = due + granted;
  session_set_refresh (
      session,
      due + (config->refresh ? mobility_refresh_delay (granted) : granted));
}

/* ---- actions ------------------------------------------------------- */

/* A node that is new here, was released, or was at another S-GW meanwhile. */
static void
sgw_request (struct sgw_session *session,
             const struct mh_message *message G_GNUC_UNUSED)
{
  session_stop_timers (session);
  sgw_session_forget (session);
  session->refusals = 0;
  hierarchical_node_get (session->sgw->hierarchical, session->mn)->serving
      = session->sgw;
  sgw_enter (session, SGW_REQUESTING);
  session_send (session, session->request.handoff, session->request.class,
                session->request.transaction);
}

/* A copy, or the node is at another access router already: the latest PBU is
 * answered, with what the P-GW says to the first. */
static void
sgw_wait (struct sgw_session *session G_GNUC_UNUSED,
          const struct mh_message *message G_GNUC_UNUSED)
{
}

/* Binds to the access router that asks; it gets what lasts at the P-GW. */
static void
sgw_bind (struct sgw_session *session,
          const struct mh_message *message G_GNUC_UNUSED)
{
  sim_time now = session_now (session);
  sim_time lifetime = MIN (session_protocol (session)->binding_lifetime,
                           session->expires - now);
  bool moved = session->state != SGW_ACTIVE
               || !address_equal (&session->down.peer, &session->router);

  lifetime = mobility_lifetime (mobility_lifetime_units (MAX (lifetime, 1)));
  sgw_enter (session, SGW_ACTIVE);
  if (moved)
    sgw_session_open (session, session->request.transaction);
  session_set_timer (session, now + lifetime);
  sgw_answer (session, lifetime);
}

/* What was bound here is of no use to a node that comes back from another
 * S-GW: the P-GW sends its packets there. */
static void
sgw_register (struct sgw_session *session, const struct mh_message *message)
{
  if (!session_is_former (session))
    {
      sgw_bind (session, message);
      return;
    }
  sgw_session_close (session, DROP_NOT_READY);
  sgw_request (session, message);
}

static void
sgw_leave (struct sgw_session *session,
           const struct mh_message *message G_GNUC_UNUSED)
{
  session_stop_timers (session);
  binding_exchange_stop (&session->exchange);
  sgw_session_close (session, DROP_NOT_ATTACHED);
  sgw_enter (session, SGW_RELEASED);
  session_set_timer (
      session, session_now (session)
                   + session_protocol (session)->min_delay_before_bce_delete);
}

/* An order that was refused is asserted again; of other refusals the access
 * router is told. */
static void
sgw_refused (struct sgw_session *session, const struct mh_message *pba)
{
  bool again
      = binding_exchange_refused_order (&session->exchange, pba)
        && !session_is_former (session)
        && session->refusals < session_protocol (session)->retransmit.limit;

  if (again)
    {
      session->refusals++;
      session_send (session, session->handoff, SIGNALING_RETRANSMISSION,
                    session->exchange.transaction);
      return;
    }
  sgw_refuse (session, (enum binding_status)pba->ba.status);
  sgw_leave (session, pba);
}

/* RFC 5213 6.9.4 3 allows to go on at the slower rate. */
static void
sgw_retry_later (struct sgw_session *session,
                 const struct mh_message *message G_GNUC_UNUSED)
{
  binding_exchange_stop (&session->exchange);
  session_set_refresh (
      session,
      MIN (session_now (session) + session_protocol (session)->retransmit.max,
           session->expires));
}

/* The P-GW has no such binding any more: the next PBU of an access router asks
 * afresh. */
static void
sgw_refresh_refused (struct sgw_session *session, const struct mh_message *pba)
{
  if (binding_exchange_refused_order (&session->exchange, pba))
    sgw_retry_later (session, pba);
  else
    sgw_leave (session, pba);
}

static void
sgw_refreshed (struct sgw_session *session, const struct mh_message *pba)
{
  session_extend (session, pba);
}

static void
sgw_refresh (struct sgw_session *session, const struct mh_message *message)
{
  if (session_now (session) >= session->expires)
    {
      sgw_leave (session, message);
      return;
    }
  session_set_refresh (session, session->expires);
  if (session_is_former (session))
    return;
  session_send (session, HI_NO_CHANGE, SIGNALING_REFRESH, TRANSACTION_NONE);
}

/* RFC 5213 5.3.5: kept for another access router, which the P-GW need not know
 * of. */
static void
sgw_hold (struct sgw_session *session,
          const struct mh_message *message G_GNUC_UNUSED)
{
  sgw_enter (session, SGW_HELD);
  if (session->sgw->hierarchical->config->pmipv6.binding_hold)
    sgw_session_close (session, DROP_BINDING_HOLD);
  session_set_timer (
      session, session_now (session)
                   + session_protocol (session)->min_delay_before_bce_delete);
  sgw_answer (session, 0);
}

static void
sgw_say_again (struct sgw_session *session,
               const struct mh_message *message G_GNUC_UNUSED)
{
  sgw_answer (session, 0);
}

/* The node has left before the P-GW answered. */
static void
sgw_release_early (struct sgw_session *session,
                   const struct mh_message *message G_GNUC_UNUSED)
{
  session->router = address_unspecified;
  sgw_answer (session, 0);
}

static void
sgw_accept (struct sgw_session *session, const struct mh_message *pba)
{
  session_extend (session, pba);
  sgw_session_take (session, pba);
  if (address_is_unspecified (&session->router))
    sgw_hold (session, pba);
  else
    sgw_bind (session, pba);
}

/* No access router has it: given back to the P-GW. */
static void
sgw_release (struct sgw_session *session,
             const struct mh_message *message G_GNUC_UNUSED)
{
  session_stop_timers (session);
  sgw_session_close (session, DROP_NOT_ATTACHED);
  sgw_enter (session, SGW_RELEASING);
  session_send (session, HI_UNKNOWN, SIGNALING_DEREGISTRATION,
                TRANSACTION_NONE);
}

static void
sgw_remove (struct sgw_session *session,
            const struct mh_message *message G_GNUC_UNUSED)
{
  struct sgw_session **link
      = &hierarchical_node_get (session->sgw->hierarchical, session->mn)
             ->sessions;

  while (*link != session)
    link = &(*link)->next;
  *link = session->next;
  session_stop_timers (session);
  sgw_session_forget (session);
  sgw_session_free (session);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static sgw_action *const sgw_actions[SGW_STATES_N][SGW_EVENTS_N] = {
  [SGW_REQUESTING] = { [SGW_ON_REGISTER] = sgw_wait,
                       [SGW_ON_RELEASE] = sgw_release_early,
                       [SGW_ON_ACCEPTED] = sgw_accept,
                       [SGW_ON_REFUSED] = sgw_refused,
                       [SGW_ON_GIVE_UP] = sgw_leave },
  [SGW_ACTIVE] = { [SGW_ON_REGISTER] = sgw_register,
                   [SGW_ON_RELEASE] = sgw_hold,
                   [SGW_ON_ACCEPTED] = sgw_refreshed,
                   [SGW_ON_REFUSED] = sgw_refresh_refused,
                   [SGW_ON_GIVE_UP] = sgw_retry_later,
                   [SGW_ON_REVOKED] = sgw_leave,
                   [SGW_ON_REFRESH] = sgw_refresh,
                   [SGW_ON_TIMER] = sgw_release },
  [SGW_HELD] = { [SGW_ON_REGISTER] = sgw_register,
                 [SGW_ON_RELEASE] = sgw_say_again,
                 [SGW_ON_ACCEPTED] = sgw_refreshed,
                 [SGW_ON_REFUSED] = sgw_refresh_refused,
                 [SGW_ON_GIVE_UP] = sgw_retry_later,
                 [SGW_ON_REVOKED] = sgw_leave,
                 [SGW_ON_REFRESH] = sgw_refresh,
                 [SGW_ON_TIMER] = sgw_release },
  [SGW_RELEASING] = { [SGW_ON_REGISTER] = sgw_request,
                      [SGW_ON_ACCEPTED] = sgw_leave,
                      [SGW_ON_REFUSED] = sgw_leave,
                      [SGW_ON_GIVE_UP] = sgw_leave,
                      [SGW_ON_REVOKED] = sgw_leave },
  [SGW_RELEASED]
  = { [SGW_ON_REGISTER] = sgw_request, [SGW_ON_TIMER] = sgw_remove },
};

void
sgw_handle (struct sgw_session *session, enum sgw_event event,
            const struct mh_message *message)
{
  sgw_action *action = sgw_actions[session->state][event];

  if (action)
    action (session, message);
}

void
sgw_session_due (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  sgw_handle (subject, SGW_ON_TIMER, NULL);
}

void
sgw_refresh_due (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  sgw_handle (subject, SGW_ON_REFRESH, NULL);
}

/* ---- life ---------------------------------------------------------- */

static const struct binding_exchange_type session_exchange
    = { .compose = session_compose,
        .give_up = session_give_up,
        .wanted = session_is_wanted };

struct sgw_session *
sgw_session_new (struct sgw *sgw, struct mobile_node *mn)
{
  struct hierarchical_node *node
      = hierarchical_node_get (sgw->hierarchical, mn);
  struct sgw_session *session = g_new0 (struct sgw_session, 1);

  session->sgw = sgw;
  session->mn = mn;
  session->state = SGW_RELEASED;
  session->next = node->sessions;
  node->sessions = session;
  session->exchange.entity = &sgw->uplink.entity;
  session->exchange.peer = sgw->hierarchical->pmipv6.lma->entity.address;
  session->exchange.type = &session_exchange;
  session->exchange.owner = session;
  return session;
}

void
sgw_restart (struct sgw *sgw)
{
  const GPtrArray *nodes = sgw->entity.domain->mobile_nodes;

  mobility_service_clear (&sgw->entity, DROP_NODE_DOWN);
  mobility_service_clear (&sgw->uplink.entity, DROP_NODE_DOWN);
  for (guint i = 0; i < nodes->len; i++)
    {
      struct sgw_session *session
          = hierarchical_node_get (sgw->hierarchical,
                                   g_ptr_array_index (nodes, i))
                ->sessions;

      while (session && session->sgw != sgw)
        session = session->next;
      if (!session)
        continue;
      binding_exchange_stop (&session->exchange);
      sgw_enter (session, SGW_RELEASED);
      sgw_remove (session, NULL);
    }
}

void
sgw_session_free (struct sgw_session *session)
{
  g_clear_pointer (&session->request.message, g_bytes_unref);
  g_free (session->prefixes);
  g_free (session);
}
