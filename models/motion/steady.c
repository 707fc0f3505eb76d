/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/steady.h"

#include <glib.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* Least value of the Pareto law with mean a and shape b. */
static double
pareto_least (const struct law *law)
{
  return law->a * (law->b - 1) / law->b;
}

/* Mean and variance of the logarithm under the lognormal law. */
static double
lognormal_variance (const struct law *law)
{
  return log1p (law->b / law->a * (law->b / law->a));
}

static double
lognormal_zeta (const struct law *law)
{
  return log (law->a) - lognormal_variance (law) / 2;
}

double
steady_mean_inverse (const struct law *speed)
{
  switch (speed->kind)
    {
    case LAW_CONSTANT:
      return 1 / speed->a;
    case LAW_UNIFORM:
      return speed->a == speed->b
                 ? 1 / speed->a
                 : log (speed->b / speed->a) / (speed->b - speed->a);
    case LAW_PARETO:
      return speed->b / ((speed->b + 1) * pareto_least (speed));
    case LAW_LOGNORMAL:
      return exp (lognormal_variance (speed) / 2 - lognormal_zeta (speed));
    case LAW_EXPONENTIAL:
    case LAW_NORMAL:
      return INFINITY;
    case LAW_N:
      break;
    }
  g_assert_not_reached ();
}

double
steady_draw_speed (const struct law *speed, gsl_rng *stream)
{
  double variance;

  switch (speed->kind)
    {
    case LAW_CONSTANT:
      return speed->a;
    case LAW_UNIFORM:
      return speed->a * pow (speed->b / speed->a, gsl_rng_uniform (stream));
    case LAW_PARETO:
      return gsl_ran_pareto (stream, speed->b + 1, pareto_least (speed));
    case LAW_LOGNORMAL:
      variance = lognormal_variance (speed);
      return gsl_ran_lognormal (stream, lognormal_zeta (speed) - variance,
                                sqrt (variance));
    case LAW_EXPONENTIAL:
    case LAW_NORMAL:
    case LAW_N:
      break;
    }
  g_assert_not_reached ();
}

/* By rejection; who is above ten deviations is taken in any case, which no
 * one lives to see. */
static double
draw_long_normal (const struct law *law, gsl_rng *stream)
{
  double ceiling = law->a + 10 * law->b, drawn;

  do
    drawn = law_draw (law, stream);
  while (drawn < ceiling * gsl_rng_uniform (stream));
  return drawn;
}

/* Density t f (t) / E[t]: a pause is found under way the more often the longer
 * it is. */
static double
draw_long (const struct law *law, gsl_rng *stream)
{
  double variance, square;

  switch (law->kind)
    {
    case LAW_CONSTANT:
      return law->a;
    case LAW_EXPONENTIAL:
      return gsl_ran_gamma (stream, 2, law->a);
    case LAW_UNIFORM:
      square = gsl_ran_flat (stream, law->a * law->a, law->b * law->b);
      return sqrt (square);
    case LAW_NORMAL:
      return draw_long_normal (law, stream);
    case LAW_PARETO:
      return gsl_ran_pareto (stream, law->b - 1, pareto_least (law));
    case LAW_LOGNORMAL:
      variance = lognormal_variance (law);
      return gsl_ran_lognormal (stream, lognormal_zeta (law) + variance,
                                sqrt (variance));
    case LAW_N:
      break;
    }
  g_assert_not_reached ();
}

/* The instant is anywhere in the pause it falls into. */
double
steady_draw_rest (const struct law *pause, gsl_rng *stream)
{
  double whole = draw_long (pause, stream);

  return whole * gsl_rng_uniform (stream);
}

double
steady_mean_distance (double a, double b)
{
  double diagonal = hypot (a, b), a2 = a * a, b2 = b * b;

  if (a == 0 || b == 0)
    return (a + b) / 3;
  return (a * a2 / b2 + b * b2 / a2 + diagonal * (3 - a2 / b2 - b2 / a2)
          + 2.5
                * (b2 / a * log ((a + diagonal) / b)
                   + a2 / b * log ((b + diagonal) / a)))
         / 15;
}
