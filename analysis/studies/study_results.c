/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.csv: tidy, a row per run and metric. */
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#include "analysis/results/csv.h"
#include "analysis/studies/study.h"

static void
write_header (struct csv *csv, const study *s)
{
  static const char *const columns[]
      = { "replication", "metric", "unit", "n",   "mean", "min",
          "max",         "p50",    "p95",  "p99", NULL };

  for (unsigned a = 0; a < s->n_axes; a++)
    csv_text (csv, s->axes[a].name);
  for (const char *const *column = columns; *column != NULL; column++)
    csv_text (csv, *column);
  csv_end (csv);
}

void
study_write_value (struct csv *csv, const struct study_value *value)
{
  g_autofree char *label = NULL;

  if (isfinite (value->number))
    {
      csv_number (csv, value->number);
      return;
    }
  label = study_value_label (value);
  csv_text (csv, label);
}

static void
write_metric (struct csv *csv, const struct metric *metric)
{
  csv_text (csv, metric->name);
  csv_text (csv, metric->definition->unit);
  csv_count (csv, metric->n);
  csv_number (csv, metric->mean);
  csv_number (csv, metric->min);
  csv_number (csv, metric->max);
  csv_number (csv, metric->p50);
  csv_number (csv, metric->p95);
  csv_number (csv, metric->p99);
}

static void
write_record (struct csv *csv, const study *s, uint64_t replication,
              unsigned point, const study_record *record)
{
  for (unsigned i = 0; i < metric_set_size (record->metrics); i++)
    {
      for (unsigned a = 0; a < s->n_axes; a++)
        study_write_value (csv, study_value_at (s, point, a));
      csv_count (csv, replication);
      write_metric (csv, metric_set_at (record->metrics, i));
      csv_end (csv);
    }
}

/* One record at a time, as a study can have more than memory holds. */
static bool
write_run (struct csv *csv, const study *s, const char *folder,
           uint64_t replication, unsigned point, GError **error)
{
  g_autofree char *path = study_record_path (
      folder, s->digests[study_run (s, replication, point)]);
  g_autoptr (study_record) record = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return true;
  record = study_record_read (path, error);
  if (record == NULL)
    return false;
  write_record (csv, s, replication, point, record);
  return true;
}

static bool
write_runs (struct csv *csv, const study *s, const char *folder, GError **error)
{
  for (uint64_t r = 0; r < s->replications; r++)
    for (unsigned p = 0; p < s->n_points; p++)
      if (!write_run (csv, s, folder, r, p, error))
        return false;
  return true;
}

/* Whoever writes a study's results holds its lock: one temporary name serves,
 * and what a crash leaves of it is written over. */
#define RESULTS "results.csv"
#define RESULTS_PART ".results.csv.part"

bool
study_write_results (const char *folder, const study *s, GError **error)
{
  g_autofree char *part = g_build_filename (folder, RESULTS_PART, NULL);
  g_autofree char *path = g_build_filename (folder, RESULTS, NULL);
  struct csv csv;
  bool ok;

  if (!csv_open (&csv, folder, RESULTS_PART, NULL, error))
    return false;
  write_header (&csv, s);
  ok = write_runs (&csv, s, folder, error);
  if (!csv_close (&csv, ok ? error : NULL) || !ok)
    {
      g_unlink (part);
      return false;
    }
  if (g_rename (part, path) == 0)
    return true;
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FILE,
               "%s: cannot be replaced: %s", path, g_strerror (errno));
  return false;
}
