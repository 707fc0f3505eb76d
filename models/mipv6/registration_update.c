/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding Updates of a home registration and their answers (RFC 6275 11.7.1,
 * 11.7.3), and the attachment that they are made for. */
#include "models/access/access.h"
#include "models/mipv6/registration.h"

static bool
is_at_home (const struct home_registration *r)
{
  return address_is_unspecified (&r->care_of);
}

struct mipv6_key
registration_key (const struct home_registration *r,
                  const struct address *care_of)
{
  struct mipv6_key key
      = { .addresses = { .care_of = *care_of, .peer = r->entity->address } };

  if (r->authentication == AUTHENTICATION_MN_HA)
    mipv6_mn_ha_key (r->mn->identifier, r->mn->index, &key);
  return key;
}

/* ---- sending ------------------------------------------------------- */

/* 11.7.1, 11.5.5.  The link-local address has the home address' interface
 * identifier: L. */
static void
compose (struct binding_exchange *exchange, struct mh_message *bu)
{
  const struct home_registration *r = exchange->owner;
  const struct protocol_config *config = &r->entity->domain->config.protocol;
  bool ends = is_at_home (r) || r->state == REGISTRATION_RELEASING;

  mh_init (bu, MH_BU);
  bu->bu.flags = BU_A | BU_H | BU_L;
  bu->bu.lifetime
      = ends ? 0 : mobility_lifetime_units (config->binding_lifetime);
  mh_add_address (bu, OPTION_ALTERNATE_CARE_OF,
                  is_at_home (r) ? &r->entity->address : &r->care_of);
  if (r->ops->compose)
    r->ops->compose (r, bu);
}

static void
send_update (struct binding_exchange *exchange,
             const struct mh_message *message, enum signaling_class class)
{
  struct home_registration *r = exchange->owner;
  struct mipv6_path path
      = { .source = r->entity->address, .destination = r->home_agent };
  struct mh_message bu = *message;
  struct mipv6_key key;

  if (!is_at_home (r))
    {
      path.source = r->care_of;
      path.home_source = r->entity->address;
    }
  key = registration_key (r, &path.source);
  mipv6_send (r->entity, &path, &bu, &key, class, exchange->transaction);
}

static void
give_up (struct binding_exchange *exchange)
{
  registration_handle (exchange->owner, REGISTRATION_ON_GIVE_UP, NULL);
}

static bool
is_wanted (struct binding_exchange *exchange)
{
  struct home_registration *r = exchange->owner;

  if (r->mn->router)
    return true;
  registration_handle (r, REGISTRATION_ON_NO_LINK, NULL);
  return false;
}

/* 11.8: the first one leaves the agent the time of its DAD. */
static sim_time
initial_timeout (const struct binding_exchange *exchange)
{
  const struct home_registration *r = exchange->owner;

  return r->bound ? r->entity->domain->config.protocol.retransmit.initial
                  : INITIAL_BINDACK_TIMEOUT_FIRST_REG;
}

static const struct binding_exchange_type registration_exchange
    = { .compose = compose,
        .send = send_update,
        .give_up = give_up,
        .wanted = is_wanted,
        .initial = initial_timeout,
        .is_host = true };

void
registration_init_exchange (struct home_registration *r)
{
  struct binding_exchange *exchange = &r->exchange;

  exchange->entity = r->entity;
  exchange->peer = r->home_agent;
  exchange->type = &registration_exchange;
  exchange->owner = r;
}

/* One at hand answers within. */
void
registration_start (struct home_registration *r, enum signaling_class class,
                    uint32_t transaction)
{
  handover_mark_pbu (handover_of (r->mn, transaction));
  binding_exchange_stop (&r->exchange);
  node_add_address (r->mn->node, &r->entity->address);
  r->exchange.class = class;
  r->exchange.transaction = transaction;
  binding_exchange_start (&r->exchange, &r->sequence);
}

/* ---- receiving ----------------------------------------------------- */

/* 11.7.3: signed if that is configured, in answer to the last copy.  A refused
 * order names another number. */
static bool
is_answer (const struct home_registration *r, const struct mh_message *ba,
           const struct packet *packet)
{
  const struct mipv6_key key = registration_key (
      r, is_at_home (r) ? &r->entity->address : &r->care_of);

  if (!mipv6_authenticates (r->entity, packet, &key))
    return false;
  if (ba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    return r->exchange.pending;
  return binding_exchange_matches (&r->exchange, ba);
}

void
registration_receive (struct home_registration *r,
                      const struct mh_message *message,
                      const struct packet *packet)
{
  if (message->type == MH_BRR) /* 11.7.4 */
    registration_handle (r, REGISTRATION_ON_REQUEST, NULL);
  else if (message->type == MH_BA && is_answer (r, message, packet))
    registration_handle (r,
                         message->ba.status < STATUS_UNSPECIFIED
                             ? REGISTRATION_ON_ACCEPTED
                             : REGISTRATION_ON_REFUSED,
                         message);
}

/* ---- the attachment ------------------------------------------------ */

struct handover *
registration_handover (const struct home_registration *r)
{
  return handover_of (r->mn, r->transaction);
}

void
registration_mark_ready (const struct home_registration *r,
                         const struct mh_message *ba, uint32_t previous_anchors)
{
  struct handover *handover = registration_handover (r);

  if (ba)
    handover_mark_pba (handover, r->entity->received);
  handover_mark_ready (handover, previous_anchors);
}

void
registration_mark_failed (const struct home_registration *r)
{
  handover_mark_failed (registration_handover (r));
}
