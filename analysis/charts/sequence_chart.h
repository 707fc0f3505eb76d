/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Message sequence charts: who told whom what, from top to bottom in time, a
 * column per entity: mobile node, then gateways in order of the scenario, then
 * central entities, then correspondents.  Rows are not to scale; each bears the
 * instant at which a message is sent, and how long it was on its way.
 *
 * The same recording gives the same octets. */
#ifndef DMMSIM_ANALYSIS_CHARTS_SEQUENCE_CHART_H
#define DMMSIM_ANALYSIS_CHARTS_SEQUENCE_CHART_H

#include "analysis/charts/recording.h"

/* Which of the recording's events. */
struct sequence_selection
{
  uint32_t node;        /* index in the recording's nodes */
  uint32_t transaction; /* of one handover; TRANSACTION_NONE: all there is */
  uint32_t rows_max;
};

struct sequence_chart
{
  const struct recording *of;
  char *title;
  uint32_t n_columns, n_rows;
  uint32_t *columns;   /* entities */
  uint32_t *column_of; /* by entity; RECORDING_NONE: not shown */
  uint32_t *rows;      /* events */
  uint64_t n_left_out; /* events beyond rows_max */
};

/* (transfer full) */
struct sequence_chart *sequence_chart_new (const struct recording *r,
                                           const struct sequence_selection *s);
void sequence_chart_free (struct sequence_chart *chart);

enum sequence_format
{
  SEQUENCE_TEXT, /* 100 columns where the entities allow */
  SEQUENCE_SVG,
  SEQUENCE_MSCGEN /* input of mscgen and of what reads its language */
};
/* "text", "svg", "mscgen"; false if @name is none. */
bool sequence_format_parse (const char *name, enum sequence_format *format);
/* UTF-8.  (transfer full) */
char *sequence_chart_print (const struct sequence_chart *chart,
                            enum sequence_format format);

/* ---- what the formats share ---------------------------------------- */

char *sequence_text (const struct sequence_chart *chart);
char *sequence_svg (const struct sequence_chart *chart);
char *sequence_mscgen (const struct sequence_chart *chart);

/* "MAAR", or "" for a node that has no role here. */
const char *sequence_column_role (const struct sequence_chart *chart,
                                  uint32_t column);
/* Name of its node, without control characters. (transfer full) */
char *sequence_column_name (const struct sequence_chart *chart,
                            uint32_t column);
/* The event's text with its fate: "PBU seq 1 lifetime 60 s, lost: radio_loss".
 * (transfer full) */
char *sequence_label (const struct recorded_event *event);
/* What was left out, or NULL.  (transfer full) */
char *sequence_remark (const struct sequence_chart *chart);
/* Replaces what is no UTF-8 or a control character. (transfer full) */
char *sequence_clean (const char *text);

#endif
