/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAAR as previous MAAR: told where the mobile node is served, by the CMD
 * or whoever the scheme lets, it forwards the prefixes it anchors there (RFC
 * 8885 3.2 step 3, 3.5 first solution). */
#include "models/access/access.h"
#include "models/dmm/maar.h"

/* ---- routes of the prefixes anchored here -------------------------- */

static void
maar_trace_switched (const struct maar_session *session,
                     const struct node *gateway, uint32_t transaction)
{
  const struct maar *maar = session->maar;

  for (guint i = 0; i < session->prefixes.len; i++)
    {
      struct trace_prefix record
          = { .mn = session->mn,
              .prefix = *prefix_list_at (&session->prefixes, i),
              .node = maar->entity.node,
              .gateway = (struct node *)gateway,
              .transaction = transaction };

      trace_emit (maar->entity.domain->sim->trace, TRACE_ANCHOR_SWITCHED,
                  &record);
    }
}

static void
maar_leave_tunnel (struct maar_session *session)
{
  if (!address_is_unspecified (&session->serving))
    node_withdraw_tunnel (session->maar->entity.node, &session->serving);
  session->serving = address_unspecified;
}

void
maar_route_access (struct maar_session *session)
{
  struct node *node = session->maar->entity.node;
  struct route down = { .kind = ROUTE_ACCESS, .link = session->mn->radio };
  struct route up = { .kind = ROUTE_PLAIN };
  bool returned = !address_is_unspecified (&session->serving);

  maar_leave_tunnel (session);
  for (guint i = 0; i < session->prefixes.len; i++)
    {
      const struct prefix *prefix = prefix_list_at (&session->prefixes, i);

      node_set_route (node, prefix, &down);
      node_set_source_route (node, prefix, &up);
    }
  if (returned)
    maar_trace_switched (session, node, session->transaction);
}

static void
maar_route_tunnel (struct maar_session *session, const struct address *serving)
{
  struct node *node = session->maar->entity.node;
  struct route route = { .kind = ROUTE_TUNNEL, .peer = *serving };

  maar_leave_tunnel (session);
  session->serving = *serving;
  node_accept_tunnel (node, serving);
  for (guint i = 0; i < session->prefixes.len; i++)
    {
      const struct prefix *prefix = prefix_list_at (&session->prefixes, i);

      node_set_route (node, prefix, &route);
      node_remove_source_route (node, prefix);
    }
}

void
maar_route_none (struct maar_session *session)
{
  struct node *node = session->maar->entity.node;

  maar_leave_tunnel (session);
  for (guint i = 0; i < session->prefixes.len; i++)
    {
      const struct prefix *prefix = prefix_list_at (&session->prefixes, i);

      node_remove_route (node, prefix);
      node_remove_source_route (node, prefix);
    }
}

/* ---- answers ------------------------------------------------------- */

static void
maar_compose_answer (const struct maar *maar, const struct mh_message *pbu,
                     enum binding_status status, struct mh_message *pba)
{
  dmm_compose_answer (&maar->entity, pbu, status, pba);
  if (status == STATUS_ACCEPTED && pbu->bu.lifetime > 0)
    dlif_write (pba, &maar->dlif);
}

void
maar_answer (struct maar *maar, const struct maar_input *input,
             enum binding_status status)
{
  const struct mh_message *pbu = input->message;
  const struct mh_option *serving = mh_find (pbu, OPTION_SERVING_MAAR, 0);
  enum signaling_class class = dmm_class (pbu);
  uint32_t transaction = input->packet->meter.transaction;
  struct address sender = packet_source (input->packet);
  struct mh_message pba;

  if (status != STATUS_ACCEPTED)
    class = SIGNALING_ERROR;
  maar_compose_answer (maar, pbu, status, &pba);
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    pba.ba.sequence = input->last;
  /* 3.3: no new option needed, the serving MAAR knows the sender. */
  if (status == STATUS_ACCEPTED && serving && maar->dmm->direct_pba)
    mobility_send (&maar->entity, &serving->address, &pba, class, transaction);
  /* 3.2 step 3 wants it in the PBA, 4.6 has it in PBUs only. */
  if (serving)
    mh_add_address (&pba, OPTION_SERVING_MAAR, &serving->address);
  mobility_send (&maar->entity, &sender, &pba, class, transaction);
}

/* ---- actions ------------------------------------------------------- */

void
maar_follow (struct maar_session *session, const struct maar_input *input)
{
  const struct maar *maar = session->maar;
  const struct address *serving
      = &mh_find (input->message, OPTION_SERVING_MAAR, 0)->address;

  binding_order_accept (&session->maar->entity, &session->order,
                        input->message);
  maar_route_tunnel (session, serving);
  maar_trace_switched (
      session, network_anchor (maar->entity.domain->sim->network, serving),
      input->packet->meter.transaction);
}

/* 3.5: the timer of the BCE stops; with release policy lifetime another one
 * began when the node left. */
