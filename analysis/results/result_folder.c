/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that appears under its name only when it is whole. */
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/results/folder.h"
#include "analysis/results/results.h"

struct result_folder
{
  char *path, *work;
  char *made; /* parent that was not there before, or NULL */
  int hold;   /* of work */
};

/* Absent, empty, or a result folder? */
static bool
may_replace (const char *path, GError **error)
{
  char *manifest;
  GDir *dir;
  bool ok;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return true;
  dir = g_dir_open (path, 0, error);
  if (dir == NULL)
    return false;
  ok = g_dir_read_name (dir) == NULL;
  g_dir_close (dir);
  manifest = g_build_filename (path, "manifest.json", NULL);
  ok = ok || g_file_test (manifest, G_FILE_TEST_IS_REGULAR);
  g_free (manifest);
  if (!ok)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                 "%s: exists and is no result folder (no manifest.json); "
                 "choose another with -o",
                 path);
  return ok;
}

static void
result_folder_free (result_folder *folder)
{
  folder_release (&folder->hold);
  g_free (folder->made);
  g_free (folder->work);
  g_free (folder->path);
  g_free (folder);
}

result_folder *
result_folder_new (const char *path, GError **error)
{
  result_folder *folder;
  char *parent, *trimmed = g_strdup (path);
  size_t length = strlen (trimmed);
  bool made;

  while (length > 1 && trimmed[length - 1] == '/')
    trimmed[--length] = '\0';
  parent = g_path_get_dirname (trimmed);
  made = !g_file_test (parent, G_FILE_TEST_EXISTS);
  if (!may_replace (trimmed, error)
      || (g_mkdir_with_parents (parent, 0777) != 0
          && !folder_fail (error, parent, "cannot be created")))
    {
      g_free (parent);
      g_free (trimmed);
      return NULL;
    }
  folder = g_new0 (result_folder, 1);
  folder->made = made ? g_strdup (parent) : NULL;
  g_free (parent);
  folder->path = trimmed;
  folder->work = folder_beside (trimmed, &folder->hold, error);
  if (folder->work == NULL)
    g_clear_pointer (&folder, result_folder_free);
  return folder;
}

const char *
result_folder_work (const result_folder *folder)
{
  return folder->work;
}

bool
result_folder_commit (result_folder *folder, GError **error)
{
  bool ok = may_replace (folder->path, error)
            && folder_put (folder->work, folder->path, error);

  if (!ok)
    folder_remove (folder->work);
  result_folder_free (folder);
  return ok;
}

void
result_folder_abandon (result_folder *folder)
{
  if (folder == NULL)
    return;
  folder_remove (folder->work);
  if (folder->made != NULL)
    g_rmdir (folder->made); /* stays if somebody put something there */
  result_folder_free (folder);
}
