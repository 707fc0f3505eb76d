/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that belong to the format but that this version cannot act on: empty
 * they mean nothing and are accepted, else refused rather than ignored. */
#include "scenarios/scenario_tables.h"

static bool
later_list_read (reader *r, const cJSON *item, void *field)
{
  (void)field;
  if (!cJSON_IsArray (item))
    return reader_expected (r, "a list", item);
  return !item->child
         || reader_fail (r, "not supported by this version of dmmsim; take "
                            "it out or leave it empty");
}

/* Says nothing, so it is not written. */
static cJSON *
later_write (const void *field)
{
  (void)field;
  return NULL;
}

static cJSON *
later_list_schema (void)
{
  cJSON *schema = cJSON_CreateObject ();

  cJSON_AddStringToObject (schema, "type", "array");
  cJSON_AddNumberToObject (schema, "maxItems", 0);
  return schema;
}

const struct custom_type later_list_type = {
  .expected = "an empty list",
  .read = later_list_read,
  .write = later_write,
  .schema = later_list_schema,
};
