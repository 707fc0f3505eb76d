/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define CALIBRATION_LOOP 200000
#define CALIBRATIONS 20

const char *const bench_law_names[BENCH_LAWS]
    = { "exponential", "packets", "grid" };

double
bench_cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static double
bench_calibrate (void)
{
  double best = INFINITY;

  for (int i = 0; i < CALIBRATIONS; i++)
    {
      uint64_t state = 1;
      volatile uint64_t sink;
      uint64_t sum = 0;
      const double start = bench_cpu_ns ();

      for (int j = 0; j < CALIBRATION_LOOP; j++)
        sum += bench_random (&state);
      best = fmin (best, (bench_cpu_ns () - start) / CALIBRATION_LOOP);
      sink = sum;
      (void)sink;
    }
  return best;
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

struct bench_result
bench_measure (bench_work *work, void *data, uint64_t ops, unsigned windows)
{
  double *times = g_new (double, windows);
  struct bench_result result = { .windows = windows };

  result.calibration = windows > 1 ? bench_calibrate () : 0;
  for (unsigned i = 0; i < windows; i++)
    {
      const double start = bench_cpu_ns ();

      work (data, ops);
      times[i] = (bench_cpu_ns () - start) / (double)ops;
    }
  qsort (times, windows, sizeof *times, compare_doubles);
  result.least = times[0];
  result.median = (times[(windows - 1) / 2] + times[windows / 2]) / 2;
  if (windows > 1)
    result.calibration = fmin (result.calibration, bench_calibrate ());
  g_free (times);
  return result;
}

void
bench_print (const struct bench_result *result)
{
  printf ("\"ns_least\":%.2f,\"ns_median\":%.2f,\"windows\":%u,"
          "\"calibration\":%.3f",
          result->least, result->median, result->windows, result->calibration);
}

uint64_t
bench_resident (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  unsigned long size, resident = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%lu %lu", &size, &resident) != 2)
    resident = 0;
  fclose (file);
  return resident * (uint64_t)sysconf (_SC_PAGESIZE);
}

uint64_t
bench_argument (int argc, char **argv, int i, uint64_t fallback)
{
  return argc > i ? g_ascii_strtoull (argv[i], NULL, 10) : fallback;
}

bool
bench_wants (int argc, char **argv, int i, const char *name)
{
  return argc <= i || g_str_equal (argv[i], name);
}

/* Quantile @v of a law whose logarithm is uniform. */
static double
log_uniform (double low, double high, double v)
{
  return low * pow (high / low, v);
}

/* Quantile @u of @law, ns. */
static double
bench_quantile (enum bench_law law, double u)
{
  const double exponential = -1e9 * log1p (-u);

  if (law == BENCH_EXPONENTIAL)
    return exponential;
  if (law == BENCH_GRID)
    return 1e6 * ceil (exponential / 1e6);
  if (u < 0.80)
    return log_uniform (1e4, 1e6, u / 0.80);
  if (u < 0.95)
    return log_uniform (1e7, 2e8, (u - 0.80) / 0.15);
  return log_uniform (1e9, 3e10, (u - 0.95) / 0.05);
}

void
bench_delays_init (struct bench_delays *delays, enum bench_law law)
{
  delays->state = 42;
  delays->jitter = law == BENCH_GRID ? 0 : 0xffff;
  for (int i = 0; i < BENCH_QUANTILES; i++)
    delays->quantile[i]
        = (sim_time)bench_quantile (law, (i + 0.5) / BENCH_QUANTILES);
}
