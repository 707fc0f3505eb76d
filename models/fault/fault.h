/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults: links that go out of service and come back, or change, at stated
 * times.  The network's routes stay as they are. */
#ifndef DMMSIM_MODELS_FAULT_FAULT_H
#define DMMSIM_MODELS_FAULT_FAULT_H

#include <glib.h>
#include <stdbool.h>

#include "sim/parameter.h"
#include "sim/sim.h"

/* What fails. */
struct failure_config
{
  struct parameter_list link; /* char *: its two nodes */
};

/* What changes, both directions alike; what is not stated stays. */
struct change_config
{
  struct parameter_list link; /* char *: its two nodes */
  sim_time delay;             /* SIM_TIME_NONE: stays */
  double rate, loss;          /* NAN: stays */
};

/* One entry of "faults": one of the two. */
struct fault_config
{
  sim_time at;
  sim_time duration; /* SIM_TIME_NONE: to the end */
  bool has_fail, has_change;
  struct failure_config fail;
  struct change_config change;
};

extern const struct parameter fault_parameters[];

#define FAULT_ERROR fault_error_quark ()
GQuark fault_error_quark (void);
enum fault_error
{
  FAULT_ERROR_CONFIG
};

struct faults;
/* Schedules @n entries; what cannot be names the entry first.  @configs must
 * outlive the run.  (transfer full) */
struct faults *faults_start (struct sim *sim,
                             const struct fault_config *configs, size_t n,
                             GError **error);
void faults_free (struct faults *faults);

#endif
