/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a MAAR: registration at an attachment (RFC 8885 3.1 steps 1
 * and 2, and the same at each handover), refresh, and the end of a prefix
 * lifetime.  One exchange at a time. */
#include "models/access/access.h"
#include "models/dmm/maar.h"
#include "models/traffic/traffic.h"

static bool
maar_list_is_full (const struct maar_session *session)
{
  return session->listed.len
         >= dmm_anchored_per_pbu (session->mn, session->prefixes.len);
}

/* ---- composing ----------------------------------------------------- */

static void
maar_list_prefixes (struct maar_session *session,
                    const struct maar_session *anchor)
{
  for (guint i = 0; i < anchor->prefixes.len; i++)
    {
      struct prefix prefix = *prefix_list_at (&anchor->prefixes, i);

      if (!maar_list_is_full (session)
          && traffic_live_flows (session->mn, &prefix))
        prefix_list_add (&session->listed, &prefix);
    }
}

/* Release policy flow: the network knows from the attachment which prefixes
 * the node still uses; the PBU names those anchored elsewhere in Anchored
 * Prefix options (RFC 8885 4.3, which leaves their use open). */
static void
maar_list_in_use (struct maar_session *session, struct mh_message *pbu)
{
  const struct dmm_node *node = session->mn->anchored;
  const struct maar_session *anchor;

  prefix_list_clear (&session->listed);
  for (anchor = node->sessions; anchor; anchor = anchor->next)
    if (anchor != session)
      maar_list_prefixes (session, anchor);
  for (guint i = 0; i < session->listed.len; i++)
    mh_add_prefix (pbu, OPTION_ANCHORED_PREFIX,
                   prefix_list_at (&session->listed, i));
}

/* Other policies: what a CMD that has lost its list must know again. */
static void
maar_list_served (const struct maar_session *session, struct mh_message *pbu)
{
  guint n = MIN (maar_n_previous (session),
                 dmm_anchored_per_pbu (session->mn, session->prefixes.len));

  for (guint i = 0; i < n; i++)
    mh_add_prefix (
        pbu, OPTION_ANCHORED_PREFIX,
        &g_array_index (session->previous, struct maar_previous, i).prefix);
}

static enum handoff_indicator
maar_handoff (const struct maar_session *session)
{
  if (session->request == MAAR_REFRESH || session->request == MAAR_RESTORE)
    return HI_NO_CHANGE;
  if (session->request == MAAR_REGISTER && session->initial)
    return HI_NEW_INTERFACE;
  return HI_UNKNOWN;
}

static void
maar_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct maar_session *session = exchange->owner;
  const struct maar *maar = session->maar;
  bool ends = session->request == MAAR_DEREGISTER;

  proxy_pbu_init (
      pbu, session->mn,
      ends ? 0 : maar->entity.domain->config.protocol.binding_lifetime, BU_D);
  for (guint i = 0; i < session->prefixes.len; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX,
                   prefix_list_at (&session->prefixes, i));
  proxy_pbu_add_access (pbu, session->mn, session->technology,
                        maar_handoff (session));
  mh_add_address (pbu, OPTION_LINK_LOCAL_ADDRESS, &maar->router->link_local);
  if (maar->dmm->release == DMM_RELEASE_FLOW && !ends)
    maar_list_in_use (session, pbu);
  else if (session->request == MAAR_RESTORE)
    maar_list_served (session, pbu);
}

/* ---- the exchange -------------------------------------------------- */

/* RFC 5213 6.9.1.3: retransmitted only while the node is attached. */
static bool
maar_wanted (struct binding_exchange *exchange)
{
  const struct maar_session *session = exchange->owner;

  return session->request == MAAR_DEREGISTER
         || access_reachable (session->maar->router, session->mn);
}

static void
maar_given_up (struct binding_exchange *exchange)
{
  maar_step (exchange->owner, MAAR_ON_GIVE_UP, NULL);
}

static const struct binding_exchange_type maar_exchange = {
  .compose = maar_compose, .give_up = maar_given_up, .wanted = maar_wanted
};

void
maar_exchange_init (struct maar_session *session)
{
  session->exchange.peer = session->maar->cmd;
  session->exchange.type = &maar_exchange;
  session->exchange.owner = session;
}

/* Last act of its callers: a CMD at the same node answers within. */
static void
maar_ask (struct maar_session *session, enum maar_request request)
{
  static const enum signaling_class classes[]
      = { [MAAR_REGISTER] = SIGNALING_HANDOVER,
          [MAAR_REFRESH] = SIGNALING_REFRESH,
          [MAAR_RESTORE] = SIGNALING_REFRESH,
          [MAAR_DEREGISTER] = SIGNALING_DEREGISTRATION };

  session->request = request;
  session->exchange.class = classes[request];
  session->exchange.transaction = TRANSACTION_NONE;
  if (request == MAAR_REGISTER)
    {
      session->exchange.transaction = session->transaction;
      if (session->initial)
        session->exchange.class = SIGNALING_ATTACH;
    }
  binding_exchange_start (&session->exchange, &session->sequence);
}

/* ---- registration -------------------------------------------------- */

void
maar_allot (struct maar_session *session)
{
  struct node *node = session->maar->entity.node;

  while (session->prefixes.len < session->mn->prefixes)
    {
      struct prefix prefix = network_new_prefix (node->network, node);

      prefix_list_add (&session->prefixes, &prefix);
      session->maar->anchored++;
    }
}

static void
maar_forget_stay (struct maar_session *session)
{
  struct domain *domain = session->maar->entity.domain;
  struct engine *engine = domain->sim->engine;

  binding_exchange_stop (&session->exchange);
  timer_stop (engine, &session->refresh);
  timer_stop (engine, &session->release);
  maar_drop_previous (session);
  session->answered = 0;
  session->acknowledged = false;
  if (!domain->config.protocol.timestamps)
    session->order.any = false; /* the CMD will count afresh */
}

