/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim show FILE, dmmsim schema. */
#include <stdio.h>

#include "cli/loading.h"
#include "cli/verbs.h"

/* Prints @text, which is freed, and sees that it ends its line. */
static int
print_text (char *text)
{
  fputs (text, stdout);
  if (!g_str_has_suffix (text, "\n"))
    putchar ('\n');
  g_free (text);
  return EXIT_OK;
}

int
verb_show (int argc, char **argv)
{
  struct loading_options loading = { 0 };
  const GOptionEntry entries[]
      = { LOADING_ENTRIES (&loading), G_OPTION_ENTRY_NULL };
  scenario *s = NULL;
  int status = EXIT_BAD_INPUT;

  if (verb_options ("show", entries, &argc, &argv))
    {
      if (argc != 2)
        message ("one scenario, please: dmmsim show FILE");
      else if (loading_options_resolve (&loading))
        s = load (argv[1], &loading, NULL);
    }
  if (s != NULL)
    {
      status = print_text (scenario_resolved (s));
      scenario_free (s);
    }
  loading_options_clear (&loading);
  return status;
}

int
verb_schema (int argc, char **argv)
{
  static const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };

  if (!verb_options ("schema", none, &argc, &argv))
    return EXIT_BAD_INPUT;
  return print_text (scenario_schema ());
}
