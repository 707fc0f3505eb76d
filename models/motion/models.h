/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The motion models and what they share.  Private to models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_MODELS_H
#define DMMSIM_MODELS_MOTION_MODELS_H

#include "models/motion/motion.h"

extern const struct variant motion_static, motion_schedule, motion_highway,
    motion_markov, motion_fcd, motion_ns2;

/* NULL with @error if no access router has this name. */
struct access_router *motion_find_router (const struct domain *domain,
                                          const char *name, GError **error);
/* Fails when nodes with positions could attach nowhere. */
bool motion_need_cells (const struct domain *domain, GError **error);

#endif
