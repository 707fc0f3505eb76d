/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the protection of signalling costs, and whom it refuses wrongly
 * (doc/metrics.md 7).  Associations count over the whole run: most stand before
 * a warm-up is over. */
#include "analysis/collectors/parts.h"

static void
count_refusal (struct collector *c, const struct trace_security *at)
{
  const struct packet_meter *meter = &at->packet->meter;

  if (!meter->forged && !transaction_is_forged (meter->transaction))
    c->security.refused[at->verdict]++;
}

static void
security_told (struct sim *sim, const void *record, void *data)
{
  const struct trace_security *at = record;
  struct collector *c = data;
  struct security_counts *counts = &c->security;

  if (at->event == SECURITY_ASSOCIATED)
    {
      counts->associations++;
      counts->setup += at->setup;
      counts->messages += at->messages;
      counts->octets += at->octets;
    }
  else if (!collector_counts (c, sim_now (sim)))
    return;
  else if (at->event == SECURITY_REFUSED)
    count_refusal (c, at);
  else
    {
      counts->verifications++;
      counts->verification += at->cost;
    }
}

void
collector_security_listen (struct collector *c)
{
  trace_listen (c->sim->trace, TRACE_SECURITY, security_told, c);
}

/* The total always, each reason when there was one. */
static void
put_refused (struct collector *c)
{
  uint64_t sum = 0;

  for (unsigned i = 0; i < SECURITY_VERDICTS_N; i++)
    {
      uint64_t n = c->security.refused[i];
      g_autofree char *name
          = g_strdup_printf ("security.refused{reason=%s}",
                             security_verdict_name ((enum security_verdict)i));

      sum += n;
      if (n > 0)
        metric_set_value (c->metrics, name, (double)n);
    }
  metric_set_value (c->metrics, "security.refused", (double)sum);
}

static bool
is_wanted (const struct security_config *config)
{
  return config->signaling != SECURITY_NONE || config->policy != POLICY_OFF
         || config->has_rate_limit;
}

/* Only of scenarios that protect something. */
void
collector_security_finish (struct collector *c)
{
  const struct security_counts *counts = &c->security;

  if (!is_wanted (&c->domain->config.security))
    return;
  metric_set_value (c->metrics, "security.associations",
                    (double)counts->associations);
  metric_set_ratio (c->metrics, "security.setup",
                    sim_time_to_seconds (counts->setup),
                    (double)counts->associations);
  metric_set_value (c->metrics, "security.setup.messages",
                    (double)counts->messages);
  metric_set_value (c->metrics, "security.setup.bytes", (double)counts->octets);
  metric_set_value (c->metrics, "security.verifications",
                    (double)counts->verifications);
  metric_set_value (c->metrics, "security.verification",
                    sim_time_to_seconds (counts->verification));
  put_refused (c);
}
