/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/dmmsim.h"
#include "cli/verbs.h"

static verb_function verb_help;

static const struct verb verbs[] = {
  { "run", "FILE...", "run scenarios, print a table, write result folders",
    verb_run },
  { "sweep", "FILE",
    "run every point of a study that its folder does not hold yet",
    verb_sweep },
  { "check", "FILE...", "run scenarios and hold them to what they expect (TAP)",
    verb_check },
  { "stats", "DIR", "tables over replications, pairs, advice", verb_stats },
  { "plot", "DIR", "draw figures of results, with their data and scripts",
    verb_plot },
  { "compare", "BASE NEW", "hold new results against older ones",
    verb_compare },
  { "predict", "FILE|DIR [DIR]",
    "what the closed forms say, beside what was simulated", verb_predict },
  { "threats", "[FILE]",
    "a table of attacks, architectures and defenses, each cell a run",
    verb_threats },
  { "replay", "RUN", "make a run again and confirm its digest", verb_replay },
  { "bridge", "FILE", "run a scenario in real time between real interfaces",
    verb_bridge },
  { "report", "DIR", "one HTML page: tables, figures, replay of a run",
    verb_report },
  { "trace", "RUN", "draw the sequence chart of a run's messages", verb_trace },
  { "validate", "FILE...", "check scenarios without running them",
    verb_validate },
  { "show", "FILE", "print the scenario with every default filled in",
    verb_show },
  { "schema", "", "print the JSON Schema of scenario files", verb_schema },
  { "list", "WHAT",
    "list architectures, metrics, motions, patterns or scenarios", verb_list },
  { "decode", "[FILE...]",
    "decode captures or hexadecimal digits: mobility messages, packets",
    verb_decode },
  { "encode", "[FILE...]", "encode the JSON of decode back to octets",
    verb_encode },
  { "version", "", "print version, commit and compiler", verb_version },
  { "help", "[VERB]", "print this, or the options of a verb", verb_help },
  { NULL, NULL, NULL, NULL }
};

static const struct verb *
verb_find (const char *name)
{
  for (const struct verb *verb = verbs; verb->name != NULL; verb++)
    if (strcmp (verb->name, name) == 0)
      return verb;
  return NULL;
}

void
message (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fputs ("dmmsim: ", stderr);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
  va_end (arguments);
}

void
message_error (GError *error)
{
  message ("%s", error->message);
  g_error_free (error);
}

/* GOption leaves the "--" before the arguments in its place. */
static void
drop_separator (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--") == 0)
      {
        for (; i < *argc; i++) /* the NULL at the end moves, too */
          argv[i] = argv[i + 1];
        (*argc)--;
        return;
      }
}

bool
verb_folder_good (const char *output)
{
  if (output == NULL || output[0] != '\0')
    return true;
  message ("--output '': expected the name of a folder");
  return false;
}

bool
verb_options (const char *name, const GOptionEntry *entries, int *argc,
              char ***argv)
{
  const struct verb *verb = verb_find (name);
  GOptionContext *context = g_option_context_new (verb->arguments);
  char *program = g_strconcat ("dmmsim ", name, NULL);
  GError *error = NULL;
  bool ok;

  g_set_prgname (program);
  g_option_context_set_summary (context, verb->summary);
  g_option_context_add_main_entries (context, entries, NULL);
  ok = g_option_context_parse (context, argc, argv, &error);
  if (!ok)
    {
      message_error (error);
      message ("'%s --help' tells the options", program);
    }
  else
    drop_separator (argc, *argv);
  if (ok && *argc > 1 && verb->arguments[0] == '\0')
    {
      message ("%s takes no arguments, found '%s'", program, (*argv)[1]);
      ok = false;
    }
  g_free (program);
  g_option_context_free (context);
  return ok;
}

static void
print_verbs (FILE *to)
{
  fputs ("Usage: dmmsim VERB [OPTION]... [ARGUMENT]...\n\n"
         "Mobile nodes anchored at the edge or at one central box: the same\n"
         "scenario under any mobility architecture.\n\nVerbs:\n",
         to);
  for (const struct verb *verb = verbs; verb->name != NULL; verb++)
    fprintf (to, "  %-9s %-8s %s\n", verb->name, verb->arguments,
             verb->summary);
  fputs ("\n'dmmsim VERB --help' tells the options of a verb.\n", to);
}

static int
verb_help (int argc, char **argv)
{
  const struct verb *verb;
  char *words[] = { argc > 1 ? argv[1] : NULL, (char *)"--help", NULL };

  if (argc < 2 || g_str_has_prefix (argv[1], "-"))
    {
      print_verbs (stdout);
      return EXIT_OK;
    }
  verb = verb_find (argv[1]);
  if (verb == NULL)
    {
      message ("there is no verb '%s'; 'dmmsim help' lists them", argv[1]);
      return EXIT_BAD_INPUT;
    }
  return verb->function == verb_help ? verb_help (1, words)
                                     : verb->function (2, words);
}

static int
run_verb (int argc, char **argv)
{
  const struct verb *verb;

  if (argc < 2)
    {
      print_verbs (stderr);
      return EXIT_BAD_INPUT;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return verb_help (1, argv);
  if (strcmp (argv[1], "--version") == 0)
    return verb_version (1, argv + 1);
  verb = verb_find (argv[1]);
  if (verb == NULL)
    {
      message ("there is no verb '%s'; 'dmmsim help' lists them", argv[1]);
      return EXIT_BAD_INPUT;
    }
  return verb->function (argc - 1, argv + 1);
}

/* Output that did not arrive is a failure, whatever the verb thought; unless
 * the reader had enough and went, as head does. */
static int
close_output (int status)
{
  bool failed = ferror (stdout) != 0;

  if (fflush (stdout) == 0 && !failed)
    return status;
  if (errno == EPIPE)
    return status;
  message ("standard output cannot be written: %s", g_strerror (errno));
  return MAX (status, EXIT_RUN_FAILED);
}

int
dmmsim_main (int argc, char **argv)
{
  /* Arguments are in the user's encoding; numbers are written one way. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  return close_output (run_verb (argc, argv));
}
