/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result folder of a run or of a group of runs.  Everything is written
 * into a temporary folder beside the final one; the name appears when all is
 * there.  A folder that is no result folder is never touched; an older result
 * folder of that name is replaced at one stroke. */
#ifndef DMMSIM_ANALYSIS_RESULTS_RESULTS_H
#define DMMSIM_ANALYSIS_RESULTS_RESULTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/collectors/collector.h"
#include "analysis/metrics/metrics.h"
#include "analysis/results/realtime_results.h"

/* What identifies a run.  Strings are the caller's; NULL where not known. */
struct result_manifest
{
  const char *version, *commit, *compiler;
  const char *scenario; /* file it came from */
  const char *title;
  const char *architecture;
  const char *scenario_digest; /* SHA-256 of scenario.json */
  const char *run_digest;
  uint64_t seed, replication;
  double simulated_time, wall_time; /* s */
  uint64_t events, peak_memory;     /* octets */
  bool complete;
  const char *stopped; /* why it is not complete: "max-events", ...; or NULL */
  const struct realtime_results *realtime; /* NULL: a simulated run */
};

struct result_tables_wanted
{
  bool handovers, flows, series;
};

typedef struct result_folder result_folder;
/* Fails if @path exists and is neither empty nor a result folder, or cannot be
 * created. (transfer full) */
result_folder *result_folder_new (const char *path, GError **error);
/* Where to write until then. */
const char *result_folder_work (const result_folder *folder);
/* Gives the folder its name.  Frees @folder in any case. */
bool result_folder_commit (result_folder *folder, GError **error);
/* Removes what was written; frees. */
void result_folder_abandon (result_folder *folder);

/* Writes a run's files into @folder, which exists: manifest.json,
 * scenario.json (@resolved), summary.json and the tables. */
bool results_write_run (const char *folder, const struct collector *c,
                        const struct result_manifest *manifest,
                        const char *resolved,
                        const struct result_tables_wanted *wanted,
                        GError **error);
/* manifest.json of a folder that holds @runs, folders by name. */
bool results_write_group (const char *folder,
                          const struct result_manifest *manifest,
                          const char *const *runs, GError **error);
bool results_write_summary (const char *folder, const struct metric_set *set,
                            GError **error);
bool results_write_text (const char *folder, const char *name, const char *text,
                         GError **error);

#endif
