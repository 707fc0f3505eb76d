/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What forged registrations come to where nobody refuses them: section 12 of
 * doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

/* Until the next genuine registration: the node's next handover or refresh,
 * whichever is first.  Its timer starts again with each registration, so that
 * the times between them are min (Exp (mu), T_ref), and an attacker at random
 * finds the mean residual time E[X^2] / 2 E[X] of these. */
double
prediction_redirection (const struct prediction_input *in, const char **why)
{
  double passed;

  if (!in->forged)
    return prediction_refuse (why, "no attacker moves registrations");
  if (in->protected)
    return prediction_refuse (why, "signalling is protected");
  if (in->scheme != PREDICTION_PMIPV6)
    return prediction_refuse (why, "no MAG refreshes what the LMA holds");
  if (in->stays != PREDICTION_STAYS_EXPONENTIAL)
    return prediction_refuse (why, "residence is not exponential");
  if (isnan (in->refresh))
    return in->stay;
  passed = in->refresh / in->stay;
  return in->stay * (1 - exp (-passed) * (1 + passed)) / -expm1 (-passed);
}
