/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool
folder_fail (GError **error, const char *path, const char *what)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               "%s: %s: %s", path, what, g_strerror (code));
  return false;
}

void
folder_remove (const char *path)
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

      folder_remove (child);
      g_free (child);
    }
  g_dir_close (dir);
  g_rmdir (path);
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

char *
folder_beside (const char *path, GError **error)
{
  char *work = g_strconcat (path, ".part-XXXXXX", NULL);

  if (g_mkdtemp (work) == NULL)
    {
      folder_fail (error, path, "cannot be created");
      g_clear_pointer (&work, g_free);
      return NULL;
    }
  apply_umask (work);
  return work;
}

static bool
copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *octets = NULL;
  gsize length;

  return g_file_get_contents (from, &octets, &length, error)
         && g_file_set_contents_full (to, octets, (gssize)length,
                                      G_FILE_SET_CONTENTS_NONE, 0666, error);
}

static bool
copy_child (const char *from, const char *to, GError **error)
{
  if (!g_file_test (from, G_FILE_TEST_IS_DIR))
    return copy_file (from, to, error);
  if (g_mkdir (to, 0777) != 0)
    return folder_fail (error, to, "cannot be created");
  return folder_copy (from, to, error);
}

bool
folder_copy (const char *from, const char *to, GError **error)
{
  GDir *dir = g_dir_open (from, 0, error);
  const char *name;
  bool ok = dir != NULL;

  while (ok && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      ok = copy_child (source, target, error);
    }
  if (dir != NULL)
    g_dir_close (dir);
  return ok;
}

/* Puts the new folder in the old one's place and the old one in the new
 * one's. */
static bool
exchange (const char *work, const char *path)
{
  g_autofree char *aside = NULL;

  if (renameat2 (AT_FDCWD, work, AT_FDCWD, path, RENAME_EXCHANGE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    return false;
  aside = g_strconcat (work, ".old", NULL);
  if (g_rename (path, aside) != 0)
    return false;
  if (g_rename (work, path) != 0)
    {
      (void)g_rename (aside, path);
      return false;
    }
  return g_rename (aside, work) == 0;
}

bool
folder_put (const char *work, const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_rename (work, path) == 0
           || folder_fail (error, path, "cannot be created");
  if (!exchange (work, path))
    return folder_fail (error, path, "cannot be replaced");
  folder_remove (work); /* the old one now */
  return true;
}
