/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the coordinates of a trace come to lie among the cells.  Private to
 * models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_PLACEMENT_H
#define DMMSIM_MODELS_MOTION_PLACEMENT_H

#include "models/domain.h"

/* Keys of every trace model, to be included in its table. */
struct placement_config
{
  int fit; /* enum fit of placement.c */
  double origin[2];
  double scale;
};
extern const struct parameter placement_parameters[];

/* From the trace to the plane, per axis: shift + scale * coordinate. */
struct placement
{
  double scale[2], shift[2];
};

/* Bounding box of all points of a trace, in its own coordinates. */
struct trace_box
{
  double least[2], greatest[2];
};
extern const struct trace_box trace_box_empty;
void trace_box_add (struct trace_box *box, double x, double y);
/* Of the places of all cells. */
struct trace_box placement_cells_box (const struct domain *domain);

/* @reference: longitude and latitude that come to lie on the origin, of a trace
 * in degrees; NULL or NAN: the trace is in metres.  Fails (MOTION_ERROR_INPUT)
 * on keys that contradict each other, on degrees that are none, and on places
 * too far away to reckon with. */
bool placement_make (struct placement *placement,
                     const struct placement_config *config,
                     const double *reference, const struct domain *domain,
                     const struct trace_box *box, GError **error);
static inline double
placement_x (const struct placement *p, double x)
{
  return p->shift[0] + p->scale[0] * x;
}
static inline double
placement_y (const struct placement *p, double y)
{
  return p->shift[1] + p->scale[1] * y;
}

#endif
