/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anchoring at the edge without signalling: every router knows at once where
 * a node is.  No protocol can do it; as a lower bound it shows what the
 * signalling of the others costs. */
#ifndef IDEAL_H
#define IDEAL_H

#include "models/architecture.h"

extern const struct variant variant_ideal;

#endif
