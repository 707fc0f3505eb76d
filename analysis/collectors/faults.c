/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules broken by messages received, forgiven or not (doc/metrics.md 7). */
#include "analysis/collectors/parts.h"

static void
fault_found (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_fault *fault = record;
  uint32_t index = collector_entity (c, fault->node, fault->role);

  if (!collector_counts (c, sim_now (sim)))
    return;
  if (!fault->forgiven)
    {
      c->unforgiven[fault->fault]++;
      return;
    }
  c->forgiven[fault->fault]++;
  g_array_index (c->entities, struct entity_record, index).forgiven++;
}

void
collector_faults_listen (struct collector *c)
{
  trace_listen (c->sim->trace, TRACE_FAULT, fault_found, c);
}

/* The total always, each fault when there was one. */
static void
put_faults (struct collector *c, const char *base,
            const uint64_t counts[MH_FAULTS_N])
{
  uint64_t sum = 0;

  for (unsigned i = 0; i < MH_FAULTS_N; i++)
    {
      g_autofree char *name = g_strdup_printf (
          "%s{fault=%s}", base, mh_fault_name ((enum mh_fault)i));

      sum += counts[i];
      if (counts[i] > 0)
        metric_set_value (c->metrics, name, (double)counts[i]);
    }
  metric_set_value (c->metrics, base, (double)sum);
}

void
collector_faults_finish (struct collector *c)
{
  put_faults (c, "signaling.forgiven", c->forgiven);
  put_faults (c, "signaling.unforgiven", c->unforgiven);
}
