/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of RFC 8259, scanned without building anything.  cJSON accepts
 * more than the grammar and does not count lines. */
#include "scenarios/json.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "scenarios/scenario.h"

struct scanner
{
  const char *name, *text, *at, *end;
  unsigned depth;
  GError **error;
};

static bool scan_value (struct scanner *s);

/* Lines and columns count from 1; a column is a character, not an octet. */
static bool G_GNUC_PRINTF (3, 4)
    scan_fail (struct scanner *s, const char *where, const char *format, ...)
{
  unsigned line = 1;
  const char *start = s->text;
  g_autofree char *what = NULL;
  va_list arguments;

  for (const char *p = s->text; p < where; p++)
    if (*p == '\n')
      {
        line++;
        start = p + 1;
      }
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (s->error, SCENARIO_ERROR, SCENARIO_ERROR_SYNTAX, "%s:%u:%ld: %s",
               s->name, line, g_utf8_strlen (start, where - start) + 1, what);
  return false;
}

static bool
scan_expected (struct scanner *s, const char *expected)
{
  g_autofree char *found = NULL;

  if (s->at == s->end)
    return scan_fail (s, s->at, "expected %s, found the end of the file",
                      expected);
  if (*s->at == '/' || *s->at == '#')
    return scan_fail (s, s->at,
                      "expected %s; JSON has no comments, use a key "
                      "\"$comment\"",
                      expected);
  found = g_strndup (s->at, (gsize)(g_utf8_next_char (s->at) - s->at));
  return scan_fail (s, s->at, "expected %s, found '%s'", expected, found);
}

static void
scan_space (struct scanner *s)
{
  while (s->at < s->end && memchr (" \t\r\n", *s->at, 4))
    s->at++;
}

static bool
scan_is (const struct scanner *s, char c)
{
  return s->at < s->end && *s->at == c;
}

static bool
scan_word (struct scanner *s, const char *word)
{
  size_t n = strlen (word);

  if ((size_t)(s->end - s->at) < n || memcmp (s->at, word, n) != 0)
    return scan_expected (s, "a value");
  s->at += n;
  return true;
}

static size_t
scan_digits (struct scanner *s)
{
  const char *start = s->at;

  while (s->at < s->end && g_ascii_isdigit (*s->at))
    s->at++;
  return (size_t)(s->at - start);
}

/* Significant digits, without point, exponent, leading and trailing zeros. */
static char *
significant_digits (const char *number)
{
  GString *digits = g_string_new (NULL);

  for (; *number && *number != 'e' && *number != 'E'; number++)
    if (g_ascii_isdigit (*number) && (digits->len > 0 || *number != '0'))
      g_string_append_c (digits, *number);
  while (digits->len > 0 && digits->str[digits->len - 1] == '0')
    g_string_truncate (digits, digits->len - 1);
  return g_string_free (digits, FALSE);
}

/* A number fits if it is finite and its text is what the nearest double is
 * called: then nothing that was written is lost. */
static bool
scan_number_fits (struct scanner *s, const char *start)
{
  g_autofree char *text = g_strndup (start, (gsize)(s->at - start));
  g_autofree char *digits = significant_digits (text);
  g_autofree char *shortest = NULL, *kept = NULL;
  double value = g_ascii_strtod (text, NULL);

  if (!isfinite (value))
    return scan_fail (s, start, "the number %s does not fit", text);
  shortest = json_number_text (value);
  kept = significant_digits (shortest);
  if (strcmp (digits, kept) == 0)
    return true;
  return scan_fail (s, start,
                    "the number %s does not fit (nearest: %s); integers above "
                    "2^53 go in a string",
                    text, shortest);
}

static bool
scan_number (struct scanner *s)
{
  const char *start = s->at;

  if (scan_is (s, '-'))
    s->at++;
  if (scan_is (s, '0'))
    s->at++;
  else if (scan_digits (s) == 0)
    return scan_expected (s, "a digit");
  if (s->at < s->end && g_ascii_isdigit (*s->at))
    return scan_fail (s, start, "a number must not begin with 0");
  if (scan_is (s, '.'))
    {
      s->at++;
      if (scan_digits (s) == 0)
        return scan_expected (s, "a digit after the point");
    }
  if (scan_is (s, 'e') || scan_is (s, 'E'))
    {
      s->at++;
      if (scan_is (s, '+') || scan_is (s, '-'))
        s->at++;
      if (scan_digits (s) == 0)
        return scan_expected (s, "a digit of the exponent");
    }
  return scan_number_fits (s, start);
}

