/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A motion model configured by its keys, as a scenario would, without the
 * loader: the models' structs are known by their tables. */
#ifndef DMMSIM_TESTS_SCENARIO_MOVING_H
#define DMMSIM_TESTS_SCENARIO_MOVING_H

#include "tests/scenario/moves.h"

struct moving
{
  const struct variant *variant;
  char *config; /* zeroed: no defaults */
  void *state;
  struct moves *world; /* owned */
};

/* @world: (transfer full). */
struct moving moving_new (const char *model, struct moves *world);
/* Where the value of a key is. */
void *moving_field (const struct moving *moving, const char *key);
#define SET(moving, key, type, value) \
  (*(type *)moving_field ((moving), (key)) = (value))
void set_position (struct moving *moving, const char *key, double x, double y);
/* With all nodes of the world. */
bool moving_start (struct moving *moving, GError **error);
/* The world gets a node for each name the model has, as of a trace, and its log
 * "TIME NODE ROUTER; " for each handover begun and "TIME NODE off; " for each
 * link lost. */
void moving_start_named (struct moving *moving);
void moving_free (struct moving *moving);

#endif
