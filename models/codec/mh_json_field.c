/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_json_field.h"

#include <arpa/inet.h>
#include <string.h>

/* @name with a suffix, in a buffer of the caller. */
#define KEY_SIZE 64
static const char *
key_of (const char *name, const char *suffix, char key[KEY_SIZE])
{
  g_snprintf (key, KEY_SIZE, "%s%s", name, suffix);
  return key;
}

/* Octets and addresses */

static bool
read_octets (json_object *json, const struct field *field, uint8_t *member)
{
  const char *hex;

  if (!json_object_text (json, field->name, &hex))
    return false;
  if (strlen (hex) != 2u * field->octets || !mh_json_hex_octets (hex, member))
    return json_place_refuse (json->place, field->name,
                              "\"%s\" is not %u hexadecimal digits", hex,
                              2u * field->octets);
  return true;
}

static bool
read_address (json_object *json, const struct field *field, void *member)
{
  struct address address;
  const char *text;

  if (!json_object_text (json, field->name, &text))
    return false;
  if (!address_parse (text, &address))
    return json_place_refuse (json->place, field->name,
                              "\"%s\" is not an IPv6 address", text);
  memcpy (member, &address, sizeof address);
  return true;
}

static bool
read_ipv4 (json_object *json, const struct field *field, void *member)
{
  const char *text;

  if (!json_object_text (json, field->name, &text))
    return false;
  if (inet_pton (AF_INET, text, member) != 1)
    return json_place_refuse (json->place, field->name,
                              "\"%s\" is not an IPv4 address", text);
  return true;
}

/* Integers */

static uint64_t
greatest (const struct field *field)
{
  if (field->kind == FIELD_PREFIX_LENGTH)
    return 128;
  return UINT64_MAX >> (64 - field->bits);
}

/* KEY_units, KEY_s or both. */
static bool
read_seconds4 (json_object *json, const struct field *field, uint64_t *value)
{
  char units_key[KEY_SIZE], seconds_key[KEY_SIZE];
  const cJSON *units
      = json_object_get (json, key_of (field->name, "_units", units_key));
  const cJSON *given
      = json_object_get (json, key_of (field->name, "_s", seconds_key));
  uint64_t seconds;

  if (given == NULL)
    return json_object_number (json, units_key, greatest (field), value);
  if (!json_object_number (json, seconds_key, 4 * greatest (field), &seconds))
    return false;
  if (seconds % 4 != 0)
    return json_place_refuse (json->place, seconds_key,
                              "%" G_GUINT64_FORMAT " is not a multiple of 4",
                              seconds);
  *value = seconds / 4;
  if (units == NULL)
    return true;
  if (!json_object_number (json, units_key, greatest (field), value))
    return false;
  if (seconds != 4 * *value)
    return json_place_refuse (json->place, seconds_key,
                              "%" G_GUINT64_FORMAT
                              " is not 4 * %s, which is %" G_GUINT64_FORMAT,
                              seconds, units_key, 4 * *value);
  return true;
}

/* The bit of a letter; 0: none has it. */
static uint64_t
flag_of (const struct field *field, const char *letter)
{
  const char *found = strlen (letter) == 1 && letter[0] != '-'
                          ? strchr (field->letters, letter[0])
                          : NULL;

  if (found == NULL)
    return 0;
  return UINT64_C (1) << (field->bits - 1 - (found - field->letters));
}

/* "A, H, L" in @text. */
static const char *
letters_of (const struct field *field, GString *text)
{
  for (const char *letter = field->letters; *letter != '\0'; letter++)
    if (*letter != '-')
      g_string_append_printf (text, "%s%c", text->len > 0 ? ", " : "", *letter);
  return text->str;
}

static bool
add_flag (json_object *json, const struct field *field, const cJSON *item,
          uint64_t *value)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  const char *letter = cJSON_IsString (item) ? item->valuestring : "";
  uint64_t flag = flag_of (field, letter);

  if (flag == 0)
    return json_place_refuse (json->place, field->name,
                              "holds what is none of the flags %s",
                              letters_of (field, letters));
  if ((*value & flag) != 0)
    return json_place_refuse (json->place, field->name, "has \"%s\" twice",
                              letter);
  *value |= flag;
  return true;
}

