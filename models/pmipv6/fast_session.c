/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of fast handover: life, routes, and their messages. */
#include "models/access/access.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/lma.h"

/* Time in which an HI can still be under way (RFC 5568 6.2.1.1): the sum of
 * all timeouts. */
#define HI_LAST ((1 << (HI_RETRIES + 1)) * HI_FIRST_RETRY - HI_FIRST_RETRY)

static const struct retransmit_config hi_schedule = { .initial = HI_FIRST_RETRY,
                                                      .max = SIM_TIME_MAX / 2,
                                                      .limit = HI_RETRIES };

/* ---- who is who ---------------------------------------------------- */

struct fast_session *
fast_find (const struct mag *mag, const struct mobile_node *mn,
           enum fast_side side)
{
  const struct pmipv6_node *node = mn->proxied;
  struct fast_session *session = node ? node->sessions : NULL;

  while (
      session
      && (session->mag != mag || session->side != side || session->superseded))
    session = session->next;
  return session;
}

bool
fast_has_room (const struct mag *mag)
{
  int64_t capacity = mag->pmipv6->fast->config->capacity;

  return capacity == 0 || mag->sessions < capacity;
}

/* ---- messages ------------------------------------------------------ */

static void
add_lma (struct mh_message *message, const struct address *lma)
{
  struct mh_option *option = mh_add (message, OPTION_LMA_ADDRESS);

  option->coded.code = 1; /* IPv6, RFC 5949 6.2.2 */
  option->coded.data = (struct view){ lma->octet, sizeof lma->octet };
}

/* RFC 5949 4.1 c and d of both modes: what the NMAG needs to serve the node. */
static void
add_context (struct mh_message *message, const struct bul_entry *entry)
{
  const struct mobile_node *mn = entry->mn;
  struct address link_local = access_link_local (mn->link_layer);

  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    mh_add_prefix (message, OPTION_HOME_NETWORK_PREFIX, &entry->prefixes[i]);
  mh_add_link_layer (message, OPTION_MN_LINK_LAYER_ID, mn->link_layer,
                     sizeof mn->link_layer);
  add_lma (message, &entry->exchange.peer);
  memcpy (mh_add (message, OPTION_MN_INTERFACE_ID)->interface_id,
          &link_local.octet[8], 8);
}

/* Option types without further data (RFC 5949 6.2.1). */
static void
add_context_request (struct mh_message *message)
{
  static const uint8_t requests[]
      = { OPTION_HOME_NETWORK_PREFIX, 0, OPTION_MN_LINK_LAYER_ID, 0,
          OPTION_LMA_ADDRESS,         0, OPTION_MN_INTERFACE_ID,  0 };

  mh_add (message, OPTION_CONTEXT_REQUEST)->suboptions
      = (struct view){ requests, sizeof requests };
}

static void
session_compose (struct binding_exchange *exchange, struct mh_message *hi)
{
  const struct fast_session *session = exchange->owner;

  mh_init (hi, MH_HI);
  hi->handover.sequence = exchange->sequence;
  hi->handover.flags = session->flags;
  hi->handover.code = session->code;
  mh_add_mn_identifier (hi, session->mn->identifier);
  if (session->code == HI_CODE_ALL_CONTEXT)
    add_context (hi, mag_find (session->mag, session->mn));
  else if (session->side == SIDE_NEXT && session->state == NEXT_SOLICITING)
    add_context_request (hi);
}

void
fast_initiate (struct fast_session *session, unsigned flags, enum hi_code code)
{
  session->flags = (uint8_t)(HI_P | flags);
  session->code = (uint8_t)code;
  session->exchange.peer = session->peer;
  session->exchange.transaction = session->transaction;
  binding_exchange_stop (&session->exchange);
  binding_exchange_start (&session->exchange, &session->mag->hi_sequence);
}

