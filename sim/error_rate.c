/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many error messages a node originates: a token bucket each, kept as the
 * instant at which it is full again.  Nodes that never err have none. */
#include "sim/network_state.h"

/* RFC 4443 2.4 f, the defaults for a device of middle size: N, B. */
#define ERRORS_PER_SECOND 10
#define ERRORS_IN_A_BURST 10

bool
node_may_report (struct node *node)
{
  const sim_time gap = SIM_SECOND / ERRORS_PER_SECOND;
  struct network *network = node->network;
  sim_time now = sim_now (network->sim), *full;

  if (network->errors->len <= node->id)
    g_array_set_size (network->errors, node->id + 1);
  full = &g_array_index (network->errors, sim_time, node->id);
  if (*full - now > (ERRORS_IN_A_BURST - 1) * gap)
    return false;
  *full = MAX (*full, now) + gap;
  return true;
}
