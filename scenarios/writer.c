/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs back to JSON: every default filled in, keys in table order,
 * quantities in their canonical units.  What is written reads back as the
 * same struct, so that writing it again gives the same text. */
#include <math.h>
#include <string.h>

#include "scenarios/reader.h"

static cJSON *
write_text (char *text)
{
  cJSON *item = cJSON_CreateString (text);

  g_free (text);
  return item;
}

static cJSON *
write_seed (uint64_t seed)
{
  if (seed <= UINT64_C (1) << 53)
    return json_number_new ((double)seed);
  return write_text (g_strdup_printf ("%" G_GUINT64_FORMAT, seed));
}

static cJSON *
write_number (double value)
{
  return isinf (value) ? cJSON_CreateString ("inf") : json_number_new (value);
}

static cJSON *
write_integer (int64_t value)
{
  return value == INT64_MAX ? cJSON_CreateString ("inf")
                            : json_number_new ((double)value);
}

/* What the file holds, wherever it lies; its path if it cannot be read. */
static cJSON *
write_contents (const char *path)
{
  g_autofree char *contents = NULL, *sum = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return cJSON_CreateString (path);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                     (const guchar *)contents, length);
  return write_text (g_strconcat ("sha256:", sum, NULL));
}

/* The path as seen from the folder of the scenario; see write_table(). */
static cJSON *
write_file (const char *path, const char *directory)
{
  g_autofree char *prefix = NULL;

  if (directory == FILES_ABSOLUTE)
    return write_text (g_canonicalize_filename (path, NULL));
  if (strcmp (directory, FILES_BY_CONTENT) == 0)
    return write_contents (path);
  prefix = g_build_filename (directory, "/", NULL);
  if (g_str_has_prefix (path, prefix))
    path += strlen (prefix);
  return cJSON_CreateString (path);
}

/* A value of a law in its quantity. */
static cJSON *
write_law_value (enum parameter_type type, double value)
{
  enum quantity quantity = parameter_quantity (type);

  if (quantity == QUANTITY_TIME)
    return write_text (quantity_text_integer (
        quantity, isinf (value) ? INT64_MAX : (int64_t)llround (value * 1e9)));
  if (quantity == QUANTITY_SIZE)
    return write_text (quantity_text_integer (
        quantity, isinf (value) ? INT64_MAX : (int64_t)llround (value)));
  return write_text (quantity_text_double (quantity, value));
}

static cJSON *
write_law (enum parameter_type type, const struct law *law)
{
  cJSON *object, *pair;

  if (law->kind == LAW_CONSTANT)
    return write_law_value (type, law->a);
  object = cJSON_CreateObject ();
  if (law->kind == LAW_EXPONENTIAL)
    {
      cJSON_AddItemToObject (object, law_names[law->kind],
                             write_law_value (type, law->a));
      return object;
    }
  pair = cJSON_AddArrayToObject (object, law_names[law->kind]);
  cJSON_AddItemToArray (pair, write_law_value (type, law->a));
  cJSON_AddItemToArray (pair, law->kind == LAW_PARETO
                                  ? json_number_new (law->b)
                                  : write_law_value (type, law->b));
  return object;
}

static cJSON *
write_position (const double position[2])
{
  cJSON *list;

  if (isnan (position[0]))
    return NULL;
  list = cJSON_CreateArray ();
  cJSON_AddItemToArray (list, json_number_new (position[0]));
  cJSON_AddItemToArray (list, json_number_new (position[1]));
  return list;
}

static cJSON *
write_strings (const struct parameter_list *list)
{
  cJSON *array = cJSON_CreateArray ();

  for (size_t i = 0; i < list->n; i++)
    cJSON_AddItemToArray (array,
                          cJSON_CreateString (((char **)list->items)[i]));
  return array;
}

/* Is the key that a bare string stands for all that @object says? */
static bool
is_tag_alone (const struct parameter *row, const cJSON *object)
{
  const cJSON *child = object->child;

  return row->tag && child && !child->next
         && strcmp (child->string, row->tag) == 0;
}

/* All that an object says are its defaults: its word says it shorter. */
static cJSON *
write_object (const struct parameter *row, const char *directory,
              const void *field)
{
  g_autoptr (cJSON) object = write_table (row->of, directory, field);
  g_autoptr (cJSON) defaults = NULL;

  if (is_tag_alone (row, object))
    return cJSON_CreateString (object->child->valuestring);
  if (!row->word)
    return g_steal_pointer (&object);
  defaults = cJSON_CreateObject ();
  for (const struct parameter *r = row->of; r->key; r++)
    if (r->fallback)
      cJSON_AddItemToObject (defaults, r->key, cJSON_Parse (r->fallback));
  if (cJSON_Compare (object, defaults, 1))
    return cJSON_CreateString (row->word);
  return g_steal_pointer (&object);
}

