/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of prefixes, in the order in which they were added, for those of whom
 * there are millions: nearly all have one, which lies in the list itself.
 * Embedded in its owner; zero-initialised is empty. */
#ifndef DMMSIM_MODELS_DMM_PREFIX_LIST_H
#define DMMSIM_MODELS_DMM_PREFIX_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/address.h"

struct prefix_list
{
  struct prefix *more; /* the second one and those after it, or NULL */
  uint32_t len;
  struct prefix first;
};

static inline const struct prefix *
prefix_list_at (const struct prefix_list *list, uint32_t i)
{
  return i == 0 ? &list->first : &list->more[i - 1];
}

void prefix_list_add (struct prefix_list *list, const struct prefix *prefix);
bool prefix_list_has (const struct prefix_list *list,
                      const struct prefix *prefix);
/* @to, empty, gets those of @from. */
void prefix_list_copy (struct prefix_list *to, const struct prefix_list *from);
/* Empties it, and gives back what it holds. */
void prefix_list_clear (struct prefix_list *list);

#endif
