/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/ns2_words.h"

#include <math.h>
#include <string.h>

#include "models/motion/motion.h"

#define SEPARATORS " \t\r\"{};"

void
ns2_words_begin (struct ns2_words *words, char *text)
{
  char *comment = strchr (text, '#');

  words->rest = text;
  words->comment = comment ? comment + 1 : NULL;
  if (comment)
    *comment = '\0';
}

const char *
ns2_words_next (struct ns2_words *words)
{
  char *word = words->rest + strspn (words->rest, SEPARATORS);
  size_t length = strcspn (word, SEPARATORS);

  words->rest = word + length;
  if (word[length] != '\0')
    {
      word[length] = '\0';
      words->rest++;
    }
  return word;
}

bool
ns2_words_number (struct ns2_words *words, const char *what, double *value,
                  GError **error)
{
  const char *word = ns2_words_next (words);
  char *end;

  *value = g_ascii_strtod (word, &end);
  if (*word != '\0' && *end == '\0' && isfinite (*value))
    return true;
  return ns2_words_fail (words, error, "expected %s, found \"%.40s\"", what,
                         word);
}

bool
ns2_words_is_node (const char *word, unsigned *number)
{
  const char *open = strchr (word, '(');
  guint64 value;
  char *end;

  if (*word != '$' || !open || !g_ascii_isdigit (open[1]))
    return false;
  value = g_ascii_strtoull (open + 1, &end, 10);
  *number = (unsigned)value;
  return value <= G_MAXINT && strcmp (end, ")") == 0;
}

char *
ns2_words_sumo_id (const struct ns2_words *words)
{
  static const char label[] = "SUMO-ID:";
  char *text = words->comment ? strstr (words->comment, label) : NULL;

  return text ? g_strstrip (g_strdup (text + strlen (label))) : NULL;
}

bool
ns2_words_fail (const struct ns2_words *words, GError **error,
                const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT, "%s:%u: %s",
               words->path, words->line, text);
  return false;
}
