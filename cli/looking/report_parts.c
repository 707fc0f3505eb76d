/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/looking/report_parts.h"

#include "analysis/results/json_file.h"
#include "analysis/statistics/statistics_tables.h"
#include "cli/looking/differing.h"

/* ---- question ------------------------------------------------------ */

/* The title in @folder/@file.  (transfer full), or NULL */
static char *
title_in (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  cJSON *json = json_read_file (path, NULL);
  char *title = NULL;

  if (json != NULL && !json_get_text (json, "title", &title))
    title = NULL;
  cJSON_Delete (json);
  return title;
}

static char *
title_of (const cases *found)
{
  char *title = title_in (found->path, "study.json");

  if (title == NULL)
    title = title_in (found->path, "manifest.json");
  return title != NULL ? title : g_path_get_basename (found->path);
}

void
report_put_question (struct report_page *page, const cases *found,
                     const struct rerun *rerun)
{
  g_autofree char *title = title_of (found);
  g_autofree char *axes = g_strjoinv (", ", found->axes);
  g_autofree char *what
      = found->all->len > 1
            ? g_strdup_printf ("What changes with %s? %u cases; replayed is "
                               "%s, replication %" G_GUINT64_FORMAT ".",
                               axes, found->all->len, rerun->of->label,
                               rerun->record->replication)
            : g_strdup_printf (
                "One case under %s, %u replication%s; replayed is "
                "replication %" G_GUINT64_FORMAT ".",
                rerun->record->architecture, rerun->of->runs->len,
                rerun->of->runs->len == 1 ? "" : "s",
                rerun->record->replication);

  report_page_set_text (page, "TITLE", title);
  report_page_set_text (page, "QUESTION", what);
}

/* ---- scenario ------------------------------------------------------ */

static void
add_row (struct report_table *table, const char *name, const char *value)
{
  report_table_cell (table, name);
  report_table_cell (table, value != NULL ? value : "");
}

static struct report_table *
pairs_new (const char *name, const char *value)
{
  struct report_table *table = report_table_new ();

  report_table_column (table, name, false);
  report_table_column (table, value, false);
  return table;
}

/* Prints @table, which is freed, as part @name of the page. */
static void
put_table (struct report_page *page, const char *name,
           struct report_table *table)
{
  report_page_set_html (page, name, report_table_print (table, TABLE_HTML));
  report_table_free (table);
}

void
report_put_scenario (struct report_page *page, const study_record *record)
{
  GArray *settings = differing_settings (record->scenario);
  struct report_table *table = pairs_new ("setting", "value");

  for (unsigned i = 0; i < settings->len; i++)
    {
      const struct differing_setting *s
          = &g_array_index (settings, struct differing_setting, i);

      add_row (table, s->path, s->value);
    }
  put_table (page, "SETTINGS", table);
  report_page_set_text (page, "RESOLVED", record->scenario);
  g_array_free (settings, TRUE);
}

/* ---- tables -------------------------------------------------------- */

/* What most readers look for first; the rest is folded. */
static const char *const headline[] = { "handover.count",
                                        "handover.failed",
                                        "handover.recovery",
                                        "handover.interruption",
                                        "handover.loss",
                                        "delay.oneway",
                                        "loss.ratio",
                                        "stretch.hops",
                                        "tunnel.share",
                                        "signaling.messages",
                                        "anchors.previous",
                                        "availability",
                                        NULL };

static struct report_table *
metrics_table (const cases *found, bool all)
{
  g_auto (GStrv) names = cases_metrics (&found, 1);
  GArray *quantities = g_array_new (FALSE, FALSE, sizeof (struct quantity));
  struct statistics_request asked
      = { .of = found, .estimate.confidence = 0.95, .format = TABLE_HTML };
  struct report_table *table;

  for (char **name = names; *name != NULL; name++)
    {
      struct quantity quantity;

      if ((all || g_strv_contains (headline, *name))
          && quantity_parse (*name, &quantity))
        g_array_append_val (quantities, quantity);
    }
  asked.quantities = (const struct quantity *)(void *)quantities->data;
  asked.n_quantities = quantities->len;
  table = statistics_table (&asked);
  for (unsigned i = 0; i < quantities->len; i++)
    quantity_clear (&g_array_index (quantities, struct quantity, i));
  g_array_free (quantities, TRUE);
  return table;
}

void
report_put_tables (struct report_page *page, const cases *found)
{
  put_table (page, "METRICS", metrics_table (found, false));
  put_table (page, "ALL_METRICS", metrics_table (found, true));
}

/* ---- provenance ---------------------------------------------------- */

void
report_put_provenance (struct report_page *page, const study_record *record)
{
  struct report_table *table = pairs_new ("item", "value");
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, record->seed);
  g_autofree char *replication
      = g_strdup_printf ("%" G_GUINT64_FORMAT, record->replication);
  g_autofree char *events
      = g_strdup_printf ("%" G_GUINT64_FORMAT, record->events);
  g_autofree char *simulated = g_strdup_printf ("%g s", record->simulated_time);

  add_row (table, "version", record->version);
  add_row (table, "commit", record->commit);
  add_row (table, "compiler", record->compiler);
  add_row (table, "architecture", record->architecture);
  add_row (table, "seed", seed);
  add_row (table, "replication", replication);
  add_row (table, "scenario digest (SHA-256)", record->scenario_digest);
  add_row (table, "run digest", record->run_digest);
  add_row (table, "simulated time", simulated);
  add_row (table, "events", events);
  put_table (page, "PROVENANCE", table);
}
