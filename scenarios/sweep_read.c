/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "sweep" as a scenario states it.  What the values themselves are worth shows
 * when the points are read (sweep.c). */
#include <string.h>

#include "scenarios/scenario_tables.h"

static const char axis_expected[] = "a list of values, one at least";

/* Keys that do not change a run, or that are no parameters of it. */
static const char *const no_axes[]
    = { "title", "replications", "sweep", "figures", "expect", "extends" };

static bool
is_reserved (const char *key)
{
  return strcmp (key, "zip") == 0 || strcmp (key, "exclude") == 0;
}

/* Is @path the key of @part, or below it? */
static bool
path_within (const char *path, const char *part)
{
  size_t n = strlen (part);

  return strncmp (path, part, n) == 0 && (path[n] == '\0' || path[n] == '.');
}

static struct sweep_axis *
find_axis (const struct sweep_config *sweep, const char *path)
{
  for (unsigned i = 0; i < sweep->n_axes; i++)
    if (strcmp (sweep->axes[i].path, path) == 0)
      return &sweep->axes[i];
  return NULL;
}

/* ---- axes ---------------------------------------------------------------- */

static bool
check_path (reader *r, const struct sweep_config *sweep, const char *path)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (no_axes); i++)
    if (path_within (path, no_axes[i]))
      return reader_fail (r, "\"%s\" cannot be an axis", no_axes[i]);
  if (path[0] == '.' || g_str_has_suffix (path, ".") || strstr (path, ".."))
    return reader_fail (r, "expected a key by its dotted path, such as "
                           "\"access.l2_handover\"");
  for (unsigned i = 0; i < sweep->n_axes; i++)
    if (path_within (sweep->axes[i].path, path))
      return reader_fail (r,
                          "would undo the axis \"%s\" before it; put this "
                          "one first",
                          sweep->axes[i].path);
  return true;
}

static bool
check_values (reader *r, const cJSON *values)
{
  size_t n = 0;

  if (!cJSON_IsArray (values) || !values->child)
    return reader_expected (r, axis_expected, values);
  for (const cJSON *value = values->child; value; value = value->next, n++)
    for (const cJSON *other = values->child; other != value;
         other = other->next)
      if (cJSON_Compare (value, other, 1))
        {
          reader_enter_element (r, n);
          return reader_fail (r, "the value is in the list already");
        }
  return true;
}

static bool
read_axes (reader *r, struct sweep_config *sweep)
{
  const cJSON *document = sweep->document;

  sweep->axes
      = g_new0 (struct sweep_axis, MAX (1, cJSON_GetArraySize (document)));
  for (const cJSON *item = document->child; item; item = item->next)
    {
      size_t mark = reader_enter (r, item->string);

      if (json_key_is_ignored (item->string) || is_reserved (item->string))
        {
          reader_leave (r, mark);
          continue;
        }
      if (!check_path (r, sweep, item->string) || !check_values (r, item))
        return false;
      sweep->axes[sweep->n_axes++] = (struct sweep_axis){
        .path = item->string,
        .values = item,
        .n_values = (unsigned)cJSON_GetArraySize (item),
        .dimension = SWEEP_NO_DIMENSION,
      };
      reader_leave (r, mark);
    }
  return true;
}

static bool
unknown_axis (reader *r, const struct sweep_config *sweep, const char *path)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (unsigned i = 0; i < sweep->n_axes; i++)
    g_ptr_array_add (known, (char *)sweep->axes[i].path);
  return reader_unknown (r, "axis", path, known);
}

/* ---- zip ----------------------------------------------------------------- */

/* Numbers the dimensions in order of the axes; what is zipped shares one. */
static void
number_dimensions (struct sweep_config *sweep)
{
  for (unsigned i = 0; i < sweep->n_axes; i++)
    {
      struct sweep_axis *axis = &sweep->axes[i];
      unsigned group = axis->group;

      if (axis->dimension != SWEEP_NO_DIMENSION)
        continue;
      axis->dimension = sweep->n_dimensions++;
      for (unsigned j = i + 1; group > 0 && j < sweep->n_axes; j++)
        if (sweep->axes[j].group == group)
          sweep->axes[j].dimension = axis->dimension;
    }
}

static bool
zip_axis (reader *r, struct sweep_config *sweep, const cJSON *name,
          unsigned group, const struct sweep_axis **first)
{
  struct sweep_axis *axis;

  if (!cJSON_IsString (name))
    return reader_expected (r, "the path of an axis", name);
  axis = find_axis (sweep, name->valuestring);
  if (!axis)
    return unknown_axis (r, sweep, name->valuestring);
  if (axis->group > 0)
    return reader_fail (r, "the axis \"%s\" is zipped already", axis->path);
  axis->group = group;
  if (!*first)
    *first = axis;
  if (axis->n_values != (*first)->n_values)
    return reader_fail (r,
                        "axes that go together have equally many values; "
                        "\"%s\" has %u, \"%s\" has %u",
                        (*first)->path, (*first)->n_values, axis->path,
                        axis->n_values);
  return true;
}

static bool
read_zip_group (reader *r, struct sweep_config *sweep, const cJSON *names,
                unsigned group)
{
  const struct sweep_axis *first = NULL;
  size_t n = 0;

  if (!cJSON_IsArray (names) || cJSON_GetArraySize (names) < 2)
    return reader_expected (r, "a list of two or more axes", names);
  for (const cJSON *name = names->child; name; name = name->next)
    {
      size_t mark = reader_enter_element (r, n++);

      if (!zip_axis (r, sweep, name, group, &first))
        return false;
      reader_leave (r, mark);
    }
  return true;
}

