/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGINT and SIGTERM end a run cleanly.  The flag is the one thing a signal
 * handler may touch, so it is the process's. */
#ifndef DMMSIM_CLI_INTERRUPT_H
#define DMMSIM_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on the first signal is noted; the second one kills as usual. */
void interrupt_listen (void);
bool interrupt_came (void);

#endif
