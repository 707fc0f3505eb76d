/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that appears under its name only when it is whole. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/results.h"

struct result_folder
{
  char *path, *work;
  char *made; /* parent that was not there before, or NULL */
};

static bool
fail (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               "%s: %s: %s", path, what, g_strerror (code));
  return false;
}

/* Removes @path with all that is in it; symbolic links are not followed. */
static void
remove_tree (const char *path)
{
  GDir *dir;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK)
      || (dir = g_dir_open (path, 0, NULL)) == NULL)
    {
      g_remove (path);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
      g_free (child);
    }
  g_dir_close (dir);
  g_rmdir (path);
}

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

/* g_mkdtemp() makes folders for the owner alone; results are as readable as
 * any file the user makes. */
static void
apply_umask (const char *path)
{
  mode_t mask = umask (0);

  umask (mask);
  g_chmod (path, (int)(0777 & ~mask));
}

static void
result_folder_free (result_folder *folder)
{
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
          && !fail (error, parent, "cannot be created")))
    {
      g_free (parent);
      g_free (trimmed);
      return NULL;
    }
  folder = g_new0 (result_folder, 1);
  folder->made = made ? g_strdup (parent) : NULL;
  g_free (parent);
  folder->path = trimmed;
  folder->work = g_strconcat (trimmed, ".part-XXXXXX", NULL);
  if (g_mkdtemp (folder->work) == NULL)
    {
      fail (error, folder->path, "cannot be created");
      result_folder_free (folder);
      return NULL;
    }
  apply_umask (folder->work);
  return folder;
}

const char *
result_folder_work (const result_folder *folder)
{
  return folder->work;
}

/* Puts the new folder in the old one's place and the old one in the new one's:
 * at once where the file system can exchange names, else by renaming. */
static bool
exchange (const result_folder *folder)
{
  g_autofree char *aside = NULL;

  if (renameat2 (AT_FDCWD, folder->work, AT_FDCWD, folder->path,
                 RENAME_EXCHANGE)
      == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    return false;
  aside = g_strconcat (folder->work, ".old", NULL);
  if (g_rename (folder->path, aside) != 0)
    return false;
  if (g_rename (folder->work, folder->path) != 0)
    {
      (void)g_rename (aside, folder->path);
      return false;
    }
  return g_rename (aside, folder->work) == 0;
}

bool
result_folder_commit (result_folder *folder, GError **error)
{
  bool ok = true;

  if (g_file_test (folder->path, G_FILE_TEST_EXISTS))
    {
      ok = may_replace (folder->path, error)
           && (exchange (folder)
               || fail (error, folder->path, "cannot be replaced"));
      remove_tree (folder->work); /* the old one, or what failed */
    }
  else if (g_rename (folder->work, folder->path) != 0)
    {
      ok = fail (error, folder->path, "cannot be created");
      remove_tree (folder->work);
    }
  result_folder_free (folder);
  return ok;
}

void
result_folder_abandon (result_folder *folder)
{
  if (folder == NULL)
    return;
  remove_tree (folder->work);
  if (folder->made != NULL)
    g_rmdir (folder->made); /* stays if somebody put something there */
  result_folder_free (folder);
}
