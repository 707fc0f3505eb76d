/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_json_view.h"

#include <arpa/inet.h>
#include <string.h>

#include "models/codec/mh_json_field.h"
#include "models/codec/selector.h"
#include "models/codec/suboption.h"
#include "models/codec/tables.h"

bool
mh_json_has_form (const struct field *field)
{
  return field->form != FORM_PLAIN && field->form != FORM_TEXT;
}

/* Appends @n octets to @view, the latest taken from @store. */
static bool
append (struct view *view, const void *octets, size_t n,
        struct mh_json_store *store, json_object *json, const char *name)
{
  uint8_t *room = mh_json_take (store, n, json, name);

  if (room == NULL)
    return false;
  if (n > 0)
    memcpy (room, octets, n);
  if (view->n == 0)
    view->octets = room;
  view->n += n;
  return true;
}

/* Addresses: absent is an empty view. */

static bool
read_address (json_object *json, const struct field *field, struct view *view,
              struct mh_json_store *store)
{
  struct address address;
  uint8_t ipv4[4];
  const char *text;

  if (json_object_get (json, field->name) == NULL)
    return true;
  if (!json_object_text (json, field->name, &text))
    return false;
  if (inet_pton (AF_INET, text, ipv4) == 1)
    return append (view, ipv4, sizeof ipv4, store, json, field->name);
  if (address_parse (text, &address))
    return append (view, &address, sizeof address, store, json, field->name);
  return json_place_refuse (json->place, field->name,
                            "\"%s\" is neither an IPv6 nor an IPv4 address",
                            text);
}

static bool
read_item_address (json_object *json, const struct field *field,
                   const cJSON *item, struct view *view,
                   struct mh_json_store *store)
{
  struct address address;

  if (!cJSON_IsString (item) || !address_parse (item->valuestring, &address))
    return json_place_refuse (json->place, field->name,
                              "holds what is not an IPv6 address");
  return append (view, &address, sizeof address, store, json, field->name);
}

static bool
read_item_number (json_object *json, const struct field *field,
                  const cJSON *item, struct view *view,
                  struct mh_json_store *store)
{
  size_t before = json_place_enter (json->place, field->name, 0);
  uint8_t octets[2];
  uint64_t number;

  if (!json_item_number (json->place, item, UINT16_MAX, &number))
    return false;
  json_place_leave (json->place, before);
  wire_put16 (octets, (unsigned)number);
  return append (view, octets, sizeof octets, store, json, field->name);
}

static bool
read_list (json_object *json, const struct field *field, struct view *view,
           struct mh_json_store *store)
{
  const cJSON *list, *item;

  if (!json_object_array (json, field->name, &list))
    return false;
  cJSON_ArrayForEach (item, list)
  {
    if (field->form == FORM_ADDRESSES
            ? !read_item_address (json, field, item, view, store)
            : !read_item_number (json, field, item, view, store))
      return false;
  }
  return true;
}

/* Traffic selectors */

/* The present fields are those that "ts_flags" tells, or, without it, those
 * that are there. */
static bool
read_selector_fields (json_object *json, struct selector *selector,
                      bool flags_given, struct mh_json_store *store)
{
  const struct field *field = selector_fields (selector->format);

  for (unsigned i = 0; field[i].kind != FIELD_END; i++)
    {
      const struct field row[] = { field[i], END };
      bool told = (selector->flags & 0x8000u >> i) != 0;

      if (!flags_given && json_object_get (json, field[i].name) != NULL)
        {
          told = true;
          selector->flags |= (uint16_t)(0x8000u >> i);
        }
      if (told && !mh_json_read_fields (json, row, selector, store))
        return false;
    }
  return true;
}

/* @format: read from "ts_format" before.  An unknown one has its octets. */
static bool
read_selector (json_object *json, unsigned format, struct view *view,
               struct mh_json_store *store)
{
  struct selector selector = { .format = (uint8_t)format };
  bool flags_given = json_object_get (json, "ts_flags") != NULL;
  uint8_t octets[SELECTOR_SIZE_MAX];
  uint64_t flags = 0;
  size_t n;

  if (selector_fields (format) == NULL || json_object_get (json, "raw") != NULL)
    return mh_json_read_hex (json, "raw", view, store);
  if (flags_given && !mh_json_read_word (json, "ts_flags", 16, &flags))
    return false;
  selector.flags = (uint16_t)flags;
  if (!read_selector_fields (json, &selector, flags_given, store))
    return false;
  n = selector_write (&selector, octets);
  return append (view, octets + 2, n - 2, store, json, "ts_flags");
}

