/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the MAPs advertised on a link a mobile node takes (RFC 5380 7.1,
 * 9). */
#ifndef DMMSIM_MODELS_HMIPV6_SELECTION_H
#define DMMSIM_MODELS_HMIPV6_SELECTION_H

#include "models/codec/nd.h"
#include "models/hmipv6/hmipv6.h"

/* Is the option's MAP there to be used?  A lifetime of 0 is a failure; a
 * preference of 0 serves who is registered with it, @registered, but nobody
 * else. */
bool selection_admits (const struct nd_map *option, bool registered);
/* Is @option to be chosen rather than @than?  Both are admitted; of equals the
 * one that is advertised first. */
bool selection_prefers (enum map_selection selection,
                        const struct nd_map *option, const struct nd_map *than);

#endif
