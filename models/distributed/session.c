/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/distributed/session.h"

#include "models/access/access.h"
#include "models/distributed/location.h"

struct distributed_session *
session_own (const struct maar_session *session)
{
  return session->own;
}

/* ---- timers -------------------------------------------------------- */

/* Our own prefix is ours to keep: nobody has to grant its lifetime. */
static void
session_arm (struct maar_session *session)
{
  const struct maar *maar = session->maar;
  const struct protocol_config *config = &maar->entity.domain->config.protocol;
  struct sim *sim = maar->entity.domain->sim;
  sim_time lifetime = config->binding_lifetime;

  session->ra_lifetime = (uint32_t)(lifetime / SIM_SECOND);
  maar_arm_expiry (session, lifetime);
  if (config->refresh)
    timer_set (sim->engine, &session->refresh,
               sim_now (sim) + mobility_refresh_delay (lifetime),
               node_origin (maar->entity.node), maar->dmm->maar_refresh,
               session);
}

/* ---- as serving MAAR ----------------------------------------------- */

static void
session_forget_stay (struct maar_session *session)
{
  struct distributed_session *own = session_own (session);

  lookup_stop (session);
  maar_drop_previous (session);
  own->requested = own->failed = false;
  own->previous = 0;
  own->floods = 0;
  own->answered = SIM_TIME_NONE;
}

/* A trigger for the attachment we know already (a repeated RS) is answered as
 * far as the answer is known. */
static bool
session_is_repeated (const struct maar_session *session,
                     const struct maar_input *input)
{
  return session->transaction == input->handover->id
         && (session->state == MAAR_PENDING || session->state == MAAR_SERVING);
}

/* RFC 8885 3.1: the prefix is of our pool and served at once.  One that was
 * anchored here before comes back from its tunnel at the same instant. */
static void
session_register (struct maar_session *session, const struct maar_input *input)
{
  if (session_is_repeated (session, input))
    {
      if (session->state == MAAR_SERVING)
        maar_advertise (session);
      return;
    }
  session->transaction = input->handover->id;
  session->initial = input->handover->number == 0;
  session->technology = access_technology_type (session->mn);
  session_forget_stay (session);
  timer_stop (session->maar->entity.domain->sim->engine, &session->release);
  maar_allot (session);
  session_arm (session);
  maar_enter (session, MAAR_PENDING);
  maar_route_access (session);
  maar_trace_own_ready (session);
  lookup_start (session);
}

/* Every previous MAAR that was found has answered, or will not. */
static void
session_complete (struct maar_session *session,
                  const struct maar_input *input G_GNUC_UNUSED)
{
  const struct distributed_session *own = session_own (session);

  maar_enter (session, MAAR_SERVING);
  if (session->maar->dmm->release == DMM_RELEASE_FLOW)
    maar_drop_idle_previous (session, NULL);
  maar_recount (session);
  if (own->failed)
    {
      handover_mark_failed (maar_handover (session));
      return;
    }
  if (own->answered != SIM_TIME_NONE)
    handover_mark_pba (maar_handover (session), own->answered);
  handover_mark_ready (maar_handover (session), own->previous);
}

/* RFC 5213 6.9.4: only for a node that is still there. */
static void
session_refresh (struct maar_session *session,
                 const struct maar_input *input G_GNUC_UNUSED)
{
  if (!access_reachable (session->maar->router, session->mn))
    return;
  session_arm (session);
  if (session->state == MAAR_SERVING)
    maar_advertise (session);
  bule_refresh_anchors (session);
  lookup_refresh (session);
}

/* ---- waiting ------------------------------------------------------- */

static bool
session_waits (const struct maar_session *session)
{
  const struct distributed_session *own = session_own (session);

  for (guint i = 0; i < own->list->len; i++)
    {
      const struct bule *bule = g_ptr_array_index (own->list, i);

      if (bule->request == MAAR_DEREGISTER
          || (bule->kind == BULE_ANCHOR && bule->state == BULE_PENDING))
        return true;
    }
  return own->looking;
}

void
session_settle (struct maar_session *session)
{
  if (!session_waits (session))
    maar_step (session, MAAR_ON_PBA, NULL);
}

/* ---- as previous MAAR ---------------------------------------------- */

/* The prefixes are given up.  The hash table must not name them any more. */
static void
session_release (struct maar_session *session,
                 const struct maar_input *input G_GNUC_UNUSED)
{
  session_forget_stay (session);
  maar_stop_timers (session);
  maar_enter (session, MAAR_RELEASING);
  if (!lookup_withdraw (session))
    maar_enter (session, MAAR_GONE);
}

static bool
session_is_refresh (const struct maar_session *session,
                    const struct maar_input *input)
{
  struct address sender = packet_source (input->packet);

  return session->state == MAAR_PREVIOUS
         && address_equal (&session->serving, &sender)
         && dmm_handoff (input->message) == HI_NO_CHANGE;
}

/* As a MAAR with a CMD does, but for its timer, which runs: what the serving
 * MAAR does not refresh ends (RFC 5213 5.3.3). */
