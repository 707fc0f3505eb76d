/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoded Mobility Header as one JSON object: the common part, the fields of
 * its row, and every option with its place, padding included.  Keys and
 * spellings come from the tables. */
#ifndef DMMSIM_MODELS_CODEC_MH_JSON_H
#define DMMSIM_MODELS_CODEC_MH_JSON_H

#include <glib.h>

#include "models/codec/mh.h"

/* Appends to @json.  @message: what mh_decode() made of @octets, MH_OK. */
void mh_json_append (GString *json, const uint8_t *octets,
                     const struct mh_message *message);

#endif
