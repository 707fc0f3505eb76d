/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/host_timer.h"

static void
expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  const struct host_timer *timer = subject;

  timer->expire (timer->owner);
}

event_kind
host_timer_kind (struct sim *sim)
{
  return engine_kind (sim->engine, "mipv6-mn-timer", expire);
}

void
host_timer_init (struct host_timer *timer, struct mobile_node *mn,
                 void (*expire_owner) (void *owner), void *owner)
{
  timer->mn = mn;
  timer->kind = host_timer_kind (mn->domain->sim);
  timer->expire = expire_owner;
  timer->owner = owner;
}

void
host_timer_set (struct host_timer *timer, sim_time at)
{
  timer_set (timer->mn->domain->sim->engine, &timer->timer, at,
             node_origin (timer->mn->node), timer->kind, timer);
}

void
host_timer_stop (struct host_timer *timer)
{
  timer_stop (timer->mn->domain->sim->engine, &timer->timer);
}
