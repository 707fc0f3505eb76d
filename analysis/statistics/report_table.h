/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of text cells and how it is printed: aligned text, CSV (RFC 4180),
 * LaTeX (tabular with booktabs rules, to be \input into a paper), Markdown,
 * HTML. */
#ifndef DMMSIM_ANALYSIS_STATISTICS_REPORT_TABLE_H
#define DMMSIM_ANALYSIS_STATISTICS_REPORT_TABLE_H

#include <glib.h>
#include <stdbool.h>

enum table_format
{
  TABLE_TEXT,
  TABLE_CSV,
  TABLE_LATEX,
  TABLE_MARKDOWN,
  TABLE_HTML
};
/* "text", "csv", ...; false if @name is none. */
bool table_format_parse (const char *name, enum table_format *format);

struct report_table;
struct report_table *report_table_new (void);
void report_table_free (struct report_table *table);
/* Columns come before cells; @numeric ones are aligned to the right. */
void report_table_column (struct report_table *table, const char *heading,
                          bool numeric);
/* The next cell, row by row; a row has a cell for each column. */
void report_table_cell (struct report_table *table, const char *text);
/* A number: to six significant digits, in CSV exact; empty for NAN. */
void report_table_number (struct report_table *table, enum table_format format,
                          double value);
/* (transfer full) */
char *report_table_print (const struct report_table *table,
                          enum table_format format);

#endif
