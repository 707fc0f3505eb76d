/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "faults" of the scenario do: to nobody in particular, so their events
 * have neither node nor entity.  One that lasts into the window is told with
 * the instant at which it began. */
#include "analysis/charts/recording_parts.h"

/* "link core - ar1 out of service", "link core - ar1 in service again" */
static const struct
{
  const char *subject, *begun, *over;
} words[] = {
  [FAULT_LINK] = { "link ", " out of service", " in service again" },
  [FAULT_NODE] = { "node ", " out of service", " in service again" },
  [FAULT_PARTITION] = { "", " cut off", " no longer cut off" },
  [FAULT_RESTART] = { "node ", " down for a restart", " restarts" },
  [FAULT_CLOCK] = { "clock of ", " is wrong", " is right again" },
  [FAULT_CHANGE] = { "link ", " changes", " is as before" },
};

static struct recorded_fault *
fault_of (struct recording *r, uint32_t entry)
{
  if (r->faults->len <= entry)
    g_array_set_size (r->faults, entry + 1);
  return &g_array_index (r->faults, struct recorded_fault, entry);
}

/* Returns: as event_keep(). */
static uint32_t
tell (struct recording *r, enum recorded_kind kind,
      const struct recorded_fault *fault, sim_time at)
{
  bool begun = kind == RECORDED_FAULT;
  struct recorded_event event
      = { .kind = kind,
          .at = at,
          .until = SIM_TIME_NONE,
          .node = RECORDING_NONE,
          .transaction = TRANSACTION_NONE,
          .from = RECORDING_NONE,
          .to = RECORDING_NONE,
          .text = g_strconcat (words[fault->kind].subject, fault->text,
                               begun ? words[fault->kind].begun
                                     : words[fault->kind].over,
                               NULL) };

  return recording_keep (r, &event);
}

static void
fault_begins (struct recording *r, struct recorded_fault *fault)
{
  sim_time now = sim_now (r->sim);

  fault->on = true;
  fault->since = now;
  fault->event = 0;
  if (now >= r->config.from && now <= r->config.to)
    fault->event = tell (r, RECORDED_FAULT, fault, now);
}

static void
fault_ends (struct recording *r, struct recorded_fault *fault)
{
  sim_time now = sim_now (r->sim);

  fault->on = false;
  if (now < r->config.from)
    return;
  if (fault->since < r->config.from)
    fault->event = tell (r, RECORDED_FAULT, fault, fault->since);
  if (fault->event > 0)
    g_array_index (r->events, struct recorded_event, fault->event - 1).until
        = now;
  if (now <= r->config.to)
    tell (r, RECORDED_FAULT_OVER, fault, now);
}

static void
fault_changed (struct sim *sim, const void *record, void *data)
{
  const struct trace_fault_state *at = record;
  struct recorded_fault *fault = fault_of (data, at->entry);

  (void)sim;
  fault->kind = at->kind;
  fault->text = at->text;
  if (at->active)
    fault_begins (data, fault);
  else
    fault_ends (data, fault);
}

void
recording_faults_finish (struct recording *r)
{
  for (uint32_t i = 0; i < r->faults->len; i++)
    {
      const struct recorded_fault *fault = fault_of (r, i);

      if (fault->on && fault->since < r->config.from)
        tell (r, RECORDED_FAULT, fault, fault->since);
    }
}

void
recording_faults_listen (struct recording *r)
{
  trace_listen (r->sim->trace, TRACE_FAULT_STATE, fault_changed, r);
}