static uint8_t
hack_flags (const struct mh_message *hi, enum hack_code code)
{
  unsigned flags = HACK_P;

  if (code < HACK_UNSPECIFIED && hi->handover.flags & HI_U)
    flags |= HACK_U;
  if (code < HACK_UNSPECIFIED && hi->handover.flags & HI_F)
    flags |= HACK_F;
  return (uint8_t)flags;
}

void
fast_acknowledge (struct mag *mag, const struct mh_message *hi,
                  const struct packet *packet, enum hack_code code,
                  const struct bul_entry *entry)
{
  const struct mh_option *identifier = mh_find (hi, OPTION_MN_IDENTIFIER, 0);
  struct address source = packet_source (packet);
  struct mh_message hack;

  mh_init (&hack, MH_HACK);
  hack.handover.sequence = hi->handover.sequence;
  hack.handover.flags = hack_flags (hi, code);
  hack.handover.code = (uint8_t)code;
  if (identifier)
    mh_add (&hack, OPTION_MN_IDENTIFIER)->mn_identifier
        = identifier->mn_identifier;
  if (entry)
    add_context (&hack, entry);
  mobility_send (&mag->entity, &source, &hack,
                 code < HACK_UNSPECIFIED
                     ? (enum signaling_class)packet->meter.signaling
                     : SIGNALING_ERROR,
                 packet->meter.transaction);
}

/* ---- context ------------------------------------------------------- */

void
fast_session_take_prefixes (struct fast_session *session,
                            const struct prefix *prefixes, uint32_t n)
{
  g_free (session->prefixes);
  session->prefixes = g_memdup2 (prefixes, n * sizeof *prefixes);
  session->n_prefixes = n;
}

bool
fast_session_take_context (struct fast_session *session,
                           const struct mh_message *message)
{
  const struct mh_option *lma = mh_find (message, OPTION_LMA_ADDRESS, 0);
  unsigned n = mh_count (message, OPTION_HOME_NETWORK_PREFIX);

  if (n == 0 || !lma || lma->coded.code != 1)
    return false;
  memcpy (session->lma.octet, lma->coded.data.octets,
          sizeof session->lma.octet);
  g_free (session->prefixes);
  session->prefixes = g_new (struct prefix, n);
  session->n_prefixes = n;
  for (unsigned i = 0; i < n; i++)
    session->prefixes[i]
        = mobility_prefix (&session->mag->entity,
                           mh_find (message, OPTION_HOME_NETWORK_PREFIX, i));
  return true;
}

/* ---- routes -------------------------------------------------------- */

struct route
fast_tunnel (const struct fast_session *session)
{
  return (struct route){ .kind = ROUTE_TUNNEL,
                         .local = session->mag->entity.address,
                         .peer = session->peer };
}

struct route
fast_access (const struct fast_session *session)
{
  return (struct route){ .kind = ROUTE_ACCESS, .link = session->mn->radio };
}

static void
session_put (struct node *node, struct packet *p, void *data)
{
  struct fast_session *session = data;

  packet_buffer_put (&session->buffer, node, p);
}

struct route
fast_keep (struct fast_session *session)
{
  return (struct route){ .kind = ROUTE_HANDLER,
                         .handler = session_put,
                         .handler_data = session };
}

void
fast_session_route (const struct fast_session *session,
                    const struct route *route)
{
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    node_set_exit_route (session->mag->entity.node, &session->prefixes[i],
                         route);
}

static void
session_unroute (struct fast_session *session)
{
  struct node *node = session->mag->entity.node;

  for (uint32_t i = 0; i < session->n_prefixes; i++)
    {
      node_remove_exit_route (node, &session->prefixes[i]);
      node_remove_source_route (node, &session->prefixes[i]);
    }
}

void
fast_session_close_back (const struct fast_session *session)
{
  if (session->side == SIDE_NEXT || session->superseded)
    return;
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    mag_route_back (session->mag, &session->prefixes[i], NULL);
}

