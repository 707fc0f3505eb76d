/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/geo.h"

#include <math.h>

/* WGS 84: semi-major axis in metres, square of the first eccentricity. */
#define SEMI_MAJOR_AXIS 6378137.0
#define ECCENTRICITY_SQUARED 6.69437999014e-3

void
geo_metres_per_degree (double latitude, double metres[2])
{
  double degree = acos (-1) / 180;
  double sine = sin (latitude * degree);
  double w = 1 - ECCENTRICITY_SQUARED * sine * sine;
  double prime_vertical = SEMI_MAJOR_AXIS / sqrt (w);
  double meridian = prime_vertical * (1 - ECCENTRICITY_SQUARED) / w;

  metres[0] = prime_vertical * cos (latitude * degree) * degree;
  metres[1] = meridian * degree;
}
