/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/time.h"

#include <glib.h>
#include <math.h>

/* 2^63, the first count that no longer fits. */
static const double time_limit = 9223372036854775808.0;

sim_time
sim_time_from_seconds (double seconds)
{
  const double nanoseconds = seconds * 1e9;

  g_assert (!isnan (seconds));
  if (nanoseconds >= time_limit)
    return SIM_TIME_MAX;
  /* The least value is SIM_TIME_NONE, which is no instant. */
  if (nanoseconds <= -time_limit)
    return -SIM_TIME_MAX;
  return llround (nanoseconds);
}
