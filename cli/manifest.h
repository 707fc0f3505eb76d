/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every manifest says, whatever was run. */
#ifndef DMMSIM_CLI_MANIFEST_H
#define DMMSIM_CLI_MANIFEST_H

#include "analysis/results/results.h"
#include "scenarios/scenario.h"

/* The program, and @s with its @digest (or NULL); points into both. */
struct result_manifest manifest_of (const scenario *s, const char *digest);

#endif
