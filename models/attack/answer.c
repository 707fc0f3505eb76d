/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acknowledgements in the name of who keeps the registration: an update that
 * passes the tap is answered at once, before the genuine answer comes; blind
 * ones have to guess the sequence number (RFC 6275 11.7.3, RFC 5213 6.9.1.2).
 */
#include "models/attack/attacker.h"

static uint8_t
answer_status (const struct attacker *attacker)
{
  const struct answer_config *config = attacker->config->kind.config;

  return (uint8_t)config->status;
}

static void
compose (const struct attacker *attacker, struct forgery *forgery,
         const struct mh_message *update, uint16_t sequence)
{
  struct mh_message *ba = &forgery->message;
  bool proxy = update->bu.flags & BU_P;

  forgery->end = ATTACK_END_BLACKHOLE;
  mh_init (ba, MH_BA);
  ba->ba.status = answer_status (attacker);
  ba->ba.sequence = sequence;
  ba->ba.lifetime
      = ba->ba.status < STATUS_UNSPECIFIED ? update->bu.lifetime : 0;
  if (!proxy)
    return;
  ba->ba.flags = (uint8_t)(BA_P | (update->bu.flags & BU_D ? BA_D : 0));
  mh_add_mn_identifier (ba, forgery->victim->identifier);
  mh_add_prefix (ba, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
}

void
answer_hear (struct attacker *attacker, const struct heard *heard)
{
  const struct mh_message *update = heard->message;
  struct mobile_node *victim = NULL;
  struct forgery forgery = { 0 };

  if (update->type == MH_BU)
    victim = heard_victim (attacker, heard);
  if (!victim)
    return;
  forgery.victim = victim;
  forgery.source = heard->destination;
  forgery.destination = heard->source;
  forgery.home_destination = heard->home;
  forgery.target
      = network_anchor (attacker->domain->sim->network, &heard->source);
  compose (attacker, &forgery, update, update->bu.sequence);
  attacker_send (attacker, &forgery);
}

/* To whom registers the victim. */
bool
answer_strike (struct attacker *attacker, struct mobile_node *victim)
{
  const struct mobility_entity *anchor
      = attacker_find_target (attacker, ATTACK_ANCHOR, victim);
  struct forgery forgery = { .victim = victim };
  struct mh_message update = { .type = MH_BU };

  if (!anchor || !victim->router)
    return false;
  forgery.source = anchor->address;
  forgery.destination = attacker_care_of (victim, anchor);
  if (address_is_unspecified (&forgery.destination))
    return false;
  if (anchor->role == ROLE_HA)
    forgery.home_destination = attacker_home_address (victim);
  else
    update.bu.flags = BU_P | (anchor->role == ROLE_CMD ? BU_D : 0);
  forgery.target
      = network_anchor (attacker->domain->sim->network, &forgery.destination);
  compose (attacker, &forgery, &update,
           (uint16_t)gsl_rng_uniform_int (attacker->rng, UINT16_MAX + 1ul));
  attacker_send (attacker, &forgery);
  return true;
}
