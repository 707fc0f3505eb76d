/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study's folder while it is worked in. */
#ifndef DMMSIM_CLI_STUDIES_FOLDER_H
#define DMMSIM_CLI_STUDIES_FOLDER_H

#include "analysis/studies/study.h"

/* Makes it, if it is not there, with its runs/, locks it and writes @s into it.
 * A folder of something else is refused, and so is one that another sweep works
 * in, as they would make the same runs; @shared: not if that is shared, too.
 * Where there are no locks (some network file systems) nothing comes of two but
 * double work; records appear whole.  @lock: (out) descriptor to close, or -1.
 * False after a message. */
bool study_folder_open (const char *folder, const study *s, bool shared,
                        int *lock);
/* Writes study.json anew, as it has grown.  False after a message. */
bool study_folder_update (const char *folder, const study *s);
/* Writes results.csv, one writer at a time, so that the last one has seen all
 * records.  False after a message. */
bool study_folder_results (const char *folder, const study *s);

#endif
