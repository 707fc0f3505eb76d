/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Schema (draft 2020-12) out of the parameter tables.  It says what a
 * schema can: types, ranges, names of keys.  Names that must exist, and what
 * takes two keys to be wrong, only the loader finds. */
#include <math.h>

#include "scenarios/scenario_tables.h"

static cJSON *
schema_type (const char *type)
{
  cJSON *schema = cJSON_CreateObject ();

  cJSON_AddStringToObject (schema, "type", type);
  return schema;
}

static cJSON *
schema_const (const char *text)
{
  cJSON *schema = cJSON_CreateObject ();

  cJSON_AddStringToObject (schema, "const", text);
  return schema;
}

/* A schema that accepts what one of the two does.  Takes both. */
static cJSON *
schema_either (cJSON *a, cJSON *b)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *any = cJSON_AddArrayToObject (schema, "anyOf");

  cJSON_AddItemToArray (any, a);
  cJSON_AddItemToArray (any, b);
  return schema;
}

/* Bounds of a number in base units. */
static cJSON *
schema_bounded (const struct parameter *row, const char *type)
{
  cJSON *schema = schema_type (type);
  double least = row->minimum, greatest = row->maximum;
  bool bounded = least != 0 || greatest != 0;

  if (row->type == PARAMETER_PROBABILITY && !bounded)
    greatest = bounded = 1;
  if (row->type == PARAMETER_RATE)
    least = 1;
  if (bounded)
    cJSON_AddItemToObject (schema, "maximum", json_number_new (greatest));
  if (bounded || !(row->flags & PARAMETER_SIGNED))
    cJSON_AddItemToObject (schema,
                           (row->flags & PARAMETER_POSITIVE) && least <= 0
                               ? "exclusiveMinimum"
                               : "minimum",
                           json_number_new (least));
  return schema;
}

static cJSON *
schema_infinite (const struct parameter *row, cJSON *schema)
{
  if (row->type == PARAMETER_RATE || (row->flags & PARAMETER_INFINITE))
    return schema_either (schema, schema_const ("inf"));
  return schema;
}

/* A number in the base unit, or a string with a unit. */
static cJSON *
schema_quantity (const struct parameter *row)
{
  g_autofree char *pattern = quantity_pattern (parameter_quantity (row->type),
                                               row->flags & PARAMETER_SIGNED);
  cJSON *text = schema_type ("string");

  cJSON_AddStringToObject (text, "pattern", pattern);
  return schema_infinite (row,
                          schema_either (schema_bounded (row, "number"), text));
}

static cJSON *
schema_pair (cJSON *first, cJSON *second)
{
  cJSON *schema = schema_type ("array");
  cJSON *items = cJSON_AddArrayToObject (schema, "prefixItems");

  cJSON_AddItemToArray (items, first);
  cJSON_AddItemToArray (items, second);
  cJSON_AddNumberToObject (schema, "minItems", 2);
  cJSON_AddNumberToObject (schema, "maxItems", 2);
  return schema;
}

static cJSON *
schema_law_value (const struct parameter *row, enum law_kind kind)
{
  static const struct parameter shape
      = { .type = PARAMETER_NUMBER, .flags = PARAMETER_POSITIVE };

  if (kind == LAW_CONSTANT || kind == LAW_EXPONENTIAL)
    return schema_quantity (row);
  if (kind == LAW_PARETO)
    return schema_pair (schema_quantity (row),
                        schema_bounded (&shape, "number"));
  return schema_pair (schema_quantity (row), schema_quantity (row));
}

static cJSON *
schema_law (const struct parameter *row)
{
  cJSON *schema = schema_type ("object");
  cJSON *properties = cJSON_AddObjectToObject (schema, "properties");

  for (int kind = 0; kind < LAW_N; kind++)
    cJSON_AddItemToObject (properties, law_names[kind],
                           schema_law_value (row, (enum law_kind)kind));
  cJSON_AddNumberToObject (schema, "minProperties", 1);
  cJSON_AddNumberToObject (schema, "maxProperties", 1);
  cJSON_AddBoolToObject (schema, "additionalProperties", false);
  return schema_either (schema_quantity (row), schema);
}

