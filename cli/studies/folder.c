/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/verbs.h"

/* How long, in us, and how often a lock that others hold is asked for. */
#define LOCK_PATIENCE 1000000
#define LOCK_TRIES 20

static bool
fail_folder (const char *path, const char *what)
{
  message ("%s: %s", path, what);
  return false;
}

/* What study.json is written as before it is renamed, and may be left as. */
static bool
is_leaving (const char *name)
{
  return g_str_has_prefix (name, "study.json.");
}

/* Is there nothing in it, or but what a sweep leaves that was killed when it
 * began? */
static bool
may_be_used (const char *path)
{
  GDir *dir;
  const char *name;
  bool ours = true;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) || study_is_folder (path))
    return true;
  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return fail_folder (path, "is no folder that can be read");
  while (ours && (name = g_dir_read_name (dir)) != NULL)
    ours = is_leaving (name) || strcmp (name, "runs") == 0;
  g_dir_close (dir);
  return ours || fail_folder (path, "is neither empty nor a study");
}

static void
remove_leavings (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (is_leaving (name))
        g_unlink (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
}

/* Is it held by others?  A worker of a sweep that was just killed may have it
 * for an instant more, so it is asked for some time. */
static bool
lock_is_held (int lock, bool shared)
{
  const int operation = (shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  int tries = LOCK_TRIES;

  while (flock (lock, operation) != 0)
    {
      if (errno != EWOULDBLOCK)
        return false; /* no locks on this file system */
      if (--tries == 0)
        return true;
      g_usleep (LOCK_PATIENCE / LOCK_TRIES);
    }
  return false;
}

static bool
take_lock (const char *folder, const char *runs, bool shared, int *lock)
{
  *lock = open (runs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*lock < 0 || !lock_is_held (*lock, shared))
    return true;
  return fail_folder (folder, "another sweep is at work there");
}

bool
study_folder_update (const char *folder, const study *s)
{
  GError *error = NULL;

  if (study_write (folder, s, &error))
    return true;
  message_error (error);
  return false;
}

bool
study_folder_open (const char *folder, const study *s, bool shared, int *lock)
{
  g_autofree char *runs = g_build_filename (folder, "runs", NULL);

  *lock = -1;
  if (!may_be_used (folder))
    return false;
  if (g_mkdir_with_parents (runs, 0777) != 0)
    return fail_folder (runs, g_strerror (errno));
  if (!take_lock (folder, runs, shared, lock))
    return false;
  if (!shared)
    remove_leavings (folder);
  return study_folder_update (folder, s);
}

bool
study_folder_results (const char *folder, const study *s)
{
  int lock = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  GError *error = NULL;
  bool ok;

  if (lock >= 0)
    flock (lock, LOCK_EX);
  ok = study_write_results (folder, s, &error);
  if (lock >= 0)
    close (lock);
  if (!ok)
    message_error (error);
  return ok;
}
