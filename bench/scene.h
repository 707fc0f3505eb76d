/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes for benchmarks of the models: a star of access routers around a hub
 * that is anchor, controller and correspondent. */
#ifndef DMMSIM_BENCH_SCENE_H
#define DMMSIM_BENCH_SCENE_H

#include "scenarios/scenario.h"

/* When the last of the flows has begun, at nodes attached 20 s before. */
#define SCENE_FLOWS (1020 * SIM_SECOND)

extern const char *const scene_architectures[]; /* ended by NULL */

/* @routers access routers, @count mobile nodes that walk at random and stay
 * @residence (a law of times, JSON) at each.  One traffic entry whose flows
 * begin at SCENE_FLOWS and do not send for an hour after their first packet.
 * (transfer full) */
scenario *scene_load (const char *architecture, uint64_t routers,
                      uint64_t count, const char *residence);
/* Ready to run. */
struct simulation *scene_wire (const scenario *s);

#endif
