/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON is read as RFC 8259 has it: each of the traps of a lax parser. */
#include <glib.h>
#include <string.h>

#include "scenarios/json.h"
#include "scenarios/scenario.h"

static void
assert_refused_bytes (const char *text, size_t length, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (cJSON) tree = json_parse (text, length, "t", &error);

  g_assert_null (tree);
  g_assert_error (error, SCENARIO_ERROR, SCENARIO_ERROR_SYNTAX);
  if (!strstr (error->message, message))
    g_error ("\"%s\" is not in \"%s\"", message, error->message);
}

static void
assert_refused (const char *text, const char *message)
{
  assert_refused_bytes (text, strlen (text), message);
}

static cJSON *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  cJSON *tree = json_parse (text, strlen (text), "t", &error);

  g_assert_no_error (error);
  return tree;
}

static void
test_duplicate_keys (void)
{
  assert_refused ("{\"a\": 1, \"a\": 2}",
                  "t: at /a: the key \"a\" appears twice");
  /* The same key, spelt with an escape. */
  assert_refused ("{\"a\": 1, \"\\u0061\": 2}", "at /a: ");
  assert_refused ("{\"x\": [0, {\"b/c\": 1, \"b/c\": 2}]}", "at /x/1/b~1c: ");
  cJSON_Delete (parse ("{\"a\": 1, \"A\": 2}"));
}

static void
test_letter_case (void)
{
  g_autoptr (cJSON) tree = parse ("{\"Delay\": 1}");

  g_assert_null (json_member (tree, "delay"));
  g_assert_nonnull (json_member (tree, "Delay"));
}

static void
test_trailing_text (void)
{
  assert_refused ("{} {}", "t:1:4: expected the end of the file, found '{'");
  assert_refused ("1 x", "t:1:3: expected the end of the file");
  cJSON_Delete (parse (" {}\n\n"));
}

static void
test_numbers_that_do_not_fit (void)
{
  assert_refused ("1e999", "t:1:1: the number 1e999 does not fit");
  assert_refused ("-1e999", "does not fit");
  assert_refused ("[1, 1e-999]", "t:1:5: the number 1e-999 does not fit");
  assert_refused ("9007199254740993",
                  "does not fit (nearest: 9007199254740992)");
  assert_refused ("0.12345678901234567890", "does not fit");
  cJSON_Delete (parse ("[9007199254740992, 0.1, 0.30000000000000004, -0.0, "
                       "1e22, 0e5, 12.500]"));
}

static void
test_not_a_number (void)
{
  assert_refused ("NaN", "expected a value");
  assert_refused ("[Infinity]", "expected a value");
  assert_refused ("[-Infinity]", "expected a digit");
}

static void
test_number_forms (void)
{
  assert_refused ("01", "must not begin with 0");
  assert_refused ("+1", "expected a value, found '+'");
  assert_refused (".5", "expected a value, found '.'");
  assert_refused ("1.", "a digit after the point");
  assert_refused ("1e", "a digit of the exponent");
  assert_refused ("1-2", "expected the end of the file");
  assert_refused ("0x10", "expected the end of the file");
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *good_open = g_strnfill (JSON_DEPTH_MAX, '[');
  g_autofree char *good_close = g_strnfill (JSON_DEPTH_MAX, ']');
  g_autofree char *good = g_strconcat (good_open, good_close, NULL);

  assert_refused (deep, "nested deeper than 64 levels");
  cJSON_Delete (parse (good));
}

static void
test_nothing (void)
{
  assert_refused ("", "t:1:1: the file is empty");
  assert_refused (" \n\t", "t:2:2: the file is empty");
}

static void
test_byte_order_mark (void)
{
  assert_refused ("\xef\xbb\xbf{}", "byte order mark");
}

