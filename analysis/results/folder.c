/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* ---- folders at work ----------------------------------------------- */

#define WORK ".part-"
#define WORK_RANDOM 6 /* characters behind that */

/* The lock of @work, a descriptor, or -1 if it is not to be had; @more:
 * LOCK_NB, or 0 to wait for it. */
static int
take_hold (const char *work, int more)
{
  int hold = open (work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (hold >= 0 && flock (hold, LOCK_EX | more) == 0)
    return hold;
  if (hold >= 0)
    close (hold);
  return -1;
}

static void
remove_leaving (const char *path)
{
  int hold = take_hold (path, LOCK_NB);

  if (hold < 0)
    return;
  folder_remove (path);
  close (hold);
}

static bool
is_leaving (const char *name, const char *base)
{
  size_t n = strlen (base), word = strlen (WORK);

  return strncmp (name, base, n) == 0 && strncmp (name + n, WORK, word) == 0
         && strlen (name + n + word) == WORK_RANDOM;
}

static void
remove_leavings (const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  GDir *dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *leaving = g_build_filename (parent, name, NULL);

      if (is_leaving (name, base))
        remove_leaving (leaving);
    }
  if (dir != NULL)
    g_dir_close (dir);
}

static char *
make_work (const char *path, int *hold, GError **error)
{
  char *work = g_strconcat (path, WORK "XXXXXX", NULL);

  if (g_mkdtemp (work) != NULL)
    {
      *hold = take_hold (work, 0);
      return work;
    }
  folder_fail (error, path, "cannot be created");
  g_free (work);
  return NULL;
}

/* Before it is locked another process may take the folder for a leaving: then
 * it is gone once the lock is there, and made again. */
char *
folder_beside (const char *path, int *hold, GError **error)
{
  char *work;

  *hold = -1;
  remove_leavings (path);
  work = make_work (path, hold, error);
  while (work != NULL && !g_file_test (work, G_FILE_TEST_IS_DIR))
    {
      folder_release (hold);
      g_free (work);
      work = make_work (path, hold, error);
    }
  if (work != NULL)
    apply_umask (work);
  return work;
}

void
folder_release (int *hold)
{
  if (*hold >= 0)
    close (*hold);
  *hold = -1;
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