/* ---- life ---------------------------------------------------------- */

static void
session_give_up (struct binding_exchange *exchange)
{
  struct fast_session *session = exchange->owner;

  if (session->side == SIDE_PREVIOUS)
    fast_previous_handle (session, PREVIOUS_EVENT_GIVE_UP, NULL);
  else
    fast_next_handle (session, NEXT_EVENT_GIVE_UP, NULL);
}

static const struct retransmit_config *
session_schedule (const struct binding_exchange *exchange G_GNUC_UNUSED)
{
  return &hi_schedule;
}

static const struct binding_exchange_type fast_exchange
    = { .compose = session_compose,
        .give_up = session_give_up,
        .schedule = session_schedule };

static void
session_count (const struct fast_session *session, int change)
{
  struct mag *mag = session->mag;

  mag->sessions += (uint32_t)change;
  mobility_count_change (&mag->count, &mag->entity, change,
                         pmipv6_node_is_live (session->mn) ? 0 : change);
}

void
fast_count_live (const struct pmipv6_node *node, int change)
{
  for (struct fast_session *s = node->sessions; s; s = s->next)
    mobility_count_change (&s->mag->count, &s->mag->entity, 0, -change);
}

struct fast_session *
fast_session_new (struct mag *mag, struct mobile_node *mn, enum fast_side side)
{
  struct pmipv6_node *node = pmipv6_node_get (mag->pmipv6, mn);
  struct fast_session *session = g_new0 (struct fast_session, 1);

  session->mag = mag;
  session->mn = mn;
  session->side = side;
  session->next = node->sessions;
  node->sessions = session;
  session->transaction = TRANSACTION_NONE;
  session->buffer.bounds = &mag->pmipv6->config->buffer;
  session->exchange = (struct binding_exchange){ .entity = &mag->entity,
                                                 .class = SIGNALING_HANDOVER,
                                                 .type = &fast_exchange,
                                                 .owner = session };
  session_count (session, 1);
  return session;
}

void
fast_session_join (struct fast_session *session, const struct address *peer)
{
  struct node *node = session->mag->entity.node;

  if (address_equal (&session->peer, peer))
    return;
  if (!address_is_unspecified (&session->peer))
    node_withdraw_tunnel (node, &session->peer);
  session->peer = *peer;
  node_accept_tunnel (node, peer);
}

void
fast_session_set_timer (struct fast_session *session, sim_time delay)
{
  struct mag *mag = session->mag;
  struct sim *sim = mag->entity.domain->sim;

  if (session->side == SIDE_NEXT)
    delay += HI_LAST; /* the PMAG speaks first */
  timer_set (sim->engine, &session->timer, sim_now (sim) + delay,
             node_origin (mag->entity.node), mag->pmipv6->fast->timer, session);
}

static void
session_unlink (struct fast_session *session)
{
  struct pmipv6_node *node = session->mn->proxied;
  struct fast_session **link = &node->sessions;

  while (*link != session)
    link = &(*link)->next;
  *link = session->next;
}

void
fast_session_end (struct fast_session *session)
{
  struct mag *mag = session->mag;
  struct node *node = mag->entity.node;

  session_unlink (session);
  binding_exchange_stop (&session->exchange);
  timer_stop (mag->entity.domain->sim->engine, &session->timer);
  packet_buffer_discard (&session->buffer, node, DROP_BUFFER_STALE);
  if (session->owns_routes)
    session_unroute (session);
  fast_session_close_back (session);
  if (!address_is_unspecified (&session->peer))
    node_withdraw_tunnel (node, &session->peer);
  session_count (session, -1);
  g_free (session->prefixes);
  g_free (session);
}

void
fast_node_free (struct pmipv6_node *node)
{
  while (node->sessions)
    {
      struct fast_session *session = node->sessions;

      node->sessions = session->next;
      g_free (session->prefixes);
      g_free (session);
    }
}
