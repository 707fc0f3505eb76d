/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON of result files: members as these files have them, written whole,
 * read back with what is wrong named. */
#ifndef DMMSIM_ANALYSIS_RESULTS_JSON_FILE_H
#define DMMSIM_ANALYSIS_RESULTS_JSON_FILE_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* NAN and infinities become null. */
void json_add_number (cJSON *to, const char *key, double value);
void json_add_count (cJSON *to, const char *key, uint64_t count);
/* NULL becomes null. */
void json_add_text (cJSON *to, const char *key, const char *text);
/* 64 bits as text, as they do not survive every reader's numbers. */
void json_add_seed (cJSON *to, const char *key, uint64_t seed);
/* @text: JSON over one or more lines, put in as it is but for indentation. */
void json_add_document (cJSON *to, const char *key, const char *text);

/* Writes @json under a temporary name beside @path and renames it; no half
 * file survives a crash. */
bool json_write_file (const char *path, const cJSON *json, GError **error);
/* Errors: STUDY_ERROR_FILE, STUDY_ERROR_FORMAT.  (transfer full) */
cJSON *json_read_file (const char *path, GError **error);

/* Copies of members, each false if it is not there or of another kind.
 * @text: (out) (transfer full); NULL for null, which counts as there. */
bool json_get_text (const cJSON *from, const char *key, char **text);
bool json_get_count (const cJSON *from, const char *key, uint64_t *count);
/* null is NAN. */
bool json_get_number (const cJSON *from, const char *key, double *value);
bool json_get_seed (const cJSON *from, const char *key, uint64_t *seed);

#endif
