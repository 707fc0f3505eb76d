/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/buffer.h"

#define BUFFER_MAX (1 << 20)

const struct parameter buffer_parameters[]
    = { { .key = "packets",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct buffer_config, packets),
          .fallback = "1000",
          .help = "of one node; 0: none are kept",
          .maximum = BUFFER_MAX },
        { .key = "bytes",
          .type = PARAMETER_SIZE,
          .offset = offsetof (struct buffer_config, bytes),
          .fallback = "\"0 B\"",
          .help = "of one node, without tunnel headers; 0: no bound but the "
                  "packets'" },
        { 0 } };

static bool
buffer_has_room (const struct packet_buffer *buffer, uint32_t length)
{
  const struct buffer_config *bounds = buffer->bounds;

  return bounds && buffer->packets < (uint64_t)bounds->packets
         && (bounds->bytes == 0
             || buffer->bytes + length <= (uint64_t)bounds->bytes);
}

void
packet_buffer_put (struct packet_buffer *buffer, struct node *node,
                   struct packet *p)
{
  uint32_t length = packet_length (p);

  if (!buffer_has_room (buffer, length))
    {
      packet_drop (node, p, DROP_BUFFER_FULL);
      return;
    }
  p->next = NULL;
  if (buffer->last)
    buffer->last->next = p;
  else
    buffer->first = p;
  buffer->last = p;
  buffer->packets++;
  buffer->bytes += length;
}

struct packet *
packet_buffer_take (struct packet_buffer *buffer)
{
  struct packet *p = buffer->first;

  if (!p)
    return NULL;
  buffer->first = p->next;
  if (!buffer->first)
    buffer->last = NULL;
  p->next = NULL;
  buffer->packets--;
  buffer->bytes -= packet_length (p);
  return p;
}

void
packet_buffer_drain (struct packet_buffer *buffer, struct node *node,
                     const struct route *route)
{
  struct packet *p;

  while ((p = packet_buffer_take (buffer)))
    node_forward_by (node, p, route);
}

void
packet_buffer_discard (struct packet_buffer *buffer, struct node *node,
                       enum drop_reason why)
{
  struct packet *p;

  while ((p = packet_buffer_take (buffer)))
    packet_drop (node, p, why);
}

void
packet_buffer_move (struct packet_buffer *from, struct packet_buffer *to)
{
  if (!from->first)
    return;
  if (to->last)
    to->last->next = from->first;
  else
    to->first = from->first;
  to->last = from->last;
  to->packets += from->packets;
  to->bytes += from->bytes;
  *from = (struct packet_buffer){ .bounds = from->bounds };
}
