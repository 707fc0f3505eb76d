/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/maar.h"

#include <string.h>

#include "models/access/access.h"
#include "models/dmm/cmd.h"
#include "models/dmm/reachability.h"
#include "models/traffic/traffic.h"

/* ---- the state machine --------------------------------------------- */

const char *
maar_state_name (enum maar_state state)
{
#define X(name, text) [MAAR_##name] = text,
  static const char *const names[MAAR_STATES_N] = { MAAR_STATES (X) };
#undef X

  return names[state];
}

void
maar_vanish (struct maar_session *session,
             const struct maar_input *input G_GNUC_UNUSED)
{
  maar_enter (session, MAAR_GONE);
}

void
maar_step (struct maar_session *session, enum maar_event event,
           const struct maar_input *input)
{
  maar_action *action
      = session->maar->dmm->scheme->actions[session->state][event];

  if (action)
    action (session, input);
}

static void
maar_unlink (struct maar_session *session)
{
  struct dmm_node *node = session->mn->anchored;
  struct maar_session **at = &node->sessions;

  while (*at != session)
    at = &(*at)->next;
  *at = session->next;
}

/* Prefixes, routes and state go with the session. */
static void
maar_discard (struct maar_session *session)
{
  struct maar *maar = session->maar;

  maar_drop_previous (session);
  maar_route_none (session);
  maar->anchored -= session->prefixes.len;
  for (guint i = 0; i < session->prefixes.len; i++)
    network_release_prefix (maar->entity.node->network,
                            prefix_list_at (&session->prefixes, i));
  dmm_state_change (&maar->entity, &maar->state, &session->counted,
                    (struct dmm_state){ 0 });
  maar_unlink (session);
  maar_session_free (session);
}

void
maar_enter (struct maar_session *session, enum maar_state state)
{
  struct dmm_node *node = session->mn->anchored;
  bool was = session->state == MAAR_PREVIOUS, is = state == MAAR_PREVIOUS;

  session->state = state;
  if (was != is)
    dmm_count_previous (session->mn, node, is ? 1 : -1);
  if (state == MAAR_GONE)
    maar_discard (session);
  else
    maar_recount (session);
}

/* ---- sessions ------------------------------------------------------ */

struct maar_session *
maar_find (struct maar *maar, struct mobile_node *mn)
{
  struct maar_session *session = dmm_node_get (maar->dmm, mn)->sessions;

  while (session && session->maar != maar)
    session = session->next;
  return session;
}

static struct maar_session *
maar_session_new (struct maar *maar, struct mobile_node *mn)
{
  struct maar_session *session = g_new0 (struct maar_session, 1);
  struct maar_session **at = &dmm_node_get (maar->dmm, mn)->sessions;

  session->maar = maar;
  session->mn = mn;
  session->state = MAAR_IDLE;
  session->transaction = TRANSACTION_NONE;
  session->exchange.entity = &maar->entity;
  maar->dmm->scheme->session_init (session);
  while (*at)
    at = &(*at)->next;
  *at = session;
  return session;
}

void
maar_session_free (struct maar_session *session)
{
  struct engine *engine = session->maar->entity.domain->sim->engine;

  session->maar->dmm->scheme->session_clear (session);
  binding_exchange_stop (&session->exchange);
  timer_stop (engine, &session->refresh);
  timer_stop (engine, &session->expiry);
  timer_stop (engine, &session->release);
  prefix_list_clear (&session->prefixes);
  g_clear_pointer (&session->previous, g_array_unref);
  prefix_list_clear (&session->listed);
  g_free (session);
}

bool
maar_has_live_flow (const struct maar_session *session)
{
  for (guint i = 0; i < session->prefixes.len; i++)
    if (traffic_live_flows (session->mn,
                            prefix_list_at (&session->prefixes, i)))
      return true;
  return false;
}

