/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "models/codec/json_object.h"
#include "models/codec/mh_json.h"
#include "models/codec/mh_json_field.h"
#include "models/codec/tables.h"

#define TYPES_N 256

GQuark
mh_json_error_quark (void)
{
  return g_quark_from_static_string ("dmmsim-mh-json-error");
}

/* Where the parts of a message go. */
struct target
{
  struct mh_message *message;
  struct mh_json_store *store;
};

/* Types by number or name */

/* The key "type", or what @find makes of "name"; -1 if neither is there. */
static bool
read_type (json_object *json, const char *type_key, const char *name_key,
           int (*find) (const char *name), int *type)
{
  uint64_t number;
  const char *name;

  if (json_object_get (json, type_key) != NULL)
    {
      if (!json_object_number (json, type_key, TYPES_N - 1, &number))
        return false;
      *type = (int)number;
      return true;
    }
  if (json_object_get (json, name_key) == NULL)
    return json_place_refuse (json->place, type_key,
                              "missing; a number belongs here, or a name as %s",
                              name_key);
  if (!json_object_text (json, name_key, &name))
    return false;
  *type = find (name);
  return *type >= 0
         || json_place_refuse (json->place, name_key,
                               "nothing is called \"%s\"", name);
}

static bool
row_is_called (const struct message_row *row, const char *name)
{
  return g_strcmp0 (name, row->name) == 0
         || g_strcmp0 (name, row->proxy_name) == 0;
}

static int
find_message (const char *name)
{
  for (int type = 0; type < TYPES_N; type++)
    {
      const struct message_row *row = mh_message_row ((unsigned)type);

      if (row == NULL)
        continue;
      if (row_is_called (row, name))
        return type;
      for (unsigned i = 0; i < row->n_variants; i++)
        if (row_is_called (&row->variants[i], name))
          return type;
    }
  return -1;
}

static int
find_option (const char *name)
{
  if (g_str_equal (name, "Pad1"))
    return OPTION_PAD1;
  if (g_str_equal (name, "PadN"))
    return OPTION_PADN;
  for (int type = 0; type < TYPES_N; type++)
    if (g_strcmp0 (name, mh_option_name ((unsigned)type)) == 0)
      return type;
  return -1;
}

/* @name at @key, if it is there, must be one of two. */
static bool
check_name (json_object *json, const char *key, const char *name,
            const char *other)
{
  const char *given;

  if (json_object_get (json, key) == NULL)
    return true;
  if (!json_object_text (json, key, &given))
    return false;
  if (g_str_equal (given, name) || g_str_equal (given, other))
    return true;
  return json_place_refuse (json->place, key, "\"%s\" does not agree: it is %s",
                            given, name);
}

/* A number that needs not be there. */
static bool
read_remark (json_object *json, const char *key, uint64_t max, uint64_t *value)
{
  if (json_object_get (json, key) == NULL)
    return true;
  return json_object_number (json, key, max, value);
}

/* Options */

/* The octets of @option's data. */
struct data
{
  size_t n;
  uint8_t octets[UINT8_MAX];
};

/* "4, 8, 20" or "5 to 255".  (transfer full) */
static char *
lengths_text (uint64_t lengths)
{
  GString *text = g_string_new (NULL);

  for (unsigned n = 0; n < 63; n++)
    {
      if (!length_is_allowed (lengths, n))
        continue;
      g_string_append_printf (text, "%s%u", text->len > 0 ? ", " : "", n);
      if (lengths == LENGTH_AT_LEAST (n))
        {
          g_string_append_printf (text, " to %d", UINT8_MAX);
          break;
        }
    }
  return g_string_free (text, FALSE);
}

static bool
refuse_length (json_object *json, const struct option_row *row, size_t n)
{
  g_autofree char *lengths = lengths_text (row->lengths);

  return json_place_refuse (json->place, "value",
                            "takes %zu octets; this option has %s", n, lengths);
}

/* Does the decoder take @data for @option? */
static bool
is_decodable (const struct option_row *row, const struct data *data)
{
  struct mh_option again = { 0 };

  return fields_read (row->fields, data->octets, data->n, &again)
         && (row->check == NULL || row->check (&again));
}

static bool
write_data (json_object *json, const struct mh_option *option,
            struct data *data)
{
  const struct option_row *row = mh_option_row (option->type);

