/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim with one architecture more: this list takes the place of the one in
 * models/architectures.c, as the linker looks here first. */
#include "cli/dmmsim.h"
#include "ideal.h"
#include "models/dmm/dmm.h"
#include "models/ipv6/ipv6.h"
#include "models/pmipv6/pmipv6.h"

const struct variant *const architecture_variants[]
    = { &variant_ipv6, &variant_pmipv6, &variant_dmm, &variant_ideal, NULL };

int
main (int argc, char **argv)
{
  return dmmsim_main (argc, argv);
}