/* Four hexadecimal digits at @p, or -1. */
static int
hex4 (const struct scanner *s, const char *p)
{
  int value = 0;

  if (s->end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    if (g_ascii_isxdigit (p[i]))
      value = value * 16 + g_ascii_xdigit_value (p[i]);
    else
      return -1;
  return value;
}

static bool
scan_unicode_escape (struct scanner *s)
{
  const char *start = s->at - 2;
  int high = hex4 (s, s->at), low;

  if (high < 0)
    return scan_fail (s, start, "\\u needs four hexadecimal digits");
  if (high == 0)
    return scan_fail (s, start, "a string must not hold the NUL character");
  s->at += 4;
  if (high < 0xd800 || high > 0xdfff)
    return true;
  low = s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u'
            ? hex4 (s, s->at + 2)
            : -1;
  if (high > 0xdbff || low < 0xdc00 || low > 0xdfff)
    return scan_fail (s, start, "half of a surrogate pair");
  s->at += 6;
  return true;
}

static bool
scan_escape (struct scanner *s)
{
  char c;

  s->at++;
  if (s->at == s->end)
    return scan_expected (s, "an escape");
  c = *s->at++;
  if (c == 'u')
    return scan_unicode_escape (s);
  if (memchr ("\"\\/bfnrt", c, 8))
    return true;
  return scan_fail (s, s->at - 2, "no such escape");
}

static bool
scan_string (struct scanner *s)
{
  const char *start = s->at++;

  while (s->at < s->end && *s->at != '"')
    if (*s->at == '\\')
      {
        if (!scan_escape (s))
          return false;
      }
    else if ((unsigned char)*s->at < 0x20)
      return scan_fail (s, s->at, "line end or control character in a string");
    else
      s->at++;
  if (s->at == s->end)
    return scan_fail (s, start, "this string does not end");
  s->at++;
  return true;
}

static bool
scan_member (struct scanner *s)
{
  if (!scan_is (s, '"'))
    return scan_expected (s, "a key in double quotes");
  if (!scan_string (s))
    return false;
  scan_space (s);
  if (!scan_is (s, ':'))
    return scan_expected (s, "':'");
  s->at++;
  return scan_value (s);
}

/* Members or elements up to @close. */
static bool
scan_list (struct scanner *s, char close, const char *separator,
           bool (*element) (struct scanner *))
{
  s->at++;
  scan_space (s);
  if (!scan_is (s, close))
    for (;;)
      {
        scan_space (s);
        if (!element (s))
          return false;
        scan_space (s);
        if (scan_is (s, close))
          break;
        if (!scan_is (s, ','))
          return scan_expected (s, separator);
        s->at++;
      }
  s->at++;
  return true;
}

static bool
scan_container (struct scanner *s)
{
  bool object = *s->at == '{', good;

  if (++s->depth > JSON_DEPTH_MAX)
    return scan_fail (s, s->at, "nested deeper than %d levels", JSON_DEPTH_MAX);
  good = object ? scan_list (s, '}', "',' or '}'", scan_member)
                : scan_list (s, ']', "',' or ']'", scan_value);
  s->depth--;
  return good;
}

static bool
scan_value (struct scanner *s)
{
  scan_space (s);
  if (s->at == s->end)
    return scan_expected (s, "a value");
  switch (*s->at)
    {
    case '{':
    case '[':
      return scan_container (s);
    case '"':
      return scan_string (s);
    case 't':
      return scan_word (s, "true");
    case 'f':
      return scan_word (s, "false");
    case 'n':
      return scan_word (s, "null");
    default:
      if (*s->at == '-' || g_ascii_isdigit (*s->at))
        return scan_number (s);
      return scan_expected (s, "a value");
    }
}

/* What makes a text unreadable whatever its grammar. */
static bool
scan_encoding (struct scanner *s)
{
  const char *bad;

  if (g_str_has_prefix (s->text, "\xef\xbb\xbf"))
    return scan_fail (s, s->text, "byte order mark; save as UTF-8 without one");
  bad = memchr (s->text, '\0', (size_t)(s->end - s->text));
  if (bad)
    return scan_fail (s, bad, "NUL character");
  if (!g_utf8_validate (s->text, s->end - s->text, &bad))
    return scan_fail (s, bad, "not UTF-8");
  return true;
}

bool
json_scan (const char *text, size_t length, const char *name, GError **error)
{
  struct scanner s = { name, text, text, text + length, 0, error };

  if (!scan_encoding (&s))
    return false;
  scan_space (&s);
  if (s.at == s.end)
    return scan_fail (&s, s.at, "the file is empty");
  if (!scan_value (&s))
    return false;
  scan_space (&s);
  if (s.at != s.end)
    return scan_expected (&s, "the end of the file");
  return true;
}
