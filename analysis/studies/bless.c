/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/studies/bless.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/results/folder.h"
#include "analysis/results/json_file.h"

#define HISTORY "blessed.json"

/* The history of the folder, empty if it has none; NULL if it is damaged. */
static cJSON *
read_history (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, HISTORY, NULL);
  cJSON *json;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      json = json_read_file (path, error);
      if (json == NULL
          || cJSON_IsArray (cJSON_GetObjectItemCaseSensitive (json, "history")))
        return json;
      g_set_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT,
                   "%s: expected {\"history\": [...]}", path);
      cJSON_Delete (json);
      return NULL;
    }
  json = cJSON_CreateObject ();
  cJSON_AddArrayToObject (json, "history");
  return json;
}

static void
add_entry (cJSON *history, const cases *new_results, const comparison *changes,
           const char *reason)
{
  cJSON *entry = cJSON_CreateObject (), *lines;
  const study_record *run = case_run (cases_at (new_results, 0), 0);

  cJSON_AddItemToArray (cJSON_GetObjectItemCaseSensitive (history, "history"),
                        entry);
  json_add_text (entry, "reason", reason);
  json_add_text (entry, "version", run->version);
  json_add_text (entry, "commit", run->commit);
  lines = cJSON_AddArrayToObject (entry, "changes");
  for (unsigned i = 0; changes != NULL && i < changes->items->len; i++)
    {
      const struct compared *item = comparison_at (changes, i);
      g_autofree char *line = compared_line (item);

      if (item->verdict >= VERDICT_FAILS || item->verdict == VERDICT_NEW)
        cJSON_AddItemToArray (lines, cJSON_CreateString (line));
    }
}

static bool
fill (const char *work, const char *base, const cases *new_results,
      const comparison *changes, const char *reason, GError **error)
{
  g_autofree char *path = g_build_filename (work, HISTORY, NULL);
  cJSON *history = read_history (base, error);
  bool ok = history != NULL && folder_copy (new_results->path, work, error);

  if (ok)
    {
      add_entry (history, new_results, changes, reason);
      ok = json_write_file (path, history, error);
    }
  cJSON_Delete (history);
  return ok;
}

/* Symbolic links would be replaced by what they point to. */
static bool
may_bless (const char *base, const cases *new_results, GError **error)
{
  const char *what = NULL;

  if (!g_file_test (new_results->path, G_FILE_TEST_IS_DIR))
    what = "NEW has to be a folder";
  else if (new_results->all->len == 0
           || cases_at (new_results, 0)->runs->len == 0)
    what = "NEW holds no run";
  else if (g_file_test (base, G_FILE_TEST_IS_SYMLINK))
    what = "BASE is a symbolic link: name the folder itself";
  if (what != NULL)
    g_set_error (error, STUDY_ERROR, STUDY_ERROR_FILE, "%s: %s", base, what);
  return what == NULL;
}

bool
bless (const char *base, const cases *new_results, const comparison *changes,
       const char *reason, GError **error)
{
  g_autofree char *trimmed = g_strdup (base), *parent = NULL, *work = NULL;
  size_t length = strlen (trimmed);
  int hold;
  bool ok;

  while (length > 1 && trimmed[length - 1] == '/')
    trimmed[--length] = '\0';
  parent = g_path_get_dirname (trimmed);
  if (!may_bless (trimmed, new_results, error))
    return false;
  if (g_mkdir_with_parents (parent, 0777) != 0)
    return folder_fail (error, parent, "cannot be created");
  work = folder_beside (trimmed, &hold, error);
  if (work == NULL)
    return false;
  ok = fill (work, trimmed, new_results, changes, reason, error)
       && folder_put (work, trimmed, error);
  if (!ok)
    folder_remove (work);
  folder_release (&hold);
  return ok;
}
