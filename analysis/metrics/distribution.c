/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/metrics/distribution.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Bits dropped at once when a distribution first overflows: leaves a relative
 * step of 2^-12.  Then one more each time. */
#define FIRST_DROP 40

/* IEEE 754 bits of positive numbers order like the numbers; negative ones are
 * mirrored to follow suit. */
static int64_t
key_of_value (double value)
{
  int64_t bits;

  memcpy (&bits, &value, sizeof bits);
  return bits >= 0 ? bits : -(bits & INT64_MAX);
}

static double
value_of_key (int64_t key)
{
  int64_t bits = key >= 0 ? key : (int64_t)((uint64_t)-key | 1ULL << 63);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static int64_t
key_rounded (int64_t key, unsigned dropped)
{
  int64_t mask = ~(int64_t)((1ULL << dropped) - 1);

  return key >= 0 ? key & mask : -(-key & mask);
}

void
distribution_init (struct distribution *d, unsigned room_max)
{
  g_assert (room_max >= 16);
  *d = (struct distribution){ .room_max = room_max };
}

void
distribution_clear (struct distribution *d)
{
  g_free (d->values);
  *d = (struct distribution){ .room_max = d->room_max };
}

/* Index of the first value not below @key. */
static unsigned
distribution_search (const struct distribution *d, int64_t key)
{
  unsigned low = 0, high = d->n;

  while (low < high)
    {
      unsigned middle = (low + high) / 2;

      if (d->values[middle].key < key)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Drops bits until at most half of the room is taken, so that the cost is paid
 * seldom. */
static void
distribution_coarsen (struct distribution *d)
{
  do
    {
      unsigned kept = 0;

      d->dropped = d->dropped == 0 ? FIRST_DROP : d->dropped + 1;
      for (unsigned i = 0; i < d->n; i++)
        {
          int64_t key = key_rounded (d->values[i].key, d->dropped);

          if (kept > 0 && d->values[kept - 1].key == key)
            d->values[kept - 1].n += d->values[i].n;
          else
            d->values[kept++] = (struct value_count){ key, d->values[i].n };
        }
      d->n = kept;
    }
  while (d->n > d->room_max / 2 && d->dropped < 60);
  d->last = 0;
}

static void
distribution_insert (struct distribution *d, unsigned at, int64_t key,
                     uint64_t times)
{
  if (d->n == d->room)
    {
      d->room = MIN (MAX (4, 2 * d->room), d->room_max);
      d->values = g_renew (struct value_count, d->values, d->room);
    }
  memmove (d->values + at + 1, d->values + at, (d->n - at) * sizeof *d->values);
  d->values[at] = (struct value_count){ key, times };
  d->n++;
}

static void
distribution_count (struct distribution *d, int64_t exact, uint64_t times)
{
  int64_t key = key_rounded (exact, d->dropped);
  unsigned at = d->last;

  if (at >= d->n || d->values[at].key != key)
    at = distribution_search (d, key);
  if (at == d->n || d->values[at].key != key)
    {
      if (d->n == d->room_max)
        {
          distribution_coarsen (d);
          distribution_count (d, exact, times);
          return;
        }
      distribution_insert (d, at, key, times);
    }
  else
    d->values[at].n += times;
  d->last = at;
}

static void
distribution_widen (struct distribution *d, double min, double max)
{
  if (d->count == 0 || min < d->min)
    d->min = min;
  if (d->count == 0 || max > d->max)
    d->max = max;
}

void
distribution_add (struct distribution *d, double value, uint64_t times)
{
  if (times == 0)
    return;
  distribution_widen (d, value, value);
  d->count += times;
  d->sum += value * (double)times;
  distribution_count (d, key_of_value (value), times);
}

void
distribution_merge (struct distribution *into, const struct distribution *from)
{
  if (from->count == 0)
    return;
  distribution_widen (into, from->min, from->max);
  into->count += from->count;
  into->sum += from->sum;
  while (into->dropped < from->dropped)
    distribution_coarsen (into);
  for (unsigned i = 0; i < from->n; i++)
    distribution_count (into, from->values[i].key, from->values[i].n);
}

double
distribution_mean (const struct distribution *d)
{
  return d->count > 0 ? d->sum / (double)d->count : NAN;
}

double
distribution_percentile (const struct distribution *d, double p)
{
  uint64_t rank = (uint64_t)ceil (p * (double)d->count), seen = 0;

  if (d->count == 0)
    return NAN;
  for (unsigned i = 0; i < d->n; i++)
    {
      seen += d->values[i].n;
      if (seen >= rank)
        return CLAMP (value_of_key (d->values[i].key), d->min, d->max);
    }
  return d->max;
}