  memset (data, 0, sizeof *data);
  data->n = row == NULL ? option->raw.n
                        : fields_size (row->fields, option, row->least);
  if (row == NULL && data->n > UINT8_MAX)
    return json_place_refuse (json->place, "value.raw",
                              "%zu octets are above %d", data->n, UINT8_MAX);
  if (row == NULL)
    return true;
  if (data->n > UINT8_MAX || !length_is_allowed (row->lengths, data->n))
    return refuse_length (json, row, data->n);
  fields_write (row->fields, option, data->octets);
  return is_decodable (row, data)
         || json_place_refuse (json->place, "value", "is no valid %s: see %s",
                               row->name, row->source);
}

/* A FIELD_SHOWN repeats octets: "0x" and their digits. */
static bool
check_shown (json_object *value, const struct field *field,
             const struct data *data)
{
  g_autoptr (GString) wanted = g_string_new ("0x");
  const char *given;

  if (json_object_get (value, field->name) == NULL)
    return true;
  if (!json_object_text (value, field->name, &given))
    return false;
  for (unsigned i = 0; i < field->octets; i++)
    g_string_append_printf (wanted, "%02x", data->octets[field->at + i]);
  if (g_ascii_strcasecmp (given, wanted->str) == 0)
    return true;
  return json_place_refuse (value->place, field->name,
                            "\"%s\" does not agree: it is %s", given,
                            wanted->str);
}

static bool
check_all_shown (json_object *value, const struct mh_option *option,
                 const struct data *data)
{
  const struct option_row *row = mh_option_row (option->type);
  const struct field *field = row != NULL ? row->fields : NULL;

  for (; field != NULL && field->kind != FIELD_END; field++)
    if (field->kind == FIELD_SHOWN && !check_shown (value, field, data))
      return false;
  return true;
}

/* {"raw": "c0de", "unknown": true}. */
static bool
read_unknown (json_object *value, struct mh_option *option,
              struct mh_json_store *store)
{
  const cJSON *unknown = json_object_get (value, "unknown");

  if (unknown != NULL && !cJSON_IsTrue (unknown))
    return json_place_refuse (value->place, "unknown",
                              "can only be true: type %u has no row",
                              option->type);
  return mh_json_read_hex (value, "raw", &option->raw, store);
}

static bool
read_option_body (json_object *value, struct mh_option *option,
                  struct mh_json_store *store)
{
  const struct option_row *row = mh_option_row (option->type);

  if (row == NULL)
    return read_unknown (value, option, store);
  return mh_json_read_fields (value, row->fields, option, store);
}

/* The members of "value"; @json: the option around it. */
static bool
read_value (json_object *json, struct mh_option *option, struct data *data,
            struct mh_json_store *store)
{
  const cJSON *given = json_object_get (json, "value");
  size_t before = json_place_enter (json->place, "value", -1);
  g_auto (json_object) value = { 0 };

  if (!json_object_open (&value, json->place, given)
      || !read_option_body (&value, option, store))
    return false;
  json_place_leave (json->place, before);
  if (!write_data (json, option, data))
    return false;
  json_place_enter (json->place, "value", -1);
  if (!check_all_shown (&value, option, data) || !json_object_close (&value))
    return false;
  json_place_leave (json->place, before);
  return true;
}

static bool
read_known_option (json_object *json, int type, struct target *target)
{
  const char *name = mh_option_name ((unsigned)type);
  struct mh_option *option;
  struct data data;
  uint64_t length;

  if (target->message->n_options == MH_OPTIONS_MAX)
    return json_place_refuse (json->place, NULL,
                              "one option more than the %d a message can hold",
                              MH_OPTIONS_MAX);
  option = mh_add (target->message, (unsigned)type);
  if (!check_name (json, "name", name != NULL ? name : "(unassigned)", "")
      || !read_value (json, option, &data, target->store))
    return false;
  length = data.n;
  if (!read_remark (json, "len", UINT8_MAX, &length))
    return false;
  return length == data.n
         || json_place_refuse (json->place, "len",
                               "%" G_GUINT64_FORMAT
                               " does not agree: the value takes %zu",
                               length, data.n);
}

