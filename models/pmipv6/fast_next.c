/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAG that a node comes to: NMAG of RFC 5949.
 *
 * Its session gives the node service by way of the PMAG from the attachment to
 * the binding at the LMA; then the BUL entry has the routes, and the session
 * stays for what still comes from the PMAG. */
#include "models/access/access.h"
#include "models/pmipv6/fast.h"

typedef void next_action (struct fast_session *session,
                          const struct mh_message *message);

#define X(name, text) [NEXT_##name] = text,
static const char *const next_state_names[] = { FAST_NEXT_STATES (X) };
#undef X

const char *
fast_next_state_name (enum fast_next_state state)
{
  return next_state_names[state];
}

static void
next_set_timer (struct fast_session *session)
{
  fast_session_set_timer (session,
                          session->mag->pmipv6->fast->config->lifetime);
}

/* ---- service ------------------------------------------------------- */

static void
next_trace_ready (const struct fast_session *session)
{
  const struct mobility_entity *entity = &session->mag->entity;
  struct trace_prefix record = { .mn = session->mn,
                                 .node = entity->node,
                                 .gateway = entity->node,
                                 .transaction = session->transaction };

  for (uint32_t i = 0; i < session->n_prefixes; i++)
    {
      record.prefix = session->prefixes[i];
      trace_emit (entity->domain->sim->trace, TRACE_GATEWAY_READY, &record);
    }
}

/* 4.1 i, j; 5.2: RA at once, data of the node both ways by the PMAG, what was
 * kept first. */
static void
next_open (struct fast_session *session)
{
  struct mag *mag = session->mag;
  struct node *node = mag->entity.node;
  struct route access = fast_access (session), tunnel = fast_tunnel (session);

  session->owns_routes = true;
  fast_session_route (session, &access);
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    node_set_source_route (node, &session->prefixes[i], &tunnel);
  next_trace_ready (session);
  mag_advertise (mag, session->mn, session->prefixes, session->n_prefixes,
                 mag->entity.domain->config.protocol.binding_lifetime);
  packet_buffer_drain (&session->buffer, node, &access);
  mag_wait_over (mag, session->prefixes, session->n_prefixes, &access);
  session->state = NEXT_SERVING;
  next_set_timer (session);
}

static void
next_end (struct fast_session *session,
          const struct mh_message *message G_GNUC_UNUSED)
{
  fast_session_end (session);
}

/* Prefixes the node should no longer use (5.2, RFC 5213 6.12). */
static void
next_withdraw (struct fast_session *session,
               const struct mh_message *message G_GNUC_UNUSED)
{
  mag_advertise (session->mag, session->mn, session->prefixes,
                 session->n_prefixes, 0);
  fast_session_end (session);
}

/* ---- actions ------------------------------------------------------- */

/* The node is where it was expected.  Who let the PMAG wait asks for the data
 * now (4.1 e). */
static void
next_attached (struct fast_session *session,
               const struct mh_message *message G_GNUC_UNUSED)
{
  session->transaction = session->mn->handover->id;
  next_open (session);
  if (session->mag->pmipv6->fast->config->forward == FORWARD_ON_ATTACHMENT)
    fast_initiate (session, HI_F, HI_CODE_DEFAULT);
}

/* No longer in need of an answer that brings the prefixes. */
static void
next_stop_soliciting (struct fast_session *session)
{
  mag_wait (session->mag, -1);
  binding_exchange_stop (&session->exchange);
}

/* Without help: as RFC 5213 has it. */
static void
next_do_without (struct fast_session *session,
                 const struct mh_message *message G_GNUC_UNUSED)
{
  struct mag *mag = session->mag;
  struct mobile_node *mn = session->mn;

  fast_session_end (session);
  mag_register (mag, mn);
  mag_wait (mag, -1);
}

/* 4.1 d of the reactive mode, or a context that crossed the request. */
static void
next_take (struct fast_session *session, const struct mh_message *message)
{
  struct mag *mag = session->mag;
  struct mobile_node *mn = session->mn;

  if (!fast_session_take_context (session, message))
    {
      next_do_without (session, message);
      return;
    }
  next_open (session);
  next_stop_soliciting (session);
  mag_register (mag, mn);
}

