/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attach rule of one cell against another on a straight movement.  Private
 * to models/access/.
 *
 * A cell leads the serving one at a point that it covers when its technology
 * is preferred, or as much preferred and the cell nearer by at least the
 * hysteresis. */
#ifndef DMMSIM_MODELS_ACCESS_CELL_RULE_H
#define DMMSIM_MODELS_ACCESS_CELL_RULE_H

#include "models/access/state.h"

/* A movement of a node, and what it is held against. */
struct search
{
  const struct domain *domain;
  const struct segment *segment;
  uint32_t serving; /* CELL_NONE: no coverage */
  double hysteresis;
  sim_time time_to_trigger;
};

/* A piece of the segment. */
struct piece
{
  sim_time from, to;
};

int64_t cell_preference (const struct domain *domain, const struct cell *cell);
double cell_square_distance (const struct cell *cell, double x, double y);
bool cell_covers (const struct cell *cell, double x, double y);

void segment_position (const struct segment *s, sim_time t, double *x,
                       double *y);
/* Does cell @j lead the serving one at @t? */
bool cell_leads (const struct search *s, uint32_t j, sim_time t);

/* The first nanosecond of the piece at which cell @j leads, at which it covers
 * the node, and at which the serving cell does not; SIM_TIME_NONE if none. */
sim_time cell_first_lead (const struct search *s, uint32_t j,
                          const struct piece *piece);
sim_time cell_first_cover (const struct search *s, uint32_t j,
                           const struct piece *piece);
sim_time cell_first_miss (const struct search *s, const struct piece *piece);

#endif
