/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study.json there and back, and the records it expects. */
#include "analysis/studies/study.h"

#include <math.h>
#include <string.h>

#include "analysis/results/format.h"
#include "analysis/results/json_file.h"

/* More runs than this in a file are a slip. */
#define RUNS_MAX 100000000

study *
study_new (void)
{
  return g_new0 (study, 1);
}

static void
axis_clear (struct study_axis *axis)
{
  for (unsigned i = 0; i < axis->n_values; i++)
    g_free (axis->values[i].text);
  g_free (axis->values);
  g_free (axis->name);
}

void
study_free (study *s)
{
  if (s == NULL)
    return;
  for (size_t i = 0; s->records != NULL && i < study_n_runs (s); i++)
    study_record_free (s->records[i]);
  g_free (s->records);
  g_strfreev (s->digests);
  for (unsigned i = 0; i < s->n_axes; i++)
    axis_clear (&s->axes[i]);
  g_free (s->axes);
  g_free (s->points);
  g_free (s->scenario);
  g_free (s->name);
  g_free (s->title);
  g_free (s);
}

static char *
study_path (const char *folder)
{
  return g_build_filename (folder, "study.json", NULL);
}

bool
study_is_folder (const char *folder)
{
  g_autofree char *path = study_path (folder);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

char *
study_value_label (const struct study_value *value)
{
  cJSON *item = cJSON_Parse (value->text);
  char *label
      = g_strdup (cJSON_IsString (item) ? item->valuestring : value->text);

  cJSON_Delete (item);
  return label;
}

/* ---- writing ------------------------------------------------------------- */

static cJSON *
number_or_null (double value)
{
  char text[FORMAT_SIZE];

  return isfinite (value) ? cJSON_CreateRaw (format_number (value, text))
                          : cJSON_CreateNull ();
}

static cJSON *
axis_to_json (const struct study_axis *axis)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *values, *numbers;

  json_add_text (json, "name", axis->name);
  values = cJSON_AddArrayToObject (json, "values");
  numbers = cJSON_AddArrayToObject (json, "numbers");
  for (unsigned i = 0; i < axis->n_values; i++)
    {
      cJSON_AddItemToArray (values, cJSON_CreateRaw (axis->values[i].text));
      cJSON_AddItemToArray (numbers, number_or_null (axis->values[i].number));
    }
  return json;
}

static cJSON *
points_to_json (const study *s)
{
  cJSON *points = cJSON_CreateArray ();

  for (unsigned p = 0; p < s->n_points; p++)
    {
      cJSON *point = cJSON_CreateArray ();

      for (unsigned a = 0; a < s->n_axes; a++)
        cJSON_AddItemToArray (
            point, cJSON_CreateNumber (s->points[(size_t)p * s->n_axes + a]));
      cJSON_AddItemToArray (points, point);
    }
  return points;
}

bool
study_write (const char *folder, const study *s, GError **error)
{
  g_autofree char *path = study_path (folder);
  cJSON *json = cJSON_CreateObject ();
  cJSON *axes, *runs;
  bool ok;

  json_add_text (json, "program", "dmmsim");
  json_add_text (json, "name", s->name);
  json_add_text (json, "title", s->title);
  axes = cJSON_AddArrayToObject (json, "axes");
  for (unsigned i = 0; i < s->n_axes; i++)
    cJSON_AddItemToArray (axes, axis_to_json (&s->axes[i]));
  cJSON_AddItemToObject (json, "points", points_to_json (s));
  json_add_count (json, "replications", s->replications);
  runs = cJSON_AddArrayToObject (json, "runs");
  for (size_t i = 0; i < study_n_runs (s); i++)
    cJSON_AddItemToArray (runs, cJSON_CreateString (s->digests[i]));
  json_add_document (json, "scenario", s->scenario);
  ok = json_write_file (path, json, error);
  cJSON_Delete (json);
  return ok;
}

/* ---- reading ------------------------------------------------------------- */

static bool
read_axis (const cJSON *json, struct study_axis *axis)
{
  const cJSON *values = cJSON_GetObjectItemCaseSensitive (json, "values");
  const cJSON *numbers = cJSON_GetObjectItemCaseSensitive (json, "numbers");
  const cJSON *value, *number;

  if (!json_get_text (json, "name", &axis->name) || axis->name == NULL
      || !cJSON_IsArray (values) || !cJSON_IsArray (numbers)
      || cJSON_GetArraySize (values) != cJSON_GetArraySize (numbers))
    return false;
  axis->values
      = g_new0 (struct study_value, MAX (1, cJSON_GetArraySize (values)));
  for (value = values->child, number = numbers->child; value != NULL;
       value = value->next, number = number->next)
    {
      struct study_value *to = &axis->values[axis->n_values++];
      char *text = cJSON_PrintUnformatted (value);

      to->text = g_strdup (text);
      to->number = cJSON_IsNumber (number) ? number->valuedouble : (double)NAN;
      cJSON_free (text);
    }
  return true;
}

