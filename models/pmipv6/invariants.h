/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of LMAs and MAGs. */
#ifndef DMMSIM_MODELS_PMIPV6_INVARIANTS_H
#define DMMSIM_MODELS_PMIPV6_INVARIANTS_H

#include "models/invariants.h"

/* struct architecture.invariants, of a struct pmipv6. */
bool pmipv6_invariants (const void *self, GError **error);

#endif
