/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAG that a node leaves: PMAG of RFC 5949.
 *
 * Its session owns the way of the node's data at the MAG as long as the BUL
 * entry stands; the entry is told at the end whether the node has come to the
 * NMAG (moved: no de-registration) or is just gone. */
#include "models/access/access.h"
#include "models/codec/suboption.h"
#include "models/pmipv6/fast.h"

typedef void previous_action (struct fast_session *session,
                              const struct mh_message *message);

#define X(name, text) [PREVIOUS_##name] = text,
static const char *const previous_state_names[] = { FAST_PREVIOUS_STATES (X) };
#undef X

const char *
fast_previous_state_name (enum fast_previous_state state)
{
  return previous_state_names[state];
}

static const struct fast_config *
config_of (const struct mag *mag)
{
  return mag->pmipv6->fast->config;
}

static bool
is_bound (const struct bul_entry *entry)
{
  return entry
         && (entry->state == BUL_REGISTERED || entry->state == BUL_REFRESHING);
}

/* The handover that takes the node from this MAG, if it has begun. */
static uint32_t
departure_of (const struct mag *mag, const struct mobile_node *mn)
{
  const struct handover *handover = mn->handover;

  return handover && handover->from == mag->router ? handover->id
                                                   : TRANSACTION_NONE;
}

static struct fast_session *
previous_new (struct bul_entry *entry)
{
  struct fast_session *session
      = fast_session_new (entry->mag, entry->mn, SIDE_PREVIOUS);

  fast_session_take_prefixes (session, entry->prefixes, entry->n_prefixes);
  session->uplink = (struct route){ .kind = ROUTE_TUNNEL,
                                    .local = entry->mag->entity.address,
                                    .peer = entry->exchange.peer };
  return session;
}

/* ---- ends ---------------------------------------------------------- */

/* The MAG sends what comes for the node to the node again, be it here or not;
 * what the NMAG sends back, nowhere. */
static void
previous_withdraw (struct fast_session *session)
{
  struct bul_entry *entry = mag_find (session->mag, session->mn);
  struct route access = fast_access (session);

  if (is_bound (entry))
    fast_session_route (session, &access);
  fast_session_close_back (session);
}

/* The end, and what it means for the binding. */
static void
previous_over (struct fast_session *session,
               const struct mh_message *message G_GNUC_UNUSED)
{
  struct mag *mag = session->mag;
  struct bul_entry *entry = mag_find (mag, session->mn);
  bool departed = session->departed, confirmed = session->confirmed;
  bool superseded = session->superseded;
  bool here = access_reachable (mag->router, session->mn);

  if (!superseded)
    previous_withdraw (session);
  fast_session_end (session);
  if (superseded || here || !entry)
    return;
  if (confirmed)
    bul_handle (entry, BUL_EVENT_MOVED, NULL);
  else if (departed)
    bul_handle (entry, BUL_EVENT_DETACH, NULL);
}

/* Tells the NMAG that nothing more will come (4.1: HI with code 2). */
static void
previous_complete (struct fast_session *session)
{
  session->previous = PREVIOUS_COMPLETING;
  session->transaction = departure_of (session->mag, session->mn);
  timer_stop (session->mag->entity.domain->sim->engine, &session->timer);
  fast_initiate (session, HI_F, HI_CODE_FORWARDING_COMPLETE);
}

/* What is kept goes to the node if it is here after all. */
static void
previous_empty (struct fast_session *session)
{
  struct node *node = session->mag->entity.node;
  struct route access = fast_access (session);

  if (access_reachable (session->mag->router, session->mn))
    packet_buffer_drain (&session->buffer, node, &access);
  else
    packet_buffer_discard (&session->buffer, node, DROP_BUFFER_STALE);
}

/* Time is over. */
static void
previous_finish (struct fast_session *session,
                 const struct mh_message *message G_GNUC_UNUSED)
{
  previous_withdraw (session);
  previous_empty (session);
  if (address_is_unspecified (&session->peer))
    previous_over (session, NULL);
  else
    previous_complete (session);
}

/* Another session takes the place of this one, whose NMAG gives back what it
 * keeps. */
static void
previous_supersede (struct fast_session *session)
{
  session->superseded = true;
  if (address_is_unspecified (&session->peer))
    fast_session_end (session);
  else if (session->previous != PREVIOUS_COMPLETING)
    previous_complete (session);
}

