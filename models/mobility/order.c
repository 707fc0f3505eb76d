/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "models/mobility/mobility.h"

/* RFC 6275 9.5.1: the half of the number space up to the last one is stale. */
#define SEQUENCE_HALF 32768u

enum binding_status
binding_sequence_check (const struct binding_order *order, uint16_t sequence)
{
  if (order->any && (uint16_t)(order->sequence - sequence) <= SEQUENCE_HALF)
    return STATUS_SEQUENCE_OUT_OF_WINDOW;
  return STATUS_ACCEPTED;
}

/* The option with its halves as a little-endian machine stores them. */
static struct mh_option
timestamp_swapped (const struct mh_option *option)
{
  uint64_t seconds = option->timestamp.seconds;
  uint32_t high = GUINT32_SWAP_LE_BE ((uint32_t)(seconds >> 16));
  uint32_t low = GUINT32_SWAP_LE_BE ((uint32_t)(seconds << 16)
                                     | option->timestamp.fraction);
  struct mh_option swapped = *option;

  swapped.timestamp.seconds = (uint64_t)high << 16 | low >> 16;
  swapped.timestamp.fraction = (uint16_t)low;
  return swapped;
}

/* Of two readings the right one is nearer to our clock, by years. */
static int64_t
timestamp_read (struct mobility_entity *entity, const struct mh_option *option)
{
  struct mh_option swapped = timestamp_swapped (option);
  int64_t clock = mobility_clock (entity);
  int64_t as_is = mh_timestamp_ns (option);
  int64_t other = mh_timestamp_ns (&swapped);

  if (llabs (as_is - clock) <= llabs (other - clock)
      || !mobility_forgives (entity, MH_FAULT_TIMESTAMP_ORDER))
    return as_is;
  return other;
}

/* RFC 5213 5.5, 6 to 9.  Lower than the last one is told first: which of two
 * faults to name is left open there. */
static enum binding_status
timestamp_check (const struct mobility_entity *entity,
                 const struct binding_order *order, int64_t timestamp)
{
  const struct protocol_config *config = &entity->domain->config.protocol;
  int64_t skew = timestamp - mobility_clock (entity);

  if (order->any && timestamp < order->timestamp)
    return STATUS_TIMESTAMP_LOWER;
  if (order->any && timestamp == order->timestamp)
    return STATUS_TIMESTAMP_MISMATCH;
  if (llabs (skew) > config->timestamp_validity_window)
    return STATUS_TIMESTAMP_MISMATCH;
  return STATUS_ACCEPTED;
}

enum binding_status
binding_order_check (struct mobility_entity *entity,
                     const struct binding_order *order,
                     const struct mh_message *pbu)
{
  const struct mh_option *timestamp = mh_find (pbu, OPTION_TIMESTAMP, 0);

  if (entity->domain->config.security.replay == REPLAY_UNCHECKED)
    return STATUS_ACCEPTED;
  if (timestamp)
    return timestamp_check (entity, order, timestamp_read (entity, timestamp));
  return binding_sequence_check (order, pbu->bu.sequence);
}

void
binding_order_accept (struct mobility_entity *entity,
                      struct binding_order *order, const struct mh_message *pbu)
{
  const struct mh_option *timestamp = mh_find (pbu, OPTION_TIMESTAMP, 0);

  order->any = true;
  order->sequence = pbu->bu.sequence;
  if (timestamp)
    order->timestamp = timestamp_read (entity, timestamp);
}
