/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "sim/random.h"

/* Scale x_m of the Pareto law with mean a and shape b. */
static double
pareto_scale (const struct law *law)
{
  return law->a * (law->b - 1) / law->b;
}

/* The logarithm of the quantity is normal with mean zeta and standard
 * deviation sigma; a and b are those of the quantity itself. */
static double
lognormal_draw (const struct law *law, gsl_rng *stream)
{
  const double ratio = law->b / law->a;
  const double variance = log1p (ratio * ratio);

  return gsl_ran_lognormal (stream, log (law->a) - variance / 2,
                            sqrt (variance));
}

double
law_draw (const struct law *law, gsl_rng *stream)
{
  switch (law->kind)
    {
    case LAW_CONSTANT:
      return law->a;
    case LAW_EXPONENTIAL:
      return gsl_ran_exponential (stream, law->a);
    case LAW_UNIFORM:
      return gsl_ran_flat (stream, law->a, law->b);
    case LAW_NORMAL:
      return fmax (0, law->a + gsl_ran_gaussian (stream, law->b));
    case LAW_PARETO:
      return gsl_ran_pareto (stream, law->b, pareto_scale (law));
    case LAW_LOGNORMAL:
      return lognormal_draw (law, stream);
    case LAW_N:
      break;
    }
  g_assert_not_reached ();
}

/* Of what law_draw() gives: the mass below zero counts as zero. */
static double
normal_mean (const struct law *law)
{
  if (law->b == 0)
    return fmax (0, law->a);
  return law->a * gsl_cdf_ugaussian_P (law->a / law->b)
         + law->b * gsl_ran_ugaussian_pdf (law->a / law->b);
}

double
law_mean (const struct law *law)
{
  switch (law->kind)
    {
    case LAW_CONSTANT:
    case LAW_EXPONENTIAL:
    case LAW_PARETO:
    case LAW_LOGNORMAL:
      return law->a;
    case LAW_UNIFORM:
      return (law->a + law->b) / 2;
    case LAW_NORMAL:
      return normal_mean (law);
    case LAW_N:
      break;
    }
  g_assert_not_reached ();
}

sim_time
law_draw_time (const struct law *law, gsl_rng *stream)
{
  const double seconds = law_draw (law, stream);

  return sim_time_from_seconds (seconds < 0 ? 0 : seconds);
}
