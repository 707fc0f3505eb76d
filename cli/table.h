/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closing table: what a run measured, a column per run, in 80 columns. */
#ifndef DMMSIM_CLI_TABLE_H
#define DMMSIM_CLI_TABLE_H

#include "analysis/metrics/metrics.h"

struct table_column
{
  const char *heading;
  const struct metric_set *metrics;
};

/* Prints to standard output; more columns than fit go below one another. */
void table_print (const struct table_column *columns, unsigned n);

#endif
