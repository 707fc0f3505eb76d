/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An outage of the centre: section 11 of doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

/* b (F): a flow alive when the CMD fails breaks, by a handover before it ends,
 * within @time. */
static double
breaks_within (double mu, double delta, double time)
{
  return mu / (mu + delta) * (1 - exp (-(mu + delta) * time));
}

/* Of all flows that live at some time of the outage: those there were, and
 * those that begin meanwhile, all broken where the node has handed over by
 * then.  The integral of section 11, done. */
static double
broken_by_cmd (double mu, double delta, double outage)
{
  double s = mu + delta, moved = (1 - exp (-mu * outage)) / mu;
  double later
      = mu / s * (moved - (exp (-mu * outage) - exp (-s * outage)) / delta)
        + outage - moved;

  return (breaks_within (mu, delta, outage) + delta * later)
         / (1 + delta * outage);
}

double
prediction_broken (const struct prediction_input *in, const char **why)
{
  if (isnan (in->outage))
    return prediction_refuse (why, "not the centre alone fails, and once");
  if (prediction_is_central (in))
    return 1;
  if (!prediction_is_dmm (in))
    return prediction_refuse (why, "the architecture has no law here");
  if (in->stays != PREDICTION_STAYS_EXPONENTIAL)
    return prediction_refuse (why, "stays are not exponential");
  if (!in->sessions)
    return prediction_refuse (why, "flows do not come at random");
  return broken_by_cmd (1 / in->stay, 1 / in->lifetime, in->outage);
}
