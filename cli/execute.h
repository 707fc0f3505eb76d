/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One simulation from its scenario to its metrics and files. */
#ifndef DMMSIM_CLI_EXECUTE_H
#define DMMSIM_CLI_EXECUTE_H

#include "analysis/metrics/metrics.h"
#include "cli/limits.h"
#include "cli/live.h"
#include "cli/verbs.h"
#include "scenarios/scenario.h"
#include "sim/digest.h"

/* Somebody who looks on: when the simulation is wired but nothing happened yet,
 * and after the last event while it still lives.  The latter gives an exit
 * status, after a message.  Either may be NULL. */
struct execution_watch
{
  void (*begin) (struct simulation *simulation, void *data);
  int (*end) (struct simulation *simulation, void *data);
  void *data;
};

struct execution
{
  /* what to do */
  const scenario *scenario;
  const char *label; /* for messages and progress */
  uint64_t replication;
  const char *folder;      /* where to write, exists; NULL: nothing */
  const char *const *pcap; /* more nodes to capture, NULL-terminated or NULL */
  struct live *live;       /* in real time, at interfaces; NULL: simulated */
  const struct limits *limits;         /* or NULL; not of what is live */
  const struct execution_watch *watch; /* or NULL */

  /* what came out */
  struct metric_set *metrics; /* (transfer full), NULL if it failed */
  char digest[DIGEST_TEXT_SIZE];
  double simulated_time; /* s */
  uint64_t events;
  bool complete;
  const char *limit; /* that ended it: "max-events", ...; or NULL */
  bool balanced;     /* the books of a run that took place */
};

/* Runs it.  EXIT_OK, or after a message EXIT_BAD_INPUT (the models cannot be
 * wired so) or EXIT_RUN_FAILED (books do not balance, an invariant is broken,
 * files cannot be written).  A run that was interrupted, that reached a limit,
 * or in real time ended for its lateness, is OK and not complete. */
int execute (struct execution *execution);

#endif
