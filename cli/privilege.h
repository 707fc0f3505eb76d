/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving up what only opening interfaces needed. */
#ifndef DMMSIM_CLI_PRIVILEGE_H
#define DMMSIM_CLI_PRIVILEGE_H

#include <glib.h>
#include <stdbool.h>

/* Drops every capability for good: root stays root only by name, and goes back
 * to the user who called sudo(8), if that is how it came.  Nothing can be
 * regained by executing another program.  False after setting @error. */
bool privilege_drop (GError **error);

#endif
