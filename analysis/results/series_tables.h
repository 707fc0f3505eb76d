/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "dmmsim stats" reads from the tables inside runs' folders: warm-up
 * advice from series.csv, quantiles of any column. */
#ifndef DMMSIM_ANALYSIS_RESULTS_SERIES_TABLES_H
#define DMMSIM_ANALYSIS_RESULTS_SERIES_TABLES_H

#include "analysis/statistics/report_table.h"

/* The folders below @folder, itself included, that have a file @name, in order
 * of their names; ended by NULL.  Two levels deep, as far as dmmsim run goes.
 * (transfer full) */
char **folders_with (const char *folder, const char *name);

/* MSER-5 of the columns of each folder's series.csv: run, column, samples,
 * warmup (s; empty if the series has not settled), mean (of what remains),
 * settled.  (transfer full) */
struct report_table *warmup_table (char *const *folders,
                                   const char *const *columns,
                                   enum table_format format, GError **error);

/* Quantile of the values of a column, taken as independent, over all folders
 * together, with order statistics as bounds: column, n, quantile, estimate,
 * low, high, min, max.  (transfer full) */
struct report_table *column_table (char *const *folders, const char *file,
                                   const char *column, double p,
                                   double confidence, enum table_format format,
                                   GError **error);

#endif
