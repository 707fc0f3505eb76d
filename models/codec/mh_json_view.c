/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view holds: octets, texts, lists, sub-options. */
#include <arpa/inet.h>
#include <string.h>

#include "models/codec/mh_json_field.h"
#include "models/codec/selector.h"
#include "models/codec/suboption.h"
#include "models/codec/tables.h"

/* Octets */

/* Room for @n octets; NULL with the error set when there is none. */
static uint8_t *
store_take (struct mh_json_store *store, size_t n, json_object *json,
            const char *name)
{
  uint8_t *octets = store->octets + store->used;

  if (n > sizeof store->octets - store->used)
    {
      json_place_refuse (json->place, name,
                         "makes the message longer than %d octets",
                         MH_SIZE_MAX);
      return NULL;
    }
  store->used += n;
  return octets;
}

static bool
store_copy (struct mh_json_store *store, const void *octets, size_t n,
            json_object *json, const char *name, struct view *view)
{
  uint8_t *copy = store_take (store, n, json, name);

  if (copy == NULL)
    return false;
  if (n > 0)
    memcpy (copy, octets, n);
  *view = (struct view){ copy, n };
  return true;
}

bool
mh_json_hex_octets (const char *hex, uint8_t *octets)
{
  for (; *hex != '\0'; hex += 2)
    {
      if (!g_ascii_isxdigit (hex[0]) || !g_ascii_isxdigit (hex[1]))
        return false;
      *octets++ = (uint8_t)(g_ascii_xdigit_value (hex[0]) << 4
                            | g_ascii_xdigit_value (hex[1]));
    }
  return true;
}

bool
mh_json_read_hex (json_object *json, const char *name, struct view *view,
                  struct mh_json_store *store)
{
  const char *hex;
  uint8_t *octets;
  size_t n;

  if (!json_object_text (json, name, &hex))
    return false;
  n = strlen (hex) / 2;
  octets = store_take (store, n, json, name);
  if (octets == NULL)
    return false;
  if (strlen (hex) % 2 != 0 || !mh_json_hex_octets (hex, octets))
    return json_place_refuse (json->place, name,
                              "\"%s\" is not pairs of hexadecimal digits", hex);
  *view = (struct view){ octets, n };
  return true;
}

/* KEY or KEY_hex, not both. */
static bool
read_text (json_object *json, const char *name, struct view *view,
           struct mh_json_store *store)
{
  g_autofree char *key = g_strconcat (name, "_hex", NULL);
  const char *text;

  if (json_object_get (json, key) == NULL)
    return json_object_text (json, name, &text)
           && store_copy (store, text, strlen (text), json, name, view);
  if (json_object_get (json, name) != NULL)
    return json_place_refuse (json->place, key,
                              "given besides %s; one is enough", name);
  return mh_json_read_hex (json, key, view, store);
}

/* Addresses and lists */

/* Of IPv4 or IPv6; none if the key is absent. */
static bool
read_address (json_object *json, const char *name, struct view *view,
              struct mh_json_store *store)
{
  uint8_t octets[16];
  const char *text;

  *view = (struct view){ NULL, 0 };
  if (json_object_get (json, name) == NULL)
    return true;
  if (!json_object_text (json, name, &text))
    return false;
  if (inet_pton (AF_INET6, text, octets) == 1)
    return store_copy (store, octets, 16, json, name, view);
  if (inet_pton (AF_INET, text, octets) == 1)
    return store_copy (store, octets, 4, json, name, view);
  return json_place_refuse (
      json->place, name, "\"%s\" is neither an IPv6 nor an IPv4 address", text);
}

static bool
item_to_address (struct json_place *place, const cJSON *item, uint8_t *octets)
{
  return (cJSON_IsString (item)
          && inet_pton (AF_INET6, item->valuestring, octets) == 1)
         || json_place_refuse (place, NULL, "is not an IPv6 address");
}

static bool
item_to_number16 (struct json_place *place, const cJSON *item, uint8_t *octets)
{
  uint64_t number;

  if (!json_item_number (place, item, UINT16_MAX, &number))
    return false;
  wire_put16 (octets, (unsigned)number);
  return true;
}

/* An array whose items take @unit octets each. */
static bool
read_list (json_object *json, const char *name, size_t unit,
           bool (*convert) (struct json_place *, const cJSON *, uint8_t *),
           struct view *view, struct mh_json_store *store)
{
  const cJSON *list, *item;
  uint8_t *octets;
  int index = 0;
  size_t n;

  if (!json_object_array (json, name, &list))
    return false;
  n = unit * (size_t)cJSON_GetArraySize (list);
  octets = store_take (store, n, json, name);
  if (octets == NULL)
    return false;
  *view = (struct view){ octets, n };
  cJSON_ArrayForEach (item, list)
  {
    size_t before = json_place_enter (json->place, name, index++);

    if (!convert (json->place, item, octets))
      return false;
    json_place_leave (json->place, before);
    octets += unit;
  }
  return true;
}

/* Selectors */

/* Each field that is present has its flag. */
static bool
read_selector_fields (json_object *json, struct selector *selector,
                      struct mh_json_store *store)
{
  const struct field *fields = selector_fields (selector->format);
  uint64_t flags;

  for (unsigned i = 0; fields[i].kind != FIELD_END; i++)
    {
      if (json_object_get (json, fields[i].name) == NULL)
        continue;
      if (!mh_json_read_field (json, &fields[i], selector, store))
        return false;
      selector->flags |= (uint16_t)(0x8000u >> i);
    }
  if (json_object_get (json, "ts_flags") == NULL)
    return true;
  if (!mh_json_read_word (json, "ts_flags", 16, &flags))
    return false;
  return flags == selector->flags
         || json_place_refuse (json->place, "ts_flags",
                               "does not agree: the fields make 0x%04x",
                               selector->flags);
}

