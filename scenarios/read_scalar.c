/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of single values: flags, numbers, quantities, names, laws. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "scenarios/reader.h"

/* 2^53: up to here every integer is a double. */
#define INTEGER_MAX 9007199254740992.0
/* Three years: sums of times, and draws from laws with such a mean, stay far
 * from the end of sim_time. */
#define TIME_MAX (100000000 * SIM_SECOND)
/* m, beyond Neptune: squares and sums of lengths stay finite, and the geometry
 * of cells keeps its meaning. */
#define LENGTH_MAX 1e13

const char *const law_names[LAW_N] = {
  [LAW_CONSTANT] = "constant", [LAW_EXPONENTIAL] = "exponential",
  [LAW_UNIFORM] = "uniform",   [LAW_NORMAL] = "normal",
  [LAW_PARETO] = "pareto",     [LAW_LOGNORMAL] = "lognormal",
};

/* What a value of a quantity's type is measured in. */
enum quantity
parameter_quantity (enum parameter_type type)
{
  switch (type)
    {
    case PARAMETER_TIME:
    case PARAMETER_LAW_TIME:
      return QUANTITY_TIME;
    case PARAMETER_SIZE:
    case PARAMETER_LAW_SIZE:
      return QUANTITY_SIZE;
    case PARAMETER_SPEED:
    case PARAMETER_LAW_SPEED:
      return QUANTITY_SPEED;
    case PARAMETER_RATE:
      return QUANTITY_RATE;
    default:
      return QUANTITY_LENGTH;
    }
}

static bool
parameter_accepts (const struct parameter *row, double value)
{
  if ((row->flags & PARAMETER_POSITIVE) && value <= 0)
    return false;
  /* Channels count whole bits per second. */
  if (row->type == PARAMETER_RATE)
    return value >= 1;
  if (row->minimum != 0 || row->maximum != 0)
    return value >= row->minimum && value <= row->maximum;
  if (row->type == PARAMETER_PROBABILITY)
    return value >= 0 && value <= 1;
  return (row->flags & PARAMETER_SIGNED) || value >= 0;
}

static bool
expected_row (reader *r, const struct parameter *row, const cJSON *item)
{
  g_autofree char *expected = parameter_expected (row);

  return reader_expected (r, expected, item);
}

static bool
is_infinite_word (const struct parameter *row, const cJSON *item)
{
  return (row->flags & PARAMETER_INFINITE) && cJSON_IsString (item)
         && strcmp (item->valuestring, "inf") == 0;
}

bool
read_bool (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  if (!cJSON_IsBool (item))
    return expected_row (r, row, item);
  *(bool *)field = cJSON_IsTrue (item);
  return true;
}

bool
read_integer (reader *r, const struct parameter *row, const cJSON *item,
              void *field)
{
  double value = item->valuedouble;

  if (is_infinite_word (row, item))
    {
      *(int64_t *)field = INT64_MAX;
      return true;
    }
  if (!cJSON_IsNumber (item) || value != floor (value)
      || fabs (value) > INTEGER_MAX || !parameter_accepts (row, value))
    return expected_row (r, row, item);
  *(int64_t *)field = (int64_t)value;
  return true;
}

bool
read_seed (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  double value = item->valuedouble;

  if (cJSON_IsNumber (item) && value == floor (value) && value >= 0
      && value <= INTEGER_MAX)
    {
      *(uint64_t *)field = (uint64_t)value;
      return true;
    }
  if (cJSON_IsString (item)
      && g_ascii_string_to_unsigned (item->valuestring, 10, 0, UINT64_MAX,
                                     field, NULL))
    return true;
  return expected_row (r, row, item);
}

bool
read_number (reader *r, const struct parameter *row, const cJSON *item,
             void *field)
{
  if (is_infinite_word (row, item))
    *(double *)field = (double)INFINITY;
  else if (cJSON_IsNumber (item) && parameter_accepts (row, item->valuedouble))
    *(double *)field = item->valuedouble;
  else
    return expected_row (r, row, item);
  return true;
}

/* Says why a quantity was not taken. */
static bool
refuse_quantity (reader *r, const struct parameter *row, const cJSON *item,
                 enum quantity_status status)
{
  g_autofree char *expected = parameter_expected (row);
  g_autofree char *found = json_excerpt (item);
  enum quantity quantity = parameter_quantity (row->type);
  g_autofree char *units = quantity_units (quantity);

