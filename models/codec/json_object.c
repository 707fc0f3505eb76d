/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/json_object.h"

#include <math.h>
#include <string.h>

#include "models/codec/mh_json.h"

/* Characters of a wrong value that a message repeats. */
#define EXCERPT_MAX 40

/* Places */

bool
json_place_refuse (struct json_place *place, const char *name,
                   const char *format, ...)
{
  g_autofree char *what = NULL, *message = NULL, *valid = NULL;
  size_t before = json_place_enter (place, name, -1);
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message = g_strconcat (place->path->str, place->path->len > 0 ? ": " : "",
                         what, NULL);
  valid = g_utf8_make_valid (message, -1); /* keys may be anything */
  g_set_error_literal (place->error, MH_JSON_ERROR, MH_JSON_ERROR_VALUE, valid);
  json_place_leave (place, before);
  return false;
}

size_t
json_place_enter (struct json_place *place, const char *name, int index)
{
  size_t before = place->path->len;

  if (name != NULL && before > 0)
    g_string_append_c (place->path, '.');
  if (name != NULL)
    g_string_append (place->path, name);
  if (index >= 0)
    g_string_append_printf (place->path, "[%d]", index);
  return before;
}

void
json_place_leave (struct json_place *place, size_t before)
{
  g_string_truncate (place->path, before);
}

/* Values */

/* What was given, for a message.  (transfer full) */
static char *
excerpt (const cJSON *json)
{
  char *text = cJSON_PrintUnformatted (json);
  char *valid = g_utf8_make_valid (text != NULL ? text : "it", -1);
  char *cut;

  cJSON_free (text);
  if (g_utf8_strlen (valid, -1) <= EXCERPT_MAX)
    return valid;
  cut = g_utf8_offset_to_pointer (valid, EXCERPT_MAX);
  *cut = '\0';
  cut = g_strconcat (valid, "...", NULL);
  g_free (valid);
  return cut;
}

static bool
refuse_type (struct json_place *place, const char *name, const cJSON *json,
             const char *wanted)
{
  g_autofree char *given = NULL;

  if (json == NULL)
    return json_place_refuse (place, name, "missing; %s belongs here", wanted);
  given = excerpt (json);
  return json_place_refuse (place, name, "%s is not %s", given, wanted);
}

static bool
check_number (struct json_place *place, const char *name, const cJSON *json,
              uint64_t max, uint64_t *value)
{
  g_autofree char *wanted
      = g_strdup_printf ("a whole number from 0 to %" G_GUINT64_FORMAT, max);
  double number = cJSON_IsNumber (json) ? json->valuedouble : -1;

  if (!(number >= 0) || number != floor (number))
    return refuse_type (place, name, json, wanted);
  if (number > (double)max)
    return json_place_refuse (place, name, "%.17g is above %" G_GUINT64_FORMAT,
                              number, max);
  *value = (uint64_t)number;
  return true;
}

bool
json_item_number (struct json_place *place, const cJSON *json, uint64_t max,
                  uint64_t *value)
{
  return check_number (place, NULL, json, max, value);
}

/* Objects */

static bool
refuse_duplicates (const json_object *object)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const cJSON *child;

  cJSON_ArrayForEach (child, object->json)
  {
    if (!g_hash_table_add (seen, child->string))
      return json_place_refuse (object->place, child->string, "given twice");
  }
  return true;
}

bool
json_object_open (json_object *object, struct json_place *place,
                  const cJSON *json)
{
  object->place = place;
  object->json = json;
  object->known = g_ptr_array_new_with_free_func (g_free);
  if (json == NULL)
    return true;
  if (!cJSON_IsObject (json))
    return refuse_type (place, NULL, json, "an object");
  return refuse_duplicates (object);
}

void
json_object_clear (json_object *object)
{
  if (object->known != NULL)
    g_ptr_array_unref (object->known);
}

static bool
is_known (const json_object *object, const char *name)
{
  return g_ptr_array_find_with_equal_func (object->known, name, g_str_equal,
                                           NULL);
}

/* "a, b, c".  (transfer full) */
static char *
known_keys (const json_object *object)
{
  g_ptr_array_add (object->known, NULL);
  return g_strjoinv (", ", (char **)object->known->pdata);
}

bool
json_object_close (json_object *object)
{
  const cJSON *child;

  cJSON_ArrayForEach (child, object->json)
  {
    g_autofree char *known = NULL;

    if (is_known (object, child->string))
      continue;
    known = known_keys (object);
    return json_place_refuse (object->place, child->string,
                              "unknown key; known here: %s",
                              known[0] != '\0' ? known : "none");
  }
  return true;
}

const cJSON *
json_object_get (json_object *object, const char *name)
{
  if (!is_known (object, name))
    g_ptr_array_add (object->known, g_strdup (name));
  return cJSON_GetObjectItemCaseSensitive (object->json, name);
}

bool
json_object_number (json_object *object, const char *name, uint64_t max,
                    uint64_t *value)
{
  return check_number (object->place, name, json_object_get (object, name), max,
                       value);
}

bool
json_object_boolean (json_object *object, const char *name, bool *value)
{
  const cJSON *json = json_object_get (object, name);

  if (!cJSON_IsBool (json))
    return refuse_type (object->place, name, json, "true or false");
  *value = cJSON_IsTrue (json);
  return true;
}

bool
json_object_text (json_object *object, const char *name, const char **value)
{
  const cJSON *json = json_object_get (object, name);

  if (!cJSON_IsString (json))
    return refuse_type (object->place, name, json, "a text");
  *value = json->valuestring;
  return true;
}

bool
json_object_array (json_object *object, const char *name, const cJSON **value)
{
  const cJSON *json = json_object_get (object, name);

  if (!cJSON_IsArray (json))
    return refuse_type (object->place, name, json, "an array");
  *value = json;
  return true;
}
