/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs and what they share. */
#ifndef DMMSIM_CLI_VERBS_H
#define DMMSIM_CLI_VERBS_H

#include <glib.h>
#include <stdbool.h>

enum exit_status
{
  EXIT_OK = 0,
  EXIT_CHECK_FAILED = 1, /* an expectation did not hold */
  EXIT_BAD_INPUT = 2,    /* usage, scenario, output folder */
  EXIT_RUN_FAILED = 3,   /* while running */
  EXIT_SOME_FAILED = 4,  /* runs of a sweep */
  EXIT_INTERRUPTED = 130 /* what was measured is saved */
};

/* A verb gets its own name as argv[0]; returns the exit status. */
typedef int verb_function (int argc, char **argv);

struct verb
{
  const char *name, *arguments, *summary;
  verb_function *function;
};

verb_function verb_run, verb_check, verb_validate, verb_show, verb_schema,
    verb_list, verb_decode, verb_encode, verb_version;
verb_function verb_sweep; /* studies */
verb_function verb_plot;
verb_function verb_stats, verb_compare, verb_replay, verb_predict;
verb_function verb_threats;
verb_function verb_bridge;             /* real interfaces */
verb_function verb_trace, verb_report; /* looking */

/* "dmmsim: " and the message to standard error. */
void message (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The message of @error, which is freed. */
void message_error (GError *error);

/* Is @output, the folder of --output or NULL, named?  An empty name is a slip:
 * a variable of a script that is not set.  False after a message. */
bool verb_folder_good (const char *output);
/* Parses the options of the verb in *argv[0] (--help included); leaves the
 * rest.  False after a message. */
bool verb_options (const char *name, const GOptionEntry *entries, int *argc,
                   char ***argv);

/* Version, commit ("" if built outside a checkout) and compiler. */
extern const char dmmsim_version[], dmmsim_commit[], dmmsim_compiler[];

#endif
