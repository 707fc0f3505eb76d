/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Longitude and latitude to metres in a plane, for places within some tens of
 * kilometres: x grows eastwards and y northwards from a reference point
 *
 *   x = N cos (phi0) (lambda - lambda0),   y = M (phi - phi0)
 *
 * with the radii of curvature M (meridian) and N (prime vertical) of the WGS 84
 * ellipsoid at the reference.  Local equirectangular: linear, so straight legs
 * stay straight.  Its error is about tan (phi0) x y / N: 0.8 m at 45 degrees
 * where x = y = 2.2 km, 16 m at 10 km.  Traces and cells meet when both are
 * projected from the same reference. */
#ifndef DMMSIM_MODELS_GEO_H
#define DMMSIM_MODELS_GEO_H

/* Metres per degree of longitude and of latitude around @latitude (degrees,
 * between -90 and 90, poles excluded). */
void geo_metres_per_degree (double latitude, double metres[2]);

#endif
