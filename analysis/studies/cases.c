/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/studies/cases_build.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making them -----------------------------------------------------------
 */

static void
case_free (void *data)
{
  struct result_case *of = data;

  for (unsigned i = 0; i < of->n_settings; i++)
    {
      g_free (of->settings[i].axis);
      g_free (of->settings[i].value);
    }
  g_free (of->settings);
  g_free (of->numbers);
  g_free (of->label);
  g_ptr_array_free (of->runs, TRUE);
  g_free (of);
}

cases *
cases_new (const char *path)
{
  cases *c = g_new0 (cases, 1);

  c->path = g_strdup (path);
  c->axes = g_new0 (char *, 1);
  c->all = g_ptr_array_new_with_free_func (case_free);
  return c;
}

void
cases_free (cases *c)
{
  if (c == NULL)
    return;
  g_ptr_array_free (c->all, TRUE);
  g_strfreev (c->axes);
  g_free (c->scenario);
  g_free (c->title);
  g_free (c->path);
  g_free (c);
}

struct result_case *
cases_add (cases *c)
{
  struct result_case *of = g_new0 (struct result_case, 1);

  of->label = g_strdup ("");
  of->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)study_record_free);
  g_ptr_array_add (c->all, of);
  return of;
}

void
case_add_setting (struct result_case *of, const char *axis, const char *value,
                  double number)
{
  char *label = g_strdup_printf ("%s%s%s=%s", of->label,
                                 of->n_settings > 0 ? " " : "", axis, value);

  g_free (of->label);
  of->label = label;
  of->settings
      = g_renew (struct study_setting, of->settings, of->n_settings + 1);
  of->numbers = g_renew (double, of->numbers, of->n_settings + 1);
  of->numbers[of->n_settings] = number;
  of->settings[of->n_settings++]
      = (struct study_setting){ g_strdup (axis), g_strdup (value) };
}

/* ---- asking them -----------------------------------------------------------
 */

const struct result_case *
cases_find (const cases *c, const char *label)
{
  for (unsigned i = 0; i < c->all->len; i++)
    if (strcmp (cases_at (c, i)->label, label) == 0)
      return cases_at (c, i);
  return NULL;
}

const char *
case_value (const struct result_case *of, const char *axis)
{
  for (unsigned i = 0; i < of->n_settings; i++)
    if (strcmp (of->settings[i].axis, axis) == 0)
      return of->settings[i].value;
  return NULL;
}

/* Appends ", WHAT", what a member of the object says. */
static void
append_member (GString *text, const cJSON *member)
{
  g_autofree char *name = g_strdelimit (g_strdup (member->string), "_", ' ');
  char *printed;

  if (text->len > 0)
    g_string_append (text, ", ");
  if (cJSON_IsString (member))
    g_string_append (text, member->valuestring);
  else if (cJSON_IsTrue (member))
    g_string_append (text, name);
  else
    {
      printed = cJSON_PrintUnformatted (member);
      g_string_append_printf (text, "%s %s", name, printed);
      cJSON_free (printed);
    }
}

char *
case_value_words (const char *value)
{
  cJSON *json = value[0] == '{' ? cJSON_Parse (value) : NULL;
  GString *text;

  if (json == NULL)
    return g_strdup (value);
  text = g_string_new (NULL);
  for (const cJSON *member = json->child; member != NULL; member = member->next)
    append_member (text, member);
  cJSON_Delete (json);
  return g_string_free (text, FALSE);
}

double
case_number (const struct result_case *of, const char *axis)
{
  for (unsigned i = 0; i < of->n_settings; i++)
    if (strcmp (of->settings[i].axis, axis) == 0)
      return of->numbers[i];
  return (double)NAN;
}

const study_record *
case_find_run (const struct result_case *of, uint64_t replication)
{
  for (unsigned i = 0; i < of->runs->len; i++)
    if (case_run (of, i)->replication == replication)
      return case_run (of, i);
  return NULL;
}

bool
case_has_metric (const struct result_case *of, const char *metric)
{
  for (unsigned i = 0; i < of->runs->len; i++)
    {
      const struct metric *found
          = metric_set_find (case_run (of, i)->metrics, metric);

      if (found != NULL && found->n > 0)
        return true;
    }
  return false;
}

/* Puts the metrics with observations into @names, by name. */
static void
collect_metrics (GHashTable *names, const struct metric_set *set)
{
  for (unsigned i = 0; i < metric_set_size (set); i++)
    {
      const struct metric *metric = metric_set_at (set, i);

      if (metric->n > 0)
        g_hash_table_insert (names, metric->name, (void *)metric);
    }
}

/* Rows of one table of definitions, then labels. */
static int
compare_metrics (const void *a, const void *b, void *names)
{
  const struct metric *x = g_hash_table_lookup (names, *(char *const *)a);
  const struct metric *y = g_hash_table_lookup (names, *(char *const *)b);

  if (x->definition != y->definition)
    return x->definition < y->definition ? -1 : 1;
  return strcmp (x->name, y->name);
}

char **
cases_metrics (const cases *const *of, unsigned n)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned count;
  char **sorted;

  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < of[i]->all->len; j++)
      for (unsigned k = 0; k < cases_at (of[i], j)->runs->len; k++)
        collect_metrics (names, case_run (cases_at (of[i], j), k)->metrics);
  sorted = (char **)g_hash_table_get_keys_as_array (names, &count);
  g_qsort_with_data (sorted, (int)count, sizeof *sorted, compare_metrics,
                     names);
  for (unsigned i = 0; i < count; i++)
    sorted[i] = g_strdup (sorted[i]);
  g_hash_table_destroy (names);
  return sorted;
}
