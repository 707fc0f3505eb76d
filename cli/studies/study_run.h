/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a study, from its scenario to its record. */
#ifndef DMMSIM_CLI_STUDIES_STUDY_RUN_H
#define DMMSIM_CLI_STUDIES_STUDY_RUN_H

#include "cli/limits.h"
#include "cli/studies/plan.h"

/* Runs it and writes its record into @folder.  @keep: writes the run's own
 * folder, too, as FOLDER/kept/<digest>.  A run that reaches one of @limits has
 * failed and leaves nothing.  Exit status, after a message. */
int study_run_make (const plan *p, size_t run, const char *folder, bool keep,
                    const struct limits *limits);

/* Leaves what a failed run said and its scenario in @folder/failed. */
void study_run_failed (const plan *p, size_t run, const char *folder,
                       const char *said);
/* Takes that away again. */
void study_run_succeeded (const plan *p, size_t run, const char *folder);

#endif
