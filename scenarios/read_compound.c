/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of values made of values: lists, objects, variants. */
#include <string.h>

#include "scenarios/reader.h"

static bool
expected_row (reader *r, const struct parameter *row, const cJSON *item)
{
  g_autofree char *expected = parameter_expected (row);

  return reader_expected (r, expected, item);
}

/* Is @item a list, and not empty where it must not be? */
static bool
check_list (reader *r, const struct parameter *row, const cJSON *item)
{
  if (!cJSON_IsArray (item))
    return expected_row (r, row, item);
  if (!item->child && (row->flags & PARAMETER_NOT_EMPTY))
    return reader_fail (r, "the list must not be empty");
  return true;
}

bool
read_strings (reader *r, const struct parameter *row, const cJSON *item,
              void *field)
{
  struct parameter_list *list = field;
  struct parameter element = *row;
  size_t mark;

  if (!check_list (r, row, item))
    return false;
  element.type = PARAMETER_STRING;
  list->items = g_new0 (char *, MAX (1, cJSON_GetArraySize (item)));
  for (const cJSON *e = item->child; e; e = e->next)
    {
      mark = reader_enter_element (r, list->n);
      if (!read_string (r, &element, e, (char **)list->items + list->n))
        return false;
      reader_leave (r, mark);
      list->n++;
    }
  return true;
}

/* The object that an element written as an array or a bare string stands
 * for; NULL (with the error set) if it cannot be. */
static cJSON *
element_as_object (reader *r, const struct parameter *row, const cJSON *item)
{
  g_autoptr (cJSON) object = cJSON_CreateObject ();
  const struct parameter *column = row->of;

  if (row->tag && cJSON_IsString (item))
    {
      cJSON_AddItemToObject (object, row->tag, cJSON_Duplicate (item, 1));
      return g_steal_pointer (&object);
    }
  if (!(row->flags & PARAMETER_TUPLE) || !cJSON_IsArray (item)
      || (size_t)cJSON_GetArraySize (item) > table_rows (row->of))
    {
      expected_row (r, row, item);
      return NULL;
    }
  for (const cJSON *e = item->child; e; e = e->next, column++)
    cJSON_AddItemToObject (object, column->key, cJSON_Duplicate (e, 1));
  return g_steal_pointer (&object);
}

bool
read_object (reader *r, const struct parameter *row, const cJSON *item,
             void *field)
{
  g_autoptr (cJSON) object = NULL;

  if (row->word && cJSON_IsString (item)
      && strcmp (item->valuestring, row->word) == 0)
    item = object = cJSON_CreateObject ();
  else if (row->tag && cJSON_IsString (item))
    item = object = element_as_object (r, row, item);
  if (!cJSON_IsObject (item))
    return expected_row (r, row, item);
  return read_table (r, row->of, item, NULL, field);
}

static bool
read_element (reader *r, const struct parameter *row, const cJSON *item,
              void *out)
{
  g_autoptr (cJSON) object = NULL;

  if (cJSON_IsObject (item))
    return read_table (r, row->of, item, NULL, out);
  object = element_as_object (r, row, item);
  return object && read_table (r, row->of, object, NULL, out);
}

/* The first column, a time, must rise from element to element. */
static bool
check_ascending (reader *r, const struct parameter *row, const char *previous,
                 const char *element)
{
  size_t offset = row->of[0].offset;
  sim_time before, now;

  g_assert (row->of[0].type == PARAMETER_TIME);
  if (!(row->flags & PARAMETER_ASCENDING) || !previous)
    return true;
  memcpy (&before, previous + offset, sizeof before);
  memcpy (&now, element + offset, sizeof now);
  return now > before || reader_fail (r, "times must rise from entry to entry");
}

bool
read_objects (reader *r, const struct parameter *row, const cJSON *item,
              void *field)
{
  struct parameter_list *list = field;
  char *previous = NULL;

  if (!check_list (r, row, item))
    return false;
  list->items
      = g_malloc0_n (MAX (1, (gsize)cJSON_GetArraySize (item)), row->size);
  for (const cJSON *e = item->child; e; e = e->next)
    {
      char *element = (char *)list->items + list->n * row->size;
      size_t mark = reader_enter_element (r, list->n);

      /* Counted first: what a bad element holds is freed with the rest. */
      list->n++;
      if (!read_element (r, row, e, element)
          || ((row->flags & PARAMETER_ASCENDING)
              && !check_ascending (r, row, previous, element)))
        return false;
      reader_leave (r, mark);
      previous = element;
    }
  return true;
}

static const struct variant *
find_variant (reader *r, const struct parameter *row, const char *name)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (const struct variant *const *v = row->variants; *v; v++)
    {
      if (strcmp ((*v)->name, name) == 0)
        return *v;
      g_ptr_array_add (known, (gpointer)(*v)->name);
    }
  reader_unknown (r, row->key, name, known);
  return NULL;
}

static bool
read_variant_config (reader *r, const struct parameter *row, const char *name,
                     const cJSON *object, struct variant_value *value)
{
  const struct variant *variant = find_variant (r, row, name);

  if (!variant)
    return false;
  value->chosen = variant;
  value->config = g_malloc0 (MAX (1, variant->size));
  return read_table (r, variant->of, object,
                     row->style == VARIANT_TAG ? row->tag : NULL,
                     value->config);
}

/* {"model": "highway", "speed": ...} */
static bool
read_tagged (reader *r, const struct parameter *row, const cJSON *item,
             struct variant_value *value)
{
  const cJSON *tag = json_member (item, row->tag);

  if (!cJSON_IsString (tag))
    {
      reader_enter (r, row->tag);
      return tag ? reader_expected (r, "a name", tag)
                 : reader_fail (r, "missing; expected a name");
    }
  return read_variant_config (r, row, tag->valuestring, item, value);
}

/* {"cbr": {...}}; @item has one member that is not ignored. */
static bool
read_keyed (reader *r, const struct parameter *row, const cJSON *item,
            struct variant_value *value)
{
  const cJSON *chosen = NULL;
  unsigned n = 0;
  size_t mark;
  bool good;

  for (const cJSON *member = item->child; member; member = member->next)
    if (!json_key_is_ignored (member->string))
      {
        chosen = member;
        n++;
      }
  if (n != 1)
    return expected_row (r, row, item);
  mark = reader_enter (r, chosen->string);
  good = read_variant_config (r, row, chosen->string, chosen, value);
  reader_leave (r, mark);
  return good;
}

bool
read_variant (reader *r, const struct parameter *row, const cJSON *item,
              void *field)
{
  g_autoptr (cJSON) defaults = NULL;

  if (cJSON_IsString (item))
    {
      defaults = cJSON_CreateObject ();
      return read_variant_config (r, row, item->valuestring, defaults, field);
    }
  if (!cJSON_IsObject (item))
    return expected_row (r, row, item);
  return row->style == VARIANT_TAG ? read_tagged (r, row, item, field)
                                   : read_keyed (r, row, item, field);
}

bool
read_custom (reader *r, const struct parameter *row, const cJSON *item,
             void *field)
{
  const struct custom_type *type = row->custom;

  return type->read (r, item, field);
}
