/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole folders: copied, removed, put in each other's place. */
#ifndef DMMSIM_ANALYSIS_RESULTS_FOLDER_H
#define DMMSIM_ANALYSIS_RESULTS_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* Sets an error of G_FILE_ERROR with errno's text; false. */
bool folder_fail (GError **error, const char *path, const char *what);
/* Removes @path with all that is in it; symbolic links are not followed. */
void folder_remove (const char *path);
/* An empty folder beside @path, as readable as any the user makes, with a name
 * of its own that begins like it; NULL with an error.  (transfer full)
 *
 * What earlier ones have left there whose process was killed is removed: who
 * makes such a folder holds it by a lock, @hold, a descriptor to be closed when
 * the folder is removed or has another name.  Where the file system knows no
 * locks leavings stay. */
char *folder_beside (const char *path, int *hold, GError **error);
/* Closes *@hold, if there is one. */
void folder_release (int *hold);
/* Copies the regular files and folders in @from into @to, which exists. */
bool folder_copy (const char *from, const char *to, GError **error);
/* Gives @work the name @path.  What had that name is removed: at one stroke
 * where the file system can exchange names, else by renaming twice.  On failure
 * both are where they were. */
bool folder_put (const char *work, const char *path, GError **error);

#endif
