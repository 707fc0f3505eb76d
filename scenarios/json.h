/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as RFC 8259 has it and no laxer: cJSON builds the tree, a scan of the
 * text before and a walk over the tree after it refuse what cJSON lets pass
 * (trailing text, other number forms, control characters, NUL, duplicate
 * keys, numbers a double cannot hold, deep nesting).
 *
 * Paths in messages are JSON pointers (RFC 6901). */
#ifndef DMMSIM_SCENARIOS_JSON_H
#define DMMSIM_SCENARIOS_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cJSON, cJSON_Delete)

/* Deeper nesting is refused. */
#define JSON_DEPTH_MAX 64

/* Reads a file.  Errors: SCENARIO_ERROR_FILE, SCENARIO_ERROR_SYNTAX as
 * "PATH:LINE:COLUMN: what".  (transfer full) */
cJSON *json_load (const char *path, GError **error);
/* The same for a text; @name stands for the file in messages. */
cJSON *json_parse (const char *text, size_t length, const char *name,
                   GError **error);
/* Is the text grammatical JSON with numbers that fit? */
bool json_scan (const char *text, size_t length, const char *name,
                GError **error);

/* Member of an object, letter case respected; NULL if there is none. */
cJSON *json_member (const cJSON *object, const char *key);
/* Keys that begin with $ are the writer's own ($schema, $comment). */
bool json_key_is_ignored (const char *key);

/* Appends "/KEY" with the escapes of RFC 6901. */
void json_pointer_push (GString *pointer, const char *key);

/* Shortest decimal text that gives @value back.  (transfer full) */
char *json_number_text (double value);
/* A number node that prints as that text. */
cJSON *json_number_new (double value);
/* Indented text with a final newline.  (transfer full) */
char *json_text (const cJSON *item);
/* One line, cut to a length fit for a message.  (transfer full) */
char *json_excerpt (const cJSON *item);

#endif
