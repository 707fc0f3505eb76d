/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of mobility architectures: the one place to touch for a new one. */
#include <string.h>

#include "models/dmm/dmm.h"
#include "models/ipv6/ipv6.h"
#include "models/pmipv6/pmipv6.h"

const struct variant *const architecture_variants[]
    = { &variant_ipv6, &variant_pmipv6, &variant_dmm, NULL };

const struct architecture *
architecture_find (const char *name)
{
  for (unsigned i = 0; architecture_variants[i]; i++)
    if (strcmp (architecture_variants[i]->name, name) == 0)
      return architecture_variants[i]->implementation;
  return NULL;
}
