/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults: links and nodes that go out of service and come back, nodes that
 * restart, links that change, at stated or random times.  A fault's text says
 * what it is about: "cmd", "core - anchor", "ar1, ar2". */
#ifndef DMMSIM_MODELS_FAULT_FAULT_H
#define DMMSIM_MODELS_FAULT_FAULT_H

#include <glib.h>
#include <stdbool.h>

#include "models/domain.h"
#include "sim/parameter.h"
#include "sim/random.h"

/* What fails: one of the three. */
struct failure_config
{
  char *node;                      /* or "anchor", "controller" */
  struct parameter_list link;      /* char *: its two nodes */
  struct parameter_list partition; /* char *: cut off from all others */
};

/* What changes in one direction; what is not stated stays. */
struct direction_change
{
  sim_time delay;    /* SIM_TIME_NONE: stays */
  double rate, loss; /* NAN: stays */
  bool has_bursts;   /* in place of loss; false: stay, unless loss is stated */
  struct burst_config bursts;
  double corruption; /* NAN: stays */
};

/* A link that changes, both directions alike but for what one of them says. */
struct change_config
{
  struct parameter_list link; /* char *: its two nodes */
  struct direction_change both;
  bool has_forward, has_backward; /* from the first node to the second, back */
  struct direction_change forward, backward;
};

/* The clock of the entities at a node is wrong. */
struct clock_config
{
  char *node;      /* or "anchor", "controller" */
  sim_time offset; /* ahead of true time; negative: behind */
};

enum restart_state
{
  RESTART_KEPT,
  RESTART_LOST
};

/* One entry of "faults": one of fail, change, restart and clock. */
struct fault_config
{
  sim_time at;         /* SIM_TIME_NONE: at random times, every */
  struct law duration; /* LAW_N: to the end */
  struct law every;    /* in service for so long; LAW_N: at */
  bool has_fail, has_change, has_clock;
  struct failure_config fail;
  struct change_config change;
  char *restart; /* node, or "anchor", "controller"; NULL: none */
  int state;     /* enum restart_state, of restart; -1: not stated */
  struct clock_config clock;
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
struct faults *faults_start (struct domain *domain,
                             const struct fault_config *configs, size_t n,
                             GError **error);
void faults_free (struct faults *faults);

#endif
