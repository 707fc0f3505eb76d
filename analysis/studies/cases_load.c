/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases out of the folders of "dmmsim run" and "dmmsim sweep". */
#include <math.h>
#include <string.h>

#include "analysis/metrics/metrics_json.h"
#include "analysis/results/json_file.h"
#include "analysis/studies/cases_build.h"

static bool
fail (GError **error, const char *path, const char *what)
{
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT, "%s: %s", path, what);
  return false;
}

static cJSON *
read_member (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return json_read_file (path, error);
}

/* ---- a run's folder
 * ---------------------------------------------------------- */

static bool
read_manifest (study_record *record, const cJSON *manifest)
{
  const cJSON *complete
      = cJSON_GetObjectItemCaseSensitive (manifest, "complete");

  record->complete = cJSON_IsTrue (complete);
  return cJSON_IsBool (complete)
         && json_get_text (manifest, "architecture", &record->architecture)
         && json_get_count (manifest, "replication", &record->replication)
         && json_get_seed (manifest, "seed", &record->seed)
         && json_get_text (manifest, "scenario_digest",
                           &record->scenario_digest)
         && json_get_text (manifest, "run_digest", &record->run_digest)
         && json_get_text (manifest, "version", &record->version)
         && json_get_text (manifest, "commit", &record->commit)
         && json_get_text (manifest, "compiler", &record->compiler)
         && json_get_number (manifest, "simulated_time",
                             &record->simulated_time)
         && json_get_count (manifest, "events", &record->events);
}

static bool
read_summary (study_record *record, const char *folder, GError **error)
{
  cJSON *summary = read_member (folder, "summary.json", error);

  if (summary == NULL)
    return false;
  if (record->metrics != NULL)
    metric_set_free (record->metrics);
  record->metrics = metric_set_from_json (
      cJSON_GetObjectItemCaseSensitive (summary, "metrics"),
      &record->unknown_metrics);
  cJSON_Delete (summary);
  if (record->metrics != NULL)
    metric_set_sort (record->metrics);
  return record->metrics != NULL
         || fail (error, folder, "summary.json is not what dmmsim writes");
}

static bool
add_run (struct result_case *of, const char *folder, const cJSON *manifest,
         GError **error)
{
  study_record *record = study_record_new ();
  g_autofree char *path = g_build_filename (folder, "scenario.json", NULL);

  g_ptr_array_add (of->runs, record);
  if (!read_manifest (record, manifest))
    return fail (error, folder, "manifest.json is not what dmmsim writes");
  record->folder = g_strdup (folder);
  return g_file_get_contents (path, &record->scenario, NULL, error)
         && read_summary (record, folder, error);
}

/* ---- folders of folders
 * -------------------------------------------------------- */

static bool add_folder (cases *c, struct result_case *of, const char *folder,
                        GError **error);

/* Sub-folders other than replications are cases of their own, named by
 * architecture if they are those of one scenario. */
static bool
add_child (cases *c, struct result_case *of, const char *folder,
           const char *name, const char *axis, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_str_has_prefix (name, "replication-"))
    {
      of = cases_add (c);
      case_add_setting (of, axis, name, (double)NAN);
      if (c->axes[0] == NULL)
        {
          g_strfreev (c->axes);
          c->axes = g_strsplit (axis, ",", 1);
        }
    }
  return add_folder (c, of, path, error);
}

static bool
add_folder (cases *c, struct result_case *of, const char *folder,
            GError **error)
{
  cJSON *manifest = read_member (folder, "manifest.json", error);
  const cJSON *runs, *name;
  const char *axis;
  bool ok = manifest != NULL;

  runs = cJSON_GetObjectItemCaseSensitive (manifest, "runs");
  axis = cJSON_IsNull (cJSON_GetObjectItemCaseSensitive (manifest, "scenario"))
             ? "run"
             : "architecture";
  if (ok && runs == NULL)
    ok = add_run (of != NULL ? of : cases_add (c), folder, manifest, error);
  else
    cJSON_ArrayForEach (name, runs)
    {
      if (!ok)
        break;
      if (of == NULL && cJSON_IsString (name)
          && g_str_has_prefix (name->valuestring, "replication-"))
        of = cases_add (c);
      ok = cJSON_IsString (name)
               ? add_child (c, of, folder, name->valuestring, axis, error)
               : fail (error, folder, "manifest.json: runs are no names");
    }
  cJSON_Delete (manifest);
  return ok;
}