static cJSON *
schema_seed (const struct parameter *row)
{
  cJSON *text = schema_type ("string");

  cJSON_AddStringToObject (text, "pattern", "^[0-9]{1,20}$");
  return schema_either (schema_bounded (row, "integer"), text);
}

static cJSON *
schema_enum (const struct parameter *row)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *names = cJSON_AddArrayToObject (schema, "enum");

  for (int i = 0; row->choices[i]; i++)
    cJSON_AddItemToArray (names, cJSON_CreateString (row->choices[i]));
  return schema;
}

static cJSON *
schema_position (void)
{
  static const struct parameter metres
      = { .type = PARAMETER_LENGTH, .flags = PARAMETER_SIGNED };

  return schema_pair (schema_quantity (&metres), schema_quantity (&metres));
}

static cJSON *
schema_list (const struct parameter *row, cJSON *element)
{
  cJSON *schema = schema_type ("array");

  cJSON_AddItemToObject (schema, "items", element);
  if (row->flags & PARAMETER_NOT_EMPTY)
    cJSON_AddNumberToObject (schema, "minItems", 1);
  return schema;
}

static bool
is_required (const struct parameter *row)
{
  return !row->fallback && !(row->flags & PARAMETER_OPTIONAL);
}

/* An element written as an array, one value per row. */
static cJSON *
schema_tuple (const struct parameter *table)
{
  cJSON *schema = schema_type ("array");
  cJSON *items = cJSON_AddArrayToObject (schema, "prefixItems");
  size_t required = 0;

  for (const struct parameter *row = table; row->key; row++)
    {
      cJSON_AddItemToArray (items, schema_row (row));
      if (is_required (row))
        required = (size_t)(row - table) + 1;
    }
  cJSON_AddNumberToObject (schema, "minItems", (double)required);
  cJSON_AddNumberToObject (schema, "maxItems", (double)table_rows (table));
  return schema;
}

static cJSON *
schema_element (const struct parameter *row)
{
  cJSON *object = schema_table (row->of);

  if (row->flags & PARAMETER_TUPLE)
    return schema_either (object, schema_tuple (row->of));
  if (row->tag)
    return schema_either (object, schema_type ("string"));
  return object;
}

/* Can the variant do without any key of its own? */
static bool
variant_needs_nothing (const struct variant *variant)
{
  for (const struct parameter *row = variant->of; row && row->key; row++)
    if (row->type != PARAMETER_INCLUDE && is_required (row))
      return false;
  return true;
}

static cJSON *
schema_variant_object (const struct parameter *row,
                       const struct variant *variant)
{
  cJSON *schema, *properties, *required;

  if (row->style == VARIANT_TAG)
    {
      schema = schema_table (variant->of);
      properties = json_member (schema, "properties");
      cJSON_AddItemToObject (properties, row->tag,
                             schema_const (variant->name));
      required = json_member (schema, "required");
      cJSON_AddItemToArray (required, cJSON_CreateString (row->tag));
      return schema;
    }
  schema = schema_type ("object");
  properties = cJSON_AddObjectToObject (schema, "properties");
  cJSON_AddItemToObject (properties, variant->name, schema_table (variant->of));
  required = cJSON_AddArrayToObject (schema, "required");
  cJSON_AddItemToArray (required, cJSON_CreateString (variant->name));
  cJSON_AddItemToObject (cJSON_AddObjectToObject (schema, "patternProperties"),
                         "^\\$", cJSON_CreateTrue ());
  cJSON_AddBoolToObject (schema, "additionalProperties", false);
  return schema;
}

static cJSON *
schema_variant (const struct parameter *row)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *any = cJSON_AddArrayToObject (schema, "anyOf");

  for (const struct variant *const *v = row->variants; *v; v++)
    {
      cJSON *object = schema_variant_object (row, *v);

      cJSON_AddStringToObject (object, "description", (*v)->help);
      cJSON_AddItemToArray (any, object);
      if (variant_needs_nothing (*v))
        cJSON_AddItemToArray (any, schema_const ((*v)->name));
    }
  return schema;
}

static cJSON *
schema_string (const struct parameter *row)
{
  cJSON *schema = schema_type ("string");

  if (row->type == PARAMETER_FILE || row->reference != REFERENCE_NONE)
    cJSON_AddNumberToObject (schema, "minLength", 1);
  return schema;
}