static bool
read_zip (reader *r, struct sweep_config *sweep)
{
  const cJSON *zip = json_member (sweep->document, "zip");
  size_t mark = reader_enter (r, "zip");
  unsigned group = 0;

  if (zip && !cJSON_IsArray (zip))
    return reader_expected (r, "a list of lists of axes", zip);
  for (const cJSON *names = zip ? zip->child : NULL; names; names = names->next)
    {
      size_t inner = reader_enter_element (r, group++);

      if (!read_zip_group (r, sweep, names, group))
        return false;
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  number_dimensions (sweep);
  return true;
}

/* ---- exclude ------------------------------------------------------------- */

static bool
check_excluded_value (reader *r, const struct sweep_config *sweep,
                      const cJSON *item)
{
  const struct sweep_axis *axis = find_axis (sweep, item->string);
  const cJSON *values;

  if (!axis)
    return unknown_axis (r, sweep, item->string);
  values = axis->values;
  for (const cJSON *value = values->child; value; value = value->next)
    if (cJSON_Compare (value, item, 1))
      return true;
  return reader_expected (r, "one of the values of that axis, as written there",
                          item);
}

static bool
check_excluded (reader *r, const struct sweep_config *sweep, const cJSON *point)
{
  if (!cJSON_IsObject (point) || !point->child)
    return reader_expected (r, "an object with the value of one or more axes",
                            point);
  for (const cJSON *item = point->child; item; item = item->next)
    {
      size_t mark = reader_enter (r, item->string);

      if (!check_excluded_value (r, sweep, item))
        return false;
      reader_leave (r, mark);
    }
  return true;
}

static bool
check_exclude (reader *r, const struct sweep_config *sweep)
{
  const cJSON *exclude = json_member (sweep->document, "exclude");
  size_t mark = reader_enter (r, "exclude"), n = 0;

  if (exclude && !cJSON_IsArray (exclude))
    return reader_expected (r, "a list of points to leave out", exclude);
  for (const cJSON *point = exclude ? exclude->child : NULL; point;
       point = point->next)
    {
      size_t inner = reader_enter_element (r, n++);

      if (!check_excluded (r, sweep, point))
        return false;
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  return true;
}

static bool
check_size (reader *r, const struct sweep_config *sweep)
{
  uint64_t points = 1;

  for (unsigned d = 0; d < sweep->n_dimensions; d++)
    for (unsigned i = 0; i < sweep->n_axes; i++)
      if (sweep->axes[i].dimension == d)
        {
          points *= sweep->axes[i].n_values;
          if (points > SWEEP_POINTS_MAX)
            return reader_fail (r, "has more than %d points", SWEEP_POINTS_MAX);
          break;
        }
  return true;
}

/* ---- the key ------------------------------------------------------------- */

static bool
sweep_read (reader *r, const cJSON *item, void *field)
{
  struct sweep_config *sweep = field;

  if (!cJSON_IsObject (item))
    return reader_expected (r, sweep_type.expected, item);
  sweep->document = cJSON_Duplicate (item, 1);
  return read_axes (r, sweep) && read_zip (r, sweep) && check_exclude (r, sweep)
         && check_size (r, sweep);
}

/* Without an axis it says nothing and is left out. */
static cJSON *
sweep_write (const void *field)
{
  const struct sweep_config *sweep = field;
  const cJSON *document = sweep->document;
  cJSON *object;

  if (sweep->n_axes == 0)
    return NULL;
  object = cJSON_CreateObject ();
  for (const cJSON *item = document->child; item; item = item->next)
    if (!json_key_is_ignored (item->string))
      cJSON_AddItemToObject (object, item->string, cJSON_Duplicate (item, 1));
  return object;
}

static void
sweep_release (void *field)
{
  struct sweep_config *sweep = field;

  g_clear_pointer (&sweep->axes, g_free);
  cJSON_Delete (sweep->document);
  *sweep = (struct sweep_config){ 0 };
}

static const char schema_text[]
    = "{\"type\": \"object\", \"properties\": {"
      "\"zip\": {\"type\": \"array\", \"description\": \"axes that go "
      "together, "
      "value by value\", \"items\": {\"type\": \"array\", \"minItems\": 2, "
      "\"items\": {\"type\": \"string\"}}},"
      "\"exclude\": {\"type\": \"array\", \"description\": \"points that are "
      "left out: those that agree with all an object says\", \"items\": "
      "{\"type\": \"object\", \"minProperties\": 1}}},"
      "\"patternProperties\": {\"^\\\\$\": true},"
      "\"additionalProperties\": {\"type\": \"array\", \"minItems\": 1,"
      "\"uniqueItems\": true}}";

static cJSON *
sweep_schema (void)
{
  return cJSON_Parse (schema_text);
}

const struct custom_type sweep_type = {
  .expected = "an object of axes such as {\"access.l2_handover\": [\"5 ms\", "
              "\"50 ms\"]}, with \"zip\" and \"exclude\"",
  .read = sweep_read,
  .write = sweep_write,
  .release = sweep_release,
  .schema = sweep_schema,
};
