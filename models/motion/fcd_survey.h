/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first pass over an FCD trace: who is in it, where, when.  Private to
 * models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_FCD_SURVEY_H
#define DMMSIM_MODELS_MOTION_FCD_SURVEY_H

#include "models/motion/fcd_reader.h"
#include "models/motion/placement.h"

struct fcd_survey
{
  GPtrArray *names;    /* char *, in order of first appearance */
  GHashTable *by_name; /* to index + 1 */
  GArray *last;        /* sim_time, by index: of the latest sample */
  sim_time first;      /* time of the first step, SIM_TIME_NONE: no step */
  sim_time period;     /* least time between two samples of one vehicle,
                          SIM_TIME_MAX if none has two */
  struct trace_box box;
};

/* NULL with @error (also: a name twice in one step). */
struct fcd_survey *fcd_survey_new (const char *path,
                                   const struct fcd_filter *filter,
                                   GError **error);
void fcd_survey_free (struct fcd_survey *survey);
/* G_MAXUINT if there is none of this name. */
guint fcd_survey_find (const struct fcd_survey *survey, const char *name);

#endif
