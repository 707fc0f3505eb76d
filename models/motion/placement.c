/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/placement.h"

#include <math.h>

#include "models/geo.h"
#include "models/motion/motion.h"

enum fit
{
  FIT_NONE,
  FIT_CELLS
};
static const char *const fit_names[] = { "none", "cells", NULL };

const struct parameter placement_parameters[]
    = { { .key = "fit",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct placement_config, fit),
          .fallback = "\"none\"",
          .help
          = "cells: shift and scale each axis so that the trace's bounding "
            "box comes to lie on that of the cells; none: as they are",
          .choices = fit_names },
        { .key = "origin",
          .type = PARAMETER_POSITION,
          .offset = offsetof (struct placement_config, origin),
          .fallback = "[0, 0]",
          .help = "where the trace's [0, 0] comes to lie, or its reference",
          .flags = PARAMETER_SIGNED },
        { .key = "scale",
          .type = PARAMETER_NUMBER,
          .offset = offsetof (struct placement_config, scale),
          .fallback = "1",
          .help = "factor for the trace's coordinates",
          .flags = PARAMETER_POSITIVE },
        { 0 } };

const struct trace_box trace_box_empty
    = { { INFINITY, INFINITY }, { -INFINITY, -INFINITY } };

void
trace_box_add (struct trace_box *box, double x, double y)
{
  box->least[0] = fmin (box->least[0], x);
  box->least[1] = fmin (box->least[1], y);
  box->greatest[0] = fmax (box->greatest[0], x);
  box->greatest[1] = fmax (box->greatest[1], y);
}

struct trace_box
placement_cells_box (const struct domain *domain)
{
  struct trace_box box = trace_box_empty;

  for (guint i = 0; i < domain->cells->len; i++)
    {
      const struct cell *c = &g_array_index (domain->cells, struct cell, i);

      trace_box_add (&box, c->x, c->y);
    }
  return box;
}

/* Middle onto middle; an axis without extent in the trace keeps its scale, and
 * one without points its place. */
static void
fit_to_cells (struct placement *p, const struct domain *domain,
              const struct trace_box *box)
{
  struct trace_box cells = placement_cells_box (domain);

  for (unsigned k = 0; k < 2; k++)
    {
      double extent = box->greatest[k] - box->least[k];

      if (extent < 0)
        return;
      if (extent > 0)
        p->scale[k] = (cells.greatest[k] - cells.least[k]) / extent;
      p->shift[k] = (cells.least[k] + cells.greatest[k]) / 2
                    - p->scale[k] * (box->least[k] + box->greatest[k]) / 2;
    }
}

static bool
is_in_degrees (const double point[2])
{
  return fabs (point[0]) <= 180 && fabs (point[1]) < 90;
}

static bool
project (struct placement *p, const double *reference,
         const struct trace_box *box, GError **error)
{
  bool empty = box->least[0] > box->greatest[0];
  double metres[2];

  if (!is_in_degrees (reference)
      || (!empty
          && !(is_in_degrees (box->least) && is_in_degrees (box->greatest))))
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "with \"reference\" it and the trace are [longitude, "
                   "latitude] in degrees, up to 180 and below 90: leave it out "
                   "for a trace in metres");
      return false;
    }
  geo_metres_per_degree (reference[1], metres);
  for (unsigned k = 0; k < 2; k++)
    {
      p->scale[k] *= metres[k];
      p->shift[k] -= p->scale[k] * reference[k];
    }
  return true;
}

/* m: beyond, squares of distances say nothing. */
#define FARTHEST 1e13

static bool
check_extent (const struct placement *p, const struct trace_box *box,
              GError **error)
{
  double x[]
      = { placement_x (p, box->least[0]), placement_x (p, box->greatest[0]) };
  double y[]
      = { placement_y (p, box->least[1]), placement_y (p, box->greatest[1]) };

  if (box->least[0] > box->greatest[0])
    return true;
  for (unsigned i = 0; i < 2; i++)
    if (!(fabs (x[i]) <= FARTHEST && fabs (y[i]) <= FARTHEST))
      {
        g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                     "the trace comes to [%g, %g] m, farther away than %g m: "
                     "check its coordinates, \"scale\" and \"origin\"",
                     x[i], y[i], FARTHEST);
        return false;
      }
  return true;
}

bool
placement_make (struct placement *placement,
                const struct placement_config *config, const double *reference,
                const struct domain *domain, const struct trace_box *box,
                GError **error)
{
  bool degrees = reference && !isnan (reference[0]);

  for (unsigned k = 0; k < 2; k++)
    {
      placement->scale[k] = config->scale;
      placement->shift[k] = config->origin[k];
    }
  if (config->fit == FIT_NONE)
    return (!degrees || project (placement, reference, box, error))
           && check_extent (placement, box, error);
  if (config->scale == 1 && config->origin[0] == 0 && config->origin[1] == 0
      && !degrees)
    {
      fit_to_cells (placement, domain, box);
      return check_extent (placement, box, error);
    }
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               "\"fit\": \"cells\" finds origin and scale itself: leave them "
               "and \"reference\" out, or say \"fit\": \"none\"");
  return false;
}
