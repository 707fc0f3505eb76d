/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/collectors/reordering.h"

#include <glib.h>
#include <string.h>

void
reordering_clear (struct reordering *r)
{
  g_clear_pointer (&r->ahead, g_free);
  r->n = r->room = 0;
}

/* Room for one more at the end: the front that is no longer needed, else
 * twice as much. */
static void
make_room (struct reordering *r)
{
  if (r->first + r->n < r->room)
    return;
  if (r->first > 0)
    memmove (r->ahead, r->ahead + r->first, r->n * sizeof *r->ahead);
  else
    {
      r->room = MAX (4, 2 * r->room);
      r->ahead = g_renew (struct arrival, r->ahead, r->room);
    }
  r->first = 0;
}

/* Index of the first arrival ahead of @sequence; n if there is none. */
static uint32_t
find_ahead (const struct reordering *r, uint32_t sequence)
{
  uint32_t low = 0, high = r->n;

  while (low < high)
    {
      uint32_t middle = (low + high) / 2;

      if (r->ahead[r->first + middle].sequence > sequence)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

bool
reordering_skip (struct reordering *r, uint32_t sequence, uint32_t n)
{
  if (r->n != 1 || r->ahead[r->first].sequence + 1 != sequence)
    return false;
  r->arrivals += n;
  r->ahead[r->first] = (struct arrival){ sequence + n - 1, r->arrivals - 1 };
  return true;
}

uint32_t
reordering_add (struct reordering *r, uint32_t sequence, uint32_t open)
{
  uint32_t at = r->arrivals++, earliest;

  while (r->n > 0 && r->ahead[r->first].sequence < open)
    {
      r->first++;
      r->n--;
    }
  earliest = find_ahead (r, sequence);
  if (earliest < r->n)
    return at - r->ahead[r->first + earliest].at;
  make_room (r);
  r->ahead[r->first + r->n++] = (struct arrival){ sequence, at };
  return 0;
}
