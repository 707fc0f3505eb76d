/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that are stated although another key's value leaves them without effect.
 * They are told, not refused: one file serves several architectures and points
 * of a study. */
#include <string.h>

#include "scenarios/scenario_tables.h"

struct search
{
  GPtrArray *found; /* char * */
  GString *path;    /* dotted */
};

static void search_table (struct search *search, const struct parameter *table,
                          const cJSON *stated, const cJSON *resolved);

/* Has the key that @condition ("model=queue", "signaling=esp|ah") names one of
 * the values? */
static bool
is_met (const char *condition, const cJSON *resolved)
{
  g_auto (GStrv) parts = g_strsplit (condition, "=", 2);
  g_auto (GStrv) values = g_strsplit (parts[1], "|", -1);
  const cJSON *other = cJSON_GetObjectItemCaseSensitive (resolved, parts[0]);

  return cJSON_IsString (other)
         && g_strv_contains ((const char *const *)values, other->valuestring);
}

/* Stated as it would be without: files that "dmmsim show" wrote state all. */
static bool
is_default (const struct parameter *row, const cJSON *item)
{
  char *text = cJSON_PrintUnformatted (item);
  bool same = g_strcmp0 (text, row->fallback) == 0;

  cJSON_free (text);
  return same;
}

static void
search_variant (struct search *search, const struct parameter *row,
                const cJSON *stated, const cJSON *resolved)
{
  const cJSON *tag
      = row->tag ? cJSON_GetObjectItemCaseSensitive (resolved, row->tag) : NULL;

  for (const struct variant *const *v = row->variants; *v; v++)
    if (cJSON_IsString (tag) && strcmp ((*v)->name, tag->valuestring) == 0)
      search_table (search, (*v)->of, stated, resolved);
}

static void
search_row (struct search *search, const struct parameter *row,
            const cJSON *stated, const cJSON *resolved)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (stated, row->key);
  const cJSON *whole = cJSON_GetObjectItemCaseSensitive (resolved, row->key);
  size_t mark = search->path->len;

  if (!item || !whole)
    return;
  g_string_append_printf (search->path, "%s%s", mark > 0 ? "." : "", row->key);
  if (row->with && !is_met (row->with, resolved) && !is_default (row, item))
    g_ptr_array_add (search->found,
                     g_strdup_printf ("%s has no effect without %s",
                                      search->path->str, row->with));
  else if (row->type == PARAMETER_OBJECT && cJSON_IsObject (item))
    search_table (search, row->of, item, whole);
  else if (row->type == PARAMETER_VARIANT && cJSON_IsObject (item))
    search_variant (search, row, item, whole);
  g_string_truncate (search->path, mark);
}

static void
search_table (struct search *search, const struct parameter *table,
              const cJSON *stated, const cJSON *resolved)
{
  for (; table && table->key; table++)
    if (table->type == PARAMETER_INCLUDE)
      search_table (search, table->of, stated, resolved);
    else
      search_row (search, table, stated, resolved);
}

GPtrArray *
scenario_idle_keys (const scenario *s)
{
  g_autoptr (cJSON) resolved
      = write_table (scenario_parameters, FILES_ABSOLUTE, s);
  struct search search
      = { g_ptr_array_new_with_free_func (g_free), g_string_new (NULL) };

  search_table (&search, scenario_parameters, s->document, resolved);
  g_string_free (search.path, TRUE);
  return search.found;
}
