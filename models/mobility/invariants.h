/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of the exchanges under way, whatever the protocol. */
#ifndef DMMSIM_MODELS_MOBILITY_INVARIANTS_H
#define DMMSIM_MODELS_MOBILITY_INVARIANTS_H

#include "models/invariants.h"

/* Each one listed at an entity is pending there and has its timer. */
bool mobility_holds_invariants (const struct domain *domain, GError **error);

#endif
