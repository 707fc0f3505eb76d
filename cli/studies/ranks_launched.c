/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "cli/studies/ranks.h"

/* What launchers tell their processes of how many they are.  Slurm tells it of
 * any step; there are ranks only if it offers PMIx, too. */
static const struct
{
  const char *name, *with;
} sizes[] = {
  { "OMPI_COMM_WORLD_SIZE", NULL },       /* mpirun of Open MPI */
  { "PMI_SIZE", NULL },                   /* of MPICH */
  { "SLURM_STEP_NUM_TASKS", "PMIX_RANK" } /* srun --mpi=pmix */
};

unsigned
ranks_launched (void)
{
  guint64 size;

  for (unsigned i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const char *text = g_getenv (sizes[i].name);

      if (text != NULL
          && (sizes[i].with == NULL || g_getenv (sizes[i].with) != NULL)
          && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &size, NULL))
        return (unsigned)size;
    }
  return 1;
}
