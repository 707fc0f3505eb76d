/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the figures: what is asked for, which cases it is about, and the
 * kinds.  A kind turns cases into a script; a row of figure_types and a file
 * add one. */
#ifndef DMMSIM_ANALYSIS_FIGURES_FIGURE_H
#define DMMSIM_ANALYSIS_FIGURES_FIGURE_H

#include <cjson/cJSON.h>

#include "analysis/figures/figures.h"
#include "analysis/figures/script.h"
#include "analysis/figures/units.h"
#include "analysis/studies/cases.h"

/* ---- what is asked for (request.c) -------------------------------------- */

struct drawing;
struct figure_type
{
  const char *name;
  const char *help;
  bool (*draw) (struct drawing *drawing, GError **error);
};
extern const struct figure_type figure_types[]; /* ended by a row of NULL */
const struct figure_type *figure_type_find (const char *name);

/* An entry of "figures" of a resolved scenario; keys: doc/scenario.md. */
struct figure
{
  const struct figure_type *type;
  char *name, *title, *x, *by, *x_label, *y_label; /* NULL: not stated */
  char **y;
  unsigned n_y;
  char *statistic; /* NULL: the mean */
  cJSON *where;    /* NULL: all cases */
  bool stacked, of_runs, x_log, y_log;
  double x_min, x_max, y_min, y_max; /* NAN: not stated */
  double confidence;                 /* 0 .. 1 */
};

struct figure *figure_new (const char *type);
void figure_free (struct figure *figure);
void figure_add_y (struct figure *figure, const char *name);
/* Those of a resolved scenario, each with a name of its own.  NULL with error
 * if it is not what the loader lets pass.  (transfer full): struct figure */
GPtrArray *figures_of_scenario (const char *scenario, GError **error);
/* Gives a name to those that have none, made of kind, y and x. */
void figures_name (GPtrArray *figures);
/* What suits results that ask for nothing (defaults.c).  (transfer full) */
GPtrArray *figures_by_default (const cases *of,
                               const struct figure_sources *sources);

/* ---- what is drawn ------------------------------------------------------- */

struct drawing
{
  const struct figure *figure;
  const cases *of;
  const struct figure_sources *sources;
  struct script *script;
};

/* "y", as a metric and a statistic of it. */
char *figure_quantity_text (const struct figure *figure, unsigned y);
bool figure_fail (GError **error, enum figure_error code, const char *format,
                  ...) G_GNUC_PRINTF (3, 4);
/* What the y axis shows, in words.  (transfer full) */
char *figure_y_words (const struct figure *figure);
/* Scales, bounds and labels of the axes.  @x_label, @y_label: those where the
 * figure states none; factors as units.h has them. */
void figure_set_axes (const struct drawing *drawing, const char *x_label,
                      struct unit_scale x, const char *y_label,
                      struct unit_scale y);

/* ---- cases (selection.c) ------------------------------------------------- */

/* A case's value of @axis as text, NULL without; the architecture is known of
 * every run. */
const char *case_setting (const struct result_case *of, const char *axis);

/* Cases that differ only along x. */
struct curve
{
  char *label;      /* what tells it from the others; "" if it is alone */
  GPtrArray *cases; /* const struct result_case * */
  double *x;        /* where each stands, in SI units or as a category */
};

/* The axis along which they differ. */
struct case_axis
{
  bool numeric;
  struct unit_scale scale; /* of numbers, as the scenario wrote them */
  char *label;
  char **categories; /* of words: at 1, 2, ...; NULL for numbers */
  unsigned n_categories;
  double largest; /* number */
};

typedef struct selection selection;
struct selection
{
  GPtrArray *curves; /* struct curve *, in order of the study */
  struct case_axis x;
  unsigned most_runs, least_runs; /* of a case */
};

/* The cases that "where" leaves, along @x (NULL: every case is a curve of one)
 * and apart by all other axes, "by" first.  Fails if an axis is not there, or
 * no case is left.  (transfer full) */
selection *selection_new (const struct drawing *drawing, const char *x,
                          GError **error);
void selection_free (selection *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (selection, selection_free)

#endif
