/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/mn_correspondent.h"

#include <string.h>

#include "models/mipv6/cn.h"
#include "models/mipv6/secret.h"

#define X(name, text) [CORRESPONDENT_##name] = text,
static const char *const correspondent_state_names[]
    = { CORRESPONDENT_STATES (X) };
#undef X

const char *
correspondent_state_name (enum correspondent_state state)
{
  return correspondent_state_names[state];
}

static struct sim *
correspondent_sim (const struct mn_correspondent *c)
{
  return c->node->mipv6->domain->sim;
}

static bool
is_direct (const struct mn_correspondent *c)
{
  return c->state == CORRESPONDENT_BOUND || c->state == CORRESPONDENT_RENEWING
         || c->state == CORRESPONDENT_REBINDING;
}

static bool
is_release (const struct mn_correspondent *c)
{
  return c->state == CORRESPONDENT_LEAVING
         || c->state == CORRESPONDENT_DELETING;
}

/* Every transition passes here. */
static void
correspondent_enter (struct mn_correspondent *c, enum correspondent_state state)
{
  c->state = state;
}

const struct route *
mn_correspondent_route (const struct mipv6_mn *node, const struct packet *p)
{
  struct address destination = packet_destination (p);

  for (const struct mn_correspondent *c = node->correspondents; c; c = c->next)
    if (address_equal (&c->peer, &destination))
      return is_direct (c) ? &c->route : NULL;
  return NULL;
}

/* ---- tests, 11.6.1 ------------------------------------------------- */

/* A new cookie for each copy (11.8). */
static void
compose_test (struct routability_test *test, struct mipv6_mn *node,
              enum mh_type type, struct mh_message *message)
{
  mipv6_secret (node->mipv6->domain->sim, "cookie", node->mn->node->name,
                ++node->cookies, test->cookie, sizeof test->cookie);
  mh_init (message, type);
  memcpy (message->routability.cookie, test->cookie, sizeof test->cookie);
}

static void
compose_hoti (struct binding_exchange *exchange, struct mh_message *hoti)
{
  struct mn_correspondent *c = exchange->owner;

  compose_test (&c->home, c->node, MH_HOTI, hoti);
}

static void
compose_coti (struct binding_exchange *exchange, struct mh_message *coti)
{
  struct mn_correspondent *c = exchange->owner;

  compose_test (&c->care_of, c->node, MH_COTI, coti);
}

/* From the care-of address itself. */
static void
send_coti (struct binding_exchange *exchange, const struct mh_message *message,
           enum signaling_class class)
{
  struct mn_correspondent *c = exchange->owner;
  struct mipv6_path path
      = { .source = c->node->home.care_of, .destination = c->peer };
  struct mh_message coti = *message;

  mipv6_send (&c->node->entity, &path, &coti, NULL, class,
              exchange->transaction);
}

/* ---- the update, 11.7.2 -------------------------------------------- */

static void
compose_update (struct binding_exchange *exchange, struct mh_message *bu)
{
  const struct mn_correspondent *c = exchange->owner;
  const struct mipv6 *mipv6 = c->node->mipv6;
  sim_time lifetime = MIN (mipv6->domain->config.protocol.binding_lifetime,
                           MAX_RR_BINDING_LIFETIME);
  struct mh_option *indices;

  mh_init (bu, MH_BU);
  if (mipv6->config->correspondent_ack)
    bu->bu.flags = BU_A;
  bu->bu.lifetime = mobility_lifetime_units (is_release (c) ? 0 : lifetime);
  indices = mh_add (bu, OPTION_NONCE_INDICES);
  indices->nonce_index.home = c->home.nonce_index;
  if (!is_release (c))
    indices->nonce_index.care_of = c->care_of.nonce_index;
}

static void
send_update (struct binding_exchange *exchange,
             const struct mh_message *message, enum signaling_class class)
{
  struct mn_correspondent *c = exchange->owner;
  struct mipv6_path path
      = { .source = c->node->entity.address, .destination = c->peer };
  struct mh_message bu = *message;

  if (!is_release (c))
    {
      path.source = c->node->home.care_of;
      path.home_source = c->node->entity.address;
    }
  mipv6_send (&c->node->entity, &path, &bu, &c->key, class,
              exchange->transaction);
}

