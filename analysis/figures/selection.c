/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cases a figure is about, and which of them make a curve. */
#include <math.h>
#include <string.h>

#include "analysis/figures/figure.h"

/* ---- a case's settings ----------------------------------------------------
 */

const char *
case_setting (const struct result_case *of, const char *axis)
{
  const char *value = case_value (of, axis);

  if (value == NULL && strcmp (axis, "architecture") == 0 && of->runs->len > 0)
    value = case_run (of, 0)->architecture;
  return value;
}

static bool
has_axis (const cases *of, const char *axis)
{
  return strcmp (axis, "architecture") == 0
         || g_strv_contains ((const char *const *)of->axes, axis);
}

static bool
check_axis (const cases *of, const char *axis, GError **error)
{
  return axis == NULL || has_axis (of, axis)
         || figure_fail (error, FIGURE_ERROR_AXIS, "%s has no axis '%s'",
                         of->path, axis);
}

/* ---- where ----------------------------------------------------------------
 */

static bool
is_value (const cJSON *wanted, const char *value)
{
  char *printed;
  bool same;

  if (cJSON_IsString (wanted))
    return strcmp (wanted->valuestring, value) == 0;
  printed = cJSON_PrintUnformatted (wanted);
  same = strcmp (printed, value) == 0;
  cJSON_free (printed);
  return same;
}

/* One value, or one of a list. */
static bool
is_wanted (const cJSON *wanted, const char *value)
{
  const cJSON *one;

  if (is_value (wanted, value))
    return true;
  cJSON_ArrayForEach (one, wanted)
  {
    if (is_value (one, value))
      return true;
  }
  return false;
}

static bool
case_wanted (const cJSON *where, const struct result_case *of)
{
  for (const cJSON *item = where != NULL ? where->child : NULL; item != NULL;
       item = item->next)
    {
      const char *value = case_setting (of, item->string);

      if (item->string[0] != '$' && (value == NULL || !is_wanted (item, value)))
        return false;
    }
  return true;
}

/* Cases with runs.  (transfer container) */
static GPtrArray *
wanted_cases (const struct drawing *d, GError **error)
{
  GPtrArray *wanted = g_ptr_array_new ();

  for (unsigned i = 0; i < d->of->all->len; i++)
    if (cases_at (d->of, i)->runs->len > 0
        && case_wanted (d->figure->where, cases_at (d->of, i)))
      g_ptr_array_add (wanted, cases_at (d->of, i));
  if (wanted->len > 0)
    return wanted;
  g_ptr_array_free (wanted, TRUE);
  figure_fail (error, FIGURE_ERROR_DATA,
               "%s has no run where the figure wants one", d->of->path);
  return NULL;
}

/* ---- curves ---------------------------------------------------------------
 */

/* Does @axis take more than one value in these cases? */
static bool
varies (const GPtrArray *wanted, const char *axis)
{
  for (unsigned i = 1; i < wanted->len; i++)
    if (g_strcmp0 (case_setting (wanted->pdata[0], axis),
                   case_setting (wanted->pdata[i], axis))
        != 0)
      return true;
  return false;
}

/* Axes that tell curves apart, "by" first.
 * (transfer container) */
static GPtrArray *
apart (const struct drawing *d, const GPtrArray *wanted, const char *x)
{
  GPtrArray *axes = g_ptr_array_new ();
  const char *by = d->figure->by;

  if (by != NULL && varies (wanted, by))
    g_ptr_array_add (axes, (char *)by);
  for (char **axis = d->of->axes; *axis != NULL; axis++)
    if (g_strcmp0 (*axis, by) != 0 && g_strcmp0 (*axis, x) != 0
        && varies (wanted, *axis))
      g_ptr_array_add (axes, *axis);
  return axes;
}

/* "dmm, proxy", "Speed 30 m/s": architectures speak for themselves, and so does
 * what the figure is by. */
static char *
curve_label (const struct drawing *d, const struct result_case *of,
             const GPtrArray *axes)
{
  GString *label = g_string_new (NULL);

  for (unsigned i = 0; i < axes->len; i++)
    {
      const char *axis = axes->pdata[i], *value = case_setting (of, axis);
      g_autofree char *name = units_axis_label (axis);
      g_autofree char *text = case_value_words (value != NULL ? value : "");
      bool bare = strcmp (axis, "architecture") == 0
                  || (g_strcmp0 (axis, d->figure->by) == 0
                      && !g_ascii_isdigit (text[0]));

      g_string_append_printf (label, "%s%s%s%s", i > 0 ? ", " : "",
                              bare ? "" : name, bare ? "" : " ", text);
    }
  return g_string_free (label, FALSE);
}

static void
curve_free (void *data)
{
  struct curve *curve = data;

  g_ptr_array_free (curve->cases, TRUE);
  g_free (curve->label);
  g_free (curve->x);
  g_free (curve);
}

static struct curve *
find_curve (selection *s, const char *label)
{
  struct curve *curve;

  for (unsigned i = 0; i < s->curves->len; i++)
    {
      curve = g_ptr_array_index (s->curves, i);
      if (strcmp (curve->label, label) == 0)
        return curve;
    }
  curve = g_new0 (struct curve, 1);
  curve->label = g_strdup (label);
  curve->cases = g_ptr_array_new ();
  g_ptr_array_add (s->curves, curve);
  return curve;
}

