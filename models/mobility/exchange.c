/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/kit.h"

/* Its copies so far, and the wait for the answer to the last one. */
struct exchange_run
{
  GList link; /* in entity->exchanges */
  sim_time timeout;
  struct timer timer;
  uint16_t *counter; /* sequence numbers come from */
  uint32_t retransmissions;
  struct exchange_run *next; /* of those idle */
};

/* ---- records ------------------------------------------------------- */

static struct exchange_run *
run_take (struct mobility_kit *kit)
{
  struct exchange_run *run = kit->idle_runs;

  if (run)
    kit->idle_runs = run->next;
  else
    {
      run = g_new (struct exchange_run, 1);
      g_ptr_array_add (kit->runs, run);
    }
  *run = (struct exchange_run){ 0 };
  return run;
}

static struct mobility_kit *
exchange_kit (const struct binding_exchange *exchange)
{
  return exchange->entity->domain->mobility;
}

static void
exchange_begin (struct binding_exchange *exchange)
{
  struct exchange_run *run = run_take (exchange_kit (exchange));

  exchange->run = run;
  exchange->pending = true;
  run->link.data = exchange;
  g_queue_push_tail_link (&exchange->entity->exchanges, &run->link);
}

static void
exchange_end (struct binding_exchange *exchange)
{
  struct exchange_run *run = exchange->run;
  struct mobility_kit *kit = exchange_kit (exchange);

  g_queue_unlink (&exchange->entity->exchanges, &run->link);
  run->next = kit->idle_runs;
  kit->idle_runs = run;
  exchange->run = NULL;
  exchange->pending = false;
}

void
binding_exchange_move (struct binding_exchange *exchange,
                       struct mobility_entity *entity)
{
  if (exchange->pending)
    {
      g_queue_unlink (&exchange->entity->exchanges, &exchange->run->link);
      g_queue_push_tail_link (&entity->exchanges, &exchange->run->link);
    }
  exchange->entity = entity;
}

/* ---- copies -------------------------------------------------------- */

bool
binding_exchange_is_copy (const struct binding_exchange *exchange)
{
  return exchange->pending && exchange->run->retransmissions > 0;
}

static void
exchange_send (struct binding_exchange *exchange, enum signaling_class class)
{
  struct mobility_entity *entity = exchange->entity;
  struct domain *domain = entity->domain;
  sim_time now = sim_now (domain->sim);
  struct exchange_run *run = exchange->run;
  struct mh_message message;

  exchange->last_sent = now;
  if (!exchange->numbered)
    exchange->sequence = ++*run->counter;
  exchange->type->compose (exchange, &message);
  if (message.type == MH_BU)
    message.bu.sequence = exchange->sequence;
  if (message.type == MH_BU && domain->config.protocol.timestamps
      && !exchange->type->is_host)
    mh_add_timestamp (&message, mobility_clock (entity));
  timer_set (domain->sim->engine, &run->timer, now + run->timeout,
             node_origin (entity->node), domain->mobility->retransmit,
             exchange);
  /* Last: the answer of a neighbour at the same node comes within. */
  if (exchange->type->send)
    exchange->type->send (exchange, &message, class);
  else
    mobility_send (exchange->entity, &exchange->peer, &message, class,
                   exchange->transaction);
}

static const struct retransmit_config *
exchange_schedule (const struct binding_exchange *exchange)
{
  return exchange->type->schedule
             ? exchange->type->schedule (exchange)
             : &exchange->entity->domain->config.protocol.retransmit;
}

void
binding_exchange_start (struct binding_exchange *exchange, uint16_t *counter)
{
  struct exchange_run *run;

  if (!exchange->pending)
    exchange_begin (exchange);
  run = exchange->run;
  run->counter = counter;
  run->retransmissions = 0;
  run->timeout = exchange->type->initial
                     ? exchange->type->initial (exchange)
                     : exchange_schedule (exchange)->initial;
  exchange_send (exchange, exchange->class);
}

/* RFC 6275 11.8: the timeout doubles up to MAX_BINDACK_TIMEOUT; a copy carries
 * a new sequence number and, RFC 5213 6.9.4, a new timestamp. */
void
binding_exchange_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct binding_exchange *exchange = subject;
  const struct retransmit_config *config = exchange_schedule (exchange);
  const struct exchange_run before = *exchange->run;

  exchange_end (exchange); /* the owner may start it again within */
  if (exchange->type->wanted && !exchange->type->wanted (exchange))
    return;
  if (exchange->once || before.retransmissions >= config->limit)
    {
      exchange->type->give_up (exchange);
      return;
    }
  if (!exchange->pending)
    exchange_begin (exchange);
  exchange->run->counter = before.counter;
  exchange->run->retransmissions = before.retransmissions + 1;
  exchange->run->timeout = MIN (2 * before.timeout, config->max);
  exchange_send (exchange, SIGNALING_RETRANSMISSION);
}

bool
binding_exchange_is_timed (const struct binding_exchange *exchange)
{
  return exchange->pending
         && timer_armed (exchange->entity->domain->sim->engine,
                         &exchange->run->timer);
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
      if (exchange->pending)
        *exchange->run->counter = pba->ba.sequence;
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
  if (!exchange->pending)
    return;
  timer_stop (exchange->entity->domain->sim->engine, &exchange->run->timer);
  exchange_end (exchange);
}

void
binding_exchange_abandon (struct binding_exchange *exchange)
{
  binding_exchange_stop (exchange);
  exchange->type->give_up (exchange);
}
