/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a table row into a JSON object, and from one. */
#ifndef DMMSIM_MODELS_CODEC_MH_JSON_FIELD_H
#define DMMSIM_MODELS_CODEC_MH_JSON_FIELD_H

#include "models/codec/field.h"
#include "models/codec/json_object.h"
#include "models/codec/mh_json.h"

/* Appends "KEY": VALUE for every field of @fields (NULL: none) of @object,
 * which were read from @wire: the members of an object, with a comma in front
 * unless it is empty yet. */
void mh_json_append_fields (GString *json, const struct field *fields,
                            const void *object, const uint8_t *wire);

/* Reads every field of @fields (NULL: none) from @json into @object; views
 * point into @store.  False with the error of @json's place set. */
bool mh_json_read_fields (json_object *json, const struct field *fields,
                          void *object, struct mh_json_store *store);

/* One row of them. */
bool mh_json_read_field (json_object *json, const struct field *field,
                         void *object, struct mh_json_store *store);
/* One that is a FIELD_REST. */
bool mh_json_read_view (json_object *json, const struct field *field,
                        void *object, struct mh_json_store *store);

/* Octets from hexadecimal digits at the key @name. */
bool mh_json_read_hex (json_object *json, const char *name, struct view *view,
                       struct mh_json_store *store);
/* A word of @bits as "0x" and all its hexadecimal digits. */
bool mh_json_read_word (json_object *json, const char *name, unsigned bits,
                        uint64_t *value);
/* Writes the octets of an even number of digits; false if some are none. */
bool mh_json_hex_octets (const char *hex, uint8_t *octets);

#endif