static void
test_nul (void)
{
  assert_refused_bytes ("{}\0{}", 5, "t:1:3: NUL character");
  assert_refused_bytes ("\"a\0b\"", 5, "t:1:3: NUL character");
  assert_refused ("\"a\\u0000b\"", "must not hold the NUL character");
}

static void
test_encoding (void)
{
  assert_refused ("\"\xff\"", "t:1:2: not UTF-8");
  assert_refused ("\"\\ud800\"", "half of a surrogate pair");
  assert_refused ("\"\\udc00\"", "half of a surrogate pair");
  assert_refused ("\"\\ud800\\u0041\"", "half of a surrogate pair");
  cJSON_Delete (parse ("\"\\ud83d\\ude00 µ\""));
}

static void
test_control_characters (void)
{
  assert_refused ("\"a\nb\"", "control character in a string");
  assert_refused ("\"a\tb\"", "control character in a string");
  assert_refused ("\f{}", "expected a value");
}

static void
test_commas_and_comments (void)
{
  assert_refused ("[1,]", "expected a value, found ']'");
  assert_refused ("{\"a\": 1,}", "expected a key in double quotes, found '}'");
  assert_refused ("[1 2]", "expected ',' or ']'");
  assert_refused ("{\"a\" 1}", "expected ':'");
  assert_refused ("{} // end", "JSON has no comments");
}

static void
test_line_and_column (void)
{
  assert_refused ("{\n  \"a\": 1,\n  b: 2\n}", "t:3:3: ");
  /* Columns count characters: µ is one. */
  assert_refused ("[\"µ\", x]", "t:1:7: ");
}

/* Every beginning of a good text is refused, and nothing is read beyond it. */
static void
test_truncated (void)
{
  static const char text[]
      = "{\"a\": [1.5e3, \"\\u00b5\", true, null], \"b\": {}}";

  for (size_t n = 0; n < sizeof text - 1; n++)
    {
      g_autofree char *cut = g_memdup2 (text, MAX (1, n));
      g_autoptr (GError) error = NULL;
      g_autoptr (cJSON) tree = json_parse (cut, n, "t", &error);

      g_assert_null (tree);
      g_assert_nonnull (error);
    }
  cJSON_Delete (parse (text));
}

static void
test_shortest_numbers (void)
{
  static const double values[] = { 0.1,    1.0 / 3, 30,      1e15, 123456.789,
                                   5e-324, 1e300,   -0.0025, 1e-7, 1700 };
  static const char *const texts[] = { "0.1",        "0.3333333333333333",
                                       "30",         "1000000000000000",
                                       "123456.789", "5e-324",
                                       "1e+300",     "-0.0025",
                                       "1e-07",      "1700" };

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = json_number_text (values[i]);

      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_true (g_ascii_strtod (text, NULL) == values[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/refuses-duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/json/respects-letter-case", test_letter_case);
  g_test_add_func ("/json/refuses-trailing-text", test_trailing_text);
  g_test_add_func ("/json/refuses-numbers-that-do-not-fit",
                   test_numbers_that_do_not_fit);
  g_test_add_func ("/json/refuses-what-is-no-number", test_not_a_number);
  g_test_add_func ("/json/refuses-other-number-forms", test_number_forms);
  g_test_add_func ("/json/refuses-deep-nesting", test_depth);
  g_test_add_func ("/json/refuses-nothing", test_nothing);
  g_test_add_func ("/json/refuses-byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/json/refuses-nul", test_nul);
  g_test_add_func ("/json/refuses-bad-encoding", test_encoding);
  g_test_add_func ("/json/refuses-control-characters", test_control_characters);
  g_test_add_func ("/json/refuses-commas-and-comments",
                   test_commas_and_comments);
  g_test_add_func ("/json/says-line-and-column", test_line_and_column);
  g_test_add_func ("/json/refuses-every-truncation", test_truncated);
  g_test_add_func ("/json/writes-shortest-numbers", test_shortest_numbers);
  return g_test_run ();
}
