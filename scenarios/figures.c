/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "figures": what "dmmsim plot" draws of the results (doc/plotting.md).  They
 * change no run.  Names of metrics and columns are the analysis' affair; axes
 * are checked here. */
#include <math.h>
#include <string.h>

#include "scenarios/scenario_tables.h"

static const char y_expected[] = "the name of a metric, or a list of names";
static const char where_expected[]
    = "an object with values of axes such as {\"architecture\": \"dmm\"}";

/* ---- "y": one name or several -------------------------------------------- */

static bool
names_read (reader *r, const cJSON *item, void *field)
{
  const struct parameter row
      = { .key = "y", .type = PARAMETER_STRINGS, .flags = PARAMETER_NOT_EMPTY };
  g_autoptr (cJSON) list = NULL;

  if (cJSON_IsArray (item))
    return read_strings (r, &row, item, field);
  if (!cJSON_IsString (item))
    return reader_expected (r, y_expected, item);
  list = cJSON_CreateArray ();
  cJSON_AddItemToArray (list, cJSON_Duplicate (item, 1));
  return read_strings (r, &row, list, field);
}

static cJSON *
names_write (const void *field)
{
  const struct parameter_list *list = field;
  const char *const *names = list->items;
  cJSON *array;

  if (list->n == 0)
    return NULL;
  if (list->n == 1)
    return cJSON_CreateString (names[0]);
  array = cJSON_CreateArray ();
  for (size_t i = 0; i < list->n; i++)
    cJSON_AddItemToArray (array, cJSON_CreateString (names[i]));
  return array;
}

static void
names_release (void *field)
{
  struct parameter_list *list = field;

  for (size_t i = 0; i < list->n; i++)
    g_free (((char **)list->items)[i]);
  g_clear_pointer (&list->items, g_free);
  list->n = 0;
}

static cJSON *
names_schema (void)
{
  return cJSON_Parse (
      "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", "
      "\"minItems\": 1, \"items\": {\"type\": \"string\"}}]}");
}

static const struct custom_type names_type = {
  .expected = y_expected,
  .read = names_read,
  .write = names_write,
  .release = names_release,
  .schema = names_schema,
};

/* ---- "where": values of axes, as JSON ------------------------------------ */

static bool
where_read (reader *r, const cJSON *item, void *field)
{
  cJSON **where = field;

  if (!cJSON_IsObject (item))
    return reader_expected (r, where_expected, item);
  *where = cJSON_Duplicate (item, 1);
  return true;
}

static cJSON *
where_write (const void *field)
{
  const cJSON *where = *(cJSON *const *)field;

  return where ? cJSON_Duplicate (where, 1) : NULL;
}

static void
where_release (void *field)
{
  cJSON **where = field;

  cJSON_Delete (*where);
  *where = NULL;
}

static cJSON *
where_schema (void)
{
  return cJSON_Parse ("{\"type\": \"object\"}");
}

static const struct custom_type where_type = {
  .expected = where_expected,
  .read = where_read,
  .write = where_write,
  .release = where_release,
  .schema = where_schema,
};

/* ---- the keys ------------------------------------------------------------ */

static const char *const kind_names[] = { [FIGURE_LINES] = "lines",
                                          [FIGURE_CDF] = "cdf",
                                          [FIGURE_BARS] = "bars",
                                          [FIGURE_COMPONENTS] = "components",
                                          [FIGURE_SERIES] = "series",
                                          [FIGURE_MAP] = "map",
                                          NULL };
static const char *const statistic_names[]
    = { "mean", "min", "max", "p50", "p95", "p99", NULL };
static const char *const scale_names[] = { "linear", "log", NULL };
static const char *const sample_names[] = { "observations", "runs", NULL };

#define AT(member) .offset = offsetof (struct figure_config, member)
#define TEXT(name, text)                                             \
  {                                                                  \
    .key = #name, .type = PARAMETER_STRING, AT (name), .help = text, \
    .flags = PARAMETER_OPTIONAL                                      \
  }
#define CHOICE(name, names, default_name, text)                        \
  {                                                                    \
    .key = #name, .type = PARAMETER_ENUM, AT (name),                   \
    .fallback = "\"" default_name "\"", .help = text, .choices = names \
  }
