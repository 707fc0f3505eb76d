/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Job scripts that make a study on a cluster with Slurm. */
#ifndef DMMSIM_CLI_STUDIES_SLURM_H
#define DMMSIM_CLI_STUDIES_SLURM_H

#include "cli/limits.h"
#include "cli/loading.h"

/* Writes FOLDER/array.sbatch, a job array of @shards with these options, and
 * FOLDER/merge.sbatch, which writes the results when all have ended; the folder
 * is made.  Prints the two commands that submit them.  Exit status, after a
 * message. */
int slurm_emit (const char *path, const char *folder, const char *name,
                unsigned shards, const struct loading_options *options,
                const struct limit_options *limits);

#endif