static void
next_left_early (struct fast_session *session,
                 const struct mh_message *message G_GNUC_UNUSED)
{
  next_stop_soliciting (session);
  fast_session_end (session);
}

static bool
binds_the_same (const struct fast_session *session,
                const struct bul_entry *entry)
{
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    {
      bool bound = false;

      for (uint32_t j = 0; j < entry->n_prefixes && !bound; j++)
        bound = prefix_equal (&session->prefixes[i], &entry->prefixes[j]);
      if (!bound)
        return false;
    }
  return true;
}

/* The LMA has switched.  Routes are the entry's now, if it has the prefixes
 * that the PMAG told. */
static void
next_registered (struct fast_session *session, const struct mh_message *message)
{
  if (!binds_the_same (session, mag_find (session->mag, session->mn)))
    {
      next_withdraw (session, message);
      return;
    }
  session->owns_routes = false;
  session->state = NEXT_CLOSING;
}

/* The node never came: what was kept for it goes back. */
static void
next_give_back (struct fast_session *session,
                const struct mh_message *message G_GNUC_UNUSED)
{
  struct route tunnel = fast_tunnel (session);

  packet_buffer_drain (&session->buffer, session->mag->entity.node, &tunnel);
  fast_session_end (session);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static next_action *const next_actions[NEXT_STATES_N][NEXT_EVENTS_N] = {
  [NEXT_SOLICITING] = { [NEXT_EVENT_ACCEPTED] = next_take,
                        [NEXT_EVENT_REFUSED] = next_do_without,
                        [NEXT_EVENT_GIVE_UP] = next_do_without,
                        [NEXT_EVENT_CONTEXT] = next_take,
                        [NEXT_EVENT_DEPARTED] = next_left_early },
  [NEXT_EXPECTING] = { [NEXT_EVENT_ATTACHED] = next_attached,
                       [NEXT_EVENT_COMPLETED] = next_give_back,
                       [NEXT_EVENT_TIMER] = next_end },
  [NEXT_SERVING] = { [NEXT_EVENT_REGISTERED] = next_registered,
                     [NEXT_EVENT_FAILED] = next_withdraw,
                     [NEXT_EVENT_DEPARTED] = next_end,
                     [NEXT_EVENT_COMPLETED] = next_end,
                     [NEXT_EVENT_TIMER] = next_end },
  [NEXT_CLOSING]
  = { [NEXT_EVENT_COMPLETED] = next_end, [NEXT_EVENT_TIMER] = next_end }
};

void
fast_next_handle (struct fast_session *session, enum fast_next_event event,
                  const struct mh_message *message)
{
  next_action *action = next_actions[session->state][event];

  if (action)
    action (session, message);
}

/* ---- attachment ---------------------------------------------------- */

/* The MAG that the node comes from, as the access network has told (4.1 b of
 * the reactive mode), or NULL. */
static struct mag *
previous_mag (const struct mag *mag, const struct mobile_node *mn)
{
  const struct handover *handover = mn->handover;

  if (handover->number == 0 || !handover->from || handover->from == mag->router)
    return NULL;
  return handover->from->entity;
}

static bool
next_solicit (struct mag *mag, struct mobile_node *mn)
{
  const struct mag *previous = previous_mag (mag, mn);
  const struct bul_entry *entry = mag_find (mag, mn);
  struct fast_session *session;

  if (!previous || !fast_has_room (mag)
      || (entry && entry->transaction == mn->handover->id))
    return false;
  session = fast_session_new (mag, mn, SIDE_NEXT);
  session->state = NEXT_SOLICITING;
  session->transaction = mn->handover->id;
  fast_session_join (session, &previous->entity.address);
  mag_dismiss (mag, mn);
  mag_wait (mag, 1);
  fast_initiate (session, HI_F, HI_CODE_DEFAULT);
  return true;
}

bool
fast_next_attach (struct mag *mag, struct mobile_node *mn)
{
  struct fast_session *session = fast_find (mag, mn, SIDE_NEXT);

  if (session && session->state == NEXT_EXPECTING)
    {
      fast_next_handle (session, NEXT_EVENT_ATTACHED, NULL);
      return false;
    }
  if (session && session->transaction == mn->handover->id)
    return session->state == NEXT_SOLICITING;
  if (session)
    (session->state == NEXT_SOLICITING ? next_left_early : next_end) (session,
                                                                      NULL);
  return next_solicit (mag, mn);
}

/* ---- messages of a PMAG -------------------------------------------- */

static enum hack_code
next_check (const struct mag *mag, const struct mh_message *hi,
            const struct mobile_node *mn)
{
  if (!mn || !mh_find (hi, OPTION_LMA_ADDRESS, 0))
    return HACK_UNSPECIFIED;
  if (mag->pmipv6->config->buffer.packets == 0
      || (!fast_find (mag, mn, SIDE_NEXT) && !fast_has_room (mag)))
    return HACK_INSUFFICIENT_RESOURCES;
  return HACK_CONTEXT_ACCEPTED;
}

/* Before the node is here: keeps what comes for it.  4.1: routes for the whole
 * prefixes, even before the node performs Neighbor Discovery. */
static void
next_expect (struct fast_session *session)
{
  struct route keep = fast_keep (session);

  mag_dismiss (session->mag, session->mn);
  session->owns_routes = true;
  fast_session_route (session, &keep);
  session->state = NEXT_EXPECTING;
  next_set_timer (session);
  if (session->mag->pmipv6->fast->config->forward == FORWARD_ON_ATTACHMENT)
    fast_initiate (session, HI_U, HI_CODE_DEFAULT);
}

/* The context came after the node itself, which registers by RFC 5213. */
static void
next_come_late (struct fast_session *session)
{
  session->transaction = session->mn->handover->id;
  session->state = NEXT_CLOSING;
  next_set_timer (session);
}

/* A context, unless it is here already. */
static void
next_learn (struct mag *mag, const struct mh_message *hi,
            struct mobile_node *mn, const struct address *peer)
{
  struct fast_session *session = fast_find (mag, mn, SIDE_NEXT);

  if (session && session->state == NEXT_SOLICITING)
    {
      fast_next_handle (session, NEXT_EVENT_CONTEXT, hi);
      return;
    }
  if (session && address_equal (&session->peer, peer)
      && session->state != NEXT_CLOSING)
    return;
  if (session)
    fast_session_end (session);
  session = fast_session_new (mag, mn, SIDE_NEXT);
  fast_session_join (session, peer);
  fast_session_take_context (session, hi);
  if (access_reachable (mag->router, mn))
    next_come_late (session);
  else
    next_expect (session);
}

/* Has the node come?  Then all is well; else 128: the handover did not take
 * place (RFC 5949 has no code for it). */
static void
next_complete (struct mag *mag, const struct mh_message *hi,
               const struct packet *packet, const struct mobile_node *mn)
{
  struct address peer = packet_source (packet);
  struct fast_session *session = mn ? fast_find (mag, mn, SIDE_NEXT) : NULL;
  const struct bul_entry *entry = mn ? mag_find (mag, mn) : NULL;
  bool came = entry && bul_entry_counts (entry->state);

  if (session && address_equal (&session->peer, &peer))
    fast_next_handle (session, NEXT_EVENT_COMPLETED, hi);
  fast_acknowledge (mag, hi, packet, came ? HACK_ACCEPTED : HACK_UNSPECIFIED,
                    NULL);
}

void
fast_next_receive (struct mag *mag, const struct mh_message *hi,
                   const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&mag->entity, hi);
  struct address peer = packet_source (packet);
  enum hack_code code;

  if (hi->handover.code == HI_CODE_FORWARDING_COMPLETE)
    {
      next_complete (mag, hi, packet, mn);
      return;
    }
  code = next_check (mag, hi, mn);
  fast_acknowledge (mag, hi, packet, code, NULL);
  if (code < HACK_UNSPECIFIED)
    next_learn (mag, hi, mn, &peer);
}
