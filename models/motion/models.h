/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The motion models and what they share.  Private to models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_MODELS_H
#define DMMSIM_MODELS_MOTION_MODELS_H

#include "models/motion/motion.h"

extern const struct variant motion_static, motion_schedule, motion_highway,
    motion_markov, motion_fcd, motion_ns2, motion_manhattan,
    motion_random_waypoint, motion_ride;

/* NULL with @error if no access router has this name. */
struct access_router *motion_find_router (const struct domain *domain,
                                          const char *name, GError **error);
/* Fails when nodes with positions could attach nowhere. */
bool motion_need_cells (const struct domain *domain, GError **error);

/* The first draw of the node's stream of this purpose. */
double motion_draw_once (const struct mobile_node *mn, const struct law *law,
                         const char *purpose);

#endif