  switch (status)
    {
    case QUANTITY_FINE:
      return reader_fail (r, "expected %s, found %s: finer than %s", expected,
                          found,
                          quantity == QUANTITY_TIME ? "1 ns" : "1 octet");
    case QUANTITY_LARGE:
      return reader_fail (r, "expected %s, found %s: too large", expected,
                          found);
    case QUANTITY_BAD:
      return reader_fail (r, "expected %s, found %s (units: %s)", expected,
                          found, units);
    default:
      return reader_fail (r, "expected %s, found %s", expected, found);
    }
}

static bool
takes_infinity (const struct parameter *row)
{
  return row->type == PARAMETER_RATE || (row->flags & PARAMETER_INFINITE);
}

/* Text of a quantity: the string, or the number as it was written. */
static char *
quantity_source (const cJSON *item)
{
  if (cJSON_IsNumber (item))
    return json_number_text (item->valuedouble);
  return g_strdup (cJSON_IsString (item) ? item->valuestring : "");
}

/* A time or a size; @scale: of the count in base units. */
static bool
parse_count (reader *r, const struct parameter *row, const cJSON *item,
             double per_unit, int64_t *value)
{
  g_autofree char *text = quantity_source (item);
  enum quantity_status status = quantity_parse_integer (
      parameter_quantity (row->type), text, cJSON_IsNumber (item), value);

  if (status == QUANTITY_OK && parameter_quantity (row->type) == QUANTITY_TIME
      && *value > TIME_MAX)
    status = QUANTITY_LARGE;
  if (status == QUANTITY_INF && takes_infinity (row))
    return true;
  if (status == QUANTITY_OK
      && parameter_accepts (row, (double)*value / per_unit))
    return true;
  return refuse_quantity (r, row, item, status);
}

bool
read_time (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  return parse_count (r, row, item, 1e9, field);
}

bool
read_size (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  return parse_count (r, row, item, 1, field);
}

bool
read_quantity (reader *r, const struct parameter *row, const cJSON *item,
               void *field)
{
  g_autofree char *text = quantity_source (item);
  double value = 0;
  enum quantity_status status = quantity_parse_double (
      parameter_quantity (row->type), text, cJSON_IsNumber (item), &value);

  if (status == QUANTITY_OK && parameter_quantity (row->type) == QUANTITY_LENGTH
      && fabs (value) > LENGTH_MAX)
    status = QUANTITY_LARGE;
  if (!(status == QUANTITY_INF && takes_infinity (row))
      && !(status == QUANTITY_OK && parameter_accepts (row, value)))
    return refuse_quantity (r, row, item, status);
  *(double *)field = value;
  return true;
}

bool
read_string (reader *r, const struct parameter *row, const cJSON *item,
             void *field)
{
  if (!cJSON_IsString (item)
      || (item->valuestring[0] == '\0' && row->reference != REFERENCE_NONE))
    return expected_row (r, row, item);
  *(char **)field = g_strdup (item->valuestring);
  reader_add_name (r, row, item->valuestring);
  return true;
}

/* A path becomes one that can be opened from here; writer.c takes the folder
 * of the scenario off again. */
bool
read_file (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  FILE *file;

  if (!cJSON_IsString (item) || item->valuestring[0] == '\0')
    return expected_row (r, row, item);
  if (r->parent && item->valueint == JSON_FROM_PARENT)
    folder = g_build_filename (r->directory, r->parent, NULL);
  else
    folder = g_strdup (r->directory);
  path = g_path_is_absolute (item->valuestring)
             ? g_strdup (item->valuestring)
             : g_build_filename (folder, item->valuestring, NULL);
  file = g_file_test (path, G_FILE_TEST_IS_DIR) ? NULL : fopen (path, "rb");
  if (!file)
    {
      reader_fail (r, "the file \"%s\" cannot be read (%s)", path,
                   g_file_test (path, G_FILE_TEST_IS_DIR) ? "is a folder"
                                                          : g_strerror (errno));
      r->error->code = SCENARIO_ERROR_FILE;
      return false;
    }
  fclose (file);
  *(char **)field = g_steal_pointer (&path);
  return true;
}

bool
read_enum (reader *r, const struct parameter *row, const cJSON *item,
           void *field)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  if (!cJSON_IsString (item))
    return expected_row (r, row, item);
  for (int i = 0; row->choices[i]; i++)
    {
      g_ptr_array_add (known, (gpointer)row->choices[i]);
      if (strcmp (row->choices[i], item->valuestring) == 0)
        {
          *(int *)field = i;
          return true;
        }
    }
  return reader_unknown (r, "value", item->valuestring, known);
}

