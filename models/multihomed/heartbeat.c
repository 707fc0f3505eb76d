/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/heartbeat.h"

/* RFC 5847 3.2: entities of this model never lose their state. */
#define RESTART_COUNTER 0

static void
heartbeat_send (struct mobility_entity *entity, const struct address *peer,
                uint32_t sequence, bool response)
{
  struct mh_message message;

  mh_init (&message, MH_HB);
  message.heartbeat.response = response;
  message.heartbeat.sequence = sequence;
  if (response)
    mh_add (&message, OPTION_RESTART_COUNTER)->restart_counter
        = RESTART_COUNTER;
  mobility_send (entity, peer, &message, SIGNALING_REFRESH, TRANSACTION_NONE);
}

static void
heartbeat_arm (struct heartbeat *heartbeat)
{
  struct sim *sim = heartbeat->entity->domain->sim;

  timer_set (sim->engine, &heartbeat->timer,
             sim_now (sim) + heartbeat->config->interval,
             node_origin (heartbeat->entity->node), heartbeat->kind, heartbeat);
}

void
heartbeat_start (struct heartbeat *heartbeat)
{
  heartbeat->reachable = true;
  heartbeat_arm (heartbeat);
}

/* 3.1: counted before the next request is sent. */
void
heartbeat_due (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct heartbeat *heartbeat = subject;

  heartbeat->missing += heartbeat->awaiting;
  heartbeat->awaiting = heartbeat->wanted (heartbeat);
  heartbeat_arm (heartbeat);
  if (heartbeat->missing > heartbeat->config->missing && heartbeat->reachable)
    {
      heartbeat->reachable = false;
      heartbeat->changed (heartbeat);
    }
  if (heartbeat->awaiting)
    heartbeat_send (heartbeat->entity, &heartbeat->peer, ++heartbeat->sequence,
                    false);
}

void
heartbeat_heard (struct heartbeat *heartbeat)
{
  heartbeat->awaiting = false;
  heartbeat->missing = 0;
  heartbeat->reachable = true;
}

void
heartbeat_answered (struct heartbeat *heartbeat,
                    const struct mh_message *message)
{
  bool was_reachable;

  if (message->heartbeat.sequence != heartbeat->sequence)
    return;
  was_reachable = heartbeat->reachable;
  heartbeat_heard (heartbeat);
  if (!was_reachable)
    heartbeat->changed (heartbeat);
}

void
heartbeat_answer (struct mobility_entity *entity, const struct address *peer,
                  const struct mh_message *message)
{
  heartbeat_send (entity, peer, message->heartbeat.sequence, true);
}
