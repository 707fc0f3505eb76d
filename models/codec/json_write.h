/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of JSON appended to a text, without the cost of formats: a capture has
 * dozens of them in each packet. */
#ifndef DMMSIM_MODELS_CODEC_JSON_WRITE_H
#define DMMSIM_MODELS_CODEC_JSON_WRITE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* A comma unless this is the first member of its object or array. */
void json_write_comma (GString *json);
/* Comma and "KEY": with @key and @suffix in a row. */
void json_write_key (GString *json, const char *key, const char *suffix);
void json_write_number (GString *json, uint64_t number);
/* @text in quotes; it must need no escapes. */
void json_write_plain (GString *json, const char *text);
/* Two digits an octet, no quotes. */
void json_write_hex (GString *json, const uint8_t *octets, size_t n);

#endif
