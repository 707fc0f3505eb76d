/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "analysis/format.h"
#include "analysis/result_tables.h"

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

static void
add_number (cJSON *to, const char *key, double value)
{
  char text[FORMAT_SIZE];

  if (isfinite (value))
    cJSON_AddRawToObject (to, key, format_number (value, text));
  else
    cJSON_AddNullToObject (to, key);
}

static void
add_count (cJSON *to, const char *key, uint64_t count)
{
  char text[FORMAT_SIZE];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, count);
  cJSON_AddRawToObject (to, key, text);
}

static void
add_text (cJSON *to, const char *key, const char *text)
{
  if (text != NULL)
    cJSON_AddStringToObject (to, key, text);
  else
    cJSON_AddNullToObject (to, key);
}

static cJSON *
metric_json (const struct metric *metric)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *ci95;
  char text[FORMAT_SIZE];

  add_text (json, "unit", metric->definition->unit);
  add_count (json, "n", metric->n);
  add_number (json, "mean", metric->mean);
  add_number (json, "min", metric->min);
  add_number (json, "max", metric->max);
  add_number (json, "p50", metric->p50);
  add_number (json, "p95", metric->p95);
  add_number (json, "p99", metric->p99);
  if (isnan (metric->ci95[0]))
    {
      cJSON_AddNullToObject (json, "ci95");
      return json;
    }
  ci95 = cJSON_AddArrayToObject (json, "ci95");
  for (unsigned i = 0; i < 2; i++)
    cJSON_AddItemToArray (
        ci95, cJSON_CreateRaw (format_number (metric->ci95[i], text)));
  return json;
}

bool
results_write_summary (const char *folder, const struct metric_set *set,
                       GError **error)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *metrics = cJSON_AddObjectToObject (json, "metrics");
  bool ok;

  for (unsigned i = 0; i < metric_set_size (set); i++)
    {
      const struct metric *metric = metric_set_at (set, i);

      cJSON_AddItemToObject (metrics, metric->name, metric_json (metric));
    }
  ok = write_json (folder, "summary.json", json, error);
  cJSON_Delete (json);
  return ok;
}

/* The seed is text, as 64 bits do not survive every reader's numbers. */
static cJSON *
manifest_json (const struct result_manifest *m)
{
  cJSON *json = cJSON_CreateObject ();
  char seed[FORMAT_SIZE];

  g_snprintf (seed, sizeof seed, "%" G_GUINT64_FORMAT, m->seed);
  add_text (json, "program", "dmmsim");
  add_text (json, "version", m->version);
  add_text (json, "commit", m->commit);
  add_text (json, "compiler", m->compiler);
  add_text (json, "scenario", m->scenario);
  add_text (json, "title", m->title);
  add_text (json, "architecture", m->architecture);
  add_text (json, "scenario_digest", m->scenario_digest);
  add_text (json, "seed", seed);
  return json;
}

static bool
write_manifest (const char *folder, const struct result_manifest *m,
                GError **error)
{
  cJSON *json = manifest_json (m);
  bool ok;

  add_count (json, "replication", m->replication);
  add_text (json, "run_digest", m->run_digest);
  add_number (json, "simulated_time", m->simulated_time);
  add_number (json, "wall_time", m->wall_time);
  add_count (json, "events", m->events);
  add_count (json, "peak_memory", m->peak_memory);
  cJSON_AddBoolToObject (json, "complete", m->complete);
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
  add_number (json, "wall_time", m->wall_time);
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
         && (!wanted->series || result_write_series (c, folder, error))
         && write_manifest (folder, manifest, error);
}
