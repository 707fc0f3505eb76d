/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/reader.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static void
name_reference_free (struct name_reference *reference)
{
  g_free (reference->pointer);
  g_free (reference->name);
  g_free (reference);
}

reader *
reader_new (const char *file)
{
  reader *r = g_new0 (reader, 1);

  r->file = g_strdup (file);
  r->directory = g_path_get_dirname (file);
  r->pointer = g_string_new (NULL);
  r->names
      = g_ptr_array_new_with_free_func ((GDestroyNotify)name_reference_free);
  return r;
}

void
reader_free (reader *r)
{
  if (!r)
    return;
  g_free (r->file);
  g_free (r->directory);
  g_free (r->parent);
  g_string_free (r->pointer, TRUE);
  g_ptr_array_unref (r->names);
  g_clear_error (&r->error);
  g_free (r->fault);
  g_free (r);
}

bool
reader_fail (reader *r, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (r->error)
    return false;
  r->fault = g_strdup (r->pointer->str);
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (&r->error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE, "%s: at %s: %s",
               r->file, r->pointer->len ? r->pointer->str : "/", what);
  return false;
}

bool
reader_expected (reader *r, const char *expected, const cJSON *item)
{
  g_autofree char *found = json_excerpt (item);

  return reader_fail (r, "expected %s, found %s", expected, found);
}

size_t
reader_enter (reader *r, const char *key)
{
  size_t mark = r->pointer->len;

  json_pointer_push (r->pointer, key);
  return mark;
}

size_t
reader_enter_element (reader *r, size_t index)
{
  size_t mark = r->pointer->len;

  g_string_append_printf (r->pointer, "/%zu", index);
  return mark;
}

void
reader_leave (reader *r, size_t mark)
{
  g_string_truncate (r->pointer, mark);
}

void
reader_add_name (reader *r, const struct parameter *row, const char *name)
{
  struct name_reference *reference;

  if (row->reference == REFERENCE_NONE)
    return;
  reference = g_new (struct name_reference, 1);
  reference->kind = row->reference;
  reference->row = row;
  reference->pointer = g_strdup (r->pointer->str);
  reference->name = g_strdup (name);
  g_ptr_array_add (r->names, reference);
}

size_t
table_rows (const struct parameter *table)
{
  size_t n = 0;

  while (table && table[n].key)
    n++;
  return n;
}

/* Keys of a table, those of included tables among them. */
static void
collect_keys (const struct parameter *table, GPtrArray *keys)
{
  for (; table && table->key; table++)
    if (table->type == PARAMETER_INCLUDE)
      collect_keys (table->of, keys);
    else
      g_ptr_array_add (keys, (gpointer)table->key);
}

static bool
key_is_known (const GPtrArray *keys, const char *key)
{
  for (unsigned i = 0; i < keys->len; i++)
    if (strcmp (keys->pdata[i], key) == 0)
      return true;
  return false;
}

static bool
refuse_unknown_keys (reader *r, const struct parameter *table, const char *tag,
                     const cJSON *object)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  if (tag)
    g_ptr_array_add (keys, (gpointer)tag);
  collect_keys (table, keys);
  for (const cJSON *item = object->child; item; item = item->next)
    if (!json_key_is_ignored (item->string)
        && !key_is_known (keys, item->string))
      {
        reader_enter (r, item->string);
        return reader_unknown (r, "key", item->string, keys);
      }
  return true;
}

static read_function *const readers[] = {
  [PARAMETER_BOOL] = read_bool,          [PARAMETER_INTEGER] = read_integer,
  [PARAMETER_SEED] = read_seed,          [PARAMETER_NUMBER] = read_number,
  [PARAMETER_PROBABILITY] = read_number, [PARAMETER_TIME] = read_time,
  [PARAMETER_LENGTH] = read_quantity,    [PARAMETER_SPEED] = read_quantity,
  [PARAMETER_RATE] = read_quantity,      [PARAMETER_SIZE] = read_size,
  [PARAMETER_STRING] = read_string,      [PARAMETER_FILE] = read_file,
  [PARAMETER_ENUM] = read_enum,          [PARAMETER_LAW_TIME] = read_law,
  [PARAMETER_LAW_LENGTH] = read_law,     [PARAMETER_LAW_SPEED] = read_law,
  [PARAMETER_LAW_SIZE] = read_law,       [PARAMETER_POSITION] = read_position,
  [PARAMETER_STRINGS] = read_strings,    [PARAMETER_OBJECT] = read_object,
  [PARAMETER_OBJECTS] = read_objects,    [PARAMETER_VARIANT] = read_variant,
  [PARAMETER_CUSTOM] = read_custom,
};

/* The default, read like a value of the file. */
static bool
read_fallback (reader *r, const struct parameter *row, void *out)
{
  g_autoptr (cJSON) item = cJSON_Parse (row->fallback);

  if (!item)
    g_error ("default of \"%s\" is not JSON: %s", row->key, row->fallback);
  return readers[row->type](r, row, item, (char *)out + row->offset);
}

/* What an absent optional key leaves, where that is not zero. */
static void
mark_absent (const struct parameter *row, void *out)
{
  char *field = (char *)out + row->offset;

  switch (row->type)
    {
    case PARAMETER_TIME:
      *(sim_time *)(void *)field = SIM_TIME_NONE;
      break;
    case PARAMETER_NUMBER:
    case PARAMETER_PROBABILITY:
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
      *(double *)(void *)field = (double)NAN;
      break;
    case PARAMETER_POSITION:
      ((double *)(void *)field)[0] = ((double *)(void *)field)[1] = (double)NAN;
      break;
    case PARAMETER_ENUM:
      *(int *)(void *)field = -1;
      break;
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
    case PARAMETER_LAW_SIZE:
      ((struct law *)(void *)field)->kind = LAW_N;
      break;
    default:
      break;
    }
}

static bool
read_row (reader *r, const struct parameter *row, const cJSON *item, void *out)
{
  size_t mark;
  bool good;

  if (!item && (row->flags & PARAMETER_OPTIONAL) && !row->fallback)
    {
      mark_absent (row, out);
      return true;
    }
  mark = reader_enter (r, row->key);
  if (item)
    good = readers[row->type](r, row, item, (char *)out + row->offset);
  else if (row->fallback)
    good = read_fallback (r, row, out);
  else
    {
      g_autofree char *expected = parameter_expected (row);

      good = reader_fail (r, "missing; expected %s", expected);
    }
  if (good && item && row->type == PARAMETER_OBJECT && row->presence)
    *((bool *)out + row->presence) = true;
  reader_leave (r, mark);
  return good;
}

static bool
read_rows (reader *r, const struct parameter *table, const cJSON *object,
           void *out)
{
  for (; table && table->key; table++)
    if (table->type == PARAMETER_INCLUDE)
      {
        if (!read_rows (r, table->of, object, (char *)out + table->offset))
          return false;
      }
    else if (!read_row (r, table, json_member (object, table->key), out))
      return false;
  return true;
}

bool
read_table (reader *r, const struct parameter *table, const cJSON *object,
            const char *tag, void *out)
{
  if (!cJSON_IsObject (object))
    return reader_expected (r, "an object", object);
  return refuse_unknown_keys (r, table, tag, object)
         && read_rows (r, table, object, out);
}
