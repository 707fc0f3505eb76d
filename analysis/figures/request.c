/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "figures" of a resolved scenario.  The loader has checked it; what is read
 * here may have been edited since. */
#include <math.h>
#include <string.h>

#include "analysis/figures/figure.h"

G_DEFINE_QUARK (dmmsim - figure - error - quark, figure_error)

bool
figure_fail (GError **error, enum figure_error code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (FIGURE_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return false;
}

struct figure *
figure_new (const char *type)
{
  struct figure *figure = g_new0 (struct figure, 1);

  figure->type = figure_type_find (type);
  figure->stacked = true;
  figure->x_min = figure->x_max = (double)NAN;
  figure->y_min = figure->y_max = (double)NAN;
  figure->confidence = 0.95;
  figure->y = g_new0 (char *, 1);
  return figure;
}

void
figure_free (struct figure *figure)
{
  if (figure == NULL)
    return;
  g_free (figure->name);
  g_free (figure->title);
  g_free (figure->x);
  g_free (figure->by);
  g_free (figure->x_label);
  g_free (figure->y_label);
  g_free (figure->statistic);
  g_strfreev (figure->y);
  cJSON_Delete (figure->where);
  g_free (figure);
}

void
figure_add_y (struct figure *figure, const char *name)
{
  figure->y = g_renew (char *, figure->y, figure->n_y + 2);
  figure->y[figure->n_y++] = g_strdup (name);
  figure->y[figure->n_y] = NULL;
}

/* ---- reading
 * ----------------------------------------------------------------------- */

static char *
text_of (const cJSON *json, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (json, key);

  return cJSON_IsString (item) ? g_strdup (item->valuestring) : NULL;
}

static bool
says (const cJSON *json, const char *key, const char *text)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (json, key);

  return cJSON_IsString (item) && strcmp (item->valuestring, text) == 0;
}

static double
number_of (const cJSON *json, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (json, key);

  return cJSON_IsNumber (item) ? item->valuedouble : (double)NAN;
}

static void
read_texts (struct figure *figure, const cJSON *json)
{
  figure->name = text_of (json, "name");
  figure->title = text_of (json, "title");
  figure->x = text_of (json, "x");
  figure->by = text_of (json, "by");
  figure->x_label = text_of (json, "x_label");
  figure->y_label = text_of (json, "y_label");
  if (!says (json, "statistic", "mean"))
    figure->statistic = text_of (json, "statistic");
}

static void
read_scales (struct figure *figure, const cJSON *json)
{
  double confidence = number_of (json, "confidence");

  figure->x_log = says (json, "x_scale", "log");
  figure->y_log = says (json, "y_scale", "log");
  figure->x_min = number_of (json, "x_min");
  figure->x_max = number_of (json, "x_max");
  figure->y_min = number_of (json, "y_min");
  figure->y_max = number_of (json, "y_max");
  if (confidence > 0 && confidence < 100)
    figure->confidence = confidence / 100;
}

static void
read_y (struct figure *figure, const cJSON *y)
{
  const cJSON *name;

  if (cJSON_IsString (y))
    figure_add_y (figure, y->valuestring);
  cJSON_ArrayForEach (name, y)
  {
    if (cJSON_IsString (name))
      figure_add_y (figure, name->valuestring);
  }
}

/* NULL if it has no kind that there is. */
static struct figure *
read_figure (const cJSON *json)
{
  g_autofree char *kind = text_of (json, "kind");
  const cJSON *stacked = cJSON_GetObjectItemCaseSensitive (json, "stacked");
  const cJSON *where = cJSON_GetObjectItemCaseSensitive (json, "where");
  struct figure *figure;

  if (kind == NULL || figure_type_find (kind) == NULL)
    return NULL;
  figure = figure_new (kind);
  read_texts (figure, json);
  read_scales (figure, json);
  read_y (figure, cJSON_GetObjectItemCaseSensitive (json, "y"));
  figure->of_runs = says (json, "sample", "runs");
  figure->stacked = !cJSON_IsFalse (stacked);
  figure->where = cJSON_IsObject (where) ? cJSON_Duplicate (where, 1) : NULL;
  return figure;
}

GPtrArray *
figures_of_scenario (const char *scenario, GError **error)
{
  g_autoptr (GPtrArray) figures
      = g_ptr_array_new_with_free_func ((GDestroyNotify)figure_free);
  cJSON *json = scenario != NULL ? cJSON_Parse (scenario) : NULL;
  const cJSON *list = cJSON_GetObjectItemCaseSensitive (json, "figures");
  const cJSON *item;
  bool good = list == NULL || cJSON_IsArray (list);

  cJSON_ArrayForEach (item, list)
  {
    struct figure *figure = read_figure (item);

    good = good && figure != NULL;
    if (figure != NULL)
      g_ptr_array_add (figures, figure);
  }
  cJSON_Delete (json);
  figures_name (figures);
  if (good)
    return g_steal_pointer (&figures);
  figure_fail (error, FIGURE_ERROR_FORMAT,
               "the figures of the scenario are not what dmmsim reads");
  return NULL;
}

/* ---- names
 * ----------------------------------------------------------------------- */

/* Letters and digits of @text, what is between them as one '-'. */
static void
append_slug (GString *name, const char *text)
{
  bool gap = name->len > 0;

  for (; text != NULL && *text != '\0' && name->len < 80; text++)
    {
      if (g_ascii_isalnum (*text) || *text == '_')
        {
          if (gap)
            g_string_append_c (name, '-');
          g_string_append_c (name, *text);
          gap = false;
        }
      else
        gap = name->len > 0;
    }
}

static char *
made_name (const struct figure *figure)
{
  GString *name = g_string_new (NULL);
  g_autofree char *axis
      = figure->x != NULL ? units_axis_label (figure->x) : NULL;

  if (strcmp (figure->type->name, "lines") != 0 || figure->n_y == 0)
    append_slug (name, figure->type->name);
  for (unsigned i = 0; i < MIN (figure->n_y, 2); i++)
    append_slug (name, figure->y[i]);
  append_slug (name, figure->statistic);
  for (char *c = axis; c != NULL && *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  append_slug (name, axis);
  return g_string_free (name, FALSE);
}

static bool
is_taken (const GPtrArray *figures, const char *name)
{
  for (unsigned i = 0; i < figures->len; i++)
    {
      const struct figure *figure = g_ptr_array_index (figures, i);

      if (figure->name != NULL && strcmp (figure->name, name) == 0)
        return true;
    }
  return false;
}

void
figures_name (GPtrArray *figures)
{
  for (unsigned i = 0; i < figures->len; i++)
    {
      struct figure *figure = g_ptr_array_index (figures, i);
      g_autofree char *base = NULL;
      char *name;

      if (figure->name != NULL)
        continue;
      base = made_name (figure);
      name = g_strdup (base);
      for (unsigned n = 2; is_taken (figures, name); n++)
        {
          g_free (name);
          name = g_strdup_printf ("%s-%u", base, n);
        }
      figure->name = name;
    }
}

char *
figure_quantity_text (const struct figure *figure, unsigned y)
{
  return figure->statistic == NULL
             ? g_strdup (figure->y[y])
             : g_strconcat (figure->y[y], ":", figure->statistic, NULL);
}
