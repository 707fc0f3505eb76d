/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heat map: what a column of entities.csv says of the entities at each site,
 * where the site stands; a panel per case, one scale for all. */
#include <math.h>
#include <string.h>

#include "analysis/figures/kinds.h"
#include "analysis/results/csv_read.h"

#define MOST_PANELS 6
/* Names of sites are written where they do not stand on each other. */
#define MOST_NAMES 16

struct panel
{
  const struct curve *curve;
  struct site_map *map;
  double *loads; /* per site, mean over runs; NAN: no entity there */
};

static void
panel_free (void *data)
{
  struct panel *panel = data;

  site_map_free (panel->map);
  g_free (panel->loads);
  g_free (panel);
}

void
site_map_free (struct site_map *map)
{
  if (map == NULL)
    return;
  g_strfreev (map->names);
  g_free (map->x);
  g_free (map->y);
  g_free (map->links);
  g_free (map);
}

/* ---- numbers ---------------------------------------------------------------
 */

static const char *
column_of (const struct figure *figure)
{
  return figure->n_y > 0 ? figure->y[0] : "anchored_bytes";
}

static const char *
unit_of (const char *column)
{
  return g_str_has_suffix (column, "_bytes") ? "B" : "1";
}

static int
find_site (const struct site_map *map, const char *name)
{
  for (unsigned i = 0; i < map->n_sites; i++)
    if (strcmp (map->names[i], name) == 0)
      return (int)i;
  return -1;
}

/* Adds the share of one run among @n to the sites' loads. */
static bool
add_run (struct panel *panel, const char *folder, const char *column,
         unsigned n, GError **error)
{
  const char *const columns[] = { "site", column, NULL };
  g_autofree char *path = g_build_filename (folder, "entities.csv", NULL);
  g_autoptr (csv_table) table = csv_table_read (path, columns, error);

  for (size_t row = 0; table != NULL && row < table->n_rows; row++)
    {
      int site = find_site (panel->map, csv_cell (table, row, 0));
      double load = csv_cell_number (table, row, 1);

      if (site < 0 || isnan (load))
        continue;
      if (isnan (panel->loads[site]))
        panel->loads[site] = 0;
      panel->loads[site] += load / n;
    }
  return table != NULL;
}

static bool
load_panel (const struct drawing *d, struct panel *panel, GError **error)
{
  const struct result_case *of = panel->curve->cases->pdata[0];
  g_autoptr (GPtrArray) folders = figure_folders (d, of, "entities.csv", error);

  if (folders == NULL)
    return false;
  panel->map
      = d->sources->map (case_run (of, 0)->scenario, d->sources->data, error);
  if (panel->map == NULL)
    return false;
  panel->loads = g_new (double, MAX (1, panel->map->n_sites));
  for (unsigned i = 0; i < panel->map->n_sites; i++)
    panel->loads[i] = (double)NAN;
  for (unsigned i = 0; i < folders->len; i++)
    if (!add_run (panel, folders->pdata[i], column_of (d->figure), folders->len,
                  error))
      return false;
  return true;
}

/* What all panels together cover. */
struct extent
{
  double left, right, bottom, top; /* m */
  double heaviest;
  unsigned n_sites;
};

static struct extent
extent_of (const GPtrArray *panels)
{
  struct extent e = { INFINITY, -INFINITY, INFINITY, -INFINITY, 0, 0 };

  for (unsigned i = 0; i < panels->len; i++)
    {
      const struct panel *panel = panels->pdata[i];

      for (unsigned k = 0; k < panel->map->n_sites; k++)
        {
          e.left = fmin (e.left, panel->map->x[k]);
          e.right = fmax (e.right, panel->map->x[k]);
          e.bottom = fmin (e.bottom, panel->map->y[k]);
          e.top = fmax (e.top, panel->map->y[k]);
          e.heaviest = fmax (e.heaviest, panel->loads[k]);
        }
      e.n_sites = MAX (e.n_sites, panel->map->n_sites);
    }
  return e;
}

/* Loaded sites without a position stand in a row above the others.  How many
 * there are. */
static unsigned
place_homeless (struct panel *panel, const struct extent *e)
{
  double side = MAX (MAX (e->right - e->left, e->top - e->bottom), 1);
  struct site_map *map = panel->map;
  unsigned n = 0, k = 0;

  for (unsigned i = 0; i < map->n_sites; i++)
    n += isnan (map->x[i] + map->y[i]) && panel->loads[i] > 0;
  for (unsigned i = 0; i < map->n_sites; i++)
    if (isnan (map->x[i] + map->y[i]) && panel->loads[i] > 0)
      {
        map->x[i] = e->left + (e->right - e->left) * (++k) / (n + 1);
        map->y[i] = e->top + 0.17 * side;
      }
  return n;
}

