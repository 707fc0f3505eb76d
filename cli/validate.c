/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim validate FILE...: loads and wires, runs nothing. */
#include <stdio.h>

#include "cli/loading.h"
#include "cli/verbs.h"

static bool
validate_file (const char *file, const struct loading_options *options)
{
  scenario *s = load (file, options, NULL);
  struct simulation *simulation;
  GError *error = NULL;

  if (s == NULL)
    return false;
  simulation = simulation_new (s, 0, NULL, NULL, &error);
  if (simulation == NULL)
    message_error (error);
  else
    {
      simulation_free (simulation);
      printf ("%s: valid\n", file);
    }
  scenario_free (s);
  return error == NULL;
}

int
verb_validate (int argc, char **argv)
{
  struct loading_options loading = { 0 };
  const GOptionEntry entries[]
      = { LOADING_ENTRIES (&loading), G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("validate", entries, &argc, &argv))
    {
      if (argc < 2)
        message ("which scenario? dmmsim validate FILE...");
      else if (loading_options_resolve (&loading))
        {
          status = EXIT_OK;
          for (int i = 1; i < argc; i++)
            if (!validate_file (argv[i], &loading))
              status = EXIT_BAD_INPUT;
        }
    }
  loading_options_clear (&loading);
  return status;
}
