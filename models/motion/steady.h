/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a law looks like in the steady state of a renewal process: the leg or
 * pause that is found under way at a random instant is not one drawn from the
 * law (Navidi and Camp, IEEE Trans. Mobile Computing 3(1), 2004).  Private to
 * models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_STEADY_H
#define DMMSIM_MODELS_MOTION_STEADY_H

#include <stdbool.h>

#include "sim/random.h"

/* E[1/v], s/m.  INFINITY for laws that come too near to 0 (exponential,
 * normal, uniform from 0): with them the mean speed falls for ever (Yoon, Liu
 * and Noble, INFOCOM 2003), there is no steady state. */
double steady_mean_inverse (const struct law *speed);
/* A speed with density f (v) / v, normed: that of a leg found under way, given
 * its length.  E[1/v] must be finite. */
double steady_draw_speed (const struct law *speed, gsl_rng *stream);
/* What is left of a pause found under way: density (1 - F (t)) / E[t]. */
double steady_draw_rest (const struct law *pause, gsl_rng *stream);

/* Mean distance of two uniform points of a rectangle @a by @b, m (Ghosh 1951;
 * a / 3 of a line). */
double steady_mean_distance (double a, double b);

#endif
