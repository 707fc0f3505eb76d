/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node on its way along straight segments: changes cell at the exact
 * instants, and asks its motion model for the next segment at the end of each.
 * Two events at most are pending per node, none polls. */
#ifndef DMMSIM_MODELS_MOTION_WALK_H
#define DMMSIM_MODELS_MOTION_WALK_H

#include "models/access/access.h"

struct walk;

/* The segment is over; call walk_along() again, or leave it at rest. */
typedef void walk_arrival (struct walk *walk);

struct walk
{
  struct mobile_node *mn;
  struct segment segment;
  walk_arrival *arrived; /* NULL: the node rests at the end */
  event_kind kind;
  struct timer timer;
  bool changes; /* the timer is for the change, not for the end */
  struct cell_change change;
};

void walk_init (struct walk *walk, struct mobile_node *mn,
                walk_arrival *arrived);
/* Where a node is that is nowhere yet: enters there. */
void walk_enter (struct walk *walk, double x, double y);
/* Goes along @segment from now; it begins now, and what is left of the one
 * before is given up. */
void walk_along (struct walk *walk, const struct segment *segment);
/* The same, straight from @from to @to ([x, y] in m) at @speed, m/s above 0. */
void walk_straight (struct walk *walk, const double from[2], const double to[2],
                    double speed);
/* Stays at a point from now on: what is under way there (a time to trigger)
 * comes about. */
void walk_rest (struct walk *walk, double x, double y);
/* Leaves the area. */
void walk_leave (struct walk *walk);

#endif