#define BOUND(name, text)                                            \
  {                                                                  \
    .key = #name, .type = PARAMETER_NUMBER, AT (name), .help = text, \
    .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED                   \
  }

const struct parameter figure_parameters[]
    = { TEXT (name, "of its files; letters, digits, '-', '_' and '.'; "
                    "default: made of kind, y and x"),
        TEXT (title, "above the figure; default: none"),
        CHOICE (kind, kind_names, "lines",
                "lines: metric over an axis with error bars; cdf: "
                "distribution; bars: metrics by component; components: parts "
                "of the handover delay; series: columns of series.csv over "
                "time; map: load of the anchors where they stand"),
        TEXT (x, "axis of the sweep, or \"architecture\", that runs along x; "
                 "of bars: the categories"),
        { .key = "y",
          .type = PARAMETER_CUSTOM,
          AT (y),
          .flags = PARAMETER_OPTIONAL,
          .help = "metrics, of bars also with * for the value of a label; cdf: "
                  "or FILE:COLUMN of runs' tables; series: columns of "
                  "series.csv; map: a column of entities.csv (anchored_bytes)",
          .custom = &names_type },
        CHOICE (statistic, statistic_names, "mean",
                "of a run's observations that is taken"),
        TEXT (by, "axis that tells the curves apart; axes that are in neither "
                  "x, by nor where tell them apart, too"),
        { .key = "where",
          .type = PARAMETER_CUSTOM,
          AT (where),
          .flags = PARAMETER_OPTIONAL,
          .help = "only points with these values of axes: a value or a list",
          .custom = &where_type },
        CHOICE (sample, sample_names, "observations",
                "cdf: of single observations, which needs the runs' tables "
                "(sweep --keep), or of the runs' values"),
        { .key = "stacked",
          .type = PARAMETER_BOOL,
          AT (stacked),
          .fallback = "true",
          .help = "bars: one on top of the other, or side by side" },
        CHOICE (x_scale, scale_names, "linear", "of the x axis"),
        CHOICE (y_scale, scale_names, "linear", "of the y axis"),
        TEXT (x_label, "of the x axis; its unit is added; default: made of x"),
        TEXT (y_label, "of the y axis; its unit is added; default: made of y"),
        BOUND (x_min, "where the x axis begins, base unit"),
        BOUND (x_max, "where it ends"),
        BOUND (y_min, "where the y axis begins, base unit"),
        BOUND (y_max, "where it ends"),
        { .key = "confidence",
          .type = PARAMETER_NUMBER,
          AT (confidence),
          .fallback = "95",
          .help = "of the intervals, per cent",
          .minimum = 1,
          .maximum = 99.99 },
        { 0 } };
#undef AT

/* ---- what takes more than one key to be wrong ---------------------------- */

/* What each kind must and must not have. */
static const struct
{
  bool x, y;    /* needed */
  size_t y_max; /* how many names at most; 0: any number */
} needs[] = { [FIGURE_LINES] = { true, true, 0 },
              [FIGURE_CDF] = { false, true, 0 },
              [FIGURE_BARS] = { false, true, 0 },
              [FIGURE_COMPONENTS] = { false, false, 0 },
              [FIGURE_SERIES] = { false, true, 0 },
              [FIGURE_MAP] = { false, false, 1 } };

static const struct sweep_axis *
find_axis (const scenario *s, const char *path)
{
  for (unsigned i = 0; i < s->sweep.n_axes; i++)
    if (strcmp (s->sweep.axes[i].path, path) == 0)
      return &s->sweep.axes[i];
  return NULL;
}

/* Without a sweep (it may come from elsewhere, or the scenario is a point of
 * one) any axis will do; architectures can be compared in any case. */
static bool
check_axis (reader *r, const scenario *s, const char *key, const char *path)
{
  g_autoptr (GPtrArray) known = NULL;
  size_t mark;

  if (!path || s->sweep.n_axes == 0 || strcmp (path, "architecture") == 0
      || find_axis (s, path))
    return true;
  known = g_ptr_array_new ();
  for (unsigned i = 0; i < s->sweep.n_axes; i++)
    g_ptr_array_add (known, (char *)s->sweep.axes[i].path);
  mark = reader_enter (r, key);
  reader_unknown (r, "axis", path, known);
  reader_leave (r, mark);
  return false;
}