/* ---- script ----------------------------------------------------------------
 */

/* Is there any? */
static bool
write_links (struct script *script, const struct site_map *map)
{
  bool any = false;

  script_block (script, "links", "x y dx dy");
  for (unsigned i = 0; i < map->n_links; i++)
    {
      unsigned a = map->links[2 * i], b = map->links[2 * i + 1];
      double row[] = { map->x[a], map->y[a], map->x[b] - map->x[a],
                       map->y[b] - map->y[a] };

      if (isnan (row[2] + row[3]))
        continue;
      script_row (script, row, G_N_ELEMENTS (row));
      any = true;
    }
  return any;
}

static void
write_sites (struct script *script, const struct panel *panel)
{
  script_block (script, panel->curve->label, "x y load");
  for (unsigned i = 0; i < panel->map->n_sites; i++)
    {
      double row[] = { panel->map->x[i], panel->map->y[i], panel->loads[i] };

      if (!isnan (row[0] + row[1]))
        script_row (script, row, G_N_ELEMENTS (row));
    }
}

/* All names where they fit, else of those that stand above the map. */
static void
write_names (GString *plot, const struct site_map *map, double factor,
             double above)
{
  for (unsigned i = 0; i < map->n_sites; i++)
    {
      g_autofree char *name = script_quote (map->names[i]);

      if (!isnan (map->x[i] + map->y[i])
          && (map->n_sites <= MOST_NAMES || map->y[i] > above))
        g_string_append_printf (plot,
                                "  set label %u %s at %.10g, %.10g center "
                                "offset 0, 1 font small\n",
                                i + 1, name, map->x[i] * factor,
                                map->y[i] * factor);
    }
}

/* Size of a site's disk: area says the load, as colour does. */
#define DISK "($3>0?0.8+1.8*sqrt($3/most):NaN)"

static bool
is_loaded (const struct panel *panel)
{
  for (unsigned i = 0; i < panel->map->n_sites; i++)
    if (panel->loads[i] > 0)
      return true;
  return false;
}

/* The plot command.  gnuplot warns of elements that show nothing. */
static void
write_elements (GString *plot, unsigned block, bool linked, bool loaded)
{
  g_string_append (plot, "  plot ");
  if (linked)
    g_string_append_printf (
        plot,
        "data index %u using ($1*xs):($2*xs):($3*xs):($4*xs) with vectors "
        "nohead lc rgb '#B0B0B0' lw 1 notitle, \\\n       ",
        block);
  g_string_append_printf (plot,
                          "data index %u using ($1*xs):($2*xs) with points pt "
                          "7 ps 0.4 lc rgb '#606060' notitle",
                          block + 1);
  if (loaded)
    g_string_append_printf (
        plot,
        ", \\\n       data index %u using ($1*xs):($2*xs):" DISK
        ":($3*ys) with points pt 7 ps variable lc palette notitle, \\\n"
        "       data index %u using ($1*xs):($2*xs):" DISK
        " with points pt 6 ps variable lc rgb '#303030' lw 0.8 notitle",
        block + 1, block + 1);
  g_string_append_c (plot, '\n');
}

/* Commands of one panel.  Sites without load are dots. */
static void
write_panel (struct drawing *d, const struct panel *panel, double factor,
             double above, bool named)
{
  GString *plot = d->script->plot;
  g_autofree char *title = script_quote (panel->curve->label);
  unsigned block = d->script->n_blocks;
  bool linked = write_links (d->script, panel->map);

  write_sites (d->script, panel);
  if (panel->curve->label[0] != '\0')
    g_string_append_printf (plot, "  set title %s offset 0, -0.4\n", title);
  write_names (plot, panel->map, factor, above);
  g_string_append_printf (plot, "  set xlabel '%s'\n",
                          !named       ? ""
                          : factor < 1 ? "x (km)"
                                       : "x (m)");
  write_elements (plot, block, linked, is_loaded (panel));
  g_string_append (plot, "  unset label\n  unset colorbox\n  unset ylabel\n");
}

/* Light to dark, as dark reads as much on paper, and even in grey. */
static const char palette[]
    = "set palette defined (0 '#FDE725', 0.25 '#5EC962', 0.5 '#21918C', "
      "0.75 '#3B528B', 1 '#440154')\n";

