/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves a tunnel at a MAG that has no route for it: data that overtook
 * the message with the prefixes, which is kept as long as such a message is
 * awaited; and what another MAG sends back for the node's anchor. */
#include "models/pmipv6/fast.h"
#include "sim/prefix_table.h"

static const struct route refuse
    = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };

static void
waiting_keep (struct node *node, struct packet *p, void *data)
{
  struct mag *mag = data;

  packet_buffer_put (&mag->waiting, node, p);
}

static const struct route *
waiting_choose (struct node *node G_GNUC_UNUSED, struct packet *p, void *data)
{
  const struct mag *mag = data;
  struct address source = packet_source (p);
  const struct route *back = NULL;

  if (mag->back)
    back = prefix_table_match (mag->back, &source);
  if (back)
    return back;
  return mag->awaited > 0 ? &mag->keep : &refuse;
}

void
mag_wait_init (struct mag *mag)
{
  struct route choice
      = { .kind = ROUTE_CHOICE, .choose = waiting_choose, .data = mag };
  struct prefix all = { .length = 0 };

  if (!mag->pmipv6->fast && mag->pmipv6->config->buffering == BUFFERING_NONE)
    return;
  mag->waiting.bounds = &mag->pmipv6->config->buffer;
  mag->keep = (struct route){ .kind = ROUTE_HANDLER,
                              .handler = waiting_keep,
                              .handler_data = mag };
  node_set_exit_route (mag->entity.node, &all, &choice);
}

void
mag_wait_free (struct mag *mag)
{
  if (mag->back)
    prefix_table_free (mag->back, NULL);
}

void
mag_wait (struct mag *mag, int change)
{
  mag->awaited += (uint32_t)change;
  if (mag->awaited == 0)
    packet_buffer_discard (&mag->waiting, mag->entity.node, DROP_NOT_READY);
}

static bool
is_for (const struct packet *p, const struct prefix *prefixes, uint32_t n)
{
  struct address destination = packet_destination (p);

  for (uint32_t i = 0; i < n; i++)
    if (prefix_contains (&prefixes[i], &destination))
      return true;
  return false;
}

void
mag_wait_over (struct mag *mag, const struct prefix *prefixes, uint32_t n,
               const struct route *route)
{
  for (uint64_t left = mag->waiting.packets; left > 0; left--)
    {
      struct packet *p = packet_buffer_take (&mag->waiting);

      if (is_for (p, prefixes, n))
        node_forward_by (mag->entity.node, p, route);
      else
        packet_buffer_put (&mag->waiting, mag->entity.node, p);
    }
}

void
mag_route_back (struct mag *mag, const struct prefix *source,
                struct route *route)
{
  if (!mag->back)
    mag->back = prefix_table_new ();
  if (route)
    prefix_table_set (mag->back, source, route);
  else
    prefix_table_remove (mag->back, source);
}
