/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/metrics/metrics_json.h"

#include <math.h>

#include "analysis/results/format.h"
#include "analysis/results/json_file.h"

static cJSON *
metric_to_json (const struct metric *metric)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *ci95;
  char text[FORMAT_SIZE];

  json_add_text (json, "unit", metric->definition->unit);
  json_add_count (json, "n", metric->n);
  json_add_number (json, "mean", metric->mean);
  json_add_number (json, "min", metric->min);
  json_add_number (json, "max", metric->max);
  json_add_number (json, "p50", metric->p50);
  json_add_number (json, "p95", metric->p95);
  json_add_number (json, "p99", metric->p99);
  if (isnan (metric->ci95[0]))
    {
      cJSON_AddNullToObject (json, "ci95");
      return json;
    }
  ci95 = cJSON_AddArrayToObject (json, "ci95");
  for (unsigned i = 0; i < 2; i++)
    cJSON_AddItemToArray (
        ci95, cJSON_CreateRaw (format_number (metric->ci95[i], text)));
  return json;
}

cJSON *
metric_set_to_json (const struct metric_set *set)
{
  cJSON *metrics = cJSON_CreateObject ();

  for (unsigned i = 0; i < metric_set_size (set); i++)
    {
      const struct metric *metric = metric_set_at (set, i);

      cJSON_AddItemToObject (metrics, metric->name, metric_to_json (metric));
    }
  return metrics;
}

static bool
interval_from_json (const cJSON *item, double interval[2])
{
  interval[0] = interval[1] = (double)NAN;
  if (cJSON_IsNull (item))
    return true;
  if (!cJSON_IsArray (item) || cJSON_GetArraySize (item) != 2)
    return false;
  for (int i = 0; i < 2; i++)
    {
      const cJSON *bound = cJSON_GetArrayItem (item, i);

      if (!cJSON_IsNumber (bound))
        return false;
      interval[i] = bound->valuedouble;
    }
  return true;
}

static bool
metric_from_json (const cJSON *json, struct metric *metric)
{
  return json_get_count (json, "n", &metric->n)
         && json_get_number (json, "mean", &metric->mean)
         && json_get_number (json, "min", &metric->min)
         && json_get_number (json, "max", &metric->max)
         && json_get_number (json, "p50", &metric->p50)
         && json_get_number (json, "p95", &metric->p95)
         && json_get_number (json, "p99", &metric->p99)
         && interval_from_json (cJSON_GetObjectItemCaseSensitive (json, "ci95"),
                                metric->ci95);
}

struct metric_set *
metric_set_from_json (const cJSON *json, char ***unknown)
{
  struct metric_set *set = metric_set_new ();
  g_autoptr (GStrvBuilder) strangers = g_strv_builder_new ();

  *unknown = NULL;
  for (const cJSON *item = json == NULL ? NULL : json->child; item != NULL;
       item = item->next)
    {
      struct metric metric = { .name = item->string };

      if (item->string == NULL || !metric_from_json (item, &metric))
        {
          metric_set_free (set);
          return NULL;
        }
      if (metric_known (item->string))
        metric_set_put (set, &metric);
      else
        g_strv_builder_add (strangers, item->string);
    }
  if (!cJSON_IsObject (json))
    g_clear_pointer (&set, metric_set_free);
  else
    {
      metric_set_sort (set);
      *unknown = g_strv_builder_end (strangers);
    }
  return set;
}
