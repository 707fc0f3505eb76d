/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hmipv6/selection.h"

bool
selection_admits (const struct nd_map *option, bool registered)
{
  return option->valid_lifetime > 0 && (registered || option->preference > 0);
}

/* The preference breaks ties of distance (5), the distance, as 9.1 looks at
 * it, those of preference. */
bool
selection_prefers (enum map_selection selection, const struct nd_map *option,
                   const struct nd_map *than)
{
  bool farther = option->distance > than->distance;

  if (selection == SELECTION_PREFERENCE
      && option->preference != than->preference)
    return option->preference > than->preference;
  if (option->distance != than->distance)
    return selection == SELECTION_NEAREST ? !farther : farther;
  return option->preference > than->preference;
}
