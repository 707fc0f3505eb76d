/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "sweep": the points of axes, zip and exclude by counting on one's fingers;
 * a point is the scenario that says the same without a sweep. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "scenarios/sweep.h"

static scenario *
load_with (const char *key, const char *value)
{
  g_autofree char *one = g_strconcat (key, "=", value, NULL);
  const char *set[] = { one, NULL };
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (
      top ? top : ".", "tests/cli/good-scenario.json", NULL);
  GError *error = NULL;
  scenario *s = scenario_load (path, set, &error);

  g_assert_no_error (error);
  return s;
}

/* The points' indices of values, "00 01 10 11". */
static char *
points_text (const char *sweep_text)
{
  g_autoptr (scenario) s = load_with ("sweep", sweep_text);
  GError *error = NULL;
  g_autoptr (sweep) w = sweep_new (s, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (unsigned p = 0; p < sweep_n_points (w); p++)
    {
      g_string_append (text, p > 0 ? " " : "");
      for (unsigned a = 0; a < sweep_n_axes (w); a++)
        g_string_append_printf (text, "%u", sweep_value_index (w, p, a));
    }
  return g_string_free (text, FALSE);
}

static void
test_points (void)
{
  static const struct
  {
    const char *sweep, *points;
  } table[] = {
    { "{}", "" },
    { "{\"seed\": [7]}", "0" },
    { "{\"seed\": [7, 8, 9]}", "0 1 2" },
    { "{\"seed\": [1, 2], \"duration\": [\"5 s\", \"6 s\", \"7 s\"]}",
      "00 01 02 10 11 12" },
    { "{\"seed\": [1, 2], \"warmup\": [\"0 s\", \"1 s\"],"
      " \"duration\": [\"5 s\", \"6 s\"]}",
      "000 001 010 011 100 101 110 111" },
    /* zipped axes take the place of the first of them */
    { "{\"seed\": [1, 2], \"warmup\": [\"0 s\", \"1 s\"],"
      " \"duration\": [\"5 s\", \"6 s\"], \"zip\": [[\"duration\", \"seed\"]]}",
      "000 010 101 111" },
    { "{\"seed\": [1, 2], \"warmup\": [\"0 s\", \"1 s\"],"
      " \"duration\": [\"5 s\", \"6 s\"],"
      " \"zip\": [[\"seed\", \"warmup\", \"duration\"]]}",
      "000 111" },
    { "{\"seed\": [1, 2], \"duration\": [\"5 s\", \"6 s\", \"7 s\"],"
      " \"exclude\": [{\"seed\": 2, \"duration\": \"6 s\"}]}",
      "00 01 02 10 12" },
    { "{\"seed\": [1, 2], \"duration\": [\"5 s\", \"6 s\", \"7 s\"],"
      " \"exclude\": [{\"duration\": \"5 s\"}, {\"seed\": 1}]}",
      "11 12" },
    { "{\"seed\": [1, 2, 3], \"duration\": [\"5 s\", \"6 s\", \"7 s\"],"
      " \"zip\": [[\"seed\", \"duration\"]], \"exclude\": [{\"seed\": 2}]}",
      "00 22" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *points = points_text (table[i].sweep);

      g_assert_cmpstr (points, ==, table[i].points);
    }
}

static void
test_numbers_in_base_units (void)
{
  g_autoptr (scenario) s = load_with (
      "sweep",
      "{\"access.l2_handover\": [\"5 ms\", {\"uniform\": [\"1 ms\", \"2 "
      "ms\"]}],"
      " \"topology.links.3.rate\": [\"2.5 Mbps\"],"
      " \"topology.links.3.loss\": [0.25], \"access.attach\": [\"nearest\"]}");
  g_autoptr (sweep) w = sweep_new (s, NULL);
  g_autofree char *text = sweep_point_text (w, 1);

  g_assert_cmpfloat (sweep_value_number (w, 0, 0), ==, 0.005);
  g_assert_true (isnan (sweep_value_number (w, 0, 1)));
  g_assert_cmpfloat (sweep_value_number (w, 1, 0), ==, 2.5e6);
  g_assert_cmpfloat (sweep_value_number (w, 2, 0), ==, 0.25);
  g_assert_true (isnan (sweep_value_number (w, 3, 0)));
  g_assert_cmpstr (text, ==,
                   "access.l2_handover = {\"uniform\":[\"1 ms\",\"2 ms\"]}, "
                   "topology.links.3.rate = \"2.5 Mbps\", "
                   "topology.links.3.loss = 0.25, access.attach = \"nearest\"");
}

/* The digest of a point is that of the scenario that says so itself. */
static void
test_point_is_the_scenario (void)
{
  static const char *const handovers[] = { "\"5 ms\"", "\"50 ms\"" };
  g_autoptr (scenario) s
      = load_with ("sweep", "{\"access.l2_handover\": [\"5 ms\", \"50 ms\"]}");
  g_autoptr (sweep) w = sweep_new (s, NULL);

  for (unsigned p = 0; p < 2; p++)
    {
      g_autoptr (scenario) point = sweep_point_scenario (w, p, NULL);
      g_autoptr (scenario) plain
          = load_with ("access.l2_handover", handovers[p]);
      g_autofree char *of_point = scenario_run_digest (point);
      g_autofree char *of_plain = scenario_run_digest (plain);

      g_assert_cmpstr (of_point, ==, of_plain);
    }
}

/* Without files the digest is the SHA-256 of the text, and what does not change
 * a run does not change it. */
static void
test_digest_of_the_run (void)
{
  g_autoptr (scenario) s = load_with ("title", "\"base\"");
  g_autofree char *digest = scenario_run_digest (s);
  g_autofree char *text = scenario_run_text (s);
  g_autofree char *sum
      = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  static const struct
  {
    const char *key, *value;
    bool same;
  } table[] = { { "title", "\"another\"", true },
                { "replications", "9", true },
                { "sweep", "{\"seed\": [1]}", true },
                { "expect", "{}", true },
                { "seed", "99", false },
                { "duration", "\"10.5 s\"", false },
                { "duration", "\"10000 ms\"", true } };

  g_assert_cmpstr (digest, ==, sum);
  for (unsigned i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (scenario) other = load_with (table[i].key, table[i].value);
      g_autofree char *of_other = scenario_run_digest (other);

      g_assert_true ((strcmp (of_other, digest) == 0) == table[i].same);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/points", test_points);
  g_test_add_func ("/sweep/numbers-in-base-units", test_numbers_in_base_units);
  g_test_add_func ("/sweep/point-is-the-scenario", test_point_is_the_scenario);
  g_test_add_func ("/sweep/digest-of-the-run", test_digest_of_the_run);
  return g_test_run ();
}
