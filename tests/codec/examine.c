/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/codec/examine.h"

#include <cjson/cJSON.h>
#include <glib.h>
#include <string.h>

#include "models/codec/auth.h"
#include "models/codec/icmp6.h"
#include "models/codec/layers.h"
#include "models/codec/mh.h"
#include "models/codec/mh_check.h"
#include "models/codec/mh_fault.h"
#include "models/codec/mh_json.h"
#include "models/codec/mh_print.h"
#include "models/codec/nd.h"
#include "models/codec/tables.h"
#include "tests/codec/generate.h"
#include "tests/codec/octets.h"

static const struct address local_source = { { 0xfe, 0x80, [15] = 1 } };

/* One whole JSON value, in UTF-8. */
static void
check_json (const GString *text)
{
  cJSON *json = cJSON_ParseWithOpts (text->str, NULL, true);

  g_assert_true (g_utf8_validate (text->str, (gssize)text->len, NULL));
  g_assert_nonnull (json);
  cJSON_Delete (json);
}

/* Nothing that could play tricks with a terminal. */
static void
check_text (const GString *text)
{
  for (size_t i = 0; i < text->len; i++)
    g_assert_true (g_ascii_isprint (text->str[i]) || text->str[i] == '\n');
}

/* Mobility Header */

/* What is encoded decodes to the same message and encodes to the same octets:
 * encoding is the normal form. */
static void
check_normal_form (const struct mh_message *message)
{
  size_t size = mh_encoded_size (message), again_size;
  g_autofree uint8_t *octets = NULL, *again = NULL;
  struct mh_message decoded;

  if (size > MH_SIZE_MAX)
    return; /* its padding was shorter than alignment asks for */
  octets = generate_octets (message, NULL, NULL, &size);
  g_assert_cmpint (mh_decode (octets, size, NULL, NULL, &decoded), ==, MH_OK);
  g_assert_cmpstr (message_difference (message, &decoded), ==, NULL);
  again = generate_octets (&decoded, NULL, NULL, &again_size);
  octets_assert_equal (again, again_size, (struct octets){ octets, size });
}

static GString *
json_of (const uint8_t *octets, size_t n)
{
  GString *json = g_string_new (NULL);
  struct mh_message message;

  g_assert_cmpint (mh_decode (octets, n, NULL, NULL, &message), ==, MH_OK);
  mh_json_append (json, octets, &message);
  return json;
}

/* Read back from its JSON the message encodes to octets that show as the same
 * JSON; reserved octets inside sub-options may be lost. */
static void
check_json_read_back (const GString *json, const struct mh_message *message)
{
  struct mh_json_store store;
  struct mh_message read;
  g_autoptr (GError) error = NULL;
  g_autofree uint8_t *octets = NULL, *again = NULL;
  g_autoptr (GString) shown = NULL, shown_again = NULL;
  size_t n, n_again;

  if (mh_encoded_size (message) > MH_SIZE_MAX)
    return;
  if (!mh_json_parse (json->str, json->len, &store, &read, &error))
    g_error ("%s: %s", error->message, json->str);
  octets = generate_octets (message, NULL, NULL, &n);
  again = generate_octets (&read, NULL, NULL, &n_again);
  shown = json_of (octets, n);
  shown_again = json_of (again, n_again);
  g_assert_cmpstr (shown_again->str, ==, shown->str);
}

static void
check_verdict (enum mh_result result, const struct mh_message *message)
{
  struct mh_verdict verdict = mh_check (result, message);
  char text[MH_VERDICT_TEXT_SIZE];

  g_assert_cmpuint (strlen (mh_verdict_text (&verdict, text)), >, 0);
  if (result != MH_OK)
    g_assert_cmpint (verdict.reaction, !=, MH_ACCEPT);
  if (verdict.option != MH_NO_OPTION)
    g_assert_cmpuint (verdict.option, <, message->n_options);
}

