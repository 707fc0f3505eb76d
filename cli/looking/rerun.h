/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs made again from their records, as simulations are deterministic: to
 * confirm them (replay), and to look closer than their results do (trace,
 * report). */
#ifndef DMMSIM_CLI_LOOKING_RERUN_H
#define DMMSIM_CLI_LOOKING_RERUN_H

#include "analysis/studies/cases.h"
#include "cli/execute.h"

#define REPLICATION_UNSAID G_MININT

/* Which of several runs; strings are GOption's. */
struct rerun_options
{
  char *which;     /* label of a case: "dmm", "architecture=dmm ..." */
  int replication; /* or REPLICATION_UNSAID */
};

/* The two rows for a verb's option table. */
#define RERUN_ENTRIES(options)                                                 \
  { "case",                                                                    \
    'c',                                                                       \
    0,                                                                         \
    G_OPTION_ARG_STRING,                                                       \
    &(options)->which,                                                         \
    "which of several: a setting, or what 'stats' shows of them all",          \
    "AXIS=VALUE ..." },                                                        \
  {                                                                            \
    "replication", 0, 0, G_OPTION_ARG_INT, &(options)->replication,            \
        "which replication, counted from 0 (default: the first there is)", "N" \
  }

struct rerun
{
  const struct result_case *of;
  const study_record *record;
  char *label; /* for messages */
};

/* The run that the options name, the first one of the first case if they do
 * not.  False after a message. */
bool rerun_choose (const cases *found, const struct rerun_options *options,
                   struct rerun *rerun);
void rerun_clear (struct rerun *rerun);

/* Runs it again, watched, and confirms its digest: what is seen of another
 * run is none of this one's.  @s: its scenario.  Exit status, after a message.
 */
int rerun_watched (const struct rerun *rerun, const scenario *s,
                   const struct execution_watch *watch);

#endif
