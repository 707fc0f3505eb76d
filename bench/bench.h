/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks share.  A workload is run in windows, each timed by the
 * CPU time of this process (others on the machine then disturb its caches but
 * not its clock); the least and the median window are reported, one JSON
 * object per line.  "calibration" is the best time of a fixed arithmetic loop
 * per iteration: lines are comparable where it is the same.  A single window
 * is not calibrated: those who count instructions want nothing else counted. */
#ifndef DMMSIM_BENCH_BENCH_H
#define DMMSIM_BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/time.h"

/* Does @ops operations. */
typedef void bench_work (void *data, uint64_t ops);

struct bench_result
{
  double least, median; /* CPU ns per operation */
  double calibration;   /* ns; 0: of a single window */
  unsigned windows;
};

struct bench_result bench_measure (bench_work *work, void *data, uint64_t ops,
                                   unsigned windows);
/* The four fields of @result, without braces. */
void bench_print (const struct bench_result *result);
/* CPU time of this process so far, ns. */
double bench_cpu_ns (void);
/* Resident memory of this process, octets. */
uint64_t bench_resident (void);

/* Positive integer argument @i, or @fallback when there are fewer. */
uint64_t bench_argument (int argc, char **argv, int i, uint64_t fallback);
/* Is @name wanted: is it argument @i, or are there fewer? */
bool bench_wants (int argc, char **argv, int i, const char *name);

/* Cheap random numbers and delays (splitmix64; a table of quantiles), so that
 * drawing weighs little and the same whatever the law. */
#define BENCH_QUANTILES 1024
struct bench_delays
{
  uint64_t state, jitter; /* ns, one less than a power of 2 */
  sim_time quantile[BENCH_QUANTILES];
};

enum bench_law
{
  BENCH_EXPONENTIAL, /* mean 1 s */
  BENCH_PACKETS,     /* 80 % hops, 15 % timers, 5 % lifetimes */
  BENCH_GRID,        /* exponential in whole ms: many events at one instant */
  BENCH_LAWS
};
extern const char *const bench_law_names[BENCH_LAWS];

void bench_delays_init (struct bench_delays *delays, enum bench_law law);

static inline uint64_t
bench_random (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

static inline sim_time
bench_delay (struct bench_delays *delays)
{
  const uint64_t x = bench_random (&delays->state);

  return delays->quantile[x % BENCH_QUANTILES]
         + (sim_time)(x >> 40 & delays->jitter);
}

#endif
