/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV tables of a result folder; each writes its file into @folder from a
 * finished collector. */
#ifndef DMMSIM_ANALYSIS_RESULTS_RESULT_TABLES_H
#define DMMSIM_ANALYSIS_RESULTS_RESULT_TABLES_H

#include <glib.h>
#include <stdbool.h>

struct collector;

bool result_write_handovers (const struct collector *c, const char *folder,
                             GError **error);
bool result_write_handover_flows (const struct collector *c, const char *folder,
                                  GError **error);
bool result_write_flows (const struct collector *c, const char *folder,
                         GError **error);
bool result_write_signaling (const struct collector *c, const char *folder,
                             GError **error);
bool result_write_entities (const struct collector *c, const char *folder,
                            GError **error);
/* Only where there are several paths. */
bool result_write_paths (const struct collector *c, const char *folder,
                         GError **error);
/* Only where there were faults. */
bool result_write_faults (const struct collector *c, const char *folder,
                          GError **error);
bool result_write_series (const struct collector *c, const char *folder,
                          GError **error);

#endif
