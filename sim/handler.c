/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who at a node takes a packet that is addressed to it: handlers by Next
 * Header, and for ICMPv6 errors by the protocol they are about. */
#include "sim/network_state.h"
#include "sim/node.h"
#include "sim/trail.h"

/* RFC 4443 2.1: types from here on are no errors; an error's octets before the
 * invoking packet. */
#define ICMPV6_INFORMATIONAL 128
#define ICMPV6_ERROR_SIZE 8

static struct handler *
find_handler (const struct node_state *state, uint8_t next_header, bool errors)
{
  for (uint32_t i = 0; i < state->n_handlers; i++)
    if (state->handlers[i].next_header == next_header
        && state->handlers[i].errors == errors)
      return &state->handlers[i];
  return NULL;
}

static void
set_handler (struct node_state *state, const struct handler *handler)
{
  struct handler *at
      = find_handler (state, handler->next_header, handler->errors);

  if (!at)
    {
      state->handlers
          = g_renew (struct handler, state->handlers, ++state->n_handlers);
      at = &state->handlers[state->n_handlers - 1];
    }
  *at = *handler;
}

void
node_set_handler (struct node *node, enum next_header next_header,
                  packet_handler *handler, void *data)
{
  g_assert (next_header != NEXT_IPV6);
  trails_touch_node (node);
  set_handler (node->state,
               &(struct handler){ handler, data, (uint8_t)next_header, false });
}

void
node_set_error_handler (struct node *node, enum next_header upper,
                        packet_handler *handler, void *data)
{
  set_handler (node->state,
               &(struct handler){ handler, data, (uint8_t)upper, true });
}

void
node_divert (struct node *node, packet_handler *handler, void *data)
{
  struct node_state *state = node->state;

  trails_touch_node (node);
  g_free (state->diverted);
  state->diverted = g_new (struct handler, 1);
  *state->diverted = (struct handler){ .call = handler, .data = data };
}

bool
node_is_diverted (const struct node *node)
{
  return node->state->diverted != NULL;
}

/* Of the protocol whose packet an ICMPv6 error is about (RFC 4443 2.4 d); NULL
 * if @p is no error, or its invoking packet is cut before that stands. */
static const struct handler *
find_error_handler (const struct node_state *state, const struct packet *p)
{
  const uint8_t *message = packet_ipv6_payload (p);
  const uint8_t *invoking = message + ICMPV6_ERROR_SIZE;

  if (packet_ipv6_stored (p) < ICMPV6_ERROR_SIZE + IPV6_HEADER_SIZE
      || message[0] >= ICMPV6_INFORMATIONAL)
    return NULL;
  return find_handler (state, invoking[6], true);
}

void
node_hand_over (struct node *node, struct packet *p)
{
  uint8_t next_header = packet_next_header (p);
  const struct handler *handler = NULL;

  if (next_header == NEXT_ICMPV6)
    handler = find_error_handler (node->state, p);
  if (!handler)
    handler = find_handler (node->state, next_header, false);
  if (handler)
    handler->call (node, p, handler->data);
  else
    packet_drop (node, p, DROP_NO_LISTENER);
}