/* An entry for what is anchored here, one per prefix anchored elsewhere. */
void
maar_recount (struct maar_session *session)
{
  struct dmm_state now = { .entries = 1 + maar_n_previous (session),
                           .stale = !maar_has_live_flow (session) };

  for (guint i = 0; i < maar_n_previous (session); i++)
    {
      const struct maar_previous *previous
          = &g_array_index (session->previous, struct maar_previous, i);

      now.stale += !traffic_live_flows (session->mn, &previous->prefix);
    }
  dmm_state_change (&session->maar->entity, &session->maar->state,
                    &session->counted, now);
}

/* ---- timers -------------------------------------------------------- */

void
maar_arm_expiry (struct maar_session *session, sim_time lifetime)
{
  const struct maar *maar = session->maar;

  timer_set (maar->entity.domain->sim->engine, &session->expiry,
             sim_now (maar->entity.domain->sim) + lifetime,
             node_origin (maar->entity.node), maar->dmm->maar_expire, session);
}

void
maar_on_refresh (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  maar_step (subject, MAAR_ON_REFRESH, NULL);
}

void
maar_on_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  maar_step (subject, MAAR_ON_EXPIRE, NULL);
}

void
maar_on_release (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  maar_step (subject, MAAR_ON_RELEASE, NULL);
}

/* ---- what comes in ------------------------------------------------- */

/* As a previous MAAR it is told by PBU, or asked by HI; all else it asked for
 * itself. */
static sim_time
maar_processing (const struct mobility_entity *entity,
                 const struct mh_message *message)
{
  const struct processing_config *config = &entity->domain->config.processing;

  return message->type == MH_BU || message->type == MH_HI ? config->previous
                                                          : config->gateway;
}

void
maar_attach (struct maar *maar, struct mobile_node *mn,
             const struct handover *handover)
{
  struct maar_session *session = maar_find (maar, mn);
  struct maar_input input = { .handover = handover };

  if (!session)
    session = maar_session_new (maar, mn);
  maar_step (session, MAAR_ON_ATTACH, &input);
}

struct handover *
maar_handover (const struct maar_session *session)
{
  return handover_of (session->mn, session->transaction);
}

void
maar_flow_ended (struct maar_session *session, const struct prefix *prefix)
{
  maar_drop_idle_previous (session, prefix);
  if (prefix_list_has (&session->prefixes, prefix)
      && !maar_has_live_flow (session))
    maar_step (session, MAAR_ON_FLOWS_ENDED, NULL);
}

/* ---- life ---------------------------------------------------------- */

struct maar *
maar_new (struct dmm *dmm, struct access_router *router)
{
  struct maar *maar = g_new0 (struct maar, 1);
  struct trace_state none = { .node = router->node, .role = ROLE_MAAR };

  mobility_entity_init (&maar->entity, dmm->domain, router->node, ROLE_MAAR,
                        dmm->scheme->receive);
  maar->entity.processing = maar_processing;
  maar->dmm = dmm;
  maar->router = router;
  if (dmm->cmd)
    maar->cmd = dmm->cmd->entity.address;
  maar->dlif = (struct dlif){ .link_local = router->link_local };
  memcpy (maar->dlif.link_layer, router->link_layer,
          sizeof maar->dlif.link_layer);
  router->entity = maar;
  node_check_exits (router->node, DROP_NOT_READY);
  trace_emit (dmm->domain->sim->trace, TRACE_STATE, &none);
  return maar;
}

void
maar_restart (struct maar *maar)
{
  const GPtrArray *nodes = maar->entity.domain->mobile_nodes;

  maar->restarts++;
  mobility_service_clear (&maar->entity, DROP_NODE_DOWN);
  for (guint i = 0; i < nodes->len; i++)
    {
      struct maar_session *session
          = maar_find (maar, g_ptr_array_index (nodes, i));

      if (session)
        maar_enter (session, MAAR_GONE);
    }
  reachability_maar_restarted (maar);
}

void
maar_free (struct maar *maar)
{
  if (maar)
    g_free (maar->heartbeat);
  g_free (maar);
}
