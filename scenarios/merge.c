/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/merge.h"

#include <string.h>

#include "scenarios/reader.h"

/* RFC 7396 section 2. */
cJSON *
document_merge (cJSON *target, cJSON *patch)
{
  cJSON *member;

  if (!cJSON_IsObject (patch))
    {
      cJSON_Delete (target);
      return patch;
    }
  if (!cJSON_IsObject (target))
    {
      cJSON_Delete (target);
      target = cJSON_CreateObject ();
    }
  while ((member = patch->child))
    {
      g_autofree char *key = g_strdup (member->string);
      cJSON *old = cJSON_DetachItemFromObjectCaseSensitive (target, key);

      cJSON_DetachItemViaPointer (patch, member);
      if (cJSON_IsNull (member))
        {
          cJSON_Delete (old);
          cJSON_Delete (member);
        }
      else
        cJSON_AddItemToObject (target, key, document_merge (old, member));
    }
  cJSON_Delete (patch);
  return target;
}

static void
mark_strings (cJSON *item)
{
  for (; item; item = item->next)
    {
      if (cJSON_IsString (item))
        item->valueint = JSON_FROM_PARENT;
      mark_strings (item->child);
    }
}

static bool
check_is_object (const cJSON *document, const char *path, GError **error)
{
  if (cJSON_IsObject (document))
    return true;
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: at /: expected an object with the keys of a scenario",
               path);
  return false;
}

static bool
fail_extends (const char *path, const char *what, GError **error)
{
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: at /extends: %s", path, what);
  return false;
}

/* Puts the parent under @document. */
static bool
extend (cJSON **document, const char *path, const char *parent_name,
        char **parent, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *parent_path
      = g_path_is_absolute (parent_name)
            ? g_strdup (parent_name)
            : g_build_filename (directory, parent_name, NULL);
  g_autoptr (cJSON) base = json_load (parent_path, error);

  if (!base)
    {
      g_prefix_error (error, "%s: at /extends: ", path);
      return false;
    }
  if (!check_is_object (base, parent_path, error))
    return false;
  if (json_member (base, "extends"))
    return fail_extends (
        parent_path, "a file that is extended must not extend another", error);
  mark_strings (base->child);
  *parent = g_path_get_dirname (parent_name);
  *document = document_merge (g_steal_pointer (&base), *document);
  return true;
}

/* ---- overrides ----------------------------------------------------- */

static bool
fail_override (const char *override, const char *what, GError **error)
{
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE, "--set %s: %s",
               override, what);
  return false;
}

static cJSON *
override_value (const char *text)
{
  g_autoptr (cJSON) value = json_parse (text, strlen (text), "--set", NULL);

  return value ? g_steal_pointer (&value) : cJSON_CreateString (text);
}

/* "dmm" stands for {"name": "dmm"}: room for the parameter to be set. */
static cJSON *
open_architecture (cJSON *parent, cJSON *item)
{
  cJSON *object = cJSON_CreateObject ();

  cJSON_AddStringToObject (object, "name", item->valuestring);
  cJSON_ReplaceItemInObjectCaseSensitive (parent, "architecture", object);
  return object;
}

/* The element of a list, or NULL. */
static cJSON *
list_element (const cJSON *list, const char *key)
{
  guint64 index;

  if (!g_ascii_string_to_unsigned (key, 10, 0, INT32_MAX, &index, NULL))
    return NULL;
  return cJSON_GetArrayItem (list, (int)index);
}

/* Member or element @key of @item, made if it can be; NULL if not. */
static cJSON *
descend (cJSON *item, const char *key)
{
  cJSON *next;

  if (cJSON_IsArray (item))
    return list_element (item, key);
  if (!cJSON_IsObject (item))
    return NULL;
  next = json_member (item, key);
  if (cJSON_IsString (next) && strcmp (key, "architecture") == 0)
    return open_architecture (item, next);
  return next ? next : cJSON_AddObjectToObject (item, key);
}

static bool
set_member (cJSON *item, const char *key, cJSON *value)
{
  cJSON *old = cJSON_IsArray (item) ? list_element (item, key)
                                    : json_member (item, key);

  if (old && cJSON_IsArray (item))
    return cJSON_ReplaceItemViaPointer (item, old, value);
  if (old)
    return cJSON_ReplaceItemInObjectCaseSensitive (item, key, value);
  if (cJSON_IsObject (item))
    return cJSON_AddItemToObject (item, key, value);
  cJSON_Delete (value);
  return false;
}

/* Whether there are keys of the names that are made on the way is for the
 * reader to say. */
bool
document_set_value (cJSON *document, const char *path, cJSON *value,
                    char **what)
{
  g_auto (GStrv) keys = g_strsplit (path, ".", -1);
  unsigned last = g_strv_length (keys) - 1, i;
  cJSON *item = document;

  for (i = 0; item && i < last; i++)
    item = descend (item, keys[i]);
  if (!item)
    {
      cJSON_Delete (value);
      *what = g_strdup_printf ("there is no \"%s\" to look into", keys[i - 1]);
      return false;
    }
  if (set_member (item, keys[last], value))
    return true;
  *what = g_strdup_printf ("there is no \"%s\" to set", keys[last]);
  return false;
}

/* One "dotted.path=value": the value is JSON if it parses, else a string. */
static bool
document_set (cJSON *document, const char *override, GError **error)
{
  const char *equals = strchr (override, '=');
  g_autofree char *path = NULL, *what = NULL;

  if (!equals || equals == override)
    return fail_override (override, "expected KEY=VALUE", error);
  path = g_strndup (override, (gsize)(equals - override));
  return document_set_value (document, path, override_value (equals + 1), &what)
         || fail_override (override, what, error);
}

cJSON *
document_load (const char *path, const char *const *overrides, char **parent,
               GError **error)
{
  g_autoptr (cJSON) document = json_load (path, error);
  g_autoptr (cJSON) extends = NULL;

  *parent = NULL;
  if (!document || !check_is_object (document, path, error))
    return NULL;
  extends = cJSON_DetachItemFromObjectCaseSensitive (document, "extends");
  if (extends && !cJSON_IsString (extends))
    {
      fail_extends (path, "expected the name of a file", error);
      return NULL;
    }
  if (extends && !extend (&document, path, extends->valuestring, parent, error))
    return NULL;
  for (; overrides && *overrides; overrides++)
    if (!document_set (document, *overrides, error))
      return NULL;
  return g_steal_pointer (&document);
}
