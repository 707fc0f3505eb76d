/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "expect": what the results are held against, metric by metric. */
#include <math.h>

#include "scenarios/scenario_tables.h"

#define NUMBER(member, text)                                       \
  {                                                                \
    .key = #member, .type = PARAMETER_NUMBER,                      \
    .offset = offsetof (struct expectation, member), .help = text, \
    .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED                 \
  }

static const struct parameter expectation_parameters[]
    = { NUMBER (equals, "the value itself"),
        NUMBER (min, "least value"),
        NUMBER (max, "greatest value"),
        NUMBER (near, "the value, give or take the tolerance"),
        NUMBER (tolerance, "largest difference from near"),
        { 0 } };

static bool
read_expectation (reader *r, const cJSON *item, struct expectation *e)
{
  if (!read_table (r, expectation_parameters, item, NULL, e))
    return false;
  if (isnan (e->equals) && isnan (e->min) && isnan (e->max) && isnan (e->near))
    return reader_fail (r, "expected \"equals\", \"min\", \"max\" or \"near\"");
  if (isnan (e->near) != isnan (e->tolerance))
    return reader_fail (r, "\"near\" and \"tolerance\" go together");
  if (e->tolerance < 0)
    return reader_fail (r, "\"tolerance\" must not be negative");
  if (e->min > e->max)
    return reader_fail (r, "\"min\" is above \"max\"");
  return true;
}

static bool
expect_read (reader *r, const cJSON *item, void *field)
{
  struct parameter_list *list = field;

  if (!cJSON_IsObject (item))
    return reader_expected (r, expect_type.expected, item);
  list->items = g_new0 (struct expectation, MAX (1, cJSON_GetArraySize (item)));
  for (const cJSON *member = item->child; member; member = member->next)
    {
      struct expectation *e = (struct expectation *)list->items + list->n;
      size_t mark = reader_enter (r, member->string);

      if (!json_key_is_ignored (member->string))
        {
          list->n++;
          e->metric = g_strdup (member->string);
          if (!read_expectation (r, member, e))
            return false;
        }
      reader_leave (r, mark);
    }
  return true;
}

static cJSON *
expect_write (const void *field)
{
  const struct parameter_list *list = field;
  const struct expectation *e = list->items;
  cJSON *object = cJSON_CreateObject ();

  for (size_t i = 0; i < list->n; i++)
    cJSON_AddItemToObject (object, e[i].metric,
                           write_table (expectation_parameters, ".", &e[i]));
  return object;
}

static void
expect_release (void *field)
{
  struct parameter_list *list = field;

  for (size_t i = 0; i < list->n; i++)
    g_free (((struct expectation *)list->items)[i].metric);
  g_clear_pointer (&list->items, g_free);
  list->n = 0;
}

static cJSON *
expect_schema (void)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *patterns;

  cJSON_AddStringToObject (schema, "type", "object");
  patterns = cJSON_AddObjectToObject (schema, "patternProperties");
  cJSON_AddItemToObject (patterns, "^[^$]",
                         schema_table (expectation_parameters));
  return schema;
}

const struct custom_type expect_type = {
  .expected = "an object such as {\"handover.count\": {\"equals\": 1}}",
  .read = expect_read,
  .write = expect_write,
  .release = expect_release,
  .schema = expect_schema,
};
