/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/metrics/expect.h"

#include <math.h>

#include "analysis/results/format.h"

bool
bounds_hold (const struct bounds *b, double value)
{
  if (isnan (value))
    return false;
  if (!isnan (b->equals) && value != b->equals)
    return false;
  if (!isnan (b->min) && value < b->min)
    return false;
  if (!isnan (b->max) && value > b->max)
    return false;
  if (isnan (b->near))
    return true;
  return fabs (value - b->near) <= (isnan (b->tolerance) ? 0 : b->tolerance);
}

static void
append_bound (GString *text, const char *word, double bound)
{
  char number[FORMAT_SIZE];

  if (isnan (bound))
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append_printf (text, "%s %s", word, format_number (bound, number));
}

char *
bounds_text (const struct bounds *b)
{
  GString *text = g_string_new (NULL);
  char number[FORMAT_SIZE];

  append_bound (text, "equals", b->equals);
  append_bound (text, "at least", b->min);
  append_bound (text, "at most", b->max);
  append_bound (text, "near", b->near);
  if (!isnan (b->near) && !isnan (b->tolerance))
    g_string_append_printf (text, " +- %s",
                            format_number (b->tolerance, number));
  return g_string_free (text, FALSE);
}

double
metric_mean (const struct metric_set *set, const char *name)
{
  const struct metric *metric = metric_set_find (set, name);

  return metric == NULL ? NAN : metric->mean;
}
