/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Result folders: file names, columns to the letter, numbers, and what happens
 * to folders that exist. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/results/csv.h"
#include "analysis/results/format.h"
#include "analysis/results/results.h"
#include "tests/scenario/collector-fixture.h"

static char *
temporary_folder (void)
{
  GError *error = NULL;
  char *path = g_dir_make_tmp ("dmmsim-results-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

/* Removes @path, which holds files only one level deep. */
static void
remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_remove (child);
      g_free (child);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (path);
}

static char *
read_file (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL), *text = NULL;
  GError *error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_free (path);
  return text;
}

static void
write_run (struct fixture *f, const char *folder)
{
  const struct result_manifest manifest = {
    .version = "1", .compiler = "cc", .seed = UINT64_MAX, .complete = true
  };
  const struct result_tables_wanted wanted = { true, true, true };
  GError *error = NULL;

  results_write_run (folder, f->collector, &manifest, "{}\n", &wanted, &error);
  g_assert_no_error (error);
}

static void
test_headers (void)
{
  static const char *const headers[][2] = {
    { "handovers.csv",
      "node,handover,from,to,previous_anchors,t_dead,t_down,t_up,t_trigger,"
      "t_ready,t_ra,signaling,gateway,messages,bytes,byte_hops,outcome" },
    { "handover_flows.csv",
      "node,handover,flow,name,anchor,t_last,t_first,t_switch,t_ready,"
      "recovery,flow_recovery,interruption,lost" },
    { "flows.csv",
      "flow,name,node,correspondent,anchor,start,end,sent,delivered,lost,"
      "inflight,delay_mean,delay_p95,jitter,reordered,stretch_hops,"
      "stretch_delay,tunnel_byte_hops" },
    { "signaling.csv",
      "entity,role,class,message,sent,received,bytes,byte_hops" },
    { "entities.csv",
      "entity,role,site,state_mean,state_peak,anchored_bytes,served_bytes,"
      "transit_bytes,messages_in,messages_out" },
    { "series.csv", "time," },
  };
  char *folder = temporary_folder ();
  struct fixture f;

  fixture_init (&f, 0, SIM_SECOND);
  fixture_finish (&f, 2 * SIM_SECOND);
  write_run (&f, folder);
  for (unsigned i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      char *text = read_file (folder, headers[i][0]);

      g_assert_true (g_str_has_prefix (text, headers[i][1]));
      g_free (text);
    }
  fixture_clear (&f);
  remove_folder (folder);
  g_free (folder);
}

static void
test_rows (void)
{
  char *folder = temporary_folder (), *text;
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_sent (&f, 0);
  fixture_at (&f, 1500 * MS);
  fixture_handover (&f, 1);
  fixture_sent (&f, 1);
  fixture_dropped (&f, 1, 1500 * MS, DROP_NOT_ATTACHED);
  f.handover.t_up = 1550 * MS + 1;
  fixture_finish (&f, 2 * SIM_SECOND);
  write_run (&f, folder);
  text = read_file (folder, "handovers.csv");
  g_assert_nonnull (strstr (text, "\nmn,1,ar1,ar2,0,1.5,,1.550000001,,,,,,"
                                  "0,0,0,pending\n"));
  g_free (text);
  text = read_file (folder, "handover_flows.csv");
  g_assert_nonnull (
      strstr (text, "\nmn,1,0,voice,lma,,,,,,,,1,down,0,1,0,0,0,0\n"));
  g_free (text);
  text = read_file (folder, "flows.csv");
  g_assert_nonnull (
      strstr (text, "\n0,voice,mn,cn,lma,0,,2,0,1,1,,,,0,,,0,down,"));
  g_free (text);
  fixture_clear (&f);
  remove_folder (folder);
  g_free (folder);
}

static void
test_json (void)
{
  char *folder = temporary_folder (), *text;
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_finish (&f, 2 * SIM_SECOND);
  write_run (&f, folder);
  text = read_file (folder, "manifest.json");
  g_assert_nonnull (strstr (text, "\"18446744073709551615\""));
  g_assert_nonnull (strstr (text, "\"complete\":\ttrue"));
  g_free (text);
  text = read_file (folder, "summary.json");
  g_assert_nonnull (strstr (text, "\"handover.signaling\":\t{\n\t\t\t"
                                  "\"unit\":\t\"s\",\n\t\t\t\"n\":\t0,\n\t\t\t"
                                  "\"mean\":\tnull"));
  g_assert_nonnull (strstr (text, "\"ci95\":\tnull"));
  g_free (text);
  fixture_clear (&f);
  remove_folder (folder);
  g_free (folder);
}

/* ---- numbers ------------------------------------------------------- */