void
fast_previous_return (struct fast_session *session)
{
  previous_withdraw (session);
  previous_empty (session);
  previous_supersede (session);
}

/* ---- actions ------------------------------------------------------- */

static void
previous_keep (struct fast_session *session)
{
  struct route keep = fast_keep (session);

  fast_session_route (session, &keep);
  session->previous = PREVIOUS_BUFFERING;
  fast_session_set_timer (session, config_of (session->mag)->lifetime);
}

/* 4.1 f, 4.2: the tunnel, both ways. */
static void
previous_forward (struct fast_session *session,
                  const struct mh_message *message G_GNUC_UNUSED)
{
  struct route tunnel = fast_tunnel (session);
  struct mag *mag = session->mag;

  fast_session_route (session, &tunnel);
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    mag_route_back (mag, &session->prefixes[i], &session->uplink);
  session->previous = PREVIOUS_FORWARDING;
  packet_buffer_drain (&session->buffer, mag->entity.node, &tunnel);
  fast_session_set_timer (session, config_of (mag)->lifetime);
}

/* 4.2: the HI that had U is followed by one with F. */
static void
previous_hand_over (struct fast_session *session)
{
  previous_forward (session, NULL);
  session->transaction = departure_of (session->mag, session->mn);
  fast_initiate (session, HI_F, HI_CODE_ALL_CONTEXT);
}

static bool
is_to_hand_over (const struct fast_session *session)
{
  return session->departed
         && config_of (session->mag)->forward == FORWARD_ON_DEPARTURE
         && session->mag->pmipv6->fast->mode == FAST_PREDICTIVE
         && !address_is_unspecified (&session->peer);
}

/* HAck of the NMAG (4.1 d); what was kept since the departure goes first. */
static void
previous_accepted (struct fast_session *session, const struct mh_message *hack)
{
  if (hack->handover.flags & HACK_F)
    previous_forward (session, NULL);
  else if (is_to_hand_over (session))
    previous_hand_over (session);
  else if (session->departed && session->buffer.packets > 0)
    session->previous = PREVIOUS_BUFFERING;
  else
    session->previous = PREVIOUS_PREPARED;
  fast_session_set_timer (session, config_of (session->mag)->lifetime);
}

static void
previous_buffer (struct fast_session *session,
                 const struct mh_message *message G_GNUC_UNUSED)
{
  previous_keep (session);
}

/* No such handover: the node's data is kept for one that the NMAG may yet ask
 * for, if it has left. */
static void
previous_refused (struct fast_session *session,
                  const struct mh_message *message G_GNUC_UNUSED)
{
  struct node *node = session->mag->entity.node;

  if (!session->departed)
    {
      previous_over (session, NULL);
      return;
    }
  node_withdraw_tunnel (node, &session->peer);
  session->peer = address_unspecified;
  session->previous = session->keeps ? PREVIOUS_BUFFERING : PREVIOUS_PREPARED;
  fast_session_set_timer (session, config_of (session->mag)->lifetime);
}

/* Kept until it is known where to send it, if the MAG is to buffer. */
static void
previous_departed (struct fast_session *session,
                   const struct mh_message *message G_GNUC_UNUSED)
{
  struct route keep = fast_keep (session);

  session->departed = true;
  if (session->previous == PREVIOUS_PREPARED && is_to_hand_over (session))
    {
      previous_hand_over (session);
      return;
    }
  session->keeps = session->mag->pmipv6->config->buffering == BUFFERING_GATEWAY;
  if (session->keeps)
    fast_session_route (session, &keep);
  if (session->keeps && session->previous == PREVIOUS_PREPARED)
    session->previous = PREVIOUS_BUFFERING;
}

static void
previous_left (struct fast_session *session,
               const struct mh_message *message G_GNUC_UNUSED)
{
  session->departed = true;
}

