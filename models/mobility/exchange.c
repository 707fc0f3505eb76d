/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/kit.h"

static void
exchange_set_pending (struct binding_exchange *exchange, bool pending)
{
  GQueue *queue = &exchange->entity->exchanges;

  if (pending == exchange->pending)
    return;
  exchange->pending = pending;
  exchange->link.data = exchange;
  if (pending)
    g_queue_push_tail_link (queue, &exchange->link);
  else
    g_queue_unlink (queue, &exchange->link);
}

void
binding_exchange_move (struct binding_exchange *exchange,
                       struct mobility_entity *entity)
{
  bool pending = exchange->pending;

  exchange_set_pending (exchange, false);
  exchange->entity = entity;
  exchange_set_pending (exchange, pending);
}

static void
exchange_send (struct binding_exchange *exchange, enum signaling_class class)
{
  struct mobility_entity *entity = exchange->entity;
  struct domain *domain = entity->domain;
  sim_time now = sim_now (domain->sim);
  struct mh_message message;

  exchange->last_sent = now;
  if (!exchange->numbered)
    exchange->sequence = ++*exchange->counter;
  exchange->compose (exchange, &message);
  if (message.type == MH_BU)
    message.bu.sequence = exchange->sequence;
  if (message.type == MH_BU && domain->config.protocol.timestamps
      && !exchange->is_host)
    mh_add_timestamp (&message, mobility_clock (entity));
  timer_set (domain->sim->engine, &exchange->timer, now + exchange->timeout,
             node_origin (entity->node), domain->mobility->retransmit,
             exchange);
  /* Last: the answer of a neighbour at the same node comes within. */
  if (exchange->send)
    exchange->send (exchange, &message, class);
  else
    mobility_send (exchange->entity, &exchange->peer, &message, class,
                   exchange->transaction);
}

static const struct retransmit_config *
exchange_schedule (const struct binding_exchange *exchange)
{
  return exchange->retransmit
             ? exchange->retransmit
             : &exchange->entity->domain->config.protocol.retransmit;
}

void
binding_exchange_start (struct binding_exchange *exchange, uint16_t *counter)
{
  const struct domain *domain = exchange->entity->domain;

  exchange->counter = counter;
  exchange_set_pending (exchange, true);
  exchange->retransmissions = 0;
  exchange->timeout = exchange->initial ? exchange->initial
                                        : exchange_schedule (exchange)->initial;
  exchange->first_sent = sim_now (domain->sim);
  exchange_send (exchange, exchange->class);
}

/* RFC 6275 11.8: the timeout doubles up to MAX_BINDACK_TIMEOUT; a copy carries
 * a new sequence number and, RFC 5213 6.9.4, a new timestamp. */
void
binding_exchange_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct binding_exchange *exchange = subject;
  const struct retransmit_config *config = exchange_schedule (exchange);

  exchange_set_pending (exchange,
                        false); /* the owner may start it again within */
  if (exchange->wanted && !exchange->wanted (exchange))
    return;
  if (exchange->once || exchange->retransmissions >= config->limit)
    {
      exchange->give_up (exchange);
      return;
    }
  exchange_set_pending (exchange, true);
  exchange->retransmissions++;
  exchange->timeout = MIN (2 * exchange->timeout, config->max);
  exchange_send (exchange, SIGNALING_RETRANSMISSION);
}

bool
binding_exchange_matches (const struct binding_exchange *exchange,
                          const struct mh_message *pba)
{
  return exchange->pending && pba->ba.sequence == exchange->sequence;
}

bool
binding_exchange_refused_order (struct binding_exchange *exchange,
                                const struct mh_message *pba)
{
  switch (pba->ba.status)
    {
    case STATUS_SEQUENCE_OUT_OF_WINDOW:
      *exchange->counter = pba->ba.sequence;
      return true;
    case STATUS_TIMESTAMP_MISMATCH:
      mobility_synchronize (exchange->entity);
      return true;
    case STATUS_TIMESTAMP_LOWER:
      return true;
    default:
      return false;
    }
}

void
binding_exchange_stop (struct binding_exchange *exchange)
{
  exchange_set_pending (exchange, false);
  timer_stop (exchange->entity->domain->sim->engine, &exchange->timer);
}

void
binding_exchange_abandon (struct binding_exchange *exchange)
{
  binding_exchange_stop (exchange);
  exchange->give_up (exchange);
}
