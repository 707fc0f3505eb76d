/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated time: a signed 64-bit count of nanoseconds since the start.
 * Conversions from and to floating point happen at the edges only (scenario
 * files, random laws, result files), never on the way. */
#ifndef DMMSIM_SIM_TIME_H
#define DMMSIM_SIM_TIME_H

#include <stdint.h>

typedef int64_t sim_time;

#define SIM_NANOSECOND INT64_C (1)
#define SIM_MICROSECOND INT64_C (1000)
#define SIM_MILLISECOND INT64_C (1000000)
#define SIM_SECOND INT64_C (1000000000)

/* "Never", and the value of an instant that has not been reached. */
#define SIM_TIME_MAX INT64_MAX
#define SIM_TIME_NONE INT64_MIN

/* Seconds as a double, for output. */
static inline double
sim_time_to_seconds (sim_time t)
{
  return (double)t / 1e9;
}

/* Nearest nanosecond (halves away from zero); saturates at SIM_TIME_MAX. */
sim_time sim_time_from_seconds (double seconds);

#endif
