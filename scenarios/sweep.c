/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/sweep.h"

#include <math.h>
#include <string.h>

#include "scenarios/merge.h"
#include "scenarios/scenario_tables.h"

struct sweep
{
  const scenario *base;
  const struct sweep_config *config;
  unsigned *points; /* n_points rows of n_axes: index of the value */
  unsigned n_points;
};

/* ---- points -------------------------------------------------------------- */

static const cJSON *
value_at (const sweep *w, unsigned axis, unsigned value)
{
  return cJSON_GetArrayItem (w->config->axes[axis].values, (int)value);
}

static unsigned
dimension_size (const struct sweep_config *config, unsigned dimension)
{
  for (unsigned i = 0; i < config->n_axes; i++)
    if (config->axes[i].dimension == dimension)
      return config->axes[i].n_values;
  g_assert_not_reached ();
}

/* Does @row agree with all that @excluded says? */
static bool
agrees (const sweep *w, const unsigned *row, const cJSON *excluded)
{
  for (unsigned i = 0; i < w->config->n_axes; i++)
    {
      const cJSON *said = json_member (excluded, w->config->axes[i].path);

      if (said && !cJSON_Compare (said, value_at (w, i, row[i]), 1))
        return false;
    }
  return true;
}

static bool
is_excluded (const sweep *w, const unsigned *row)
{
  const cJSON *exclude = w->config->document
                             ? json_member (w->config->document, "exclude")
                             : NULL;

  for (const cJSON *e = exclude ? exclude->child : NULL; e; e = e->next)
    if (agrees (w, row, e))
      return true;
  return false;
}

/* Next position in the cross product, the last dimension fastest. */
static bool
advance (const struct sweep_config *config, unsigned *at)
{
  for (unsigned d = config->n_dimensions; d-- > 0;)
    {
      if (++at[d] < dimension_size (config, d))
        return true;
      at[d] = 0;
    }
  return false;
}

static void
enumerate (sweep *w)
{
  const struct sweep_config *config = w->config;
  g_autofree unsigned *at = g_new0 (unsigned, config->n_dimensions + 1);
  g_autofree unsigned *row = g_new0 (unsigned, config->n_axes + 1);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (unsigned));

  do
    {
      for (unsigned i = 0; i < config->n_axes; i++)
        row[i] = at[config->axes[i].dimension];
      if (is_excluded (w, row))
        continue;
      g_array_append_vals (points, row, config->n_axes);
      w->n_points++;
    }
  while (advance (config, at));
  w->points = (unsigned *)(void *)g_array_free (points, FALSE);
}

sweep *
sweep_new (const scenario *s, GError **error)
{
  g_autoptr (sweep) w = g_new0 (sweep, 1);

  w->base = s;
  w->config = &s->sweep;
  enumerate (w);
  if (w->n_points > 0)
    return g_steal_pointer (&w);
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: at /sweep/exclude: leaves no point", s->path);
  return NULL;
}

void
sweep_free (sweep *w)
{
  if (!w)
    return;
  g_free (w->points);
  g_free (w);
}

unsigned
sweep_n_points (const sweep *w)
{
  return w->n_points;
}

unsigned
sweep_n_axes (const sweep *w)
{
  return w->config->n_axes;
}

const char *
sweep_axis_path (const sweep *w, unsigned axis)
{
  return w->config->axes[axis].path;
}

unsigned
sweep_axis_size (const sweep *w, unsigned axis)
{
  return w->config->axes[axis].n_values;
}

unsigned
sweep_value_index (const sweep *w, unsigned point, unsigned axis)
{
  return w->points[(size_t)point * w->config->n_axes + axis];
}

/* ---- values -------------------------------------------------------------- */

char *
sweep_value_text (const sweep *w, unsigned axis, unsigned value)
{
  char *printed = cJSON_PrintUnformatted (value_at (w, axis, value));
  char *text = g_strdup (printed);

  cJSON_free (printed);
  return text;
}

/* Units of different quantities have different names. */
static double
quantity_number (const char *text)
{
  double number;
  int64_t integer;

  for (int quantity = QUANTITY_LENGTH; quantity < QUANTITIES; quantity++)
    if (quantity_parse_double ((enum quantity)quantity, text, false, &number)
        == QUANTITY_OK)
      return number;
  if (quantity_parse_integer (QUANTITY_TIME, text, false, &integer)
      == QUANTITY_OK)
    return (double)integer / 1e9;
  if (quantity_parse_integer (QUANTITY_SIZE, text, false, &integer)
      == QUANTITY_OK)
    return (double)integer;
  return (double)NAN;
}

