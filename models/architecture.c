/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/architecture.h"

#include <string.h>

const struct architecture *
architecture_find (const char *name)
{
  for (unsigned i = 0; architecture_variants[i]; i++)
    if (strcmp (architecture_variants[i]->name, name) == 0)
      return architecture_variants[i]->implementation;
  return NULL;
}