void
maar_stop_timers (struct maar_session *session)
{
  const struct maar *maar = session->maar;
  struct sim *sim = maar->entity.domain->sim;

  timer_stop (sim->engine, &session->refresh);
  timer_stop (sim->engine, &session->expiry);
  if (maar->dmm->release == DMM_RELEASE_LIFETIME
      && !timer_armed (sim->engine, &session->release))
    timer_set (sim->engine, &session->release,
               sim_now (sim) + maar->dmm->prefix_lifetime,
               node_origin (maar->entity.node), maar->dmm->maar_release,
               session);
}

void
maar_redirect (struct maar_session *session, const struct maar_input *input)
{
  struct maar *maar = session->maar;

  binding_exchange_stop (&session->exchange);
  maar_drop_previous (session);
  maar_stop_timers (session);
  maar_follow (session, input);
  maar_enter (session, MAAR_PREVIOUS);
  /* The last flow may have ended while the PBU was under way. */
  if (maar->dmm->release == DMM_RELEASE_FLOW && !maar_has_live_flow (session))
    maar_step (session, MAAR_ON_FLOWS_ENDED, NULL);
  maar_answer (maar, input, STATUS_ACCEPTED);
}

/* While our own PBU is under way: either the node has gone on and is served
 * there, or it came from there and the CMD does not know yet. */
void
maar_redirect_present (struct maar_session *session,
                       const struct maar_input *input)
{
  if (!access_reachable (session->maar->router, session->mn))
    {
      maar_redirect (session, input);
      return;
    }
  maar_follow (session, input);
  maar_answer (session->maar, input, STATUS_ACCEPTED);
}

void
maar_close (struct maar_session *session, const struct maar_input *input)
{
  struct maar *maar = session->maar;

  maar_enter (session, MAAR_GONE);
  maar_answer (maar, input, STATUS_ACCEPTED);
}

/* The end of an earlier session of a node that is served here again. */
void
maar_close_kept (struct maar_session *session, const struct maar_input *input)
{
  maar_answer (session->maar, input, STATUS_ACCEPTED);
}

/* The prefix is being given up, the CMD about to hear of it. */
void
maar_refuse (struct maar_session *session, const struct maar_input *input)
{
  maar_answer (session->maar, input, STATUS_NOT_LMA_FOR_THIS_MN);
}

/* ---- receiving ----------------------------------------------------- */

static bool
maar_anchors_all (const struct maar_session *session,
                  const struct mh_message *pbu)
{
  unsigned n = mh_count (pbu, OPTION_HOME_NETWORK_PREFIX);

  for (unsigned i = 0; i < n; i++)
    {
      struct prefix prefix = mobility_prefix (
          &session->maar->entity, mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i));

      if (!prefix_list_has (&session->prefixes, &prefix))
        return false;
    }
  return n > 0;
}

/* As the LMA of RFC 5213 5.3.1 would; the MAGs are who may update. */
static enum binding_status
maar_check_update (struct maar *maar, const struct maar_session *session,
                   const struct maar_input *input)
{
  const struct mh_message *pbu = input->message;
  struct address sender = packet_source (input->packet);
  enum binding_status order;

  if (!mh_find (pbu, OPTION_MN_IDENTIFIER, 0))
    return STATUS_MISSING_MN_IDENTIFIER;
  if (!maar->dmm->scheme->may_update (maar, &sender))
    return STATUS_MAG_NOT_AUTHORIZED;
  if (!dmm_is_flagged (pbu)
      && !mobility_forgives (&maar->entity, MH_FAULT_NO_D))
    return STATUS_PROHIBITED;
  if (!session)
    return pbu->bu.lifetime ? STATUS_NOT_LMA_FOR_THIS_MN : STATUS_ACCEPTED;
  order = binding_order_check (&maar->entity, &session->order, pbu);
  if (order != STATUS_ACCEPTED)
    return order;
  if (!mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, 0))
    return STATUS_MISSING_HNP;
  if (!maar_anchors_all (session, pbu))
    return STATUS_NOT_AUTHORIZED_FOR_HNP;
  if (pbu->bu.lifetime && !mh_find (pbu, OPTION_SERVING_MAAR, 0))
    return STATUS_UNSPECIFIED;
  return maar->entity.objection;
}

void
maar_previous_receive_pbu (struct maar *maar, const struct mh_message *pbu,
                           const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, pbu);
  struct maar_session *session = mn ? maar_find (maar, mn) : NULL;
  struct maar_input input = { .message = pbu, .packet = packet };
  enum binding_status status = maar_check_update (maar, session, &input);

  if (session)
    input.last = session->order.sequence;
  if (status != STATUS_ACCEPTED || !session)
    maar_answer (maar, &input, status);
  else
    maar_step (session, pbu->bu.lifetime ? MAAR_ON_REDIRECT : MAAR_ON_CLOSE,
               &input);
}