/* No forged octets pass; what matters is that they are read within bounds. */
static void
check_authenticators (const uint8_t *octets, size_t n)
{
  static const uint8_t kbm[AUTH_KBM_SIZE];
  static const struct auth_addresses addresses;
  const struct auth_association association
      = { AUTH_MN_HA, AUTH_HMAC_SHA1_SPI, { kbm, 16 } };

  auth_verify_binding (octets, n, kbm, &addresses);
  auth_verify_message (octets, n, &association, &addresses);
}

bool
examine_mh_quickly (uint8_t *octets, size_t n)
{
  struct mh_message message;
  enum mh_result result = mh_decode (octets, n, NULL, NULL, &message);

  g_assert_nonnull (mh_result_text (result));
  check_verdict (result, &message);
  check_authenticators (octets, n);
  if (result != MH_OK)
    return false;
  check_normal_form (&message);
  return true;
}

static void
mh_set_checksum (uint8_t *octets, size_t n)
{
  uint32_t sum = checksum_pseudo_header (&local_source, &address_all_nodes,
                                         (uint32_t)n, MH_PROTOCOL);

  wire_put16 (octets + 4, 0);
  wire_put16 (octets + 4, checksum_finish (checksum_add (sum, octets, n)));
}

/* What mh_mend() makes of octets whose checksum is right: whole units, a right
 * checksum, and what was without fault is as it was. */
static void
check_mended (const uint8_t *octets, size_t n)
{
  size_t room = n + MH_UNIT - 1;
  g_autofree uint8_t *copy = g_malloc0 (room);
  struct mh_message message;
  struct mh_faults faults;
  size_t size;

  if (n > 0)
    memcpy (copy, octets, n);
  if (n >= MH_UNIT)
    mh_set_checksum (copy, n);
  size = mh_mend (copy, n, room, &local_source, &address_all_nodes, &faults);
  g_assert_cmpuint (size, <=, room);
  if ((faults.set & ~(1u << MH_FAULT_ALIGNMENT)) == 0)
    {
      g_assert_cmpuint (size, ==, n);
      g_assert_true (n < MH_UNIT || memcmp (copy + 6, octets + 6, n - 6) == 0);
      return;
    }
  g_assert_cmpuint (size % MH_UNIT, ==, 0);
  g_assert_cmpint (
      mh_decode (copy, size, &local_source, &address_all_nodes, &message), !=,
      MH_BAD_CHECKSUM);
}

bool
examine_mh (uint8_t *octets, size_t n)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  struct mh_message message;

  check_mended (octets, n);
  if (!examine_mh_quickly (octets, n))
    return false;
  mh_decode (octets, n, NULL, NULL, &message);
  mh_json_append (json, octets, &message);
  check_json (json);
  check_json_read_back (json, &message);
  mh_print_append (text, octets, &message);
  mh_print_summary (text, &message);
  check_text (text);
  return true;
}

/* Neighbour Discovery */

static void
nd_set_checksum (uint8_t *octets, size_t n)
{
  uint32_t sum = checksum_pseudo_header (&local_source, &address_all_nodes,
                                         (uint32_t)n, 58);

  wire_put16 (octets + 2, 0);
  wire_put16 (octets + 2, checksum_finish (checksum_add (sum, octets, n)));
}

static enum nd_result
nd_decode_local (const uint8_t *octets, size_t n, struct nd_message *message)
{
  return nd_decode (octets, n, &local_source, &address_all_nodes, 255, message);
}

/* Encoding drops what was ignored; once dropped nothing changes any more. */
static void
check_nd_normal_form (const struct nd_message *message)
{
  size_t n = nd_encoded_size (message), n_again;
  g_autofree uint8_t *octets = g_malloc (n), *again = NULL;
  struct nd_message decoded;

  nd_encode (message, &local_source, &address_all_nodes, octets, n);
  g_assert_cmpint (nd_decode_local (octets, n, &decoded), ==, ND_OK);
  n_again = nd_encoded_size (&decoded);
  again = g_malloc (n_again);
  nd_encode (&decoded, &local_source, &address_all_nodes, again, n_again);
  octets_assert_equal (again, n_again, (struct octets){ octets, n });
}

