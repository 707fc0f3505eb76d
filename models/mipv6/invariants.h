/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of home agents. */
#ifndef DMMSIM_MODELS_MIPV6_INVARIANTS_H
#define DMMSIM_MODELS_MIPV6_INVARIANTS_H

#include "models/invariants.h"

struct home_link;

/* Of the home agents of a link. */
bool home_link_holds (const struct home_link *link, GError **error);
/* struct architecture.invariants, of a struct mipv6. */
bool mipv6_invariants (const void *self, GError **error);

#endif