static void
set_frame (struct drawing *d, const struct extent *e, double factor)
{
  double width = e->right - e->left, height = e->top - e->bottom;
  double side = MAX (MAX (width, height), 1), x = 0.06 * side;
  double y = MAX (0.06 * side, (0.2 * side - height) / 2);

  script_set (d->script, "set xrange [%.10g:%.10g]", (e->left - x) * factor,
              (e->right + x) * factor);
  script_set (d->script, "set yrange [%.10g:%.10g]", (e->bottom - y) * factor,
              (e->top + 1.5 * y) * factor);
  script_set (d->script, "set size ratio -1\nset xtics autofreq\n"
                         "set border 15 lw 0.8");
}

static void
set_layout (struct drawing *d, unsigned n_panels, bool flat, double factor)
{
  unsigned columns = flat ? 1 : MIN (n_panels, 3);
  unsigned rows = (n_panels + columns - 1) / columns;

  d->script->wide = columns > 1;
  d->script->panels = true;
  g_string_append_printf (
      d->script->plot,
      "  set ylabel '%s'\n  set xtics font small\n  set ytics font small\n"
      "  set cbtics font small\n"
      "  set colorbox user origin screen 0.85, 0.27 size screen 0.018, 0.58\n"
      "  set multiplot layout %u,%u margins screen %s, 0.82, 0.23, 0.9 spacing "
      "screen 0.06, 0.16\n",
      factor < 1 ? "y (km)" : "y (m)", rows, columns,
      columns > 1 ? "0.12" : "0.14");
}

static void
set_map (struct drawing *d, const struct extent *e, unsigned n_panels,
         double factor)
{
  const char *column = column_of (d->figure);
  struct unit_scale load = unit_scale_for (unit_of (column), e->heaviest);
  g_autofree char *words = units_metric_label (column, NULL);
  g_autofree char *label = units_with (
      d->figure->y_label != NULL ? d->figure->y_label : words, load.unit);

  script_set (d->script, "xs = %g # data to figure", factor);
  script_set (d->script, "ys = %.10g # load to figure", load.factor);
  script_set (d->script, "most = %.17g", MAX (e->heaviest, 1e-300));
  set_frame (d, e, factor);
  script_set_text (d->script, "cblabel", label);
  script_set (d->script, "%sset cbrange [0:%.10g]\nunset key\nunset grid",
              palette, MAX (e->heaviest * load.factor, 1e-12));
  set_layout (d, n_panels, e->right - e->left > 2 * (e->top - e->bottom),
              factor);
}

static void
write_panels (struct drawing *d, const GPtrArray *panels)
{
  struct extent e = extent_of (panels);
  double above = e.top;
  unsigned homeless = 0;
  double factor = MAX (e.right - e.left, e.top - e.bottom) >= 10000 ? 1e-3 : 1;

  for (unsigned i = 0; i < panels->len; i++)
    homeless += place_homeless (panels->pdata[i], &e);
  if (homeless > 0)
    e = extent_of (panels);
  set_map (d, &e, panels->len, factor);
  for (unsigned i = 0; i < panels->len; i++)
    write_panel (d, panels->pdata[i], factor, above,
                 d->script->wide || i + 1 == panels->len);
  g_string_append (d->script->plot, "  unset multiplot\n");
  if (homeless > 0)
    script_say (d->script, "on top: sites without position");
}

static bool
load_panels (const struct drawing *d, const selection *s, GPtrArray *panels,
             GError **error)
{
  for (unsigned i = 0; i < s->curves->len; i++)
    {
      struct panel *panel = g_new0 (struct panel, 1);

      g_ptr_array_add (panels, panel);
      panel->curve = g_ptr_array_index (s->curves, i);
      if (!load_panel (d, panel, error))
        return false;
    }
  return true;
}

bool
figure_draw_map (struct drawing *d, GError **error)
{
  g_autoptr (selection) s = selection_new (d, NULL, error);
  g_autoptr (GPtrArray) panels = g_ptr_array_new_with_free_func (panel_free);
  struct extent extent;

  if (s == NULL)
    return false;
  if (d->sources->map == NULL)
    return figure_fail (error, FIGURE_ERROR_DATA, "no map of the scenario");
  if (s->curves->len > MOST_PANELS)
    return figure_fail (error, FIGURE_ERROR_DATA,
                        "%u maps are too many for a figure; choose up to %d "
                        "cases with \"where\"",
                        s->curves->len, MOST_PANELS);
  if (!load_panels (d, s, panels, error))
    return false;
  extent = extent_of (panels);
  if (!(extent.right >= extent.left && extent.top >= extent.bottom))
    return figure_fail (error, FIGURE_ERROR_DATA,
                        "the nodes of the topology have no positions");
  figure_say_runs (d->script, s->least_runs, s->most_runs);
  if (s->most_runs > 1)
    script_say (d->script, "means");
  write_panels (d, panels);
  return true;
}