/* An element as its row wants it: an array, a bare string, an object. */
static cJSON *
write_element (const struct parameter *row, const char *directory,
               const void *in)
{
  g_autoptr (cJSON) object = write_table (row->of, directory, in);
  g_autoptr (cJSON) array = NULL;
  cJSON *child = object->child;

  if (is_tag_alone (row, object))
    return cJSON_CreateString (child->valuestring);
  if (!(row->flags & PARAMETER_TUPLE))
    return g_steal_pointer (&object);
  array = cJSON_CreateArray ();
  while ((child = object->child))
    cJSON_AddItemToArray (array, cJSON_DetachItemViaPointer (object, child));
  return g_steal_pointer (&array);
}

static cJSON *
write_objects (const struct parameter *row, const char *directory,
               const struct parameter_list *list)
{
  cJSON *array = cJSON_CreateArray ();

  for (size_t i = 0; i < list->n; i++)
    cJSON_AddItemToArray (
        array,
        write_element (row, directory, (char *)list->items + i * row->size));
  return array;
}

static cJSON *
write_variant (const struct parameter *row, const char *directory,
               const struct variant_value *value)
{
  cJSON *config, *outer, *member;

  if (!value->chosen)
    return NULL;
  config = write_table (value->chosen->of, directory, value->config);
  outer = cJSON_CreateObject ();
  if (row->style == VARIANT_KEY)
    {
      cJSON_AddItemToObject (outer, value->chosen->name, config);
      return outer;
    }
  cJSON_AddStringToObject (outer, row->tag, value->chosen->name);
  while ((member = config->child))
    {
      g_autofree char *key = g_strdup (member->string);

      cJSON_AddItemToObject (outer, key,
                             cJSON_DetachItemViaPointer (config, member));
    }
  cJSON_Delete (config);
  return outer;
}

/* Was the optional key absent? (see PARAMETER_OPTIONAL) */
static bool
is_absent (const struct parameter *row, const void *in)
{
  const void *field = (const char *)in + row->offset;

  if (!(row->flags & PARAMETER_OPTIONAL))
    return false;
  switch (row->type)
    {
    case PARAMETER_STRING:
    case PARAMETER_FILE:
      return *(char *const *)field == NULL;
    case PARAMETER_TIME:
      return *(const sim_time *)field == SIM_TIME_NONE;
    case PARAMETER_NUMBER:
    case PARAMETER_PROBABILITY:
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
      return isnan (*(const double *)field);
    case PARAMETER_ENUM:
      return *(const int *)field < 0;
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
    case PARAMETER_LAW_SIZE:
      return ((const struct law *)field)->kind == LAW_N;
    case PARAMETER_INTEGER:
    case PARAMETER_SIZE:
      return *(const int64_t *)field == 0;
    case PARAMETER_STRINGS:
    case PARAMETER_OBJECTS:
      return ((const struct parameter_list *)field)->n == 0;
    case PARAMETER_OBJECT:
      return row->presence && !*((const bool *)in + row->presence);
    default:
      return false;
    }
}

static cJSON *
write_row (const struct parameter *row, const char *directory,
           const void *field)
{
  switch (row->type)
    {
    case PARAMETER_BOOL:
      return cJSON_CreateBool (*(const bool *)field);
    case PARAMETER_INTEGER:
      return write_integer (*(const int64_t *)field);
    case PARAMETER_SEED:
      return write_seed (*(const uint64_t *)field);
    case PARAMETER_NUMBER:
    case PARAMETER_PROBABILITY:
      return write_number (*(const double *)field);
    case PARAMETER_TIME:
    case PARAMETER_SIZE:
      return write_text (quantity_text_integer (parameter_quantity (row->type),
                                                *(const int64_t *)field));
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
      return write_text (quantity_text_double (parameter_quantity (row->type),
                                               *(const double *)field));
    case PARAMETER_STRING:
      return cJSON_CreateString (*(char *const *)field);
    case PARAMETER_FILE:
      return write_file (*(char *const *)field, directory);
    case PARAMETER_ENUM:
      return cJSON_CreateString (row->choices[*(const int *)field]);
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
    case PARAMETER_LAW_SIZE:
      return write_law (row->type, field);
    case PARAMETER_POSITION:
      return write_position (field);
    case PARAMETER_STRINGS:
      return write_strings (field);
    case PARAMETER_OBJECT:
      return write_object (row, directory, field);
    case PARAMETER_OBJECTS:
      return write_objects (row, directory, field);
    case PARAMETER_VARIANT:
      return write_variant (row, directory, field);
    case PARAMETER_CUSTOM:
      return ((const struct custom_type *)row->custom)->write (field);
    default:
      g_assert_not_reached ();
    }
}

static void
write_rows (const struct parameter *table, const char *directory,
            const void *in, cJSON *object)
{
  for (; table && table->key; table++)
    {
      const char *field = (const char *)in + table->offset;
      cJSON *item;

      if (table->type == PARAMETER_INCLUDE)
        write_rows (table->of, directory, field, object);
      else if (!is_absent (table, in)
               && (item = write_row (table, directory, field)))
        cJSON_AddItemToObject (object, table->key, item);
    }
}

cJSON *
write_table (const struct parameter *table, const char *directory,
             const void *in)
{
  cJSON *object = cJSON_CreateObject ();

  write_rows (table, directory, in, object);
  return object;
}
