/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets damaged on the way. */
#include <math.h>

#include "sim/link.h"

/* Adds to a one's complement sum of 16 bits. */
static uint16_t
sum_add (uint16_t sum, uint32_t word)
{
  uint32_t wide = sum + word;

  return (uint16_t)((wide & 0xffff) + (wide >> 16));
}

/* Payload is not stored: of what stands there instead of zeros, the checksum's
 * view is.  All headers are of even length. */
static void
damage_octet (struct packet *p, uint32_t at, uint8_t mask)
{
  if (at < p->stored)
    p->head[at] ^= mask;
  else
    p->payload_sum
        = sum_add (p->payload_sum, at % 2 ? mask : (uint32_t)mask << 8);
  p->anchor = PACKET_ANCHOR_UNKNOWN;
}

/* The first damaged octet from @from on: those that stay whole before it are a
 * geometric number. */
static double
next_damaged (double from, double probability, double u)
{
  return from + floor (log1p (-u) / log1p (-probability));
}

/* The key's second word counts the draws: its own value is any. */
bool
packet_damage (struct packet *p, double probability,
               const struct random_key *key, uint64_t a, uint64_t b)
{
  struct random_key draw = *key;
  uint32_t length = packet_length (p);
  double at = next_damaged (0, probability, random_at (&draw, a, b));
  bool any = at < length;

  while (at < length)
    {
      double mask;

      draw.word[1]++;
      mask = 1 + 255 * random_at (&draw, a, b);
      damage_octet (p, (uint32_t)at, (uint8_t)mask);
      draw.word[1]++;
      at = next_damaged (at + 1, probability, random_at (&draw, a, b));
    }
  return any;
}
