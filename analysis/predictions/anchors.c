/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many previous anchors: section 4 of doc/closed-forms.md. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_expint.h>

#include "analysis/predictions/prediction_laws.h"

#define INTERVALS 200 /* of adaptive integration, at most */

/* Handovers per flow, live flows per node. */
struct flow_law
{
  double r, rho;
};

static struct flow_law
flow_law (const struct prediction_input *in)
{
  return (struct flow_law){ in->lifetime / in->stay,
                            in->arrivals * in->lifetime };
}

static double
integrate (double (*of) (double v, void *law), struct flow_law law)
{
  gsl_integration_workspace *work = gsl_integration_workspace_alloc (INTERVALS);
  gsl_function f = { .function = of, .params = &law };
  double value, error;
  int status = gsl_integration_qags (&f, 0, 1, 0, 1e-10, INTERVALS, work,
                                     &value, &error);

  gsl_integration_workspace_free (work);
  return status == GSL_SUCCESS ? value : NAN;
}

/* What all laws of release by flow ask. */
static bool
flows_release (const struct prediction_input *in, const char **why)
{
  if (!prediction_is_dmm (in))
    *why = "the architecture has no previous anchors";
  else if (in->release != PREDICTION_RELEASE_FLOW)
    *why = "prefixes are not released with their last flow";
  else if (!in->sessions)
    *why = "flows do not arrive at random with an exponential duration";
  else if (in->walk != PREDICTION_WALK_ONWARD)
    *why = "nodes come back to routers, or it is not known";
  else if (in->stays != PREDICTION_STAYS_EXPONENTIAL
           && in->stays != PREDICTION_STAYS_CONSTANT)
    *why = "residence is neither exponential nor constant";
  else if (prediction_comes_round (in))
    *why = "flows live until their node has been at all routers";
  else
    return true;
  return false;
}

/* ---- exponential residence ------------------------------------------------
 */

/* rho (1 - e^-x) / x with x = rho (1 - u), u = v^(1/(r+1)): substituting v =
 * u^(r+1) takes u^r out of the integral. */
static double
left_behind (double v, void *data)
{
  const struct flow_law *law = data;
  double x = law->rho * (1 - pow (v, 1 / (law->r + 1)));

  return x < GSL_DBL_EPSILON ? law->rho : law->rho * -expm1 (-x) / x;
}

/* Nothing lives at the current router, v = u^r. */
static double
idle (double v, void *data)
{
  const struct flow_law *law = data;

  return exp (-law->rho * (1 - pow (v, 1 / law->r)));
}

static double
previous_exponential (struct flow_law law)
{
  return law.r / (law.r + 1) * integrate (left_behind, law);
}

/* ---- constant residence ---------------------------------------------------
 */

/* Ein(x) = integral of (1 - e^-y) / y from 0 to x. */
static double
ein (double x)
{
  return x < GSL_SQRT_DBL_EPSILON ? x
                                  : M_EULER + log (x) + gsl_sf_expint_E1 (x);
}

static double
previous_constant (struct flow_law law)
{
  return law.r * ein (law.rho * -expm1 (-1 / law.r));
}

static double
updated_constant (struct flow_law law)
{
  double kept = exp (-1 / law.r); /* of flows, over a stay */
  double left = law.rho * -expm1 (-1 / law.r);
  double sum = 0;

  for (; left > GSL_DBL_EPSILON; left *= kept)
    sum -= expm1 (-left);
  return sum;
}

/* ---- laws -----------------------------------------------------------------
 */

double
prediction_previous_flow (const struct prediction_input *in, const char **why)
{
  if (!flows_release (in, why))
    return NAN;
  return in->stays == PREDICTION_STAYS_EXPONENTIAL
             ? previous_exponential (flow_law (in))
             : previous_constant (flow_law (in));
}

double
prediction_k_flow (const struct prediction_input *in, const char **why)
{
  struct flow_law law = flow_law (in);

  if (!flows_release (in, why))
    return NAN;
  return in->stays == PREDICTION_STAYS_EXPONENTIAL
             ? previous_exponential (law) + 1 - integrate (idle, law)
             : updated_constant (law);
}

static bool
lifetimes_release (const struct prediction_input *in, const char **why)
{
  if (!prediction_is_dmm (in))
    *why = "the architecture has no previous anchors";
  else if (in->release != PREDICTION_RELEASE_LIFETIME)
    *why = "prefixes are not released after a lifetime";
  else if (in->stays != PREDICTION_STAYS_EXPONENTIAL
           && in->stays != PREDICTION_STAYS_CONSTANT)
    *why = "residence is neither exponential nor constant";
  else
    return true;
  return false;
}

double
prediction_previous_lifetime (const struct prediction_input *in,
                              const char **why)
{
  double left = in->prefix_lifetime / in->stay, others = in->routers - 1;

  if (!lifetimes_release (in, why))
    return NAN;
  if (in->walk == PREDICTION_WALK_ONWARD && left < others / 2)
    return left;
  if (in->walk == PREDICTION_WALK_JUMPS
      && in->stays == PREDICTION_STAYS_EXPONENTIAL)
    return -others * expm1 (-left / others);
  return prediction_refuse (why, "nodes come back to routers, and not by jumps "
                                 "at exponential instants");
}

double
prediction_k_lifetime (const struct prediction_input *in, const char **why)
{
  double left = in->prefix_lifetime / in->stay;

  if (!lifetimes_release (in, why))
    return NAN;
  if (in->walk != PREDICTION_WALK_ONWARD || left >= (in->routers - 1) / 2)
    return prediction_refuse (why, "nodes come back to routers");
  if (in->stays == PREDICTION_STAYS_EXPONENTIAL)
    return 1 + left;
  if (floor (left) == left)
    return prediction_refuse (why, "the lifetime is a multiple of the stay");
  return 1 + floor (left);
}

double
prediction_k_stated (const struct prediction_input *in, const char **why)
{
  double sum = 0, weight = 0;

  if (!prediction_is_dmm (in) && in->scheme != PREDICTION_HOST)
    return prediction_refuse (why, "the architecture has no previous anchors");
  if (in->stays != PREDICTION_STAYS_STATED || in->handovers->len == 0)
    return prediction_refuse (why, "handovers are not stated");
  for (guint i = 0; i < in->handovers->len; i++)
    {
      const struct prediction_handover *h
          = &g_array_index (in->handovers, struct prediction_handover, i);

      sum += h->weight * h->k;
      weight += h->weight;
    }
  return isnan (sum) ? prediction_refuse (why, "flows are random")
                     : sum / weight;
}