/* 5.2.5. */
static void
make_key (struct mn_correspondent *c)
{
  const struct mipv6_mn *node = c->node;

  auth_binding_key (c->home.token, is_release (c) ? NULL : c->care_of.token,
                    c->key.octets);
  c->key.kind = SIGNATURE_BINDING;
  c->key.addresses.care_of
      = is_release (c) ? node->entity.address : node->home.care_of;
  c->key.addresses.peer = c->peer;
}

/* ---- the course ---------------------------------------------------- */

static void
stop_exchanges (struct mn_correspondent *c)
{
  binding_exchange_stop (&c->home.exchange);
  binding_exchange_stop (&c->care_of.exchange);
  binding_exchange_stop (&c->update);
}

static void
correspondent_set_timer (struct mn_correspondent *c, sim_time at)
{
  timer_set (correspondent_sim (c)->engine, &c->timer, at,
             node_origin (c->node->mn->node),
             c->node->mipv6->correspondent_timer, c);
}

/* Nothing is held, or it is left to expire. */
static void
correspondent_rest (struct mn_correspondent *c)
{
  stop_exchanges (c);
  timer_stop (correspondent_sim (c)->engine, &c->timer);
  correspondent_enter (c, CORRESPONDENT_IDLE);
}

static void
start_exchange (struct mn_correspondent *c, struct binding_exchange *exchange,
                enum signaling_class class, uint32_t transaction)
{
  binding_exchange_stop (exchange);
  exchange->class = class;
  exchange->transaction = transaction;
  binding_exchange_start (exchange, &c->sequence);
}

/* Both tests at once; to delete, the home test alone. */
static void
start_tests (struct mn_correspondent *c, enum correspondent_state state,
             enum signaling_class class, uint32_t transaction)
{
  stop_exchanges (c);
  correspondent_enter (c, state);
  c->home.done = false;
  c->care_of.done = state == CORRESPONDENT_LEAVING;
  start_exchange (c, &c->home.exchange, class, transaction);
  if (!c->care_of.done)
    start_exchange (c, &c->care_of.exchange, class, transaction);
}

static void
correspondent_begin (struct mn_correspondent *c, enum signaling_class class,
                     uint32_t transaction)
{
  if (c->failures < MAX_RO_FAILURE)
    start_tests (c, CORRESPONDENT_TESTING, class, transaction);
}

/* 11.7.3: the binding stands, from the sending of the update on. */
static void
correspondent_bind (struct mn_correspondent *c, sim_time granted)
{
  sim_time sent = c->update.last_sent, due = granted;

  binding_exchange_stop (&c->update);
  c->failures = 0;
  c->held = true;
  c->expires = sent + granted;
  c->route = (struct route){ .kind = ROUTE_TUNNEL,
                             .encapsulation = ENCAPSULATION_HOME_ADDRESS,
                             .local = c->node->home.care_of };
  correspondent_enter (c, CORRESPONDENT_BOUND);
  if (c->node->mipv6->domain->config.protocol.refresh)
    due = mobility_refresh_delay (granted);
  correspondent_set_timer (c, sent + due);
}

static void
correspondent_deleted (struct mn_correspondent *c)
{
  c->held = false;
  correspondent_rest (c);
}

/* Without an acknowledgement the update is taken to have arrived. */
static void
update_sent (struct mn_correspondent *c)
{
  sim_time lifetime
      = MIN (c->node->mipv6->domain->config.protocol.binding_lifetime,
             MAX_RR_BINDING_LIFETIME);

  if (is_release (c))
    correspondent_deleted (c);
  else
    correspondent_bind (c,
                        mobility_lifetime (mobility_lifetime_units (lifetime)));
}

