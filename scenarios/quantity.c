/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/quantity.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "scenarios/json.h"
#include "sim/time.h"

/* value in the base unit = number * 10^exponent * multiplier / divisor */
struct unit
{
  const char *name;
  int exponent;
  int multiplier, divisor;
};

struct quantity_info
{
  const char *expected;
  int resolution; /* integers count 10^resolution base units */
  const struct unit *units;
  const struct unit *canonical; /* from the largest to the smallest */
};

static const struct unit time_units[]
    = { { "ns", -9, 1, 1 },  { "us", -6, 1, 1 }, { "µs", -6, 1, 1 },
        { "ms", -3, 1, 1 },  { "s", 0, 1, 1 },   { "min", 0, 60, 1 },
        { "h", 0, 3600, 1 }, { NULL, 0, 0, 0 } };
static const struct unit time_canonical[] = { { "s", 0, 1, 1 },
                                              { "ms", -3, 1, 1 },
                                              { "us", -6, 1, 1 },
                                              { "ns", -9, 1, 1 },
                                              { NULL, 0, 0, 0 } };
static const struct unit size_units[]
    = { { "B", 0, 1, 1 },         { "kB", 3, 1, 1 },
        { "MB", 6, 1, 1 },        { "GB", 9, 1, 1 },
        { "KiB", 0, 1024, 1 },    { "MiB", 0, 1 << 20, 1 },
        { "GiB", 0, 1 << 30, 1 }, { NULL, 0, 0, 0 } };
static const struct unit size_canonical[]
    = { { "B", 0, 1, 1 }, { NULL, 0, 0, 0 } };
static const struct unit length_units[] = { { "mm", -3, 1, 1 },
                                            { "cm", -2, 1, 1 },
                                            { "m", 0, 1, 1 },
                                            { "km", 3, 1, 1 },
                                            { NULL, 0, 0, 0 } };
static const struct unit length_canonical[]
    = { { "m", 0, 1, 1 }, { NULL, 0, 0, 0 } };
static const struct unit speed_units[]
    = { { "m/s", 0, 1, 1 }, { "km/h", 3, 1, 3600 }, { NULL, 0, 0, 0 } };
static const struct unit speed_canonical[]
    = { { "m/s", 0, 1, 1 }, { NULL, 0, 0, 0 } };
static const struct unit rate_units[]
    = { { "bps", 0, 1, 1 },     { "kbps", 3, 1, 1 },   { "Mbps", 6, 1, 1 },
        { "Gbps", 9, 1, 1 },    { "Tbps", 12, 1, 1 },  { "bit/s", 0, 1, 1 },
        { "kbit/s", 3, 1, 1 },  { "Mbit/s", 6, 1, 1 }, { "Gbit/s", 9, 1, 1 },
        { "Tbit/s", 12, 1, 1 }, { NULL, 0, 0, 0 } };
static const struct unit rate_canonical[] = { { "Gbps", 9, 1, 1 },
                                              { "Mbps", 6, 1, 1 },
                                              { "kbps", 3, 1, 1 },
                                              { "bps", 0, 1, 1 },
                                              { NULL, 0, 0, 0 } };

static const struct quantity_info quantities[QUANTITIES] = {
  [QUANTITY_TIME]
  = { "a time such as \"20 ms\"", -9, time_units, time_canonical },
  [QUANTITY_SIZE]
  = { "a size such as \"160 B\"", 0, size_units, size_canonical },
  [QUANTITY_LENGTH]
  = { "a length such as \"500 m\"", 0, length_units, length_canonical },
  [QUANTITY_SPEED]
  = { "a speed such as \"108 km/h\"", 0, speed_units, speed_canonical },
  [QUANTITY_RATE]
  = { "a rate such as \"100 Mbps\"", 0, rate_units, rate_canonical },
};

/* A decimal number taken apart: (-1)^negative * digits * 10^exponent. */
struct decimal
{
  bool negative;
  GString *digits; /* neither leading nor trailing zeros; empty: zero */
  int64_t exponent;
  const struct unit *unit;
};

/* Beyond these no quantity fits, and sums of exponents cannot overflow. */
#define EXPONENT_MAX 1000
#define DIGITS_MAX 28

static const char *
decimal_digits (struct decimal *d, const char *p, bool *any)
{
  bool point = false;

  for (*any = false;; p++)
    {
      if (*p == '.' && !point && *any && g_ascii_isdigit (p[1]))
        {
          point = true;
          continue;
        }
      if (!g_ascii_isdigit (*p))
        return p;
      *any = true;
      if (point)
        d->exponent--;
      if (d->digits->len > 0 || *p != '0')
        g_string_append_c (d->digits, *p);
    }
}

static void
decimal_normalise (struct decimal *d)
{
  GString *digits = d->digits;

  while (digits->len > 0 && digits->str[digits->len - 1] == '0')
    {
      g_string_truncate (digits, digits->len - 1);
      d->exponent++;
    }
}

static const struct unit *
find_unit (const struct unit *units, const char *name)
{
  for (; units->name; units++)
    if (strcmp (units->name, name) == 0)
      return units;
  return NULL;
}