/* The encoder pads as it must, whatever padding is listed. */
static bool
read_padding (json_object *json, int type)
{
  uint64_t length;

  return check_name (json, "name", type == OPTION_PAD1 ? "Pad1" : "PadN", "")
         && (type == OPTION_PAD1
             || read_remark (json, "len", UINT8_MAX, &length));
}

static bool
read_option (struct json_place *place, const cJSON *given,
             struct target *target)
{
  g_auto (json_object) json = { 0 };
  uint64_t offset;
  int type;

  if (!json_object_open (&json, place, given)
      || !read_type (&json, "type", "name", find_option, &type)
      || !read_remark (&json, "offset", MH_SIZE_MAX - 1, &offset))
    return false;
  if (type == OPTION_PAD1 || type == OPTION_PADN)
    return read_padding (&json, type) && json_object_close (&json);
  return read_known_option (&json, type, target) && json_object_close (&json);
}

/* An option that must be the last one may have padding behind it in the
 * list, but no option. */
static bool
check_order (json_object *json, const struct mh_message *message)
{
  for (unsigned i = 0; i + 1 < message->n_options; i++)
    {
      const struct option_row *row = mh_option_row (message->options[i].type);

      if (row != NULL && row->last)
        return json_place_refuse (json->place, "options",
                                  "%s must be the last option", row->name);
    }
  return true;
}

static bool
read_options (json_object *json, struct target *target)
{
  const cJSON *options, *item;
  int index = 0;

  if (json_object_get (json, "options") == NULL)
    return true;
  if (!json_object_array (json, "options", &options))
    return false;
  cJSON_ArrayForEach (item, options)
  {
    size_t before = json_place_enter (json->place, "options", index++);

    if (!read_option (json->place, item, target))
      return false;
    json_place_leave (json->place, before);
  }
  return check_order (json, target->message);
}

/* Messages */

/* What the encoder works out, and says nothing of its own. */
static bool
check_header (json_object *json)
{
  uint64_t protocol = MH_PAYLOAD_PROTO, length = 0, octets = 0;

  if (!read_remark (json, "payload_proto", UINT8_MAX, &protocol)
      || !read_remark (json, "hdr_len", UINT8_MAX, &length)
      || !read_remark (json, "octets", MH_SIZE_MAX, &octets))
    return false;
  if (protocol != MH_PAYLOAD_PROTO)
    return json_place_refuse (json->place, "payload_proto", "can only be %d",
                              MH_PAYLOAD_PROTO);
  return json_object_get (json, "hdr_len") == NULL
         || json_object_get (json, "octets") == NULL
         || octets == MH_UNIT * (length + 1)
         || json_place_refuse (json->place, "octets",
                               "is not %d * (hdr_len + 1)", MH_UNIT);
}

/* "0x4b2f": as received, the encoder makes its own. */
static bool
read_checksum (json_object *json, struct mh_message *message)
{
  uint64_t checksum = 0;

  if (json_object_get (json, "checksum") == NULL)
    return true;
  if (!mh_json_read_word (json, "checksum", 16, &checksum))
    return false;
  message->checksum = (uint16_t)checksum;
  return true;
}

static bool
read_common (json_object *json, struct mh_message *message)
{
  uint64_t reserved = 0;

  if (!check_header (json) || !read_checksum (json, message)
      || !read_remark (json, "reserved", UINT8_MAX, &reserved))
    return false;
  message->reserved = (uint8_t)reserved;
  return true;
}

/* The field that tells which of two messages of a type it is. */
static bool
read_variant (json_object *json, const struct message_row *row,
              struct target *target)
{
  const struct field *field = row->fields;

  for (; field != NULL && field->kind != FIELD_END; field++)
    if (row->n_variants > 0 && field->at == MH_AT_DATA)
      return mh_json_read_field (json, field, target->message, target->store);
  return true;
}

/* Whether the count in front of a list is that of the list. */
static bool
check_count (json_object *json, const struct message_row *row,
             const struct mh_message *message)
{
  size_t n;

  if (row->list_unit == 0)
    return true;
  n = (mh_options_at (message) - row->options_at) / row->list_unit;
  return field_get (&row->fields[0], message) == n
         || json_place_refuse (json->place, row->fields[0].name,
                               "does not agree: the list has %zu", n);
}

