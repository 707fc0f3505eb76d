/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell-site files: which rows count, which of them are one mast, and where that
 * stands. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "scenarios/cell_sites.h"
#include "scenarios/scenario.h"

/* Two masts of network 10, about 1.1 km apart to the north, the first with
 * three rows within a few metres; one of another network; one that is no
 * LTE. */
static const char *const rows
    = "radio,mcc,net,area,cell,unit,lon,lat,range,samples\n"
      "LTE,222,10,1,1,0,11.1000,46.0000,700,5\n"
      "LTE,222,10,1,2,0,11.1000,46.0002,900,5\n"
      "LTE,222,99,1,3,0,11.2000,46.1000,100,5\n"
      "GSM,222,10,1,4,0,11.3000,46.2000,100,5\r\n"
      "LTE,222,10,1,5,0,11.1000,46.0100,0,5\n"
      "LTE,222,10,1,6,0,11.1000,46.0001,100,5\n";

static char *
write_file (const char *text)
{
  char *path;
  int file = g_file_open_tmp ("cells-XXXXXX.csv", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static struct cell_sites_config
config_for (char *path)
{
  return (struct cell_sites_config){ .file = path,
                                     .radio = (char *)"LTE",
                                     .net = 10,
                                     .cluster = 50,
                                     .reference = { NAN, NAN },
                                     .origin = { 1000, 2000 } };
}

/* One degree of latitude at 46 degrees: 111.145 km (WGS 84). */
#define METRES_PER_DEGREE 111145.0

static void
rows_of_a_mast_are_one_cell (void)
{
  g_autofree char *path = write_file (rows);
  struct cell_sites_config config = config_for (path);
  g_autoptr (GArray) sites
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));
  const struct cell_site *site;

  g_assert_true (cell_sites_read (&config, sites, NULL));
  g_assert_cmpuint (sites->len, ==, 2);
  site = (const struct cell_site *)sites->data;
  g_assert_cmpfloat_with_epsilon (site[0].x, 1000, 1e-6);
  g_assert_cmpfloat_with_epsilon (site[0].y, 2000 + 0.0001 * METRES_PER_DEGREE,
                                  0.1);
  g_assert_cmpfloat (site[0].range, ==, 900);
  g_assert_cmpfloat_with_epsilon (site[1].y, 2000 + 0.01 * METRES_PER_DEGREE,
                                  0.5);
  g_remove (path);
}

static void
distance_decides_what_a_mast_is (void)
{
  g_autofree char *path = write_file (rows);
  struct cell_sites_config config = config_for (path);
  g_autoptr (GArray) sites
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));

  config.cluster = 0;
  config.radio = NULL;
  config.net = 0;
  g_assert_true (cell_sites_read (&config, sites, NULL));
  g_assert_cmpuint (sites->len, ==, 6);
  g_remove (path);
}

static void
refuse (const char *text, const char *words)
{
  g_autofree char *path = write_file (text);
  g_autofree char *place = g_strdup_printf ("*%s*", words);
  struct cell_sites_config config = config_for (path);
  g_autoptr (GArray) sites
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));
  g_autoptr (GError) error = NULL;

  g_assert_false (cell_sites_read (&config, sites, &error));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_pattern_match_simple (place, error->message));
  g_remove (path);
}

static void
bad_rows_are_refused_with_their_line (void)
{
  refuse ("", "no row");
  refuse ("LTE,222,10\n", ":1: expected 9 columns");
  refuse ("LTE,222,10,1,1,0,11.1,46.0,1\nLTE,222,10,1,1,0,x,46.0,1\n",
          ":2: expected a longitude in column 7, found \"x\"");
  refuse ("LTE,222,10,1,1,0,11,91,1\n", ":1: expected a latitude");
  refuse ("LTE,222,10,1,1,0,nan,46,1\n", ":1: expected a longitude");
  refuse ("LTE,222,10,1,1,0,11,46,-1\n", ":1: expected a range");
  refuse ("LTE,222,11,1,1,0,11,46,1\n", "no row with the");
}

static void
a_reference_is_a_place_on_earth (void)
{
  static const double wrong[][2] = { { 11, 460 }, { 181, 46 }, { 0, -90 } };
  g_autofree char *path = write_file (rows);
  struct cell_sites_config config = config_for (path);
  g_autoptr (GArray) sites
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));

  for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      memcpy (config.reference, wrong[i], sizeof config.reference);
      g_assert_false (cell_sites_read (&config, sites, &error));
      g_assert_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE);
      g_assert_nonnull (strstr (error->message, "degrees"));
    }
  g_remove (path);
}

/* Every row of the shared file counts, and masts lie within the town. */
static void
a_real_file_is_read (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top ? top : ".", "..", "shared", "data", "cells",
                          "trento-lte.opencellid.csv", NULL);
  struct cell_sites_config config = config_for (path);
  g_autoptr (GArray) masts
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no ../shared/data/cells here");
      return;
    }
  config.net = 0;
  config.cluster = 50;
  g_assert_true (cell_sites_read (&config, masts, NULL));
  g_assert_cmpuint (masts->len, >, 100);
  g_assert_cmpuint (masts->len, <, 1184);
  for (guint i = 0; i < masts->len; i++)
    {
      const struct cell_site *site
          = &g_array_index (masts, struct cell_site, i);

      g_assert_true (site->x >= 1000 && site->x < 30000);
      g_assert_true (site->y >= 2000 && site->y < 30000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-sites/masts", rows_of_a_mast_are_one_cell);
  g_test_add_func ("/cell-sites/distance", distance_decides_what_a_mast_is);
  g_test_add_func ("/cell-sites/refused", bad_rows_are_refused_with_their_line);
  g_test_add_func ("/cell-sites/reference", a_reference_is_a_place_on_earth);
  g_test_add_func ("/cell-sites/real-file", a_real_file_is_read);
  return g_test_run ();
}
