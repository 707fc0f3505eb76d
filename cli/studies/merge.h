/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim sweep --merge: records of one study, made in several folders. */
#ifndef DMMSIM_CLI_STUDIES_MERGE_H
#define DMMSIM_CLI_STUDIES_MERGE_H

#include <stdbool.h>

/* Copies the records of the studies in @folders (ended by NULL), which must be
 * the same study, into @output, itself one of that study, empty or not there;
 * writes its results.  @mixed: whatever version made them.  Exit status, after
 * a message. */
int study_merge (const char *output, char *const *folders, bool mixed);

#endif
