/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document of a scenario: the file, merged over the parent it extends
 * (JSON Merge Patch, RFC 7396), then changed by the overrides. */
#ifndef DMMSIM_SCENARIOS_MERGE_H
#define DMMSIM_SCENARIOS_MERGE_H

#include "scenarios/json.h"

/* Reads @path and its parent; @overrides as for scenario_load().  @parent:
 * (out) (transfer full): folder of the parent as seen from that of @path, or
 * NULL without one; strings that come from the parent are marked
 * JSON_FROM_PARENT. */
cJSON *document_load (const char *path, const char *const *overrides,
                      char **parent, GError **error);
/* Sets the key at a dotted @path to @value (taken over); elements of lists go
 * by number, missing objects on the way are made.  False with @what (out)
 * (transfer full): what is not there. */
bool document_set_value (cJSON *document, const char *path, cJSON *value,
                         char **what);
/* RFC 7396: @target changed by @patch.  Both are taken over; returns the
 * result. */
cJSON *document_merge (cJSON *target, cJSON *patch);

#endif
