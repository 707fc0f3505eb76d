/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/collectors/copies.h"

struct copied_packet
{
  uint32_t sequence;
  uint32_t under_way;
  bool arrived;
};

static struct copied_packet *
copied_at (const struct copies *copies, uint32_t i)
{
  g_assert (i < copies->open->len);
  return &g_array_index (copies->open, struct copied_packet, i);
}

/* Index of packet @sequence, or how many there are. */
static uint32_t
copies_find (const struct copies *copies, uint32_t sequence)
{
  uint32_t n = copies->open ? copies->open->len : 0;

  for (uint32_t i = 0; i < n; i++)
    if (copied_at (copies, i)->sequence == sequence)
      return i;
  return n;
}

void
copies_clear (struct copies *copies)
{
  g_clear_pointer (&copies->open, g_array_unref);
}

void
copies_add (struct copies *copies, uint32_t sequence)
{
  uint32_t i = copies_find (copies, sequence);
  struct copied_packet fresh = { .sequence = sequence, .under_way = 1 };

  if (!copies->open)
    copies->open = g_array_new (FALSE, FALSE, sizeof fresh);
  if (i == copies->open->len)
    g_array_append_val (copies->open, fresh);
  copied_at (copies, i)->under_way++;
}

/* Takes one of packet @i off those under way. */
static void
copies_end (struct copies *copies, uint32_t i)
{
  if (--copied_at (copies, i)->under_way == 0)
    g_array_remove_index (copies->open, i);
}

bool
copies_arrive (struct copies *copies, uint32_t sequence)
{
  uint32_t i = copies_find (copies, sequence);
  bool first = !copied_at (copies, i)->arrived;

  copied_at (copies, i)->arrived = true;
  copies_end (copies, i);
  return first;
}

bool
copies_lose (struct copies *copies, uint32_t sequence)
{
  uint32_t i = copies_find (copies, sequence);
  const struct copied_packet *packet = copied_at (copies, i);
  bool lost = packet->under_way == 1 && !packet->arrived;

  copies_end (copies, i);
  return lost;
}
