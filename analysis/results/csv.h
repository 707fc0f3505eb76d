/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values, RFC 4180 with plain line feeds.  A row is a sequence
 * of csv_ calls and csv_end(); errors show when the file is closed. */
#ifndef DMMSIM_ANALYSIS_RESULTS_CSV_H
#define DMMSIM_ANALYSIS_RESULTS_CSV_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/time.h"

struct csv
{
  FILE *file;
  char *path;
  bool begun; /* the row has a field */
  int code;   /* errno of the first write that failed, or 0 */
};

/* Creates @folder/@name and writes @header, the first line; NULL: none. */
bool csv_open (struct csv *csv, const char *folder, const char *name,
               const char *header, GError **error);
bool csv_close (struct csv *csv, GError **error);

void csv_text (struct csv *csv, const char *text); /* NULL: empty */
void csv_count (struct csv *csv, uint64_t count);
void csv_number (struct csv *csv, double value); /* NAN: empty */
void csv_time (struct csv *csv, sim_time t);     /* s; NONE: empty */
/* Seconds from @from to @to; empty unless both were reached. */
void csv_interval (struct csv *csv, sim_time from, sim_time to);
void csv_end (struct csv *csv);

#endif
