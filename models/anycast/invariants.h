/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of home agents that share a prefix. */
#ifndef DMMSIM_MODELS_ANYCAST_INVARIANTS_H
#define DMMSIM_MODELS_ANYCAST_INVARIANTS_H

#include "models/invariants.h"

/* struct architecture.invariants, of a struct anycast. */
bool anycast_invariants (const void *self, GError **error);

#endif