static void
session_accept_update (struct maar_session *session,
                       const struct maar_input *input)
{
  struct maar *maar = session->maar;

  if (session_is_refresh (session, input))
    binding_order_accept (&maar->entity, &session->order, input->message);
  else
    {
      session_forget_stay (session);
      maar_stop_timers (session);
      maar_follow (session, input);
      maar_enter (session, MAAR_PREVIOUS);
    }
  maar_arm_expiry (session, mobility_lifetime (input->message->bu.lifetime));
  maar_answer (maar, input, STATUS_ACCEPTED);
}

/* Why a PBU from a MAAR of the domain for prefixes anchored here is refused
 * nevertheless.  Nobody speaks for another MAAR; the node on our own link is
 * not elsewhere; a prefix that nobody uses is given up. */
static enum binding_status
session_object (const struct maar_session *session,
                const struct maar_input *input)
{
  const struct maar *maar = session->maar;
  const struct mh_option *serving
      = mh_find (input->message, OPTION_SERVING_MAAR, 0);
  struct address sender = packet_source (input->packet);

  if (!address_equal (&serving->address, &sender))
    return STATUS_MAG_NOT_AUTHORIZED;
  if (access_reachable (maar->router, session->mn))
    return STATUS_PROHIBITED;
  if (maar->dmm->release == DMM_RELEASE_FLOW && !maar_has_live_flow (session))
    return STATUS_NOT_LMA_FOR_THIS_MN;
  return maar->entity.objection;
}

static void
session_redirect (struct maar_session *session, const struct maar_input *input)
{
  enum binding_status status = session_object (session, input);

  if (status == STATUS_ACCEPTED)
    {
      session_accept_update (session, input);
      return;
    }
  maar_answer (session->maar, input, status);
  if (status == STATUS_NOT_LMA_FOR_THIS_MN)
    session_release (session, input);
}

/* ---- the state machine --------------------------------------------- */

static maar_action *const session_actions[MAAR_STATES_N][MAAR_EVENTS_N] = {
  [MAAR_IDLE] = { [MAAR_ON_ATTACH] = session_register },
  [MAAR_PENDING] = { [MAAR_ON_ATTACH] = session_register,
                     [MAAR_ON_PBA] = session_complete,
                     [MAAR_ON_REDIRECT] = session_redirect,
                     [MAAR_ON_CLOSE] = maar_close_kept,
                     [MAAR_ON_REFRESH] = session_refresh,
                     [MAAR_ON_EXPIRE] = maar_vanish },
  [MAAR_SERVING] = { [MAAR_ON_ATTACH] = session_register,
                     [MAAR_ON_REDIRECT] = session_redirect,
                     [MAAR_ON_CLOSE] = maar_close_kept,
                     [MAAR_ON_REFRESH] = session_refresh,
                     [MAAR_ON_EXPIRE] = maar_vanish },
  [MAAR_PREVIOUS] = { [MAAR_ON_ATTACH] = session_register,
                      [MAAR_ON_REDIRECT] = session_redirect,
                      [MAAR_ON_CLOSE] = maar_close_kept,
                      [MAAR_ON_RELEASE] = session_release,
                      [MAAR_ON_FLOWS_ENDED] = session_release,
                      [MAAR_ON_EXPIRE] = maar_vanish },
  [MAAR_RELEASING] = { [MAAR_ON_ATTACH] = session_register,
                       [MAAR_ON_PBA] = maar_vanish,
                       [MAAR_ON_REDIRECT] = maar_refuse,
                       [MAAR_ON_CLOSE] = maar_close_kept },
};

/* ---- the scheme ---------------------------------------------------- */

/* A PBU for a prefix anchored here names the serving MAAR; any other one is for
 * the hash table. */
static void
session_receive (struct mobility_entity *entity,
                 const struct mh_message *message, const struct packet *packet)
{
  struct maar *maar = (struct maar *)entity;
  bool table = distributed_of (maar)->ring
               && !mh_find (message, OPTION_SERVING_MAAR, 0);

  if (message->type == MH_BA)
    bule_receive_pba (maar, message, packet);
  else if (message->type == MH_HI)
    flood_receive_hi (maar, message, packet);
  else if (message->type == MH_HACK)
    flood_receive_hack (maar, message, packet);
  else if (message->type == MH_BU && table)
    location_receive_pbu (maar, message, packet);
  else if (message->type == MH_BU)
    maar_previous_receive_pbu (maar, message, packet);
}

static bool
session_may_update (const struct maar *maar, const struct address *sender)
{
  return dmm_find_maar (maar->dmm, sender) != NULL;
}

static void
session_init (struct maar_session *session)
{
  struct distributed_session *own = g_new0 (struct distributed_session, 1);

  own->list = g_ptr_array_new_with_free_func ((GDestroyNotify)bule_free);
  session->own = own;
}

static void
session_clear (struct maar_session *session)
{
  struct distributed_session *own = session_own (session);

  lookup_stop (session);
  g_ptr_array_unref (own->list);
  g_free (own);
}

const struct maar_scheme maar_without_cmd = { .actions = session_actions,
                                              .receive = session_receive,
                                              .may_update = session_may_update,
                                              .session_init = session_init,
                                              .session_clear = session_clear,
                                              .cover_flows = lookup_cover_flows,
                                              .recount = location_recount,
                                              .node_clear = location_clear };
