/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures out of the results of a folder: a study, a run, replications, or a
 * group of runs.  What is drawn is what "figures" of the scenario asks for, or
 * what suits the folder where it asks for nothing (doc/plotting.md).
 *
 * Each figure is NAME.dat, its data; NAME.gp, which "gnuplot NAME.gp" turns
 * into pictures again; NAME.svg, NAME.png, NAME.pdf.  They are made in a folder
 * beside and appear under their names one by one, each whole.  The same results
 * give the same octets, but for those of PDF, which carries a date. */
#ifndef DMMSIM_ANALYSIS_FIGURES_FIGURES_H
#define DMMSIM_ANALYSIS_FIGURES_FIGURES_H

#include <glib.h>
#include <stdbool.h>

#define FIGURE_ERROR figure_error_quark ()
GQuark figure_error_quark (void);
enum figure_error
{
  FIGURE_ERROR_FORMAT, /* "figures" is not what a resolved scenario holds */
  FIGURE_ERROR_AXIS,   /* the folder has no such axis: it may be of a point */
  FIGURE_ERROR_DATA,   /* the folder lacks what the figure needs */
  FIGURE_ERROR_GNUPLOT /* is not there, or failed */
};

/* Where the nodes of a topology stand, and which have a link. */
struct site_map
{
  char **names;
  double *x, *y; /* m; NAN: nowhere */
  unsigned n_sites;
  unsigned *links; /* 2 * n_links indices of sites */
  unsigned n_links;
};
void site_map_free (struct site_map *map);

/* What figures need to know that no result file tells; scenarios are JSON text,
 * resolved.  A member may be NULL: then the figures do without. */
struct figure_sources
{
  /* (transfer full); NULL with error */
  struct site_map *(*map) (const char *scenario, void *data, GError **error);
  /* Closed form of the metric's mean (by name, with label); NAN: none. */
  double (*predict) (const char *scenario, const char *metric, void *data);
  void *data;
};

struct figures_request
{
  const char *folder;  /* the results */
  const char *output;  /* folder of the figures; NULL: figures/ in the first */
  const char *figures; /* scenario, resolved, whose "figures" are drawn; NULL:
                          that of the results */
  const char *const *names; /* these alone, ended by NULL; NULL: all */
  const char *formats;      /* words out of "svg png pdf"; NULL: all */
  struct figure_sources sources;
};

struct figure_made
{
  char *name, *title; /* title: "" without */
  char *caption;      /* what n is, what bars and thin lines are */
  char *problem;      /* why it could not be drawn; NULL: it was */
  bool elsewhere;     /* it is about axes that this folder does not have */
};

/* Draws them all; one that cannot be drawn stops no other.  NULL if none can
 * be, for reasons that concern all: no results, no gnuplot, nowhere to write.
 * (transfer full): struct figure_made, freed with the array. */
GPtrArray *figures_make (const struct figures_request *asked, GError **error);

/* A line per kind of figure: "lines  ..." for help.  (transfer full) */
char *figures_kinds (void);

#endif