static bool
axis_has (const struct sweep_axis *axis, const cJSON *wanted)
{
  const cJSON *values = axis->values;

  for (const cJSON *value = values->child; value; value = value->next)
    if (cJSON_Compare (value, wanted, 1))
      return true;
  return false;
}

/* A value of the axis, or a list of them. */
static bool
check_wanted (reader *r, const struct sweep_axis *axis, const cJSON *wanted)
{
  bool good = axis_has (axis, wanted);

  if (!good && cJSON_IsArray (wanted) && wanted->child)
    {
      good = true;
      for (const cJSON *one = wanted->child; one; one = one->next)
        good = good && axis_has (axis, one);
    }
  return good
         || reader_expected (r,
                             "one of the values of that axis, as written "
                             "there, or a list of them",
                             wanted);
}

static bool
check_where (reader *r, const scenario *s, const cJSON *where)
{
  size_t mark = reader_enter (r, "where");

  for (const cJSON *item = where ? where->child : NULL; item; item = item->next)
    {
      const struct sweep_axis *axis = find_axis (s, item->string);
      size_t inner;

      if (json_key_is_ignored (item->string))
        continue;
      if (!check_axis (r, s, item->string, item->string))
        return false;
      inner = reader_enter (r, item->string);
      if (axis && !check_wanted (r, axis, item))
        return false;
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  return true;
}

/* A name becomes that of files. */
static bool
check_name (reader *r, const char *name)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

  if (!name
      || (name[0] != '\0' && name[0] != '.' && strlen (name) <= 100
          && name[strspn (name, allowed)] == '\0'))
    return true;
  reader_enter (r, "name");
  return reader_fail (r,
                      "expected up to 100 letters, digits, '-', '_' and '.', "
                      "not first a '.', found \"%s\"",
                      name);
}

static bool
check_bounds (reader *r, const struct figure_config *figure)
{
  if (figure->x_min >= figure->x_max)
    return reader_fail (r, "\"x_min\" is not below \"x_max\"");
  if (figure->y_min >= figure->y_max)
    return reader_fail (r, "\"y_min\" is not below \"y_max\"");
  if ((figure->x_scale == FIGURE_LOG
       && (figure->x_min <= 0 || figure->x_max <= 0))
      || (figure->y_scale == FIGURE_LOG
          && (figure->y_min <= 0 || figure->y_max <= 0)))
    return reader_fail (r, "bounds of a log scale must be above 0");
  return true;
}

static bool
check_figure (reader *r, const scenario *s, const struct figure_config *figure)
{
  const char *kind = kind_names[figure->kind];
  size_t most = needs[figure->kind].y_max;

  if (needs[figure->kind].y && figure->y.n == 0)
    return reader_fail (r, "a figure of kind \"%s\" needs \"y\"", kind);
  if (needs[figure->kind].x && !figure->x)
    return reader_fail (r, "a figure of kind \"%s\" needs \"x\"", kind);
  if (most > 0 && figure->y.n > most)
    return reader_fail (r, "a figure of kind \"%s\" takes one \"y\"", kind);
  if (figure->x && figure->by && strcmp (figure->x, figure->by) == 0)
    return reader_fail (r, "\"x\" and \"by\" are the same axis");
  return check_name (r, figure->name) && check_bounds (r, figure)
         && check_axis (r, s, "x", figure->x)
         && check_axis (r, s, "by", figure->by)
         && check_where (r, s, figure->where);
}

/* Two figures of one name would be the same files. */
static bool
check_names (reader *r, const struct figure_config *figures, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (figures[i].name && strcmp (figures[i].name, figures[n].name) == 0)
      {
        reader_enter (r, "name");
        return reader_fail (r, "the name \"%s\" is taken", figures[n].name);
      }
  return true;
}

bool
figures_check (reader *r, const scenario *s)
{
  const struct figure_config *figures = s->figures.items;

  g_string_assign (r->pointer, "/figures");
  for (size_t i = 0; i < s->figures.n; i++)
    {
      size_t mark = reader_enter_element (r, i);

      if (!check_figure (r, s, &figures[i])
          || (figures[i].name && !check_names (r, figures, i)))
        return false;
      reader_leave (r, mark);
    }
  return true;
}
