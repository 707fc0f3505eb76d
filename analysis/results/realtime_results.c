/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/realtime_results.h"

#include "analysis/results/json_file.h"

static void
add_lateness (cJSON *json, const struct lateness *lateness)
{
  cJSON *item = cJSON_AddObjectToObject (json, "lateness");
  const struct
  {
    const char *name;
    double q;
  } quantiles[] = { { "p50", 0.5 }, { "p99", 0.99 } };

  json_add_count (item, "count", lateness->count);
  for (unsigned i = 0; i < 2; i++)
    {
      sim_time late = lateness_quantile (lateness, quantiles[i].q);

      if (lateness->count > 0)
        json_add_number (item, quantiles[i].name, sim_time_to_seconds (late));
      else
        cJSON_AddNullToObject (item, quantiles[i].name);
    }
  if (lateness->count > 0)
    json_add_number (item, "max", sim_time_to_seconds (lateness->max));
  else
    cJSON_AddNullToObject (item, "max");
}

static void
add_point (cJSON *points, const struct attach_results *point)
{
  cJSON *item = cJSON_CreateObject ();

  cJSON_AddItemToArray (points, item);
  json_add_text (item, "node", point->node);
  json_add_text (item, "interface", point->interface);
  json_add_text (item, "kind", point->kind);
  json_add_text (item, "role", point->role);
  for (const struct named_count *c = point->counts; c->name; c++)
    json_add_count (item, c->name, c->count);
}

void
realtime_results_add (cJSON *manifest, const struct realtime_results *results)
{
  cJSON *json, *points;

  json_add_text (manifest, "reason", results->reason);
  json = cJSON_AddObjectToObject (manifest, "realtime");
  json_add_number (json, "began", results->began);
  json_add_number (json, "speed", results->speed);
  if (results->hard_limit == SIM_TIME_MAX)
    cJSON_AddNullToObject (json, "hard_limit");
  else
    json_add_number (json, "hard_limit",
                     sim_time_to_seconds (results->hard_limit));
  add_lateness (json, results->lateness);
  points = cJSON_AddArrayToObject (json, "attach");
  for (unsigned i = 0; i < results->n_points; i++)
    add_point (points, &results->points[i]);
}
