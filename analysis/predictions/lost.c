/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations whose messages are lost: section 9 of doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

/* When the n-th copy leaves, after the first PBU: timeouts double up to the
 * longest. */
static double
copy_at (const struct prediction_input *in, unsigned n)
{
  double at = 0, timeout = in->first_timeout;

  for (unsigned i = 0; i < n; i++)
    {
      at += timeout;
      timeout = fmin (2 * timeout, in->longest_timeout);
    }
  return at;
}

#define NEGLIGIBLE 1e-15

/* Mean wait of those that succeed before they are given up. */
static double
mean_wait (const struct prediction_input *in,
           const struct prediction_handover *h)
{
  double lost = 1 - h->arrives, here = h->arrives, sum = 0, all = 0;

  for (unsigned n = 0; n <= in->copies && here > NEGLIGIBLE; n++)
    {
      sum += here * copy_at (in, n);
      all += here;
      here *= lost;
    }
  return sum / all;
}

static double
round_with_losses (const struct prediction_input *in,
                   const struct prediction_handover *h)
{
  return prediction_round_delay (in, h) + mean_wait (in, h);
}

static double
ready_with_losses (const struct prediction_input *in,
                   const struct prediction_handover *h)
{
  return prediction_ready_delay (in, h) + mean_wait (in, h);
}

/* Is all of a registration one round, which the router repeats? */
static bool
goes_by_rounds (const struct prediction_input *in, const char **why)
{
  if (!in->lossy)
    *why = "nothing is lost";
  else if (in->lossy_otherwise)
    *why = "the radio loses packets, or links do in bursts or by damage";
  else if (in->scheme == PREDICTION_RELAY && !in->relayed_once)
    *why = "the CMD retransmits, or answers in part";
  else if (in->scheme != PREDICTION_PMIPV6 && in->scheme != PREDICTION_RELAY
           && in->scheme != PREDICTION_PROXY)
    *why = "the architecture has no law here";
  else if (in->failing)
    *why = "links fail or change";
  else if (in->paced)
    *why = "the CMD paces its PBUs";
  else if (in->queues)
    *why = "messages wait for their entities";
  else if (in->guarded)
    *why = "protection of messages takes time, or refuses some";
  else if (in->handovers->len == 0)
    *why = "there is no handover, or it is not known to which routers";
  else
    return true;
  return false;
}

static double
mean_with_losses (const struct prediction_input *in, const char **why,
                  double (*of) (const struct prediction_input *in,
                                const struct prediction_handover *h))
{
  double value;

  if (!goes_by_rounds (in, why))
    return NAN;
  value = prediction_mean (in, of);
  return isnan (value) ? prediction_refuse (
             why, "the previous anchors are not known, or nothing arrives")
                       : value;
}

double
prediction_signaling_lost (const struct prediction_input *in, const char **why)
{
  return mean_with_losses (in, why, round_with_losses);
}

double
prediction_gateway_lost (const struct prediction_input *in, const char **why)
{
  return mean_with_losses (in, why, ready_with_losses);
}
