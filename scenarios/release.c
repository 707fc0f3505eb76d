/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frees what the structs of parameter tables own, by a walk over the table. */
#include "scenarios/reader.h"

static void
release_strings (struct parameter_list *list)
{
  for (size_t i = 0; i < list->n; i++)
    g_free (((char **)list->items)[i]);
  g_clear_pointer (&list->items, g_free);
  list->n = 0;
}

static void
release_objects (const struct parameter *row, struct parameter_list *list)
{
  for (size_t i = 0; i < list->n; i++)
    release_table (row->of, (char *)list->items + i * row->size);
  g_clear_pointer (&list->items, g_free);
  list->n = 0;
}

static void
release_variant (struct variant_value *value)
{
  if (value->chosen)
    release_table (value->chosen->of, value->config);
  g_clear_pointer (&value->config, g_free);
  value->chosen = NULL;
}

static void
release_row (const struct parameter *row, void *field)
{
  const struct custom_type *custom = row->custom;

  switch (row->type)
    {
    case PARAMETER_STRING:
    case PARAMETER_FILE:
      g_clear_pointer ((char **)field, g_free);
      break;
    case PARAMETER_STRINGS:
      release_strings (field);
      break;
    case PARAMETER_OBJECT:
    case PARAMETER_INCLUDE:
      release_table (row->of, field);
      break;
    case PARAMETER_OBJECTS:
      release_objects (row, field);
      break;
    case PARAMETER_VARIANT:
      release_variant (field);
      break;
    case PARAMETER_CUSTOM:
      if (custom->release)
        custom->release (field);
      break;
    default:
      break;
    }
}

void
release_table (const struct parameter *table, void *out)
{
  for (; table && table->key; table++)
    release_row (table, (char *)out + table->offset);
}
