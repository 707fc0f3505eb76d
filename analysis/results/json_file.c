/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/json_file.h"

#include <math.h>
#include <string.h>

#include "analysis/results/format.h"
#include "analysis/studies/study.h"

/* Whole numbers up to here survive a double. */
#define COUNT_MAX 9007199254740992.0

void
json_add_number (cJSON *to, const char *key, double value)
{
  char text[FORMAT_SIZE];

  if (isfinite (value))
    cJSON_AddRawToObject (to, key, format_number (value, text));
  else
    cJSON_AddNullToObject (to, key);
}

void
json_add_count (cJSON *to, const char *key, uint64_t count)
{
  char text[FORMAT_SIZE];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, count);
  cJSON_AddRawToObject (to, key, text);
}

void
json_add_text (cJSON *to, const char *key, const char *text)
{
  if (text != NULL)
    cJSON_AddStringToObject (to, key, text);
  else
    cJSON_AddNullToObject (to, key);
}

void
json_add_seed (cJSON *to, const char *key, uint64_t seed)
{
  char text[FORMAT_SIZE];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, seed);
  cJSON_AddStringToObject (to, key, text);
}

/* Line ends in JSON text are never inside a string. */
void
json_add_document (cJSON *to, const char *key, const char *text)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);
  g_autofree char *indented = g_strjoinv ("\n\t", lines);

  cJSON_AddRawToObject (to, key, indented);
}

bool
json_write_file (const char *path, const cJSON *json, GError **error)
{
  char *text = cJSON_Print (json);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  cJSON_free (text);
  return g_file_set_contents_full (path, line, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

cJSON *
json_read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;
  cJSON *json;

  if (!g_file_get_contents (path, &text, &length, &cause))
    {
      g_set_error (error, STUDY_ERROR, STUDY_ERROR_FILE,
                   "%s: cannot be read: %s", path, cause->message);
      return NULL;
    }
  json = cJSON_ParseWithLength (text, length);
  if (json == NULL)
    g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT, "%s: is not JSON",
                 path);
  return json;
}

bool
json_get_text (const cJSON *from, const char *key, char **text)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (from, key);

  if (!cJSON_IsString (item) && !cJSON_IsNull (item))
    return false;
  g_free (*text);
  *text = g_strdup (item->valuestring); /* NULL for null */
  return true;
}

bool
json_get_count (const cJSON *from, const char *key, uint64_t *count)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (from, key);

  if (!cJSON_IsNumber (item) || item->valuedouble < 0
      || item->valuedouble > COUNT_MAX
      || item->valuedouble != floor (item->valuedouble))
    return false;
  *count = (uint64_t)item->valuedouble;
  return true;
}

bool
json_get_number (const cJSON *from, const char *key, double *value)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (from, key);

  if (cJSON_IsNull (item))
    *value = (double)NAN;
  else if (cJSON_IsNumber (item))
    *value = item->valuedouble;
  else
    return false;
  return true;
}

bool
json_get_seed (const cJSON *from, const char *key, uint64_t *seed)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (from, key);

  return cJSON_IsString (item)
         && g_ascii_string_to_unsigned (item->valuestring, 10, 0, G_MAXUINT64,
                                        seed, NULL);
}
