/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which settings of a resolved scenario say something: those that would be
 * otherwise if they were not stated. */
#ifndef DMMSIM_CLI_LOOKING_DIFFERING_H
#define DMMSIM_CLI_LOOKING_DIFFERING_H

#include <glib.h>

struct differing_setting
{
  char *path;  /* dotted: "access.l2_handover" */
  char *value; /* JSON on one line, or the text of a string */
};

/* Of the scalars of the scenario that @resolved is the JSON of, outside its
 * lists, those that it would not have if they were not there, in its order.
 * Topology and sites are left to the map.  Loads the scenario once per scalar.
 * Elements are struct differing_setting.  (transfer full) */
GArray *differing_settings (const char *resolved);

#endif