static void
start_update (struct mn_correspondent *c)
{
  static const enum correspondent_state next[CORRESPONDENT_STATES_N] = {
    [CORRESPONDENT_TESTING] = CORRESPONDENT_BINDING,
    [CORRESPONDENT_RENEWING] = CORRESPONDENT_REBINDING,
    [CORRESPONDENT_LEAVING] = CORRESPONDENT_DELETING,
  };
  const struct binding_exchange *test = &c->home.exchange;

  correspondent_enter (c, next[c->state]);
  make_key (c);
  start_exchange (c, &c->update, test->class, test->transaction);
  if (!c->node->mipv6->config->correspondent_ack)
    update_sent (c);
}

/* No answer: by the HA until the node moves again, or another flow begins. */
static void
give_up (struct binding_exchange *exchange)
{
  struct mn_correspondent *c = exchange->owner;

  c->failures++;
  c->held = false;
  correspondent_rest (c);
}

static bool
wanted (struct binding_exchange *exchange)
{
  struct mn_correspondent *c = exchange->owner;

  return c->node->mn->router != NULL;
}

void
mn_correspondent_expire (struct sim *sim, void *subject)
{
  struct mn_correspondent *c = subject;

  if (sim_now (sim) >= c->expires || c->flows == 0)
    {
      c->held = c->held && sim_now (sim) < c->expires;
      correspondent_rest (c);
      return;
    }
  correspondent_set_timer (c, c->expires);
  if (c->state == CORRESPONDENT_BOUND && c->node->mn->router)
    start_tests (c, CORRESPONDENT_RENEWING, SIGNALING_REFRESH,
                 TRANSACTION_NONE);
}

/* ---- receiving ----------------------------------------------------- */

/* 11.6.2: with the cookie of the last copy. */
static void
take_test (struct mn_correspondent *c, struct routability_test *test,
           const struct mh_message *message)
{
  if (!test->exchange.pending
      || memcmp (test->cookie, message->routability.cookie, sizeof test->cookie)
             != 0)
    return;
  binding_exchange_stop (&test->exchange);
  memcpy (test->token, message->routability.token, sizeof test->token);
  test->nonce_index = message->routability.nonce_index;
  test->done = true;
  if (c->home.done && c->care_of.done)
    start_update (c);
}

/* 11.7.3.  Tokens that are too old are made anew; 136 to 138 are not
 * signed. */
static void
take_ba (struct mn_correspondent *c, const struct mh_message *ba,
         const struct packet *packet)
{
  bool expired = ba->ba.status >= STATUS_HOME_NONCE_EXPIRED
                 && ba->ba.status <= STATUS_NONCES_EXPIRED;
  bool stale = ba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW;

  if (!c->update.pending
      || (!stale && !binding_exchange_matches (&c->update, ba))
      || (!expired && mipv6_verify (packet, &c->key) != AUTH_OK))
    return;
  if (stale)
    {
      c->sequence = ba->ba.sequence;
      start_exchange (c, &c->update, SIGNALING_RETRANSMISSION,
                      c->update.transaction);
    }
  else if (expired && ++c->failures < MAX_RO_FAILURE)
    start_tests (c,
                 is_release (c) ? CORRESPONDENT_LEAVING : CORRESPONDENT_TESTING,
                 SIGNALING_RETRANSMISSION, c->update.transaction);
  else if (ba->ba.status >= STATUS_UNSPECIFIED)
    binding_exchange_stop (&c->update), give_up (&c->update);
  else if (is_release (c))
    correspondent_deleted (c);
  else
    correspondent_bind (c, mobility_lifetime (ba->ba.lifetime));
}

/* 11.3.6: it has no binding: by the HA from now on, and tests anew. */
static void
take_be (struct mn_correspondent *c, const struct mh_message *be)
{
  if (be->be.status != BINDING_ERROR_UNKNOWN_BINDING || !is_direct (c)
      || !address_equal (&be->be.home_address, &c->node->entity.address))
    return;
  c->held = false;
  correspondent_rest (c);
  correspondent_begin (c, SIGNALING_REFRESH, TRANSACTION_NONE);
}

