/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run in real time, with attach points to interfaces of the kernel. */
#ifndef DMMSIM_CLI_LIVE_H
#define DMMSIM_CLI_LIVE_H

#include "analysis/results/realtime_results.h"
#include "models/bridge/bridge.h"
#include "scenarios/scenario.h"

struct live
{
  /* what to do */
  struct bridge *bridge; /* devices open */
  struct realtime_config clock;
  bool wait; /* until all interfaces are up, before the clock starts */

  /* what came out */
  struct realtime *realtime;
  int64_t epoch; /* ns since 1970 of simulated instant 0 */
  enum realtime_end end;
  char *reason; /* why it is not complete, or NULL */
  struct realtime_results results;
  struct attach_results *points; /* of results, owned */
};

/* Before the architecture is built.  False after setting @error. */
bool live_attach (struct live *live, struct simulation *simulation,
                  GError **error);
/* Runs it to the end of the scenario, or until something ends it. */
bool live_run (struct live *live, struct simulation *simulation,
               GError **error);
/* live->results as they are now; valid as long as @live. */
const struct realtime_results *live_results (struct live *live);
/* All but the bridge, which is the caller's. */
void live_clear (struct live *live);

#endif