/* HAck to the completion: 4.1, both ends take the tunnel down. */
static void
previous_completed (struct fast_session *session,
                    const struct mh_message *message)
{
  session->confirmed = true;
  previous_over (session, message);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static previous_action
    *const previous_actions[PREVIOUS_STATES_N][PREVIOUS_EVENTS_N]
    = { [PREVIOUS_INITIATING]
        = { [PREVIOUS_EVENT_ACCEPTED] = previous_accepted,
            [PREVIOUS_EVENT_REFUSED] = previous_refused,
            [PREVIOUS_EVENT_GIVE_UP] = previous_refused,
            [PREVIOUS_EVENT_BUFFER] = previous_buffer,
            [PREVIOUS_EVENT_FORWARD] = previous_forward,
            [PREVIOUS_EVENT_DEPARTED] = previous_departed },
        [PREVIOUS_PREPARED] = { [PREVIOUS_EVENT_BUFFER] = previous_buffer,
                                [PREVIOUS_EVENT_FORWARD] = previous_forward,
                                [PREVIOUS_EVENT_DEPARTED] = previous_departed,
                                [PREVIOUS_EVENT_TIMER] = previous_finish },
        [PREVIOUS_BUFFERING] = { [PREVIOUS_EVENT_FORWARD] = previous_forward,
                                 [PREVIOUS_EVENT_DEPARTED] = previous_left,
                                 [PREVIOUS_EVENT_TIMER] = previous_finish },
        [PREVIOUS_FORWARDING] = { [PREVIOUS_EVENT_REFUSED] = previous_finish,
                                  [PREVIOUS_EVENT_DEPARTED] = previous_left,
                                  [PREVIOUS_EVENT_TIMER] = previous_finish },
        [PREVIOUS_COMPLETING]
        = { [PREVIOUS_EVENT_FORWARD] = previous_forward,
            [PREVIOUS_EVENT_ACCEPTED] = previous_completed,
            [PREVIOUS_EVENT_REFUSED] = previous_over,
            [PREVIOUS_EVENT_GIVE_UP] = previous_over,
            [PREVIOUS_EVENT_DEPARTED] = previous_left } };

void
fast_previous_handle (struct fast_session *session,
                      enum fast_previous_event event,
                      const struct mh_message *message)
{
  previous_action *action = previous_actions[session->previous][event];

  if (action)
    action (session, message);
}

/* ---- what begins a session ----------------------------------------- */

static struct fast_session *
previous_predict (struct mag *mag, struct bul_entry *entry,
                  const struct mag *next)
{
  struct fast_session *session = fast_find (mag, entry->mn, SIDE_PREVIOUS);

  if (session)
    fast_previous_return (session); /* an indication that came to nothing */
  session = previous_new (entry);
  fast_session_join (session, &next->entity.address);
  session->previous = PREVIOUS_INITIATING;
  return session;
}

/* The router that the access network names: the right one, but for a given
 * share of its reports; NULL: there is no other to name. */
static struct access_router *
previous_named (const struct fast *fast, const struct mobile_node *mn,
                struct access_router *from, struct access_router *to)
{
  const struct domain *domain = fast->pmipv6->domain;
  struct random_key key
      = random_key (&domain->sim->random, mn->node->name, "prediction");
  guint others = domain->routers->len - 2, at;

  if (random_at (&key, mn->handovers, 0) >= fast->config->wrong_prediction)
    return to;
  at = (guint)(random_at (&key, mn->handovers, 1) * others);
  for (guint i = 0; others > 0 && i < domain->routers->len; i++)
    {
      struct access_router *router = g_ptr_array_index (domain->routers, i);

      if (router != from && router != to && at-- == 0)
        return router;
    }
  return NULL;
}

void
fast_previous_foresee (struct mobile_node *mn, struct access_router *from,
                       struct access_router *to, void *data)
{
  struct fast *fast = data;
  struct mag *mag = from->entity;
  struct bul_entry *entry = mag_find (mag, mn);
  struct access_router *named = previous_named (fast, mn, from, to);
  struct fast_session *session;

  if (!named || !is_bound (entry) || !fast_has_room (mag))
    return;
  session = previous_predict (mag, entry, named->entity);
  fast_initiate (session,
                 fast->config->forward == FORWARD_AT_ONCE ? HI_U | HI_F : HI_U,
                 HI_CODE_ALL_CONTEXT);
}

bool
fast_previous_depart (struct mag *mag, struct mobile_node *mn)
{
  struct bul_entry *entry = mag_find (mag, mn);
  struct fast_session *session = fast_find (mag, mn, SIDE_PREVIOUS);

  if (!is_bound (entry))
    return false;
  if (!session)
    {
      if (!fast_has_room (mag))
        return false;
      session = previous_new (entry);
      session->previous = PREVIOUS_PREPARED;
      fast_session_set_timer (session, config_of (mag)->lifetime);
    }
  fast_previous_handle (session, PREVIOUS_EVENT_DEPARTED, NULL);
  return true;
}

/* ---- requests of an NMAG ------------------------------------------- */

/* 4.1 d: all that the Context Request asks for must be there. */
static bool
has_what_is_asked (const struct mh_message *hi)
{
  const struct mh_option *request = mh_find (hi, OPTION_CONTEXT_REQUEST, 0);
  struct view rest = { NULL, 0 };
  struct suboption asked;

  if (request)
    rest = request->suboptions;
  while (suboption_next (&context_suboptions, &rest, &asked))
    if (asked.type != OPTION_HOME_NETWORK_PREFIX
        && asked.type != OPTION_MN_LINK_LAYER_ID
        && asked.type != OPTION_LMA_ADDRESS
        && asked.type != OPTION_MN_INTERFACE_ID)
      return false;
  return true;
}

/* RFC 5949 4.1 d, 6.1.2. */
static enum hack_code
previous_check (const struct mag *mag, const struct mh_message *hi,
                const struct bul_entry *entry)
{
  unsigned flags = hi->handover.flags;
  bool known = is_bound (entry)
               || (entry && entry->state == BUL_DEREGISTERING
                   && entry->n_prefixes > 0);

  if (!known || !has_what_is_asked (hi))
    return HACK_NO_CONTEXT;
  if (flags & (HI_U | HI_F) && !is_bound (entry))
    return HACK_NO_FORWARDING; /* the LMA sends nothing here any more */
  if (!fast_find (mag, entry->mn, SIDE_PREVIOUS) && !fast_has_room (mag))
    return HACK_INSUFFICIENT_RESOURCES;
  if (flags & HI_U && mag->pmipv6->config->buffer.packets == 0)
    return HACK_INSUFFICIENT_RESOURCES;
  return HACK_ALL_CONTEXT;
}

/* The session that serves @peer, what another one was served by being over. */
static struct fast_session *
previous_for (struct mag *mag, struct bul_entry *entry,
              const struct address *peer)
{
  struct fast_session *session = fast_find (mag, entry->mn, SIDE_PREVIOUS);
  struct fast_session *fresh;

  if (session
      && (address_is_unspecified (&session->peer)
          || address_equal (&session->peer, peer)))
    return session;
  fresh = previous_new (entry);
  fresh->previous = PREVIOUS_PREPARED;
  if (session)
    {
      fresh->departed = session->departed;
      packet_buffer_move (&session->buffer, &fresh->buffer);
      previous_supersede (session);
    }
  return fresh;
}

/* Is it the NMAG that has the context already, asking in its turn (4.1 e)? */
static bool
previous_knows (const struct mag *mag, const struct mobile_node *mn,
                const struct address *peer)
{
  const struct fast_session *session = fast_find (mag, mn, SIDE_PREVIOUS);

  return session && address_equal (&session->peer, peer);
}

static void
previous_grant (struct mag *mag, const struct mh_message *hi,
                const struct address *peer, struct bul_entry *entry)
{
  struct fast_session *session = previous_for (mag, entry, peer);
  bool forward = (hi->handover.flags & HI_F) != 0;

  binding_exchange_stop (&session->exchange);
  fast_session_join (session, peer);
  session->confirmed |= forward;
  fast_previous_handle (
      session, forward ? PREVIOUS_EVENT_FORWARD : PREVIOUS_EVENT_BUFFER, hi);
}

void
fast_previous_receive (struct mag *mag, const struct mh_message *hi,
                       const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&mag->entity, hi);
  struct bul_entry *entry = mn ? mag_find (mag, mn) : NULL;
  enum hack_code code = previous_check (mag, hi, entry);
  struct address peer = packet_source (packet);
  bool granted = code < HACK_UNSPECIFIED;

  if (granted && previous_knows (mag, mn, &peer)
      && !mh_find (hi, OPTION_CONTEXT_REQUEST, 0))
    code = HACK_ACCEPTED;
  /* before the data, which must not overtake it */
  fast_acknowledge (mag, hi, packet, code,
                    code == HACK_ALL_CONTEXT ? entry : NULL);
  if (granted && hi->handover.flags & (HI_U | HI_F))
    previous_grant (mag, hi, &peer, entry);
}
