/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a run may go, and how often its invariants are looked at meanwhile.
 * A run that reaches a limit ends between two events: what was measured is
 * kept, marked incomplete.  The limit of events ends it at the same event
 * everywhere; memory and time are looked at when the simulation is wired and
 * every LIMITS_LOOK events. */
#ifndef DMMSIM_CLI_LIMITS_H
#define DMMSIM_CLI_LIMITS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Events between two looks: some milliseconds. */
#define LIMITS_LOOK 16384u

/* 0: no limit, never. */
struct limits
{
  uint64_t events;
  uint64_t memory;     /* octets resident */
  int64_t wall;        /* us since the run began, its wiring included */
  uint64_t invariants; /* held every so many events, and at the end */
};

/* Strings are GOption's. */
struct limit_options
{
  char *events, *memory, *wall, *invariants;
};

/* The rows for a verb's option table. */
#define LIMIT_ENTRIES(options)                                               \
  { "max-events",                                                            \
    0,                                                                       \
    0,                                                                       \
    G_OPTION_ARG_STRING,                                                     \
    &(options)->events,                                                      \
    "end a run after so many events",                                        \
    "N" },                                                                   \
      { "max-memory",                                                        \
        0,                                                                   \
        0,                                                                   \
        G_OPTION_ARG_STRING,                                                 \
        &(options)->memory,                                                  \
        "end a run that needs more, such as '2 GB'",                         \
        "SIZE" },                                                            \
      { "max-wall",                                                          \
        0,                                                                   \
        0,                                                                   \
        G_OPTION_ARG_STRING,                                                 \
        &(options)->wall,                                                    \
        "end a run that takes longer, such as '10 min'",                     \
        "TIME" },                                                            \
  {                                                                          \
    "check-invariants", 0, 0, G_OPTION_ARG_STRING, &(options)->invariants,   \
        "hold the models' invariants every N events; a run that breaks one " \
        "fails",                                                             \
        "N"                                                                  \
  }

/* False after a message. */
bool limits_read (const struct limit_options *options, struct limits *limits);
void limit_options_clear (struct limit_options *options);
/* " --max-events 7", quoted for the shell. (transfer full) */
char *limit_options_words (const struct limit_options *options);

/* Which limit of memory and time a process reached whose run began at @began
 * (us, monotonic): "max-memory", "max-wall", or NULL. */
const char *limits_reached (const struct limits *limits, int64_t began);

#endif
