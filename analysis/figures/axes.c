/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels, scales and bounds of the axes. */
#include <math.h>
#include <string.h>

#include "analysis/figures/figure.h"
#include "analysis/results/format.h"

/* "Signaling bytes" of "signaling.bytes{class=*}"; of several metrics what they
 * have in common. */
char *
figure_y_words (const struct figure *figure)
{
  const char *open = strstr (figure->y[0], "*");
  g_autofree char *metric
      = open != NULL ? g_strndup (figure->y[0], strcspn (figure->y[0], "{"))
                     : g_strdup (figure->y[0]);

  if (figure->n_y > 1)
    return g_strdup (figure->statistic != NULL ? figure->statistic : "Mean");
  return units_metric_label (metric, figure->statistic);
}

/* "set xrange [LOW:HIGH]", in the unit shown; open where not stated. */
static void
set_range (struct script *script, char axis, double low, double high,
           double factor)
{
  char from[FORMAT_SIZE], to[FORMAT_SIZE];

  if (isnan (low) && isnan (high))
    return;
  format_number (low * factor, from);
  format_number (high * factor, to);
  script_set (script, "set %crange [%s:%s]", axis, from[0] != '\0' ? from : "*",
              to[0] != '\0' ? to : "*");
}

static void
set_label (struct script *script, char axis, const char *stated,
           const char *label, const char *unit)
{
  g_autofree char *text = units_with (stated != NULL ? stated : label, unit);
  const char what[] = { axis, 'l', 'a', 'b', 'e', 'l', '\0' };

  script_set_text (script, what, text);
}

/* Factors stand in the script by name, so that the data stays in SI units. */
static void
set_factor (struct script *script, char axis, struct unit_scale scale)
{
  char text[FORMAT_SIZE];

  script_set (script, "%cs = %s # data to figure", axis,
              format_number (scale.factor, text));
}

void
figure_set_axes (const struct drawing *d, const char *x_label,
                 struct unit_scale x, const char *y_label, struct unit_scale y)
{
  const struct figure *figure = d->figure;

  set_factor (d->script, 'x', x);
  set_factor (d->script, 'y', y);
  set_label (d->script, 'x', figure->x_label, x_label, x.unit);
  set_label (d->script, 'y', figure->y_label, y_label, y.unit);
  if (figure->x_log)
    script_set (d->script, "set logscale x");
  if (figure->y_log)
    script_set (d->script, "set logscale y");
  set_range (d->script, 'x', figure->x_min, figure->x_max, x.factor);
  set_range (d->script, 'y', figure->y_min, figure->y_max, y.factor);
}
