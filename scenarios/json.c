/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/json.h"

#include <math.h>
#include <string.h>

#include "scenarios/scenario.h"

/* Characters of a value shown in a message. */
#define EXCERPT_MAX 48

cJSON *
json_member (const cJSON *object, const char *key)
{
  return cJSON_GetObjectItemCaseSensitive (object, key);
}

bool
json_key_is_ignored (const char *key)
{
  return key[0] == '$';
}

void
json_pointer_push (GString *pointer, const char *key)
{
  g_string_append_c (pointer, '/');
  for (; *key; key++)
    if (*key == '~')
      g_string_append (pointer, "~0");
    else if (*key == '/')
      g_string_append (pointer, "~1");
    else
      g_string_append_c (pointer, *key);
}

static bool
refuse_duplicates_at (const cJSON *item, GString *pointer, const char *name,
                      GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t length = pointer->len;
  unsigned i = 0;

  for (const cJSON *child = item->child; child; child = child->next, i++)
    {
      g_autofree char *index = g_strdup_printf ("%u", i);

      json_pointer_push (pointer, child->string ? child->string : index);
      if (child->string && !g_hash_table_add (seen, child->string))
        {
          g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_SYNTAX,
                       "%s: at %s: the key \"%s\" appears twice", name,
                       pointer->str, child->string);
          return false;
        }
      if (!refuse_duplicates_at (child, pointer, name, error))
        return false;
      g_string_truncate (pointer, length);
    }
  return true;
}

/* Refuses a key that appears twice in one object. */
static bool
refuse_duplicates (const cJSON *item, const char *name, GError **error)
{
  g_autoptr (GString) pointer = g_string_new (NULL);

  return refuse_duplicates_at (item, pointer, name, error);
}

cJSON *
json_parse (const char *text, size_t length, const char *name, GError **error)
{
  g_autoptr (cJSON) tree = NULL;

  if (!json_scan (text, length, name, error))
    return NULL;
  tree = cJSON_ParseWithLength (text, length);
  if (!tree)
    {
      g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_SYNTAX,
                   "%s: cannot be parsed", name);
      return NULL;
    }
  if (!refuse_duplicates (tree, name, error))
    return NULL;
  return g_steal_pointer (&tree);
}

cJSON *
json_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &cause))
    return json_parse (text, length, path, error);
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_FILE,
               "%s: cannot be read: %s", path, cause->message);
  return NULL;
}

/* Digits in scientific notation needed to give @value back. */
static int
shortest_precision (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  for (int digits = 1; digits < 17; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%de", digits - 1);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        return digits;
    }
  return 17;
}

char *
json_number_text (double value)
{
  char text[64], format[8];
  int digits, exponent;

  g_assert (isfinite (value));
  if (value == 0)
    return g_strdup ("0");
  digits = shortest_precision (value);
  g_snprintf (format, sizeof format, "%%.%de", digits - 1);
  g_ascii_formatd (text, sizeof text, format, value);
  exponent = (int)g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10);
  if (exponent < -6 || exponent > 15)
    return g_strdup (text);
  g_snprintf (format, sizeof format, "%%.%df", MAX (0, digits - 1 - exponent));
  g_ascii_formatd (text, sizeof text, format, value);
  return g_strdup (text);
}

cJSON *
json_number_new (double value)
{
  g_autofree char *text = json_number_text (value);

  return cJSON_CreateRaw (text);
}

char *
json_text (const cJSON *item)
{
  char *printed = cJSON_Print (item);
  char *text = g_strconcat (printed, "\n", NULL);

  cJSON_free (printed);
  return text;
}

char *
json_excerpt (const cJSON *item)
{
  char *printed = cJSON_PrintUnformatted (item);
  char *text;

  if (g_utf8_strlen (printed, -1) <= EXCERPT_MAX)
    text = g_strdup (printed);
  else
    {
      g_autofree char *cut = g_utf8_substring (printed, 0, EXCERPT_MAX - 3);

      text = g_strconcat (cut, "...", NULL);
    }
  cJSON_free (printed);
  return text;
}
