/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequence charts that a run writes into its folder ("record": {
 * "sequence_chart": true}), and names of files for nodes. */
#ifndef DMMSIM_CLI_LOOKING_CHARTS_H
#define DMMSIM_CLI_LOOKING_CHARTS_H

#include "analysis/charts/recording.h"
#include "scenarios/scenario.h"

/* Events that a recording for charts keeps, and rows of one chart. */
#define CHART_EVENTS_MAX 100000
#define CHART_ROWS_MAX 1000
#define CHART_NODES_MAX 10

/* Listens for the charts of the first mobile nodes.  (transfer full) */
struct recording *charts_begin (struct simulation *simulation);
/* NODE.sequence.txt and NODE.sequence.svg in @folder for each of them. */
bool charts_write (struct recording *r, const char *folder, GError **error);

/* FOLDER/NAME<ending>, with "_" for what file names should not have, and then
 * the node's number, as two names may become one.  (transfer full) */
char *node_file_path (const char *folder, const struct node *node,
                      const char *ending);

#endif
