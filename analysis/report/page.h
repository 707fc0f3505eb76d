/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a report: one HTML file that needs nothing else.  Its template,
 * styles and scripts are files in analysis/report/, which are linked into the
 * program as a GResource.  In the template
 *
 *   {{NAME}}       stands for what report_page_set_html() or _set_text() said
 *   {{file.css}}   for that file of the folder
 *
 * What is put in is not looked through again: a scenario cannot say {{...}}. */
#ifndef DMMSIM_ANALYSIS_REPORT_PAGE_H
#define DMMSIM_ANALYSIS_REPORT_PAGE_H

#include <cjson/cJSON.h>
#include <glib.h>

struct report_page;

struct report_page *report_page_new (void);
void report_page_free (struct report_page *page);
/* @html: (transfer full) */
void report_page_set_html (struct report_page *page, const char *name,
                           char *html);
/* Any text, escaped. */
void report_page_set_text (struct report_page *page, const char *name,
                           const char *text);
/* For a script element of type application/json: "<" as an escape, so that no
 * text ends it. */
void report_page_set_json (struct report_page *page, const char *name,
                           const cJSON *json);
/* What nothing was said of is empty.  (transfer full) */
char *report_page_print (const struct report_page *page);

/* As text of an element or an attribute: what is no UTF-8 or a control
 * character but a newline becomes U+FFFD.  (transfer full) */
char *report_escape (const char *text);

#endif
