/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures/units.h"

#include <math.h>
#include <string.h>

/* ---- multiples of units ---------------------------------------------------
 */

/* Rows of one unit, greatest multiple first; the last one is for what is
 * smaller than all. */
static const struct
{
  const char *unit;
  double multiple;
  const char *shown;
} multiples[] = {
  { "s", 1, "s" },
  { "s", 1e-3, "ms" },
  { "s", 1e-6, "µs" },
  { "B", 1e9, "GB" },
  { "B", 1e6, "MB" },
  { "B", 1e3, "kB" },
  { "B", 1, "B" },
  { "B/s", 1e6, "MB/s" },
  { "B/s", 1e3, "kB/s" },
  { "B/s", 1, "B/s" },
  { "B.hop", 1e6, "MB·hop" },
  { "B.hop", 1e3, "kB·hop" },
  { "B.hop", 1, "B·hop" },
  { "B.hop/s", 1e6, "MB·hop/s" },
  { "B.hop/s", 1e3, "kB·hop/s" },
  { "B.hop/s", 1, "B·hop/s" },
  { "bit/s", 1e9, "Gbit/s" },
  { "bit/s", 1e6, "Mbit/s" },
  { "bit/s", 1e3, "kbit/s" },
  { "bit/s", 1, "bit/s" },
};

struct unit_scale
unit_scale_for (const char *unit, double largest)
{
  struct unit_scale scale = { 1, strcmp (unit, "1") == 0 ? "" : unit };

  if (!(fabs (largest) > 0)) /* no value, or 0: the unit itself */
    return scale;
  for (unsigned i = 0; i < G_N_ELEMENTS (multiples); i++)
    {
      if (strcmp (multiples[i].unit, unit) != 0)
        continue;
      scale = (struct unit_scale){ 1 / multiples[i].multiple,
                                   multiples[i].shown };
      if (fabs (largest) >= multiples[i].multiple)
        break;
    }
  return scale;
}

bool
units_split (const char *text, double *number, const char **unit)
{
  char *end;

  *number = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (*number))
    return false;
  while (*end == ' ')
    end++;
  *unit = end;
  return !g_ascii_isdigit (*end);
}

/* ---- names ----------------------------------------------------------------
 */

/* Words for one name: dots and underscores become blanks, the first letter a
 * capital. */
static char *
in_words (const char *name, size_t length)
{
  char *words = g_strndup (name, length);

  g_strdelimit (words, "._-", ' ');
  words[0] = g_ascii_toupper (words[0]);
  return words;
}

char *
units_metric_label (const char *metric, const char *statistic)
{
  size_t length = strcspn (metric, "{");
  g_autofree char *words = in_words (metric, length);
  g_autofree char *label = g_strdup (metric[length] == '{' ? metric + length + 1
                                                           : metric + length);

  if (label[0] != '\0')
    label[strlen (label) - 1] = '\0'; /* the brace */
  g_strdelimit (label, "=", ' ');
  return g_strconcat (words, label[0] != '\0' ? ", " : "", label,
                      statistic != NULL ? ", " : "", statistic, NULL);
}

/* Part of a path that names nothing: an index, the name of a law. */
static bool
says_nothing (const char *word)
{
  static const char *const laws[]
      = { "constant", "exponential", "uniform", "normal",
          "pareto",   "lognormal",   NULL };

  return g_ascii_isdigit (word[0]) || word[0] == '\0'
         || g_strv_contains (laws, word);
}

char *
units_axis_label (const char *path)
{
  g_auto (GStrv) words = g_strsplit (path, ".", -1);
  unsigned last = g_strv_length (words);

  while (last > 1 && says_nothing (words[last - 1]))
    last--;
  return last > 0 ? in_words (words[last - 1], strlen (words[last - 1]))
                  : g_strdup (path);
}

char *
units_with (const char *label, const char *unit)
{
  if (unit[0] == '\0' || strcmp (unit, "1") == 0)
    return g_strdup (label);
  return g_strdup_printf ("%s (%s)", label, unit);
}
