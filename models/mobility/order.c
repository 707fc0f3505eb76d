/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "models/mobility/mobility.h"

/* RFC 6275 9.5.1: the half of the number space up to the last one is stale. */
#define SEQUENCE_HALF 32768u

static enum binding_status
sequence_check (const struct binding_order *order, uint16_t sequence)
{
  if (order->any && (uint16_t)(order->sequence - sequence) <= SEQUENCE_HALF)
    return STATUS_SEQUENCE_OUT_OF_WINDOW;
  return STATUS_ACCEPTED;
}

/* RFC 5213 5.5, 6 to 9.  Lower than the last one is told first: which of two
 * faults to name is left open there. */
static enum binding_status
timestamp_check (const struct domain *domain, const struct binding_order *order,
                 int64_t timestamp)
{
  int64_t skew = timestamp - sim_now (domain->sim);

  if (order->any && timestamp < order->timestamp)
    return STATUS_TIMESTAMP_LOWER;
  if (order->any && timestamp == order->timestamp)
    return STATUS_TIMESTAMP_MISMATCH;
  if (llabs (skew) > domain->config.protocol.timestamp_validity_window)
    return STATUS_TIMESTAMP_MISMATCH;
  return STATUS_ACCEPTED;
}

enum binding_status
binding_order_check (const struct domain *domain,
                     const struct binding_order *order,
                     const struct mh_message *pbu)
{
  const struct mh_option *timestamp = mh_find (pbu, OPTION_TIMESTAMP, 0);

  if (timestamp)
    return timestamp_check (domain, order, mh_timestamp_ns (timestamp));
  return sequence_check (order, pbu->bu.sequence);
}

void
binding_order_accept (struct binding_order *order, const struct mh_message *pbu)
{
  const struct mh_option *timestamp = mh_find (pbu, OPTION_TIMESTAMP, 0);

  order->any = true;
  order->sequence = pbu->bu.sequence;
  if (timestamp)
    order->timestamp = mh_timestamp_ns (timestamp);
}
