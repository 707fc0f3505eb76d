/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of MAARs and CMD, with and without one. */
#ifndef DMMSIM_MODELS_DMM_INVARIANTS_H
#define DMMSIM_MODELS_DMM_INVARIANTS_H

#include "models/invariants.h"

/* struct architecture.invariants, of a struct dmm: of each node, then of what
 * all nodes together make of an entity; the tunnels of a MAAR's node are those
 * of its sessions, no more and no less. */
bool dmm_invariants (const void *self, GError **error);

#endif