/* The fields of its format, or the octets behind format and reserved one. */
static bool
read_selector (json_object *json, const struct suboption *suboption,
               struct view *view, struct mh_json_store *store)
{
  struct selector selector = { .format = suboption->selector.format };
  uint8_t octets[SELECTOR_SIZE_MAX];
  size_t n;

  if (selector_fields (selector.format) == NULL
      || json_object_get (json, "raw") != NULL)
    return mh_json_read_hex (json, "raw", view, store);
  if (!read_selector_fields (json, &selector, store))
    return false;
  n = selector_write (&selector, octets);
  return store_copy (store, octets + 2, n - 2, json, "ts_format", view);
}

/* Sub-options */

/* The data octets of one option, made of sub-options one by one. */
struct body
{
  size_t n;
  uint8_t octets[UINT8_MAX];
};

static bool
body_add (struct body *body, const struct suboption *suboption,
          const struct suboption_row *row, json_object *json)
{
  uint8_t data[UINT8_MAX] = { 0 };
  size_t least = row == NULL ? 0 : row->least;
  size_t n = row == NULL ? suboption->raw.n
                         : fields_size (row->fields, suboption, least);
  uint64_t given = n;

  if (json_object_get (json, "len") != NULL
      && !json_object_number (json, "len", UINT8_MAX, &given))
    return false;
  if (given != n)
    return json_place_refuse (json->place, "len",
                              "does not agree: the data are %zu octets", n);
  if (row != NULL && !length_is_allowed (row->lengths, n))
    return json_place_refuse (json->place, NULL, "%zu octets of data are no %s",
                              n, row->name);
  if (2 + n > sizeof body->octets - body->n)
    return json_place_refuse (
        json->place, NULL, "makes the option longer than %d octets", UINT8_MAX);
  if (row != NULL)
    fields_write (row->fields, suboption, data);
  body->n
      = suboption_put (body->octets, body->n, suboption->type,
                       row == NULL ? suboption->raw : (struct view){ data, n });
  return true;
}

/* {"type": 0}, or {"type": 1, "len": 4}. */
static bool
body_add_padding (struct body *body, unsigned type, json_object *json)
{
  static const uint8_t zeros[UINT8_MAX];
  struct suboption padding = { .type = (uint8_t)type };
  uint64_t n = 0;

  if (type == SUBOPTION_PADN)
    {
      if (json_object_get (json, "len") != NULL
          && !json_object_number (json, "len", UINT8_MAX, &n))
        return false;
      padding.raw = (struct view){ zeros, n };
      return body_add (body, &padding, NULL, json);
    }
  if (body->n == sizeof body->octets)
    return json_place_refuse (
        json->place, NULL, "makes the option longer than %d octets", UINT8_MAX);
  body->octets[body->n++] = SUBOPTION_PAD1;
  return true;
}

static bool
read_suboption (json_object *json, const struct suboption_table *table,
                struct body *body, struct mh_json_store *store)
{
  struct suboption suboption = { 0 };
  const struct suboption_row *row;
  uint64_t type;

  if (!json_object_number (json, "type", UINT8_MAX, &type))
    return false;
  if (table->padded && type <= SUBOPTION_PADN)
    return body_add_padding (body, (unsigned)type, json);
  suboption.type = (uint8_t)type;
  row = suboption_row (table, suboption.type);
  if (row == NULL ? !mh_json_read_hex (json, "raw", &suboption.raw, store)
                  : !mh_json_read_fields (json, row->fields, &suboption, store))
    return false;
  return body_add (body, &suboption, row, json);
}

static bool
read_suboptions (json_object *json, const struct field *field,
                 struct view *view, struct mh_json_store *store)
{
  struct body body = { 0 };
  const cJSON *list, *item;
  size_t used = store->used;
  int index = 0;

  if (!json_object_array (json, field->name, &list))
    return false;
  cJSON_ArrayForEach (item, list)
  {
    size_t before = json_place_enter (json->place, field->name, index++);
    g_auto (json_object) object = { 0 };

    if (!json_object_open (&object, json->place, item)
        || !read_suboption (&object, field->suboptions, &body, store)
        || !json_object_close (&object))
      return false;
    json_place_leave (json->place, before);
  }
  store->used = used; /* the parts have been copied */
  return store_copy (store, body.octets, body.n, json, field->name, view);
}

/* All */

bool
mh_json_read_view (json_object *json, const struct field *field, void *object,
                   struct mh_json_store *store)
{
  struct view view = { NULL, 0 };
  bool good;

  switch (field->form)
    {
    case FORM_TEXT:
      good = read_text (json, field->name, &view, store);
      break;
    case FORM_ADDRESS:
      good = read_address (json, field->name, &view, store);
      break;
    case FORM_ADDRESSES:
      good = read_list (json, field->name, 16, item_to_address, &view, store);
      break;
    case FORM_NUMBERS16:
      good = read_list (json, field->name, 2, item_to_number16, &view, store);
      break;
    case FORM_SUBOPTIONS:
      good = read_suboptions (json, field, &view, store);
      break;
    case FORM_SELECTOR:
      good = read_selector (json, object, &view, store);
      break;
    default:
      good = mh_json_read_hex (json, field->name, &view, store);
      break;
    }
  if (good)
    memcpy ((uint8_t *)object + field->offset, &view, sizeof view);
  return good;
}
