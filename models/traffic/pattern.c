/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traffic patterns: constant bit rate and Poisson. */
#include <gsl/gsl_cdf.h>

#include "models/traffic/state.h"

struct pattern_config
{
  sim_time interval;
  int64_t size;
};

/* A UDP datagram in an IPv6 packet that an IPv6 packet holds: it may go
 * through a tunnel. */
#define TUNNELLED_HEADER_SIZE 40
#define SIZE_MAX_UDP (65535 - UDP_HEADER_SIZE - TUNNELLED_HEADER_SIZE)

#define SIZE_ROW                                                               \
  {                                                                            \
    .key = "size", .type = PARAMETER_SIZE,                                     \
    .offset = offsetof (struct pattern_config, size), .fallback = "\"160 B\"", \
    .help = "UDP payload; the packet is 48 octets longer", .minimum = 0,       \
    .maximum = SIZE_MAX_UDP                                                    \
  }

static uint32_t
pattern_size (const void *config)
{
  return (uint32_t)((const struct pattern_config *)config)->size;
}

static double
pattern_mean (const void *config)
{
  return sim_time_to_seconds (
      ((const struct pattern_config *)config)->interval);
}

/* ---- constant bit rate --------------------------------------------- */

static const struct parameter cbr_parameters[]
    = { { .key = "interval",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct pattern_config, interval),
          .fallback = "\"20 ms\"",
          .help = "between packets; the first one goes at the start",
          .flags = PARAMETER_POSITIVE },
        SIZE_ROW,
        { 0 } };

static sim_time
cbr_first (const void *config, const struct random_key *key, uint64_t stream)
{
  (void)config, (void)key, (void)stream;
  return 0;
}

static sim_time
cbr_gap (const void *config, const struct random_key *key, uint64_t stream,
         uint64_t k)
{
  (void)key, (void)stream, (void)k;
  return ((const struct pattern_config *)config)->interval;
}

static const struct traffic_pattern cbr
    = { cbr_first, cbr_gap, pattern_size, pattern_mean, true };

static const struct variant cbr_variant = {
  .name = "cbr",
  .help = "constant bit rate: packets of one size at a constant interval",
  .of = cbr_parameters,
  .size = sizeof (struct pattern_config),
  .implementation = &cbr,
};

/* ---- Poisson ------------------------------------------------------- */

static const struct parameter poisson_parameters[]
    = { { .key = "interval",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct pattern_config, interval),
          .fallback = "\"20 ms\"",
          .help = "mean between packets; the first one goes after such a gap",
          .flags = PARAMETER_POSITIVE },
        SIZE_ROW,
        { 0 } };

static sim_time
poisson_gap (const void *config, const struct random_key *key, uint64_t stream,
             uint64_t k)
{
  const struct pattern_config *c = config;

  return sim_time_from_seconds (gsl_cdf_exponential_Pinv (
      random_at (key, stream, k), sim_time_to_seconds (c->interval)));
}

/* The gaps after packets are numbered from 0, the first one's as the last. */
static sim_time
poisson_first (const void *config, const struct random_key *key,
               uint64_t stream)
{
  return poisson_gap (config, key, stream, UINT64_MAX);
}

static const struct traffic_pattern poisson
    = { poisson_first, poisson_gap, pattern_size, pattern_mean, false };

static const struct variant poisson_variant = {
  .name = "poisson",
  .help = "packets of one size at exponentially distributed intervals",
  .of = poisson_parameters,
  .size = sizeof (struct pattern_config),
  .implementation = &poisson,
};

const struct variant *const traffic_pattern_variants[]
    = { &cbr_variant, &poisson_variant, NULL };

double
traffic_mean_interval (const struct traffic_config *config, bool *constant)
{
  const struct traffic_pattern *pattern
      = config->pattern.chosen->implementation;

  *constant = pattern->constant;
  return pattern->mean (config->pattern.config);
}
