/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/prefix_list.h"

#include <glib.h>

void
prefix_list_add (struct prefix_list *list, const struct prefix *prefix)
{
  if (list->len == 0)
    list->first = *prefix;
  else
    {
      list->more = g_renew (struct prefix, list->more, list->len);
      list->more[list->len - 1] = *prefix;
    }
  list->len++;
}

bool
prefix_list_has (const struct prefix_list *list, const struct prefix *prefix)
{
  for (uint32_t i = 0; i < list->len; i++)
    if (prefix_equal (prefix_list_at (list, i), prefix))
      return true;
  return false;
}

void
prefix_list_copy (struct prefix_list *to, const struct prefix_list *from)
{
  for (uint32_t i = 0; i < from->len; i++)
    prefix_list_add (to, prefix_list_at (from, i));
}

void
prefix_list_clear (struct prefix_list *list)
{
  g_free (list->more);
  *list = (struct prefix_list){ 0 };
}
