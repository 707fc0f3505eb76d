/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base stations from a file of cell sites in the columns of OpenCelliD:
 *
 *   radio,mcc,net,area,cell,unit,lon,lat,range[,...]
 *
 * with or without a line of column names.  Rows near each other, as those of
 * one mast are, become one cell. */
#ifndef DMMSIM_SCENARIOS_CELL_SITES_H
#define DMMSIM_SCENARIOS_CELL_SITES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* "access": {"cell_sites": ...} */
struct cell_sites_config
{
  char *file;
  char *radio;         /* only rows with this word; NULL: all */
  int64_t net;         /* only rows of this network; 0: all */
  double cluster;      /* m */
  double reference[2]; /* longitude, latitude; NAN: the south-west corner */
  double origin[2];    /* m, where the reference comes to lie */
  char *technology;    /* of the cells; NULL: none named */
  bool range;          /* the column is the cells' radius */
};

struct cell_site
{
  double x, y;  /* m */
  double range; /* m, the greatest of its rows */
};

/* Appends the masts of the file to @sites (struct cell_site), in the order in
 * which their first rows stand there.  Errors name file and line. */
bool cell_sites_read (const struct cell_sites_config *config, GArray *sites,
                      GError **error);

#endif
