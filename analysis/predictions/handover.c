/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handover delay, loss and interruption: sections 1 and 2 of
 * doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

#define UNKNOWN_ROUTERS \
  "there is no handover, or it is not known to which routers"
#define UNKNOWN_ANCHORS \
  "the farthest of the previous anchors is not known, as they are random"

bool
prediction_registers (const struct prediction_input *in, const char **why)
{
  if (in->scheme == PREDICTION_OTHER || in->scheme == PREDICTION_PLAIN)
    *why = "the architecture has no law here";
  else if (in->lossy)
    *why = "messages are lost and sent again";
  else if (in->failing)
    *why = "links fail or change";
  else if (in->paced)
    *why = "the CMD paces its PBUs";
  else if (in->queues)
    *why = "messages wait for their entities";
  else if (in->guarded)
    *why = "protection of messages takes time, or refuses some";
  else
    return true;
  return false;
}

double
prediction_mean (const struct prediction_input *in,
                 double (*of) (const struct prediction_input *in,
                               const struct prediction_handover *h))
{
  double sum = 0, weight = 0;

  for (guint i = 0; i < in->handovers->len; i++)
    {
      const struct prediction_handover *h
          = &g_array_index (in->handovers, struct prediction_handover, i);

      sum += h->weight * of (in, h);
      weight += h->weight;
    }
  return sum / weight;
}

/* ---- the gateway's part ---------------------------------------------------
 */

/* Trigger until the access router of an S-GW is ready. */
static double
hierarchical_delay (const struct prediction_input *in,
                    const struct prediction_levels *l)
{
  double s = in->processing_serving;
  double within = 2 * l->m + 2 * s;

  return l->outer ? within + 2 * l->h + in->processing_central + s : within;
}

/* Care-of address usable until the first packet can be at the node: by the MAP
 * left, if that switches first, or by the home agent. */
static double
hmipv6_delay (const struct prediction_input *in,
              const struct prediction_levels *l)
{
  double w = in->radio, c = in->processing_central;
  double bound = 2 * (l->m + w) + c;
  double told = w + l->left + c;
  double home = bound + w + l->m + l->h + c;

  if (!l->outer)
    return bound;
  return in->forwards && told <= home ? told + l->left + w
                                      : home + l->h + l->m + w;
}

double
prediction_ready_delay (const struct prediction_input *in,
                        const struct prediction_handover *h)
{
  double c = in->processing_central, p = in->processing_previous;
  double direct = 2 * h->a + c + in->processing_serving;

  if (in->scheme == PREDICTION_HIERARCHICAL)
    return hierarchical_delay (in, &h->levels);
  if (in->scheme == PREDICTION_MIPV6) /* to the host, which is never slow */
    return direct + 2 * in->radio;
  if (in->scheme == PREDICTION_PMIPV6 || in->scheme == PREDICTION_PROXY
      || h->k == 0)
    return direct;
  if (in->scheme == PREDICTION_LOCATOR)
    return h->a + h->bc_max + c + p + in->processing_serving;
  return direct + 2 * h->b_max + c + p;
}

double
prediction_round_delay (const struct prediction_input *in,
                        const struct prediction_handover *h)
{
  return prediction_ready_delay (in, h) - in->processing_serving;
}

/* Has the node several anchors to register with? */
static bool
registers_itself (const struct prediction_input *in)
{
  return in->scheme == PREDICTION_HOST || in->scheme == PREDICTION_HMIPV6;
}

double
prediction_gateway (const struct prediction_input *in, const char **why)
{
  double value;

  if (!prediction_registers (in, why))
    return NAN;
  if (in->scheme == PREDICTION_MIPV6 || registers_itself (in))
    return prediction_refuse (why, "access routers take no part");
  if (in->handovers->len == 0)
    return prediction_refuse (why, UNKNOWN_ROUTERS);
  value = prediction_mean (in, prediction_ready_delay);
  return isnan (value) ? prediction_refuse (why, UNKNOWN_ANCHORS) : value;
}

double
prediction_signaling (const struct prediction_input *in, const char **why)
{
  double value;

  if (!prediction_registers (in, why))
    return NAN;
  if (registers_itself (in))
    return prediction_refuse (why, "several BUs are sent");
  if (in->scheme == PREDICTION_LOCATOR
      || in->scheme == PREDICTION_RELAY_SEPARATE)
    return prediction_refuse (why, "several PBAs answer one PBU");
  if (in->handovers->len == 0)
    return prediction_refuse (why, UNKNOWN_ROUTERS);
  value = prediction_mean (in, prediction_round_delay);
  return isnan (value) ? prediction_refuse (why, UNKNOWN_ANCHORS) : value;
}

