/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures call things: text as gnuplot takes it, multiples of units. */
#include "analysis/figures/script.h"
#include "analysis/figures/units.h"
#include "analysis/studies/cases.h"

static void
check_quoted (const char *text, const char *wanted)
{
  g_autofree char *quoted = script_quote (text);

  g_assert_cmpstr (quoted, ==, wanted);
}

static void
test_quote (void)
{
  check_quoted ("", "''");
  check_quoted ("plain", "'plain'");
  check_quoted ("it's", "'it''s'");
  check_quoted ("a\\b {c} _^@&~ `d` \"e\" %g", "'a\\b {c} _^@&~ `d` \"e\" %g'");
  check_quoted ("two\nlines", "'two'.\"\\n\".'lines'");
  check_quoted ("tab\tbell\a", "'tab bell '");
  check_quoted ("\303\274", "'\303\274'");
  check_quoted ("\303", "'\357\277\275'"); /* cut short: U+FFFD */
}

static void
test_quote_tic (void)
{
  g_autofree char *quoted = script_quote_tic ("50 % it's %g");

  g_assert_cmpstr (quoted, ==, "'50 %% it''s %%g'");
}

static void
check_scale (const char *unit, double largest, double factor, const char *shown)
{
  struct unit_scale scale = unit_scale_for (unit, largest);

  g_assert_cmpfloat_with_epsilon (scale.factor, factor, factor * 1e-12);
  g_assert_cmpstr (scale.unit, ==, shown);
}

static void
test_scale (void)
{
  check_scale ("s", 1, 1, "s");
  check_scale ("s", 0.999, 1e3, "ms");
  check_scale ("s", 0.001, 1e3, "ms");
  check_scale ("s", 0.0009, 1e6, "µs");
  check_scale ("s", 1e-9, 1e6, "µs");
  check_scale ("s", 0, 1, "s");
  check_scale ("s", -5, 1, "s");
  check_scale ("B", 999, 1, "B");
  check_scale ("B", 1000, 1e-3, "kB");
  check_scale ("B", 0.5, 1, "B");
  check_scale ("bit/s", 2e6, 1e-6, "Mbit/s");
  check_scale ("1", 1e9, 1, "");
  check_scale ("packets", 1e9, 1, "packets");
}

static void
check_text (char *made, const char *wanted)
{
  g_assert_cmpstr (made, ==, wanted);
  g_free (made);
}

static void
test_labels (void)
{
  check_text (units_metric_label ("handover.interruption", NULL),
              "Handover interruption");
  check_text (units_metric_label ("delay.oneway{flow=voice}", "p95"),
              "Delay oneway, flow voice, p95");
  check_text (units_axis_label ("access.l2_handover"), "L2 handover");
  check_text (units_axis_label ("mobile_nodes.0.motion.speed.constant"),
              "Speed");
  check_text (units_axis_label ("0"), "0");
  check_text (case_value_words ("5 ms"), "5 ms");
  check_text (case_value_words ("{\"name\":\"dmm\",\"mode\":\"proxy\"}"),
              "dmm, proxy");
  check_text (case_value_words ("{\"exponential\":5}"), "exponential 5");
  check_text (case_value_words ("{broken"), "{broken");
  check_text (
      case_value_words (
          "{\"name\":\"mipv6\",\"route_optimization\":true,\"home_agents\":2}"),
      "mipv6, route optimization, home agents 2");
  check_text (units_with ("Share", "1"), "Share");
  check_text (units_with ("Delay", "ms"), "Delay (ms)");
}

static void
test_split (void)
{
  double number;
  const char *unit;

  g_assert_true (units_split ("5 ms", &number, &unit));
  g_assert_cmpfloat (number, ==, 5);
  g_assert_cmpstr (unit, ==, "ms");
  g_assert_true (units_split ("0.25", &number, &unit));
  g_assert_cmpstr (unit, ==, "");
  g_assert_false (units_split ("dmm", &number, &unit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/text-is-not-gnuplots-to-read", test_quote);
  g_test_add_func ("/figures/a-per-cent-sign-is-no-format", test_quote_tic);
  g_test_add_func ("/figures/greatest-value-is-one-or-more", test_scale);
  g_test_add_func ("/figures/names-in-words", test_labels);
  g_test_add_func ("/figures/numbers-with-units", test_split);
  return g_test_run ();
}
