/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the closed forms say of a scenario: its network, sites, motion and
 * traffic as the input of analysis/predictions/prediction.h. */
#ifndef DMMSIM_CLI_PREDICTIONS_PREDICTIONS_H
#define DMMSIM_CLI_PREDICTIONS_PREDICTIONS_H

#include "analysis/predictions/prediction.h"
#include "scenarios/scenario.h"

/* One struct prediction per law (predictions_new()); predictions_find() gives
 * that of a metric.  Wires the scenario and runs nothing; fails where it cannot
 * be wired.  (transfer full) */
GArray *predictions_of_scenario (const scenario *s, GError **error);

#endif
