/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/dmmsim.h"

int
main (int argc, char **argv)
{
  return dmmsim_main (argc, argv);
}
