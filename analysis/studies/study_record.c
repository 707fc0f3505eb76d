/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of runs: JSON there and back. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/metrics/metrics_json.h"
#include "analysis/results/json_file.h"
#include "analysis/studies/study.h"

G_DEFINE_QUARK (dmmsim - study - error - quark, study_error)

study_record *
study_record_new (void)
{
  return g_new0 (study_record, 1);
}

void
study_record_free (study_record *record)
{
  if (record == NULL)
    return;
  for (unsigned i = 0; i < record->n_settings; i++)
    {
      g_free (record->settings[i].axis);
      g_free (record->settings[i].value);
    }
  g_free (record->settings);
  g_free (record->digest);
  g_free (record->architecture);
  g_free (record->scenario_digest);
  g_free (record->run_digest);
  g_free (record->version);
  g_free (record->commit);
  g_free (record->compiler);
  g_free (record->scenario);
  g_free (record->folder);
  metric_set_free (record->metrics);
  g_strfreev (record->unknown_metrics);
  g_free (record);
}

char *
study_record_path (const char *folder, const char *digest)
{
  g_autofree char *name = g_strconcat (digest, ".json", NULL);

  return g_build_filename (folder, "runs", name, NULL);
}

/* ---- writing ------------------------------------------------------------- */

static cJSON *
record_to_json (const study_record *record)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *axes;

  json_add_text (json, "program", "dmmsim");
  json_add_text (json, "version", record->version);
  json_add_text (json, "commit", record->commit);
  json_add_text (json, "compiler", record->compiler);
  json_add_text (json, "digest", record->digest);
  axes = cJSON_AddObjectToObject (json, "axes");
  for (unsigned i = 0; i < record->n_settings; i++)
    cJSON_AddRawToObject (axes, record->settings[i].axis,
                          record->settings[i].value);
  json_add_text (json, "architecture", record->architecture);
  json_add_seed (json, "seed", record->seed);
  json_add_count (json, "replication", record->replication);
  json_add_text (json, "scenario_digest", record->scenario_digest);
  json_add_text (json, "run_digest", record->run_digest);
  json_add_number (json, "simulated_time", record->simulated_time);
  json_add_count (json, "events", record->events);
  cJSON_AddBoolToObject (json, "complete", record->complete);
  cJSON_AddItemToObject (json, "metrics", metric_set_to_json (record->metrics));
  json_add_document (json, "scenario", record->scenario);
  return json;
}

bool
study_record_write (const char *folder, const study_record *record,
                    GError **error)
{
  g_autofree char *runs = g_build_filename (folder, "runs", NULL);
  g_autofree char *path = study_record_path (folder, record->digest);
  cJSON *json;
  bool ok;

  if (g_mkdir (runs, 0777) != 0 && errno != EEXIST)
    {
      g_set_error (error, STUDY_ERROR, STUDY_ERROR_FILE,
                   "%s: cannot be created: %s", runs, g_strerror (errno));
      return false;
    }
  json = record_to_json (record);
  ok = json_write_file (path, json, error);
  cJSON_Delete (json);
  return ok;
}

/* ---- reading ------------------------------------------------------------- */

static bool
read_settings (const cJSON *axes, study_record *record)
{
  if (!cJSON_IsObject (axes))
    return false;
  record->settings
      = g_new0 (struct study_setting, MAX (1, cJSON_GetArraySize (axes)));
  for (const cJSON *item = axes->child; item != NULL; item = item->next)
    {
      struct study_setting *setting = &record->settings[record->n_settings++];
      char *text = cJSON_PrintUnformatted (item);

      setting->axis = g_strdup (item->string);
      setting->value = g_strdup (text);
      cJSON_free (text);
    }
  return true;
}

static bool
read_outcome (const cJSON *json, study_record *record)
{
  const cJSON *complete = cJSON_GetObjectItemCaseSensitive (json, "complete");
  const cJSON *scenario = cJSON_GetObjectItemCaseSensitive (json, "scenario");
  char *text;

  if (!cJSON_IsBool (complete) || !cJSON_IsObject (scenario))
    return false;
  record->complete = cJSON_IsTrue (complete);
  text = cJSON_Print (scenario);
  record->scenario = g_strconcat (text, "\n", NULL);
  cJSON_free (text);
  record->metrics = metric_set_from_json (
      cJSON_GetObjectItemCaseSensitive (json, "metrics"),
      &record->unknown_metrics);
  return record->metrics != NULL;
}

static bool
record_from_json (const cJSON *json, study_record *record)
{
  return json_get_text (json, "version", &record->version)
         && json_get_text (json, "commit", &record->commit)
         && json_get_text (json, "compiler", &record->compiler)
         && json_get_text (json, "digest", &record->digest)
         && record->digest != NULL
         && read_settings (cJSON_GetObjectItemCaseSensitive (json, "axes"),
                           record)
         && json_get_text (json, "architecture", &record->architecture)
         && json_get_seed (json, "seed", &record->seed)
         && json_get_count (json, "replication", &record->replication)
         && json_get_text (json, "scenario_digest", &record->scenario_digest)
         && json_get_text (json, "run_digest", &record->run_digest)
         && json_get_number (json, "simulated_time", &record->simulated_time)
         && json_get_count (json, "events", &record->events)
         && read_outcome (json, record);
}

study_record *
study_record_read (const char *path, GError **error)
{
  g_autoptr (study_record) record = study_record_new ();
  GError *cause = NULL;
  cJSON *json = json_read_file (path, &cause);
  bool ok;

  if (g_error_matches (cause, STUDY_ERROR, STUDY_ERROR_FILE))
    {
      g_propagate_error (error, cause);
      return NULL;
    }
  g_clear_error (&cause); /* no JSON is no record either */
  ok = json != NULL && record_from_json (json, record);
  cJSON_Delete (json);
  if (ok)
    return g_steal_pointer (&record);
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
               "%s: is no record of a run; without it sweep makes the run "
               "again",
               path);
  return NULL;
}
