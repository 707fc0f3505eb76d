/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/codec/json_stream.h"

/* Between the characters of a value. */
struct scan
{
  size_t depth; /* brackets that are open, of either kind */
  bool in_text, escaped;
};

/* A character of a text, behind its first quote. */
static void
scan_text (struct scan *scan, int c)
{
  if (scan->escaped)
    scan->escaped = false;
  else if (c == '\\')
    scan->escaped = true;
  else if (c == '"')
    scan->in_text = false;
}

/* Does the value end with @c? */
static bool
ends_with (struct scan *scan, int c)
{
  if (scan->in_text)
    {
      scan_text (scan, c);
      return !scan->in_text && scan->depth == 0;
    }
  switch (c)
    {
    case '"':
      scan->in_text = true;
      return false;
    case '{':
    case '[':
      scan->depth++;
      return false;
    case '}':
    case ']':
      return scan->depth == 0 || --scan->depth == 0;
    default:
      return false;
    }
}

/* Does the value end before @c, as numbers and words do?  @n: its length. */
static bool
ends_before (const struct scan *scan, int c, size_t n)
{
  if (n == 0 || scan->depth > 0 || scan->in_text)
    return false;
  return g_ascii_isspace (c) || c == '{' || c == '[' || c == '"';
}

bool
json_stream_next (FILE *file, GString *text)
{
  struct scan scan = { 0 };
  int c;

  g_string_truncate (text, 0);
  while ((c = getc (file)) != EOF)
    {
      if (text->len == 0 && g_ascii_isspace (c))
        continue;
      if (ends_before (&scan, c, text->len))
        {
          ungetc (c, file);
          return true;
        }
      g_string_append_c (text, (char)c);
      if (ends_with (&scan, c))
        return true;
    }
  return text->len > 0 && !ferror (file);
}
