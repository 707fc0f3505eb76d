/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/lateness.h"

#include <glib.h>
#include <math.h>

/* Values below 16 have a bin each; above, the four bits behind the highest one
 * choose among the bins of its octave. */
#define BINS_PER_OCTAVE 16
#define MANTISSA_BITS 4

static unsigned
bin_of (uint64_t late)
{
  unsigned highest;

  if (late < BINS_PER_OCTAVE)
    return (unsigned)late;
  highest = 63u - (unsigned)__builtin_clzll (late);
  return (highest - MANTISSA_BITS + 1) * BINS_PER_OCTAVE
         + (unsigned)(late >> (highest - MANTISSA_BITS) & 15);
}

/* The least value of bin @i. */
static uint64_t
bin_begin (unsigned i)
{
  unsigned octave = i / BINS_PER_OCTAVE;

  if (octave == 0)
    return i;
  return (uint64_t)(BINS_PER_OCTAVE + i % BINS_PER_OCTAVE) << (octave - 1);
}

void
lateness_add (struct lateness *lateness, sim_time late)
{
  g_assert (late >= 0);
  lateness->count++;
  lateness->max = MAX (lateness->max, late);
  lateness->bins[bin_of ((uint64_t)late)]++;
}

sim_time
lateness_quantile (const struct lateness *lateness, double q)
{
  uint64_t rank = (uint64_t)ceil (q * (double)lateness->count), seen = 0;

  g_assert (q > 0 && q <= 1);
  for (unsigned i = 0; i < LATENESS_BINS && lateness->count > 0; i++)
    {
      seen += lateness->bins[i];
      if (seen >= rank)
        return MIN ((sim_time)(bin_begin (i + 1) - 1), lateness->max);
    }
  return 0;
}
