/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential stopping as the options of "dmmsim sweep" want it. */
#ifndef DMMSIM_CLI_STUDIES_UNTIL_H
#define DMMSIM_CLI_STUDIES_UNTIL_H

#include "analysis/studies/stopping.h"
#include "cli/studies/plan.h"

/* Strings are GOption's. */
struct until_options
{
  char **rules;      /* METRIC[:STATISTIC]=REL% or =ABS; NULL: no stopping */
  double confidence; /* per cent */
  int block, limit;  /* replications */
};

#define UNTIL_DEFAULTS                           \
  {                                              \
    .confidence = 95, .block = 10, .limit = 1000 \
  }

/* The rows for a verb's option table. */
#define UNTIL_ENTRIES(options)                                       \
  { "until",                                                         \
    0,                                                               \
    0,                                                               \
    G_OPTION_ARG_STRING_ARRAY,                                       \
    &(options)->rules,                                               \
    "add replications until every point's interval is that narrow "  \
    "(repeatable)",                                                  \
    "METRIC=REL%|ABS" },                                             \
      { "block",                                                     \
        0,                                                           \
        0,                                                           \
        G_OPTION_ARG_INT,                                            \
        &(options)->block,                                           \
        "replications that --until adds at a time (10)",             \
        "N" },                                                       \
      { "limit",                                                     \
        0,                                                           \
        0,                                                           \
        G_OPTION_ARG_INT,                                            \
        &(options)->limit,                                           \
        "replications at most (1000)",                               \
        "N" },                                                       \
  {                                                                  \
    "confidence", 0, 0, G_OPTION_ARG_DOUBLE, &(options)->confidence, \
        "of the intervals, per cent (95)", "P"                       \
  }

void until_options_clear (struct until_options *options);

typedef struct until until;
/* False, after a message, if what goes with rules is said without one. */
bool until_options_used (const struct until_options *options);
/* NULL after a message.  (transfer full) */
until *until_new (const struct until_options *options);
void until_free (until *u);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (until, until_free)

/* Gives the plan the replications of the first look. */
void until_begin (const until *u, plan *p);
/* Looks at what @folder holds, tells it, keeps it in stopping.csv there, and
 * lets the plan grow if it is not enough.  False after a message.
 * @more: (out) did it grow? */
bool until_look (until *u, plan *p, const char *folder, bool *more);

#endif