double
prediction_crossings (const struct prediction_input *in, const char **why)
{
  double sum = 0;

  if (in->stays == PREDICTION_STAYS_UNKNOWN)
    return prediction_refuse (why, "the motion has no law of residence here");
  if (isnan (in->nodes))
    return prediction_refuse (why, "nodes come to the end of their way");
  if (!isnan (in->changes))
    return in->nodes * in->changes;
  if (in->stays != PREDICTION_STAYS_STATED)
    return in->nodes * in->measured / in->stay;
  for (guint i = 0; i < in->handovers->len; i++)
    sum += g_array_index (in->handovers, struct prediction_handover, i).weight;
  return sum;
}

/* ---- a flow's part --------------------------------------------------------
 */

double
prediction_flow_delay (const struct prediction_input *in,
                       const struct prediction_flow *flow)
{
  double s = in->processing_serving, c = in->processing_central;
  double p = in->processing_previous;
  double registered = 2 * flow->a + c + s;
  double by_anchor = flow->a + flow->b + flow->c + c + p;

  switch (in->scheme)
    {
    case PREDICTION_PMIPV6:
      return registered + in->radio;
    case PREDICTION_MIPV6:
      return in->addressing + 2 * (flow->a + in->radio) + c;
    case PREDICTION_HOST:
      return in->addressing + 2 * (flow->c + in->radio) + p;
    case PREDICTION_HIERARCHICAL:
      return hierarchical_delay (in, &flow->levels) + in->radio;
    case PREDICTION_HMIPV6:
      return in->addressing + hmipv6_delay (in, &flow->levels);
    case PREDICTION_RELAY:
      return registered + 2 * flow->b_max + c + p + in->radio;
    case PREDICTION_RELAY_SEPARATE:
      return registered + 2 * flow->b + c + p + in->radio;
    case PREDICTION_LOCATOR:
      return by_anchor + s + in->radio;
    case PREDICTION_PROXY:
      return fmax (registered, flow->home ? 0 : by_anchor) + in->radio;
    case PREDICTION_OTHER:
    case PREDICTION_PLAIN:
      break;
    }
  return NAN;
}

/* Mean delay of flows, and how much longer data are under way to the old router
 * than to the new one. */
static bool
flow_means (const struct prediction_input *in, double *delay, double *nearer,
            const char **why)
{
  double weight = 0;

  *delay = *nearer = 0;
  if (!prediction_registers (in, why))
    return false;
  for (guint i = 0; i < in->flows->len; i++)
    {
      const struct prediction_flow *f
          = &g_array_index (in->flows, struct prediction_flow, i);

      if (f->home && in->scheme != PREDICTION_PROXY)
        weight = NAN;
      weight += f->weight;
      *delay += f->weight * prediction_flow_delay (in, f);
      *nearer += f->weight * (f->before - f->after);
    }
  *delay /= weight;
  *nearer /= weight;
  if (isnan (*delay))
    *why = "no flow is alive at a handover, or its anchor is not known";
  return !isnan (*delay);
}

double
prediction_recovery (const struct prediction_input *in, const char **why)
{
  double delay, nearer;

  return flow_means (in, &delay, &nearer, why) ? delay : NAN;
}

/* W of section 2. */
static double
loss_window (const struct prediction_input *in, const char **why)
{
  double delay, nearer;

  if (!flow_means (in, &delay, &nearer, why))
    return NAN;
  if (prediction_is_partial (in))
    return prediction_refuse (why, "the architecture has no law here");
  if (isnan (in->trigger))
    return prediction_refuse (why, "when the trigger comes is not known");
  if (in->uplink)
    return prediction_refuse (why, "for downlink flows alone");
  if (isnan (in->interval))
    return prediction_refuse (why, "flows send at different intervals");
  return in->trigger + delay + nearer;
}

double
prediction_loss (const struct prediction_input *in, const char **why)
{
  return loss_window (in, why) / in->interval;
}

double
prediction_interruption (const struct prediction_input *in, const char **why)
{
  double delay, nearer, window = loss_window (in, why);

  if (isnan (window))
    return NAN;
  if (!in->constant)
    return prediction_refuse (why,
                              "packets do not come at a constant interval");
  flow_means (in, &delay, &nearer, why);
  return window - nearer + in->interval;
}
