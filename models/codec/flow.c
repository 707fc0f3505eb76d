/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/flow.h"

#include <glib.h>
#include <string.h>

static void
put (struct flow_body *body, unsigned type, const uint8_t *data, size_t n)
{
  g_assert (body->n + 2 + n <= sizeof body->octets);
  body->n
      = suboption_put (body->octets, body->n, type, (struct view){ data, n });
}

void
flow_put_bindings (struct flow_body *body, const uint16_t *ids, size_t n)
{
  uint8_t data[UINT8_MAX];

  g_assert (2 * n <= sizeof data);
  for (size_t i = 0; i < n; i++)
    wire_put16 (data + 2 * i, ids[i]);
  put (body, FLOW_BINDING_REFERENCE, data, 2 * n);
}

void
flow_put_selector (struct flow_body *body, const struct selector *selector)
{
  uint8_t data[SELECTOR_SIZE_MAX];

  put (body, FLOW_TRAFFIC_SELECTOR, data, selector_write (selector, data));
}

struct mh_option *
mh_add_flow (struct mh_message *message, uint16_t id, uint16_t priority,
             const struct flow_body *body)
{
  struct mh_option *option = mh_add (message, OPTION_FLOW_IDENTIFICATION);

  option->flow.id = id;
  option->flow.priority = priority;
  option->flow.suboptions = (struct view){ body->octets, body->n };
  return option;
}

void
mh_add_flow_summary (struct mh_message *message, struct view ids)
{
  mh_add (message, OPTION_FLOW_SUMMARY)->flow_ids = ids;
}

size_t
flow_bindings (const struct mh_option *option, uint16_t *ids, size_t most)
{
  struct suboption found;

  if (!suboption_find (&flow_suboptions, option->flow.suboptions,
                       FLOW_BINDING_REFERENCE, &found))
    return 0;
  for (size_t i = 0; i < found.list.n / 2 && i < most; i++)
    ids[i] = wire_get16 (found.list.octets + 2 * i);
  return found.list.n / 2;
}

enum flow_status
flow_selector (const struct mh_option *option, struct selector *selector)
{
  struct suboption found;

  if (!suboption_find (&flow_suboptions, option->flow.suboptions,
                       FLOW_TRAFFIC_SELECTOR, &found))
    return FLOW_FID_NOT_FOUND;
  if (found.selector.format == 0)
    return FLOW_MALFORMED;
  if (selector_fields (found.selector.format) == NULL)
    return FLOW_SELECTOR_NOT_SUPPORTED;
  if (!selector_read (found.selector.format, found.selector.body, selector)
      || selector_lacks_start (selector))
    return FLOW_MALFORMED;
  return FLOW_ACCEPTED;
}
