/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a table are written: all, none, or every so many. */
#include "scenarios/scenario_tables.h"

struct every
{
  int64_t rows; /* 1: all, 0: none */
};

static const struct parameter every_parameters[]
    = { { .key = "every",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct every, rows),
          .help = "one row for so many",
          .minimum = 2,
          .maximum = 1e9 },
        { 0 } };

static bool
rows_read (reader *r, const cJSON *item, void *field)
{
  if (cJSON_IsObject (item))
    return read_table (r, every_parameters, item, NULL, field);
  if (!cJSON_IsBool (item))
    return reader_expected (r, rows_type.expected, item);
  ((struct every *)field)->rows = cJSON_IsTrue (item);
  return true;
}

static cJSON *
rows_write (const void *field)
{
  const struct every *every = field;
  cJSON *object;

  if (every->rows < 2)
    return cJSON_CreateBool (every->rows == 1);
  object = cJSON_CreateObject ();
  cJSON_AddNumberToObject (object, "every", (double)every->rows);
  return object;
}

static cJSON *
rows_schema (void)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *any = cJSON_AddArrayToObject (schema, "anyOf");
  cJSON *choice = cJSON_CreateObject ();

  cJSON_AddStringToObject (choice, "type", "boolean");
  cJSON_AddItemToArray (any, choice);
  cJSON_AddItemToArray (any, schema_table (every_parameters));
  return schema;
}

const struct custom_type rows_type = {
  .expected = "true, false or {\"every\": n}",
  .read = rows_read,
  .write = rows_write,
  .schema = rows_schema,
};
