/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/heartbeat.h"

/* RFC 5847 3 advises 30 s to 3600 s: less is for who wants to know what it
 * would buy. */
const struct parameter heartbeat_parameters[]
    = { { .key = "interval",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct heartbeat_config, interval),
          .fallback = "\"60 s\"",
          .help = "HEARTBEAT_INTERVAL (RFC 5847 5)",
          .flags = PARAMETER_POSITIVE },
        { .key = "missing",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct heartbeat_config, missing),
          .fallback = "3",
          .help = "MISSING_HEARTBEATS_ALLOWED (RFC 5847 5)",
          .maximum = 1000 },
        { 0 } };

/* ---- sending ------------------------------------------------------- */

static void
heartbeat_request (const struct heartbeat *heartbeat)
{
  struct mh_message message;

  mh_init (&message, MH_HB);
  message.heartbeat.sequence = heartbeat->sequence;
  mobility_send (heartbeat->entity, &heartbeat->peer, &message,
                 SIGNALING_REFRESH, TRANSACTION_NONE);
}

static void
heartbeat_respond (struct mobility_entity *entity, const struct address *peer,
                   uint32_t sequence, uint32_t restarts, bool unsolicited)
{
  struct mh_message message;

  mh_init (&message, MH_HB);
  message.heartbeat.response = true;
  message.heartbeat.unsolicited = unsolicited;
  message.heartbeat.sequence = sequence;
  mh_add (&message, OPTION_RESTART_COUNTER)->restart_counter = restarts;
  mobility_send (entity, peer, &message, SIGNALING_REFRESH, TRANSACTION_NONE);
}

void
heartbeat_answer (struct mobility_entity *entity, const struct address *peer,
                  const struct mh_message *message, uint32_t restarts)
{
  heartbeat_respond (entity, peer, message->heartbeat.sequence, restarts,
                     false);
}

void
heartbeat_restart (struct heartbeat *heartbeat, uint32_t restarts)
{
  bool known = heartbeat->counted;

  heartbeat->counted = heartbeat->awaiting = false;
  heartbeat->missing = 0;
  heartbeat->reachable = true;
  if (known)
    heartbeat_respond (heartbeat->entity, &heartbeat->peer, 0, restarts, true);
}

/* ---- asking, 3.1 --------------------------------------------------- */

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

void
heartbeat_stop (struct heartbeat *heartbeat)
{
  heartbeat->awaiting = false;
  timer_stop (heartbeat->entity->domain->sim->engine, &heartbeat->timer);
}

/* Counted before the next request is sent; a node out of service does not
 * count. */
void
heartbeat_due (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct heartbeat *heartbeat = subject;

  heartbeat_arm (heartbeat);
  if (!node_is_up (heartbeat->entity->node))
    {
      heartbeat->awaiting = false;
      return;
    }
  heartbeat->missing += heartbeat->awaiting;
  heartbeat->awaiting = heartbeat->wanted (heartbeat);
  if (heartbeat->missing > heartbeat->config->missing && heartbeat->reachable)
    {
      heartbeat->reachable = false;
      heartbeat->changed (heartbeat);
    }
  if (!heartbeat->awaiting) /* or stopped by what it changed */
    return;
  heartbeat->sequence++;
  heartbeat_request (heartbeat);
}

/* ---- answers ------------------------------------------------------- */

void
heartbeat_heard (struct heartbeat *heartbeat)
{
  heartbeat->awaiting = false;
  heartbeat->missing = 0;
  heartbeat->reachable = true;
}

/* 3.2.  True if the peer is known to have restarted. */
static bool
heartbeat_count (struct heartbeat *heartbeat, const struct mh_message *message)
{
  const struct mh_option *option = mh_find (message, OPTION_RESTART_COUNTER, 0);
  bool restarted;

  if (!option)
    return false;
  restarted
      = heartbeat->counted && heartbeat->counter != option->restart_counter;
  heartbeat->counted = true;
  heartbeat->counter = option->restart_counter;
  return restarted;
}

/* One that nobody asked for is the first thing its sender says; the sessions
 * that one who was asked has lost are known to have stood when it answered last
 * only. */
void
heartbeat_answered (struct heartbeat *heartbeat,
                    const struct mh_message *message)
{
  sim_time now = sim_now (heartbeat->entity->domain->sim), since;
  bool unsolicited = message->heartbeat.unsolicited;
  bool was_reachable = heartbeat->reachable, restarted;

  if (!unsolicited && message->heartbeat.sequence != heartbeat->sequence)
    return;
  since = unsolicited ? now : heartbeat->answered;
  restarted = heartbeat_count (heartbeat, message);
  heartbeat->answered = now;
  heartbeat_heard (heartbeat);
  if (restarted && heartbeat->restarted)
    heartbeat->restarted (heartbeat, since);
  else if (!was_reachable)
    heartbeat->changed (heartbeat);
}