/* A value inside a law, in base units. */
static bool
read_law_value (reader *r, const struct parameter *row, const cJSON *item,
                double *value)
{
  int64_t count;

  if (row->type == PARAMETER_LAW_TIME)
    {
      if (!parse_count (r, row, item, 1e9, &count))
        return false;
      *value = count == INT64_MAX ? (double)INFINITY : (double)count / 1e9;
      return true;
    }
  if (row->type == PARAMETER_LAW_SIZE)
    {
      if (!parse_count (r, row, item, 1, &count))
        return false;
      *value = count == INT64_MAX ? (double)INFINITY : (double)count;
      return true;
    }
  return read_quantity (r, row, item, value);
}

static bool
law_is_pair (enum law_kind kind)
{
  return kind != LAW_CONSTANT && kind != LAW_EXPONENTIAL;
}

/* What each law demands of its parameters. */
static bool
check_law (reader *r, const struct law *law)
{
  switch (law->kind)
    {
    case LAW_EXPONENTIAL:
    case LAW_LOGNORMAL:
      return law->a > 0 || reader_fail (r, "the mean must be above 0");
    case LAW_UNIFORM:
      return law->a <= law->b
             || reader_fail (r, "expected [least, greatest], found the "
                                "greater first");
    case LAW_PARETO:
      return (law->a > 0 || reader_fail (r, "the mean must be above 0"))
             && (law->b > 1 || reader_fail (r, "the shape must be above 1"));
    default:
      return true;
    }
}

static bool
read_law_pair (reader *r, const struct parameter *row, const cJSON *item,
               struct law *law)
{
  static const char *const expected[LAW_N] = {
    [LAW_UNIFORM] = "[least, greatest]",
    [LAW_NORMAL] = "[mean, standard deviation]",
    [LAW_PARETO] = "[mean, shape]",
    [LAW_LOGNORMAL] = "[mean, standard deviation]",
  };
  const cJSON *second;

  if (!cJSON_IsArray (item) || cJSON_GetArraySize (item) != 2)
    return reader_expected (r, expected[law->kind], item);
  second = item->child->next;
  if (!read_law_value (r, row, item->child, &law->a))
    return false;
  if (law->kind != LAW_PARETO)
    return read_law_value (r, row, second, &law->b);
  law->b = second->valuedouble;
  return cJSON_IsNumber (second)
         || reader_expected (r, "a shape such as 2.5", second);
}

static bool
read_law_object (reader *r, const struct parameter *row, const cJSON *item,
                 struct law *law)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  size_t mark = reader_enter (r, item->string);
  bool good;
  int kind = 0;

  while (kind < LAW_N && strcmp (law_names[kind], item->string) != 0)
    g_ptr_array_add (known, (gpointer)law_names[kind++]);
  if (kind == LAW_N)
    return reader_unknown (r, "law", item->string, known);
  law->kind = (enum law_kind)kind;
  good = law_is_pair (law->kind) ? read_law_pair (r, row, item, law)
                                 : read_law_value (r, row, item, &law->a);
  good = good && check_law (r, law);
  reader_leave (r, mark);
  return good;
}

/* A quantity is a constant; an object names the law. */
bool
read_law (reader *r, const struct parameter *row, const cJSON *item,
          void *field)
{
  struct law *law = field;

  *law = (struct law){ .kind = LAW_CONSTANT };
  if (!cJSON_IsObject (item))
    return read_law_value (r, row, item, &law->a);
  if (cJSON_GetArraySize (item) != 1)
    return expected_row (r, row, item);
  return read_law_object (r, row, item->child, law);
}

bool
read_position (reader *r, const struct parameter *row, const cJSON *item,
               void *field)
{
  static const struct parameter metres
      = { .type = PARAMETER_LENGTH, .flags = PARAMETER_SIGNED };
  double *position = field;

  if (!cJSON_IsArray (item) || cJSON_GetArraySize (item) != 2)
    return expected_row (r, row, item);
  for (unsigned i = 0; i < 2; i++)
    {
      size_t mark = reader_enter_element (r, i);

      if (!read_quantity (r, &metres, cJSON_GetArrayItem (item, (int)i),
                          &position[i]))
        return false;
      reader_leave (r, mark);
    }
  return true;
}
