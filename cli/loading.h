/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios as the options of the command line want them. */
#ifndef DMMSIM_CLI_LOADING_H
#define DMMSIM_CLI_LOADING_H

#include "analysis/studies/study.h"
#include "scenarios/scenario.h"

/* --set and --seed; strings are GOption's. */
struct loading_options
{
  char **set;
  char *seed;
};

/* The two rows for a verb's option table. */
#define LOADING_ENTRIES(options)                                          \
  { "set",                                                                \
    's',                                                                  \
    0,                                                                    \
    G_OPTION_ARG_STRING_ARRAY,                                            \
    &(options)->set,                                                      \
    "set a key of the scenario, by dotted path (repeatable)",             \
    "KEY=VALUE" },                                                        \
  {                                                                       \
    "seed", 0, 0, G_OPTION_ARG_STRING, &(options)->seed,                  \
        "seed of all random streams, or 'random' to draw one", "N|random" \
  }

/* Checks --seed; draws and tells it if random.  False after a message. */
bool loading_options_resolve (struct loading_options *options);
void loading_options_clear (struct loading_options *options);
/* Loads @path with the options; @architecture: replaces the file's unless it
 * has that one anyway (then with its parameters), NULL: the file's.  NULL after
 * a message. */
scenario *load (const char *path, const struct loading_options *options,
                const char *architecture);

/* The scenario that a run recorded of itself, through a file that is gone
 * afterwards; NULL after a message. */
scenario *load_record (const study_record *record);

/* "single-handover-dmm": file name without folder and ending, architecture.
 * (transfer full) */
char *scenario_label (const scenario *s);
/* File name without folder and ending. (transfer full) */
char *scenario_name (const char *path);

#endif
