/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/format.h"

#include <glib.h>
#include <math.h>
#include <string.h>

const char *
format_number (double value, char text[FORMAT_SIZE])
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  text[0] = '\0';
  if (!isfinite (value))
    return text;
  if (value == 0)
    return strcpy (text, "0"); /* also for -0 */
  for (unsigned i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, FORMAT_SIZE, formats[i], value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return text;
}

const char *
format_time (sim_time t, char text[FORMAT_SIZE])
{
  uint64_t ns;
  int length;

  text[0] = '\0';
  if (t == SIM_TIME_NONE)
    return text;
  ns = t < 0 ? (uint64_t)-t : (uint64_t)t;
  length = g_snprintf (text, FORMAT_SIZE,
                       "%s%" G_GUINT64_FORMAT ".%09" G_GUINT64_FORMAT,
                       t < 0 ? "-" : "", ns / 1000000000, ns % 1000000000);
  while (text[length - 1] == '0')
    text[--length] = '\0';
  if (text[length - 1] == '.')
    text[--length] = '\0';
  return text;
}
