/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Mobility Header as one JSON object, both ways: the common part, the fields
 * of its row, and every option with its place, padding included.  Keys and
 * spellings come from the tables; doc/codec.md lists them. */
#ifndef DMMSIM_MODELS_CODEC_MH_JSON_H
#define DMMSIM_MODELS_CODEC_MH_JSON_H

#include <glib.h>

#include "models/codec/mh.h"

struct cJSON;

/* Appends to @json.  @message: what mh_decode() made of @octets, MH_OK. */
void mh_json_append (GString *json, const uint8_t *octets,
                     const struct mh_message *message);

/* The octets that views of a message read from JSON refer to. */
struct mh_json_store
{
  size_t used;
  uint8_t octets[MH_SIZE_MAX];
};

#define MH_JSON_ERROR mh_json_error_quark ()
GQuark mh_json_error_quark (void);
enum mh_json_error
{
  MH_JSON_ERROR_SYNTAX, /* no JSON text */
  MH_JSON_ERROR_VALUE   /* begins with the place: "options[2].value.plen: " */
};

/* Reads what mh_json_append() writes into @message, fit for mh_encode(); views
 * point into @store, both are the caller's.  False with @error set when the
 * object is no message that can be encoded; then @message is good for nothing.
 *
 * What the encoder works out itself may be left out.  Of that, what says
 * something over again must agree with it (KEY_raw with the flags, KEY_s with
 * KEY_units, KEY_hex with a text, name with type, len with the value), or may
 * stand for it in the first three cases; what depends on the place in the
 * octets and on addresses (offset, hdr_len, octets, checksum, padding) may be
 * that of other octets and is not compared.  The reserved octet of the header
 * is read, but sent as 0. */
bool mh_json_read (const struct cJSON *json, struct mh_json_store *store,
                   struct mh_message *message, GError **error);

/* The one value that the @n octets of JSON text at @text hold; NULL with @error
 * set.  A text with a NUL character is refused: the tree could not tell it from
 * a shorter one. (transfer full) */
struct cJSON *mh_json_tree (const char *text, size_t n, GError **error);

/* mh_json_read() of mh_json_tree(). */
bool mh_json_parse (const char *text, size_t n, struct mh_json_store *store,
                    struct mh_message *message, GError **error);

#endif