static cJSON *
schema_object (const struct parameter *row)
{
  cJSON *object = schema_table (row->of);

  if (row->tag)
    return schema_either (object, schema_type ("string"));
  return row->word ? schema_either (object, schema_const (row->word)) : object;
}

static cJSON *
schema_value (const struct parameter *row)
{
  switch (row->type)
    {
    case PARAMETER_BOOL:
      return schema_type ("boolean");
    case PARAMETER_INTEGER:
      return schema_infinite (row, schema_bounded (row, "integer"));
    case PARAMETER_SEED:
      return schema_seed (row);
    case PARAMETER_NUMBER:
    case PARAMETER_PROBABILITY:
      return schema_infinite (row, schema_bounded (row, "number"));
    case PARAMETER_TIME:
    case PARAMETER_SIZE:
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
      return schema_quantity (row);
    case PARAMETER_STRING:
    case PARAMETER_FILE:
      return schema_string (row);
    case PARAMETER_ENUM:
      return schema_enum (row);
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_SIZE:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
      return schema_law (row);
    case PARAMETER_POSITION:
      return schema_position ();
    case PARAMETER_STRINGS:
      return schema_list (row, schema_string (row));
    case PARAMETER_OBJECT:
      return schema_object (row);
    case PARAMETER_OBJECTS:
      return schema_list (row, schema_element (row));
    case PARAMETER_VARIANT:
      return schema_variant (row);
    case PARAMETER_CUSTOM:
      return ((const struct custom_type *)row->custom)->schema ();
    default:
      g_assert_not_reached ();
    }
}

cJSON *
schema_row (const struct parameter *row)
{
  cJSON *schema = schema_value (row);

  if (row->help)
    cJSON_AddStringToObject (schema, "description", row->help);
  if (row->fallback)
    cJSON_AddItemToObject (schema, "default", cJSON_Parse (row->fallback));
  return schema;
}

static void
add_rows (const struct parameter *table, cJSON *properties, cJSON *required)
{
  for (; table && table->key; table++)
    if (table->type == PARAMETER_INCLUDE)
      add_rows (table->of, properties, required);
    else
      {
        cJSON_AddItemToObject (properties, table->key, schema_row (table));
        if (is_required (table))
          cJSON_AddItemToArray (required, cJSON_CreateString (table->key));
      }
}

cJSON *
schema_table (const struct parameter *table)
{
  cJSON *schema = schema_type ("object");
  cJSON *properties = cJSON_AddObjectToObject (schema, "properties");
  cJSON *required = cJSON_AddArrayToObject (schema, "required");
  cJSON *patterns = cJSON_AddObjectToObject (schema, "patternProperties");

  cJSON_AddItemToObject (patterns, "^\\$", cJSON_CreateTrue ());
  cJSON_AddBoolToObject (schema, "additionalProperties", false);
  add_rows (table, properties, required);
  return schema;
}

/* A file that extends another is complete only together with it. */
static cJSON *
extending_file (void)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *required = cJSON_AddArrayToObject (schema, "required");
  cJSON *properties = cJSON_AddObjectToObject (schema, "properties");

  cJSON_AddItemToArray (required, cJSON_CreateString ("extends"));
  cJSON_AddItemToObject (properties, "extends", schema_type ("string"));
  return schema;
}

char *
scenario_schema (void)
{
  g_autoptr (cJSON) schema = cJSON_CreateObject ();
  cJSON *reference;

  cJSON_AddStringToObject (schema, "$schema",
                           "https://json-schema.org/draft/2020-12/schema");
  cJSON_AddStringToObject (schema, "title", "dmmsim scenario");
  cJSON_AddItemToObject (schema, "if", extending_file ());
  cJSON_AddItemToObject (schema, "then", schema_type ("object"));
  reference = cJSON_AddObjectToObject (schema, "else");
  cJSON_AddStringToObject (reference, "$ref", "#/$defs/scenario");
  cJSON_AddItemToObject (cJSON_AddObjectToObject (schema, "$defs"), "scenario",
                         schema_table (scenario_parameters));
  return json_text (schema);
}
