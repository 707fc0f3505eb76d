/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/looking/differing.h"

#include <cjson/cJSON.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "scenarios/scenario.h"

static void
setting_clear (gpointer item)
{
  struct differing_setting *setting = item;

  g_free (setting->path);
  g_free (setting->value);
}

/* Members that the page shows otherwise. */
static bool
is_shown_elsewhere (const char *name)
{
  static const char *const names[] = { "title", "topology", "sites",  "record",
                                       "sweep", "figures",  "expect", NULL };

  return g_strv_contains (names, name);
}

static char *
value_text (const cJSON *value)
{
  char *printed, *text;

  if (cJSON_IsString (value))
    return g_strdup (value->valuestring);
  printed = cJSON_PrintUnformatted (value);
  text = g_strdup (printed);
  cJSON_free (printed);
  return text;
}

/* What the loader makes of @json, by way of the file @path. */
static char *
resolve (const cJSON *json, const char *path)
{
  char *text = cJSON_PrintUnformatted (json);
  g_autoptr (scenario) s = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                0600, NULL))
    s = scenario_load (path, NULL, NULL);
  cJSON_free (text);
  return s == NULL ? NULL : scenario_standing_alone (s);
}

/* A document that is loaded over and over, and what it is when whole. */
struct document
{
  cJSON *json;
  const char *path;
  char *whole;
};

/* Is it the same without @item?  Names that begin with $ are passed over. */
static bool
is_default (const struct document *d, cJSON *item)
{
  char ignored[] = "$", *name = item->string;
  g_autofree char *resolved = NULL;

  item->string = ignored;
  resolved = resolve (d->json, d->path);
  item->string = name;
  return resolved != NULL && strcmp (resolved, d->whole) == 0;
}

static void
look_at (GArray *found, const struct document *d, const cJSON *object,
         const char *prefix)
{
  cJSON *item;

  cJSON_ArrayForEach (item, object)
  {
    g_autofree char *key = g_strconcat (prefix, item->string, NULL);

    if (prefix[0] == '\0' && is_shown_elsewhere (item->string))
      continue;
    if (cJSON_IsObject (item) && item->child != NULL)
      {
        g_autofree char *below = g_strconcat (key, ".", NULL);

        look_at (found, d, item, below);
      }
    else if (!cJSON_IsArray (item) && !is_default (d, item))
      {
        const struct differing_setting setting
            = { g_strdup (key), value_text (item) };

        g_array_append_val (found, setting);
      }
  }
}

GArray *
differing_settings (const char *resolved)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (struct differing_setting));
  g_autofree char *path = NULL;
  struct document d = { .json = cJSON_Parse (resolved) };
  int file = g_file_open_tmp ("dmmsim-report-XXXXXX.json", &path, NULL);

  g_array_set_clear_func (found, setting_clear);
  if (file >= 0)
    {
      close (file);
      d.path = path;
      d.whole = resolve (d.json, path);
      if (d.whole != NULL)
        look_at (found, &d, d.json, "");
      g_free (d.whole);
      g_unlink (path);
    }
  cJSON_Delete (d.json);
  return found;
}
