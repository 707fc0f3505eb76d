/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/slurm.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "cli/verbs.h"

/* Absolute, as jobs start elsewhere, and quoted for the shell. */
static char *
quoted_path (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  return g_shell_quote (absolute);
}

static char *
quoted_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return g_shell_quote (program != NULL ? program : "dmmsim");
}

/* " --set 'a=b' --seed '7'" */
static char *
loading_words (const struct loading_options *options)
{
  GString *words = g_string_new (NULL);

  for (char **set = options->set; set != NULL && *set != NULL; set++)
    {
      g_autofree char *quoted = g_shell_quote (*set);

      g_string_append_printf (words, " --set %s", quoted);
    }
  if (options->seed != NULL)
    {
      g_autofree char *quoted = g_shell_quote (options->seed);

      g_string_append_printf (words, " --seed %s", quoted);
    }
  return g_string_free (words, FALSE);
}

static bool
write_script (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GError *error = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                0777, &error))
    return true;
  message_error (error);
  return false;
}

static char *
array_script (const char *path, const char *folder, const char *name,
              unsigned shards, const struct loading_options *options,
              const struct limit_options *limits)
{
  g_autofree char *program = quoted_program ();
  g_autofree char *file = quoted_path (path);
  g_autofree char *output = quoted_path (folder);
  g_autofree char *words = loading_words (options);
  g_autofree char *limit_words = limit_options_words (limits);

  return g_strdup_printf (
      "#!/bin/sh\n"
      "#SBATCH --job-name=%s\n"
      "#SBATCH --array=0-%u\n"
      "#SBATCH --output=/dev/null\n"
      "# exec: the signal before a time limit reaches dmmsim, which saves\n"
      "# what it has.\n"
      "exec %s sweep %s -o %s \\\n"
      "  -j \"${SLURM_CPUS_PER_TASK:-1}\" "
      "--shard \"$SLURM_ARRAY_TASK_ID/%u\"%s%s \\\n"
      "  2>%s/shard-\"$SLURM_ARRAY_TASK_ID\".log\n",
      name, shards - 1, program, file, output, shards, words, limit_words,
      output);
}

static char *
merge_script (const char *folder, const char *name)
{
  g_autofree char *program = quoted_program ();
  g_autofree char *output = quoted_path (folder);

  return g_strdup_printf ("#!/bin/sh\n"
                          "#SBATCH --job-name=%s-merge\n"
                          "#SBATCH --output=/dev/null\n"
                          "exec %s sweep --merge -o %s %s 2>%s/merge.log\n",
                          name, program, output, output, output);
}

int
slurm_emit (const char *path, const char *folder, const char *name,
            unsigned shards, const struct loading_options *options,
            const struct limit_options *limits)
{
  g_autofree char *job = g_strdelimit (g_strdup (name), " \t\n", '-');
  g_autofree char *array
      = array_script (path, folder, job, shards, options, limits);
  g_autofree char *merge = merge_script (folder, job);
  g_autofree char *output = quoted_path (folder);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      message ("%s: cannot be created: %s", folder, g_strerror (errno));
      return EXIT_BAD_INPUT;
    }
  if (!write_script (folder, "array.sbatch", array)
      || !write_script (folder, "merge.sbatch", merge))
    return EXIT_RUN_FAILED;
  printf ("job=$(sbatch --parsable %s/array.sbatch)\n"
          "sbatch --dependency=afterany:$job %s/merge.sbatch\n",
          output, output);
  return EXIT_OK;
}