/* A trigger for the attachment we registered already (a repeated RS) is
 * answered as far as the answer is known. */
void
maar_register (struct maar_session *session, const struct maar_input *input)
{
  const struct protocol_config *config
      = &session->maar->entity.domain->config.protocol;

  if (session->transaction == input->handover->id
      && session->state != MAAR_PREVIOUS && session->state != MAAR_RELEASING)
    {
      if (session->acknowledged)
        maar_advertise (session);
      return;
    }
  session->transaction = input->handover->id;
  session->initial = input->handover->number == 0;
  session->technology = access_technology_type (session->mn);
  if (!maar_has_room (session))
    {
      maar_turn_away (session);
      return;
    }
  maar_forget_stay (session);
  maar_allot (session);
  maar_arm_expiry (session, config->binding_lifetime);
  maar_enter (session, MAAR_PENDING);
  handover_mark_pbu (maar_handover (session));
  maar_ask (session, MAAR_REGISTER);
}

bool
maar_is_outrun (const struct maar_input *input)
{
  if (!input || !input->message)
    return false;
  switch (input->message->ba.status)
    {
    case STATUS_SEQUENCE_OUT_OF_WINDOW:
    case STATUS_TIMESTAMP_LOWER:
    case STATUS_TIMESTAMP_MISMATCH:
      return true;
    default:
      return false;
    }
}

/* A prefix that was anchored here before stays with the MAAR it was forwarded
 * to.  For a CMD that never took this registration we are a previous MAAR still
 * (3.5: no timer); if it may have taken it, the timer ends what it does not
 * speak up for. */
static void
maar_stay_previous (struct maar_session *session,
                    const struct maar_input *input)
{
  const struct maar *maar = session->maar;

  if (maar_is_outrun (input))
    maar_stop_timers (session);
  else
    maar_arm_expiry (session,
                     maar->entity.domain->config.protocol.binding_lifetime);
  maar_enter (session, MAAR_PREVIOUS);
  if (maar->dmm->release == DMM_RELEASE_FLOW && !maar_has_live_flow (session))
    maar_step (session, MAAR_ON_FLOWS_ENDED, NULL);
}

/* Refused for good, or never answered. */
void
maar_fail (struct maar_session *session, const struct maar_input *input)
{
  binding_exchange_stop (&session->exchange);
  handover_mark_failed (maar_handover (session));
  if (address_is_unspecified (&session->serving))
    maar_enter (session, MAAR_GONE);
  else
    maar_stay_previous (session, input);
}

/* Orders that were refused can be had by asking again (RFC 6275 11.7.3 for 135,
 * RFC 5213 6.9.1.2 for 157); on 156 the next copy, with its fresh timestamp,
 * does that, unless the clock was off and has been set. */
void
maar_retry (struct maar_session *session, const struct maar_input *input)
{
  const struct mh_message *pba = input->message;
  bool again = maar_is_outrun (input)
               && access_reachable (session->maar->router, session->mn);

  if (again && pba->ba.status == STATUS_TIMESTAMP_MISMATCH
      && !mobility_synchronize (&session->maar->entity))
    return;
  binding_exchange_stop (&session->exchange);
  if (pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    session->sequence = pba->ba.sequence;
  if (again)
    maar_ask (session, session->request);
  else if (session->state == MAAR_PENDING)
    maar_fail (session, input);
}

/* RFC 5213 6.9.4: only for a node that is still there; else the session ends
 * by its lifetime (RFC 8885 3.5). */
void
maar_refresh (struct maar_session *session,
              const struct maar_input *input G_GNUC_UNUSED)
{
  if (access_reachable (session->maar->router, session->mn)
      && !session->exchange.pending)
    maar_ask (session, MAAR_REFRESH);
}

/* In place of whatever is under way. */
void
maar_restore (struct maar_session *session,
              const struct maar_input *input G_GNUC_UNUSED)
{
  binding_exchange_stop (&session->exchange);
  if (access_reachable (session->maar->router, session->mn))
    maar_ask (session, MAAR_RESTORE);
}

/* Release policy lifetime. */
void
maar_begin_release (struct maar_session *session,
                    const struct maar_input *input G_GNUC_UNUSED)
{
  maar_enter (session, MAAR_RELEASING);
  maar_ask (session, MAAR_DEREGISTER);
}

/* ---- release policy flow ------------------------------------------- */

static bool
maar_covers (const struct maar_session *session, const struct prefix *prefix)
{
  if (prefix_list_has (&session->prefixes, prefix)
      || prefix_list_has (&session->listed, prefix))
    return true;
  for (guint i = 0; i < maar_n_previous (session); i++)
    if (prefix_equal (
            &g_array_index (session->previous, struct maar_previous, i).prefix,
            prefix))
      return true;
  return false;
}

/* A flow can begin on an old prefix during the handover, after the PBU has
 * named those in use; its copies, or the check at its answer, name that one. */
void
maar_cover_flows (struct maar_session *session)
{
  const struct dmm_node *node = session->mn->anchored;
  const struct maar_session *anchor;
  bool covered = true;

  if (session->state != MAAR_SERVING || session->exchange.pending
      || maar_list_is_full (session))
    return;
  for (anchor = node->sessions; anchor; anchor = anchor->next)
    for (guint i = 0; i < anchor->prefixes.len; i++)
      {
        const struct prefix *prefix = prefix_list_at (&anchor->prefixes, i);

        covered &= !traffic_live_flows (session->mn, prefix)
                   || maar_covers (session, prefix);
      }
  if (!covered)
    maar_ask (session, MAAR_REGISTER);
}
