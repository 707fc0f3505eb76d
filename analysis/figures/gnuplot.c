/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures/gnuplot.h"

#include "analysis/figures/figures.h"

bool
gnuplot_find (GError **error)
{
  g_autofree char *path = g_find_program_in_path ("gnuplot");

  if (path != NULL)
    return true;
  g_set_error (error, FIGURE_ERROR, FIGURE_ERROR_GNUPLOT,
               "figures are drawn by gnuplot, which is not installed (package "
               "gnuplot-nox or gnuplot)");
  return false;
}

bool
gnuplot_run (const char *folder, const char *script, GError **error)
{
  char *argv[] = { (char *)"gnuplot", (char *)"-d", (char *)script, NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) reason = NULL;
  int status;

  if (!g_spawn_sync (folder, argv, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                     NULL, NULL, &said, &status, error))
    return false;
  if (g_spawn_check_wait_status (status, &reason))
    return true;
  g_set_error (error, FIGURE_ERROR, FIGURE_ERROR_GNUPLOT, "gnuplot %s: %s\n%s",
               script, reason->message, g_strchomp (said));
  return false;
}
