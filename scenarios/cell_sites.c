/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/cell_sites.h"

#include <math.h>
#include <string.h>

#include "models/geo.h"
#include "scenarios/scenario.h"

enum column
{
  COLUMN_RADIO = 0,
  COLUMN_NET = 2,
  COLUMN_LONGITUDE = 6,
  COLUMN_LATITUDE = 7,
  COLUMN_RANGE = 8,
  COLUMNS_LEAST
};

/* A row that counts; degrees, later metres. */
struct row
{
  double at[2];
  double range;
};

/* ---- rows ---------------------------------------------------------- */

static bool
fail_at (const struct cell_sites_config *config, unsigned line,
         const char *what, const char *found, GError **error)
{
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_FILE,
               "%s:%u: expected %s, found \"%.40s\"", config->file, line, what,
               found);
  return false;
}

static bool
read_number (const char *text, double least, double greatest, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= least && *value <= greatest;
}

static bool
row_counts (const struct cell_sites_config *config, char **columns)
{
  return (!config->radio || strcmp (columns[COLUMN_RADIO], config->radio) == 0)
         && (config->net == 0
             || g_ascii_strtoll (columns[COLUMN_NET], NULL, 10) == config->net);
}

static bool
read_row (const struct cell_sites_config *config, char *text, unsigned line,
          GArray *rows, GError **error)
{
  g_auto (GStrv) columns = g_strsplit (g_strchomp (text), ",", -1);
  struct row row;

  if (g_strv_length (columns) < COLUMNS_LEAST)
    return fail_at (config, line, "9 columns or more", text, error);
  if (line == 1 && strcmp (columns[COLUMN_LONGITUDE], "lon") == 0)
    return true;
  if (!read_number (columns[COLUMN_LONGITUDE], -180, 180, &row.at[0]))
    return fail_at (config, line, "a longitude in column 7",
                    columns[COLUMN_LONGITUDE], error);
  if (!read_number (columns[COLUMN_LATITUDE], -89, 89, &row.at[1]))
    return fail_at (config, line, "a latitude in column 8",
                    columns[COLUMN_LATITUDE], error);
  if (!read_number (columns[COLUMN_RANGE], 0, 1e6, &row.range))
    return fail_at (config, line, "a range in metres in column 9",
                    columns[COLUMN_RANGE], error);
  if (row_counts (config, columns))
    g_array_append_val (rows, row);
  return true;
}

static bool
read_rows (const struct cell_sites_config *config, GArray *rows, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (config->file, &text, NULL, error))
    return false;
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i]; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '\r'
        && !read_row (config, lines[i], i + 1, rows, error))
      return false;
  if (rows->len > 0)
    return true;
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_FILE,
               "%s: no row with the \"radio\" and \"net\" that are asked for",
               config->file);
  return false;
}

/* ---- masts --------------------------------------------------------- */

/* An equirectangular projection around the reference: shapes hold within a
 * town and its surroundings. */
static void
project (const struct cell_sites_config *config, GArray *rows)
{
  double reference[2] = { config->reference[0], config->reference[1] };
  double metres[2];

  for (guint i = 0; isnan (config->reference[0]) && i < rows->len; i++)
    for (unsigned k = 0; k < 2; k++)
      reference[k] = fmin (i == 0 ? INFINITY : reference[k],
                           g_array_index (rows, struct row, i).at[k]);
  geo_metres_per_degree (reference[1], metres);
  for (guint i = 0; i < rows->len; i++)
    for (unsigned k = 0; k < 2; k++)
      {
        double *at = &g_array_index (rows, struct row, i).at[k];

        *at = config->origin[k] + (*at - reference[k]) * metres[k];
      }
}

/* Rows so far; the place is that of the first one for the comparison, and the
 * mean of all when done. */
struct mast
{
  double first[2], sum[2], range;
  unsigned n;
};

static struct mast *
mast_near (const GArray *masts, const struct row *row, double distance)
{
  for (guint i = 0; i < masts->len; i++)
    {
      struct mast *mast = &g_array_index (masts, struct mast, i);

      if (hypot (mast->first[0] - row->at[0], mast->first[1] - row->at[1])
          <= distance)
        return mast;
    }
  return NULL;
}

static GArray *
cluster (const GArray *rows, double distance)
{
  GArray *masts = g_array_new (FALSE, FALSE, sizeof (struct mast));

  for (guint i = 0; i < rows->len; i++)
    {
      const struct row *row = &g_array_index (rows, struct row, i);
      struct mast *mast = mast_near (masts, row, distance);

      if (!mast)
        {
          struct mast fresh = { .first = { row->at[0], row->at[1] } };

          g_array_append_val (masts, fresh);
          mast = &g_array_index (masts, struct mast, masts->len - 1);
        }
      mast->sum[0] += row->at[0];
      mast->sum[1] += row->at[1];
      mast->range = fmax (mast->range, row->range);
      mast->n++;
    }
  return masts;
}

static bool
check_reference (const struct cell_sites_config *config, GError **error)
{
  const double *at = config->reference;

  if (isnan (at[0]) || (fabs (at[0]) <= 180 && fabs (at[1]) <= 89))
    return true;
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: \"reference\" is [%g, %g], expected [longitude, latitude] "
               "in degrees, up to 180 and 89",
               config->file, at[0], at[1]);
  return false;
}

bool
cell_sites_read (const struct cell_sites_config *config, GArray *sites,
                 GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (struct row));
  g_autoptr (GArray) masts = NULL;

  if (!check_reference (config, error) || !read_rows (config, rows, error))
    return false;
  project (config, rows);
  masts = cluster (rows, config->cluster);
  for (guint i = 0; i < masts->len; i++)
    {
      const struct mast *mast = &g_array_index (masts, struct mast, i);
      struct cell_site site
          = { mast->sum[0] / mast->n, mast->sum[1] / mast->n, mast->range };

      g_array_append_val (sites, site);
    }
  return true;
}