static bool
read_letters (json_object *json, const struct field *field, uint64_t *value)
{
  const cJSON *letters, *item;

  *value = 0;
  if (!json_object_array (json, field->name, &letters))
    return false;
  cJSON_ArrayForEach (item, letters)
  {
    if (!add_flag (json, field, item, value))
      return false;
  }
  return true;
}

bool
mh_json_read_word (json_object *json, const char *name, unsigned bits,
                   uint64_t *value)
{
  const char *text;
  char *end;

  if (!json_object_text (json, name, &text))
    return false;
  *value = g_ascii_strtoull (text, &end, 16);
  if (!g_str_has_prefix (text, "0x") || strlen (text) != 2 + bits / 4
      || *end != '\0')
    return json_place_refuse (json->place, name,
                              "\"%s\" is not 0x and %u hexadecimal digits",
                              text, bits / 4);
  return true;
}

static uint64_t
reserved_bits (const struct field *field)
{
  uint64_t reserved = 0;

  for (unsigned i = 0; i < field->bits; i++)
    if (field->letters[i] == '-')
      reserved |= UINT64_C (1) << (field->bits - 1u - i);
  return reserved;
}

/* KEY, KEY_raw or both; only the latter tells reserved bits. */
static bool
read_flags (json_object *json, const struct field *field, uint64_t *value)
{
  char key[KEY_SIZE];
  uint64_t raw;

  key_of (field->name, "_raw", key);
  if (field->form != FORM_RAW || json_object_get (json, key) == NULL)
    return read_letters (json, field, value);
  if (!mh_json_read_word (json, key, field->bits, &raw))
    return false;
  if (json_object_get (json, field->name) == NULL)
    *value = raw & ~reserved_bits (field);
  else if (!read_letters (json, field, value))
    return false;
  if ((raw & ~reserved_bits (field)) != *value)
    return json_place_refuse (json->place, key, "does not agree with %s",
                              field->name);
  *value = raw;
  return true;
}

static bool
read_integer (json_object *json, const struct field *field, void *object)
{
  uint64_t value = 0;
  bool truth = false, good;

  if (field->letters != NULL)
    good = read_flags (json, field, &value);
  else if (field->form == FORM_SECONDS4)
    good = read_seconds4 (json, field, &value);
  else if (field->form == FORM_BOOL)
    {
      good = json_object_boolean (json, field->name, &truth);
      value = truth;
    }
  else
    good = json_object_number (json, field->name, greatest (field), &value);
  if (good)
    field_set (field, object, value);
  return good;
}

/* All */

static bool
read_present_field (json_object *json, const struct field *field, void *object,
                    struct mh_json_store *store)
{
  uint8_t *member = (uint8_t *)object + field->offset;

  switch (field->kind)
    {
    case FIELD_ADDRESS:
      return read_address (json, field, member);
    case FIELD_OCTETS:
      return field->form == FORM_IPV4 ? read_ipv4 (json, field, member)
                                      : read_octets (json, field, member);
    case FIELD_REST:
      return mh_json_read_view (json, field, object, store);
    case FIELD_SHOWN:
      json_object_get (json, field->name); /* compared once all is known */
      return true;
    default:
      return read_integer (json, field, object);
    }
}

bool
mh_json_read_field (json_object *json, const struct field *field, void *object,
                    struct mh_json_store *store)
{
  bool present
      = !field->optional || json_object_get (json, field->name) != NULL;

  if (field->optional)
    ((uint8_t *)object)[field->presence] = present;
  return !present || read_present_field (json, field, object, store);
}

bool
mh_json_read_fields (json_object *json, const struct field *fields,
                     void *object, struct mh_json_store *store)
{
  if (fields == NULL)
    return true;
  for (; fields->kind != FIELD_END; fields++)
    if (!mh_json_read_field (json, fields, object, store))
      return false;
  return true;
}
