/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/results.h"

#include <cjson/cJSON.h>

#include "analysis/metrics/metrics_json.h"
#include "analysis/results/json_file.h"
#include "analysis/results/result_tables.h"

bool
results_write_text (const char *folder, const char *name, const char *text,
                    GError **error)
{
  char *path = g_build_filename (folder, name, NULL);
  bool ok = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE,
                                      0666, error);

  g_free (path);
  return ok;
}

static bool
write_json (const char *folder, const char *name, const cJSON *json,
            GError **error)
{
  char *text = cJSON_Print (json);
  char *line = g_strconcat (text, "\n", NULL);
  bool ok = results_write_text (folder, name, line, error);

  g_free (line);
  cJSON_free (text);
  return ok;
}

bool
results_write_summary (const char *folder, const struct metric_set *set,
                       GError **error)
{
  cJSON *json = cJSON_CreateObject ();
  bool ok;

  cJSON_AddItemToObject (json, "metrics", metric_set_to_json (set));
  ok = write_json (folder, "summary.json", json, error);
  cJSON_Delete (json);
  return ok;
}

static cJSON *
manifest_json (const struct result_manifest *m)
{
  cJSON *json = cJSON_CreateObject ();

  json_add_text (json, "program", "dmmsim");
  json_add_text (json, "version", m->version);
  json_add_text (json, "commit", m->commit);
  json_add_text (json, "compiler", m->compiler);
  json_add_text (json, "scenario", m->scenario);
  json_add_text (json, "title", m->title);
  json_add_text (json, "architecture", m->architecture);
  json_add_text (json, "scenario_digest", m->scenario_digest);
  json_add_seed (json, "seed", m->seed);
  return json;
}

static bool
write_manifest (const char *folder, const struct result_manifest *m,
                GError **error)
{
  cJSON *json = manifest_json (m);
  bool ok;

  json_add_count (json, "replication", m->replication);
  json_add_text (json, "run_digest", m->run_digest);
  json_add_number (json, "simulated_time", m->simulated_time);
  json_add_number (json, "wall_time", m->wall_time);
  json_add_count (json, "events", m->events);
  json_add_count (json, "peak_memory", m->peak_memory);
  cJSON_AddBoolToObject (json, "complete", m->complete);
  if (m->stopped != NULL)
    json_add_text (json, "stopped", m->stopped);
  if (m->realtime != NULL)
    realtime_results_add (json, m->realtime);
  ok = write_json (folder, "manifest.json", json, error);
  cJSON_Delete (json);
  return ok;
}

bool
results_write_group (const char *folder, const struct result_manifest *m,
                     const char *const *runs, GError **error)
{
  cJSON *json = manifest_json (m);
  cJSON *names = cJSON_AddArrayToObject (json, "runs");
  bool ok;

  for (; *runs != NULL; runs++)
    cJSON_AddItemToArray (names, cJSON_CreateString (*runs));
  json_add_number (json, "wall_time", m->wall_time);
  cJSON_AddBoolToObject (json, "complete", m->complete);
  ok = write_json (folder, "manifest.json", json, error);
  cJSON_Delete (json);
  return ok;
}

bool
results_write_run (const char *folder, const struct collector *c,
                   const struct result_manifest *manifest, const char *resolved,
                   const struct result_tables_wanted *wanted, GError **error)
{
  return results_write_text (folder, "scenario.json", resolved, error)
         && results_write_summary (folder, collector_metrics (c), error)
         && (!wanted->handovers
             || (result_write_handovers (c, folder, error)
                 && result_write_handover_flows (c, folder, error)))
         && (!wanted->flows || result_write_flows (c, folder, error))
         && result_write_signaling (c, folder, error)
         && result_write_entities (c, folder, error)
         && result_write_paths (c, folder, error)
         && result_write_faults (c, folder, error)
         && (!wanted->series || result_write_series (c, folder, error))
         && write_manifest (folder, manifest, error);
}
