/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario under one architecture with all its replications, and the folder
 * they leave behind. */
#ifndef DMMSIM_CLI_JOB_H
#define DMMSIM_CLI_JOB_H

#include "analysis/metrics/metrics.h"
#include "cli/limits.h"
#include "scenarios/scenario.h"

struct job
{
  scenario *scenario;
  char *label;                 /* see scenario_label() */
  const char *const *pcap;     /* see struct execution */
  const struct limits *limits; /* of each run, or NULL */
  int64_t replication;         /* the only one to run; negative: all */
  struct metric_set *metrics;  /* pooled over what was run, NULL if nothing */
  bool complete;               /* none was cut short or left out */
  bool limited;                /* one reached a limit */
  bool balanced;               /* every run's books */
};

struct job *job_new (scenario *s); /* (transfer full) @s */
void job_free (struct job *job);
/* Runs every replication until one fails or a signal comes.  @folder exists,
 * or is NULL: write nothing.  Exit status, after a message. */
int job_run (struct job *job, const char *folder);

#endif