static bool
read_axes (const cJSON *axes, study *s)
{
  if (!cJSON_IsArray (axes))
    return false;
  s->axes = g_new0 (struct study_axis, MAX (1, cJSON_GetArraySize (axes)));
  for (const cJSON *item = axes->child; item != NULL; item = item->next)
    if (!read_axis (item, &s->axes[s->n_axes++]))
      return false;
  return true;
}

static bool
read_point (const cJSON *json, const study *s, unsigned *point)
{
  unsigned a = 0;

  if (!cJSON_IsArray (json) || cJSON_GetArraySize (json) != (int)s->n_axes)
    return false;
  for (const cJSON *item = json->child; item != NULL; item = item->next, a++)
    {
      if (!cJSON_IsNumber (item) || item->valuedouble < 0
          || item->valuedouble >= s->axes[a].n_values)
        return false;
      point[a] = (unsigned)item->valuedouble;
    }
  return true;
}

static bool
read_points (const cJSON *points, study *s)
{
  if (!cJSON_IsArray (points))
    return false;
  s->points = g_new0 (unsigned,
                      MAX (1, (size_t)cJSON_GetArraySize (points) * s->n_axes));
  for (const cJSON *item = points->child; item != NULL; item = item->next)
    if (!read_point (item, s, &s->points[(size_t)s->n_points++ * s->n_axes]))
      return false;
  return true;
}

static bool
read_runs (const cJSON *runs, study *s)
{
  size_t n = 0;

  if (!cJSON_IsArray (runs) || s->n_points == 0
      || s->replications > RUNS_MAX / s->n_points
      || (size_t)cJSON_GetArraySize (runs) != study_n_runs (s))
    {
      s->replications = 0;
      return false;
    }
  s->digests = g_new0 (char *, study_n_runs (s) + 1);
  for (const cJSON *item = runs->child; item != NULL; item = item->next)
    {
      if (!cJSON_IsString (item))
        return false;
      s->digests[n++] = g_strdup (item->valuestring);
    }
  return true;
}

static bool
study_from_json (const cJSON *json, study *s)
{
  const cJSON *scenario = cJSON_GetObjectItemCaseSensitive (json, "scenario");
  char *text;

  if (!json_get_text (json, "name", &s->name)
      || !json_get_text (json, "title", &s->title)
      || !read_axes (cJSON_GetObjectItemCaseSensitive (json, "axes"), s)
      || !read_points (cJSON_GetObjectItemCaseSensitive (json, "points"), s)
      || !json_get_count (json, "replications", &s->replications)
      || !read_runs (cJSON_GetObjectItemCaseSensitive (json, "runs"), s)
      || !cJSON_IsObject (scenario))
    return false;
  text = cJSON_Print (scenario);
  s->scenario = g_strconcat (text, "\n", NULL);
  cJSON_free (text);
  return true;
}

study *
study_read (const char *folder, GError **error)
{
  g_autofree char *path = study_path (folder);
  g_autoptr (study) s = study_new ();
  cJSON *json = json_read_file (path, error);
  bool ok;

  if (json == NULL)
    return NULL;
  ok = study_from_json (json, s);
  cJSON_Delete (json);
  if (ok)
    return g_steal_pointer (&s);
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
               "%s: does not describe a study", path);
  return NULL;
}

bool
study_load_records (study *s, const char *folder, GError **error)
{
  s->records = g_new0 (study_record *, MAX (1, study_n_runs (s)));
  for (size_t i = 0; i < study_n_runs (s); i++)
    {
      g_autofree char *path = study_record_path (folder, s->digests[i]);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      s->records[i] = study_record_read (path, error);
      if (s->records[i] == NULL)
        return false;
      if (strcmp (s->records[i]->digest, s->digests[i]) == 0)
        continue;
      g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
                   "%s: is the record of another run, %s", path,
                   s->records[i]->digest);
      return false;
    }
  return true;
}

study *
study_load (const char *folder, GError **error)
{
  g_autoptr (study) s = study_read (folder, error);

  if (s == NULL || !study_load_records (s, folder, error))
    return NULL;
  return g_steal_pointer (&s);
}