/* ---- studies
 * --------------------------------------------------------------------- */

/* Where sweep --keep left the run's tables, or NULL. */
static char *
kept_folder (const char *of, const study_record *record)
{
  g_autofree char *folder = g_build_filename (of, "kept", record->digest, NULL);

  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&folder)
                                                  : NULL;
}

static void
add_record_of_point (cases *c, struct result_case *of, study_record *record)
{
  record->folder = kept_folder (c->path, record);
  g_ptr_array_add (of->runs, record);
}

static void
add_point (cases *c, study *s, unsigned point)
{
  struct result_case *of = cases_add (c);

  for (unsigned axis = 0; axis < s->n_axes; axis++)
    {
      const struct study_value *value = study_value_at (s, point, axis);
      g_autofree char *label = study_value_label (value);

      case_add_setting (of, s->axes[axis].name, label, value->number);
    }
  for (uint64_t i = 0; i < s->replications; i++)
    {
      size_t run = study_run (s, i, point);

      if (s->records[run] == NULL)
        c->n_missing++;
      else
        add_record_of_point (c, of, g_steal_pointer (&s->records[run]));
    }
}

static bool
add_study (cases *c, const char *path, GError **error)
{
  g_autoptr (study) s = study_load (path, error);

  if (s == NULL)
    return false;
  c->title = g_strdup (s->title);
  c->scenario = g_strdup (s->scenario);
  g_strfreev (c->axes);
  c->axes = g_new0 (char *, s->n_axes + 1);
  for (unsigned i = 0; i < s->n_axes; i++)
    c->axes[i] = g_strdup (s->axes[i].name);
  for (unsigned i = 0; i < s->n_points; i++)
    add_point (c, s, i);
  return true;
}

static bool
add_record (cases *c, const char *path, GError **error)
{
  study_record *record = study_record_read (path, error);

  if (record == NULL)
    return false;
  g_ptr_array_add (cases_add (c)->runs, record);
  return true;
}

/* What the runs of a folder have in common: title and scenario of the first. */
static bool
take_scenario (cases *c, GError **error)
{
  cJSON *manifest = read_member (c->path, "manifest.json", error);
  const struct result_case *first = c->all->len > 0 ? cases_at (c, 0) : NULL;

  if (manifest == NULL)
    return false;
  json_get_text (manifest, "title", &c->title);
  cJSON_Delete (manifest);
  if (first != NULL && first->runs->len > 0)
    c->scenario = g_strdup (case_run (first, 0)->scenario);
  return true;
}

/* Whether there may be runs in the folder @path; what is missing, if not. */
static bool
holds_manifest (const char *path, GError **error)
{
  g_autofree char *manifest = g_build_filename (path, "manifest.json", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return fail (error, path, "there is no such file or folder");
  return g_file_test (manifest, G_FILE_TEST_EXISTS)
         || fail (error, path,
                  "holds no results: expected a folder that 'dmmsim run' or "
                  "'dmmsim sweep' wrote, with manifest.json or study.json in "
                  "it, or one record of a study");
}

cases *
cases_load (const char *path, GError **error)
{
  cases *c = cases_new (path);
  bool ok;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    ok = add_record (c, path, error);
  else if (study_is_folder (path))
    ok = add_study (c, path, error);
  else
    ok = holds_manifest (path, error) && add_folder (c, NULL, path, error)
         && take_scenario (c, error);
  if (!ok)
    g_clear_pointer (&c, cases_free);
  return c;
}