double
sweep_value_number (const sweep *w, unsigned axis, unsigned value)
{
  const cJSON *item = value_at (w, axis, value);

  if (cJSON_IsNumber (item))
    return item->valuedouble;
  return cJSON_IsString (item) ? quantity_number (item->valuestring)
                               : (double)NAN;
}

char *
sweep_point_text (const sweep *w, unsigned point)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < w->config->n_axes; i++)
    {
      g_autofree char *value
          = sweep_value_text (w, i, sweep_value_index (w, point, i));

      g_string_append_printf (text, "%s%s = %s", i ? ", " : "",
                              w->config->axes[i].path, value);
    }
  return g_string_free (text, FALSE);
}

/* ---- scenarios ----------------------------------------------------------- */

/* Is the one JSON pointer the other's beginning, whole keys at a time? */
static bool
pointers_meet (const char *a, const char *b)
{
  size_t n = MIN (strlen (a), strlen (b));

  return n > 0 && strncmp (a, b, n) == 0 && (a[n] == '\0' || a[n] == '/')
         && (b[n] == '\0' || b[n] == '/');
}

/* The last axis that set something at or around @pointer; n_axes if none. */
static unsigned
axis_to_blame (const sweep *w, const char *pointer)
{
  unsigned found = w->config->n_axes;

  for (unsigned i = 0; i < w->config->n_axes; i++)
    {
      g_auto (GStrv) keys = g_strsplit (w->config->axes[i].path, ".", -1);
      g_autoptr (GString) at = g_string_new (NULL);

      for (char **key = keys; *key; key++)
        json_pointer_push (at, *key);
      if (pointers_meet (at->str, pointer))
        found = i;
    }
  return found;
}

/* "FILE: at /sweep/AXIS/2: in the point ...: WHAT" */
static void
fail_point (const sweep *w, unsigned point, unsigned axis, const char *what,
            GError **error)
{
  g_autoptr (GString) at = g_string_new ("/sweep");
  g_autofree char *text = sweep_point_text (w, point);

  if (axis < w->config->n_axes)
    {
      json_pointer_push (at, w->config->axes[axis].path);
      g_string_append_printf (at, "/%u", sweep_value_index (w, point, axis));
    }
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: at %s: in the point %s: %s", w->base->path, at->str, text,
               what);
}

/* The document of a point.  (transfer full) */
static cJSON *
point_document (const sweep *w, unsigned point, GError **error)
{
  g_autoptr (cJSON) document = cJSON_Duplicate (w->base->document, 1);

  cJSON_DeleteItemFromObjectCaseSensitive (document, "sweep");
  for (unsigned i = 0; i < w->config->n_axes; i++)
    {
      unsigned value = sweep_value_index (w, point, i);
      g_autofree char *what = NULL;

      if (document_set_value (document, w->config->axes[i].path,
                              cJSON_Duplicate (value_at (w, i, value), 1),
                              &what))
        continue;
      fail_point (w, point, i, what, error);
      return NULL;
    }
  return g_steal_pointer (&document);
}

scenario *
sweep_point_scenario (const sweep *w, unsigned point, GError **error)
{
  cJSON *document = point_document (w, point, error);
  g_autoptr (reader) r = reader_new (w->base->path);
  scenario *s;
  const char *what;

  if (!document)
    return NULL;
  r->parent = g_strdup (w->base->parent);
  s = scenario_read_document (r, document);
  if (s)
    return s;
  what = r->error->message + strlen (w->base->path) + strlen (": ");
  if (w->config->n_axes == 0)
    g_propagate_error (error, g_steal_pointer (&r->error));
  else
    fail_point (w, point, axis_to_blame (w, r->fault ? r->fault : ""),
                g_str_has_prefix (r->error->message, w->base->path)
                    ? what
                    : r->error->message,
                error);
  return NULL;
}

/* ---- what makes a run ---------------------------------------------------- */

static char *
run_text (const scenario *s, const char *directory)
{
  static const char *const beside[]
      = { "title", "replications", "sweep", "figures", "expect" };
  g_autoptr (cJSON) tree = write_table (scenario_parameters, directory, s);

  for (unsigned i = 0; i < G_N_ELEMENTS (beside); i++)
    cJSON_DeleteItemFromObjectCaseSensitive (tree, beside[i]);
  return json_text (tree);
}

char *
scenario_run_text (const scenario *s)
{
  return run_text (s, FILES_ABSOLUTE);
}

char *
scenario_run_digest (const scenario *s)
{
  g_autofree char *text = run_text (s, FILES_BY_CONTENT);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
