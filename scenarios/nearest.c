/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearest known name: edit distance with letter case counting half. */
#include <string.h>

#include "scenarios/reader.h"

static unsigned
substitution_cost (char a, char b)
{
  if (a == b)
    return 0;
  return g_ascii_tolower (a) == g_ascii_tolower (b) ? 1 : 2;
}

/* Levenshtein distance, doubled. */
static unsigned
edit_distance (const char *a, const char *b)
{
  size_t n = strlen (b);
  g_autofree unsigned *row = g_new (unsigned, n + 1);

  for (size_t j = 0; j <= n; j++)
    row[j] = (unsigned)(2 * j);
  for (; *a; a++)
    {
      unsigned diagonal = row[0];

      row[0] += 2;
      for (size_t j = 1; j <= n; j++)
        {
          unsigned above = row[j];

          row[j] = MIN (MIN (row[j], row[j - 1]) + 2,
                        diagonal + substitution_cost (*a, b[j - 1]));
          diagonal = above;
        }
    }
  return row[n];
}

/* The known name at the least edit distance, or NULL when none is near. */
static const char *
nearest_name (const char *name, const char *const *known)
{
  const char *best = NULL;
  unsigned least = UINT_MAX;

  for (; *known; known++)
    {
      unsigned distance = edit_distance (name, *known);

      if (distance < least)
        {
          least = distance;
          best = *known;
        }
    }
  /* Near: at most a third of the letters, and two at least, are wrong. */
  return least <= MAX (4, strlen (name) * 2 / 3) ? best : NULL;
}

static char *
list_of (const GPtrArray *known)
{
  g_autoptr (GString) list = g_string_new (NULL);
  unsigned shown = MIN (known->len, 24);

  for (unsigned i = 0; i < shown; i++)
    g_string_append_printf (list, "%s%s", i ? ", " : "",
                            (const char *)known->pdata[i]);
  if (shown < known->len)
    g_string_append_printf (list, ", ... (%u in all)", known->len);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

bool
reader_unknown (reader *r, const char *what, const char *name,
                const GPtrArray *known)
{
  g_autofree const char **names = g_new0 (const char *, known->len + 1);
  g_autofree char *list = list_of (known);
  const char *near;

  for (unsigned i = 0; i < known->len; i++)
    names[i] = known->pdata[i];
  near = nearest_name (name, names);
  if (near)
    return reader_fail (r, "unknown %s \"%s\"; did you mean \"%s\"?", what,
                        name, near);
  if (known->len == 0)
    return reader_fail (r, "unknown %s \"%s\"; there is none", what, name);
  return reader_fail (r, "unknown %s \"%s\"; known: %s", what, name, list);
}
