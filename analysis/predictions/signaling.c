/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages per handover and per second: section 3 of doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

#define RANDOM_OR_BACK "flows are random, or nodes come back to routers"

/* By @k previous anchors, which may be a mean but for the schemes whose first
 * one is special: @none is the probability that there is none. */
static double
messages_of (const struct prediction_input *in, double k, double none)
{
  switch (in->scheme)
    {
    case PREDICTION_PMIPV6:
    case PREDICTION_MIPV6:
      return in->deregisters ? 4 : 2;
    case PREDICTION_HOST:
      return 2 * k;
    case PREDICTION_RELAY:
    case PREDICTION_PROXY:
      return 2 + 2 * k;
    case PREDICTION_RELAY_SEPARATE:
    case PREDICTION_LOCATOR:
      return 1 + 3 * k + none;
    case PREDICTION_HIERARCHICAL: /* see messages_between_levels() */
    case PREDICTION_HMIPV6:
    case PREDICTION_OTHER:
    case PREDICTION_PLAIN:
      break;
    }
  return NAN;
}

static double
messages_between_levels (const struct prediction_input *in, bool outer)
{
  bool more = in->scheme == PREDICTION_HMIPV6 ? in->forwards : in->revokes;

  if (!outer)
    return 2;
  return more ? 6 : 4;
}

static double
messages_at (const struct prediction_input *in,
             const struct prediction_handover *h)
{
  if (in->scheme == PREDICTION_HIERARCHICAL || in->scheme == PREDICTION_HMIPV6)
    return messages_between_levels (in, h->levels.outer);
  return messages_of (in, h->k, h->k == 0);
}

static double
messages_stated (const struct prediction_input *in, const char **why)
{
  double sum = 0, weight = 0;

  if (in->handovers->len == 0)
    return prediction_refuse (why, "there is no handover");
  for (guint i = 0; i < in->handovers->len; i++)
    {
      const struct prediction_handover *h
          = &g_array_index (in->handovers, struct prediction_handover, i);

      sum += h->weight * messages_at (in, h);
      weight += h->weight;
    }
  return isnan (sum) ? prediction_refuse (why, in->scheme == PREDICTION_HOST
                                                   ? RANDOM_OR_BACK
                                                   : "flows are random")
                     : sum / weight;
}

/* The law of k that applies. */
static double
previous_anchors (const struct prediction_input *in, const char **why)
{
  if (in->release == PREDICTION_RELEASE_FLOW)
    return prediction_k_flow (in, why);
  return prediction_k_lifetime (in, why);
}

double
prediction_messages (const struct prediction_input *in, const char **why)
{
  double none = 0;

  if (!prediction_registers (in, why))
    return NAN;
  if (in->stays == PREDICTION_STAYS_STATED)
    return messages_stated (in, why);
  if (prediction_is_central (in))
    return messages_of (in, 0, 0);
  /* Live flows are Poisson, k is 0 without any. */
  if (in->release == PREDICTION_RELEASE_FLOW)
    none = exp (-in->arrivals * in->lifetime);
  return messages_of (in, previous_anchors (in, why), none);
}

double
prediction_handover_rate (const struct prediction_input *in, const char **why)
{
  double each = prediction_messages (in, why);
  double handovers = prediction_crossings (in, why);

  if (in->revokes)
    return prediction_refuse (why, "revocation is another class");
  if (in->scheme == PREDICTION_PMIPV6) /* de-registration is another class */
    each = fmin (each, 2);

  return each * handovers / in->measured;
}

double
prediction_refresh_rate (const struct prediction_input *in, const char **why)
{
  if (in->scheme == PREDICTION_OTHER || in->scheme == PREDICTION_PLAIN
      || prediction_is_partial (in))
    return prediction_refuse (why, "the architecture has no law here");
  if (in->scheme == PREDICTION_MIPV6)
    return prediction_refuse (why, "hosts refresh at times of their own");
  if (isnan (in->refresh))
    return prediction_refuse (why, "bindings are not refreshed");
  if (in->stays == PREDICTION_STAYS_STATED && in->handovers->len == 0)
    return in->nodes * 2 * prediction_multiples (in, in->refresh)
           / in->measured;
  if (in->scheme == PREDICTION_PMIPV6
      && in->stays == PREDICTION_STAYS_EXPONENTIAL)
    return in->nodes * 2 / in->stay / expm1 (in->refresh / in->stay);
  return prediction_refuse (why, "what is refreshed changes as nodes move");
}
