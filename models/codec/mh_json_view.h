/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of a form of their own (addresses, lists of numbers, sub-options,
 * traffic selectors) from a JSON object, as mh_json_append() shows them. */
#ifndef DMMSIM_MODELS_CODEC_MH_JSON_VIEW_H
#define DMMSIM_MODELS_CODEC_MH_JSON_VIEW_H

#include "models/codec/field.h"
#include "models/codec/json_object.h"
#include "models/codec/mh_json.h"

/* Whether @field is a FIELD_REST that mh_json_read_view() reads; the others
 * are text or hexadecimal digits. */
bool mh_json_has_form (const struct field *field);

/* Reads the view of @field from @json into @view, whose octets are in @store.
 * False with the error of @json's place set. */
bool mh_json_read_view (json_object *json, const struct field *field,
                        struct view *view, struct mh_json_store *store);

#endif