static void
test_times (void)
{
  static const struct
  {
    sim_time t;
    const char *text;
  } cases[] = { { 0, "0" },
                { 1, "0.000000001" },
                { SIM_SECOND, "1" },
                { 10 * SIM_SECOND, "10" },
                { 1500 * MS, "1.5" },
                { -1500 * MS, "-1.5" },
                { 123456789012345678, "123456789.012345678" },
                { SIM_TIME_NONE, "" } };
  char text[FORMAT_SIZE];

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (format_time (cases[i].t, text), ==, cases[i].text);
}

static void
test_numbers (void)
{
  GRand *rand = g_rand_new_with_seed (4);
  char text[FORMAT_SIZE];

  g_assert_cmpstr (format_number (0.1, text), ==, "0.1");
  g_assert_cmpstr (format_number (-0.0, text), ==, "0");
  g_assert_cmpstr (format_number (NAN, text), ==, "");
  g_assert_cmpstr (format_number (INFINITY, text), ==, "");
  for (unsigned i = 0; i < 10000; i++)
    {
      double value
          = ldexp (g_rand_double (rand), g_rand_int_range (rand, -300, 300));

      format_number (value, text);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, value);
    }
  g_rand_free (rand);
}

static void
test_quotes (void)
{
  char *folder = temporary_folder (), *text;
  GError *error = NULL;
  struct csv csv;

  g_assert_true (csv_open (&csv, folder, "a.csv", "x,y", &error));
  csv_text (&csv, "plain");
  csv_text (&csv, "a,\"b\"");
  csv_end (&csv);
  g_assert_true (csv_close (&csv, &error));
  text = read_file (folder, "a.csv");
  g_assert_cmpstr (text, ==, "x,y\nplain,\"a,\"\"b\"\"\"\n");
  g_free (text);
  remove_folder (folder);
  g_free (folder);
}

/* ---- folders ------------------------------------------------------- */

static void
test_appears_when_whole (void)
{
  char *base = temporary_folder ();
  char *path = g_build_filename (base, "results", "run", NULL);
  GError *error = NULL;
  result_folder *folder = result_folder_new (path, &error);

  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  results_write_text (result_folder_work (folder), "manifest.json", "{}",
                      &error);
  g_assert_true (result_folder_commit (folder, &error));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_free (path);
  remove_folder (base);
  g_free (base);
}

static void
test_abandoned_leaves_nothing (void)
{
  char *base = temporary_folder ();
  char *parent = g_build_filename (base, "results", NULL);
  char *path = g_build_filename (parent, "run", NULL);
  GError *error = NULL;
  result_folder *folder = result_folder_new (path, &error);

  g_assert_no_error (error);
  results_write_text (result_folder_work (folder), "x", "x", &error);
  result_folder_abandon (folder);
  g_assert_false (g_file_test (parent, G_FILE_TEST_EXISTS));
  g_free (path);
  g_free (parent);
  remove_folder (base);
  g_free (base);
}

static void
test_replaces_results (void)
{
  char *base = temporary_folder ();
  char *path = g_build_filename (base, "run", NULL), *old;
  GError *error = NULL;
  result_folder *folder;

  g_mkdir (path, 0777);
  results_write_text (path, "manifest.json", "old", &error);
  results_write_text (path, "left-over", "old", &error);
  folder = result_folder_new (path, &error);
  g_assert_no_error (error);
  results_write_text (result_folder_work (folder), "manifest.json", "new",
                      &error);
  g_assert_true (result_folder_commit (folder, &error));
  old = read_file (path, "manifest.json");
  g_assert_cmpstr (old, ==, "new");
  g_free (old);
  old = g_build_filename (path, "left-over", NULL);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_free (old);
  g_free (path);
  remove_folder (base);
  g_free (base);
}

static void
test_spares_other_folders (void)
{
  char *base = temporary_folder (), *text;
  GError *error = NULL;

  results_write_text (base, "thesis.tex", "years of work", &error);
  g_assert_no_error (error);
  g_assert_null (result_folder_new (base, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_clear_error (&error);
  text = read_file (base, "thesis.tex");
  g_assert_cmpstr (text, ==, "years of work");
  g_free (text);
  remove_folder (base);
  g_free (base);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/results/columns-to-the-letter", test_headers);
  g_test_add_func ("/results/rows", test_rows);
  g_test_add_func ("/results/null-without-observation", test_json);
  g_test_add_func ("/results/times-are-exact", test_times);
  g_test_add_func ("/results/numbers-read-back", test_numbers);
  g_test_add_func ("/results/quotes", test_quotes);
  g_test_add_func ("/results/folder-appears-when-whole",
                   test_appears_when_whole);
  g_test_add_func ("/results/abandoned-leaves-nothing",
                   test_abandoned_leaves_nothing);
  g_test_add_func ("/results/replaces-older-results", test_replaces_results);
  g_test_add_func ("/results/spares-other-folders", test_spares_other_folders);
  return g_test_run ();
}