static void
take_brr (struct mn_correspondent *c)
{
  if (c->state == CORRESPONDENT_BOUND && c->flows > 0)
    start_tests (c, CORRESPONDENT_RENEWING, SIGNALING_REFRESH,
                 TRANSACTION_NONE);
}

static struct mn_correspondent *
find_peer (const struct mipv6_mn *node, const struct address *peer)
{
  struct mn_correspondent *c = node->correspondents;

  while (c && !address_equal (&c->peer, peer))
    c = c->next;
  return c;
}

void
mn_correspondents_receive (struct mipv6_mn *node,
                           const struct mh_message *message,
                           const struct packet *packet)
{
  struct mn_correspondent *c = find_peer (node, &node->entity.sender);

  if (!c)
    return;
  if (message->type == MH_HOT)
    take_test (c, &c->home, message);
  else if (message->type == MH_COT)
    take_test (c, &c->care_of, message);
  else if (message->type == MH_BA)
    take_ba (c, message, packet);
  else if (message->type == MH_BE)
    take_be (c, message);
  else if (message->type == MH_BRR)
    take_brr (c);
}

/* ---- entries ------------------------------------------------------- */

static const struct binding_exchange_type home_test = {
  .compose = compose_hoti, .give_up = give_up, .wanted = wanted, .is_host = true
};
static const struct binding_exchange_type care_of_test
    = { .compose = compose_coti,
        .send = send_coti,
        .give_up = give_up,
        .wanted = wanted,
        .is_host = true };
static const struct binding_exchange_type correspondent_update
    = { .compose = compose_update,
        .send = send_update,
        .give_up = give_up,
        .wanted = wanted,
        .is_host = true };

static void
init_exchange (struct mn_correspondent *c, struct binding_exchange *exchange,
               const struct binding_exchange_type *type)
{
  exchange->entity = &c->node->entity;
  exchange->peer = c->peer;
  exchange->type = type;
  exchange->owner = c;
}

static struct mn_correspondent *
correspondent_new (struct mipv6_mn *node, const struct address *peer)
{
  struct mn_correspondent *c = g_new0 (struct mn_correspondent, 1);

  c->node = node;
  c->peer = *peer;
  c->next = node->correspondents;
  node->correspondents = c;
  init_exchange (c, &c->home.exchange, &home_test);
  init_exchange (c, &c->care_of.exchange, &care_of_test);
  init_exchange (c, &c->update, &correspondent_update);
  mobility_count_change (&node->count, &node->entity, 1, 0);
  return c;
}

void
mn_correspondent_count (struct mipv6_mn *node, const struct address *peer,
                        int change)
{
  struct mn_correspondent *c = find_peer (node, peer);

  if (!c)
    c = correspondent_new (node, peer);
  c->flows += (uint32_t)change;
  if (change > 0 && c->state == CORRESPONDENT_IDLE
      && registration_stands (node->home.state))
    correspondent_begin (c, SIGNALING_REFRESH, TRANSACTION_NONE);
}

void
mn_correspondents_begin (struct mipv6_mn *node)
{
  const struct handover *handover = node->mn->handover;

  for (struct mn_correspondent *c = node->correspondents; c; c = c->next)
    if (c->flows > 0)
      correspondent_begin (
          c, handover->number == 0 ? SIGNALING_ATTACH : SIGNALING_HANDOVER,
          node->home.transaction);
}

void
mn_correspondents_stop (struct mipv6_mn *node)
{
  for (struct mn_correspondent *c = node->correspondents; c; c = c->next)
    correspondent_rest (c);
}

void
mn_correspondents_delete (struct mipv6_mn *node)
{
  for (struct mn_correspondent *c = node->correspondents; c; c = c->next)
    if (c->held && sim_now (correspondent_sim (c)) < c->expires)
      start_tests (c, CORRESPONDENT_LEAVING, SIGNALING_DEREGISTRATION,
                   node->home.transaction);
}

void
mn_correspondents_free (struct mipv6_mn *node)
{
  struct mn_correspondent *c = node->correspondents;

  while (c)
    {
      struct mn_correspondent *next = c->next;

      g_free (c);
      c = next;
    }
}