bool
examine_nd (uint8_t *octets, size_t n)
{
  struct nd_message message;

  if (n >= 4)
    nd_set_checksum (octets, n);
  if (nd_decode_local (octets, n, &message) != ND_OK)
    return false;
  check_nd_normal_form (&message);
  return true;
}

/* ICMPv6 errors */

static void
check_icmp6_normal_form (const struct icmp6_error *error)
{
  size_t n = icmp6_encoded_size (error), n_again;
  g_autofree uint8_t *octets = g_malloc (n), *again = g_malloc (n);
  struct icmp6_error decoded;

  g_assert_cmpuint (
      icmp6_encode (error, &local_source, &address_all_nodes, octets, n), ==,
      n);
  g_assert_cmpint (
      icmp6_decode (octets, n, &local_source, &address_all_nodes, &decoded), ==,
      ICMP6_OK);
  n_again
      = icmp6_encode (&decoded, &local_source, &address_all_nodes, again, n);
  octets_assert_equal (again, n_again, (struct octets){ octets, n });
}

bool
examine_icmp6 (uint8_t *octets, size_t n)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GString) text = g_string_new (NULL);
  struct icmp6_error error;

  if (icmp6_decode (octets, n, NULL, NULL, &error) != ICMP6_OK)
    return false;
  icmp6_json_append (json, &error);
  check_json (g_string_append_c (json, '}'));
  icmp6_print_append (text, &error);
  check_text (text);
  icmp6_may_send (&error);
  check_icmp6_normal_form (&error);
  return true;
}

/* Headers */

/* Each layer lies within the packet, none before the one that holds it. */
static void
check_layers (const struct layers *layers, size_t n)
{
  size_t at = 0;

  g_assert_cmpuint (layers->n, <=, LAYERS_MAX);
  for (unsigned i = 0; i < layers->n; i++)
    {
      const struct layer *layer = &layers->layer[i];

      g_assert_nonnull (layer_kind_name (layer->kind));
      g_assert_cmpuint (layer->offset, >=, at);
      g_assert_cmpuint (layer->offset, <=, n);
      g_assert_cmpuint (layer->length, <=, n - layer->offset);
      at = layer->offset + layer->length;
      g_assert_true (layers_find (layers, layer->kind) != NULL);
    }
}

bool
examine_layers (uint8_t *octets, size_t n)
{
  struct layers layers;
  enum layers_result result = layers_read (n > 0 ? octets : NULL, n, &layers);
  const struct layer *last;

  g_assert_nonnull (layers_result_text (result));
  check_layers (&layers, n);
  if (result != LAYERS_OK)
    return false;
  g_assert_cmpuint (layers.n, >, 0);
  last = &layers.layer[layers.n - 1];
  if (last->kind == LAYER_MOBILITY)
    examine_mh_quickly (octets + last->offset, last->length);
  else if (last->kind == LAYER_ICMPV6)
    examine_icmp6 (octets + last->offset, last->length);
  return true;
}

/* JSON */

/* What is taken for a message can be encoded, and decodes. */
bool
examine_json (uint8_t *octets, size_t n)
{
  struct mh_json_store store;
  struct mh_message message, decoded;
  g_autoptr (GError) error = NULL;
  g_autofree uint8_t *encoded = NULL;
  size_t size;

  if (!mh_json_parse ((const char *)octets, n, &store, &message, &error))
    {
      g_assert_nonnull (error);
      return false;
    }
  g_assert_null (error);
  encoded = generate_octets (&message, NULL, NULL, &size);
  g_assert_cmpint (mh_decode (encoded, size, NULL, NULL, &decoded), ==, MH_OK);
  g_assert_cmpstr (message_difference (&message, &decoded), ==, NULL);
  return true;
}