/* ---- x --------------------------------------------------------------------
 */

static unsigned
category (const struct case_axis *x, const char *value)
{
  for (unsigned i = 0; i < x->n_categories; i++)
    if (strcmp (x->categories[i], value) == 0)
      return i;
  return x->n_categories;
}

static void
add_category (struct case_axis *x, const char *value)
{
  if (category (x, value) < x->n_categories)
    return;
  x->categories = g_renew (char *, x->categories, x->n_categories + 2);
  x->categories[x->n_categories++] = g_strdup (value);
  x->categories[x->n_categories] = NULL;
}

/* The unit all values are written in; "" where they differ or have none, then
 * it is the SI unit. */
static struct unit_scale
common_unit (const GPtrArray *wanted, const char *axis)
{
  struct unit_scale scale = { 1, "" };

  for (unsigned i = 0; i < wanted->len; i++)
    {
      const char *value = case_setting (wanted->pdata[i], axis), *unit;
      double si = case_number (wanted->pdata[i], axis), number;

      if (!units_split (value, &number, &unit)
          || (i > 0 && strcmp (unit, scale.unit) != 0))
        return (struct unit_scale){ 1, "" };
      scale.unit = unit;
      if (si != 0 && number != 0)
        scale.factor = number / si;
    }
  return scale;
}

static void
look_at_x (selection *s, const GPtrArray *wanted, const char *axis)
{
  struct case_axis *x = &s->x;

  x->label = units_axis_label (axis);
  x->numeric = true;
  for (unsigned i = 0; i < wanted->len; i++)
    {
      double number = case_number (wanted->pdata[i], axis);

      x->numeric = x->numeric && isfinite (number);
      x->largest = MAX (x->largest, fabs (number));
    }
  if (x->numeric)
    x->scale = common_unit (wanted, axis);
  else
    x->scale = (struct unit_scale){ 1, "" };
  for (unsigned i = 0; !x->numeric && i < wanted->len; i++)
    add_category (x, case_setting (wanted->pdata[i], axis));
}

static double
x_of (const selection *s, const struct result_case *of, const char *axis)
{
  return s->x.numeric ? case_number (of, axis)
                      : 1 + category (&s->x, case_setting (of, axis));
}

struct at
{
  double x;
  void *of;
};

static int
compare_at (const void *a, const void *b)
{
  double x = ((const struct at *)a)->x, y = ((const struct at *)b)->x;

  return (x > y) - (x < y);
}

/* Puts the cases in order of x; equal ones stay in order. */
static void
order_curve (const selection *s, struct curve *curve, const char *axis)
{
  unsigned n = curve->cases->len;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (struct at));

  for (unsigned i = 0; i < n; i++)
    {
      void *of = curve->cases->pdata[i];
      struct at at = { axis != NULL ? x_of (s, of, axis) : 1, of };

      g_array_append_val (all, at);
    }
  g_array_sort (all, compare_at);
  curve->x = g_new (double, n);
  for (unsigned i = 0; i < n; i++)
    {
      curve->x[i] = g_array_index (all, struct at, i).x;
      curve->cases->pdata[i] = g_array_index (all, struct at, i).of;
    }
}

/* ---- all ------------------------------------------------------------------
 */

static void
fill (selection *s, const struct drawing *d, const GPtrArray *wanted,
      const char *x)
{
  g_autoptr (GPtrArray) axes = apart (d, wanted, x);

  s->least_runs = G_MAXUINT;
  for (unsigned i = 0; i < wanted->len; i++)
    {
      struct result_case *of = wanted->pdata[i];
      g_autofree char *label = curve_label (d, of, axes);

      g_ptr_array_add (find_curve (s, label)->cases, of);
      s->most_runs = MAX (s->most_runs, of->runs->len);
      s->least_runs = MIN (s->least_runs, of->runs->len);
    }
  if (x != NULL)
    look_at_x (s, wanted, x);
  for (unsigned i = 0; i < s->curves->len; i++)
    order_curve (s, g_ptr_array_index (s->curves, i), x);
  for (unsigned i = 0; i < s->x.n_categories; i++)
    {
      char *value = s->x.categories[i];

      s->x.categories[i] = case_value_words (value);
      g_free (value);
    }
}

selection *
selection_new (const struct drawing *d, const char *x, GError **error)
{
  g_autoptr (GPtrArray) wanted = NULL;
  selection *s;

  if (!check_axis (d->of, x, error)
      || !check_axis (d->of, d->figure->by, error))
    return NULL;
  for (const cJSON *item
       = d->figure->where != NULL ? d->figure->where->child : NULL;
       item != NULL; item = item->next)
    if (item->string[0] != '$' && !check_axis (d->of, item->string, error))
      return NULL;
  wanted = wanted_cases (d, error);
  if (wanted == NULL)
    return NULL;
  s = g_new0 (selection, 1);
  s->curves = g_ptr_array_new_with_free_func (curve_free);
  fill (s, d, wanted, x);
  return s;
}

void
selection_free (selection *s)
{
  if (s == NULL)
    return;
  g_ptr_array_free (s->curves, TRUE);
  g_strfreev (s->x.categories);
  g_free (s->x.label);
  g_free (s);
}
