/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a node of an ns-2 trace is between its commands. */
#include <math.h>

#include "models/motion/ns2_trace.h"

struct ns2_state
ns2_state_begin (const struct ns2_node *node)
{
  return (struct ns2_state){ 0, node->x, node->y, node->x, node->y, 0 };
}

void
ns2_state_position (const struct ns2_state *state, sim_time at, double *x,
                    double *y)
{
  double way = state->speed * sim_time_to_seconds (at - state->since);
  double distance = hypot (state->to_x - state->x, state->to_y - state->y);
  double done = way < distance ? way / distance : 1;

  if (state->speed == 0)
    done = 0;
  *x = done == 1 ? state->to_x : state->x + done * (state->to_x - state->x);
  *y = done == 1 ? state->to_y : state->y + done * (state->to_y - state->y);
}

sim_time
ns2_state_arrival (const struct ns2_state *state)
{
  double distance = hypot (state->to_x - state->x, state->to_y - state->y);
  sim_time duration;

  if (state->speed == 0 || distance == 0)
    return state->since;
  duration = sim_time_from_seconds (distance / state->speed);
  return duration < SIM_TIME_MAX - state->since ? state->since + duration
                                                : SIM_TIME_MAX;
}

void
ns2_state_apply (struct ns2_state *state, const struct ns2_command *command)
{
  double x, y;

  ns2_state_position (state, command->at, &x, &y);
  state->since = command->at;
  state->x = x;
  state->y = y;
  switch (command->verb)
    {
    case NS2_SET_X:
      state->x = command->x;
      state->speed = 0;
      break;
    case NS2_SET_Y:
      state->y = command->y;
      state->speed = 0;
      break;
    case NS2_SETDEST:
      state->to_x = command->x;
      state->to_y = command->y;
      state->speed = command->speed;
      break;
    case NS2_ENTER:
    case NS2_LEAVE:
      break;
    }
}
