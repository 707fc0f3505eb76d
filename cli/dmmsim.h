/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: dmmsim VERB [OPTION]... ARGUMENT...  Messages go to
 * standard error, data to standard output. */
#ifndef DMMSIM_CLI_DMMSIM_H
#define DMMSIM_CLI_DMMSIM_H

/* The whole program; returns its exit status. */
int dmmsim_main (int argc, char **argv);

#endif
