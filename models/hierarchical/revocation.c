/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding revocation (RFC 5846) at the P-GW: the S-GW that a node has left is
 * told so, as 3GPP TS 23.402 5.7 has it. */
#include "models/hierarchical/hierarchical.h"
#include "models/hierarchical/sgw.h"

/* RFC 5846 11: InitMINDelayBRIs, MAX_BRACK_TIMEOUT, BRIMaxRetriesNumber. */
static const struct retransmit_config bri_schedule
    = { .initial = SIM_SECOND, .max = 2 * SIM_SECOND, .limit = 1 };
/* 5.1: to an interface of the same technology. */
#define INTER_MAG_HANDOVER_SAME_ACCESS 2

/* An indication that is not acknowledged yet. */
struct revocation
{
  struct hierarchical *self;
  struct mobile_node *mn;
  struct prefix prefix; /* the first of the session */
  uint16_t number;      /* 5.1: of no other one outstanding */
  uint16_t copies;      /* the kit's count */
  struct binding_exchange exchange;
};

static void
revocation_free (struct revocation *revocation)
{
  g_queue_remove (&revocation->self->revocations, revocation);
  binding_exchange_stop (&revocation->exchange);
  g_free (revocation);
}

/* 8.1: MN-ID and prefix say which session. */
static void
revocation_compose (struct binding_exchange *exchange, struct mh_message *bri)
{
  const struct revocation *revocation = exchange->owner;

  mh_init (bri, MH_BRM);
  bri->revocation.kind = REVOCATION_INDICATION;
  bri->revocation.code = INTER_MAG_HANDOVER_SAME_ACCESS;
  bri->revocation.sequence = revocation->number;
  bri->revocation.flags = REVOCATION_P;
  mh_add_mn_identifier (bri, revocation->mn->identifier);
  mh_add_prefix (bri, OPTION_HOME_NETWORK_PREFIX, &revocation->prefix);
}

/* 6.3: the S-GW's lifetime ends by itself. */
static void
revocation_give_up (struct binding_exchange *exchange)
{
  revocation_free (exchange->owner);
}

static const struct retransmit_config *
revocation_schedule (const struct binding_exchange *exchange G_GNUC_UNUSED)
{
  return &bri_schedule;
}

static const struct binding_exchange_type revocation_exchange
    = { .compose = revocation_compose,
        .give_up = revocation_give_up,
        .schedule = revocation_schedule,
        .is_host = true /* no timestamp */ };

static struct revocation *
revocation_find (const struct hierarchical *self, const struct mobile_node *mn,
                 const struct address *address)
{
  for (const GList *at = self->revocations.head; at; at = at->next)
    {
      struct revocation *revocation = at->data;

      if (revocation->mn == mn
          && address_equal (&revocation->exchange.peer, address))
        return revocation;
    }
  return NULL;
}

void
revocation_cancel (struct hierarchical *self, const struct mobile_node *mn,
                   const struct address *address)
{
  struct revocation *revocation = revocation_find (self, mn, address);

  if (revocation)
    revocation_free (revocation);
}

void
revocation_start (struct bce *bce, const struct address *former,
                  uint32_t transaction)
{
  struct lma *lma = bce->lma;
  struct hierarchical *self = (struct hierarchical *)lma->pmipv6;
  struct revocation *revocation;

  revocation_cancel (self, bce->mn, &bce->proxy_coa);
  if (!self->config->revocation)
    return;
  revocation = g_new0 (struct revocation, 1);
  revocation->self = self;
  revocation->mn = bce->mn;
  revocation->prefix = bce->prefixes[0];
  revocation->number = ++self->revoked;
  revocation->exchange
      = (struct binding_exchange){ .entity = &lma->entity,
                                   .peer = *former,
                                   .class = SIGNALING_DEREGISTRATION,
                                   .transaction = transaction,
                                   .type = &revocation_exchange,
                                   .owner = revocation };
  g_queue_push_tail (&self->revocations, revocation);
  binding_exchange_start (&revocation->exchange, &revocation->copies);
}

/* 8.2: whatever its status; an S-GW where the node is attached again will say
 * so by a PBU. */
void
revocation_receive (struct lma *lma, const struct mh_message *message,
                    const struct packet *packet)
{
  const struct hierarchical *self = (const struct hierarchical *)lma->pmipv6;
  struct mobile_node *mn = mobility_find_mn (&lma->entity, message);
  struct address source = packet_source (packet);
  struct revocation *revocation;

  if (message->type != MH_BRM
      || message->revocation.kind != REVOCATION_ACKNOWLEDGEMENT || !mn)
    return;
  revocation = revocation_find (self, mn, &source);
  if (revocation && revocation->number == message->revocation.sequence)
    revocation_free (revocation);
}

void
revocations_clear (struct hierarchical *self)
{
  while (self->revocations.head)
    revocation_free (self->revocations.head->data);
}