/* Sub-options */

static bool
read_suboption_fields (json_object *json, const struct suboption_row *row,
                       struct suboption *suboption, struct mh_json_store *store)
{
  struct field rows[] = { { .kind = FIELD_END }, END };

  for (const struct field *field = row->fields; field->kind != FIELD_END;
       field++)
    {
      rows[0] = *field;
      if (field->form == FORM_SELECTOR
              ? !read_selector (json, suboption->selector.format,
                                &suboption->selector.body, store)
              : !mh_json_read_fields (json, rows, suboption, store))
        return false;
    }
  return true;
}

/* The data of a sub-option, @data with room for UINT8_MAX octets. */
static bool
write_suboption (json_object *json, const struct suboption_row *row,
                 const struct suboption *suboption, uint8_t *data, size_t *n)
{
  *n = fields_size (row->fields, suboption, row->least);
  if (*n > UINT8_MAX || !length_is_allowed (row->lengths, *n))
    return json_place_refuse (json->place, "type",
                              "%s cannot have %zu octets of data", row->name,
                              *n);
  memset (data, 0, *n);
  fields_write (row->fields, suboption, data);
  return true;
}

/* Padding keeps its length; a type without a row has its octets. */
static bool
read_suboption_data (json_object *json, const struct suboption_table *table,
                     unsigned type, uint8_t *data, size_t *n)
{
  const struct suboption_row *row = suboption_row (table, type);
  struct mh_json_store scratch = { 0 };
  struct suboption suboption = { .type = (uint8_t)type };
  uint64_t length = 0;
  struct view raw;

  if (table->padded && type == SUBOPTION_PADN)
    {
      if (!json_object_number (json, "len", UINT8_MAX, &length))
        return false;
      *n = length;
      memset (data, 0, *n);
      return true;
    }
  if (row != NULL)
    return read_suboption_fields (json, row, &suboption, &scratch)
           && write_suboption (json, row, &suboption, data, n);
  if (!mh_json_read_hex (json, "raw", &raw, &scratch))
    return false;
  if (raw.n > UINT8_MAX)
    return json_place_refuse (json->place, "raw", "%zu octets are above %d",
                              raw.n, UINT8_MAX);
  *n = raw.n;
  memcpy (data, raw.octets, raw.n);
  return true;
}

static bool
check_length (json_object *json, size_t n)
{
  uint64_t length = n;

  if (json_object_get (json, "len") == NULL)
    return true;
  return json_object_number (json, "len", UINT8_MAX, &length)
         && (length == n
             || json_place_refuse (json->place, "len",
                                   "%" G_GUINT64_FORMAT
                                   " does not agree: the data take %zu",
                                   length, n));
}

static bool
read_suboption (json_object *json, const struct suboption_table *table,
                struct view *view, struct mh_json_store *store)
{
  uint8_t octets[2 + UINT8_MAX];
  uint64_t type;
  size_t n = 0;

  if (!json_object_number (json, "type", UINT8_MAX, &type))
    return false;
  octets[0] = (uint8_t)type;
  if (table->padded && type == SUBOPTION_PAD1)
    return append (view, octets, 1, store, json, "type");
  if (!read_suboption_data (json, table, (unsigned)type, octets + 2, &n)
      || !check_length (json, n))
    return false;
  octets[1] = (uint8_t)n;
  return append (view, octets, 2 + n, store, json, "type");
}

static bool
read_suboptions (json_object *json, const struct field *field,
                 struct view *view, struct mh_json_store *store)
{
  const cJSON *list, *item;
  int index = 0;

  if (!json_object_array (json, field->name, &list))
    return false;
  cJSON_ArrayForEach (item, list)
  {
    size_t before = json_place_enter (json->place, field->name, index++);
    g_auto (json_object) suboption = { 0 };

    if (!json_object_open (&suboption, json->place, item)
        || !read_suboption (&suboption, field->suboptions, view, store)
        || !json_object_close (&suboption))
      return false;
    json_place_leave (json->place, before);
  }
  return true;
}

bool
mh_json_read_view (json_object *json, const struct field *field,
                   struct view *view, struct mh_json_store *store)
{
  *view = (struct view){ NULL, 0 };
  switch (field->form)
    {
    case FORM_ADDRESS:
      return read_address (json, field, view, store);
    case FORM_SUBOPTIONS:
      return read_suboptions (json, field, view, store);
    default:
      return read_list (json, field, view, store);
    }
}