/* "-1.5e3 km": number, at most one blank, unit. */
static bool
decimal_parse (struct decimal *d, enum quantity quantity, const char *text,
               bool bare)
{
  static const struct unit base = { "", 0, 1, 1 };
  const char *p = text;
  bool any;

  d->negative = *p == '-';
  p = decimal_digits (d, p + d->negative, &any);
  if (!any)
    return false;
  if ((*p == 'e' || *p == 'E')
      && (g_ascii_isdigit (p[1])
          || (strchr ("+-", p[1]) && p[1] && g_ascii_isdigit (p[2]))))
    {
      char *end;
      int64_t exponent = g_ascii_strtoll (p + 1, &end, 10);

      d->exponent += CLAMP (exponent, -EXPONENT_MAX, EXPONENT_MAX);
      p = end;
    }
  decimal_normalise (d);
  if (bare)
    d->unit = *p ? NULL : &base;
  else
    d->unit = find_unit (quantities[quantity].units, *p == ' ' ? p + 1 : p);
  return d->unit != NULL;
}

static enum quantity_status
decimal_to_integer (const struct decimal *d, int resolution, int64_t *value)
{
  int64_t exponent = d->exponent + d->unit->exponent - resolution;
  unsigned __int128 v = 0;

  if (d->digits->len > DIGITS_MAX)
    return exponent < 0 ? QUANTITY_FINE : QUANTITY_LARGE;
  for (const char *p = d->digits->str; *p; p++)
    v = v * 10 + (unsigned)(*p - '0');
  v *= (unsigned)d->unit->multiplier;
  for (; v > 0 && exponent < 0; exponent++, v /= 10)
    if (v % 10 != 0)
      return QUANTITY_FINE;
  for (; v > 0 && v <= INT64_MAX && exponent > 0; exponent--)
    v *= 10;
  if (v >= INT64_MAX)
    return QUANTITY_LARGE;
  *value = d->negative ? -(int64_t)v : (int64_t)v;
  return QUANTITY_OK;
}

enum quantity_status
quantity_parse_integer (enum quantity quantity, const char *text, bool bare,
                        int64_t *value)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  struct decimal d = { false, digits, 0, NULL };

  if (strcmp (text, "inf") == 0)
    {
      *value = INT64_MAX;
      return QUANTITY_INF;
    }
  if (!decimal_parse (&d, quantity, text, bare))
    return QUANTITY_BAD;
  return decimal_to_integer (&d, quantities[quantity].resolution, value);
}

enum quantity_status
quantity_parse_double (enum quantity quantity, const char *text, bool bare,
                       double *value)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  struct decimal d = { false, digits, 0, NULL };
  g_autofree char *plain = NULL;

  if (strcmp (text, "inf") == 0)
    {
      *value = INFINITY;
      return QUANTITY_INF;
    }
  if (!decimal_parse (&d, quantity, text, bare))
    return QUANTITY_BAD;
  /* The unit's power of ten joins the text, so that it is rounded once. */
  plain = g_strdup_printf ("%s%s0e%" G_GINT64_FORMAT, d.negative ? "-" : "",
                           digits->str, d.exponent + d.unit->exponent - 1);
  *value = g_ascii_strtod (plain, NULL) * d.unit->multiplier / d.unit->divisor;
  return isfinite (*value) ? QUANTITY_OK : QUANTITY_LARGE;
}

char *
quantity_text_integer (enum quantity quantity, int64_t value)
{
  const struct unit *unit = quantities[quantity].canonical;
  int64_t step;

  if (value == INT64_MAX)
    return g_strdup ("inf");
  for (;; unit++)
    {
      step = 1;
      for (int e = quantities[quantity].resolution; e < unit->exponent; e++)
        step *= 10;
      if (value % step == 0)
        return g_strdup_printf ("%" G_GINT64_FORMAT " %s", value / step,
                                unit->name);
    }
}

char *
quantity_text_double (enum quantity quantity, double value)
{
  const struct unit *unit = quantities[quantity].canonical;
  g_autofree char *number = NULL;

  if (isinf (value))
    return g_strdup ("inf");
  while (unit[1].name
         && (value == 0 || fmod (value, pow (10, unit->exponent)) != 0))
    unit++;
  number = json_number_text (value / pow (10, unit->exponent));
  return g_strdup_printf ("%s %s", number, unit->name);
}

const char *
quantity_expected (enum quantity quantity)
{
  return quantities[quantity].expected;
}

static char *
join_units (enum quantity quantity, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const struct unit *u = quantities[quantity].units; u->name; u++)
    g_string_append_printf (text, "%s%s", text->len ? separator : "", u->name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
quantity_units (enum quantity quantity)
{
  return join_units (quantity, ", ");
}

char *
quantity_pattern (enum quantity quantity, bool is_signed)
{
  g_autofree char *units = join_units (quantity, "|");

  return g_strdup_printf ("^%s[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)? ?(%s)$",
                          is_signed ? "-?" : "", units);
}
