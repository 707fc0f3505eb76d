/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timers of what runs on a mobile node: one kind of event for all, its subject
 * says what is to be done. */
#ifndef DMMSIM_MODELS_MIPV6_HOST_TIMER_H
#define DMMSIM_MODELS_MIPV6_HOST_TIMER_H

#include "models/domain.h"

struct host_timer
{
  struct timer timer;
  struct mobile_node *mn;
  event_kind kind;
  void (*expire) (void *owner);
  void *owner;
};

/* Names the kind of event; for who builds the architecture, so that kinds have
 * the same order in each run. */
event_kind host_timer_kind (struct sim *sim);
/* Sets the fields of a cleared @timer. */
void host_timer_init (struct host_timer *timer, struct mobile_node *mn,
                      void (*expire) (void *owner), void *owner);
/* @at: not before now; instead of what it was set for. */
void host_timer_set (struct host_timer *timer, sim_time at);
void host_timer_stop (struct host_timer *timer);

#endif
