/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/merge.h"

#include <string.h>
#include <unistd.h>

#include "cli/studies/folder.h"
#include "cli/verbs.h"

struct merging
{
  const char *output;
  study *study;          /* the first folder's; all others' must be it */
  study_record *pattern; /* the first record, for its version */
  bool mixed;
  size_t copied;
};

static bool
is_same_study (const study *a, const study *b)
{
  if (study_n_runs (a) != study_n_runs (b))
    return false;
  for (size_t i = 0; i < study_n_runs (a); i++)
    if (strcmp (a->digests[i], b->digests[i]) != 0)
      return false;
  return true;
}

/* Reads @folder/study.json and holds it against what was there before. */
static bool
take_study (struct merging *m, const char *folder)
{
  GError *error = NULL;
  study *s = study_read (folder, &error);
  bool same;

  if (s == NULL)
    {
      message_error (error);
      return false;
    }
  if (m->study == NULL)
    {
      m->study = s;
      return true;
    }
  same = is_same_study (m->study, s);
  study_free (s);
  if (!same)
    message ("%s: is of another study, or has grown since; 'dmmsim sweep' with "
             "the newer scenario brings its study.json up to date",
             folder);
  return same;
}

static bool
is_of_version (const study_record *a, const study_record *b)
{
  return g_strcmp0 (a->version, b->version) == 0
         && g_strcmp0 (a->commit, b->commit) == 0;
}

/* The record there is of the same run must tell of the same course. */
static bool
check_present (const struct merging *m, const study_record *record,
               const char *from, bool *present)
{
  g_autofree char *path = study_record_path (m->output, record->digest);
  g_autoptr (study_record) other = NULL;

  *present = g_file_test (path, G_FILE_TEST_EXISTS);
  if (*present)
    other = study_record_read (path, NULL);
  if (other == NULL)
    {
      *present = false; /* or it is none: replaced */
      return true;
    }
  if (g_strcmp0 (other->run_digest, record->run_digest) == 0)
    return true;
  message ("%s: run digest %s, but %s has %s for the same run", from,
           record->run_digest, path, other->run_digest);
  return false;
}

/* Octet by octet, so that merging changes nothing. */
static bool
copy_record (const struct merging *m, const char *from, const char *digest)
{
  g_autofree char *to = study_record_path (m->output, digest);
  g_autofree char *text = NULL;
  GError *error = NULL;
  gsize length;

  if (g_file_get_contents (from, &text, &length, &error)
      && g_file_set_contents_full (to, text, (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                   &error))
    return true;
  message_error (error);
  return false;
}

static bool
merge_record (struct merging *m, const char *folder, const char *digest)
{
  g_autofree char *from = study_record_path (folder, digest);
  g_autoptr (study_record) record = NULL;
  GError *error = NULL;
  bool present;

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return true;
  record = study_record_read (from, &error);
  if (record == NULL)
    {
      message_error (error);
      return false;
    }
  if (m->pattern != NULL && !m->mixed && !is_of_version (record, m->pattern))
    {
      message ("%s: made by another version or commit than the records before; "
               "--allow-mixed takes it all the same",
               from);
      return false;
    }
  if (!check_present (m, record, from, &present)
      || (!present && !copy_record (m, from, digest)))
    return false;
  m->copied += !present;
  if (m->pattern == NULL)
    m->pattern = g_steal_pointer (&record);
  return true;
}

static bool
merge_folder (struct merging *m, const char *folder)
{
  for (size_t i = 0; i < study_n_runs (m->study); i++)
    if (!merge_record (m, folder, m->study->digests[i]))
      return false;
  return true;
}

static size_t
count_missing (const struct merging *m)
{
  size_t missing = 0;

  for (size_t i = 0; i < study_n_runs (m->study); i++)
    {
      g_autofree char *path
          = study_record_path (m->output, m->study->digests[i]);

      missing += !g_file_test (path, G_FILE_TEST_EXISTS);
    }
  return missing;
}

static int
merge_all (struct merging *m, char *const *folders)
{
  int lock = -1;
  bool ok;

  if (study_is_folder (m->output) && !take_study (m, m->output))
    return EXIT_BAD_INPUT;
  for (char *const *folder = folders; *folder != NULL; folder++)
    if (!take_study (m, *folder))
      return EXIT_BAD_INPUT;
  ok = study_folder_open (m->output, m->study, false, &lock)
       && merge_folder (m, m->output); /* its version counts, too */
  for (char *const *folder = folders; ok && *folder != NULL; folder++)
    ok = merge_folder (m, *folder);
  ok = ok && study_folder_results (m->output, m->study);
  if (lock >= 0)
    close (lock);
  if (!ok)
    return EXIT_BAD_INPUT;
  message ("%zu records copied, %zu of %zu runs missing; results in %s",
           m->copied, count_missing (m), study_n_runs (m->study), m->output);
  return EXIT_OK;
}

int
study_merge (const char *output, char *const *folders, bool mixed)
{
  struct merging m = { .output = output, .mixed = mixed };
  int status = merge_all (&m, folders);

  study_record_free (m.pattern);
  study_free (m.study);
  return status;
}