static bool
check_size (json_object *json, const struct mh_message *message)
{
  size_t size = mh_encoded_size (message);

  return size <= MH_SIZE_MAX
         || json_place_refuse (json->place, "options",
                               "make a message of %zu octets; %d are possible",
                               size, MH_SIZE_MAX);
}

/* Data up to the end of a message cannot be padded. */
static bool
check_opaque (json_object *json, const struct message_row *row,
              const struct mh_message *message)
{
  size_t size;

  if (!row->opaque)
    return true;
  size = fields_size (row->fields, message, row->options_at);
  if (size % MH_UNIT != 0)
    return json_place_refuse (json->place, row->fields[0].name,
                              "makes a message of %zu octets, which is no "
                              "multiple of %d",
                              size, MH_UNIT);
  return message->n_options == 0
         || json_place_refuse (json->place, "options", "%s has none",
                               row->name);
}

/* What differs from message to message. */
static bool
read_body (json_object *json, struct target *target)
{
  struct mh_message *message = target->message;
  const struct message_row *row = mh_message_row (message->type);

  if (!read_variant (json, row, target))
    return false;
  row = mh_row_of (message);
  return mh_json_read_fields (json, row->fields, message, target->store)
         && check_count (json, row, message) && read_options (json, target)
         && check_opaque (json, row, message);
}

static bool
read_message (json_object *json, struct target *target)
{
  struct mh_message *message = target->message;
  const struct message_row *row;
  int type;

  if (!read_type (json, "mh_type", "mh_name", find_message, &type))
    return false;
  row = mh_message_row ((unsigned)type);
  if (row == NULL)
    return json_place_refuse (json->place, "mh_type",
                              "%d is no message known here", type);
  mh_init (message, (enum mh_type)type);
  return read_common (json, message) && read_body (json, target)
         && check_name (json, "mh_name", row->name, mh_name (message))
         && check_size (json, message) && json_object_close (json);
}

bool
mh_json_read (const cJSON *json, struct mh_json_store *store,
              struct mh_message *message, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  struct json_place place = { path, error };
  struct target target = { message, store };
  g_auto (json_object) object = { 0 };

  store->used = 0;
  return json_object_open (&object, &place, json)
         && read_message (&object, &target);
}

/* Texts */

/* cJSON ends a text at a NUL character without a word. */
static bool
holds_nul (const char *text, size_t n)
{
  if (n > 0 && memchr (text, '\0', n) != NULL)
    return true;
  for (size_t i = 0; i + 1 < n; i++)
    if (text[i] == '\\')
      {
        if (n - i >= 6 && memcmp (text + i + 1, "u0000", 5) == 0)
          return true;
        i++;
      }
  return false;
}

/* Only white space from @end to the end of the text. */
static bool
is_blank (const char *end, const char *text_end)
{
  while (end < text_end && strchr (" \t\r\n", *end) != NULL)
    end++;
  return end == text_end;
}

cJSON *
mh_json_tree (const char *text, size_t n, GError **error)
{
  const char *end = text;
  cJSON *json;

  if (holds_nul (text, n))
    {
      g_set_error (error, MH_JSON_ERROR, MH_JSON_ERROR_SYNTAX,
                   "a NUL character is not possible; KEY_hex takes octets");
      return NULL;
    }
  if (n > 0 && !g_utf8_validate (text, (gssize)n, NULL))
    {
      g_set_error (error, MH_JSON_ERROR, MH_JSON_ERROR_SYNTAX,
                   "no JSON text: not UTF-8 (RFC 8259 8.1); KEY_hex takes "
                   "octets");
      return NULL;
    }
  json = cJSON_ParseWithLengthOpts (text, n, &end, 0);
  if (json != NULL && is_blank (end, text + n))
    return json;
  g_set_error (error, MH_JSON_ERROR, MH_JSON_ERROR_SYNTAX,
               "no JSON text: error at octet %zd", end - text);
  cJSON_Delete (json);
  return NULL;
}

bool
mh_json_parse (const char *text, size_t n, struct mh_json_store *store,
               struct mh_message *message, GError **error)
{
  cJSON *json = mh_json_tree (text, n, error);
  bool good = json != NULL && mh_json_read (json, store, message, error);

  cJSON_Delete (json);
  return good;
}
