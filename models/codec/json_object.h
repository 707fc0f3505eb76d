/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON objects strictly: who reads asks for each key by name, and what
 * was never asked for is refused at the end, as are keys given twice and values
 * of another type.  Every message begins with the place of the value, as in
 * "options[2].value.plen: 129 is above 128"; the first one ends the reading. */
#ifndef DMMSIM_MODELS_CODEC_JSON_OBJECT_H
#define DMMSIM_MODELS_CODEC_JSON_OBJECT_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Where the reading stands; lives as long as the call that reads. */
struct json_place
{
  GString *path; /* of the object being read; "" for the outermost */
  GError **error;
};

/* Sets the error "PATH.NAME: ..." (@name NULL: of the object itself) and
 * returns false. */
bool json_place_refuse (struct json_place *place, const char *name,
                        const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Goes into the member @name, or item @index of the array @name if that is not
 * negative; returns what json_place_leave() takes. */
size_t json_place_enter (struct json_place *place, const char *name, int index);
void json_place_leave (struct json_place *place, size_t before);

typedef struct
{
  struct json_place *place;
  const cJSON *json; /* not owned; may be NULL: no keys at all */
  GPtrArray *known;  /* keys asked for */
} json_object;

/* False if @json is no object or has a key twice. */
bool json_object_open (json_object *object, struct json_place *place,
                       const cJSON *json);
/* False if it has keys that were not asked for. */
bool json_object_close (json_object *object);
void json_object_clear (json_object *object);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (json_object, json_object_clear)

/* The value at the key @name, asking for it; NULL: there is none. */
const cJSON *json_object_get (json_object *object, const char *name);
/* The same, with a number from 0 to @max, a boolean, a text or an array as the
 * only right answer.  A missing key is refused. */
bool json_object_number (json_object *object, const char *name, uint64_t max,
                         uint64_t *value);
bool json_object_boolean (json_object *object, const char *name, bool *value);
bool json_object_text (json_object *object, const char *name,
                       const char **value);
bool json_object_array (json_object *object, const char *name,
                        const cJSON **value);

/* One item of an array whose place has been entered. */
bool json_item_number (struct json_place *place, const cJSON *json,
                       uint64_t max, uint64_t *value);

#endif
